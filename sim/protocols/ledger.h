// What the convenor and its guests make of each package, written down once a stage because only what is known of
// demands changes from round to round (StageModel::keeps_ledger). A package then costs a few instructions a round.
#pragma once

#include <algorithm>
#include <array>

#include "sim/protocols/guests.h"
#include "sim/scenario/limits.h"

namespace detente {

constexpr double brings_all = -1;  // the best rank of a package

// In multiples of 1e-9.
template <class Real>
Real rounded(const Real& shortfall) {
  return floor(shortfall * Real(1e9) + Real(0.5)) / Real(1e9);
}

// Rank of a package that does not bring all the wanted, one number in this order of weight: those sure to stay away, at
// most 64, then demands open, at most 2 x 16 each, then the shortfall, at most 2 each.
template <class Real>
Real distance_of(const Real& hopeless, const Real& open, const Real& shortfall) {
  return (hopeless * Real(2048.0) + open) * Real(128.0) + shortfall;
}

// A few of a stage's rows.
class RowList {
 public:
  void add(int row) { rows_[count_++] = row; }
  bool contains(int row) const { return std::find(begin(), end(), row) != end(); }
  int size() const { return count_; }
  int operator[](int place) const { return rows_[place]; }
  const int* begin() const { return rows_.data(); }
  const int* end() const { return rows_.data() + count_; }

 private:
  std::array<int, limits::parties> rows_;
  int count_ = 0;
};

template <class Real>
class Ledger {
 public:
  Ledger(const StageModel& stage, StageWork<Real>& work) : stage_(stage), work_(work), wanted_(stage.wanted.size()) {}
  void fill(const Model& model);
  // What is known of demands by now, by kind of package.
  void weigh_demands();
  Real rank(std::int64_t index) const;
  // Lanes in which the package drives away nobody to be kept who would have come to the opening terms.
  Mask<Real> keeps(std::int64_t index) const {
    return work_.keeps_content[index] & work_.keeps_demands[stage_.kind[index]];
  }

 private:
  void mark_lines(const Model& model);
  Mask<Real> content(int guest) const;
  Mask<Real> crosses_nothing(const int* options, std::size_t column) const;

  const StageModel& stage_;
  StageWork<Real>& work_;
  const std::size_t wanted_;
};

// By option: lanes in which it crosses no meant line of each of the wanted, then of anybody to be kept.
template <class Real>
void Ledger<Real>::mark_lines(const Model& model) {
  work_.line_kept.fill(everywhere<Real>());
  const auto mark = [&](int guest, std::size_t column, const Mask<Real>& lanes) {
    for (int row = guest; row >= 0; row = stage_.principal_row[row])
      for (const Row::Interest& interest : stage_.rows[row].interests) {
        const auto& line = interest.position->line;
        if (!line) continue;
        const std::vector<double>& values = model.issues[stage_.issues[interest.place]].option_values;
        const Mask<Real> free = !(lanes & work_.line_meant[interest.place * stage_.row_count() + row]);
        Mask<Real>* kept = work_.line_kept.data() + stage_.option_begin[interest.place] * (wanted_ + 1) + column;
        for (std::size_t option = 0; option < values.size(); ++option, kept += wanted_ + 1)
          if (values[option] < line->at_least || values[option] > line->at_most) *kept = *kept & free;
      }
  };
  for (std::size_t w = 0; w < wanted_; ++w) mark(stage_.wanted[w], w, everywhere<Real>());
  for (const int guest : stage_.keep) mark(guest, wanted_, work_.came_first[guest]);
}

template <class Real>
Mask<Real> Ledger<Real>::content(int guest) const {
  Mask<Real> result = everywhere<Real>();
  for (int row = guest; row >= 0; row = stage_.principal_row[row])
    if (work_.asks_worth[row]) result = result & work_.content[row];
  return result;
}

template <class Real>
Mask<Real> Ledger<Real>::crosses_nothing(const int* options, std::size_t column) const {
  Mask<Real> result = everywhere<Real>();
  for (int place = 0; place < stage_.place_count(); ++place)
    result = result & work_.line_kept[(stage_.option_begin[place] + options[place]) * (wanted_ + 1) + column];
  return result;
}

template <class Real>
void Ledger<Real>::fill(const Model& model) {
  work_.ledger_filled = true;
  work_.offerable.fill(mask_of<Real>(false));
  mark_lines(model);
  // Most guests ask for nothing but that lines be kept.
  RowList asking, kept_asking;
  const auto chain_asks = [&](int guest) {
    bool found = false;
    for (int row = guest; row >= 0; row = stage_.principal_row[row]) {
      if (!work_.asks_worth[row]) continue;
      found = true;
      if (!asking.contains(row)) asking.add(row);
    }
    return found;
  };
  for (const int guest : stage_.wanted) chain_asks(guest);
  for (const int guest : stage_.keep)
    if (chain_asks(guest)) kept_asking.add(guest);
  // The walk sums what packages are worth to the convenor and to those.
  const int width = 1 + asking.size();
  work_.level[0] = work_.table.base[stage_.convenor];
  for (int i = 1; i < width; ++i) work_.level[i] = work_.table.base[asking[i - 1]];
  for (int option = 0; option < stage_.option_count(); ++option) {
    const Real* cell = work_.table.cell.data() + option * stage_.row_count();
    Real* walked = work_.walk_cell.data() + option * width;
    walked[0] = cell[stage_.convenor];
    for (int i = 1; i < width; ++i) walked[i] = cell[asking[i - 1]];
  }
  const auto leaf = [&](const int* options, std::int64_t index, const Mask<Real>& lanes, const Real* sums) {
    work_.worth[index] = sums[0];
    work_.offerable[index] = lanes & !excluded(stage_, work_, options);
    if (!any(work_.offerable[index])) return;
    for (int i = 1; i < width; ++i) {
      const int row = asking[i - 1];
      work_.judged[row] = sums[i];
      work_.content[row] = sums[i] >= work_.stay_out[row] - Real(stay_out_slack);
    }
    Real shortfall(0.0);
    for (std::size_t w = 0; w < wanted_; ++w) {
      work_.wanted_content[index * wanted_ + w] = crosses_nothing(options, w) & content(stage_.wanted[w]);
      for (int row = stage_.wanted[w]; row >= 0; row = stage_.principal_row[row])
        if (work_.asks_worth[row]) shortfall += max(work_.stay_out[row] - work_.judged[row], Real(0.0));
    }
    work_.shortfall[index] = rounded(shortfall);
    Mask<Real> kept = crosses_nothing(options, wanted_);
    for (const int guest : kept_asking) kept &= content(guest) | !work_.came_first[guest];
    work_.keeps_content[index] = kept;
  };
  PackageWalk(stage_, work_.allowed, work_.walk_cell, width, work_.level, leaf, [](int, const Real*) {
    return everywhere<Real>();
  }).run(work_.open);
}

template <class Real>
void Ledger<Real>::weigh_demands() {
  work_.left_open.fill(Real(0.0));
  for (auto* masks : {&work_.put_off, &work_.lost}) masks->fill(mask_of<Real>(false));
  work_.keeps_demands.fill(everywhere<Real>());
  // then(kind, lanes) for each kind of package that leaves a demand of the guest open, taken at its word in `lanes`.
  const auto each_open = [&](int guest, auto then) {
    for (int row = guest; row >= 0; row = stage_.principal_row[row])
      for (int d = stage_.demand_begin[row]; d < stage_.demand_begin[row + 1]; ++d) {
        const bool steady = stage_.demands[d].steady;
        const Mask<Real> left = steady ? work_.taken_at_word[d] & work_.steadily_unmet[d] : work_.taken_at_word[d];
        for (int kind = 0; kind < stage_.kind_count; ++kind)
          if (steady || !stage_.met[kind * stage_.demands.size() + d]) then(kind, d, left);
      }
  };
  for (std::size_t w = 0; w < wanted_; ++w)
    each_open(stage_.wanted[w], [&](int kind, int d, const Mask<Real>& left) {
      work_.left_open[kind] += select(left, Real(1.0), Real(0.0));
      work_.put_off[kind * wanted_ + w] |= left;
      work_.lost[kind * wanted_ + w] |= left & work_.proved[d];
    });
  for (const int guest : stage_.keep)
    each_open(guest, [&](int kind, int, const Mask<Real>& left) {
      work_.keeps_demands[kind] &= !(work_.came_first[guest] & left);
    });
}

template <class Real>
Real Ledger<Real>::rank(std::int64_t index) const {
  const int kind = stage_.kind[index];
  const Mask<Real>* content = work_.wanted_content.data() + index * wanted_;
  Mask<Real> brings = everywhere<Real>();
  Real hopeless(0.0);
  for (std::size_t w = 0; w < wanted_; ++w) {
    brings = brings & content[w] & !work_.put_off[kind * wanted_ + w];
    hopeless += select(content[w] & !work_.lost[kind * wanted_ + w], Real(0.0), Real(1.0));
  }
  return select(brings, Real(brings_all), distance_of(hopeless, work_.left_open[kind], work_.shortfall[index]));
}

}  // namespace detente
