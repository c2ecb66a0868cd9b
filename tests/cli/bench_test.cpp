// What `detente bench` takes, writes and refuses; never how long anything takes.

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/cli/command_line.h"
#include "tests/support/temporary_folder.h"

namespace detente {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string first = DETENTE_SOURCE_DIR "/scenarios/first-steps.toml";

class BenchCommand : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

  static std::string read(const std::string& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  // Of as little as there can be.
  static Said bench(const std::vector<std::string>& more) {
    std::vector<const char*> arguments{"bench", first.c_str(), "--trials", "1",      "--repeats",
                                       "2",     "--threads",   "1",        "--quiet"};
    for (const std::string& one : more) arguments.push_back(one.c_str());
    return said(arguments);
  }

  TemporaryFolder folder_;
};

long lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST_F(BenchCommand, MeasuresTheLanesAskedFor) {
  const Said line = bench({"--lanes", "8,1,8", "--format", "csv"});
  EXPECT_EQ(line.status, 0) << line.error;
  EXPECT_EQ(lines(line.output), 3) << "a head, one lane and eight";
  EXPECT_THAT(line.output, HasSubstr(",first-steps,1,1,1024,2,"));
  EXPECT_THAT(line.output, HasSubstr(",first-steps,1,8,1024,2,"));
}

TEST_F(BenchCommand, AFileGrowsByEachBench) {
  EXPECT_THAT(bench({"--lanes", "8", "--append", at("speed.csv")}).output, HasSubstr("first-steps\n"));
  EXPECT_EQ(lines(read(at("speed.csv"))), 2);
  bench({"--lanes", "8,16", "--append", at("speed.csv")});
  EXPECT_EQ(lines(read(at("speed.csv"))), 4);
  const Said against = bench({"--lanes", "8", "--against", at("speed.csv"), "--append", at("speed.csv")});
  EXPECT_THAT(against.output, HasSubstr("AGAINST " + at("speed.csv").substr(0, 20)));
  EXPECT_THAT(against.output, HasSubstr("it takes more --repeats"));
  EXPECT_EQ(lines(read(at("speed.csv"))), 5);
}

TEST_F(BenchCommand, WhatIsNoSuchFileIsRefusedBeforeAnythingIsMeasured) {
  const auto refused = [&](const char* option, const std::string& text) {
    std::ofstream(at("wrong.csv")) << text;
    const Said line = bench({option, at("wrong.csv")});
    EXPECT_EQ(line.status, 4);
    EXPECT_EQ(line.output, "");
    EXPECT_EQ(read(at("wrong.csv")), text);
    return line.error;
  };
  EXPECT_THAT(refused("--against", "a,b\n1,2\n"), HasSubstr("wrong.csv:1: there is no column 'date'"));
  EXPECT_THAT(refused("--against", ""), HasSubstr("wrong.csv:1: there is nothing in the table"));
  EXPECT_THAT(refused("--append", "a,b\n1,2\n"), HasSubstr("has other columns"));
  EXPECT_THAT(bench({"--against", at("missing.csv")}).error, HasSubstr("cannot read"));
  EXPECT_THAT(bench({"--against", "/dev/zero"}).error, HasSubstr("'/dev/zero' is no file of rows"));
  EXPECT_THAT(bench({"--append", "/dev/null"}).error, HasSubstr("'/dev/null' is no file of rows"));
  const std::string doha = DETENTE_SOURCE_DIR "/scenarios/doha-1-2023.toml";
  said({"bench", doha.c_str(), "--trials", "1", "--repeats", "1", "--threads", "1", "--lanes", "8", "--quiet",
        "--append", at("other.csv").c_str()});
  EXPECT_THAT(bench({"--against", at("other.csv")}).error, HasSubstr("has no run of these scenarios"));
}

TEST_F(BenchCommand, NothingThatIsReadIsWrittenOver) {
  std::ofstream(at("speed.csv")) << "precious";
  EXPECT_EQ(bench({"--against", at("speed.csv"), "--out", at("speed.csv")}).status, 2);
  EXPECT_EQ(bench({"--append", at("speed.csv"), "--out", at("speed.csv")}).status, 2);
  EXPECT_EQ(bench({"--append", first}).status, 2);
  EXPECT_EQ(read(at("speed.csv")), "precious");
}

TEST_F(BenchCommand, ListsAndScenariosAreChecked) {
  EXPECT_THAT(bench({"--lanes", "1,3"}).error, HasSubstr("--lanes: \"3\" is not one of 1, 4, 8, 16"));
  EXPECT_THAT(said({"bench", first.c_str(), "--threads", "0"}).error, HasSubstr("\"0\" is not a whole number from 1"));
  EXPECT_EQ(said({"bench", first.c_str(), "--threads", "1,"}).status, 2);
  EXPECT_EQ(said({"bench", first.c_str(), "--threads", ""}).status, 2);
  EXPECT_EQ(said({"bench", first.c_str(), "--repeats", "0"}).status, 2);
  EXPECT_EQ(said({"bench"}).status, 2);
  EXPECT_THAT(bench({first}).error, HasSubstr("are both called first-steps; leave out one"));
  EXPECT_EQ(said({"bench", at("missing.toml").c_str()}).status, 4);
}

}  // namespace
}  // namespace detente
