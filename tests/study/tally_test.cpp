// What is counted adds up, and is what the trials say one by one.
#include "sim/study/tally.h"

#include <gtest/gtest.h>

#include <bit>
#include <numeric>

#include "sim/stats/bins.h"
#include "sim/study/figures.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"
#include "tests/support/rooms.h"

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
  const Figure& at(const char* kind, const std::string& name, const char* item = "") const {
    return figure_of(result.layout, kind, name, item);
  }
  std::uint64_t count(const char* kind, const std::string& name, const char* item = "") const {
    return count_of(result, at(kind, name, item));
  }
  Model model;
  Result result;
};

const Study& study() {
  static const Study made;
  return made;
}

TEST(Tally, EveryTrialHasOneOutcomeAndOneOptionPerIssue) {
  for (const Figure& figure : study().result.layout.figures->list)
    if (figure.about.kind == "outcome" || figure.about.kind == "settled")
      EXPECT_EQ(study().sum(figure.first, figure.size), trials) << figure.about.name;
}

TEST(Tally, StagesAreReachedThenHeldThenAgreed) {
  for (const PlannedStage& stage : study().model.stages) {
    const std::uint64_t held = study().count("held", stage.name);
    EXPECT_GE(study().count("reached", stage.name), held);
    EXPECT_GE(held, study().count("agreed", stage.name));
    const Figure& rounds = study().at("rounds", stage.name);
    EXPECT_EQ(study().sum(rounds.first, rounds.size), held);
    EXPECT_EQ(study().result.count(rounds.first), 0U) << "no stage is held without a round";
    for (const Row& row : stage.space().rows) {
      const std::string name = stage.name + "." + study().model.parties[row.party].name;
      EXPECT_LE(study().count("accepted", name), study().count("took_part", name));
      EXPECT_LE(study().count("took_part", name), held);
    }
  }
}

TEST(Tally, EveryTrialHasOneBinOfEachVariable) {
  const Study lively(lively_text);
  for (const ValueLayout& at : lively.result.layout.values) {
    std::uint64_t sum = 0;
    const SparseCounts& counts = lively.result.total.sparse;
    for (const PlaceCount& each : counts_within(counts, at.bins, bin_count)) sum += each.count;
    EXPECT_EQ(sum, trials);
  }
}

TEST(Tally, AGuestComesOrHasAReasonNotTo) {
  for (const std::string guest : {"opening.guest", "opening.donor"}) {
    const std::uint64_t came = study().count("attendance", guest), away = study().count("held", "opening") - came;
    EXPECT_EQ(came, study().count("accepted", guest));
    std::uint64_t total = 0, alone = 0;
    int reasons = 0;
    for (const Figure& figure : study().result.layout.figures->list) {
      if (figure.about.name != guest) continue;
      if (figure.about.kind == "absence") total += study().result.count(figure.first), ++reasons;
      if (figure.about.kind == "absence_alone") alone += study().result.count(figure.first);
    }
    EXPECT_GE(total, away) << "nobody stays away for nothing";
    EXPECT_LE(alone, away);
    // With two reasons: both held in as many trials as are not explained by one alone.
    if (reasons == 2) EXPECT_EQ(total - away, away - alone);
  }
  EXPECT_GT(study().count("absence_alone", "opening.guest", "precondition.seated"), 0U) << "the test means something";
}

TEST(Tally, ZonesAddUpToWhatIsSummed) {
  const Figure& zone = study().at("zone", "talks");
  EXPECT_EQ(study().sum(zone.first, zone.size), study().count("held", "talks"));
  double least = 0, most = 0;
  for (int bin = 1; bin < zone.size; ++bin) {
    const double count = static_cast<double>(study().result.count(zone.first + bin));
    least += count * std::ldexp(1, bin - 1);
    most += count * (std::ldexp(1, bin) - 1);
  }
  EXPECT_GE(study().result.total.sums[zone.sum], least);
  EXPECT_LE(study().result.total.sums[zone.sum], most);
}

TEST(Tally, WhoRefusesHasOneReason) {
  std::uint64_t pivotal = 0;
  for (const Row& row : study().model.stages[1].space().rows) {
    const std::string name = "talks." + study().model.parties[row.party].name;
    const Figure& on = study().at("refused_because_of", name);
    EXPECT_EQ(study().sum(on.first, on.size), study().count("refused", name));
    EXPECT_LE(study().count("pivotal", name), study().count("refused", name));
    pivotal += study().count("pivotal", name);
  }
  EXPECT_GT(pivotal, 0);
  EXPECT_LE(pivotal, study().count("held", "talks") - study().count("agreed", "talks"));
}

// The same counts from the states themselves.
TEST(Tally, IsTheSumOfTheTrials) {
  const Model& model = study().model;
  std::vector<std::uint64_t> outcomes(model.outcomes.size()), events(model.events.size());
  std::uint64_t came = 0, agreed = 0;
  const int guest = plan_of<participation::Plan>(model).guests[0].row;
  double utility = 0;
  for_each_trial(model, 1, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    ++outcomes[static_cast<std::size_t>(lane(state.outcome, l))];
    for (std::size_t event = 0; event < events.size(); ++event) events[event] += is<Pack<8>>(state.events[event], l);
    came += is<Pack<8>>(state.end_of(0).accepted[guest], l);
    agreed += is<Pack<8>>(state.end_of(1).agreed, l);
    utility += lane(state.end_of(0).utility[guest], l);
  });
  for (std::size_t i = 0; i < outcomes.size(); ++i) EXPECT_EQ(study().result.outcome_counts()[i], outcomes[i]);
  for (std::size_t i = 0; i < events.size(); ++i)
    EXPECT_EQ(study().count("event", model.scenario.events[i].name), events[i]) << model.scenario.events[i].name;
  EXPECT_EQ(study().count("attendance", "opening.guest"), came);
  EXPECT_EQ(study().count("agreed", "talks"), agreed);
  EXPECT_NEAR(study().result.total.sums[study().at("utility", "opening.guest").sum], utility, 1e-9 * trials);
}

TEST(TrialOutcomes, AreThoseOfTheTrialsInOrder) {
  TrialOutcomes outcomes;
  for_each_trial(study().model, 1, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    outcomes.push_back(static_cast<std::uint8_t>(lane(state.outcome, l)));
  });
  EXPECT_EQ(study().result.trial_outcomes, outcomes);
}

}  // namespace
}  // namespace detente
