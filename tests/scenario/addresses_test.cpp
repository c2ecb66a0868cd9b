#include "sim/scenario/addresses.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "sim/files/scenario_files.h"

namespace detente {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> scenario_files() {
  std::vector<std::string> files;
  for (const char* folder : {"/scenarios", "/tests/scenario/good"})
    for (const fs::directory_entry& entry : fs::directory_iterator(std::string(DETENTE_SOURCE_DIR) + folder))
      if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

std::map<std::string, AddressedValue> values_of(const std::string& name, const std::vector<std::string>& sets = {}) {
  std::map<std::string, AddressedValue> values;
  for (const AddressedValue& at : list_scenario(DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml", sets).values)
    EXPECT_TRUE(values.emplace(at.address, at).second) << at.address << " stands there twice";
  return values;
}

// What is printed can be given back: all at once, it is the same scenario.
TEST(Addresses, AreThoseThatSetTakes) {
  for (const std::string& file : scenario_files()) {
    const ListedScenario listed = list_scenario(file);
    EXPECT_EQ(canonical_text(listed.scenario), canonical_text(load_scenario(file)));
    std::vector<std::string> sets;
    for (const AddressedValue& at : listed.values) {
      sets.push_back(at.address + "=" + at.value);
      EXPECT_EQ(canonical_text(load_scenario(file, {sets.back()})), canonical_text(listed.scenario)) << sets.back();
    }
    EXPECT_EQ(canonical_text(load_scenario(file, sets)), canonical_text(listed.scenario)) << file;
  }
}

TEST(Addresses, HaveValuesAsTheyAreWritten) {
  const auto values = values_of("first-steps");
  const auto value = [&](const std::string& address) {
    return values.contains(address) ? values.at(address).value : "none";
  };
  EXPECT_EQ(value("parameters.cost"), "{ pert = [0, 0.05, 0.2] }");
  EXPECT_EQ(value("issues.ceasefire.options.\"ceasefire, monitored\""), "100");
  EXPECT_EQ(value("parties.government.positions.ceasefire.ideal"), "\"local truces\"");
  EXPECT_EQ(value("parties.government.positions.aid.ideal"), "{ uniform = [0, 50] }");
  EXPECT_EQ(value("parties.government.reservation"), "\"status-quo + cost\"");
  EXPECT_EQ(value("stages.talks.issues"), "[\"ceasefire\", \"aid\"]");
  EXPECT_EQ(value("outcomes.\"a ceasefire\".when"), "\"ceasefire >= 'ceasefire'\"");
  EXPECT_EQ(value("stages.talks.name"), "none") << "it is in the address";
}

TEST(Addresses, IncludeDefaults) {
  const auto values = values_of("first-steps");
  EXPECT_EQ(values.at("parties.rebels.stay-out").value, "0");
  EXPECT_TRUE(values.at("parties.rebels.stay-out").defaulted);
  EXPECT_EQ(values.at("stages.talks.round-length").value, "\"1 month\"");
  EXPECT_FALSE(values.at("stages.talks.rounds").defaulted);
  EXPECT_FALSE(values.contains("stages.talks.wanted")) << "of another protocol";
}

TEST(Addresses, SayWhereAValueIsFrom) {
  const auto values = values_of("doha-2-2024", {"parties.us.influence=50"});
  EXPECT_EQ(values.at("parties.us.influence").value, "50");
  EXPECT_EQ(values.at("parties.us.influence").provenance.source, "set on the command line");
  EXPECT_EQ(values.at("parties.europe.influence").provenance.source, "judgement");
  EXPECT_EQ(values.at("parties.europe.influence").provenance.confidence, "low");
  EXPECT_EQ(values.at("parties.europe.label").provenance.source, "");
  EXPECT_EQ(values.at("parties.europe.never").provenance.source, "") << "a default is nobody's judgement";
}

TEST(Addresses, MistakesAreToldAsElsewhere) {
  EXPECT_THROW(list_scenario(DETENTE_SOURCE_DIR "/scenarios/first-steps.toml", {"parties.nobody.influence=1"}),
               ScenarioError);
}

}  // namespace
}  // namespace detente
