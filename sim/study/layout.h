// Where a block keeps what it counts: indices into its flat lists of counts and sums, and places of its sparse counts.
// Whole blocks are added index by index, so merging needs to know nothing about what is counted.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/engine/model.h"

namespace detente {

constexpr int block_trials = 1024;     // consecutive trials of a block; part of the result format
constexpr int zone_bucket_count = 24;  // 0, 1, 2-3, 4-7, ... packages

enum class AbsenceKind { worse, crossed, unmet };

// A reason why a guest stays away; `row` is the guest's own or that of who instructs it.
struct ReasonLayout {
  AbsenceKind kind = AbsenceKind::worse;
  int row = 0;
  int demand = -1;  // unmet: which
  int total = 0;    // count: away, and this reason held
  int only = 0;     // count: away, and no other reason held
};

struct GuestLayout {
  int row = 0;
  int came = 0;  // count
  std::vector<ReasonLayout> reasons;
};

struct StageLayout {
  int reached = 0, held = 0, agreed = 0;
  int rounds = 0;                            // counts by rounds used, 0..rounds
  int utility = 0, threshold = 0;            // sums by row, over the trials in which the row took part
  int took_part = 0, accepted = 0;           // counts by row
  std::vector<GuestLayout> guests;           // participation
  int no_text = 0;                           // single text
  int zone = 0;                              // counts by bucket
  int zone_sum = 0;                          // sum of packages
  int blocked_alone = 0, blocked_among = 0;  // counts by row
  int blocked_on = 0;                        // counts by row and place
};

// What has become of a variable at the end of each trial: sparse counts.
struct VariableLayout {
  int sum = 0, squares = 0;  // that make one exact number (sim/stats/exact_sum.h)
  int buckets = 0;           // by bucket (sim/stats/buckets.h)
};

struct Layout {
  int outcomes = 0, events = 0;
  int failed = 0, clamped = 0, zero_divisions = 0;
  std::vector<int> settled;  // counts by option, one start an issue
  std::vector<StageLayout> stages;
  std::vector<VariableLayout> variables;
  int shocks = 0;  // counts of trials in which each has struck
  int count_size = 0, sum_size = 0, sparse_size = 0;
};

Layout make_layout(const Model& model);

}  // namespace detente
