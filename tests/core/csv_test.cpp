#include "sim/core/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace detente {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

using Lines = std::vector<std::vector<std::string>>;

Lines lines(const std::string& text) {
  CsvReader table(text);
  Lines found{table.titles()};
  std::vector<std::string> cells;
  while (table.next(cells)) found.push_back(cells);
  return found;
}

// "PLACE: cause; remedy"
std::string mistake(const std::string& text) {
  try {
    lines(text);
    return "";
  } catch (const CsvMistake& found) {
    return found.place + ": " + found.cause + "; " + found.remedy;
  }
}

TEST(Csv, CellsStandBetweenCommas) {
  EXPECT_EQ(lines("a,b\n1,2"), (Lines{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(lines("a,b\n,\n"), (Lines{{"a", "b"}, {"", ""}}));
  EXPECT_EQ(lines("Zürich,صلح\n1,2\n"), (Lines{{"Zürich", "صلح"}, {"1", "2"}}));
}

TEST(Csv, BlanksAroundACellAreNoPartOfIt) {
  EXPECT_EQ(lines(" a , b\t\n 1 2 , \" 3 \" \n"), (Lines{{"a", "b"}, {"1 2", " 3 "}}));
}

TEST(Csv, QuotesHoldWhatWouldEndACell) {
  EXPECT_EQ(lines("\"a,b\",\"say \"\"no\"\"\"\n\"\",\"one\ntwo\"\n"), (Lines{{"a,b", "say \"no\""}, {"", "one\ntwo"}}));
  EXPECT_EQ(lines("\"a;b\"\n\"1;2\"\n"), (Lines{{"a;b"}, {"1;2"}}));
}

TEST(Csv, LinesEndAsOnAnyMachine) {
  for (const std::string end : {"\n", "\r\n", "\r"})
    EXPECT_EQ(lines("a,b" + end + "1,2" + end + "3,4"), (Lines{{"a", "b"}, {"1", "2"}, {"3", "4"}})) << end;
}

TEST(Csv, BlankLinesAndAByteOrderMarkArePassedOver) {
  EXPECT_EQ(lines("\xEF\xBB\xBF\n \na\n\n1\n\t\n2\n\r\n\n"), (Lines{{"a"}, {"1"}, {"2"}}));
  for (const std::string text : {"", "\n", "\xEF\xBB\xBF", " \r\n\t"})
    EXPECT_THAT(mistake(text), HasSubstr("there is nothing in the table; its first line names the columns")) << text;
}

TEST(Csv, MistakesNameTheLineTheirCauseAndARemedy) {
  EXPECT_EQ(
      mistake("a,b\n1,2\n\n1\n"),
      "4: the first line has 2 cells, this one has 1; give each column its cell, if only an empty one between commas");
  EXPECT_EQ(mistake("a\n1\n1,5\n"),
            "3: the first line has 1 cell, this one has 2; write numbers with a point, not a comma, and text that has "
            "one in quotes");
  EXPECT_EQ(mistake("a,b\n\"x\ny\",1\n\"x,1\n"), "4: a quote is not closed; add it where the cell ends");
  EXPECT_EQ(mistake("a\n\"x\"y\n"), "2: there is text after a closing quote; double the quotes inside a cell");
  EXPECT_EQ(mistake("a\n5\" wide\n"),
            "2: a quote inside the cell '5\" wide'; put the whole cell in quotes, and double those inside");
}

TEST(Csv, OtherSeparatorsAreNamed) {
  for (const std::string text : {"a;b\n1,5;2\n", "\"a\";\"b\"\n1;2\n", "a;b", "a,b\n\"1\";2\n"})
    EXPECT_THAT(mistake(text), HasSubstr("there are semicolons between the cells; save the table with commas")) << text;
  for (const std::string text : {"a\tb\n1\t2\n", "\"a\"\t\"b\"\n"})
    EXPECT_THAT(mistake(text), HasSubstr("there are tabs between the cells; save the table with commas")) << text;
}

TEST(Csv, DecimalCommasAreNamed) {
  const CsvReader table("a\n");
  for (const std::string cell : {"0,5", "-12,25", "+1,0"})
    EXPECT_THROW(table.refuse_decimal_comma(0, cell), CsvMistake) << cell;
  for (const std::string cell : {"", "0.5", ",5", "1,", "1,2,3", "1, 2", "[1,2]", "a,b", "--1,2", "-,1"})
    EXPECT_NO_THROW(table.refuse_decimal_comma(0, cell)) << cell;
}

TEST(Csv, ControlCharactersAreRefusedAtTheirPlace) {
  EXPECT_EQ(mistake("a\nx\0y\n"s), "2:2: control character U+0000; delete it: a table is plain text");
  EXPECT_EQ(
      mistake("a,b\n\n1,\"é\ne\u202E\"\n"s),
      "4:2: character U+202E, which turns around the order in which text is read; delete it: a table is plain text");
  for (const std::string& text : {"a\x1B\n1\n"s, "a\n\"1\r2\"\n"s, "\0"s})
    EXPECT_THAT(mistake(text), HasSubstr("delete it: a table is plain text")) << text;
}

TEST(Csv, WhatIsNoUtf8IsRefusedAtItsPlace) {
  EXPECT_EQ(mistake("a,b\n1,é\xFF\n"), "2:4: this byte is not valid UTF-8 text; save the file as UTF-8");
  EXPECT_EQ(mistake("M\xE4rz\n1\n"), "1:2: this byte is not valid UTF-8 text; save the file as UTF-8");
}

TEST(Csv, ACellHasAPlace) {
  CsvReader table("\xEF\xBB\xBF a, \"é\",c\n\n\"x\ny\" ,é,\t1\n");
  const auto place = [&](std::size_t cell) {
    const auto [line, column] = table.position_of(cell);
    return std::pair(line, column);
  };
  EXPECT_EQ(place(0), std::pair(1, 2));
  EXPECT_EQ(place(1), std::pair(1, 5));
  EXPECT_EQ(place(2), std::pair(1, 9));
  std::vector<std::string> cells;
  table.next(cells);
  EXPECT_EQ(place(0), std::pair(3, 1));
  EXPECT_EQ(place(1), std::pair(4, 5));
  EXPECT_EQ(place(2), std::pair(4, 8));
}

TEST(Csv, ALineHasAsManyCellsAsSpreadsheetsHaveColumns) {
  const std::string widest(csv_columns_max - 1, ',');
  EXPECT_EQ(lines(widest + "\n" + widest + "\n").size(), 2U);
  EXPECT_THAT(mistake(widest + ","), HasSubstr("1: more than 16384 cells in a line"));
  EXPECT_THAT(mistake("a\n" + widest + ","), HasSubstr("2: more than 16384 cells in a line"));
  const std::string wide(1 << 20, 'x');
  EXPECT_EQ(lines("a\n" + wide + "\n").at(1).at(0), wide);
}

}  // namespace
}  // namespace detente
