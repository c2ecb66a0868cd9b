#include "sim/cli/compare.h"

#include <gmock/gmock.h>

#include "sim/cli/output.h"

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string first_steps = DETENTE_SOURCE_DIR "/scenarios/first-steps.toml";

TEST(Variant, IsANameAndWhatItSets) {
  const Variant variant = parse_variant("with the NRF: a.b+=nrf;  a.c = 2 ;");
  EXPECT_EQ(variant.name, "with the NRF");
  EXPECT_THAT(variant.sets, ElementsAre("a.b+=nrf", "a.c = 2"));
}

TEST(Variant, WithoutANameGoesByItsText) {
  const Variant variant = parse_variant(" a.b=1; a.c='x: y' ");
  EXPECT_EQ(variant.name, "a.b=1; a.c='x: y'");
  EXPECT_THAT(variant.sets, ElementsAre("a.b=1", "a.c='x: y'"));
}

TEST(Variant, QuotesKeepSemicolonsAndColons) {
  EXPECT_THAT(parse_variant(R"(the donors' wish: a."x; y"='p; q'; b="r\"; s")").sets,
              ElementsAre("a.\"x; y\"='p; q'", R"(b="r\"; s")"));
  EXPECT_EQ(parse_variant("the donors' wish: a=1").sets.size(), 1U);
}

TEST(Variant, WhatIsMalformedIsRefused) {
  for (const auto& [text, why] : {std::pair{"", "it has no name"},
                                  {": a=1", "it has no name"},
                                  {"name:", "it changes nothing"},
                                  {"name: a=1;;b=2", "nothing between two semicolons"},
                                  {"name: a", "'a' has no '='"}}) {
    try {
      parse_variant(text);
      ADD_FAILURE() << text;
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr(why));
      EXPECT_THAT(error.what(), HasSubstr("write it as \"NAME: ADDRESS=VALUE; ADDRESS=VALUE\""));
    }
  }
}

CompareOptions options_of(const std::vector<std::string>& scenarios, const std::vector<std::string>& variants = {}) {
  CompareOptions options;
  options.scenarios = scenarios;
  options.variants = variants;
  return options;
}

std::vector<std::string> files_of_mistakes(const CompareOptions& options) {
  std::vector<std::string> files;
  std::vector<Diagnostic> warnings;
  try {
    load_compared(options, warnings);
  } catch (const ScenarioError& error) {
    for (const Diagnostic& mistake : error.diagnostics()) files.push_back(mistake.file);
  }
  return files;
}

TEST(Compared, HasANameForEach) {
  std::vector<Diagnostic> warnings;
  const std::string doha = DETENTE_SOURCE_DIR "/scenarios/doha-1-2023.toml";
  const Compared compared =
      load_compared(options_of({first_steps, doha, first_steps}, {"cheap: parameters.cost=0"}), warnings);
  EXPECT_THAT(compared.names, ElementsAre("first-steps", "doha-1-2023", first_steps, "cheap"));
  EXPECT_EQ(compared.models.size(), 4U);
  EXPECT_EQ(compared.differences.size(), 3U);
  EXPECT_TRUE(compared.differences[1].values.empty());
  EXPECT_EQ(compared.differences[2].values.size(), 1U) << "variants are of the first";
}

TEST(Compared, MistakesSayWhoseTheyAre) {
  EXPECT_THAT(
      files_of_mistakes(options_of({first_steps}, {"odd: parties.nobody.influence=3", "fine: parameters.cost=0"})),
      ElementsAre("--variant 'odd', parties.nobody.influence=3"));
  EXPECT_THAT(files_of_mistakes(options_of({first_steps}, {"odd: parties.rebels.influence='aid + nothing'"})),
              ElementsAre(HasSubstr("--variant 'odd'")));
  CompareOptions both = options_of({first_steps, DETENTE_SOURCE_DIR "/scenarios/doha-1-2023.toml"});
  both.sets = {"parties.rebels.influence=3"};
  EXPECT_THAT(files_of_mistakes(both), ElementsAre(HasSubstr("doha-1-2023.toml)")));
}

}  // namespace
}  // namespace detente
