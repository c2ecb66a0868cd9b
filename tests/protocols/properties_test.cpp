// Every protocol's scenarios keep the properties of tests/support/property_kit.h; the mediator's search finds what a
// naive one does.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/protocols/convening_games.h"
#include "tests/protocols/moving_games.h"
#include "tests/protocols/text_games.h"
#include "tests/support/property_kit.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

TEST(Properties, Participation) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const ConveningGame game = varied_convening_game(seed);
    check_properties(model_of(game.text(game.rounds, seed % 2 == 0)), 128);
    check_properties(model_of(game.two_stages()), 128);
  }
}

TEST(Properties, SingleText) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) check_properties(model_of(random_text_game(seed, 4)), 128);
}

// Trials of one pack end the stage in different rounds: what moves on in one must leave the others alone.
TEST(Properties, NumbersThatMove) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    check_properties(model_of(moving(random_text_game(seed, 3), seed)), 128);
    check_properties(model_of(moving(varied_convening_game(seed).two_stages(), seed)), 128);
  }
}

// A precondition that also asks for somebody who never comes hangs on more than the terms: the convenor then walks
// through the packages in every round instead of keeping a ledger.
TEST(Properties, LedgerOffersWhatTheWalkFinds) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const ConveningGame game = varied_convening_game(seed);
    std::string text = game.text(game.rounds, seed % 2 == 0);
    if (seed % 3 != 0) text.insert(text.find("rounds = "), fmt::format("changes = {}\n", seed % 3));
    text +=
        "[parties.ghost]\nrole = \"envoy\"\ninfluence = 1\npositions.i0 = [0, 1]\n"
        "[parties.g0.preconditions.z]\nrequires = \"i0 >= 0\"\n";
    std::string walked = text;
    for (std::size_t at = 0; (at = walked.find("requires = \"i", at)) != std::string::npos; ++at)
      walked.insert(walked.find('"', at + 13), " or attends(ghost)");
    const Model with_ledger = model_of(text), with_walk = model_of(walked);
    ASSERT_EQ(plan_of<participation::Plan>(with_ledger).keeps_ledger, !game.wanted.empty());
    ASSERT_FALSE(plan_of<participation::Plan>(with_walk).keeps_ledger);
    RunPlan plan;
    plan.trials = 512;
    plan.threads = 1;
    const Result ledger = simulate(with_ledger, plan), walk = simulate(with_walk, plan);
    EXPECT_EQ(ledger.total.counts, walk.total.counts) << text;
    EXPECT_EQ(ledger.total.sums, walk.total.sums) << text;
  }
}

TEST(Properties, ShippedScenarios) {
  for (const std::string& name : shipped_names()) check_properties(shipped(name));
}

// Whether a row's consent counts: it votes, instructs a voter, or controls an issue that moves.
template <class Moved>
bool counts(const single_text::Plan& plan, const single_text::Work<double>& work, int row, Moved moved) {
  for (int voter = 0; voter < plan.row_count(); ++voter)
    for (int above = voter; above >= 0; above = plan.principal_row[above])
      if (work.voter[voter] && above == row) return true;
  for (int place = 0; place < plan.place_count(); ++place)
    for (const int controller : plan.controllers[place])
      if (controller == row && work.consents[row] && moved(place)) return true;
  return false;
}

// The decision rule and the controllers, in words.
template <class Moved>
bool adopted(const single_text::Plan& plan, const single_text::Work<double>& work, const std::vector<char>& content,
             Moved moved) {
  int refusals = 0;
  double in_favour = 0, total = 0;
  for (int voter = 0; voter < plan.row_count(); ++voter) {
    if (!work.voter[voter]) continue;
    bool accepts = true;
    for (int above = voter; above >= 0; above = plan.principal_row[above]) accepts &= content[above] != 0;
    if (!accepts && plan.vetoes[voter]) return false;
    refusals += !accepts;
    total += work.influence[voter];
    if (accepts) in_favour += work.influence[voter];
  }
  for (int place = 0; place < plan.place_count(); ++place)
    for (const int controller : plan.controllers[place])
      if (controller >= 0 && moved(place) && !content[controller]) return false;
  if (plan.decision.rule == DecisionRule::weighted_majority) return in_favour > plan.decision.share * total + 1e-9;
  return refusals <= plan.decision.minus;
}

// Straight from the rule's wording, one trial, no tables, no differences: every package, in order of name.
std::vector<int> naive_best(const Model& model, const State<double>& state) {
  const auto& plan = plan_of<single_text::Plan>(model);
  const auto& work = work_of<single_text::Plan>(state);
  std::vector<int> options(plan.place_count(), 0), best;
  double best_near = INFINITY, best_purpose = -INFINITY;
  for (;;) {
    bool admissible = false;
    for (int place = 0; place < plan.place_count(); ++place)
      admissible |= options[place] != static_cast<int>(work.current[place]);
    for (int place = 0; place < plan.place_count(); ++place)
      admissible &= work.allowed[plan.option_begin[place] + options[place]];
    std::vector<double> numbers(state.numbers.data(), state.numbers.data() + state.numbers.size());
    for (int place = 0; place < plan.place_count(); ++place)
      numbers[model.slots.in_force(plan.issues[place])] =
          model.issues[plan.issues[place]].option_values[options[place]];
    Faults<double> unused;
    for (std::size_t e = 0; e < plan.exclusions.size(); ++e)
      if (work.binds[e])
        admissible &= !evaluate_flag<double>(model.programs[plan.exclusions[e].program], numbers.data(),
                                             state.flags.data(), unused);
    if (admissible) {
      double shortfall = 0, purpose = 0;
      const auto moved = [&](int place) { return options[place] != static_cast<int>(work.current[place]); };
      std::vector<char> content(plan.row_count(), 1);
      for (int row = 0; row < plan.row_count(); ++row) {
        double utility = work.table.base[row];
        for (int place = 0; place < plan.place_count(); ++place)
          utility += work.table.cell[(plan.option_begin[place] + options[place]) * plan.row_count() + row];
        if (counts(plan, work, row, moved)) {
          shortfall += std::max(work.influence[row], 1e-3) * std::max(work.target[row] - utility, 0.0);
          content[row] = utility >= work.target[row] - 1e-9;
        }
        if (row == plan.mediator || (work.present[row] && plan.speaks[row])) purpose += work.influence[row] * utility;
      }
      double near = std::floor(shortfall * 1e9 + 0.5);
      if (plan.decision.rule == DecisionRule::weighted_majority || plan.decision.minus > 0)
        near = adopted(plan, work, content, moved) ? 0 : std::max(near, 1.0);
      // Sums in another order differ in their last bits, so the purpose is compared with a margin.
      if (near < best_near || (near == best_near && purpose > best_purpose + 1e-7)) {
        best_near = near;
        best_purpose = purpose;
        best = options;
      }
    }
    int place = plan.place_count() - 1;
    while (place >= 0 && ++options[place] == plan.options_at(place)) options[place--] = 0;
    if (place < 0) return best;
  }
}

TEST(Properties, TheSearchFindsWhatANaiveOneFinds) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 90; ++seed) {
    const std::string game = random_text_game(seed, 3);
    const Model model = model_of(seed <= 60 ? game : moving(game, seed));
    State<double> state(model);
    const auto& work = work_of<single_text::Plan>(state);
    for (std::uint64_t trial = 0; trial < 10; ++trial) {
      start(model, state, 5, trial, 1);
      std::vector<int> naive, tabled;
      while (state.stage == 0) {
        step(model, state);
        if (state.stage > 0 || state.round < 2 || !work.has_best) continue;
        naive = naive_best(model, state);
        tabled.clear();
        for (int place = 0; place < model.stages[0].space().place_count(); ++place)
          tabled.push_back(static_cast<int>(work.draft[place]));
        EXPECT_EQ(tabled, naive) << "game " << seed << ", trial " << trial << ", round " << state.round;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 300);
}

}  // namespace
}  // namespace detente
