#include "sim/cli/completion_script.h"

#include <gmock/gmock.h>

#include "tests/cli/command_line.h"

namespace detente {
namespace {

using testing::HasSubstr;

std::string script(const char* shell) { return said({"completions", shell}).output; }

TEST(Completions, KnowEveryCommandAndOption) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string text = script(shell);
    for (const char* word : {"run", "compare", "diff-only", "check", "list", "replay", "new", "completions", "help",
                             "precision", "budget", "set", "table json csv markdown html", "bash zsh fish"})
      EXPECT_THAT(text, HasSubstr(word)) << shell;
    if (std::string(shell) == "zsh") EXPECT_THAT(text, HasSubstr("'*:SCENARIO:_files'")) << "of compare";
  }
}

TEST(Completions, LeaveOutHiddenOptions) {
  EXPECT_THAT(script("bash"), testing::Not(HasSubstr("run:--lanes")));
  EXPECT_THAT(script("bash"), HasSubstr("bench:--lanes")) << "which is none";
  EXPECT_THAT(script("fish"), testing::Not(HasSubstr("from run' -l lanes")));
  EXPECT_THAT(script("fish"), HasSubstr("from bench' -l lanes"));
}

TEST(Completions, QuoteWhatAShellWouldReadOtherwise) {
  const std::vector<CommandShape> commands{
      {"do", "it's [a]: test", {{"--now", "don't: [x]", "WHEN", {"a", "b"}, false}}}};
  EXPECT_THAT(completion_script("zsh", commands), HasSubstr(R"('*--now[don'\''t\: \[x\]]:WHEN:(a b)')"));
  EXPECT_THAT(completion_script("zsh", commands), HasSubstr(R"('do:it'\''s [a]\: test')"));
  EXPECT_THAT(completion_script("fish", commands), HasSubstr(R"(-l now -d 'don\'t: [x]' -x -a 'a b')"));
}

}  // namespace
}  // namespace detente
