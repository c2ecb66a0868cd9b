// The order of a file and its labels change nothing; a party nobody invites changes no draw and no count.

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>

#include "sim/study/simulate.h"
#include "tests/support/example.h"

namespace detente {
namespace {

std::string digest_of(const std::string& text) { return result_with(model_of(text), 2048).digest; }

// The file cut at its table headings; first what stands above them all.
std::vector<std::string> tables_of(const std::string& text) {
  std::vector<std::string> tables(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    const std::string line = text.substr(at, end - at);
    if (line[0] == '[') tables.emplace_back();
    tables.back() += line;
    at = end;
  }
  return tables;
}

bool is_list(const std::string& table) { return table.starts_with("[["); }

TEST(Order, TablesMayStandAnywhere) {
  std::vector<std::string> tables = tables_of(example_text);
  ASSERT_GT(tables.size(), 8U);
  // Backwards, but stages and outcomes, which are lists, among themselves as they were.
  std::vector<std::string> moved = {tables[0]};
  for (std::size_t i = tables.size() - 1; i > 0; --i)
    if (!is_list(tables[i])) moved.push_back(tables[i]);
  for (std::size_t i = 1; i < tables.size(); ++i)
    if (is_list(tables[i])) moved.push_back(tables[i]);
  std::string text;
  for (const std::string& table : moved) text += table;
  ASSERT_NE(text, example_text);
  EXPECT_EQ(digest_of(text), digest_of(example_text));
}

TEST(Order, KeysOfATableMayStandInAnyOrder) {
  std::string text;
  for (const std::string& table : tables_of(example_text)) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < table.size(); at = table.find('\n', at) + 1)
      lines.push_back(table.substr(at, table.find('\n', at) + 1 - at));
    if (lines[0][0] == '[')
      std::reverse(lines.begin() + 1, lines.end());
    else
      std::reverse(lines.begin(), lines.end());
    for (const std::string& line : lines) text += line;
  }
  ASSERT_NE(text, example_text);
  EXPECT_EQ(digest_of(text), digest_of(example_text));
}

TEST(Order, LabelsAndRemarksChangeNothing) {
  const std::string digest = digest_of(example_text);
  for (const char* set :
       {"label=Another example", "parties.guest.label=Somebody", "parties.host.label=The host", "issues.aid.label=Help",
        "stages.talks.label=The talks", "parties.guest.preconditions.seated.label=To sit"})
    EXPECT_EQ(result_with(model_of(example_text, {set}), 2048).digest, digest) << set;
}

TEST(Order, StagesHaveOne) {
  std::vector<std::string> tables = tables_of(example_text);
  const auto first = std::find_if(tables.begin(), tables.end(),
                                  [](const std::string& table) { return table.starts_with("[[stages]]"); });
  std::swap(*first, *(first + 1));
  std::string text;
  for (const std::string& table : tables) text += table;
  EXPECT_NE(digest_of(text), digest_of(example_text));
}

// Every input's and chance's draw in the first trials, by address.
std::map<std::string, std::vector<std::uint64_t>> draws_of(const Model& model) {
  std::map<std::string, std::vector<std::uint64_t>> draws;
  State<double> state(model);
  for (std::uint64_t trial = 0; trial < 64; ++trial) {
    start(model, state, 1, trial, 1);
    for (std::size_t input = 0; input < model.inputs.size(); ++input)
      draws[model.inputs[input].address].push_back(std::bit_cast<std::uint64_t>(state.inputs[input]));
    for (std::size_t chance = 0; chance < model.chances.size(); ++chance)
      draws[model.chances[chance] + " (chance)"].push_back(std::bit_cast<std::uint64_t>(state.chances[chance]));
  }
  return draws;
}

constexpr char onlooker[] =
    "[parties.aaa-onlooker]\nrole = \"excluded\"\ninfluence = { uniform = [0, 9] }\n"
    "positions.aid = [{ uniform = [0, 100] }, 50]\nreservation = { uniform = [0, 1] }\n";

TEST(Addresses, APartyNobodyInvitesChangesNoDrawAndNoCount) {
  const Model before = model_of(example_text), after = model_of(std::string(example_text) + onlooker);
  EXPECT_EQ(after.parties.size(), before.parties.size() + 1);
  EXPECT_EQ(draws_of(after), draws_of(before));
  const Result plain = result_with(before, 2048), more = result_with(after, 2048);
  EXPECT_EQ(more.total.counts, plain.total.counts);
  EXPECT_EQ(more.total.sums, plain.total.sums);
  EXPECT_NE(more.digest, plain.digest) << "it is another scenario all the same";
}

TEST(Addresses, ANewGuestIssueAndParameterLeaveAllOtherDraws) {
  const Model after =
      model_of(std::string(example_text) + onlooker +
                   "[issues.aaa]\nreversion = \"no\"\noptions = { \"no\" = 0, \"yes\" = 100 }\n"
                   "[parameters]\nbbb = { normal = [0, 1] }\n",
               {"stages.opening.invited+=aaa-onlooker", "stages.opening.issues+=aaa", "stages.opening.offer.aaa=no",
                "parties.guest.positions.aaa=[{ uniform = [0, 100] }, 30]", "parties.donor.stay-out=0.1 * bbb"});
  const auto before_draws = draws_of(model_of(example_text)), draws = draws_of(after);
  EXPECT_GE(draws.size(), before_draws.size() + 2);
  for (const auto& [address, values] : before_draws) {
    ASSERT_TRUE(draws.contains(address)) << address;
    EXPECT_EQ(draws.at(address), values) << address;
  }
}

TEST(Addresses, AnotherNameDrawsOtherNumbers) {
  std::string renamed = example_text;
  for (std::size_t at; (at = renamed.find("guest")) != std::string::npos;) renamed.replace(at, 5, "visitor");
  const auto before = draws_of(model_of(example_text)), after = draws_of(model_of(renamed));
  EXPECT_NE(after.at("parties.visitor.stay-out"), before.at("parties.guest.stay-out"));
  EXPECT_EQ(after.at("parties.donor.reservation"), before.at("parties.donor.reservation"));
}

}  // namespace
}  // namespace detente
