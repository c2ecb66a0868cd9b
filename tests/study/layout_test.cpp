#include "sim/study/layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "sim/stats/bins.h"
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
};

Ranges ranges_of(const Layout& layout) {
  Ranges ranges;
  for (const int single : {layout.failed, layout.clamped, layout.zero_divisions}) ranges.counts.push_back({single, 1});
  for (const Figure& figure : layout.figures->list) {
    if (figure.about.kind == "below_norm_floor" || figure.type == Figure::Type::value) continue;  // counts of others
    if (figure.size > 0) ranges.counts.push_back({figure.first, figure.size});
    if (figure.type == Figure::Type::mean || figure.type == Figure::Type::size) ranges.sums.push_back({figure.sum, 2});
  }
  for (const ValueLayout& variable : layout.values) {
    ranges.sparse.push_back({variable.bins, bin_count});
    ranges.sparse.push_back({variable.sum, exact_sum_size});
    ranges.sparse.push_back({variable.squares, exact_squares_size});
  }
  return ranges;
}

void expect_tiling(std::vector<Range> ranges, int size) {
  std::stable_sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  int end = 0;
  for (const Range& range : ranges) {
    EXPECT_EQ(range.begin, end);
    end = range.begin + range.size;
  }
  EXPECT_EQ(end, size);
}

std::vector<Model> models() {
  std::vector<Model> made;
  made.push_back(model_of(example_text));
  made.push_back(model_of(lively_text));
  for (const std::string& name : shipped_names()) made.push_back(shipped(name));
  return made;
}

TEST(Layout, EveryPlaceOfABlockHasOneMeaning) {
  for (const Model& model : models()) {
    const Layout layout = make_layout(model);
    const Ranges ranges = ranges_of(layout);
    expect_tiling(ranges.counts, layout.count_size);
    expect_tiling(ranges.sums, layout.sum_size);
    expect_tiling(ranges.sparse, layout.sparse_size);
  }
}

// A party may be called as what a reason begins with.
Model with_a_party_called_precondition() {
  std::string text = example_text;
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  };
  replace("donor", "precondition");
  replace("role = \"precondition\"", "role = \"donor\"");
  replace("preconditions.seated", "preconditions.red-line");
  return model_of(text.c_str(),
                  {"parties.guest.principal=precondition",
                   "parties.precondition.positions.seat={ ideal = 0, salience = 10, red-line = { at-most = 90 } }"});
}

TEST(Layout, EveryRowIsAboutSomethingElse) {
  std::vector<Model> all = models();
  all.push_back(with_a_party_called_precondition());
  for (const Model& model : all) {
    const Layout layout = make_layout(model);
    for (const std::vector<RowName>* rows : {&layout.figures->shares, &layout.figures->means}) {
      std::set<std::tuple<std::string, std::string, std::string>> seen;
      for (const RowName& row : *rows)
        EXPECT_TRUE(seen.emplace(row.kind, row.name, row.item).second)
            << row.kind << " " << row.name << " " << row.item;
    }
  }
}

// A share is of trials that may be counted in it: what it is of has been counted before it, or is the whole.
TEST(Layout, WhatIsCountedIsOfWhatWasCountedBefore) {
  for (const Model& model : models()) {
    const Layout layout = make_layout(model);
    for (const Figure& figure : layout.figures->list) {
      EXPECT_LT(figure.of.all, figure.size > 0 ? figure.first : layout.count_size);
      if (figure.of.other >= 0) EXPECT_GE(figure.of.all, 0);
    }
  }
}

std::vector<std::string> reasons_of(const Model& model, const std::string& guest) {
  std::vector<std::string> reasons;
  const Layout layout = make_layout(model);
  for (const Figure& figure : layout.figures->list)
    if (figure.about.kind == "absence" && figure.about.name == model.stages[0].name + "." + guest)
      reasons.push_back(figure.about.item);
  return reasons;
}

using Reasons = std::vector<std::string>;

// The guest: worse off, or without its seat; it has no red line. The donor: worse off, or beyond its red line on aid -
// but aid is not among the terms, so its line cannot be crossed.
TEST(Layout, AGuestHasAReasonForEverythingThatMayKeepItAway) {
  const Model model = model_of(example_text);
  EXPECT_EQ(plan_of<participation::Plan>(model).guests.size(), 2U);
  EXPECT_EQ(reasons_of(model, "guest"), (Reasons{"worse-than-staying-away", "precondition.seated"}));
  EXPECT_EQ(reasons_of(model, "donor"), Reasons{"worse-than-staying-away"});
}

TEST(Layout, WhoIsInstructedMayBeKeptAwayByItsPrincipal) {
  const Model model = model_of(example_text, {"parties.guest.principal=donor", "parties.donor.positions.seat=[0, 10]"});
  const Reasons reasons = reasons_of(model, "guest");
  ASSERT_EQ(reasons.size(), 3U);
  EXPECT_EQ(reasons[2], "worse-than-staying-away.donor");
}

}  // namespace
}  // namespace detente
