#include "sim/report/table.h"

#include <gmock/gmock.h>

#include <sstream>

#include "sim/report/json.h"
#include "sim/report/model_summary.h"
#include "sim/report/sensitivity_report.h"
#include "sim/report/text.h"
#include "tests/support/example.h"

namespace detente {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

int widest(const std::string& text) {
  int width = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) width = std::max(width, display_width(line));
  return width;
}

TEST(Table, SaysWhatAResultHolds) {
  const Model model = model_of(example_text);
  const std::string text = table_report(document_with(model, result_with(model)), "detente run example.toml", {});
  for (const char* part : {"An example",
                           "4,096 trials",
                           "OUTCOMES",
                           "> ",
                           "observed",
                           "EVENTS",
                           "this model",
                           "the status quo persists",
                           "FUNNEL",
                           "WHO CAME: opening",
                           "unmet: A seat",
                           "terms worth less than staying away",
                           "WHO BLOCKED: talks",
                           "donor",
                           "ZONE OF AGREEMENT",
                           "UTILITIES: talks",
                           "SETTLED",
                           "(reversion)",
                           "! stopped",
                           "norm floor",
                           "WHAT MATTERS MOST",
                           "parties.guest.stay-out",
                           "Of low confidence and it matters",
                           "FIXED CHOICES, and what hangs on them",
                           "stay-out 0",
                           "No failed trials",
                           "PROVENANCE",
                           "detente run example.toml",
                           "Not a forecast"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(Table, WhatBlockersLoseIsCutOnATerminalAlone) {
  const Model model = model_of(example_text);
  const Document document = document_with(model, result_with(model));
  for (const PageForm form : {PageForm::markdown, PageForm::html})
    EXPECT_THAT(table_report(document, "", {.form = form}), HasSubstr("100 % asking more than any text gives"));
}

// The weighted mean says nothing about who attends.
TEST(Table, ComparesLikeWithLike) {
  const Model model = model_of(example_text);
  const Result result = result_with(model);
  const Document document = document_with(model, result);
  EXPECT_EQ(document.model_score.events, 2);
  EXPECT_EQ(document.status_quo.model_score.events, 2);
  EXPECT_EQ(document.status_quo.model_score.brier, document.model_score.brier);
  EXPECT_EQ(document.weighted_mean.score.events, 1);
  EXPECT_EQ(document.weighted_mean.model_score.events, 1);
  const double aid = document.events[0].share.value;
  ASSERT_EQ(model.scenario.events[0].name, "aid");
  EXPECT_DOUBLE_EQ(document.weighted_mean.model_score.brier, aid * aid);
  EXPECT_THAT(table_report(document_with(model, result), "", {}), HasSubstr("this model on the same events"));
}

TEST(Table, SaysBelowSomeShareInsteadOfNever) {
  const Model model = model_of(example_text);
  EXPECT_THAT(table_report(document_with(model, result_with(model)), "", {}), HasSubstr("below 0.094 %"));
}

TEST(Table, FitsItsWidth) {
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    const Result result = result_with(model, sample(2048));
    EXPECT_LE(widest(table_report(document_with(model, result), std::string(300, 'x'), {})), 80) << name;
    EXPECT_LE(widest(table_report(document_with(model, result), "", {.width = 60})), 60) << name;
    EXPECT_LE(widest(model_summary(model, {})), 80) << name;
  }
}

TEST(Table, ColourOnlyIfAsked) {
  const Model model = model_of(example_text);
  const Result result = result_with(model, 1024);
  EXPECT_THAT(table_report(document_with(model, result), "", {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(table_report(document_with(model, result), "", {.colour = true}), HasSubstr("\x1b[1m"));
}

// Cells of a row of a Markdown table, by the bars that are not escaped.
std::size_t bars(const std::string& row) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < row.size(); ++i) count += row[i] == '|' && (i == 0 || row[i - 1] != '\\');
  return count;
}

TEST(Markdown, HasWholeTables) {
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    std::istringstream lines(
        table_report(document_with(model, result_with(model, sample(1024))), "", {.form = PageForm::markdown}));
    std::size_t columns = 0, tables = 0;
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("|")) {
        columns = 0;
        continue;
      }
      tables += columns == 0;
      if (columns == 0) columns = bars(line);
      EXPECT_EQ(bars(line), columns) << line;
    }
    EXPECT_GE(tables, 4U) << name;
  }
}

TEST(Markdown, HoldsWhatTheTableHolds) {
  const Model model = model_of(example_text);
  const std::string text =
      table_report(document_with(model, result_with(model)), "detente run example.toml", {.form = PageForm::markdown});
  for (const char* part :
       {"# An example\n", "\n\n## OUTCOMES\n\n|  |  | share | 95 % interval |  |\n| --- | --- | ---: | --- | --- |\n",
        "\n\n## FUNNEL", "\n| **A guest (wanted)** | ", "\n| &nbsp;&nbsp;&nbsp;&nbsp;unmet: A seat | ",
        "\n- command: detente run example.toml\n", "Not a forecast"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(Markdown, LabelsAreTakenLiterally) {
  const Model model = model_of(example_text, {"parties.guest.label=\"a|b *c* <d> [e](f) $g$\""});
  const std::string text =
      table_report(document_with(model, result_with(model, 1024)), "", {.form = PageForm::markdown, .colour = true});
  EXPECT_THAT(text, HasSubstr("| **a\\|b \\*c\\* \\<d\\> [e]\\(f) \\$g\\$ (wanted)** |"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Markdown, NoParagraphIsAListOrARule) {
  Page page;
  page.heading("title");
  for (const char* text : {"- one", "+ two", "3. three", "4) four", "===", "---", "5 of 6", "2024"})
    page.paragraph(text);
  EXPECT_EQ(write(page, {.form = PageForm::markdown}),
            "# title\n\n\\- one\n\n\\+ two\n\n3\\. three\n\n4\\) four\n\n\\===\n\n\\---\n\n5 of 6\n\n2024\n");
}

TEST(Table, AStoppedRunSaysSoAtTheTop) {
  const Model model = model_of(example_text);
  Result result = result_with(model, 2048);
  result.plan.trials = 100'000;
  result.ending = Ending::interrupt;
  EXPECT_THAT(table_report(document_with(model, result), "", {}).substr(0, 300),
              HasSubstr("Stopped after 2,048 of 100,000 trials; complete trials only."));
  result.plan.budget = 30;
  EXPECT_THAT(table_report(document_with(model, result), "", {}).substr(0, 300),
              HasSubstr("\nStopped; complete trials only.\n"));
}

TEST(Table, SaysWhyARunEnded) {
  const Model model = model_of(example_text);
  RunPlan plan;
  plan.precision = 0.02;
  Result result = simulate(model, plan);
  ASSERT_EQ(result.ending, Ending::precision);
  EXPECT_THAT(table_report(document_with(model, result), "", {}).substr(0, 300),
              HasSubstr("\nEnded: every outcome is known to ± 2 pp; the widest interval is ± "));
  plan.precision = 0.0001;
  plan.trials = 2048;
  result = simulate(model, plan);
  EXPECT_THAT(table_report(document_with(model, result), "", {}).substr(0, 300),
              HasSubstr("\nThe precision asked for, ± 0.01 pp, was not reached; the widest interval is"));
  result.ending = Ending::budget;
  result.plan.budget = 0.5;
  result.plan.precision = 0;
  EXPECT_THAT(table_report(document_with(model, result), "", {}).substr(0, 300),
              HasSubstr("\nEnded: 0.5 s were up; complete trials only.\n"));
}

TEST(Table, ARunStoppedBeforeItsFirstBlockHasAReport) {
  const Model model = model_of(example_text);
  const std::atomic<bool> stop = true;
  RunPlan plan;
  plan.stop = &stop;
  const Result result = simulate(model, plan);
  ASSERT_EQ(result.trials, 0U);
  EXPECT_THAT(table_report(document_with(model, result), "", {}), HasSubstr("n/a"));
}

TEST(ModelSummary, MarksDefaults) {
  const std::string text = model_summary(model_of(example_text), {});
  for (const char* part :
       {"stay-out        0 (default)", "decision        consensus (default)", "aims at         reservations (default)",
        "uniform [0.2, 0.8]", "all searched: exact", "parties.guest.mood", "norm floor      emergency"})
    EXPECT_THAT(text, HasSubstr(part));
}

// The example, with an outcome of parameters.
std::string sensitivity_of(const std::string& when, std::uint64_t trials = 16'384) {
  const Model model = model_of(
      std::string(example_text) + "\n[parameters]\nx = { uniform = [0, 1] }\ny = { uniform = [0, 1] }\n",
      {"outcomes=[{ name = \"so\", when = \"" + when + "\" }, { name = \"not\", when = \"true\" }]", "observed={}"});
  const SensitivityResult result = sensitivity(model, {.trials = trials, .seed = 3, .threads = 1});
  return sensitivity_table(model, result, 0, "detente sensitivity example.toml", {.width = 200});
}

TEST(Reports, SayOfWhatIsDrawnTogetherThatNoneIsToldByItself) {
  const Model model =
      model_of(std::string(example_text) + "\n[parameters]\nx = { uniform = [0, 1] }\ny = { uniform = [0, 1] }\n",
               {"outcomes=[{ name = \"so\", when = \"x > 0.3 and y > 0.6\" }, { name = \"not\", when = \"true\" }]",
                "observed={}", "correlations=[{ of = [\"parameters.x\", \"parameters.y\"], rank = 0.5 }]"});
  const char* const refusal = "parameters.x, parameters.y: correlated with each other; none of them is told by itself.";
  const Document document = document_with(model, result_with(model, 4096));
  EXPECT_THAT(table_report(document, "", {.width = 200}), HasSubstr(refusal));
  EXPECT_EQ(json_report(document, "")["drivers"]["not_alone"]["parameters.y"], "correlated with each other");
  const SensitivityResult result = sensitivity(model, {.trials = 4096, .seed = 3, .threads = 1});
  EXPECT_THAT(sensitivity_table(model, result, 0, "", {.width = 200}),
              AllOf(HasSubstr("parameters.x + parameters.y"), HasSubstr(refusal)));
  EXPECT_THAT(sensitivity_csv(model, result), HasSubstr("so,parameters.x + parameters.y,input,,,"));
  const Json of = sensitivity_json(model, result, "")["outcomes"]["so"]["inputs"]["parameters.x + parameters.y"];
  EXPECT_EQ(of["not_alone"], "correlated with each other");
  EXPECT_EQ(of["together"].size(), 2U);
}

TEST(SensitivityTable, NamesSeveralTogetherOnlyWhereTheIntervalsDo) {
  EXPECT_THAT(sensitivity_of("x > 0.99"), HasSubstr("One by one, inputs explain 100 % of the variance."));
  EXPECT_THAT(sensitivity_of("x > 0.995 and y > 0.03"), HasSubstr("; whether any comes of several together"));
  EXPECT_THAT(sensitivity_of("x > 0.3 and y > 0.6"),
              HasSubstr("explain 75 % of the variance; the rest comes of several together."));
}

}  // namespace
}  // namespace detente
