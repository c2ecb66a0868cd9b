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
#include <sstream>
#include <thread>

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
  Program() {
    std::string name = (fs::temp_directory_path() / "detente-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Program() override { fs::remove_all(folder_); }

  pid_t start(const std::vector<std::string>& arguments, const std::string& out = {},
              const std::string& in = "/dev/null") const {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, in.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, out.empty() ? at("stdout").c_str() : out.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&files, 2, at("stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    std::vector<std::string> line{DETENTE_PROGRAM};
    line.insert(line.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& argument : line) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    pid_t process = -1;
    EXPECT_EQ(posix_spawn(&process, DETENTE_PROGRAM, &files, nullptr, pointers.data(), environ), 0);
    posix_spawn_file_actions_destroy(&files);
    return process;
  }

  Outcome wait_for(pid_t process) const {
    int status = 0;
    waitpid(process, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read(at("stdout")), read(at("stderr"))};
  }

  Outcome run(const std::vector<std::string>& arguments, const std::string& out = {},
              const std::string& in = "/dev/null") const {
    return wait_for(start(arguments, out, in));
  }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  static std::string scenario(const std::string& name = "first-steps") {
    return DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml";
  }
  static std::string digest(const std::string& json) {
    const std::size_t begin = json.find("\"digest\": \"") + 11;
    return json.substr(begin, 64);
  }

  fs::path folder_;
};

TEST_F(Program, ExitCodesTellWhatWentWrong) {
  EXPECT_EQ(run({}).status, 0);
  EXPECT_EQ(run({"--version"}).status, 0);
  EXPECT_EQ(run({"run", scenario(), "--trials", "100"}).status, 0);
  EXPECT_EQ(run({"check", scenario()}).status, 0);
  EXPECT_EQ(run({"replay", scenario(), "--trial", "3"}).status, 0);
  EXPECT_EQ(run({"run", scenario(), "--trials", "-5"}).status, 2);
  EXPECT_EQ(run({"frobnicate"}).status, 2);
  EXPECT_EQ(run({"run", scenario(), "--set", "parties.nobody.influence=3"}).status, 3);
  EXPECT_EQ(run({"check", "/dev/null"}).status, 3);
  EXPECT_EQ(run({"run", at("missing.toml")}).status, 4);
  EXPECT_EQ(run({"run", folder_.string()}).status, 4);
  EXPECT_EQ(run({"run", scenario(), "--out", at("missing/file")}).status, 4);
}

TEST_F(Program, DraftsOfWhatComesLaterAreCheckedButNotPlayed) {
  for (const char* name : {"colombia-2016", "good-friday-1998", "jcpoa-2015", "recognition-first", "roadmap-tandem"}) {
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

TEST_F(Program, KeysAreExplained) {
  EXPECT_THAT(run({"explain", "salience"}).output, HasSubstr("parties.*.positions.@.salience"));
  EXPECT_THAT(run({"explain"}).output, HasSubstr("stages[].protocol"));
  const Outcome unknown = run({"explain", "saliense"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.output, "");
  EXPECT_THAT(unknown.error, HasSubstr("did you mean 'salience'?"));
  EXPECT_EQ(run({"explain", "zzzzzzzz"}).status, 2);
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
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_))
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
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

TEST_F(Program, CtrlCPrintsTheCompleteBlocks) {
  const pid_t process = start({"run", scenario("doha-2-2024"), "--trials", "1e12", "--format", "json"});
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  kill(process, SIGINT);
  const Outcome outcome = wait_for(process);
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.output, HasSubstr("\"stopped\": true"));
  EXPECT_EQ(outcome.output.back(), '\n');
  const std::size_t begin = outcome.output.find("\"trials\": ") + 10;
  const std::uint64_t trials = std::stoull(outcome.output.substr(begin));
  EXPECT_GT(trials, 0U);
  EXPECT_EQ(trials % 1024, 0U);
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

}  // namespace
}  // namespace detente
