// What must hold in every trial of every scenario, whatever its protocols. A new protocol gets all of it with one line:
//   check_properties(model_of(text));
#pragma once

#include <gtest/gtest.h>

#include <bit>

#include "sim/study/simulate.h"
#include "tests/support/play.h"
#include "tests/support/rooms.h"

namespace detente {

// What only one protocol records of a stage, in two lanes of any types; nothing where it says nothing here.
template <class Real, class Other>
void expect_same_room(const StageEnd<Real>&, int, const StageEnd<Other>&, int) {}

template <class Real, class Other>
void expect_same_room(const participation::Record<Real>& a, int l, const participation::Record<Other>& b, int m) {
  for (std::size_t row = 0; row < a.worse.size(); ++row) {
    EXPECT_EQ(is<Real>(a.worse[row], l), is<Other>(b.worse[row], m));
    EXPECT_EQ(is<Real>(a.crossed[row], l), is<Other>(b.crossed[row], m));
  }
  for (std::size_t precondition = 0; precondition < a.unmet.size(); ++precondition)
    EXPECT_EQ(is<Real>(a.unmet[precondition], l), is<Other>(b.unmet[precondition], m));
}

template <class Real, class Other>
void expect_same_room(const single_text::Record<Real>& a, int l, const single_text::Record<Other>& b, int m) {
  EXPECT_EQ(std::bit_cast<std::uint64_t>(lane(a.zone, l)), std::bit_cast<std::uint64_t>(lane(b.zone, m)));
  EXPECT_EQ(is<Real>(a.drawn, l), is<Other>(b.drawn, m));
  EXPECT_EQ(is<Real>(a.all_refused, l), is<Other>(b.all_refused, m));
  for (std::size_t row = 0; row < a.refused.size(); ++row) {
    EXPECT_EQ(is<Real>(a.refused[row], l), is<Other>(b.refused[row], m));
    EXPECT_EQ(is<Real>(a.pivotal[row], l), is<Other>(b.pivotal[row], m));
    if (is<Real>(a.refused[row], l)) EXPECT_EQ(lane(a.reason[row], l), lane(b.reason[row], m));
  }
}

// The same trial in two states of any lane types, compared bit for bit.
template <class Real, class Other>
void expect_same_trial(const Model& model, const State<Real>& one, int l, const State<Other>& two, int m) {
  SCOPED_TRACE("trial " + std::to_string(one.trials[l]));
  const auto same = [](double a, double b, const std::string& what) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(a), std::bit_cast<std::uint64_t>(b)) << what;
  };
  same(lane(one.outcome, l), lane(two.outcome, m), "outcome");
  for (std::size_t event = 0; event < model.events.size(); ++event)
    EXPECT_EQ(is<Real>(one.events[event], l), is<Other>(two.events[event], m)) << model.scenario.events[event].name;
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    same(lane(one.option[issue], l), lane(two.option[issue], m), model.issues[issue].name);
  for (int s = 0; s < static_cast<int>(model.stages.size()); ++s) {
    const PackageSpace& space = model.stages[s].space();
    const StageEnd<Real>& a = one.end_of(s);
    const StageEnd<Other>& b = two.end_of(s);
    ASSERT_EQ(is<Real>(a.held, l), is<Other>(b.held, m));
    EXPECT_EQ(is<Real>(a.agreed, l), is<Other>(b.agreed, m));
    if (!is<Real>(a.held, l)) continue;
    same(lane(a.rounds, l), lane(b.rounds, m), "rounds");
    for (int row = 0; row < space.row_count(); ++row) {
      same(lane(a.utility[row], l), lane(b.utility[row], m), "utility");
      EXPECT_EQ(is<Real>(a.accepted[row], l), is<Other>(b.accepted[row], m));
    }
    for (int place = 0; place < space.place_count(); ++place)
      same(lane(a.option[place], l), lane(b.option[place], m), "text");
    const auto same_room = [&]<class Room>(const Room&) {
      expect_same_room(record_of<Room>(one, s), l, record_of<Room>(two, s), m);
    };
    std::visit(same_room, model.stages[s].plan);
  }
}

// An adopted text crosses no line that is meant by those who accepted it, nor by the mediator.
inline void check_text(const Model& model, const single_text::Plan& plan, const State<Pack<8>>& state,
                       const single_text::Record<Pack<8>>& record, int l) {
  if (plan.whole_space) EXPECT_GE(lane(record.zone, l), 1) << "an agreement where none was possible";
  for (int row = 0; row < plan.row_count(); ++row) {
    if (row != plan.mediator && !is<Pack<8>>(record.accepted[row], l)) continue;
    for (const Row::Line& line : plan.rows[row].lines) {
      const IssueModel& issue = model.issues[plan.issues[line.place]];
      const LineModel& stated = *model.position(plan.rows[row].party, plan.issues[line.place]).line;
      const double firmness = stated.firmness.kind == Value::Kind::constant
                                  ? stated.firmness.constant
                                  : lane(state.inputs[stated.firmness.index], l);
      const bool meant = stated.chance < 0 || lane(state.chances[stated.chance], l) < firmness;
      const double value = issue.option_values[static_cast<int>(lane(record.option[line.place], l))];
      EXPECT_FALSE(meant && (value < stated.at_least || value > stated.at_most))
          << model.parties[plan.rows[row].party].name;
    }
  }
}

inline void check_stage(const Model& model, int s, const State<Pack<8>>& state, int l) {
  const PlannedStage& stage = model.stages[s];
  const PackageSpace& space = stage.space();
  const StageEnd<Pack<8>>& end = state.end_of(s);
  if (!is<Pack<8>>(end.held, l)) return;
  for (int row = 0; row < space.row_count(); ++row) {
    EXPECT_GE(lane(end.utility[row], l), -1e-12);
    EXPECT_LE(lane(end.utility[row], l), 1 + 1e-12);
  }
  const bool agreed = is<Pack<8>>(end.agreed, l);
  const auto* const text = std::get_if<single_text::Plan>(&stage.plan);
  if (text && agreed) check_text(model, *text, state, record_of<single_text::Plan>(state, s), l);
  for (int row = 0; row < space.row_count(); ++row) {
    const bool accepted = is<Pack<8>>(end.accepted[row], l);
    // Nobody accepts or comes for less than its threshold.
    if (accepted && (agreed || !text)) EXPECT_GE(lane(end.utility[row], l), lane(end.threshold[row], l) - 2e-9);
  }
  if (text && agreed) {
    bool moved = false;
    for (int place = 0; place < space.place_count(); ++place) {
      const int issue = space.issues[place];
      moved |= static_cast<int>(lane(end.option[place], l)) != model.issues[issue].reversion;
    }
    EXPECT_TRUE(moved || s > 0) << "a text equal to what holds is not an agreement";
  }
  EXPECT_GE(lane(end.rounds, l), 1);
  EXPECT_LE(lane(end.rounds, l), stage.rounds);
}

inline void check_properties(const Model& model, std::uint64_t trials = 512) {
  if (sanitized) trials /= 4;  // still two packs of sixteen
  for_each_trial(model, 3, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    EXPECT_FALSE(is<Pack<8>>(state.failed, l));
    for (int s = 0; s < static_cast<int>(model.stages.size()); ++s) check_stage(model, s, state, l);
  });
  // One trial at a time, four, eight or sixteen; in any cut: the same bits.
  const Layout layout = make_layout(model);
  TrialOutcomes outcomes, first_outcomes;
  const Block whole = play_block(model, layout, 3, 0, trials, 8, first_outcomes);
  for (const int lanes : {1, 4, 16}) {
    outcomes = {};
    const Block again = play_block(model, layout, 3, 0, trials, lanes, outcomes);
    EXPECT_EQ(again.counts, whole.counts) << lanes;
    EXPECT_EQ(again.sums, whole.sums) << lanes;
    EXPECT_EQ(again.sparse, whole.sparse) << lanes;
    EXPECT_EQ(outcomes, first_outcomes) << lanes;
  }
  outcomes = {};
  Block halves = play_block(model, layout, 3, 0, trials / 2 + 3, 8, outcomes);
  const Block rest = play_block(model, layout, 3, trials / 2 + 3, trials - trials / 2 - 3, 8, outcomes);
  for (std::size_t i = 0; i < halves.counts.size(); ++i) halves.counts[i] += rest.counts[i];
  EXPECT_EQ(halves.counts, whole.counts);
  merge(halves.sparse, rest.sparse);
  EXPECT_EQ(halves.sparse, whole.sparse);
  EXPECT_EQ(outcomes, first_outcomes);
}

}  // namespace detente
