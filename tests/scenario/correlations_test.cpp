#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/scenario/texts.h"

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string numbers = R"(
[parameters]
a = { uniform = [0, 1] }
b = { uniform = [0, 1] }
c = { uniform = [0, 1] }
d = { uniform = [0, 1] }
one = 3
sampled = { samples = "survey.csv#weight" }
)";

std::string with(const std::string& correlations) {
  return changed(good("harbour"), "influence = 60", "influence = { uniform = [50, 60] }\nreservation = 'a'") + numbers +
         correlations;
}

std::string of(const std::string& addresses, const std::string& how) {
  return "[[correlations]]\nof = [" + addresses + "]\n" + how + "\n";
}

const std::string a = "'parameters.a'", b = "'parameters.b'", c = "'parameters.c'";

TEST(Correlations, AreReadInGroupsByAddress) {
  const std::vector<Correlated> groups =
      read(with(of("'parties.north.influence', 'parameters.d'", "rank = 0.5") + of(c + ", " + a, "rank = -0.2") +
                of(a + ", " + b, "matrix = [[1, 0.25], [0.25, 1]]")))
          .correlated;
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_THAT(groups[0].of, ElementsAre("parameters.a", "parameters.b", "parameters.c"));
  EXPECT_THAT(groups[0].ranks, ElementsAre(1, 0.25, -0.2, 0.25, 1, 0, -0.2, 0, 1));
  EXPECT_THAT(groups[1].of, ElementsAre("parameters.d", "parties.north.influence"));
  EXPECT_THAT(groups[1].ranks, ElementsAre(1, 0.5, 0.5, 1));
}

TEST(Correlations, AreOfNumbersThatAreDrawn) {
  const auto said_of = [](const std::string& address) { return said(with(of(a + ", " + address, "rank = 0.5"))); };
  EXPECT_THAT(said_of("'parameters.e'"), HasSubstr("there is no number that is drawn at 'parameters.e'"));
  EXPECT_THAT(said_of("'parties.nort.influence'"), HasSubstr("did you mean 'parties.north.influence'?"));
  EXPECT_THAT(said_of("'parties.north.reservation'"), HasSubstr("is an expression"));
  EXPECT_THAT(said_of("'parameters.sampled'"), HasSubstr("add independent = true to it"));
  EXPECT_THAT(said_of(a), HasSubstr("'parameters.a' is named twice"));
  const std::string independent =
      changed(with(of(a + ", 'parameters.sampled'", "rank = 0.5")), "#weight\"", "#weight\", independent = true");
  EXPECT_EQ(said(independent), "");
}

TEST(Correlations, OfOneNumberAreIdle) {
  const std::string text = with(of(a + ", " + b, "rank = 0.5"));
  EXPECT_EQ(read(text).correlated.size(), 1U);
  const std::vector<Diagnostic> warnings = read(text, {"parameters.a=0.25"}).warnings;
  EXPECT_TRUE(std::ranges::any_of(warnings, [](const Diagnostic& warning) {
    return warning.cause == "'parameters.a' is one number, so nothing goes with it";
  }));
}

TEST(Correlations, HaveOneRankOrAMatrix) {
  const std::string two = a + ", " + b;
  EXPECT_THAT(said(with(of(two, ""))), HasSubstr("has no 'rank'"));
  EXPECT_THAT(said(with(of(two, "rank = 1.5"))), HasSubstr("use a number from -1 to 1"));
  EXPECT_THAT(said(with(of(two, "rank = 0.5\nmatrix = [[1, 0], [0, 1]]"))), HasSubstr("both 'rank' and 'matrix'"));
  EXPECT_THAT(said(with(of(two, "matrix = [[1, 0, 0], [0, 1, 0]]"))), HasSubstr("this matrix is not 2 x 2"));
  EXPECT_THAT(said(with(of(two, "matrix = [1, 0]"))), HasSubstr("must be a list of rows"));
  EXPECT_THAT(said(with(of(two, "matrix = [[1, 'x'], [0, 1]]"))), HasSubstr("must be a list of rows of numbers"));
  EXPECT_THAT(said(with(of(two, "matrix = [[1, 0.5], [0.4, 1]]"))), HasSubstr("this is no matrix of correlations"));
  EXPECT_THAT(said(with(of(two, "matrix = [[0.9, 0.5], [0.5, 1]]"))), HasSubstr("this is no matrix of correlations"));
  EXPECT_THAT(said(with(of(two, "rank = 0.5") + of(b + ", " + a, "rank = 0.5"))),
              HasSubstr("'parameters.a' and 'parameters.b' are correlated a second time"));
  EXPECT_THAT(said(with(of(a, "rank = 0.5"))), HasSubstr("a correlation is of two numbers or more"));
  EXPECT_THAT(said(with(of(two, "rank = 0.5\nname = 'x'") + of("'parameters.d', " + a, "rank = 0.5\nname = 'x'"))),
              HasSubstr("two correlations are called 'x'"));
}

TEST(Correlations, ThatCannotBeAreNamed) {
  const std::string all = said(
      with(of(a + ", " + b, "rank = 0.9") + of(a + ", " + c, "rank = 0.9") + of("'parameters.d', " + a, "rank = 0.1")));
  EXPECT_THAT(all, HasSubstr("no numbers can go together like this: 'parameters.a' and 'parameters.b' 0.9, "
                             "'parameters.a' and 'parameters.c' 0.9, 'parameters.b' and 'parameters.c' 0"));
  EXPECT_THAT(said(with(of(a + ", " + b, "rank = 1"))), HasSubstr("let one parameter stand in both"));
}

TEST(Correlations, AreSetByName) {
  const std::string text = with(of(a + ", " + b, "rank = 0.9\nname = 'mood'"));
  EXPECT_EQ(read(text, {"correlations.mood.rank=0.25"}).correlated[0].ranks[1], 0.25);
  EXPECT_NE(canonical_text(read(text)), canonical_text(read(text, {"correlations.mood.rank=0.25"})));
}

}  // namespace
}  // namespace detente
