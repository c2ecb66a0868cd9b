// docs/reference.md is what the table of keys says. DETENTE_UPDATE=1 rewrites it.
#include "sim/report/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

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

TEST(Reference, AWordIsExplainedByTheKeyThatHoldsIt) {
  EXPECT_THAT(explain_key("wait"), HasSubstr("wait (only time passes: variables move, shocks strike)"));
  EXPECT_EQ(explain_key("single-text"), explain_key("stages[].protocol"));
  EXPECT_EQ(explain_key("|"), "");
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
}

}  // namespace
}  // namespace detente
