// Trials as rows: what stands in the cells, and how.
#include "sim/report/trials_csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "sim/study/player.h"
#include "tests/support/example.h"

namespace detente {
namespace {

std::vector<std::string> lines_of(const Model& model, std::uint64_t count) {
  std::string text;
  const Layout layout = make_layout(model);
  const TrialsCsv table(model, layout, [&](const std::string& piece) { text += piece; });
  TrialRecord record(layout, model.inputs.size() + model.chances.size());
  Block block = make_block(layout, 0);
  make_player(model, layout, 4)->play_into(block, nullptr, 1, 0, count, &record);
  table.write(record, 0, count);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string with(const std::string& from, const std::string& to) {
  std::string text = example_text;
  return text.replace(text.find(from), from.size(), to);
}

TEST(TrialsCsv, QuotesNames) {
  std::string text = with("name = \"nothing\"", "name = \"nothing, \\\"so far\\\"\"");
  text.resize(text.find("[observed]"));
  const std::vector<std::string> lines = lines_of(model_of(text.c_str(), {"outcomes.\"aid flows\".when=\"false\""}), 4);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_TRUE(lines[0].starts_with("trial,failed,outcome,event aid,")) << lines[0];
  for (std::size_t trial = 0; trial < 4; ++trial)
    EXPECT_TRUE(lines[trial + 1].starts_with(std::to_string(trial) + ",0,\"nothing, \"\"so far\"\"\","))
        << lines[trial + 1];
}

TEST(TrialsCsv, OfAFailedTrialThereIsNothing) {
  const std::string text =
      with("stay-out = { uniform = [0.2, 0.8] }", "stay-out = \"big * 1e300 * 1e300 - big * 1e300 * 1e300\"") +
      "[parameters]\nbig = { uniform = [1, 2] }\n";
  const std::vector<std::string> lines = lines_of(model_of(text.c_str()), 2);
  const auto commas = static_cast<std::size_t>(std::count(lines[0].begin(), lines[0].end(), ','));
  EXPECT_EQ(lines[1], "0,1" + std::string(commas - 1, ','));
}

// Cells by trial and title; only where no cell is quoted.
std::vector<std::map<std::string, std::string>> rows_of(const Model& model, std::uint64_t count) {
  std::vector<std::vector<std::string>> lines;
  for (const std::string& line : lines_of(model, count)) {
    std::istringstream cells(line + ',');
    lines.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) lines.back().push_back(cell);
  }
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t row = 1; row < lines.size(); ++row) {
    rows.emplace_back();
    for (std::size_t i = 0; i < lines[0].size(); ++i) rows.back()[lines[0][i]] = lines[row].at(i);
  }
  return rows;
}

TEST(TrialsCsv, AChanceDecidesWhatIsMeant) {
  const std::vector<std::pair<std::string, std::string>> chances = {
      {"parties.guest.mood", "parties.guest.preconditions.seated.firmness"},
      {"parties.donor.positions.aid.red-line", "parties.donor.positions.aid.red-line.firmness"}};
  const auto rows = rows_of(model_of(example_text), 1024);
  for (const auto& [chance, firmness] : chances) {
    auto never = rows_of(model_of(example_text, {firmness + "=0"}), 1024);
    auto always = rows_of(model_of(example_text, {firmness + "=1"}), 1024);
    const double limit = firmness.starts_with("parties.guest") ? 0.5 : 0.7;
    std::size_t meant = 0, differing = 0;
    for (std::size_t trial = 0; trial < rows.size(); ++trial) {
      const double drawn = std::stod(rows[trial].at("chance " + chance));
      EXPECT_TRUE(drawn > 0 && drawn < 1);
      meant += drawn < limit;
      differing += never[trial].at("settled aid") != always[trial].at("settled aid");
      const auto& fixed = drawn < limit ? always[trial] : never[trial];
      for (const auto& [title, cell] : fixed)
        if (!title.starts_with("chance ")) EXPECT_EQ(rows[trial].at(title), cell) << title << " of trial " << trial;
    }
    EXPECT_NEAR(static_cast<double>(meant) / 1024, limit, 4 * 0.5 / 32) << "four standard errors at most";
    EXPECT_GT(differing, 50U) << chance;
  }
}

}  // namespace
}  // namespace detente
