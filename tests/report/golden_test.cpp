// The report of every shipped scenario, read as a diff whenever it changes. DETENTE_UPDATE=1 rewrites the files.

#include "tests/report/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "sim/report/json.h"
#include "sim/report/table.h"
#include "tests/support/example.h"

namespace detente {
namespace {

namespace fs = std::filesystem;

// Under a sanitizer the small ones; other tests make reports of the others, from fewer trials.
std::vector<std::string> scenario_names() {
  if (sanitized) return {"doha-1-2023", "first-steps"};
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(DETENTE_SOURCE_DIR) / "scenarios"))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, Report) {
  const Model model = shipped(GetParam());
  RunPlan plan;
  plan.trials = 20'000;
  const Result result = simulate(model, plan);
  compare_golden(without_program(table_report(document_with(model, result), "", {})), GetParam() + ".txt");
  Json json = json_report(document_with(model, result), "");
  json.erase("run");
  compare_golden(json_text(json), GetParam() + ".json");
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Golden, testing::ValuesIn(scenario_names()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace detente
