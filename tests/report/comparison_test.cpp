// What a comparison shows. The golden page is read as a diff whenever it changes; DETENTE_UPDATE=1 rewrites it.

#include "sim/report/comparison.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "sim/files/scenario_files.h"
#include "sim/report/text.h"
#include "tests/report/golden.h"
#include "tests/support/example.h"

namespace detente {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> eager{"parties.guest.stay-out=0.2"};

Compared compared_with(const std::string& text, const std::vector<std::vector<std::string>>& variants) {
  Compared compared{.names = {"example"}};
  const ListedScenario reference = list_text(text, "example.toml");
  compared.models.push_back(compile(reference.scenario));
  for (const std::vector<std::string>& sets : variants) {
    const ListedScenario listed = list_text(text, "example.toml", sets);
    compared.names.push_back("variant " + std::to_string(compared.names.size()));
    compared.models.push_back(compile(listed.scenario));
    compared.differences.push_back(difference_of(reference, listed));
  }
  return compared;
}

Comparison played(const Compared& compared, std::uint64_t trials = 4096) {
  RunPlan plan;
  plan.trials = trials;
  plan.threads = 1;
  return compare(compared.models, plan);
}

TEST(ComparisonReport, IsAsItWas) {
  const Compared compared =
      compared_with(example_text, {eager, {"stages.opening.invited-=donor", "stages.talks.rounds=2"}});
  const Comparison result = played(compared);
  compare_golden(without_program(comparison_table(compared, &result, "", {})), "comparison.txt");
  Json json = comparison_json(compared, &result, "");
  json.erase("run");
  compare_golden(json_text(json), "comparison.json");
}

TEST(ComparisonReport, SaysWhichDifferencesAreClear) {
  const Compared compared = compared_with(example_text, {eager});
  const Comparison result = played(compared);
  const std::string page = comparison_table(compared, &result, "", {});
  EXPECT_THAT(page, HasSubstr("> guest comes"));
  EXPECT_THAT(page, HasSubstr("The same in every trial: donor comes (above"));
  EXPECT_THAT(page, HasSubstr("the common luck saved"));
  for (const FigureDifference& at : result.variants[0].differences)
    if (at.about.kind == "outcome")
      EXPECT_EQ(page.find("> " + at.about.name) != std::string::npos, at.difference.clear());
}

// The row of a variable that is between 2 and 4 times such a number, and in the variant between 4 and 6 times.
std::string row_at(const std::string& size) {
  const std::string text =
      std::string(example_text) + "[variables.v]\ninitial = { uniform = [2" + size + ", 4" + size + "] }\n";
  Compared compared = compared_with(text, {{"variables.v.initial={ uniform = [4" + size + ", 6" + size + "] }"}});
  const Comparison result = played(compared, 1024);
  const std::string page = comparison_table(compared, &result, "", {});
  const std::size_t begin = page.find("> v ");
  return page.substr(begin, page.find('\n', begin) - begin);
}

TEST(ComparisonReport, ShowsMeansOfAnySize) {
  EXPECT_EQ(row_at("e0"), "> v      2.964    4.964  +2.000  [+1.989, +2.003]       7.6");
  for (const std::string size : {"e-300", "e-09", "e+09", "e+299"}) {
    const std::string row = row_at(size);
    for (const char* number : {" 2.964", " 4.964", " +2.000", "[+1.989", "+2.003"})
      EXPECT_THAT(row, HasSubstr(number + size));
  }
  EXPECT_THAT(row_at("e6"), HasSubstr("> v  2964061.31  4964061.31  +2000000.00  "));
}

TEST(ComparisonReport, OutcomesOfOneAloneStandApart) {
  std::string other = example_text;
  other.replace(other.find("name = \"nothing\""), 16, "name = \"no aid\"");
  other.replace(other.find("outcome = \"nothing\""), 19, "outcome = \"no aid\"");
  Compared compared = compared_with(example_text, {{}});
  compared.models.pop_back();
  compared.models.push_back(model_of(other));
  const Comparison result = played(compared);
  const std::string page = comparison_table(compared, &result, "", {});
  EXPECT_THAT(page, HasSubstr("Only the reference has the outcome \"nothing\": 66.9 %"));
  EXPECT_THAT(page, HasSubstr("Only the variant has the outcome \"no aid\": 66.9 %"));
}

TEST(ComparisonReport, ScenariosThatShareNothingAreToldSo) {
  Compared compared{.names = {"doha-1-2023", "first-steps"}};
  std::vector<ListedScenario> listed;
  for (const std::string& name : compared.names) {
    listed.push_back(list_scenario(DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml"));
    compared.models.push_back(compile(listed.back().scenario));
  }
  compared.differences.push_back(difference_of(listed[0], listed[1]));
  const Comparison result = played(compared, 128);
  const std::string page = comparison_table(compared, &result, "", {});
  EXPECT_THAT(page, HasSubstr("No outcome has the same name in both."));
  EXPECT_THAT(page, HasSubstr("others; --diff-only lists all."));
  EXPECT_THAT(comparison_table(compared, nullptr, "", {}), Not(HasSubstr("--diff-only")));
}

TEST(ComparisonReport, GoesNotPastTheRightEdge) {
  const Compared compared = compared_with(example_text, {eager});
  const Comparison result = played(compared);
  for (const int width : {60, 80}) {
    std::istringstream page(comparison_table(compared, &result, "", {.width = width}));
    for (std::string line; std::getline(page, line);) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(ComparisonReport, ScenariosThatPlayAlikeAreToldSo) {
  const Compared compared = compared_with(example_text, {{"label=\"Another\""}});
  const std::string page = comparison_table(compared, nullptr, "", {});
  EXPECT_THAT(page, HasSubstr("Nothing that a trial depends on."));
  EXPECT_THAT(page, Not(HasSubstr("OUTCOMES")));
}

TEST(ComparisonReport, HasARowOfCsvForEachDifference) {
  const Compared compared = compared_with(example_text, {eager});
  const Comparison result = played(compared);
  const std::string csv = comparison_csv(compared, &result);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + std::ssize(result.variants[0].differences));
  EXPECT_THAT(csv, HasSubstr("\nvariant 1,event,guest comes,,"));
  EXPECT_EQ(comparison_csv(compared, nullptr),
            "scenario,address,reference,variant\nvariant 1,parties.guest.stay-out,\"{ uniform = [0.2, 0.8] }\",0.2\n");
}

TEST(ComparisonReport, AsJsonHasNoNumberWhereNothingIsKnown) {
  const Compared compared = compared_with(example_text, {{"parties.guest.stay-out=1"}});
  const Comparison result = played(compared, 1024);
  const Json document = comparison_json(compared, &result, "");
  for (const Json& measure : document["variants"][0]["figures"]) {
    EXPECT_EQ(measure["pairs"] == 0, measure["change"].is_null()) << measure;
    if (measure["differing"] == 0) EXPECT_EQ(measure["clear"], false) << measure;
  }
}

}  // namespace
}  // namespace detente
