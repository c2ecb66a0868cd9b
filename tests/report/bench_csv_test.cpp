#include "sim/report/bench_csv.h"

#include <gmock/gmock.h>

#include "sim/report/bench_report.h"
#include "sim/report/json.h"

namespace detente {
namespace {

using testing::HasSubstr;

const BenchOrigin origin{"2026-11-30", "abc-dirty", "0.1.0", "AMD EPYC, second", "g++ 12.2.0", "avx2"};

BenchResult measured() {
  BenchResult result;
  result.limit = {1e9, 2e9, 4e9};
  BenchScenario& talks = result.scenarios.emplace_back();
  talks.name = "talks";
  talks.load_seconds = {0.001, 0.002, 0.003};
  talks.compile_seconds = {0.004, 0.004, 0.004};
  talks.counted = {.inputs = 10, .cells = 20, .decisions = 40};
  talks.decisions = 60;
  talks.stages = {{drawing_name, {10, 11, 12}}, {"opening", {30, 31, 32}}};
  talks.runs = {{1, 8, 16384, 6, {100.0 / 3, 100, 150}, {200, 210, 220}, 12.5, "aaaa"},
                {2, 8, 32768, 3, {110, 120, 130}, {60, 61, 62}, 14, "bbbb"}};
  return result;
}

std::vector<BenchRecord> read(const std::string& text) { return read_bench_csv(text, "speed.csv"); }

std::string mistake(const std::string& text) {
  try {
    read(text);
  } catch (const TableError& error) {
    return error.what();
  }
  return "none";
}

TEST(BenchCsv, ReadsWhatItHasWritten) {
  const std::string rows = bench_csv_rows(measured(), origin);
  for (const std::string& text : {bench_csv_header() + rows, bench_csv_header() + rows + rows}) {
    const std::vector<BenchRecord> records = read(text);
    ASSERT_EQ(records.size() % 2, 0U);
    EXPECT_EQ(records[0].scenario, "talks");
    EXPECT_EQ(records[0].threads, 1);
    EXPECT_EQ(records[1].threads, 2);
    EXPECT_EQ(records[1].lanes, 8);
    EXPECT_EQ(records[1].trials, 32768U);
    EXPECT_EQ(records[1].digest, "bbbb");
    EXPECT_EQ(records[0].processor_ns, measured().scenarios[0].runs[0].processor_ns) << "to the bit";
    EXPECT_EQ(records[0].origin.machine, origin.machine);
    EXPECT_EQ(records[0].origin.commit, origin.commit);
  }
}

TEST(BenchCsv, ARowHasItsFigures) {
  const std::string rows = bench_csv_rows(measured(), origin);
  // 210 ns by the clock; 100 ns of processor time; the limit is 10/1 + 20/2 + 40/4 ns.
  EXPECT_THAT(rows, HasSubstr("2026-11-30,abc-dirty,0.1.0,\"AMD EPYC, second\",g++ 12.2.0,avx2,talks,1,8,16384,3,"));
  EXPECT_THAT(rows, HasSubstr(",100,66.66666666666666,125,210,0.3"));
  EXPECT_THAT(rows, HasSubstr(",10,20,40,2,4,(drawing)=11 opening=31,12.5,aaaa,33.333333333333336 100 150\n"));
}

TEST(BenchCsv, ColumnsMayStandInAnyOrderAndThereMayBeOthers) {
  const std::string text =
      "processor_ns_of_repeats,digest,trials,lanes,threads,scenario,instructions,compiler,machine,version,commit,date,"
      "mood\n1 2.5,d,1024,4,2,talks,avx2,g++,m,v,c,today,good\n";
  const std::vector<BenchRecord> records = read(text);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].processor_ns, (std::vector<double>{1, 2.5}));
  EXPECT_EQ(records[0].origin.date, "today");
}

TEST(BenchCsv, SaysWhereAFileIsWrong) {
  const std::string header = bench_csv_header(), rows = bench_csv_rows(measured(), origin);
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = header + rows;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_EQ(mistake(""), "speed.csv:1: there is nothing in the table; its first line names the columns");
  EXPECT_EQ(mistake(header),
            "speed.csv:1: there is nothing below the first line; give a file that 'detente bench' wrote");
  EXPECT_THAT(mistake("a,b\n1,2\n"),
              HasSubstr("speed.csv:1: there is no column 'date'; give a file that 'detente bench'"));
  EXPECT_THAT(mistake(header + "1,2\n"), HasSubstr("speed.csv:2: the first line has 28 cells, this one has 2"));
  EXPECT_THAT(mistake(changed("talks,1,8", "talks,one,8")),
              HasSubstr("speed.csv:2:69: 'one' in column 'threads' is not a number"));
  EXPECT_THAT(mistake(changed("talks,2,8", "talks,2,-8")), HasSubstr("speed.csv:3:71: '-8' in column 'lanes'"));
  EXPECT_THAT(mistake(changed("talks,2,8", "talks,99999999999,8")), HasSubstr("'99999999999' in column 'threads'"));
  EXPECT_THAT(mistake(changed("110 120 130", "110 nan 130")), HasSubstr("'nan' in column 'processor_ns_of_repeats'"));
  EXPECT_THAT(mistake(changed("110 120 130", "110 0 130")), HasSubstr("'0' in column"));
  EXPECT_THAT(mistake(changed("110 120 130", "")), HasSubstr("holds 0 numbers"));
  EXPECT_THAT(mistake(header + "\"open"), HasSubstr("a quote is not closed"));
}

TEST(BenchReport, SaysWhatIsSlowerAndWhatIsNotToBeTold) {
  BenchComparison comparison;
  comparison.changes.push_back({"talks", 1, 1, 16, 300, 100, {3, 2.9, 3.1, true}, Pace::slower, true});
  comparison.changes.push_back({"talks", 1, 8, 8, 100, 100, {1, 0.98, 1.02, true}, Pace::unclear, false});
  comparison.unmatched = 1;
  const BenchResult result = measured();
  const BenchPlan plan;
  const BenchReport report{plan, result, origin, &comparison, "speed.csv"};
  const std::string table = bench_table(report, {});
  EXPECT_THAT(table, HasSubstr("commit abc-dirty, 2026-11-30"));
  EXPECT_THAT(table, HasSubstr("AGAINST speed.csv"));
  EXPECT_THAT(table, HasSubstr("1 (16)"));
  EXPECT_THAT(table, HasSubstr("+200.0  [+190.0, +210.0]  slower"));
  EXPECT_THAT(table, HasSubstr("no difference*"));
  EXPECT_THAT(table, HasSubstr("The file does not have 1 run of"));
  const Json json = bench_json(report, "detente bench");
  EXPECT_EQ(json["scenarios"]["talks"]["runs"][0]["processor_ns"]["median"], 100);
  EXPECT_EQ(json["scenarios"]["talks"]["stages_ns"]["opening"]["median"], 31);
  EXPECT_EQ(json["against"]["changes"][0]["verdict"], "slower");
  EXPECT_EQ(json["against"]["changes"][1]["verdict"], "unclear");
}

}  // namespace
}  // namespace detente
