// What the convenor and its guests make of each package, written down once a stage because only what is known of
// demands changes from round to round (StageModel::keeps_ledger). A package then costs a few instructions a round.
#pragma once

#include <algorithm>
#include <array>
#include <limits>

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
  // Each round, before the others.
  void open(const Model& model);
  Real rank(int index);
  // Lanes in which the package, whose rank has been asked for, drives away nobody to be kept who would have come to the
  // opening terms.
  Mask<Real> keeps(int index) const {
    return work_.keeps_content[index] & work_.keeps_demands[stage_.ledger[index].kind];
  }

 private:
  void mark_lines(const Model& model);
  void weigh_demands();  // what is known of them by now, by kind of package
  void ask(int index);
  void value_packages();
  Mask<Real> content(int guest) const;
  Mask<Real> crosses_nothing(const std::uint8_t* options, std::size_t column) const;

  const StageModel& stage_;
  StageWork<Real>& work_;
  const std::size_t wanted_;
  RowList asking_;       // of the wanted, those to be kept and those who instruct them: staying out is worth something
  RowList kept_asking_;  // of those to be kept, whom such a row is or instructs
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
Mask<Real> Ledger<Real>::crosses_nothing(const std::uint8_t* options, std::size_t column) const {
  Mask<Real> result = everywhere<Real>();
  for (int place = 0; place < stage_.place_count(); ++place)
    result = result & work_.line_kept[(stage_.option_begin[place] + options[place]) * (wanted_ + 1) + column];
  return result;
}

// What they are worth to the convenor.
template <class Real>
void Ledger<Real>::value_packages() {
  const Real never(-std::numeric_limits<double>::infinity());
  for (int option = 0; option < stage_.option_count(); ++option)
    work_.walk_cell[option] =
        select(work_.allowed[option], work_.table.cell[option * stage_.row_count() + stage_.convenor], never);
  for (int index = 0; index < stage_.ledger_size(); ++index) {
    const std::uint8_t* options = stage_.ledger[index].options.data();
    Real worth = work_.table.base[stage_.convenor];
    for (int place = 0; place < stage_.place_count(); ++place)
      worth += work_.walk_cell[stage_.option_begin[place] + options[place]];
    work_.worth[index] = stage_.all_fixed ? worth : select(excluded(stage_, work_, options), never, worth);
    work_.asked[index] = 0;
  }
}

template <class Real>
void Ledger<Real>::open(const Model& model) {
  if (!work_.ledger_open) {
    mark_lines(model);
    value_packages();
  }
  work_.ledger_open = true;
  // Most guests ask for nothing but that lines be kept.
  const auto chain_asks = [&](int guest) {
    bool found = false;
    for (int row = guest; row >= 0; row = stage_.principal_row[row]) {
      if (!work_.asks_worth[row]) continue;
      found = true;
      if (!asking_.contains(row)) asking_.add(row);
    }
    return found;
  };
  for (const int guest : stage_.wanted) chain_asks(guest);
  for (const int guest : stage_.keep)
    if (chain_asks(guest)) kept_asking_.add(guest);
  weigh_demands();
}

template <class Real>
void Ledger<Real>::ask(int index) {
  work_.asked[index] = 1;
  const std::uint8_t* options = stage_.ledger[index].options.data();
  for (const int row : asking_) {
    work_.judged[row] = utility_of(stage_, work_.table, options, row);
    work_.content[row] = work_.judged[row] >= work_.stay_out[row] - Real(stay_out_slack);
  }
  Real shortfall(0.0);
  for (std::size_t w = 0; w < wanted_; ++w) {
    work_.wanted_content[index * wanted_ + w] = crosses_nothing(options, w) & content(stage_.wanted[w]);
    for (int row = stage_.wanted[w]; row >= 0; row = stage_.principal_row[row])
      if (work_.asks_worth[row]) shortfall += max(work_.stay_out[row] - work_.judged[row], Real(0.0));
  }
  work_.shortfall[index] = rounded(shortfall);
  Mask<Real> kept = crosses_nothing(options, wanted_);
  for (const int guest : kept_asking_) kept &= content(guest) | !work_.came_first[guest];
  work_.keeps_content[index] = kept;
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
Real Ledger<Real>::rank(int index) {
  if (!work_.asked[index]) ask(index);
  const int kind = stage_.ledger[index].kind;
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
