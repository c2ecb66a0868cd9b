// Time passes at the end of a round: shocks strike, variables move.

#include <gtest/gtest.h>

#include <functional>

#include "sim/math/quantile.h"
#include "sim/random/philox.h"
#include "tests/support/lively.h"
#include "tests/support/property_kit.h"

namespace detente {
namespace {

// Two parties that never agree, so that all rounds are played: as many ticks as there are rounds.
std::string world(int rounds, const std::string& length, const std::string& more) {
  return R"(
format = 1
name = "world"
source = "test"
confidence = "low"
issues.aid = { reversion = "some", options = { "none" = 0, "some" = 50, "all" = 100 } }
[parties.giver]
role = "donor"
influence = 50
reservation = 1
positions.aid = ["none", 50]
[parties.taker]
role = "government"
influence = 50
reservation = 1
positions.aid = ["all", 50]
[parties.chair]
role = "mediator"
influence = 10
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "chair"
issues = ["aid"]
rounds = )" +
         std::to_string(rounds) + "\nround-length = \"" + length +
         "\"\n[[outcomes]]\nname = \"all\"\nwhen = \"true\"\n" + more;
}

// The variable called x at the end of each trial.
std::vector<double> ends(const Model& model, std::uint64_t trials, std::uint64_t seed = 1) {
  std::vector<double> found;
  const int slot = model.slots.variable(index_of(model.symbols.variables, "x"));
  for_each_trial(model, seed, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    EXPECT_FALSE(is<Pack<8>>(state.failed, l));
    found.push_back(lane(state.numbers[slot], l));
  });
  return found;
}

// Whatever is read of `x`, after a stage in which only time passes.
std::string after(const std::string& variable) {
  return "[variables.x]\n" + variable + "\n[[stages]]\nname = \"after\"\nprotocol = \"wait\"\nrounds = 2\n";
}

double end_of(const std::string& text, const std::vector<std::string>& sets = {}) {
  return ends(model_of(text, sets), 1).front();
}

struct Moments {
  double mean = 0, sd = 0, n = 0;
  double mean_error() const { return sd / std::sqrt(n); }
};

Moments moments(const std::vector<double>& values) {
  Moments found{.n = static_cast<double>(values.size())};
  for (const double value : values) found.mean += value / found.n;
  for (const double value : values) found.sd += (value - found.mean) * (value - found.mean) / (found.n - 1);
  found.sd = std::sqrt(found.sd);
  return found;
}

void expect_normal(const Moments& found, double mean, double sd, const std::string& what) {
  EXPECT_NEAR(found.mean, mean, 3 * sd / std::sqrt(found.n)) << what << ", 3 standard errors";
  EXPECT_NEAR(found.sd, sd, 3 * sd / std::sqrt(2 * found.n)) << what << ", 3 standard errors";
}

struct Clock {
  const char* length;
  int rounds;
  double days;  // of a round
};
// A year, but for a few days where a year is not whole weeks.
const Clock clocks[] = {{"1 week", 52, 7}, {"1 month", 12, 30.4375}, {"1 quarter", 4, 91.3125}, {"1 year", 1, 365.25}};

TEST(Tick, AHazardMeansTheSameHoweverTheClockIsDivided) {
  for (const auto& [length, rounds, days] : clocks) {
    const Model model =
        model_of(world(rounds, length, "[[shocks]]\nname = \"storm\"\nchance = 0.12\nper = \"month\"\n"));
    const std::uint64_t trials = sample(40'000);
    double spared = 0;
    for_each_trial(model, 5, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
      spared += !is<Pack<8>>(state.flags[model.slots.shocked(0)], l);
    });
    const double n = static_cast<double>(trials);
    const double expected = std::pow(1 - 0.12, rounds * days / 30.4375);
    EXPECT_NEAR(spared / n, expected, 3 * std::sqrt(expected * (1 - expected) / n)) << length << ", 3 standard errors";
  }
}

TEST(Tick, AHazardIsScaledExactly) {
  for (const auto& [length, rounds, days] : clocks)
    for (const double chance : {0.0, 0.003, 0.5, 1.0}) {
      const Model model = model_of(world(
          1, length, "[[shocks]]\nname = \"storm\"\nchance = " + std::to_string(chance) + "\nper = \"quarter\"\n"));
      const double scaled = 1 - std::pow(1 - chance, days / 91.3125);
      for_each_trial(model, 9, 2000, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
        const PhiloxCounter words = draw_block(9, trial, 1, address_hash("shocks.storm"));
        const double uniform = event_uniform(words[2], words[3]);
        if (std::abs(uniform - scaled) > 1e-12)
          EXPECT_EQ(is<Pack<8>>(state.flags[model.slots.shocked(0)], l), uniform < scaled);
      });
    }
}

TEST(Tick, Ar1StaysInItsStationaryDistributionAtAnyLength) {
  const double sd = 4 / std::sqrt(1 - 0.8 * 0.8);
  for (const auto& [length, rounds, days] : clocks) {
    const Model model =
        model_of(world(rounds, length,
                       "[variables.x]\ninitial = { normal = [50, 6.6666666666666667] }\n"
                       "process = { kind = \"ar1\", mean = 50, phi = 0.8, sd = 4, per = \"month\" }\n"));
    expect_normal(moments(ends(model, sample(20'000))), 50, sd, length);
  }
}

TEST(Tick, Ar1ForgetsItsBeginningAtTheSamePaceAtAnyLength) {
  for (const auto& [length, rounds, days] : clocks) {
    const Model model =
        model_of(world(rounds, length,
                       "[variables.x]\ninitial = 150\n"
                       "process = { kind = \"ar1\", mean = 50, phi = 0.9, sd = 2, per = \"month\" }\n"));
    const double left = std::pow(0.9, rounds * days / 30.4375);
    expect_normal(moments(ends(model, sample(20'000))), 50 + 100 * left,
                  2 * std::sqrt((1 - left * left) / (1 - 0.9 * 0.9)), length);
  }
}

// Without a pull back to its mean it is a random walk, to within the pull.
TEST(Tick, Ar1ThatHardlyReturnsSpreadsAsARandomWalk) {
  const auto end = [](const std::string& process, const std::string& length) {
    return end_of(
        world(3, length, "[variables.x]\ninitial = 0\nprocess = { sd = 1, per = \"year\", " + process + " }\n"));
  };
  for (const char* length : {"1 hour", "1 week", "1 year"}) {
    const double walk = end("kind = \"random-walk\"", length);
    ASSERT_NE(walk, 0);
    for (const char* phi : {"0.99999", "0.999999999", "0.9999999999999", "0.9999999999999999"})
      EXPECT_NEAR(end("kind = \"ar1\", mean = 0, phi = " + std::string(phi), length) / walk, 1,
                  6 * (1 - std::stod(phi)) + 1e-9)
          << phi << " " << length;
  }
}

TEST(Tick, ARandomWalkSpreadsWithTheRootOfTime) {
  for (const auto& [length, rounds, days] : clocks) {
    const Model model = model_of(world(rounds, length,
                                       "[variables.x]\ninitial = 10\n"
                                       "process = { kind = \"random-walk\", drift = 0.5, sd = 2, per = \"week\" }\n"));
    const double weeks = rounds * days / 7;
    expect_normal(moments(ends(model, sample(20'000))), 10 + 0.5 * weeks, 2 * std::sqrt(weeks), length);
  }
}

TEST(Tick, ComesAfterEveryRoundThatIsPlayed) {
  const std::string drift =
      "[variables.x]\ninitial = 1\nprocess = { kind = \"random-walk\", drift = 2, sd = 0, per = "
      "\"month\" }\n";
  EXPECT_EQ(end_of(world(1, "1 month", drift)), 3);
  EXPECT_EQ(end_of(world(4, "1 month", drift)), 9);
  EXPECT_EQ(end_of(world(4, "1 month", drift), {"stages.talks.requires=aid > 'some'"}), 1) << "skipped";
  const Model model =
      model_of(world(4, "1 month", drift), {"issues.aid.reversion=none", "parties.giver.reservation=0.1",
                                            "parties.taker.reservation={ uniform = [0.2, 1] }"});
  const int slot = model.slots.variable(0);
  int early = 0;
  for_each_trial(model, 1, 100, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    const double rounds = lane(state.end_of(0).rounds, l);
    EXPECT_EQ(lane(state.numbers[slot], l), 1 + 2 * rounds);
    early += rounds < 4;
  });
  EXPECT_GT(early, 10) << "agreed before the last round";
}

// What was agreed is in force, and told of, when the last round's tick comes.
TEST(Tick, AfterTheLastRoundReadsWhatWasAgreed) {
  const std::string peace =
      "[variables.x]\ninitial = 0\n[[shocks]]\nname = \"peace\"\nchance = 1\nper = \"day\"\nadd = { x = 1 }\n"
      "when = \"agreed(talks) and aid > 'none'\"\n";
  const std::vector<std::string> sets{"issues.aid.reversion=none", "parties.giver.reservation=0.1",
                                      "parties.taker.reservation=0.2"};
  for (const int rounds : {1, 4}) EXPECT_EQ(end_of(world(rounds, "1 month", peace), sets), 1) << rounds;
}

TEST(Tick, ValuesAreCutAtTheirBounds) {
  const std::string drift =
      "[variables.x]\ninitial = 50\nmin = 45\nmax = 60\n"
      "process = { kind = \"random-walk\", drift = 7, sd = 0, per = \"month\" }\n";
  EXPECT_EQ(end_of(world(1, "1 month", drift)), 57);
  EXPECT_EQ(end_of(world(2, "1 month", drift)), 60);
  EXPECT_EQ(end_of(world(2, "1 month", drift), {"variables.x.process.drift=-3"}), 45);
  const Model model = model_of(world(19, "1 month", drift), {"variables.x.process.sd=30"});
  for (const double value : ends(model, 500)) {
    EXPECT_GE(value, 45);
    EXPECT_LE(value, 60);
  }
}

// Three certain shocks, in the order of the file, on a variable that begins at 10.
TEST(Tick, EffectsAreMadeInOrder) {
  const std::string still = "[variables.x]\ninitial = 10\n";
  const auto shock = [](const std::string& name, const std::string& more) {
    return "[[shocks]]\nname = \"" + name + "\"\nchance = 1\nper = \"day\"\n" + more + "\n";
  };
  EXPECT_EQ(end_of(world(1, "1 month", still + shock("a", "add = { x = 5 }"))), 15);
  EXPECT_EQ(end_of(world(1, "1 month", still + shock("a", "multiply = { x = 3 }"))), 30);
  EXPECT_EQ(end_of(world(1, "1 month", still + shock("a", "set = { x = -3 }"))), -3);
  EXPECT_EQ(end_of(world(1, "1 month", still + shock("a", "add = { x = 5 }\nmultiply = { x = 2 }\nset = { x = 4 }"))),
            13)
      << "set, multiply, add";
  EXPECT_EQ(end_of(world(1, "1 month", still + shock("z", "add = { x = 5 }") + shock("a", "multiply = { x = 3 }"))), 45)
      << "the order of the file, not of names";
  EXPECT_EQ(end_of(world(3, "1 month", still + shock("a", "add = { x = 5 }"))), 25);
  EXPECT_EQ(end_of(world(3, "1 month", still + shock("a", "once = true\nadd = { x = 5 }"))), 15);
}

TEST(Tick, ConditionsReadWhatWasBeforeTheTick) {
  const std::string text =
      "[variables.x]\ninitial = 10\n"
      "[[shocks]]\nname = \"first\"\nchance = 1\nper = \"day\"\nadd = { x = 100 }\nwhen = \"x < 50\"\n"
      "[[shocks]]\nname = \"second\"\nchance = 1\nper = \"day\"\nadd = { x = 1 }\nwhen = \"shocked(first)\"\n";
  EXPECT_EQ(end_of(world(1, "1 month", text)), 110) << "the second does not see the first yet";
  EXPECT_EQ(end_of(world(2, "1 month", text)), 111) << "the first strikes no more, the second does";
  const std::string late =
      "[variables.x]\ninitial = 10\n"
      "[[shocks]]\nname = \"late\"\nchance = 1\nper = \"day\"\nadd = { x = 1 }\nwhen = \"round >= 3\"\n";
  EXPECT_EQ(end_of(world(2, "1 month", late)), 10);
  EXPECT_EQ(end_of(world(4, "1 month", late)), 12) << "after rounds 3 and 4";
}

TEST(Tick, TheProcessMovesWhatTheShocksHaveLeft) {
  const std::string text =
      "[variables.x]\ninitial = 10\nprocess = { kind = \"ar1\", mean = 0, phi = 0.5, sd = 0, per = \"month\" }\n"
      "[[shocks]]\nname = \"rise\"\nchance = 1\nper = \"day\"\nset = { x = 80 }\n";
  EXPECT_DOUBLE_EQ(end_of(world(1, "1 month", text)), 40);
}

TEST(Tick, MeansReadTheOldValuesOfOtherVariables) {
  const std::string text =
      "[variables.x]\ninitial = 0\nprocess = { kind = \"ar1\", mean = \"a + z\", phi = 0, sd = 0, per = \"month\" }\n"
      "[variables.a]\ninitial = 1\nprocess = { kind = \"random-walk\", drift = 1, sd = 0, per = \"month\" }\n"
      "[variables.z]\ninitial = 10\nprocess = { kind = \"random-walk\", drift = 10, sd = 0, per = \"month\" }\n";
  EXPECT_EQ(end_of(world(1, "1 month", text)), 11);
  EXPECT_EQ(end_of(world(2, "1 month", text)), 22);
}

TEST(Tick, ATrialWhoseVariableIsNoLongerFiniteFails) {
  const Model model = model_of(world(8, "1 month",
                                     "[variables.x]\ninitial = 10\n[[shocks]]\nname = \"a\"\nchance = 1\n"
                                     "per = \"day\"\nmultiply = { x = 1e60 }\n"));
  int failed = 0;
  for_each_trial(model, 1, 20,
                 [&](const State<Pack<8>>& state, int l, std::uint64_t) { failed += is<Pack<8>>(state.failed, l); });
  EXPECT_EQ(failed, 20);
}

TEST(Tick, AddingAVariableLeavesAllOtherDrawsAsTheyWere) {
  const std::string walk = "[variables.x]\ninitial = 1\nprocess = { kind = \"random-walk\", sd = 2, per = \"day\" }\n";
  const std::string storm = "[[shocks]]\nname = \"storm\"\nchance = 0.1\nper = \"month\"\nadd = { x = 1 }\n";
  const Model one = model_of(world(4, "1 month", walk + storm));
  const Model two =
      model_of(world(4, "1 month",
                     "[variables.a]\ninitial = { uniform = [0, 1] }\nprocess = { kind = \"ar1\", mean = 1, "
                     "phi = 0.3, sd = 1, per = \"day\" }\n" +
                         walk + "[[shocks]]\nname = \"a\"\nchance = 0.5\nper = \"month\"\n" + storm));
  EXPECT_EQ(ends(one, 100), ends(two, 100));
}

// ---- the whole tick, one trial at a time, written as a user would read it -------------------------------------------

class Reference {
 public:
  Reference(std::uint64_t seed, std::uint64_t trial, const std::function<double(const char*)>& input)
      : seed_(seed), trial_(trial), input_(input), fatigue(input("variables.fatigue.initial")) {}

  void pass(double days, int round) {
    ++tick_;
    const double f = fatigue, h = heat, p = hope;
    const bool spark_strikes = strikes("spark", input_("parameters.pace"), days / 7) && h > 18 && !truce;
    const bool dawn_strikes = strikes("dawn", input_("shocks.dawn.chance"), days / 30.4375);
    const bool truce_strikes = strikes("truce", 0.3, days / 91.3125) && !truce && (f >= 20 || round > 2);
    if (spark_strikes) hope = std::clamp(hope * 0.5, 0.0, 12.0), heat += 6;
    if (dawn_strikes) hope = std::clamp(hope + 3, 0.0, 12.0), fatigue = std::clamp(fatigue - 10, 0.0, 100.0);
    if (truce_strikes) heat = 0;
    const double weeks = days / 7, months = days / 30.4375;
    fatigue += input_("variables.fatigue.process.drift") * weeks + 4 * std::sqrt(weeks) * normal("fatigue");
    fatigue = std::clamp(fatigue, 0.0, 100.0);
    const double mean = 20 + f / 4 - p, left = std::pow(0.7, months);
    heat = mean + left * (heat - mean) +
           input_("variables.heat.process.sd") * std::sqrt((1 - left * left) / (1 - 0.7 * 0.7)) * normal("heat");
    spark |= spark_strikes;
    dawn |= dawn_strikes;
    truce |= truce_strikes;
  }

 private:
  double uniform(const std::string& address) const {
    const PhiloxCounter words = draw_block(seed_, trial_, static_cast<std::uint16_t>(tick_), address_hash(address));
    return event_uniform(words[2], words[3]);
  }
  bool strikes(const std::string& name, double chance, double periods) const {
    return uniform("shocks." + name) < 1 - std::pow(1 - chance, periods);
  }
  double normal(const std::string& name) const { return normal_quantile(uniform("variables." + name)); }

  std::uint64_t seed_, trial_;
  int tick_ = 0;
  const std::function<double(const char*)>& input_;

 public:
  double fatigue, heat = 20, hope = 1;
  bool spark = false, dawn = false, truce = false;
};

TEST(Tick, IsWhatAPlainReadingOfTheRulesGives) {
  const Model model = model_of(lively_text);
  const double days[] = {14, 30.4375, 91.3125};
  int differing = 0, struck = 0;
  for_each_trial(model, 11, 2000, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    const std::function<double(const char*)> input = [&](const char* address) {
      for (std::size_t i = 0; i < model.inputs.size(); ++i)
        if (model.inputs[i].address == address) return lane(state.inputs[i], l);
      ADD_FAILURE() << address;
      return 0.0;
    };
    Reference plain(11, trial, input);
    for (int stage = 0; stage < 3; ++stage)
      for (int round = 1; round <= lane(state.end_of(stage).rounds, l); ++round) plain.pass(days[stage], round);
    const auto value = [&](int variable) { return lane(state.numbers[model.slots.variable(variable)], l); };
    const auto shocked = [&](int shock) { return is<Pack<8>>(state.flags[model.slots.shocked(shock)], l); };
    EXPECT_NEAR(value(0), plain.fatigue, 1e-12 * 100) << trial;
    EXPECT_NEAR(value(1), plain.heat, 1e-12 * 100) << trial;
    EXPECT_NEAR(value(2), plain.hope, 1e-12 * 10) << trial;
    EXPECT_EQ(shocked(0), plain.spark) << trial;
    EXPECT_EQ(shocked(1), plain.dawn) << trial;
    EXPECT_EQ(shocked(2), plain.truce) << trial;
    struck += plain.spark + plain.truce;
    for (const int stage : {0, 1, 2})
      differing += lane(state.end_of(stage).rounds, l) != lane(state.end_of(stage).rounds, 0);
  });
  EXPECT_GT(struck, 300);
  EXPECT_GT(differing, 1000) << "neighbours end stages at different rounds";
}

TEST(Tick, HoldsWhatEveryScenarioMust) {
  const Model model = model_of(lively_text);
  check_properties(model, 1024);
  State<double> alone(model);
  for_each_trial(model, 3, 500, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    play(model, alone, 3, trial, 1);
    expect_same_trial(model, state, l, alone, 0);
    for (int variable = 0; variable < 3; ++variable)
      EXPECT_EQ(lane(state.numbers[model.slots.variable(variable)], l), alone.numbers[model.slots.variable(variable)]);
  });
}

TEST(Variables, MoveByWhatIsAgreedAndInForce) {
  const std::vector<std::string> agreeing = {"parties.giver.reservation=0", "parties.giver.positions.aid.ideal=all",
                                             "parties.taker.reservation=0"};
  const auto end = [&](const std::string& variable, const std::vector<std::string>& sets) {
    return end_of(world(2, "1 month", after(variable)), sets);
  };
  const std::string pulled =
      "initial = 0\nprocess = { kind = 'ar1', mean = \"if(agreed(talks), 3, -1) + if(aid = 'all', 10, 0)\", phi = 0, "
      "sd = 'if(agreed(talks), 0, 0.001)', per = 'month' }";
  EXPECT_EQ(end(pulled, agreeing), 13);
  EXPECT_NE(end(pulled, {}), -1);
  EXPECT_NEAR(end(pulled, {}), -1, 0.01);
  const std::string drifting =
      "initial = 0\nprocess = { kind = 'random-walk', drift = \"if(aid = 'all', 1, -1)\", "
      "sd = 0, per = 'month' }";
  EXPECT_GT(end(drifting, agreeing), 0);
  EXPECT_LT(end(drifting, {}), 0);
  const std::string struck =
      "initial = 0\n[[shocks]]\nname = 'relapse'\nchance = 'if(agreed(talks), 0, 1)'\n"
      "per = 'month'\nset = { x = 5 }";
  EXPECT_EQ(end(struck, agreeing), 0);
  EXPECT_EQ(end(struck, {}), 5);
}

}  // namespace
}  // namespace detente
