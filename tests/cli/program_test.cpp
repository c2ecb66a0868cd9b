// The program as a user meets it: a process with arguments, files and an exit status.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

#include "tests/support/temporary_folder.h"

extern char** environ;

namespace detente {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Outcome {
  int status = -1;
  std::string output, error;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class Program : public testing::Test {
 protected:
  pid_t start(const std::vector<std::string>& arguments, const std::string& out = {},
              const std::string& in = "/dev/null") const {
    std::vector<std::string> line{DETENTE_PROGRAM};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return spawn(std::move(line), out, in);
  }

  pid_t spawn(std::vector<std::string> line, const std::string& out, const std::string& in) const {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, in.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, out.empty() ? at("stdout").c_str() : out.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&files, 2, at("stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    std::vector<char*> pointers;
    for (std::string& argument : line) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    pid_t process = -1;
    EXPECT_EQ(posix_spawn(&process, line.front().c_str(), &files, nullptr, pointers.data(), environ), 0);
    posix_spawn_file_actions_destroy(&files);
    return process;
  }

  Outcome wait_for(pid_t process) const {
    int status = 0;
    waitpid(process, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read(at("stdout")), read(at("stderr"))};
  }

  // Of what is started with --progress json: however slow the machine, something has been played.
  void wait_until_it_plays() const {
    for (int wait = 0; wait < 12'000 && read(at("stderr")).find("\"trials\"") == std::string::npos; ++wait)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));  // no longer than two minutes: it may have ended
  }

  // Until so much of it has been told to be played.
  void wait_until_it_has_played(double share) const {
    const auto told = [&] {
      const std::string lines = read(at("stderr")), line = lines.substr(lines.rfind('{', lines.size()) + 1);
      const auto number = [&](const std::string& key) {
        return std::strtod(line.c_str() + line.find(key) + key.size(), nullptr);
      };
      return line.find('}') != std::string::npos && number("\"trials\":") >= share * number("\"trials_asked\":");
    };
    for (int wait = 0; wait < 12'000 && !told(); ++wait) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

  Outcome run(const std::vector<std::string>& arguments, const std::string& out = {},
              const std::string& in = "/dev/null") const {
    return wait_for(start(arguments, out, in));
  }

  // $0 is the program.
  Outcome run_shell(const std::string& commands) const {
    return wait_for(spawn({"/bin/sh", "-c", commands, DETENTE_PROGRAM}, {}, "/dev/null"));
  }

  std::string at(const std::string& name) const { return folder_.at(name); }
  static std::string scenario(const std::string& name = "first-steps") {
    return DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml";
  }
  static std::string digest(const std::string& json) {
    const std::size_t begin = json.find("\"digest\": \"") + 11;
    return json.substr(begin, 64);
  }

  static std::string number_at(const std::string& text, const std::string& before) {
    const std::size_t begin = text.find(before) + before.size();
    return text.substr(begin, text.find_first_not_of("0123456789", begin) - begin);
  }

  TemporaryFolder folder_;
};

TEST_F(Program, ExitCodesTellWhatWentWrong) {
  EXPECT_EQ(run({}).status, 0);
  EXPECT_EQ(run({"--version"}).status, 0);
  EXPECT_EQ(run({"run", scenario(), "--trials", "100"}).status, 0);
  EXPECT_EQ(run({"check", scenario()}).status, 0);
  EXPECT_EQ(run({"list", scenario()}).status, 0);
  EXPECT_EQ(run({"replay", scenario(), "--trial", "3"}).status, 0);
  EXPECT_EQ(run({"run", scenario(), "--trials", "-5"}).status, 2);
  EXPECT_EQ(run({"frobnicate"}).status, 2);
  EXPECT_EQ(run({"run", scenario(), "--set", "parties.nobody.influence=3"}).status, 3);
  EXPECT_EQ(run({"check", "/dev/null"}).status, 3);
  EXPECT_EQ(run({"run", at("missing.toml")}).status, 4);
  EXPECT_EQ(run({"run", folder_.path().string()}).status, 4);
  EXPECT_EQ(run({"run", scenario(), "--out", at("missing/file")}).status, 4);
}

TEST_F(Program, DraftsOfWhatComesLaterAreCheckedButNotPlayed) {
  for (const char* name : {"colombia-2016", "good-friday-1998", "jcpoa-2015", "roadmap-tandem"}) {
    const std::string draft = std::string(DETENTE_SOURCE_DIR "/tests/scenario/drafts/") + name + ".toml";
    const Outcome checked = run({"check", draft});
    EXPECT_EQ(checked.status, 0) << checked.error;
    EXPECT_THAT(checked.error, HasSubstr("warning: not used yet"));
    EXPECT_THAT(checked.output, HasSubstr("This version cannot play it"));
    for (const auto& command : {std::vector<std::string>{"run", draft}, {"replay", draft, "--trial", "1"}}) {
      const Outcome played = run(command);
      EXPECT_EQ(played.status, 3);
      EXPECT_EQ(played.output, "");
      EXPECT_THAT(played.error, HasSubstr("error: not used yet"));
    }
  }
}

TEST_F(Program, KeysAndWordsAreExplained) {
  EXPECT_THAT(run({"explain", "unanimity"}).output, HasSubstr("How it works: docs/model.md, Single text: single-text"));
  EXPECT_THAT(run({"explain", "-"}).output, HasSubstr("The difference"));
  EXPECT_THAT(run({"explain", "rounds-usd"}).error, HasSubstr("did you mean 'rounds-used'?"));
  EXPECT_THAT(run({"explain", "wait", "--format", "json"}).output, HasSubstr("\"words\""));
  EXPECT_THAT(run({"explain", "salience"}).output, HasSubstr("parties.*.positions.@.salience"));
  EXPECT_THAT(run({"explain"}).output, HasSubstr("stages[].protocol"));
  const Outcome unknown = run({"explain", "saliense"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.output, "");
  EXPECT_THAT(unknown.error, HasSubstr("did you mean 'salience'?"));
  EXPECT_EQ(run({"explain", "zzzzzzzz"}).status, 2);
}

TEST_F(Program, SensitivityIsOfTheOutcomeAskedFor) {
  const std::string first = DETENTE_SOURCE_DIR "/scenarios/first-steps.toml";
  EXPECT_THAT(run({"sensitivity", first, "--trials", "1024", "--outcome", "a ceasefire"}).output,
              HasSubstr("WHAT \"a ceasefire\" DEPENDS ON"));
  const Outcome unknown = run({"sensitivity", first, "--outcome", "ceasefir"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.error, "detente: there is no outcome \"ceasefir\"; there are: a ceasefire, no ceasefire\n");
}

TEST_F(Program, SchemasAreJsonOfTheFormatOrOfAFile) {
  EXPECT_EQ(run({"schema"}).output, read(DETENTE_SOURCE_DIR "/scenarios/scenario.schema.json"));
  const Outcome own = run({"schema", "-"}, {}, scenario());
  EXPECT_EQ(own.status, 0);
  EXPECT_THAT(own.output, HasSubstr("\"roads closed\""));
  EXPECT_EQ(run({"schema", scenario(), "--out", at("own.json")}).output, "");
  EXPECT_EQ(read(at("own.json")), own.output);
  EXPECT_EQ(run({"schema", at("missing.toml")}).status, 4);
  std::ofstream(at("broken.toml")) << "issues = [";
  EXPECT_EQ(run({"schema", at("broken.toml")}).status, 3);
}

TEST_F(Program, ErrorsAreOnStandardErrorOnly) {
  const Outcome outcome = run({"check", scenario(), "--set", "parties.rebel.influence=3"});
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, HasSubstr("rebels"));
  EXPECT_THAT(outcome.error, HasSubstr("1 mistake in the scenario"));
  EXPECT_THAT(run({"run", scenario(), "--trials", "2000"}).error, "");
}

TEST_F(Program, EditorsReadDiagnosticsAsJson) {
  std::ofstream(at("wrong.toml")) << "format = 1\nname = \"wrong\"\nlabel = \"\303\251\", 3\n";
  std::ofstream(at("poor.toml")) << "format = 1\nname = \"poor\"\nrole = 3\n";
  const Outcome syntax = run({"check", at("wrong.toml"), "--format", "json"});
  EXPECT_EQ(syntax.status, 3);
  EXPECT_EQ(syntax.error, "");
  EXPECT_THAT(syntax.output, HasSubstr("\"line\": 3"));
  EXPECT_THAT(syntax.output, HasSubstr("\"column\": 12"));
  const Outcome poor = run({"check", at("poor.toml"), "--format", "json", "--out", at("list.json")});
  EXPECT_EQ(poor.status, 3);
  EXPECT_EQ(poor.output, "");
  EXPECT_THAT(read(at("list.json")), HasSubstr("\"message\": \"unknown key 'role'\""));
  EXPECT_THAT(read(at("list.json")), HasSubstr("\"severity\": \"error\""));
  const Outcome fine = run({"check", scenario(), "--format", "json"});
  EXPECT_EQ(fine.status, 0);
  EXPECT_THAT(fine.output, HasSubstr("\"diagnostics\": []"));
  const Outcome set = run({"run", scenario(), "--format", "json", "--set", "parties.nobody.influence=3"});
  EXPECT_EQ(set.status, 3);
  EXPECT_EQ(set.output, "");
  EXPECT_THAT(set.error, HasSubstr("\"file\": \"--set parties.nobody.influence=3\""));
  EXPECT_THAT(set.error, HasSubstr("\"line\": null"));
  EXPECT_EQ(run({"check", scenario(), "--format", "json", "--set", "a\xFF=1"}).status, 3);
  EXPECT_THAT(run({"check", scenario(), "--set", "label=M\xE4rz"}).error,
              HasSubstr("--set label=M\\xE4rz: error: this is not valid UTF-8 text"));
}

TEST_F(Program, ReadsStandardInput) {
  const std::vector<std::string> rest{"--trials", "1000", "--format", "json"};
  const Outcome from_file = run({"run", scenario(), "--trials", "1000", "--format", "json"});
  const Outcome from_input = run({"run", "-", "--trials", "1000", "--format", "json"}, {}, scenario());
  EXPECT_EQ(from_input.status, 0);
  EXPECT_EQ(digest(from_input.output), digest(from_file.output));
}

TEST_F(Program, OutIsWrittenWholeOrNotAtAll) {
  const Outcome printed = run({"run", scenario(), "--trials", "1000", "--format", "json"});
  EXPECT_EQ(run({"run", scenario(), "--trials", "1000", "--format", "json", "--out", at("result")}).output, "");
  EXPECT_EQ(digest(read(at("result"))), digest(printed.output));
  std::ofstream(at("kept")) << "precious";
  EXPECT_EQ(run({"run", scenario(), "--set", "parties.nobody.influence=3", "--out", at("kept")}).status, 3);
  EXPECT_EQ(read(at("kept")), "precious");
  fs::create_symlink(at("kept"), at("link"));
  EXPECT_EQ(run({"run", scenario(), "--trials", "1000", "--out", at("link")}).status, 0);
  EXPECT_TRUE(fs::is_symlink(at("link")));
  EXPECT_THAT(read(at("kept")), HasSubstr("OUTCOMES"));
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_.path()))
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
}

TEST_F(Program, TheScenarioItselfIsNeverWrittenOver) {
  const std::string mine = at("mine.toml"), precious = read(scenario());
  fs::copy_file(scenario(), mine);
  fs::create_symlink(mine, at("symbolic"));
  fs::create_hard_link(mine, at("hard"));
  for (const std::string& out : {mine, at("symbolic"), at("hard"), at("./mine.toml")}) {
    const Outcome outcome = run({"run", mine, "--trials", "1000", "--out", out});
    EXPECT_EQ(outcome.status, 2) << out;
    EXPECT_THAT(outcome.error, HasSubstr("is both the file to write and one to read"));
    EXPECT_EQ(run({"replay", mine, "--trial", "0", "--out", out}).status, 2) << out;
    EXPECT_EQ(run({"run", "-", "--trials", "1000", "--out", out}, {}, mine).status, 2) << out;
    EXPECT_EQ(read(mine), precious);
  }
  EXPECT_EQ(run({"run", mine, "--trials", "1000", "--out", at("other")}).status, 0);
  EXPECT_EQ(run({"run", "-", "--out", "/dev/null"}).status, 3) << "nothing is read and nothing kept";
}

// What the limit leaves room for is played, with fewer threads and the same result; else the program says so and ends.
TEST_F(Program, TooLittleMemoryIsNoCrash) {
#ifdef DETENTE_SANITIZED
  GTEST_SKIP() << "a sanitizer needs more address space than any limit leaves";
#endif
  const std::string wanted = digest(run({"run", scenario(), "--trials", "50000", "--format", "json"}).output);
  int played = 0;
  for (const int megabytes : {10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 200, 400}) {
    const Outcome outcome = run_shell("ulimit -v " + std::to_string(1000 * megabytes) + "; exec \"$0\" run " +
                                      scenario() + " --trials 50000 --threads 64 --format json");
    if (outcome.status == 127) continue;  // too little even for the libraries
    if (outcome.status == 1) {
      EXPECT_THAT(outcome.error, HasSubstr("detente: out of memory")) << megabytes;
      continue;
    }
    EXPECT_EQ(outcome.status, 0) << megabytes << ": " << outcome.error;
    EXPECT_EQ(digest(outcome.output), wanted) << megabytes;
    ++played;
  }
  EXPECT_GT(played, 0);
}

TEST_F(Program, ListsAddressesInEveryForm) {
  EXPECT_THAT(run({"list", scenario()}).output, HasSubstr("parties.rebels.reservation"));
  EXPECT_THAT(run({"list", scenario(), "--format", "csv"}).output, HasSubstr("address,value,default"));
  EXPECT_THAT(run({"list", scenario(), "--format", "json", "--set", "stages.talks.rounds=7"}).output,
              HasSubstr("\"value\": \"7\""));
  EXPECT_EQ(run({"list", scenario(), "--set", "parties.nobody.influence=1"}).status, 3);
}

TEST_F(Program, AFullDiskIsAnError) {
  const Outcome outcome = run({"run", scenario(), "--trials", "1000"}, "/dev/full");
  EXPECT_EQ(outcome.status, 4);
  EXPECT_THAT(outcome.error, HasSubstr("cannot write 'standard output'"));
  EXPECT_EQ(run({"run", scenario(), "--trials", "1000", "--out", "/dev/full"}).status, 4);
}

TEST_F(Program, AReaderThatLeavesIsNoError) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const Outcome outcome = run({"run", scenario(), "--trials", "1000"},
                              "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(ends[1]));
  close(ends[1]);
  EXPECT_EQ(outcome.error, "");
}

TEST_F(Program, CtrlCPrintsTheCompleteTrials) {
  const pid_t process =
      start({"run", scenario("doha-2-2024"), "--trials", "1e12", "--format", "json", "--progress", "json"});
  wait_until_it_plays();
  kill(process, SIGINT);
  const Outcome outcome = wait_for(process);
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.output, HasSubstr("\"stopped\": true"));
  EXPECT_EQ(outcome.output.back(), '\n');
  EXPECT_THAT(outcome.output, HasSubstr("\"ended_by\": \"interrupt\""));
  const std::uint64_t trials = std::stoull(number_at(outcome.output, "\"trials\": "));
  EXPECT_GT(trials, 0U);
  const Outcome again =
      run({"run", scenario("doha-2-2024"), "--trials", std::to_string(trials), "--format", "json", "--threads", "1"});
  EXPECT_EQ(digest(again.output), digest(outcome.output)) << "of whole blocks, unless they take long";
}

TEST_F(Program, PrecisionAndBudgetEndTheRunAndSayWhy) {
  const Outcome precise = run({"run", scenario(), "--precision", "0.5pp", "--threads", "3", "--format", "json"});
  EXPECT_EQ(precise.status, 0);
  EXPECT_THAT(precise.output, HasSubstr("\"ended_by\": \"precision\""));
  const std::string trials = number_at(precise.output, "\"trials\": ");
  EXPECT_EQ(digest(run({"run", scenario(), "--trials", trials, "--format", "json"}).output), digest(precise.output));
  const Outcome timed = run({"run", scenario(), "--budget", "100ms", "--format", "json"});
  EXPECT_EQ(timed.status, 0);
  EXPECT_THAT(timed.output, HasSubstr("\"ended_by\": \"budget\""));
  EXPECT_THAT(run({"run", scenario(), "--budget", "100ms"}).output, HasSubstr("Ended: 0.1 s were up"));
}

TEST_F(Program, TheDigestDoesNotDependOnThreadsOrLanes) {
  std::string first;
  for (const char* threads : {"1", "2", "3", "8"})
    for (const char* lanes : {"1", "4", "8", "16"}) {
      const Outcome outcome = run({"run", scenario("doha-2-2024"), "--trials", "3000", "--format", "json", "--threads",
                                   threads, "--lanes", lanes});
      ASSERT_EQ(outcome.status, 0) << outcome.error;
      if (first.empty()) first = digest(outcome.output);
      EXPECT_EQ(digest(outcome.output), first) << threads << " threads, " << lanes << " lanes";
    }
}

TEST_F(Program, ReplayIsTheTrialThatWasRun) {
  for (const char* seed : {"1", "2", "3", "4", "5"}) {
    const Outcome story = run({"replay", scenario(), "--trial", "0", "--seed", seed});
    const Outcome report = run({"run", scenario(), "--trials", "1", "--seed", seed});
    const std::size_t mark = report.output.find("  > ");
    const std::string outcome = report.output.substr(mark + 4, report.output.find("  ", mark + 4) - mark - 4);
    EXPECT_THAT(story.output, HasSubstr("Outcome: " + outcome + "."));
  }
}

TEST_F(Program, ComparesFilesAndVariantsWithTheDigestsOfTheirRuns) {
  const std::string set = "parameters.cost=0.02";
  const Outcome compared =
      run({"compare", scenario(), "--variant", "cheap: " + set, "--trials", "3000", "--format", "json"});
  EXPECT_EQ(compared.status, 0) << compared.error;
  EXPECT_EQ(compared.error, "");
  for (const auto& command : {std::vector<std::string>{"run", scenario(), "--trials", "3000", "--format", "json"},
                              {"run", scenario(), "--trials", "3000", "--format", "json", "--set", set}})
    EXPECT_THAT(compared.output, HasSubstr(digest(run(command).output)));
  std::ofstream(at("cheap.toml")) << std::regex_replace(read(scenario()), std::regex("\\{ pert = .0, 0.05, 0.2. \\}"),
                                                        "0.02");
  const Outcome files = run({"compare", scenario(), at("cheap.toml"), "--trials", "3000", "--format", "csv"});
  EXPECT_EQ(files.status, 0) << files.error;
  EXPECT_THAT(files.output, HasSubstr("cheap.toml,outcome,a ceasefire,,"));
  EXPECT_THAT(run({"compare", scenario(), at("cheap.toml"), "--trials", "3000", "--format", "markdown"}).output,
              HasSubstr("a ceasefire** | 22.2 % | 29.8 % | +7.6 |"));
  EXPECT_THAT(run({"compare", "-", "--variant", "cheap: " + set, "--trials", "1000"}, {}, scenario()).output,
              HasSubstr("parameters.cost"))
      << "standard input is read once for all";
}

TEST_F(Program, ComparesWithoutPlayingWhereOnlyTheDifferenceIsAskedFor) {
  const Outcome outcome = run({"compare", scenario(), "--variant", "more: stages.talks.rounds=9", "--diff-only"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, HasSubstr("stages.talks.rounds  5          9\n"));
  const std::string draft = DETENTE_SOURCE_DIR "/tests/scenario/drafts/jcpoa-2015.toml";
  EXPECT_EQ(run({"compare", draft, scenario(), "--diff-only", "--quiet"}).status, 0) << "what cannot be played yet";
  EXPECT_EQ(run({"compare", draft, scenario()}).status, 3);
}

TEST_F(Program, SaysWhyThereIsNothingToCompare) {
  const Outcome alone = run({"compare", scenario()});
  EXPECT_EQ(alone.status, 2);
  EXPECT_THAT(alone.error, HasSubstr("name a second scenario, or a --variant of this one"));
  EXPECT_EQ(run({"compare"}).status, 2);
  EXPECT_EQ(run({"compare", "-", "-"}, {}, scenario()).status, 2);
  EXPECT_EQ(run({"compare", scenario(), at("missing.toml")}).status, 4);
  EXPECT_EQ(run({"compare", scenario(), scenario(), "--out", at("missing/file")}).status, 4);
  const Outcome malformed = run({"compare", scenario(), "--variant", "cheap"});
  EXPECT_EQ(malformed.status, 2);
  EXPECT_THAT(malformed.error, HasSubstr("--variant 'cheap': 'cheap' has no '='"));
  std::ofstream(at("wrong.toml")) << "format = 1\nname = \"wrong\"\nrole = 3\n";
  const Outcome wrong = run({"compare", scenario(), at("wrong.toml"), "--variant", "odd: parties.rebel.influence=1"});
  EXPECT_EQ(wrong.status, 3);
  EXPECT_EQ(wrong.output, "");
  EXPECT_THAT(wrong.error, HasSubstr("wrong.toml:3:1: error: unknown key 'role'"));
  EXPECT_THAT(wrong.error, HasSubstr("--variant 'odd', parties.rebel.influence=1: error"));
}

TEST_F(Program, CtrlCPrintsACompareOfTheCompleteBlocks) {
  const pid_t process = start({"compare", scenario(), "--variant", "a: parameters.cost=0", "--trials", "1e12",
                               "--format", "json", "--progress", "json"});
  wait_until_it_plays();
  kill(process, SIGINT);
  const Outcome outcome = wait_for(process);
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.output, HasSubstr("\"stopped\": true"));
  const std::uint64_t trials = std::stoull(number_at(outcome.output, "\"trials\": "));
  EXPECT_GT(trials, 0U);
  EXPECT_EQ(trials % 1024, 0U);
}

TEST_F(Program, CtrlCPrintsWhatABenchHasMeasured) {
  const pid_t process = start({"bench", scenario(), "--trials", "1024", "--threads", "1", "--lanes", "8", "--repeats",
                               "100", "--format", "json", "--progress", "json"});
  wait_until_it_has_played(0.05);  // which is five repeats
  kill(process, SIGINT);
  const Outcome outcome = wait_for(process);
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.output, HasSubstr("\"stopped\": true"));
  EXPECT_THAT(outcome.output, HasSubstr("\"trials_per_second\""));
  EXPECT_EQ(outcome.output.back(), '\n');
}

}  // namespace
}  // namespace detente
