// A table is read by one set of rules (sim/core/csv.h), whether its numbers are samples or points.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "sim/files/text_files.h"
#include "sim/scenario/load.h"
#include "sim/sweep/design.h"
#include "tests/support/example.h"
#include "tests/support/temporary_folder.h"

namespace detente {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::StartsWith;

// What became of a table's column x, and what is said where nothing did: "PLACE: cause; remedy".
struct Read {
  std::vector<double> numbers;
  std::string said;
  bool operator==(const Read&) const = default;
};

void PrintTo(const Read& read, std::ostream* out) { *out << testing::PrintToString(read.numbers) << ' ' << read.said; }

Read as_samples(const std::string& text) {
  try {
    const Scenario scenario =
        parse_scenario(std::string(example_text) + "\n[parameters]\nx = { samples = 'table.csv#x' }\n", "test", {},
                       SampleTexts{{"table.csv", text}});
    return {scenario.parameters.front().value.distribution.values, ""};
  } catch (const ScenarioError& error) {
    const Diagnostic& mistake = error.diagnostics().front();
    EXPECT_THAT(mistake.cause, StartsWith("table.csv:"));
    return {{}, mistake.cause.substr(10) + "; " + mistake.remedy};
  }
}

Read as_points(const std::string& text) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "table.csv").string();
  std::ofstream(path, std::ios::binary) << text;
  try {
    const PointList points = read_points(path, 1);
    Read read;
    for (std::uint64_t i = 0; i < points.size(); ++i)
      for (std::size_t axis = 0; axis < points.axes().size(); ++axis)
        if (points.axes()[axis].name == "x") read.numbers.push_back(std::stod(points.at(i).cells.at(axis)));
    return read;
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(), StartsWith(path + ":"));
    return {{}, std::string(error.what()).substr(path.size() + 1)};
  }
}

TEST(Tables, AreReadAlikeAsSamplesAndAsPoints) {
  const std::string long_line(70'000, ' ');
  for (const std::string& text : {"x\n3\n-0.3\n"s, "x,y\n3,1\n-0.3,1"s, "\"x\",\"y\"\n\"3\",\"1\"\n\" -0.3 \",1\n"s,
                                  "y , x\n1 , 3 \n1,\t-3e-1\n"s, "\"y, or \"\"z\"\"\",x\n\"a, b\",3\n\"c\nd\",-0.3\n"s,
                                  "\xEF\xBB\xBFx\r\n3\r\n-0.3\r\n"s, "x\r3\r-0.3\r"s, "\n\nx\n\n3\n \t\n-0.3\n\n\r\n"s,
                                  "x,y\n3," + long_line + "1\n-0.3,1\n", "\"a;b\",x\n1,3\n1,-0.3\n"s}) {
    EXPECT_EQ(as_samples(text), (Read{{3, -0.3}, ""})) << text;
    EXPECT_EQ(as_points(text), (Read{{3, -0.3}, ""})) << text;
  }
}

TEST(Tables, AreRefusedAlikeAsSamplesAndAsPoints) {
  const std::string too_wide(20'000, ',');
  for (const auto& [text, said] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", "1: there is nothing in the table; "},
           {"\n \n", "1: there is nothing in the table; "},
           {"x;y\n1,5;2\n", "1: there are semicolons between the cells; save the table with commas"},
           {"\"x\";\"y\"\n1,5;2\n", "1: there are semicolons between the cells; save the table with commas"},
           {"x\ty\n1\t2\n", "1: there are tabs between the cells; save the table with commas"},
           {"x\n1,5\n", "2: the first line has 1 cell, this one has 2; write numbers with a point"},
           {"x\n1\n\n\"1,5\"\n", "4:1: '1,5' has a decimal comma; write it with a point: 1.5"},
           {"x,y\n1,2\n3\n", "3: the first line has 2 cells, this one has 1; give each column its cell"},
           {"x,y\n1,2,3\n", "2: the first line has 2 cells, this one has 3; write numbers with a point"},
           {"x\n\"1\n2\n", "2: a quote is not closed; "},
           {"x\n\"1\" 2\n", "2: there is text after a closing quote; "},
           {"x\n1\"2\"\n", "2: a quote inside the cell '1\"2\"'; "},
           {"x,y\n1,a\0b\n"s, "2:4: control character U+0000; delete it"},
           {"x,y\n1,\x1B[31m\n", "2:3: control character U+001B; delete it"},
           {"x,y\n1,\u202E2\n", "2:3: character U+202E, which turns around the order in which text is read; delete it"},
           {"x,y\n1,M\xE4rz\n", "2:4: this byte is not valid UTF-8 text; save the file as UTF-8"},
           {"x,M\xE4rz\n1,2\n", "1:4: this byte is not valid UTF-8 text; save the file as UTF-8"},
           {"x\n" + too_wide, "2: more than 16384 cells in a line; "}}) {
    const Read samples = as_samples(text);
    EXPECT_THAT(samples.said, StartsWith(said)) << text;
    EXPECT_EQ(as_points(text), samples) << text;
  }
}

}  // namespace
}  // namespace detente
