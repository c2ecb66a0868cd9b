// The searches among texts find what naive ones do, which read the rules in their own words: one trial, every package,
// no tables, no differences.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <tuple>

#include "sim/protocols/single_text/smallest_set.h"
#include "sim/random/philox.h"
#include "tests/protocols/moving_games.h"
#include "tests/protocols/text_games.h"
#include "tests/support/play.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

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

// What the rules say of any text.
class NaiveTexts {
 public:
  NaiveTexts(const Model& model, const State<double>& state)
      : model_(model),
        state_(state),
        plan_(plan_of<single_text::Plan>(model)),
        work_(work_of<single_text::Plan>(state)) {}

  // Calls then(options) for every package, in order of name.
  template <class Then>
  void each(const Then& then) const {
    std::vector<int> options(plan_.place_count(), 0);
    for (;;) {
      then(options);
      int place = plan_.place_count() - 1;
      while (place >= 0 && ++options[place] == plan_.options_at(place)) options[place--] = 0;
      if (place < 0) return;
    }
  }

 protected:
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

  double utility(int row, const std::vector<int>& options) const {
    double utility = work_.table.base[row];
    for (int place = 0; place < plan_.place_count(); ++place)
      utility += work_.table.cell[(plan_.option_begin[place] + options[place]) * plan_.row_count() + row];
    return utility;
  }

  std::vector<int> current() const { return {work_.current.data(), work_.current.data() + plan_.place_count()}; }

  double held(int row) const { return utility(row, current()); }

  std::uint64_t priority(const std::vector<int>& options) const {
    std::uint64_t key = address_hash("stages." + model_.stages[0].name + ".tie");
    for (int place = 0; place < plan_.place_count(); ++place) {
      const IssueModel& issue = model_.issues[plan_.issues[place]];
      key += address_hash(fmt::format("{}={}", issue.name, issue.option_values[options[place]]));
    }
    const PhiloxCounter words = draw_block(state_.seed, state_.trials[0], 0, key);
    return std::uint64_t{words[0]} << 32 | words[1];
  }

  int differing(const std::vector<int>& options, const std::vector<int>& from) const {
    int count = 0;
    for (int place = 0; place < plan_.place_count(); ++place) count += options[place] != from[place];
    return count;
  }

  const Model& model_;
  const State<double>& state_;
  const single_text::Plan& plan_;
  const single_text::Work<double>& work_;
};

// last: the draft before, empty if there was none.
class NaiveSearch : NaiveTexts {
 public:
  NaiveSearch(const Model& model, const State<double>& state, std::vector<int> last)
      : NaiveTexts(model, state), last_(std::move(last)) {}

  std::vector<int> best() {
    each([&](const std::vector<int>& options) { consider(options); });
    return best_;
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

  void consider(const std::vector<int>& options) {
    const auto moved = [&](int place) { return options[place] != static_cast<int>(work_.current[place]); };
    const std::vector<bool> excluded = broken(options);
    if (is_forbidden(options, excluded)) return;
    Merit merit{.sunk = false, .near = 0, .purpose = 0};
    bool gains = false;
    std::vector<char> content(plan_.row_count(), 1);
    for (int row = 0; row < plan_.row_count(); ++row) {
      const double worth = utility(row, options);
      if (counts(plan_, work_, row, moved)) {
        const bool refuses = refuses_over_line(row, options, excluded);
        merit.near += std::max(work_.influence[row], 1e-3) * (refuses ? 1 : std::max(work_.target[row] - worth, 0.0));
        content[row] = !refuses && worth >= work_.target[row] - 1e-9;
        gains |= worth > held(row) + 1e-9;
        std::vector<char> others(plan_.row_count(), 1);
        others[row] = 0;
        merit.sunk |= refuses && !adopted(plan_, work_, others, moved);
      }
      if (row == plan_.mediator || (work_.present[row] && plan_.speaks[row]))
        merit.purpose += work_.influence[row] * worth;
    }
    if (!gains) return;
    merit.near = std::floor(merit.near * 1e9 + 0.5);
    if (plan_.decision.rule == DecisionRule::weighted_majority || plan_.decision.minus > 0)
      merit.near = adopted(plan_, work_, content, moved) ? 0 : std::max(merit.near, 1.0);
    for (int place = 0; place < plan_.place_count(); ++place) merit.moves += moved(place);
    merit.changes = last_.empty() ? 0 : differing(options, last_);
    merit.priority = priority(options);
    if (!merit.beats(merit_)) return;
    merit_ = merit;
    best_ = options;
  }

  const std::vector<int> last_;
  Merit merit_;
  std::vector<int> best_;
};

TEST(Search, FindsWhatANaiveOneFinds) {
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
        naive = NaiveSearch(model, state, last).best();
        tabled = draft();
        EXPECT_EQ(tabled, naive) << "game " << seed << ", trial " << trial << ", round " << state.round;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 300);
}

// Tries every set of refusers on every package.
class NaiveDeal : NaiveTexts {
 public:
  // last: the text that failed; most: issues that a deal may change from it.
  NaiveDeal(const Model& model, const State<double>& state, const std::vector<int>& last, int most)
      : NaiveTexts(model, state), last_(last) {
    each([&](const std::vector<int>& candidate) {
      if (differing(candidate, last) <= most) consider(candidate);
    });
  }

  std::vector<int> options;  // of the nearest deal, none if empty
  std::uint64_t givers = 0;  // rows

 private:
  void consider(const std::vector<int>& candidate) {
    const auto moved = [&](int place) { return candidate[place] != static_cast<int>(work_.current[place]); };
    const std::vector<bool> excluded = broken(candidate);
    if (is_forbidden(candidate, excluded)) return;
    std::vector<char> content(plan_.row_count(), 1);
    std::vector<double> lacks(plan_.row_count(), 0);
    std::vector<int> refusers;
    bool gains = false, moves = false;
    for (int place = 0; place < plan_.place_count(); ++place) moves |= moved(place);
    for (int row = 0; row < plan_.row_count(); ++row) {
      if (!counts(plan_, work_, row, moved)) continue;
      const double worth = utility(row, candidate), short_of = work_.reservation[row] - worth;
      const bool over_line = refuses_over_line(row, candidate, excluded);
      gains |= worth > held(row) + 1e-9;
      if (!over_line && short_of <= 1e-9) continue;
      lacks[row] = std::max(work_.influence[row], 1e-3) * (over_line ? 1 : short_of);
      content[row] = 0;
      refusers.push_back(row);
    }
    if (!moves || !gains) return;
    for (unsigned set = 0; set < 1U << refusers.size(); ++set) {
      std::vector<char> persuaded = content;
      double lacking = 0;
      std::uint64_t rows = 0;
      for (std::size_t i = 0; i < refusers.size(); ++i)
        if (set >> i & 1) {
          persuaded[refusers[i]] = 1;
          lacking += lacks[refusers[i]];
          rows |= std::uint64_t{1} << refusers[i];
        }
      if (!adopted(plan_, work_, persuaded, moved)) continue;
      const std::tuple merit(std::popcount(rows), std::floor(lacking * 1e9 + 0.5), differing(candidate, current()),
                             differing(candidate, last_), ~priority(candidate));
      if (!options.empty() && merit >= merit_) continue;
      merit_ = merit;
      options = candidate;
      givers = rows;
    }
  }

  const std::vector<int> last_;
  std::tuple<int, double, int, int, std::uint64_t> merit_{};
};

// Plays the stage to its end. The last text; empty if there was none.
std::vector<int> play_talks(const Model& model, State<double>& state, std::uint64_t trial) {
  start(model, state, 5, trial, 1);
  while (state.stage == 0) step(model, state);
  const auto& work = work_of<single_text::Plan>(state);
  if (!work.has_draft) return {};
  return {work.draft.data(), work.draft.data() + work.draft.size()};
}

void check_nearest_deals(bool whole_space, int most) {
  int compared = 0, several = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    Model model = model_of(random_text_game(seed, 3));
    std::get<single_text::Plan>(model.stages[0].plan).whole_space = whole_space;
    State<double> state(model);
    for (std::uint64_t trial = 0; trial < 10; ++trial) {
      const std::vector<int> last = play_talks(model, state, trial);
      const auto& record = std::get<single_text::Record<double>>(state.records[0]);
      if (record.agreed || !record.held || last.empty()) {
        EXPECT_FALSE(record.possible);
        continue;
      }
      const NaiveDeal naive(model, state, last, most);
      ASSERT_EQ(record.possible, !naive.options.empty()) << "game " << seed << ", trial " << trial;
      if (!record.possible) continue;
      EXPECT_EQ(std::vector<int>(record.deal.data(), record.deal.data() + record.deal.size()), naive.options)
          << "game " << seed << ", trial " << trial;
      std::uint64_t gives = 0;
      for (std::size_t row = 0; row < record.gives.size(); ++row) gives |= std::uint64_t{record.gives[row]} << row;
      EXPECT_EQ(gives, naive.givers) << "game " << seed << ", trial " << trial;
      EXPECT_EQ(record.givers, std::popcount(gives));
      ++compared;
      several += record.givers > 1;
    }
  }
  EXPECT_GT(compared, 100);
  EXPECT_GT(several, 10);
}

TEST(NearestDeal, IsWhatTheFewestHaveToGiveFor) { check_nearest_deals(true, 3); }
TEST(NearestDeal, IsSoughtWithinTwoIssuesOfTheLastTextWhereThereAreTooManyTexts) { check_nearest_deals(false, 2); }

TEST(SmallestSet, IsTheOneThatTryingAllFinds) {
  Dice dice(3);
  for (int game = 0; game < 3000; ++game) {
    single_text::RefusedText text;
    const int rows = dice.between(1, 8);
    for (int row = 0; row < rows; ++row) text.lacks[row] = dice.between(1, 1000);
    text.bound = static_cast<std::uint64_t>(dice.below(3) ? 0 : dice.below(1 << rows));
    const bool equal = dice.below(2) == 0;
    double all = 0;
    for (int row = 0; row < rows; ++row) {
      std::uint64_t refusers = std::uint64_t{1} << row;
      if (dice.below(4) == 0) refusers |= std::uint64_t{1} << dice.below(rows);
      refusers &= ~text.bound;
      if (!refusers) continue;
      text.against[text.against_count++] = {equal ? 1.0 : dice.between(1, 50), refusers};
      all += text.against[text.against_count - 1].weight;
    }
    text.most_against = static_cast<double>(dice.between(0, static_cast<int>(all)));
    text.less_only = dice.below(2) == 0 && text.most_against > 0;
    single_text::Givers naive;
    for (std::uint64_t set = 0; set < std::uint64_t{1} << rows; ++set) {
      double against = 0, lacks = 0;
      for (int i = 0; i < text.against_count; ++i)
        if (text.against[i].refusers & ~set) against += text.against[i].weight;
      for (int row = 0; row < rows; ++row)
        if (set >> row & 1) lacks += text.lacks[row];
      const int count = std::popcount(set);
      if ((text.bound & ~set) || !(text.less_only ? against < text.most_against : against <= text.most_against) ||
          std::tuple(count, lacks) >= std::tuple(naive.count, naive.lacks))
        continue;
      naive = {count, lacks, set};
    }
    int looks_left = 10'000;
    const single_text::Givers found = smallest_set(text, single_text::rows_most, looks_left);
    EXPECT_EQ(found.count, naive.count) << game;
    EXPECT_EQ(found.lacks, naive.lacks) << game;
  }
}

}  // namespace
}  // namespace detente
