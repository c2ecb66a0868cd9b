// Where a block keeps what it counts: indices into its flat lists of counts and sums, and places of its sparse counts,
// for each figure of the list (sim/engine/figures.h). Whole blocks are added index by index, so merging needs to know
// nothing about what is counted.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/model.h"

namespace detente {

constexpr int block_trials = 1024;  // consecutive trials of a block; part of the result format
constexpr int size_bin_count = 24;  // 0, 1, 2 to 3, 4 to 7, ...

// A part of the trials: count `all` (-1: those that did not fail), with or without count `other` (-1: there is none).
struct Portion {
  int all = -1, other = -1;
  bool less = false;
};

// What a row of figures is about: "attendance" of "convening.donor", "absence" of it for "red-line". The item tells
// apart what has one kind and name: options, issues, reasons, numbers.
struct RowName {
  std::string kind, name, item;
  auto operator<=>(const RowName&) const = default;
};

struct Figure {
  enum class Type {
    share,   // the sum of `size` counts from `first`
    mean,    // a sum and one of squares, from `sum`
    number,  // `size` counts, of 0 to size - 1
    size,    // size_bin_count counts, and such sums
    choice,  // a count for each label
    value,   // `first` says which
  };
  Type type = Type::share;
  RowName about;
  std::vector<std::string> labels = {};  // choice
  int first = 0, size = 0, sum = 0;
  int most = -1;                  // of a share: place of the greatest number among the maxima, if there is one
  int least = 0, end = 0;         // number, size, choice: the counts from `least` to before `end` make a row each
  std::vector<double> days = {};  // choice: what its labels stand for, where they are dates
  Portion of = {};
  bool is_share() const { return type == Type::share; }
  RowName row(int place) const;  // of a choice, number or size: of one of its counts
};

struct Figures {
  std::vector<Figure> list;
  std::vector<int> by_name;            // places in it, in order of what they are about
  std::vector<RowName> shares, means;  // the rows that they make, in order
};

// What a value was at the end of each trial: sparse counts.
struct ValueLayout {
  int sum = 0, squares = 0;    // that make one exact number (sim/stats/exact_sum.h)
  int bins = 0;                // by bin (sim/stats/bins.h), of a range those of its steps
  std::optional<Issue> range;  // whose value it is
};

struct Layout {
  std::shared_ptr<const Figures> figures;  // the first: outcomes, counted from 0
  int failed = 0, clamped = 0, zero_divisions = 0;
  std::vector<ValueLayout> values;  // of issues with a range, then of variables
  int count_size = 0, sum_size = 0, maximum_size = 0, sparse_size = 0;
};

Layout make_layout(const Model& model);

inline int size_bin(std::uint64_t size) { return std::min(static_cast<int>(std::bit_width(size)), size_bin_count - 1); }
std::string size_bin_name(int bin);  // "2 to 3"

}  // namespace detente
