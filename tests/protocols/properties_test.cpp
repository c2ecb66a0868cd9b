// Every protocol's scenarios keep the properties of tests/support/property_kit.h; the mediator's search finds what a
// naive one does.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "sim/random/philox.h"
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
        "[parties.ghost]\nrole = \"envoy\"\nvoice = \"none\"\ninfluence = 1\npositions.i0 = [0, 1]\n"
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

// Whether a row's consent counts: it votes or holds a veto, instructs who does, or controls an issue that moves.
template <class Moved>
bool counts(const single_text::Plan& plan, const single_text::Work<double>& work, int row, Moved moved) {
  for (int voter = 0; voter < plan.row_count(); ++voter)
    for (int above = voter; above >= 0; above = plan.principal_row[above])
      if ((work.voter[voter] || (work.present[voter] && plan.vetoes[voter])) && above == row) return true;
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
    bool accepts = true;
    for (int above = voter; above >= 0; above = plan.principal_row[above]) accepts &= content[above] != 0;
    if (!accepts && plan.vetoes[voter] && work.present[voter]) return false;
    if (!work.voter[voter]) continue;
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

// Straight from the rule's wording, one trial, no tables, no differences: every package, in order of name. last: the
// draft before, empty if there was none.
class Naive {
 public:
  Naive(const Model& model, const State<double>& state, std::vector<int> last)
      : model_(model),
        state_(state),
        plan_(plan_of<single_text::Plan>(model)),
        work_(work_of<single_text::Plan>(state)),
        last_(std::move(last)) {}

  std::vector<int> best() {
    std::vector<int> options(plan_.place_count(), 0);
    for (;;) {
      consider(options);
      int place = plan_.place_count() - 1;
      while (place >= 0 && ++options[place] == plan_.options_at(place)) options[place--] = 0;
      if (place < 0) return best_;
    }
  }

 private:
  struct Merit {
    bool sunk = true;  // over a line by somebody who fails it alone
    double near = INFINITY, purpose = -INFINITY;
    int moves = 0, changes = 0;
    std::uint64_t priority = 0;

    // Sums in another order differ in their last bits, so the purpose is compared with a margin.
    bool beats(const Merit& other) const {
      if (sunk != other.sunk) return !sunk;
      if (near != other.near) return near < other.near;
      if (std::abs(purpose - other.purpose) > 1e-7) return purpose > other.purpose;
      return std::tuple(moves, changes, ~priority) < std::tuple(other.moves, other.changes, ~other.priority);
    }
  };

  // What each exclusion's condition says of the package.
  std::vector<bool> broken(const std::vector<int>& options) const {
    std::vector<double> numbers(state_.numbers.data(), state_.numbers.data() + state_.numbers.size());
    for (int place = 0; place < plan_.place_count(); ++place)
      numbers[model_.slots.in_force(plan_.issues[place])] =
          model_.issues[plan_.issues[place]].option_values[options[place]];
    std::vector<bool> result;
    Faults<double> unused;
    for (const Exclusion& exclusion : plan_.exclusions)
      result.push_back(
          evaluate_flag<double>(model_.programs[exclusion.program], numbers.data(), state_.flags.data(), unused));
    return result;
  }

  bool refuses_over_line(int row, const std::vector<int>& options, const std::vector<bool>& broken) const {
    for (const Row::Line& line : plan_.rows[row].lines)
      if (work_.line_meant[line.place * plan_.row_count() + row] &&
          !line.keeps(model_.issues[plan_.issues[line.place]].option_values[options[line.place]]))
        return true;
    for (std::size_t e = 0; e < broken.size(); ++e)
      if (broken[e] && contains(plan_.exclusions[e].rows, row)) return true;
    return false;
  }

  bool is_forbidden(const std::vector<int>& options, const std::vector<bool>& broken) const {
    for (int place = 0; place < plan_.place_count(); ++place)
      if (!work_.permitted[plan_.option_begin[place] + options[place]]) return true;
    for (std::size_t e = 0; e < broken.size(); ++e)
      if (broken[e] && (plan_.exclusions[e].rows.empty() || contains(plan_.exclusions[e].rows, plan_.mediator)))
        return true;
    return false;
  }

  int differing(const std::vector<int>& options, const std::vector<int>& from) const {
    int count = 0;
    for (int place = 0; place < plan_.place_count(); ++place) count += options[place] != from[place];
    return count;
  }

  void consider(const std::vector<int>& options) {
    const auto moved = [&](int place) { return options[place] != static_cast<int>(work_.current[place]); };
    const std::vector<bool> excluded = broken(options);
    if (is_forbidden(options, excluded)) return;
    Merit merit{.sunk = false, .near = 0, .purpose = 0};
    bool gains = false;
    std::vector<char> content(plan_.row_count(), 1);
    for (int row = 0; row < plan_.row_count(); ++row) {
      double utility = work_.table.base[row], held = utility;
      for (int place = 0; place < plan_.place_count(); ++place) {
        const int begin = plan_.option_begin[place];
        utility += work_.table.cell[(begin + options[place]) * plan_.row_count() + row];
        held += work_.table.cell[(begin + static_cast<int>(work_.current[place])) * plan_.row_count() + row];
      }
      if (counts(plan_, work_, row, moved)) {
        const bool refuses = refuses_over_line(row, options, excluded);
        merit.near += std::max(work_.influence[row], 1e-3) * (refuses ? 1 : std::max(work_.target[row] - utility, 0.0));
        content[row] = !refuses && utility >= work_.target[row] - 1e-9;
        gains |= utility > held + 1e-9;
        std::vector<char> others(plan_.row_count(), 1);
        others[row] = 0;
        merit.sunk |= refuses && !adopted(plan_, work_, others, moved);
      }
      if (row == plan_.mediator || (work_.present[row] && plan_.speaks[row]))
        merit.purpose += work_.influence[row] * utility;
    }
    if (!gains) return;
    merit.near = std::floor(merit.near * 1e9 + 0.5);
    if (plan_.decision.rule == DecisionRule::weighted_majority || plan_.decision.minus > 0)
      merit.near = adopted(plan_, work_, content, moved) ? 0 : std::max(merit.near, 1.0);
    for (int place = 0; place < plan_.place_count(); ++place) merit.moves += moved(place);
    merit.changes = last_.empty() ? 0 : differing(options, last_);
    std::uint64_t key = address_hash("stages." + model_.stages[0].name + ".tie");
    for (int place = 0; place < plan_.place_count(); ++place) {
      const IssueModel& issue = model_.issues[plan_.issues[place]];
      key += address_hash(fmt::format("{}={}", issue.name, issue.option_values[options[place]]));
    }
    const PhiloxCounter words = draw_block(state_.seed, state_.trials[0], 0, key);
    merit.priority = std::uint64_t{words[0]} << 32 | words[1];
    if (!merit.beats(merit_)) return;
    merit_ = merit;
    best_ = options;
  }

  const Model& model_;
  const State<double>& state_;
  const single_text::Plan& plan_;
  const single_text::Work<double>& work_;
  const std::vector<int> last_;
  Merit merit_;
  std::vector<int> best_;
};

TEST(Properties, TheSearchFindsWhatANaiveOneFinds) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 90; ++seed) {
    const std::string game = random_text_game(seed, 3);
    const Model model = model_of(seed <= 60 ? game : moving(game, seed));
    State<double> state(model);
    const auto& work = work_of<single_text::Plan>(state);
    for (std::uint64_t trial = 0; trial < 10; ++trial) {
      start(model, state, 5, trial, 1);
      std::vector<int> naive, tabled, last;
      const auto draft = [&] {
        std::vector<int> options;
        for (int place = 0; place < model.stages[0].space().place_count(); ++place)
          options.push_back(static_cast<int>(work.draft[place]));
        return options;
      };
      while (state.stage == 0) {
        last = state.round > 0 && work.has_draft ? draft() : std::vector<int>{};
        step(model, state);
        if (state.stage > 0 || state.round < 2 || !work.has_best) continue;
        naive = Naive(model, state, last).best();
        tabled = draft();
        EXPECT_EQ(tabled, naive) << "game " << seed << ", trial " << trial << ", round " << state.round;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 300);
}

}  // namespace
}  // namespace detente
