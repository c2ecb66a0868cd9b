// Scenarios played with the same luck: what is counted in pairs, and how sure it is.

#include "sim/study/compare.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/support/example.h"
#include "tests/support/lively.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

// A donor gives as much as it can bear, and the other side needs a number drawn: a deal in half of the trials.
constexpr char bargain[] = R"toml(
format = 1
name = "bargain"
source = "test"
confidence = "low"
parameters.luck = { uniform = [0, 1] }
issues.aid = { reversion = "none", options = { "none" = 0, "some" = 50, "all" = 100 } }
[parties.giver]
role = "donor"
influence = 50
reservation = 0
positions.aid = { ideal = "none", salience = 10, red-line = { at-most = "some", firmness = 1 } }
[parties.taker]
role = "government"
influence = 50
reservation = "clamp(0.5 + need - luck, 0, 1)"
positions.aid = ["all", 50]
[parties.host]
role = "mediator"
influence = 10
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "host"
issues = ["aid"]
rounds = 3
[[outcomes]]
name = "deal"
when = "agreed(talks)"
[[outcomes]]
name = "none"
when = "true"
[events]
"aid" = "aid >= 'some'"
)toml";

std::string bargain_needing(const std::string& need) {
  std::string text = bargain;
  return text.insert(text.find("issues.aid"), "parameters.need = " + need + "\n");
}

template <class... Texts>
std::vector<Model> models_of(const Texts&... texts) {
  std::vector<Model> models;
  (models.push_back(model_of(texts)), ...);
  return models;
}

RunPlan plan_of(std::uint64_t trials, std::uint64_t seed = 1, int threads = 1, int lanes = 8) {
  RunPlan plan;
  plan.trials = trials;
  plan.seed = seed;
  plan.threads = threads;
  plan.lanes = lanes;
  return plan;
}

const FigureDifference& at(const VariantComparison& variant, const RowName& about) {
  const auto found = std::ranges::find(variant.differences, about, &FigureDifference::about);
  if (found != variant.differences.end()) return *found;
  ADD_FAILURE() << about.kind << ' ' << about.name << ' ' << about.item << " was not compared";
  return variant.differences.front();
}

std::vector<Model> doha_with_and_without_the_nrf() {
  std::vector<Model> models;
  models.push_back(shipped("doha-2-2024"));
  models.push_back(shipped("doha-2-2024", {"stages.convening.invited+=nrf"}));
  return models;
}

TEST(Compare, EachScenarioHasTheResultOfItsOwnRun) {
  const std::vector<Model> models = doha_with_and_without_the_nrf();
  const Comparison comparison = compare(models, plan_of(sample(20'000) + 100));
  ASSERT_EQ(comparison.results.size(), 2U);
  for (std::size_t i = 0; i < models.size(); ++i) {
    const Result alone = simulate(models[i], comparison.results[i].plan);
    EXPECT_EQ(comparison.results[i].digest, alone.digest);
    EXPECT_EQ(comparison.results[i].trials, alone.trials);
    EXPECT_EQ(comparison.results[i].trial_outcomes, alone.trial_outcomes);
  }
}

TEST(Compare, AScenarioDoesNotDifferFromItself) {
  const std::vector<Model> models = models_of(lively_text, lively_text);
  const VariantComparison same = compare(models, plan_of(3000)).variants.at(0);
  EXPECT_EQ(same.pairs, 3000U);
  EXPECT_GT(same.differences.size(), make_layout(models[0]).figures->list.size()) << "choices by label";
  for (const FigureDifference& one : same.differences) {
    EXPECT_EQ(one.differing, 0U) << one.about.name;
    EXPECT_EQ(one.difference.change, 0);
    EXPECT_FALSE(one.difference.clear());
  }
}

// Bits, not digits: everything that a report could show.
TEST(Compare, IsTheSameForAnyNumberOfThreadsAndLanes) {
  const std::vector<Model> models = models_of(lively_text, [] {
    std::string text = lively_text;
    return text.replace(text.find("initial = 20"), 12, "initial = 30");
  }());
  const Comparison one = compare(models, plan_of(5000, 3, 1, 1));
  for (const int threads : {1, 2, 3})
    for (const int lanes : {1, 4, 8, 16}) {
      const Comparison other = compare(models, plan_of(5000, 3, threads, lanes));
      const VariantComparison &wanted = one.variants[0], &found = other.variants[0];
      ASSERT_EQ(found.differences.size(), wanted.differences.size());
      EXPECT_EQ(other.results[1].digest, one.results[1].digest);
      for (std::size_t i = 0; i < wanted.differences.size(); ++i) {
        const FigureDifference &left = wanted.differences[i], &right = found.differences[i];
        EXPECT_EQ(left.pairs, right.pairs);
        EXPECT_EQ(left.differing, right.differing);
        EXPECT_EQ(left.before, right.before);
        EXPECT_EQ(left.after, right.after);
        EXPECT_EQ(left.difference.low, right.difference.low) << left.about.kind << ' ' << threads << ' ' << lanes;
        EXPECT_EQ(left.difference.high, right.difference.high);
        EXPECT_EQ(left.difference.saving, right.difference.saving);
      }
    }
}

// Each figure again, from trials played one by one.
TEST(Compare, CountsPairsOfTrials) {
  std::vector<Model> models;
  for (const std::vector<std::string>& sets : {std::vector<std::string>{}, {"parties.guest.stay-out=0.4"}})
    models.push_back(model_of(example_text, sets));
  constexpr std::uint64_t trials = 2500;
  std::vector<std::vector<double>> outcome(2), held(2), utility(2), rounds(2);
  for (int i = 0; i < 2; ++i)
    for_each_trial(models[i], 1, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
      outcome[i].push_back(lane(state.outcome, l));
      held[i].push_back(is<Pack<8>>(state.end_of(1).held, l));
      rounds[i].push_back(lane(state.end_of(1).rounds, l));
      utility[i].push_back(lane(state.end_of(0).utility[1], l));
    });
  std::uint64_t differing = 0, both_held = 0;
  Paired used, worth;
  for (std::uint64_t trial = 0; trial < trials; ++trial) {
    differing += (outcome[0][trial] == 0) != (outcome[1][trial] == 0);
    worth.add(utility[1][trial] - utility[0][trial]);
    if (held[0][trial] == 0 || held[1][trial] == 0) continue;
    ++both_held;
    used.add(rounds[1][trial] - rounds[0][trial]);
  }
  const VariantComparison found = compare(models, plan_of(trials)).variants[0];
  EXPECT_GT(differing, 0U);
  EXPECT_EQ(at(found, {"outcome", "aid flows", ""}).differing, differing);
  const FigureDifference& of_rounds = at(found, {"rounds", "talks", ""});
  EXPECT_EQ(of_rounds.pairs, both_held) << "only where both hold the stage";
  EXPECT_NEAR(of_rounds.difference.change, used.mean(), 1e-12);
  const std::string party = models[0].parties[models[0].stages[0].space().rows[1].party].name;
  const FigureDifference& of_utility = at(found, {"utility", "opening." + party, ""});
  EXPECT_NEAR(of_utility.difference.change, worth.mean(), 1e-12);
  EXPECT_NEAR(of_utility.difference.high - of_utility.difference.low, 2 * 1.96 * worth.error(), 0.05 * worth.error());
}

// A number's, a size's and a choice's rows, from the trials one by one.
TEST(Compare, CountsPairsOfEachRow) {
  std::vector<Model> models;
  for (const std::vector<std::string>& sets : {std::vector<std::string>{}, {"parties.donor.reservation=0.3"}})
    models.push_back(model_of(example_text, sets));
  constexpr std::uint64_t trials = 1024;
  std::vector<std::vector<int>> zone(2), rounds(2), aid(2);
  for (int i = 0; i < 2; ++i)
    for_each_trial(models[i], 1, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
      const bool held = is<Pack<8>>(state.end_of(1).held, l);
      zone[i].push_back(held ? static_cast<int>(lane(record_of<single_text::Plan>(state, 1).zone, l)) : -1);
      rounds[i].push_back(held ? static_cast<int>(lane(state.end_of(1).rounds, l)) : -1);
      aid[i].push_back(static_cast<int>(lane(state.option[0], l)));
    });
  const VariantComparison found = compare(models, plan_of(trials)).variants[0];
  const auto expect = [&](const RowName& about, const std::vector<std::vector<int>>& numbers, int least, int most) {
    std::uint64_t differing = 0, before = 0;
    const auto holds = [&](int i, std::uint64_t trial) {
      return numbers[i][trial] >= least && numbers[i][trial] <= most;
    };
    for (std::uint64_t trial = 0; trial < trials; ++trial) {
      differing += holds(0, trial) != holds(1, trial);
      before += holds(0, trial);
    }
    EXPECT_EQ(at(found, about).differing, differing) << about.kind << " " << about.item;
    EXPECT_EQ(at(found, about).before, static_cast<double>(before) / trials) << about.kind << " " << about.item;
  };
  expect({"zone", "talks", "0"}, zone, 0, 0);
  expect({"zone", "talks", "2 to 3"}, zone, 2, 3);
  expect({"rounds", "talks", "4"}, rounds, 4, 4);
  expect({"settled", "aid", "emergency"}, aid, 1, 1);
  EXPECT_GT(at(found, {"zone", "talks", "0"}).differing, 0U) << "or the above tells little";
}

TEST(Compare, WhatOnlyOneHasIsNamed) {
  std::string other = example_text;
  other.replace(other.find("\"nothing\"\nwhen"), 9, "\"no aid\"");
  other.replace(other.find("outcome = \"nothing\""), 19, "outcome = \"no aid\"");
  const VariantComparison found = compare(models_of(example_text, other), plan_of(1024)).variants[0];
  ASSERT_EQ(found.only_before.size(), 1U);
  EXPECT_EQ(found.only_before[0].name, "nothing");
  ASSERT_EQ(found.only_after.size(), 1U);
  EXPECT_EQ(found.only_after[0].name, "no aid");
  EXPECT_EQ(at(found, {"outcome", "aid flows", ""}).pairs, 1024U);
}

// Infinite where more than nine tenths of the luck are drawn.
TEST(Compare, PairsOfWhichATrialFailedAreLeftOut) {
  const std::vector<Model> models = models_of(
      bargain_needing("0.2"), bargain_needing("0.2") + "\"never\" = \"max(luck - 0.9, 0) * 1e308 * 1e308 < 0\"\n");
  const Comparison comparison = compare(models, plan_of(4096));
  const std::uint64_t failed = comparison.results[1].count(comparison.results[1].layout.failed);
  EXPECT_NEAR(static_cast<double>(failed), 409.6, 4 * 19.2) << "4 standard errors";
  EXPECT_EQ(comparison.variants[0].failed, failed);
  EXPECT_EQ(comparison.variants[0].pairs, 4096 - failed);
  EXPECT_EQ(at(comparison.variants[0], {"event", "aid", ""}).pairs, 4096 - failed);
  EXPECT_EQ(at(comparison.variants[0], {"event", "aid", ""}).differing, 0U) << "a failed trial is no difference";
}

TEST(Compare, AStopLeavesWholeBlocksOfAll) {
  const std::vector<Model> models = models_of(example_text, example_text);
  std::atomic<bool> stop = false;
  RunPlan plan = plan_of(1 << 30, 1, 2);
  plan.stop = &stop;
  plan.progress = [&](std::uint64_t done) { stop = done >= 4 * block_trials; };
  const Comparison comparison = compare(models, plan);
  EXPECT_EQ(comparison.reference().ending, Ending::interrupt);
  EXPECT_EQ(comparison.reference().trials % block_trials, 0U);
  EXPECT_EQ(comparison.variants[0].pairs, comparison.reference().trials);
}

TEST(Compare, CommonLuckNarrowsTheDifferenceThatAnInvitationMakes) {
  const Comparison comparison = compare(doha_with_and_without_the_nrf(), plan_of(sample(40'000), 1, 2));
  const FigureDifference& comes = at(comparison.variants[0], {"event", "Taliban attend", ""});
  EXPECT_TRUE(comes.difference.clear());
  EXPECT_LT(comes.difference.high, 0) << "who is kept out by a rival stays away more often";
  const double narrower = std::sqrt(comes.difference.saving);
  RecordProperty("narrower", std::to_string(narrower));
  EXPECT_GT(narrower, 1.5);
  EXPECT_LT(narrower, 2.2);
}

TEST(Compare, AHundredthOfAReservationIsToldThreeTimesBetter) {
  const Comparison comparison =
      compare(models_of(bargain_needing("0.4"), bargain_needing("0.41")), plan_of(sample(40'000)));
  const FigureDifference& deal = at(comparison.variants[0], {"outcome", "deal", ""});
  EXPECT_GT(deal.before, 0.2);
  EXPECT_LT(deal.before, 0.8);
  EXPECT_LT(deal.difference.change, 0) << "who needs more signs less";
  EXPECT_GT(deal.differing, 0U);
  EXPECT_NEAR(static_cast<double>(deal.differing), -deal.difference.change * static_cast<double>(deal.pairs), 1e-6)
      << "and never more";
  EXPECT_GE(std::sqrt(deal.difference.saving), 3);
}

// The truth is known: with `luck` uniform, need .2 and need .3 part in a tenth of the trials. 1,000 runs of 1,000
// trials each; 95 % +- 4 standard errors of 0.7 %.
TEST(Compare, IntervalsHoldTheTruthNineteenTimesInTwenty) {
  const std::vector<Model> models = models_of(bargain_needing("0.2"), bargain_needing("0.3"));
  const auto runs = static_cast<int>(sample(1000));
  int share_held = 0, mean_held = 0;
  const VariantComparison much = compare(models, plan_of(sample(2'000'000), 99, 2)).variants[0];
  const double truth = -0.1, mean_truth = at(much, {"utility", "talks.taker", ""}).difference.change;
  for (int run = 0; run < runs; ++run) {
    const VariantComparison found = compare(models, plan_of(1000, 1000 + run)).variants[0];
    const Difference& deal = at(found, {"outcome", "deal", ""}).difference;
    const Difference& utility = at(found, {"utility", "talks.taker", ""}).difference;
    share_held += deal.low <= truth && truth <= deal.high;
    mean_held += utility.low <= mean_truth && mean_truth <= utility.high;
  }
  const double allowed = 4 * std::sqrt(0.95 * 0.05 * runs);
  EXPECT_NEAR(share_held, 0.95 * runs, allowed);
  EXPECT_NEAR(mean_held, 0.95 * runs, allowed);
}

}  // namespace
}  // namespace detente
