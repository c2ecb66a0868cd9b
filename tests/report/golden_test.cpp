// The report of every shipped scenario, read as a diff whenever it changes. DETENTE_UPDATE=1 rewrites the files.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "sim/report/json.h"
#include "sim/report/table.h"
#include "tests/support/example.h"

namespace detente {
namespace {

namespace fs = std::filesystem;

const fs::path golden = fs::path(DETENTE_SOURCE_DIR) / "tests/report/golden";

// Under a sanitizer the small ones; other tests make reports of the others, from fewer trials.
std::vector<std::string> scenario_names() {
  if (sanitized) return {"doha-1-2023", "first-steps"};
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(DETENTE_SOURCE_DIR) / "scenarios"))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void compare(const std::string& text, const fs::path& path) {
  if (std::getenv("DETENTE_UPDATE")) {
    fs::create_directories(golden);
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::istringstream got(text), wanted(read(path));
  if (got.str() == wanted.str()) return;
  std::string got_line, wanted_line;
  int line = 0;
  do {
    got_line = wanted_line = "(the end)";
    std::getline(got, got_line);
    std::getline(wanted, wanted_line);
    ++line;
  } while (got_line == wanted_line && (got || wanted));
  ADD_FAILURE() << path.string() << ':' << line << ": expected " << wanted_line << "\ngot " << got_line
                << "\nif the change is meant, run this test with DETENTE_UPDATE=1 and read the diff";
}

// The line with version, compiler and flags, and what it wraps into.
std::string without_program(const std::string& text) {
  return std::regex_replace(text, std::regex("(  program       )detente[^\n]*\n(                [^\n]*\n)*"),
                            "$1(not compared)\n");
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, Report) {
  const Model model = shipped(GetParam());
  RunPlan plan;
  plan.trials = 20'000;
  const Result result = simulate(model, plan);
  compare(without_program(table_report(model, result, "", {})), golden / (GetParam() + ".txt"));
  Json json = json_report(model, result, "");
  json.erase("run");
  compare(json_text(json), golden / (GetParam() + ".json"));
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Golden, testing::ValuesIn(scenario_names()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace detente
