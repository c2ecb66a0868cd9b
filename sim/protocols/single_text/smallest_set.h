// The fewest refusers whose consent makes a text pass, of one trial.
#pragma once

#include <array>
#include <cstdint>

namespace detente::single_text {

constexpr int rows_most = 64;  // parties of a scenario; sets of rows are bits

// A vote against the text that may stay one.
struct VoteAgainst {
  double weight = 0;           // in the rule
  std::uint64_t refusers = 0;  // rows that must all consent for it to be one in favour
};

struct RefusedText {
  std::array<VoteAgainst, rows_most> against = {};
  int against_count = 0;
  std::uint64_t bound = 0;                             // rows that must consent whatever others do: vetoes, controllers
  std::array<double, rows_most> lacks = {};            // [row], what the text is short of for it, weighted
  std::array<std::uint64_t, rows_most> priority = {};  // [row], in the draw among equals
  // It passes with votes against of this weight, or of less only.
  double most_against = 0;
  bool less_only = false;
};

struct Givers {
  int count = rows_most + 1;  // more than there are: no set would do
  double lacks = 0;           // all together
  std::uint64_t rows = 0;
};

// The smallest set of at most so many, of equally small ones that which lacks least in multiples of 1e-9, of these that
// of the greatest priorities. Exact unless that takes more looks
// than there are left, of which it takes its own; then the best that it met.
Givers smallest_set(RefusedText& text, int most, int& looks_left);

}  // namespace detente::single_text
