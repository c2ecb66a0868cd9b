// Whatever is fed to the loader, it answers quickly and keeps its head.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <random>

#include "tests/scenario/texts.h"
#include "tests/support/temporary_folder.h"

namespace detente {
namespace {

using testing::HasSubstr;

std::string times(int count, const std::string& part) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part;
  return text;
}

TEST(Bounds, AKeyOf40000PartsIsRefusedBeforeItIsParsed) {
  EXPECT_THAT(said("a" + times(39'999, ".a") + " = 1\n"), HasSubstr("longer than 64 KiB"));
  EXPECT_THAT(said("a" + times(20'000, ".a") + " = 1\n"), HasSubstr("a key of more than 16 parts"));
  EXPECT_THAT(said("[a" + times(16, " . 'a'") + "]\n"), HasSubstr("a key of more than 16 parts"));
  EXPECT_THAT(said("a" + times(15, ".a") + " = 1\n"), HasSubstr("unknown key 'a'"));
}

TEST(Bounds, TwentyThousandBracketsAreRefusedBeforeTheyAreParsed) {
  EXPECT_THAT(said("a = " + times(20'000, "[")), HasSubstr("more than 32 brackets"));
  EXPECT_THAT(said("a = " + times(20'000, "[\n")), HasSubstr("more than 32 brackets"));
  EXPECT_THAT(said("a = " + times(33, "{ a = ")), HasSubstr("scenario.toml:1:197: error: more than 32 brackets"));
  EXPECT_THAT(said("a = " + times(32, "[") + times(32, "]")), HasSubstr("unknown key 'a'"));
}

TEST(Bounds, BracketsAndDotsInStringsAndCommentsDoNotCount) {
  const std::string many = times(100, "[.");
  for (const std::string& text : {"# " + many, "notes = \"\\\"" + many + "\"", "notes = '" + many + "'",
                                  "notes = \"\"\"\n" + many + "\"\"\"\"", "notes = '''\n'" + many + "''''"})
    EXPECT_EQ(said(text + "\n" + good("harbour")), "") << text;
}

TEST(Bounds, OnlyTextIsRead) {
  EXPECT_THAT(said(std::string("format = 1\0", 11)), HasSubstr("1:11: error: control character U+0000"));
  EXPECT_THAT(said("format = 1 # \x1B[31m"), HasSubstr("control character U+001B"));
  for (const std::string bytes : {"\xFF", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"})
    EXPECT_THAT(said("format = 1\nname = \"a" + bytes + "\""), HasSubstr("2:10: error: this byte is not valid UTF-8"));
  EXPECT_EQ(said("# Ürümqi, 乌鲁木齐, 🕊\r\n" + good("harbour")), "");
}

TEST(Bounds, BinaryRubbishIsRefused) {
  std::mt19937 random(1);
  for (int file = 0; file < 200; ++file) {
    std::string text(1 + random() % 4000, '\0');
    for (char& byte : text) byte = static_cast<char>(random());
    EXPECT_NE(said(text), "");
  }
}

TEST(Bounds, NoMoreThanAMebibyteIsReadOfAFileOf100Megabytes) {
  const TemporaryFolder folder;
  const std::string path = folder.at("long.toml");
  std::ofstream(path) << "format = 1\n";
  std::filesystem::resize_file(path, 100'000'000);
  const std::clock_t begin = std::clock();
  try {
    load_scenario(path);
    ADD_FAILURE() << "it was taken";
  } catch (const ScenarioError& error) {
    EXPECT_THAT(error.what(), HasSubstr("longer than 1 MiB"));
  }
  EXPECT_LT(std::clock() - begin, CLOCKS_PER_SEC) << "processor time";
}

TEST(Bounds, AFileOfExactlyAMebibyteIsRead) {
  const std::string text = good("harbour");
  const std::string line = "#" + std::string(1022, '-') + "\n";
  std::string full = text + times(static_cast<int>(((1 << 20) - text.size()) / line.size()), line);
  full += "#" + std::string((1 << 20) - full.size() - 1, '-');
  EXPECT_EQ(said(full), "");
  EXPECT_THAT(said(full + "-"), HasSubstr("longer than 1 MiB"));
}

TEST(Bounds, FilesThatCannotBeReadSaySo) {
  for (const std::string path : {"/no/such/scenario.toml", "/", ""})
    EXPECT_THROW(load_scenario(path), ScenarioError) << path;
}

// Every byte changed, deleted or doubled in turn (a sample of them): the loader takes the result or says what is wrong.
TEST(Bounds, MutatedScenariosAreTakenOrRefusedAndNothingElse) {
  std::mt19937 random(20240218);
  const std::string marks = "[]{}=.,\"'#\n\\-+_ 0eT:\xFF";
  for (const std::string name : {"every-form", "every-key", "harbour"}) {
    const std::string text = good(name);
    int taken = 0;
    for (int trial = 0; trial < 3'000; ++trial) {
      std::string mutant = text;
      for (unsigned change = 0; change <= trial % 3U; ++change) {
        const std::size_t at = random() % mutant.size();
        switch (random() % 4) {
          case 0:
            mutant[at] = marks[random() % marks.size()];
            break;
          case 1:
            mutant.erase(at, 1 + random() % 8);
            break;
          case 2:
            mutant.insert(at, mutant.substr(random() % mutant.size(), random() % 30));
            break;
          default:
            mutant[at] = static_cast<char>(mutant[at] ^ (1 << random() % 8));
            break;
        }
      }
      taken += said(mutant).empty();
    }
    EXPECT_GT(taken, 30);
    EXPECT_LT(taken, 2'500);
  }
}

}  // namespace
}  // namespace detente
