#include "sim/cli/options.h"

#include <gmock/gmock.h>

#include "sim/cli/quantities.h"

namespace detente {
namespace {

using testing::ElementsAre;

// What the options of a command come to.
template <class Options, class Add>
Options parsed(std::vector<std::string> arguments, Add add) {
  Options options;
  CLI::App app;
  add(app, options);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  app.parse(arguments);
  return options;
}

struct Everything : ScenarioOptions, TrialsOptions, PlayOptions, StoreOptions {
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> other_seed;
};

Everything everything(const std::vector<std::string>& arguments) {
  return parsed<Everything>(arguments, [](CLI::App& app, Everything& options) {
    add_scenario(app, options);
    add_trials(app, options);
    add_quantity(app, "--budget", options.budget, "", check_budget, parse_budget);
    add_seed(app, options.seed);
    add_play(app, options);
    add_output(app, options, report_formats());
    add_progress(app, options.progress_json);
    add_shard(app, options);
  });
}

TEST(Options, AreWhatIsGiven) {
  const Everything options = everything({"--set",  "a=1", "--set",       "b+=c",       "x.toml", "--trials", "1e6",
                                         "--seed", "7",   "--threads=2", "--lanes",    "4",      "--format", "json",
                                         "--out",  "y",   "--quiet",     "--progress", "json",   "--shard",  "1/2"});
  EXPECT_EQ(options.scenario, "x.toml");
  EXPECT_THAT(options.sets, ElementsAre("a=1", "b+=c"));
  EXPECT_EQ(options.trials, 1'000'000U);
  EXPECT_EQ(options.seed, 7U);
  EXPECT_EQ(options.threads, 2);
  EXPECT_EQ(options.lanes, 4);
  EXPECT_EQ(options.format, Format::json);
  EXPECT_EQ(options.out, "y");
  EXPECT_TRUE(options.quiet);
  EXPECT_TRUE(options.progress_json);
  EXPECT_EQ(options.shard, "1/2");
}

TEST(Options, HaveDefaults) {
  const Everything options = everything({"-"});
  EXPECT_EQ(options.scenario, "-");
  EXPECT_FALSE(options.trials);
  EXPECT_EQ(options.trials_max(), 100'000U);
  EXPECT_EQ(options.seed, 1U);
  EXPECT_EQ(options.threads, 0);
  EXPECT_EQ(options.lanes, 8);
  EXPECT_EQ(options.format, Format::table);
  EXPECT_FALSE(options.quiet || options.progress_json || options.csv_safe);
}

TEST(Options, EveryFormatHasItsName) {
  EXPECT_EQ(everything({"-", "--format", "table"}).format, Format::table);
  EXPECT_EQ(everything({"-", "--format", "csv"}).format, Format::csv);
  EXPECT_EQ(everything({"-", "--format", "markdown"}).format, Format::markdown);
  EXPECT_EQ(everything({"-", "--format", "html"}).format, Format::html);
}

TEST(Options, TrialsAreTheMostWhereARunMayEndBefore) {
  EXPECT_EQ(everything({"-", "--precision", "1pp"}).precision, 0.01);
  EXPECT_EQ(everything({"-", "--precision", "1pp"}).trials_max(), 1'000'000'000U);
  EXPECT_EQ(everything({"-", "--precision", "1 %", "--trials", "5000"}).trials_max(), 5000U);
  EXPECT_EQ(everything({"-", "--trials", "5000", "--precision", "1 %"}).trials_max(), 5000U);
  EXPECT_EQ(everything({"-", "--budget", "2m"}).budget, 120);
  EXPECT_EQ(everything({"-", "--budget", "2m"}).trials_max(), std::uint64_t{1} << 48);
}

TEST(Options, ASeedThatIsNotGivenIsToldFromOneThatIs) {
  const auto add = [](CLI::App& app, Everything& options) { add_seed(app, options.other_seed); };
  EXPECT_EQ(parsed<Everything>({}, add).other_seed, std::nullopt);
  EXPECT_EQ(parsed<Everything>({"--seed", "1"}, add).other_seed, 1U);
}

TEST(Options, OfFewValuesTellCompletionWhich) {
  CLI::App app;
  Everything options;
  add_output(app, options, {"table", "json"});
  add_seed(app, options.seed);
  EXPECT_THAT(choices_of(*app.get_option("--format")), ElementsAre("table", "json"));
  EXPECT_THAT(choices_of(*app.get_option("--seed")), ElementsAre());
  EXPECT_THAT(choices_of(*app.get_option("--out")), ElementsAre());
}

}  // namespace
}  // namespace detente
