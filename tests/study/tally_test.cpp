// What is counted adds up, and is what the trials say one by one.
#include "sim/study/tally.h"

#include <gtest/gtest.h>

#include <bit>
#include <numeric>

#include "sim/stats/buckets.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"

namespace detente {
namespace {

constexpr std::uint64_t trials = 3000;

struct Study {
  explicit Study(const char* text = example_text, const std::vector<std::string>& sets = {})
      : model(model_of(text, sets)), result(result_with(model, trials)) {}
  std::uint64_t sum(int begin, std::size_t size) const {
    const auto first = result.total.counts.begin() + begin;
    return std::accumulate(first, first + static_cast<std::ptrdiff_t>(size), std::uint64_t{0});
  }
  Model model;
  Result result;
};

const Study& study() {
  static const Study made;
  return made;
}

TEST(Tally, EveryTrialHasOneOutcomeAndOneOptionPerIssue) {
  const Layout& layout = study().result.layout;
  EXPECT_EQ(study().sum(layout.outcomes, study().model.outcomes.size()), trials);
  for (std::size_t issue = 0; issue < study().model.issues.size(); ++issue)
    EXPECT_EQ(study().sum(layout.settled[issue], study().model.issues[issue].option_values.size()), trials);
}

TEST(Tally, StagesAreReachedThenHeldThenAgreed) {
  for (std::size_t stage = 0; stage < study().model.stages.size(); ++stage) {
    const StageLayout& at = study().result.layout.stages[stage];
    const std::uint64_t held = study().result.count(at.held);
    EXPECT_GE(study().result.count(at.reached), held);
    EXPECT_GE(held, study().result.count(at.agreed));
    EXPECT_EQ(study().sum(at.rounds, study().model.stages[stage].rounds + 1), held);
    EXPECT_EQ(study().result.count(at.rounds), 0U) << "no stage is held without a round";
    for (int row = 0; row < study().model.stages[stage].space().row_count(); ++row) {
      EXPECT_LE(study().result.count(at.accepted + row), study().result.count(at.took_part + row));
      EXPECT_LE(study().result.count(at.took_part + row), held);
    }
  }
}

TEST(Tally, EveryTrialHasOneBucketOfEachVariable) {
  const Study lively(lively_text);
  for (const VariableLayout& at : lively.result.layout.variables) {
    std::uint64_t sum = 0;
    const SparseCounts& counts = lively.result.total.sparse;
    for (const PlaceCount& each : counts_within(counts, at.buckets, bucket_count)) sum += each.count;
    EXPECT_EQ(sum, trials);
  }
}

TEST(Tally, AGuestComesOrHasAReasonNotTo) {
  const StageLayout& at = study().result.layout.stages[0];
  for (const GuestLayout& guest : at.guests) {
    const std::uint64_t came = study().result.count(guest.came), away = study().result.count(at.held) - came;
    EXPECT_EQ(came, study().result.count(at.accepted + guest.row));
    std::uint64_t total = 0, only = 0;
    for (const ReasonLayout& reason : guest.reasons) {
      EXPECT_LE(study().result.count(reason.only), study().result.count(reason.total));
      EXPECT_LE(study().result.count(reason.total), away);
      total += study().result.count(reason.total), only += study().result.count(reason.only);
    }
    EXPECT_GE(total, away) << "nobody stays away for nothing";
    EXPECT_LE(only, away);
    // With two reasons: both held in as many trials as are not explained by one alone.
    if (guest.reasons.size() == 2) EXPECT_EQ(total - away, away - only);
  }
  EXPECT_GT(study().result.count(at.guests[0].reasons[1].only), 0U) << "the test means something";
}

TEST(Tally, ZonesAddUpToWhatIsSummed) {
  const StageLayout& at = study().result.layout.stages[1];
  EXPECT_EQ(study().sum(at.zone, zone_bucket_count), study().result.count(at.held));
  double least = 0, most = 0;
  for (int bucket = 1; bucket < zone_bucket_count; ++bucket) {
    const double count = static_cast<double>(study().result.count(at.zone + bucket));
    least += count * std::ldexp(1, bucket - 1);
    most += count * (std::ldexp(1, bucket) - 1);
  }
  EXPECT_GE(study().result.total.sums[at.zone_sum], least);
  EXPECT_LE(study().result.total.sums[at.zone_sum], most);
}

TEST(Tally, WhoBlocksDoesSoOnAnIssue) {
  const PackageSpace& space = study().model.stages[1].space();
  const StageLayout& at = study().result.layout.stages[1];
  std::uint64_t alone = 0;
  for (int row = 0; row < space.row_count(); ++row) {
    EXPECT_EQ(study().sum(at.blocked_on + row * space.place_count(), space.place_count()),
              study().result.count(at.blocked_alone + row) + study().result.count(at.blocked_among + row));
    alone += study().result.count(at.blocked_alone + row);
  }
  EXPECT_LE(alone, study().result.count(at.held) - study().result.count(at.agreed));
}

// The same counts from the states themselves.
TEST(Tally, IsTheSumOfTheTrials) {
  const Model& model = study().model;
  const Layout& layout = study().result.layout;
  std::vector<std::uint64_t> outcomes(model.outcomes.size()), events(model.events.size());
  std::uint64_t came = 0, agreed = 0;
  const int guest = layout.stages[0].guests[0].row;
  double utility = 0;
  for_each_trial(model, 1, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    ++outcomes[static_cast<std::size_t>(lane(state.outcome, l))];
    for (std::size_t event = 0; event < events.size(); ++event) events[event] += is<Pack<8>>(state.events[event], l);
    came += is<Pack<8>>(state.end_of(0).accepted[guest], l);
    agreed += is<Pack<8>>(state.end_of(1).agreed, l);
    utility += lane(state.end_of(0).utility[guest], l);
  });
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    EXPECT_EQ(study().result.count(layout.outcomes + static_cast<int>(i)), outcomes[i]);
  for (std::size_t i = 0; i < events.size(); ++i)
    EXPECT_EQ(study().result.count(layout.events + static_cast<int>(i)), events[i]) << model.scenario.events[i].name;
  EXPECT_EQ(study().result.count(layout.stages[0].guests[0].came), came);
  EXPECT_EQ(study().result.count(layout.stages[1].agreed), agreed);
  EXPECT_NEAR(study().result.total.sums[layout.stages[0].utility + guest], utility, 1e-9 * trials);
}

TEST(DrawCounts, EveryDrawOfEveryTrialIsCountedUnderItsOutcome) {
  const Model& model = study().model;
  const std::size_t draws = model.inputs.size() + model.chances.size(), outcomes = model.outcomes.size();
  ASSERT_EQ(study().result.draws.counts.size(), draws * draw_bin_count * outcomes);
  for (std::size_t draw = 0; draw < draws; ++draw) {
    std::vector<std::uint64_t> by_outcome(outcomes);
    for (int bin = 0; bin < draw_bin_count; ++bin) {
      double in_bin = 0;
      for (std::size_t outcome = 0; outcome < outcomes; ++outcome) {
        const std::uint64_t count = study().result.draws.counts[(draw * draw_bin_count + bin) * outcomes + outcome];
        by_outcome[outcome] += count;
        in_bin += static_cast<double>(count);
      }
      // Five standard errors of a sixteenth: a hundred bins are looked at.
      EXPECT_NEAR(in_bin, trials / 16.0, 5 * std::sqrt(trials / 16.0 * 15 / 16)) << draw << ", " << bin;
    }
    for (std::size_t outcome = 0; outcome < outcomes; ++outcome)
      EXPECT_EQ(by_outcome[outcome], study().result.count(study().result.layout.outcomes + static_cast<int>(outcome)));
  }
}

// The guest comes only if staying out is worth less to it than the seat offered: the lowest draws bring it, the highest
// do not.
TEST(DrawCounts, TellWhichDrawsWentWithTheOutcome) {
  const Study made(example_text, {"outcomes=[{ name = \"comes\", when = \"attends(guest)\" }, { name = \"not\", when = "
                                  "\"true\" }]",
                                  "observed={}"});
  const Model& model = made.model;
  for (std::size_t input = 0; input < model.inputs.size(); ++input) {
    if (model.inputs[input].address != "parties.guest.stay-out") continue;
    const auto share = [&](int bin) {
      const std::uint64_t* at = made.result.draws.counts.data() + (input * draw_bin_count + bin) * 2;
      return static_cast<double>(at[0]) / static_cast<double>(at[0] + at[1]);
    };
    EXPECT_GT(share(0), share(15));
    return;
  }
  FAIL() << "no such input";
}

}  // namespace
}  // namespace detente
