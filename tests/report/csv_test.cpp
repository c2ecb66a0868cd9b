#include "sim/report/csv.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "sim/report/json.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"

namespace detente {
namespace {

using testing::ElementsAre;

// The cells of every row; quotes hold commas, and a doubled quote is one.
std::vector<std::vector<std::string>> rows_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (letter == '"' && quoted && text.substr(i + 1).starts_with('"')) {
      rows.back().back() += letter;
      ++i;
    } else if (letter == '"') {
      quoted = !quoted;
    } else if (letter == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (letter == '\n' && !quoted) {
      rows.push_back({""});
    } else {
      rows.back().back() += letter;
    }
  }
  EXPECT_EQ(rows.back(), std::vector<std::string>{""}) << "the last line has an end";
  rows.pop_back();
  return rows;
}

TEST(CsvLine, QuotesWhatWouldBeTakenForSomethingElse) {
  EXPECT_EQ(csv_line({"plain", "a, b", "say \"no\"", "two\nlines", ""}),
            "plain,\"a, b\",\"say \"\"no\"\"\",\"two\nlines\",\n");
}

TEST(CsvLine, SpreadsheetsTakeNoTextForAFormulaIfItIsSafe) {
  const std::vector<std::string> cells = {"=1+1", "+a", "-a", "@a", "-0.5", "-inf", "+1", "\ta", "a=1", "-1,5", ""};
  EXPECT_EQ(csv_line(cells), "=1+1,+a,-a,@a,-0.5,-inf,+1,\ta,a=1,\"-1,5\",\n");
  EXPECT_EQ(csv_line(cells, {.safe = true}), "'=1+1,'+a,'-a,'@a,-0.5,-inf,'+1,'\ta,a=1,\"'-1,5\",\n");
}

TEST(CsvReport, IsATidyTable) {
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    const Result result = result_with(model, sample(4096));
    const auto rows = rows_of(csv_report(document_with(model, result)));
    EXPECT_THAT(rows[0], ElementsAre("kind", "name", "item", "figure", "value", "low", "high", "count", "of",
                                     "scenario", "seed", "trials", "digest"));
    std::map<std::vector<std::string>, int> seen;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      ASSERT_EQ(rows[i].size(), rows[0].size()) << i;
      EXPECT_EQ(++seen[std::vector(rows[i].begin(), rows[i].begin() + 4)], 1) << rows[i][1] << ' ' << rows[i][2];
      for (std::size_t column = 4; column < 9; ++column)
        EXPECT_EQ(rows[i][column].find_first_not_of("0123456789.e-+"), std::string::npos) << rows[i][column];
      EXPECT_EQ(rows[i][9], name);
      EXPECT_EQ(rows[i][11], std::to_string(result.trials));
      EXPECT_EQ(rows[i][12], result.digest);
    }
  }
}

TEST(CsvReport, HoldsTheFiguresOfTheJsonReport) {
  const Model model = model_of(example_text);
  const Result result = result_with(model);
  const Json json = json_report(document_with(model, result), "");
  std::map<std::string, std::vector<std::string>> found;
  const auto rows = rows_of(csv_report(document_with(model, result)));
  for (const auto& row : rows) found[row[0] + "/" + row[1] + "/" + row[2] + "/" + row[3]] = row;
  const auto expect_share = [&](const std::string& key, const Json& share) {
    ASSERT_TRUE(found.contains(key)) << key;
    EXPECT_EQ(std::stod(found[key][4]), share["share"].get<double>()) << key;
    EXPECT_EQ(std::stod(found[key][5]), share["low"].get<double>()) << key;
    EXPECT_EQ(std::stod(found[key][6]), share["high"].get<double>()) << key;
    EXPECT_EQ(std::stoull(found[key][7]), share["count"].get<std::uint64_t>()) << key;
  };
  for (const auto& [name, share] : json["outcomes"].items()) expect_share("outcome/" + name + "//share", share);
  for (const auto& [name, share] : json["events"].items()) expect_share("event/" + name + "//share", share);
  const Json& guest = json["stages"]["opening"]["attendance"]["guest"];
  expect_share("attendance/opening.guest//share", guest);
  for (const Json& reason : guest["reasons"])
    if (reason["kind"] == "precondition")
      expect_share("absence/opening.guest/precondition.seated/share", reason);
    else
      expect_share("absence/opening.guest/" + reason["kind"].get<std::string>() + "/share", reason);
  expect_share("pivotal/talks.donor//share", json["stages"]["talks"]["blocked"]["parties"]["donor"]["pivotal"]);
  expect_share("zone/talks/0/share", json["stages"]["talks"]["zone"]["empty"]);
  for (const auto& [option, share] : json["settled"]["aid"]["options"].items())
    expect_share("settled/aid/" + option + "/share", share);
  EXPECT_EQ(std::stod(found["utility/talks.donor//mean"][4]),
            json["stages"]["talks"]["utilities"]["donor"]["utility"].get<double>());
  EXPECT_EQ(std::stod(found["score/weighted_mean/model_on_same_events/brier"][4]),
            json["scores"]["weighted_mean"]["model_on_same_events"]["brier"].get<double>());
  EXPECT_EQ(found["event/aid//observed"][4], "0");
  EXPECT_EQ(found["outcome/nothing//observed"][4], "1");
  EXPECT_FALSE(found.contains("event/impossible//observed"));
}

// The words in backquotes in the first cells of the tables under "## Figures" of docs/csv.md.
std::set<std::string> documented_kinds() {
  std::ifstream file(DETENTE_SOURCE_DIR "/docs/csv.md");
  std::set<std::string> kinds;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## Figures";
    if (line.starts_with("Only the run's own report")) break;
    if (!inside || !line.starts_with("| `")) continue;
    const std::string cell = line.substr(0, line.find(" |", 2));
    for (std::size_t begin = cell.find('`'); begin != std::string::npos; begin = cell.find('`', begin)) {
      const std::size_t end = cell.find('`', begin + 1);
      kinds.insert(cell.substr(begin + 1, end - begin - 1));
      begin = end + 1;
    }
  }
  return kinds;
}

TEST(CsvReport, IsDocumentedFigureByFigure) {
  std::set<std::string> counted;
  const auto add = [&](const Model& model) {
    const Layout layout = make_layout(model);
    for (const auto* rows : {&layout.figures->shares, &layout.figures->means})
      for (const RowName& row : *rows) counted.insert(row.kind);
  };
  add(model_of(lively_text));
  add(model_of(std::string(lively_text) + "[issues.rent]\nrange = [0, 10]\nreversion = 0\n"));
  add(model_of(lively_text, {"parties.giver.reservation={choice={\"0.3\"=\"1\",\"0.5\"=\"2\"}}"}));
  add(model_of(lively_text, {"stages.talks.decision.vetoes=[\"giver\"]"}));
  for (const std::string& name : shipped_names()) add(shipped(name));
  EXPECT_EQ(documented_kinds(), counted);
}

TEST(CsvReport, WhatHasNoValueIsEmpty) {
  const Model model = model_of(example_text, {"parties.guest.stay-out=1"});
  for (const auto& row : rows_of(csv_report(document_with(model, result_with(model, 1024))))) {
    if (row[0] == "agreed" && row[1] == "talks")
      EXPECT_THAT(std::vector(row.begin() + 4, row.begin() + 9), ElementsAre("", "", "", "0", "0"));
  }
}

}  // namespace
}  // namespace detente
