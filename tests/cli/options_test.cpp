#include "sim/cli/options.h"

#include <gmock/gmock.h>

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ParsedLine parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "detente");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

TEST(Options, Run) {
  const ParsedLine line = parse({"run", "--set", "a=1", "--set", "b+=c", "x.toml", "--trials", "1e6", "--seed", "7",
                                 "--threads=2", "--lanes", "4", "--format", "json", "--out", "y", "--quiet"});
  ASSERT_TRUE(line.options) << line.error;
  EXPECT_EQ(line.options->command, Command::run);
  EXPECT_EQ(line.options->scenario, "x.toml");
  EXPECT_THAT(line.options->sets, ElementsAre("a=1", "b+=c"));
  EXPECT_EQ(line.options->trials, 1'000'000U);
  EXPECT_EQ(line.options->seed, 7U);
  EXPECT_EQ(line.options->threads, 2);
  EXPECT_EQ(line.options->lanes, 4);
  EXPECT_EQ(line.options->format, Format::json);
  EXPECT_EQ(line.options->out, "y");
  EXPECT_TRUE(line.options->quiet);
}

TEST(Options, Compare) {
  const ParsedLine line = parse({"compare", "a.toml", "b.toml", "--variant", "x: p=1; q=2", "--variant", "y: p=3",
                                 "--set", "r=4", "c.toml", "--trials", "1e6", "--seed", "7", "--diff-only"});
  ASSERT_TRUE(line.options) << line.error;
  EXPECT_EQ(line.options->command, Command::compare);
  EXPECT_THAT(line.options->scenarios, ElementsAre("a.toml", "b.toml", "c.toml"));
  EXPECT_THAT(line.options->variants, ElementsAre("x: p=1; q=2", "y: p=3"));
  EXPECT_THAT(line.options->sets, ElementsAre("r=4"));
  EXPECT_EQ(line.options->trials, 1'000'000U);
  EXPECT_EQ(line.options->seed, 7U);
  EXPECT_TRUE(line.options->diff_only);
  EXPECT_THAT(parse({"compare", "a.toml", "--precision", "1pp"}).error, HasSubstr("unknown option '--precision'"));
}

TEST(Options, Defaults) {
  const ParsedLine line = parse({"run", "-"});
  ASSERT_TRUE(line.options) << line.error;
  EXPECT_EQ(line.options->scenario, "-");
  EXPECT_EQ(line.options->trials, 100'000U);
  EXPECT_EQ(line.options->seed, 1U);
  EXPECT_EQ(line.options->threads, 0);
}

TEST(Options, TrialsAreTheMostWhereARunMayEndBefore) {
  EXPECT_EQ(parse({"run", "-", "--precision", "1pp"}).options->precision, 0.01);
  EXPECT_EQ(parse({"run", "-", "--precision", "1pp"}).options->trials, 1'000'000'000U);
  EXPECT_EQ(parse({"run", "-", "--precision", "1 %", "--trials", "5000"}).options->trials, 5000U);
  EXPECT_EQ(parse({"run", "-", "--budget", "2m"}).options->budget, 120);
  EXPECT_EQ(parse({"run", "-", "--budget", "2m"}).options->trials, std::uint64_t{1} << 48);
  for (const std::vector<const char*>& wrong :
       {std::vector<const char*>{"run", "-", "--precision", "1"}, {"run", "-", "--budget", "30"}}) {
    EXPECT_EQ(parse(wrong).exit_code, 2);
    EXPECT_THAT(parse(wrong).error, HasSubstr("write it as"));
  }
}

TEST(Options, AWholeNumberOutOfRangeNeedsNoLessonInWritingIt) {
  EXPECT_THAT(parse({"run", "-", "--seed", "-1"}).error,
              HasSubstr("\"-1\" is not a whole number from 0 to 18446744073709551615\n"));
  EXPECT_THAT(parse({"run", "-", "--trials", "1,5"}).error, HasSubstr("write it as 100000, 100_000 or 1e5"));
}

TEST(Options, BadNumbersAreRefused) {
  for (const char* number : {"-5", "nan", "0", "1.5", "281474976710657", "many", ""}) {
    const ParsedLine line = parse({"run", "x.toml", "--trials", number});
    EXPECT_FALSE(line.options) << number;
    EXPECT_EQ(line.exit_code, 2) << number;
    EXPECT_THAT(line.error, HasSubstr("--trials")) << number;
  }
  EXPECT_FALSE(parse({"run", "x.toml", "--lanes", "3"}).options);
  EXPECT_FALSE(parse({"run", "x.toml", "--format", "xml"}).options);
  EXPECT_FALSE(parse({"replay", "x.toml", "--trial", "1", "--format", "csv"}).options);
  EXPECT_FALSE(parse({"replay", "x.toml"}).options);
  EXPECT_FALSE(parse({"run"}).options);
}

TEST(Options, TheNearestNameIsOffered) {
  EXPECT_THAT(parse({"run", "x.toml", "--trails", "5"}).error,
              HasSubstr("unknown option '--trails', did you mean '--trials'?"));
  EXPECT_THAT(parse({"run", "x.toml", "--sed=5"}).error, HasSubstr("'--sed'"));
  EXPECT_THAT(parse({"rnu", "x.toml"}).error, HasSubstr("unknown command 'rnu', did you mean 'run'?"));
  EXPECT_THAT(parse({"run", "x.toml", "y.toml"}).error, HasSubstr("unknown argument 'y.toml'"));
}

TEST(Options, HelpAndVersion) {
  for (const std::vector<const char*>& arguments :
       {std::vector<const char*>{}, {"--help"}, {"run", "--help"}, {"--version"}}) {
    const ParsedLine line = parse(arguments);
    EXPECT_FALSE(line.options);
    EXPECT_EQ(line.exit_code, 0);
    EXPECT_THAT(line.output, HasSubstr("detente"));
  }
  EXPECT_THAT(parse({}).output, HasSubstr("Examples:"));
  EXPECT_THAT(parse({"run", "--help"}).output, testing::Not(HasSubstr("--lanes")));
}

TEST(Options, HelpIsACommandToo) {
  EXPECT_EQ(parse({"help"}).output, parse({"--help"}).output);
  for (const char* command : {"run", "compare", "check", "list", "replay", "new", "completions"})
    EXPECT_EQ(parse({"help", command}).output, parse({command, "--help"}).output);
  EXPECT_EQ(parse({"help", "rnu"}).exit_code, 2);
  EXPECT_THAT(parse({"help", "rnu"}).error, HasSubstr("unknown command 'rnu', did you mean 'run'?"));
}

TEST(Options, TheCommandCanBeTypedAgain) {
  const char* arguments[] = {"/usr/bin/detente", "run", "a b.toml", "--set", "offer.agenda='not raised'"};
  EXPECT_EQ(command_text(5, arguments), R"(detente run 'a b.toml' --set 'offer.agenda='\''not raised'\''')");
}

}  // namespace
}  // namespace detente
