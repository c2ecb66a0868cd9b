// A point of a sweep is the run with its values set, whatever forms the values have and whichever points a thread has
// played before.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/files/text_files.h"
#include "sim/scenario/load.h"
#include "sim/sweep/sweep.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"
#include "tests/support/random_text.h"

namespace detente {
namespace {

// What may be set, and to what beside numbers from low to high, plain or distributions of them.
struct Settable {
  const char* address;
  double low, high;
  std::vector<const char*> others = {};
};

struct Varied {
  const char* name;
  std::string text;
  std::vector<Settable> settables;
};

std::vector<Varied> scenarios() {
  const std::string spread = "[spread]\nideal = 10\nsalience = 15\ninfluence = 10\n";
  return {
      {"lively",
       lively_text + spread,
       {{"parties.giver.positions.aid.ideal", 0, 100, {"\"some\"", "\"all\"", "\"none\""}},
        {"parties.giver.positions.aid", 2, 1, {"[20, 30]", "[\"some\", 30]", "[{ exact = 20 }, 30]", "[20, \"30\"]"}},
        {"parties.taker.positions.\"aid\".salience", 0, 100, {"\"10 + fatigue\"", "\"40\""}},
        {"parties.watcher.influence", 0, 100, {"\"20\"", "\"fatigue\""}},
        {"parties.watcher.reservation", 0, 1, {"\"0.5\"", "\"clamp(0.7 - round / 10, 0, 1)\""}},
        {"parties.taker.stay-out", 0, 1, {"\"status-quo\""}},
        {"issues.aid.trust", 0, 1},
        {"variables.heat.initial", 0, 40},
        {"variables.hope.initial", 0, 12},
        {"variables.fatigue.process.sd", 0, 9},
        {"parameters.pace", 0, 0.3},
        {"spread.ideal", 0, 20},
        {"stages.talks.rounds", 3, 1, {"2", "5"}}}},
      {"example",
       example_text + spread,
       {{"parties.donor.positions.aid.ideal", 0, 100, {"\"emergency\"", "\"stopped\""}},
        {"parties.donor.positions.aid.red-line.firmness", 0, 1},
        {"parties.donor.positions.aid.salience", 0, 100},
        {"parties.guest.positions.seat", 2, 1, {"[20, 30]", "[\"full\", 30]", "{ ideal = 20, salience = 30 }"}},
        {"parties.guest.positions.seat.ideal", 0, 100, {"\"observer\""}},
        {"parties.\"guest\".preconditions.seated.firmness", 0, 1},
        {"parties.guest.stay-out", 0, 1, {"\"status-quo\""}},
        {"parties.host.influence", 0, 100},
        {"parties.host.reservation", 0, 1, {"\"0.3\""}}}},
      {"doha_2",
       read_text(DETENTE_SOURCE_DIR "/scenarios/doha-2-2024.toml"),
       {{"parties.taliban.positions.standing.ideal", 0, 100, {"\"side talks\"", "\"not invited\""}},
        {"parties.taliban.positions.standing.salience", 0, 100},
        {"parties.taliban.influence", 0, 100},
        {"parties.taliban.reservation", 0, 1}}},
  };
}

// From low to high, in any of TOML's spellings.
std::string number(Dice& dice, const Settable& of) {
  switch (dice.below(8)) {
    case 0:
      return fmt::format("{}", of.low);
    case 1:
      return of.high > 1 ? fmt::format("{:#x}", static_cast<int>(of.high / 2)) : "1";
    case 2:
      return of.low == 0 ? "-0.0" : fmt::format("{}", of.high);
    case 3:
      return fmt::format("{:.3e}", of.low + dice.unit() * (of.high - of.low) * 0.99);
    case 4:
      return fmt::format("+{:.2f} # plain", of.low + dice.unit() * (of.high - of.low) * 0.9);
    default:
      return fmt::format("{}", of.low + dice.unit() * (of.high - of.low));
  }
}

std::string cell(Dice& dice, const Settable& of) {
  const int others = static_cast<int>(of.others.size());
  if (of.low > of.high) return of.others[dice.below(others)];
  const double a = of.low + dice.unit() * (of.high - of.low), b = of.low + dice.unit() * (of.high - of.low);
  if (std::string_view(of.address).starts_with("spread")) return fmt::format("{}", a);
  switch (dice.below(9)) {
    case 0:
      return "";
    case 1:
      return fmt::format("{{ exact = {} }}", a);
    case 2:
      return fmt::format("{{ uniform = [{}, {}] }}", std::min(a, b), std::max(a, b));
    case 3:
    case 4:
      if (others > 0) return of.others[dice.below(others)];
      [[fallthrough]];
    default:
      return number(dice, of);
  }
}

std::string digest_of(const Model& model, const RunPlan& plan) { return simulate(model, plan).digest; }

class MixedAxes : public testing::TestWithParam<int> {};

TEST_P(MixedAxes, APointIsTheRunWithItsValuesSet) {
  const Varied varied = scenarios()[GetParam()];
  SweepPlan plan{.text = varied.text, .file = "test"};
  plan.run.trials = 16;
  plan.run.seed = 7;
  const int wanted_axes = (GetParam() == 2 ? 40 : 230) / (sanitized ? 10 : 1);  // 500 in all
  Dice dice(GetParam());
  for (int table = 0, played_axes = 0; played_axes < wanted_axes; ++table) {
    std::vector<const Settable*> axes;
    for (int wanted = dice.between(1, 3); wanted > 0; --wanted) {
      const Settable& of = varied.settables[dice.below(static_cast<int>(varied.settables.size()))];
      if (std::find(axes.begin(), axes.end(), &of) == axes.end()) axes.push_back(&of);
    }
    played_axes += static_cast<int>(axes.size());
    std::vector<std::string> addresses;
    for (const Settable* axis : axes) addresses.emplace_back(axis->address);
    std::vector<std::vector<std::string>> rows(4, std::vector<std::string>(axes.size()));
    for (std::size_t point = 0; point < rows.size(); ++point)
      for (std::size_t axis = 0; axis < axes.size(); ++axis)
        rows[point][axis] = point > 0 && dice.below(3) == 0 ? rows[point - 1][axis] : cell(dice, *axes[axis]);
    const PointList points(addresses, rows, 1);
    std::vector<std::string> expected;
    for (std::uint64_t point = 0; point < points.size(); ++point) {
      RunPlan alone = plan.run;
      alone.threads = 1;
      expected.push_back(digest_of(compile(parse_scenario(varied.text, "test", points.at(point).sets)), alone));
    }
    for (const int threads : {1, 2, 3, 8}) {
      plan.run.threads = threads;
      const SweepResult result = play_points(points, plan);
      if (result.error) std::rethrow_exception(result.error);
      for (std::size_t point = 0; point < expected.size(); ++point)
        ASSERT_EQ(result.runs[point].digest, expected[point])
            << varied.name << ", table " << table << ", " << threads << " threads, "
            << fmt::format("{} = {}", fmt::join(addresses, " | "), fmt::join(rows[point], " | "));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, MixedAxes, testing::Values(0, 1, 2),
                         [](const auto& tested) { return std::string(scenarios()[tested.param].name); });

}  // namespace
}  // namespace detente
