#include "sim/sweep/design.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> cells(const PointList& points) {
  std::vector<std::string> all;
  for (std::uint64_t index = 0; index < points.size(); ++index) {
    std::string text;
    for (const std::string& cell : points.at(index).cells)
      text += (text.empty() ? "" : " ") + (cell.empty() ? "-" : cell);
    all.push_back(text);
  }
  return all;
}

Axis axis(const char* text, std::string with = "") {
  Axis made = parse_axis(text);
  made.with = std::move(with);
  return made;
}

template <class Make>
std::string mistake(Make make) {
  try {
    make();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

// A table of points in a file of its own.
class Table {
 public:
  explicit Table(const std::string& text) { std::ofstream(path_) << text; }
  ~Table() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) / ("points-" + std::to_string(count_++) + ".csv");
  static inline int count_ = 0;
};

TEST(Points, ANarrowRangeHasPointsOfItsOwn) {
  for (const Method method : {Method::sobol, Method::latin_hypercube}) {
    const PointList points({parse_axis("a=1e9:1000000000.001")}, {.method = method, .points = 64}, 1);
    std::set<double> found;
    for (const std::string& text : cells(points)) found.insert(std::stod(text));
    EXPECT_EQ(found.size(), 64);
    EXPECT_GE(*found.begin(), 1e9);
    EXPECT_LE(*found.rbegin(), 1000000000.001);
  }
}

TEST(Points, ARangeOfWholeNumbersHasNoOthersAndEachAsOften) {
  for (const Method method : {Method::sobol, Method::latin_hypercube}) {
    const PointList points({parse_axis("stages.talks.rounds=0.5:4.5"), parse_axis("parties.x.influence=1:4")},
                           {.method = method, .points = 64}, 1);
    std::map<std::string, int> times;
    int whole = 0;
    for (std::uint64_t point = 0; point < points.size(); ++point) {
      ++times[points.at(point).cells[0]];
      whole += points.at(point).cells[1].find('.') == std::string::npos;
    }
    EXPECT_EQ(times, (std::map<std::string, int>{{"1", 16}, {"2", 16}, {"3", 16}, {"4", 16}})) << method_name(method);
    EXPECT_EQ(whole, 0);
  }
  const PointList levels({parse_axis("stages.talks.rounds=1:7")}, {.method = Method::morris, .points = 20}, 1);
  for (const std::string& cell : cells(levels)) EXPECT_THAT(cell, testing::AnyOf("1", "3", "5", "7"));
}

TEST(Points, ARangeMayReachFromOneEndOfAllNumbersToTheOther) {
  for (const Method method : {Method::sobol, Method::latin_hypercube, Method::morris}) {
    const PointList points({parse_axis("a=-1.7976931348623157e308:1.7976931348623157e308")},
                           {.method = method, .points = 16}, 1);
    for (std::uint64_t point = 0; point < points.size(); ++point)
      EXPECT_TRUE(std::isfinite(std::strtod(points.at(point).cells[0].c_str(), nullptr))) << points.at(point).cells[0];
  }
}

TEST(Design, AGridTakesEveryCombinationTheLastAxisFastest) {
  const PointList points({axis("a=[1, 2]"), axis("b=[3, 4, 5]")}, {}, 1);
  EXPECT_THAT(cells(points), ElementsAre("1 3", "1 4", "1 5", "2 3", "2 4", "2 5"));
  EXPECT_THAT(points.at(4).sets, ElementsAre("a=2", "b=4"));
}

TEST(Design, AxesOfOneWordGoTogether) {
  const PointList points({axis("a=[1, 2]", "x"), axis("b=[3, 4]"), axis("c=[5, 6]", "x")}, {}, 1);
  EXPECT_THAT(cells(points), ElementsAre("1 3 5", "1 4 5", "2 3 6", "2 4 6"));
}

TEST(Design, OneAtATimeBeginsWithTheScenarioAsItIs) {
  const PointList points({axis("a=[1, 2]"), axis("b=[3]")}, {.method = Method::one_at_a_time}, 1);
  EXPECT_THAT(cells(points), ElementsAre("- -", "1 -", "2 -", "- 3"));
  EXPECT_TRUE(points.at(0).sets.empty());
}

TEST(Design, SamplesTakeNumbersOfRangesAndItemsOfLists) {
  for (const Method method : {Method::latin_hypercube, Method::sobol}) {
    const PointList points({axis("a=10:20"), axis("b=[1, 2, 3, 4]")}, {.method = method, .points = 16}, 1);
    ASSERT_EQ(points.size(), 16U);
    std::multiset<std::string> items;
    for (std::uint64_t index = 0; index < 16; ++index) {
      const double number = std::stod(points.at(index).cells[0]);
      EXPECT_GE(number, 10);
      EXPECT_LE(number, 20);
      items.insert(points.at(index).cells[1]);
    }
    for (const char* item : {"1", "2", "3", "4"}) EXPECT_EQ(items.count(item), 4U) << method_name(method);
  }
}

TEST(Design, MorrisHasATrajectoryOfOnePointMoreThanAxes) {
  const PointList points({axis("a=0:3"), axis("b=0:1")}, {.method = Method::morris, .points = 5}, 1);
  EXPECT_EQ(points.size(), 15U);
  for (std::uint64_t index = 0; index < points.size(); ++index)
    EXPECT_THAT(points.at(index).cells[0], testing::AnyOf("0", "1", "2", "3"));
}

TEST(Design, ATableIsTakenAsItStands) {
  const Table table(
      "\xEF\xBB\xBFstages.talks.rounds,parties.us.label\r\n2,\"a, \"\"b\"\"\"\r\n\r\n,\"{ exact = 1 }\"\r\n");
  const PointList points = read_points(table.path(), 1);
  EXPECT_THAT(cells(points), ElementsAre("2 a, \"b\"", "- { exact = 1 }"));
  EXPECT_THAT(points.at(1).sets, ElementsAre("parties.us.label={ exact = 1 }"));
}

TEST(Design, WhatDoesNotFitIsRefused) {
  const auto of = [](std::vector<Axis> axes, const Design& design = {}) {
    return mistake([&] { PointList(axes, design, 1); });
  };
  EXPECT_THAT(of({}), HasSubstr("nothing is varied"));
  EXPECT_THAT(of({axis("a=[1]"), axis("a=[2]")}), HasSubstr("'a' is varied twice"));
  EXPECT_THAT(of({axis("a.b=[1]"), axis(" a.\"b\" =[2]")}), HasSubstr("is varied twice"));
  EXPECT_THAT(of({axis("a=0:1")}), HasSubstr("how many values 'a' takes between 0 and 1"));
  EXPECT_THAT(of({axis("a=0:1")}, {.method = Method::sobol}), HasSubstr("a sobol design needs a number of points"));
  EXPECT_THAT(of({axis("a=[1]", "x"), axis("b=[1, 2]", "x")}), HasSubstr("one has 1 values and the other 2"));
  EXPECT_THAT(of({axis("a=0:1:10000"), axis("b=0:1:10000")}), HasSubstr("100000000 points; at most 100000"));
  EXPECT_THAT(of({axis("a=[1, 2]")}, {.replications = 100'000}), HasSubstr("200000 points"));
}

TEST(Design, MistakesInATableNameTheLine) {
  const auto in = [](const std::string& text) {
    const Table table(text);
    return mistake([&] { read_points(table.path(), 1); });
  };
  EXPECT_THAT(in(""), HasSubstr(".csv:1: there is nothing in the table"));
  EXPECT_THAT(in("a,b\n"), HasSubstr("there are no points"));
  EXPECT_THAT(in("a,a\n1,2\n"), HasSubstr(".csv:1:3: two columns are called 'a'"));
  EXPECT_THAT(mistake([] {
                const Table table("a\n1\n2\n");
                read_points(table.path(), 60'000);
              }),
              HasSubstr("120000 points"));
  EXPECT_THAT(in("a,\n1,2\n"), HasSubstr(".csv:1:3: a column has no name"));
  EXPECT_THAT(in("a,b\n1,2\n\n1\n"), HasSubstr(".csv:4: the first line has 2 cells, this one has 1"));
  EXPECT_THAT(in("a\n\"x\n"), HasSubstr(".csv:2: a quote is not closed"));
  EXPECT_THAT(in("a\n\"x\"y\n"), HasSubstr(".csv:2: there is text after a closing quote"));
  EXPECT_THAT(mistake([] { read_points("/dev/zero", 1); }), HasSubstr("/dev/zero: the file is longer than 64 MiB"));
  EXPECT_THAT(mistake([] { read_points("/no/such/file.csv", 1); }),
              HasSubstr("/no/such/file.csv: the file cannot be opened: No such file or directory"));
}

}  // namespace
}  // namespace detente
