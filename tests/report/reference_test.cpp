// docs/reference.md is what the tables of keys and words say. DETENTE_UPDATE=1 rewrites it.
#include "sim/report/reference.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "sim/report/meanings.h"
#include "sim/rules/parse.h"
#include "sim/rules/words.h"
#include "sim/scenario/keys.h"

namespace detente {
namespace {

using testing::HasSubstr;

TEST(Reference, ThePageIsTheOneOfTheTable) {
  const std::string path = DETENTE_SOURCE_DIR "/docs/reference.md";
  if (std::getenv("DETENTE_UPDATE")) std::ofstream(path, std::ios::binary) << reference_page();
  std::ifstream file(path, std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(page == reference_page()) << "docs/reference.md is stale: run this test with DETENTE_UPDATE=1";
}

TEST(Reference, EveryKeyIsExplainedByItsPath) {
  for (const KeyRow& row : key_rows()) {
    const std::string text = explain_key(row.path);
    EXPECT_THAT(text, HasSubstr(std::string(row.doc))) << row.path;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("  address")) {
        EXPECT_EQ(line.find_first_of("*@[`"), std::string::npos) << line;
      }
  }
}

TEST(Reference, AKeyIsExplainedByItsNameOrAnAddress) {
  const std::string rounds = explain_key("stages.talks.rounds");
  EXPECT_THAT(rounds, HasSubstr("stages[].rounds"));
  EXPECT_THAT(rounds, HasSubstr("holds      whole number, 1..1000"));
  EXPECT_THAT(rounds, HasSubstr("default    1"));
  const std::string beta = explain_key("beta");
  EXPECT_THAT(beta, HasSubstr("parties.*.tactic.beta"));
  EXPECT_THAT(beta, HasSubstr("only       if kind is time-dependent"));
  EXPECT_THAT(beta, HasSubstr("num.beta"));
  EXPECT_THAT(explain_key("escrow"), HasSubstr("not yet"));
  EXPECT_THAT(explain_key("issues.aid.options.\"one. corridor\""), HasSubstr("where the option lies"));
  EXPECT_EQ(explain_key("saliense"), "");
  EXPECT_EQ(explain_key("issues.aid.options.\"one"), "");
  EXPECT_THAT(nearest_keys("saliense"), HasSubstr("'salience'"));
  EXPECT_EQ(nearest_keys("quite another thing"), "");
}

TEST(Reference, WhatARangeMayHoldIsNoOptionAlone) {
  for (const char* key : {"reversion", "norm-floor"})
    EXPECT_THAT(explain_key(key), HasSubstr("holds      option, or number of a range")) << key;
  EXPECT_THAT(explain_key("norm-floor"), testing::Not(HasSubstr("this option")));
}

bool is_known(std::string_view word, const KeyRow& row) {
  return std::ranges::any_of(
      meanings_of(word), [&](const WordMeaning* meaning) { return std::ranges::count(holders(*meaning), &row) == 1; });
}

bool is_known(std::string_view word) {
  return std::ranges::any_of(meanings_of(word), [](const WordMeaning* meaning) { return meaning->of.empty(); });
}

TEST(Reference, EveryWordOfAKeyIsKnown) {
  for (const KeyRow& row : key_rows())
    for (const std::string& word : split_words(row.words, ' '))
      if (word != "|") {
        EXPECT_TRUE(is_known(word, row)) << word << " of " << row.path;
      }
}

TEST(Reference, EveryWordOfConditionsIsKnown) {
  for (const std::string& function : function_names()) EXPECT_TRUE(is_known(function)) << function;
  for (const std::string_view word : language_words()) EXPECT_TRUE(is_known(word)) << word;
  for (int kind = static_cast<int>(NodeKind::negate); kind <= static_cast<int>(NodeKind::divide); ++kind)
    EXPECT_TRUE(is_known(spelling(static_cast<NodeKind>(kind)))) << kind;
}

TEST(Reference, NoWordIsKnownThatThereIsNot) {
  const std::vector<std::string> functions = function_names();
  const std::span<const std::string_view> words = language_words();
  for (const WordMeaning& meaning : meanings()) {
    const std::vector<const KeyRow*> rows = holders(meaning);
    for (const KeyRow* row : rows) EXPECT_EQ(std::ranges::count(split_words(row->words, ' '), meaning.word), 1);
    const bool sign = meaning.of.empty() && meaning.word.find_first_not_of("<>=!+-*/") == std::string_view::npos;
    const bool number = meaning.of == fmt::format("num.{}", meaning.word) &&
                        std::ranges::count(key_rows(), meaning.of, &KeyRow::path) == 1;
    EXPECT_TRUE(!rows.empty() || sign || number ||
                (meaning.of.empty() &&
                 (std::ranges::count(functions, meaning.word) || std::ranges::count(words, meaning.word))))
        << meaning.word;
    EXPECT_EQ(meaning.doc.back(), '.') << meaning.word;
  }
}

TEST(Reference, EveryHeadingThatIsCitedExists) {
  int cited = 0;
  for (const WordMeaning& meaning : meanings()) {
    if (meaning.where.empty()) continue;
    const std::size_t comma = meaning.where.find(", ");
    ASSERT_NE(comma, std::string_view::npos) << meaning.where;
    std::ifstream file(std::string(DETENTE_SOURCE_DIR "/").append(meaning.where.substr(0, comma)));
    const std::string heading = fmt::format("## {}", meaning.where.substr(comma + 2));
    bool found = false;
    for (std::string line; std::getline(file, line);) found = found || line == heading;
    EXPECT_TRUE(found) << meaning.where;
    ++cited;
  }
  EXPECT_GT(cited, 0);
}

// In one line, to look for words that may stand at its end.
std::string line_of(std::string_view key) {
  std::istringstream words(explain_key(key));
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

TEST(Reference, AWordIsExplainedWithTheKeyThatHoldsIt) {
  EXPECT_THAT(line_of("wait"), HasSubstr("wait a word of stages[].protocol Nobody meets and only time passes"));
  EXPECT_THAT(line_of("wait"), HasSubstr("How it works: docs/model.md, The course of a trial"));
  EXPECT_THAT(line_of("unanimity"), HasSubstr("differs from 'consensus' only where that has a 'minus'"));
  EXPECT_THAT(line_of("consensus"), HasSubstr("at most 'minus' voters refuse"));
  EXPECT_THAT(line_of("accepts"), HasSubstr("accepts(party): a function of conditions and expressions, true or false"));
  EXPECT_THAT(line_of("tandem"), HasSubstr("not yet"));
  EXPECT_THAT(line_of("ratified"), HasSubstr("not yet"));
  EXPECT_THAT(line_of("<="), HasSubstr("Less or equal"));
  EXPECT_EQ(explain_key("|"), "");
}

TEST(Reference, AllMeaningsOfAWordAreTold) {
  for (const char* meaning : {"parties.*.tactic.beta", "num.beta", "a form of a number"})
    EXPECT_THAT(line_of("beta"), HasSubstr(meaning));
  for (const char* meaning : {"stages[].mediator", "a word of parties.*.role"})
    EXPECT_THAT(line_of("mediator"), HasSubstr(meaning));
  for (const char* meaning : {"stages[].text", "text(issue)"}) EXPECT_THAT(line_of("text"), HasSubstr(meaning));
}

TEST(Reference, AKeyTellsWhatItsWordsMean) {
  EXPECT_THAT(line_of("stages.talks.decision.rule"),
              HasSubstr("words of stages[].decision.rule unanimity A text passes"));
  EXPECT_THAT(line_of("protocol"), HasSubstr("tandem (not used yet)"));
}

TEST(Reference, AMisspelledWordHasANearOne) {
  EXPECT_EQ(explain_key("concensus"), "");
  EXPECT_THAT(nearest_keys("concensus"), HasSubstr("'consensus'"));
  EXPECT_THAT(nearest_keys("atends"), HasSubstr("'attends'"));
}

TEST(Reference, AsJsonItSaysTheSame) {
  EXPECT_EQ(explain_key_json("").size(), key_rows().size());
  const Json rounds = explain_key_json("stages.talks.rounds");
  ASSERT_EQ(rounds.size(), 1U);
  EXPECT_EQ(rounds[0]["key"], "stages[].rounds");
  EXPECT_EQ(rounds[0]["holds"], "whole number, 1..1000");
  EXPECT_EQ(rounds[0]["default"], "1");
  EXPECT_TRUE(rounds[0]["not_yet"].is_null());
  EXPECT_TRUE(explain_key_json("saliense").empty());
  EXPECT_TRUE(explain_words_json("saliense").empty());
  EXPECT_EQ(explain_words_json("").size(), meanings().size());
  EXPECT_EQ(explain_words_json("aims-at").size(), 2U);
  const Json rule = explain_words_json("consensus");
  ASSERT_EQ(rule.size(), 1U);
  EXPECT_EQ(rule[0]["keys"], Json::array({"stages[].decision.rule"}));
  EXPECT_EQ(rule[0]["how_it_works"], "docs/model.md, Single text: single-text");
  EXPECT_TRUE(rule[0]["not_yet"].is_null());
  EXPECT_EQ(explain_words_json("accepts")[0]["usage"], "accepts(party)");
}

}  // namespace
}  // namespace detente
