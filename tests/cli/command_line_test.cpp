#include "tests/cli/command_line.h"

#include <gmock/gmock.h>

#include "sim/cli/commands.h"

namespace detente {
namespace {

using testing::HasSubstr;

TEST(CommandLine, BadNumbersAreRefused) {
  for (const char* number : {"-5", "nan", "0", "1.5", "281474976710657", "many", ""}) {
    const Said line = said({"run", "x.toml", "--trials", number});
    EXPECT_EQ(line.status, 2) << number;
    EXPECT_THAT(line.error, HasSubstr("--trials")) << number;
  }
  for (const std::vector<const char*>& wrong : {std::vector<const char*>{"run", "x.toml", "--lanes", "3"},
                                                {"run", "x.toml", "--format", "xml"},
                                                {"replay", "x.toml", "--trial", "1", "--format", "csv"},
                                                {"replay", "x.toml"},
                                                {"run"}})
    EXPECT_EQ(said(wrong).status, 2) << wrong.back();
  for (const std::vector<const char*>& wrong :
       {std::vector<const char*>{"run", "-", "--precision", "1"}, {"run", "-", "--budget", "30"}}) {
    EXPECT_EQ(said(wrong).status, 2);
    EXPECT_THAT(said(wrong).error, HasSubstr("write it as"));
  }
}

TEST(CommandLine, AWholeNumberOutOfRangeNeedsNoLessonInWritingIt) {
  EXPECT_THAT(said({"run", "-", "--seed", "-1"}).error,
              HasSubstr("\"-1\" is not a whole number from 0 to 18446744073709551615\n"));
  EXPECT_THAT(said({"run", "-", "--trials", "1,5"}).error, HasSubstr("write it as 100000, 100_000 or 1e5"));
}

TEST(CommandLine, TheNearestNameIsOffered) {
  EXPECT_THAT(said({"run", "x.toml", "--trails", "5"}).error,
              HasSubstr("unknown option '--trails', did you mean '--trials'?"));
  EXPECT_THAT(said({"run", "x.toml", "--sed=5"}).error, HasSubstr("'--sed'"));
  EXPECT_THAT(said({"rnu", "x.toml"}).error, HasSubstr("unknown command 'rnu', did you mean 'run'?"));
  EXPECT_THAT(said({"run", "x.toml", "y.toml"}).error, HasSubstr("unknown argument 'y.toml'"));
  EXPECT_THAT(said({"compare", "a.toml", "--precision", "1pp"}).error, HasSubstr("unknown option '--precision'"));
}

TEST(CommandLine, AnOptionOfOneValueTakesNoMore) {
  const char* first = DETENTE_SOURCE_DIR "/scenarios/first-steps.toml";
  for (const char* option : {"--variant", "--set"})
    EXPECT_THAT(said({"compare", first, option, "parameters.cost=0", "missing.toml"}).error,
                HasSubstr("cannot read 'missing.toml'"))
        << option;
}

TEST(CommandLine, HelpAndVersion) {
  for (const std::vector<const char*>& arguments :
       {std::vector<const char*>{}, {"--help"}, {"run", "--help"}, {"--version"}}) {
    const Said line = said(arguments);
    EXPECT_EQ(line.status, 0);
    EXPECT_EQ(line.error, "");
    EXPECT_THAT(line.output, HasSubstr("detente"));
  }
  EXPECT_THAT(said({}).output, HasSubstr("Examples:"));
  EXPECT_THAT(said({"run", "--help"}).output, testing::Not(HasSubstr("--lanes")));
}

TEST(CommandLine, HelpIsACommandToo) {
  EXPECT_EQ(said({"help"}).output, said({"--help"}).output);
  for (const Command* command : commands)
    EXPECT_EQ(said({"help", command->name}).output, said({command->name, "--help"}).output);
  EXPECT_EQ(said({"help", "rnu"}).status, 2);
  EXPECT_THAT(said({"help", "rnu"}).error, HasSubstr("unknown command 'rnu', did you mean 'run'?"));
}

TEST(CommandLine, EveryCommandIsInTheHelp) {
  for (const Command* command : commands) EXPECT_THAT(said({"--help"}).output, HasSubstr(command->help));
}

TEST(CommandLine, TheCommandCanBeTypedAgain) {
  const char* arguments[] = {"/usr/bin/detente", "run", "a b.toml", "--set", "offer.agenda='not raised'"};
  EXPECT_EQ(command_text(5, arguments), R"(detente run 'a b.toml' --set 'offer.agenda='\''not raised'\''')");
}

}  // namespace
}  // namespace detente
