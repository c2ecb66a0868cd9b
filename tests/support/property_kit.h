// What must hold in every trial of every scenario, whatever its protocols. A new protocol gets all of it with one line:
//   check_properties(model_of(text));
#pragma once

#include <gtest/gtest.h>

#include <bit>

#include "sim/study/simulate.h"
#include "tests/support/play.h"

namespace detente {

// The same trial in two states of any lane types, compared bit for bit.
template <class Real, class Other>
void expect_same_trial(const Model& model, const State<Real>& one, int l, const State<Other>& two, int m) {
  const auto same = [&](double a, double b, const std::string& what) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(a), std::bit_cast<std::uint64_t>(b)) << what << ", trial " << one.trials[l];
  };
  same(lane(one.outcome, l), lane(two.outcome, m), "outcome");
  for (std::size_t event = 0; event < model.events.size(); ++event)
    EXPECT_EQ(is<Real>(one.events[event], l), is<Other>(two.events[event], m)) << model.scenario.events[event].name;
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    same(lane(one.option[issue], l), lane(two.option[issue], m), model.issues[issue].name);
  for (std::size_t s = 0; s < model.stages.size(); ++s) {
    const auto& a = one.stages[s];
    const auto& b = two.stages[s];
    ASSERT_EQ(is<Real>(a.held, l), is<Other>(b.held, m));
    EXPECT_EQ(is<Real>(a.agreed, l), is<Other>(b.agreed, m));
    if (!is<Real>(a.held, l)) continue;
    same(lane(a.rounds, l), lane(b.rounds, m), "rounds");
    same(lane(a.zone, l), lane(b.zone, m), "zone");
    for (int row = 0; row < model.stages[s].row_count(); ++row) {
      same(lane(a.utility[row], l), lane(b.utility[row], m), "utility");
      EXPECT_EQ(is<Real>(a.accepted[row], l), is<Other>(b.accepted[row], m));
      EXPECT_EQ(is<Real>(a.blocked_alone[row], l), is<Other>(b.blocked_alone[row], m));
    }
    for (std::size_t place = 0; place < model.stages[s].issues.size(); ++place)
      same(lane(a.option[place], l), lane(b.option[place], m), "text");
  }
}

// An adopted text crosses no line that is meant by those whose consent it needed, nor by the mediator.
inline void check_text(const Model& model, const StageModel& stage, const State<Pack<8>>& state,
                       const StageRecord<Pack<8>>& record, int l) {
  if (stage.whole_space) EXPECT_GE(lane(record.zone, l), 1) << "an agreement where none was possible";
  for (int row = 0; row < stage.row_count(); ++row) {
    if (row != stage.mediator && !is<Pack<8>>(record.took_part[row], l)) continue;
    for (const Row::Interest& interest : stage.rows[row].interests) {
      const auto& line = interest.position->line;
      if (!line) continue;
      const IssueModel& issue = model.issues[stage.issues[interest.place]];
      const double firmness = line->firmness.kind == Value::Kind::constant
                                  ? line->firmness.constant
                                  : lane(state.inputs[line->firmness.index], l);
      const bool meant = line->chance < 0 || lane(state.chances[line->chance], l) < firmness;
      const double value = issue.option_values[static_cast<int>(lane(record.option[interest.place], l))];
      EXPECT_FALSE(meant && (value < line->at_least || value > line->at_most))
          << model.parties[stage.rows[row].party].name;
    }
  }
}

inline void check_stage(const Model& model, std::size_t s, const State<Pack<8>>& state, int l) {
  const StageModel& stage = model.stages[s];
  const auto& record = state.stages[s];
  if (!is<Pack<8>>(record.held, l)) return;
  for (int row = 0; row < stage.row_count(); ++row) {
    EXPECT_GE(lane(record.utility[row], l), -1e-12);
    EXPECT_LE(lane(record.utility[row], l), 1 + 1e-12);
  }
  const bool agreed = is<Pack<8>>(record.agreed, l);
  const bool text = stage.protocol == Protocol::single_text;
  if (text && agreed) check_text(model, stage, state, record, l);
  for (int row = 0; row < stage.row_count(); ++row) {
    const bool accepted = is<Pack<8>>(record.accepted[row], l);
    // Nobody accepts or comes for less than its threshold.
    if (accepted && (agreed || !text)) EXPECT_GE(lane(record.utility[row], l), lane(record.threshold[row], l) - 2e-9);
  }
  if (text && agreed) {
    bool moved = false;
    for (int place = 0; place < stage.place_count(); ++place) {
      const int issue = stage.issues[place];
      moved |= static_cast<int>(lane(record.option[place], l)) != model.issues[issue].reversion;
    }
    EXPECT_TRUE(moved || s > 0) << "a text equal to what holds is not an agreement";
  }
  EXPECT_GE(lane(record.rounds, l), 1);
  EXPECT_LE(lane(record.rounds, l), stage.rounds);
}

inline void check_properties(const Model& model, std::uint64_t trials = 512) {
  if (sanitized) trials /= 4;  // still two packs of sixteen
  for_each_trial(model, 3, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    EXPECT_FALSE(is<Pack<8>>(state.failed, l));
    for (std::size_t s = 0; s < model.stages.size(); ++s) check_stage(model, s, state, l);
  });
  // One trial at a time, four, eight or sixteen; in any cut: the same bits.
  const Layout layout = make_layout(model);
  DrawCounts draws, first_draws;
  const Block whole = play_block(model, layout, 3, 0, trials, 8, first_draws);
  for (const int lanes : {1, 4, 16}) {
    draws = {};
    const Block again = play_block(model, layout, 3, 0, trials, lanes, draws);
    EXPECT_EQ(again.counts, whole.counts) << lanes;
    EXPECT_EQ(again.sums, whole.sums) << lanes;
    EXPECT_EQ(again.sparse, whole.sparse) << lanes;
    EXPECT_EQ(draws.counts, first_draws.counts) << lanes;
  }
  draws = {};
  Block halves = play_block(model, layout, 3, 0, trials / 2 + 3, 8, draws);
  const Block rest = play_block(model, layout, 3, trials / 2 + 3, trials - trials / 2 - 3, 8, draws);
  for (std::size_t i = 0; i < halves.counts.size(); ++i) halves.counts[i] += rest.counts[i];
  EXPECT_EQ(halves.counts, whole.counts);
  merge(halves.sparse, rest.sparse);
  EXPECT_EQ(halves.sparse, whole.sparse);
  EXPECT_EQ(draws.counts, first_draws.counts);
}

}  // namespace detente
