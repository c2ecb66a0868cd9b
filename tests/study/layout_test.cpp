#include "sim/study/layout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/stats/buckets.h"
#include "sim/stats/exact_sum.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

struct Range {
  int begin = 0, size = 0;
};

struct Ranges {
  std::vector<Range> counts, sums, sparse;
  void add_stage(const PlannedStage& stage, const StageLayout& at) {
    const int rows = stage.space().row_count();
    for (const int single : {at.reached, at.held, at.agreed}) counts.push_back({single, 1});
    counts.push_back({at.rounds, stage.rounds + 1});
    counts.push_back({at.took_part, rows});
    counts.push_back({at.accepted, rows});
    sums.push_back({at.utility, rows});
    sums.push_back({at.threshold, rows});
    for (const GuestLayout& guest : at.guests) {
      counts.push_back({guest.came, 1});
      for (const ReasonLayout& reason : guest.reasons)
        for (const int single : {reason.total, reason.only}) counts.push_back({single, 1});
    }
    if (!std::holds_alternative<single_text::Plan>(stage.plan)) return;
    counts.push_back({at.no_text, 1});
    counts.push_back({at.zone, zone_bucket_count});
    sums.push_back({at.zone_sum, 1});
    counts.push_back({at.blocked_alone, rows});
    counts.push_back({at.blocked_among, rows});
    counts.push_back({at.blocked_on, rows * stage.space().place_count()});
  }
};

Ranges ranges_of(const Model& model, const Layout& layout) {
  Ranges ranges;
  ranges.counts.push_back({layout.outcomes, static_cast<int>(model.outcomes.size())});
  ranges.counts.push_back({layout.events, static_cast<int>(model.events.size())});
  for (const int single : {layout.failed, layout.clamped, layout.zero_divisions}) ranges.counts.push_back({single, 1});
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    ranges.counts.push_back({layout.settled[issue], static_cast<int>(model.issues[issue].option_values.size())});
  for (std::size_t stage = 0; stage < model.stages.size(); ++stage)
    ranges.add_stage(model.stages[stage], layout.stages[stage]);
  for (const VariableLayout& variable : layout.variables) {
    ranges.sparse.push_back({variable.buckets, bucket_count});
    ranges.sparse.push_back({variable.sum, exact_sum_size});
    ranges.sparse.push_back({variable.squares, exact_squares_size});
  }
  ranges.counts.push_back({layout.shocks, static_cast<int>(model.shocks.size())});
  return ranges;
}

void expect_tiling(std::vector<Range> ranges, int size) {
  std::stable_sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  int end = 0;
  for (const Range& range : ranges) {
    if (range.size == 0) continue;
    EXPECT_EQ(range.begin, end);
    end = range.begin + range.size;
  }
  EXPECT_EQ(end, size);
}

TEST(Layout, EveryPlaceOfABlockHasOneMeaning) {
  std::vector<Model> models;
  models.push_back(model_of(example_text));
  models.push_back(model_of(lively_text));
  for (const std::string& name : shipped_names()) models.push_back(shipped(name));
  for (const Model& model : models) {
    const Layout layout = make_layout(model);
    const Ranges ranges = ranges_of(model, layout);
    expect_tiling(ranges.counts, layout.count_size);
    expect_tiling(ranges.sums, layout.sum_size);
    expect_tiling(ranges.sparse, layout.sparse_size);
  }
}

// The guest: worse off, or without its seat; it has no red line. The donor: worse off, or beyond its red line on aid -
// but aid is not among the terms, so its line cannot be crossed.
TEST(Layout, AGuestHasAReasonForEverythingThatMayKeepItAway) {
  const Model model = model_of(example_text);
  const Layout layout = make_layout(model);
  const std::vector<GuestLayout>& guests = layout.stages[0].guests;
  ASSERT_EQ(guests.size(), 2U);
  EXPECT_EQ(guests[0].row, plan_of<participation::Plan>(model).invited[0]);
  ASSERT_EQ(guests[0].reasons.size(), 2U);
  EXPECT_EQ(guests[0].reasons[0].kind, AbsenceKind::worse);
  EXPECT_EQ(guests[0].reasons[1].kind, AbsenceKind::unmet);
  EXPECT_EQ(guests[0].reasons[1].demand, 0);
  ASSERT_EQ(guests[1].reasons.size(), 1U);
  EXPECT_EQ(guests[1].reasons[0].kind, AbsenceKind::worse);
}

TEST(Layout, WhoIsInstructedMayBeKeptAwayByItsPrincipal) {
  const Model model = model_of(example_text, {"parties.guest.principal=donor", "parties.donor.positions.seat=[0, 10]"});
  const std::vector<ReasonLayout> reasons = make_layout(model).stages[0].guests[0].reasons;
  ASSERT_EQ(reasons.size(), 3U);
  EXPECT_EQ(reasons[2].kind, AbsenceKind::worse);
  EXPECT_EQ(model.parties[model.stages[0].space().rows[reasons[2].row].party].name, "donor");
}

}  // namespace
}  // namespace detente
