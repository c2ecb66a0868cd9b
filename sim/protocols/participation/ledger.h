// What the convenor and its guests make of each package, written down once a stage because only what is known of
// preconditions changes from round to round (Plan::keeps_ledger). A package then costs a few instructions a round.
#pragma once

#include <algorithm>
#include <array>
#include <limits>

#include "sim/core/tolerance.h"
#include "sim/protocols/participation/guests.h"
#include "sim/scenario/limits.h"

namespace detente::participation {

constexpr double brings_all = -1;  // the best rank of a package

// Rank of a package that does not bring all the wanted, one number in this order of weight: those sure to stay away,
// preconditions open (of 2048), the shortfall in multiples of 1e-9 (of 128). What so many wanted with long chains of
// principals may have beyond counts a rank higher.
template <class Real>
Real distance_of(const Real& hopeless, const Real& open, const Real& shortfall) {
  return (hopeless * Real(2048.0) + open) * Real(128e9) + shortfall;
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
  Ledger(const Plan& plan, Work<Real>& work) : plan_(plan), work_(work), wanted_(plan.wanted.size()) {}
  // Each round, before the others.
  void open(const World& world);
  DETENTE_INLINE Real rank(int page);
  // Lanes in which the package drives away nobody to be kept who would have come to the opening terms.
  Mask<Real> keeps(int page) const {
    return work_.pages.keeps_content[page] &
           work_.pages.keeps_preconditions[plan_.ledger_kind[work_.pages.entry[page]]];
  }

 private:
  void mark_lines(const World& world);
  void weigh_preconditions();  // what is known of them by now, by kind of package
  void write_pages(const World& world);
  void tabulate_columns();
  DETENTE_INLINE void ask(int page, const std::uint16_t* package, int asked);
  Mask<Real> content(int guest) const;
  Mask<Real> is_excluded(const std::uint16_t* package) const;

  static constexpr double never = -std::numeric_limits<double>::infinity();  // worth what it may not offer

  const Plan& plan_;
  Work<Real>& work_;
  const std::size_t wanted_;
  RowList asking_;       // of the wanted, those to be kept and those who instruct them: staying out is worth something
  RowList kept_asking_;  // of those to be kept, whom such a row is or instructs
};

// By option: lanes in which it crosses no meant line of each of the wanted, then of anybody to be kept.
template <class Real>
void Ledger<Real>::mark_lines(const World& world) {
  const int lines = static_cast<int>(wanted_) + 1;
  work_.pages.line_kept.fill(everywhere<Real>());
  const auto mark = [&](int guest, std::size_t column, const Mask<Real>& lanes) {
    for (int row = guest; row >= 0; row = plan_.principal_row[row])
      for (const Row::Line& line : plan_.rows[row].lines) {
        const Mask<Real> free = !(lanes & work_.line_meant[line.place * plan_.row_count() + row]);
        keep_to_line<Real>(world.issues[plan_.issues[line.place]], line, free,
                           work_.pages.line_kept.data() + plan_.option_begin[line.place] * lines + column, lines);
      }
  };
  for (std::size_t w = 0; w < wanted_; ++w) mark(plan_.wanted[w], w, everywhere<Real>());
  for (const int guest : plan_.keep) mark(guest, wanted_, work_.came_first[guest]);
}

template <class Real>
Mask<Real> Ledger<Real>::content(int guest) const {
  Mask<Real> result = everywhere<Real>();
  for (int row = guest; row >= 0; row = plan_.principal_row[row])
    if (work_.asks_worth[row]) result = result & work_.content[row];
  return result;
}

// Cells of the table, by option: the convenor's, and the most that places add for it; those of the rows that are asked.
template <class Real>
void Ledger<Real>::tabulate_columns() {
  const int options = plan_.option_count(), rows = plan_.row_count(), asked = asking_.size();
  for (int option = 0; option < options; ++option) {
    const Real* cell = work_.table.cell.data() + option * rows;
    work_.pages.column[option] = select(work_.allowed[option], cell[plan_.convenor], Real(never));
    for (int i = 0; i < asked; ++i) work_.pages.column[options + option * asked + i] = cell[asking_[i]];
  }
  work_.reach[plan_.place_count()] = Real(0.0);
  for (int place = plan_.place_count(); place-- > 0;) {
    Real most(never);
    for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option)
      most = max(most, work_.pages.column[option]);
    work_.reach[place] = most + work_.reach[place + 1];
  }
}

// What the guests make of a package; of its first `asked` places they have been asked already.
template <class Real>
void Ledger<Real>::ask(int page, const std::uint16_t* package, int asked) {
  const int places = plan_.place_count(), options = plan_.option_count();
  const int count = asking_.size(), lines = static_cast<int>(wanted_) + 1;
  Real* utilities = work_.level.data() + places + 1;  // [places taken][asked]
  Mask<Real>* clear = work_.pages.line_level.data();  // [places taken][of line_kept]: crosses none
  if (asked == 0) {
    for (int i = 0; i < count; ++i) utilities[i] = work_.table.base[asking_[i]];
    std::fill_n(clear, lines, everywhere<Real>());
  }
  for (int place = asked; place < places; ++place) {
    const int option = package[place];
    const Real* cells = work_.pages.column.data() + options + option * count;
    for (int i = 0; i < count; ++i) utilities[(place + 1) * count + i] = utilities[place * count + i] + cells[i];
    const Mask<Real>* kept = work_.pages.line_kept.data() + option * lines;
    for (int i = 0; i < lines; ++i) clear[(place + 1) * lines + i] = clear[place * lines + i] & kept[i];
  }
  utilities += places * count;
  clear += places * lines;
  for (int i = 0; i < count; ++i) {
    const int row = asking_[i];
    work_.judged[row] = utilities[i];
    work_.content[row] = utilities[i] >= work_.stay_out[row] - Real(tolerance);
  }
  Real shortfall(0.0);
  for (std::size_t w = 0; w < wanted_; ++w) {
    work_.pages.wanted_content[page * wanted_ + w] = clear[w] & content(plan_.wanted[w]);
    for (int row = plan_.wanted[w]; row >= 0; row = plan_.principal_row[row])
      if (work_.asks_worth[row]) shortfall += max(work_.stay_out[row] - work_.judged[row], Real(0.0));
  }
  work_.pages.shortfall[page] = to_multiple(shortfall);
  Mask<Real> kept = clear[wanted_];
  for (const int guest : kept_asking_) kept &= content(guest) | !work_.came_first[guest];
  work_.pages.keeps_content[page] = kept;
}

// A page for each package that may be worth the convenor's reservation. Sums are taken over from the package before as
// far as the two are the same, and packages that begin like one that cannot be worth it are passed over.
template <class Real>
void Ledger<Real>::write_pages(const World& world) {
  const int places = plan_.place_count(), entries = plan_.ledger_size();
  const std::uint8_t* turns = plan_.ledger_turn.data();
  const Real* worth_of = work_.pages.column.data();
  Real* worths = work_.level.data();  // [places taken]
  worths[0] = select(excluded_whole(plan_, work_), Real(never), work_.table.base[plan_.convenor]);
  const bool steady = !is_reread(world, plan_, world.parties[plan_.rows[plan_.convenor].party].reservation);
  const Real least = steady ? work_.reservation - Real(tolerance) : Real(never);
  const Real rounding(1e-12);  // of sums in another order
  tabulate_columns();
  work_.pages.count = 0;
  int asked = 0;  // places of this package for which guests have been asked
  for (int entry = 0; entry < entries;) {
    const std::uint16_t* package = plan_.ledger_package(entry);
    int place = turns[entry];
    asked = std::min(asked, place);
    for (; place < places; ++place) {
      worths[place + 1] = worths[place] + worth_of[package[place]];
      if (!any(worths[place + 1] + work_.reach[place + 1] >= least - rounding)) break;
    }
    if (place == places) {
      Real worth = worths[places];
      if (!plan_.all_fixed) worth = select(is_excluded(package), Real(never), worth);
      if (any(worth >= least)) {
        work_.pages.entry[work_.pages.count] = entry;
        work_.pages.worth[work_.pages.count] = worth;
        ask(work_.pages.count++, package, asked);
        asked = places;
      }
    }
    do ++entry;
    while (entry < entries && turns[entry] > place);
  }
}

template <class Real>
Mask<Real> Ledger<Real>::is_excluded(const std::uint16_t* package) const {
  std::array<int, limits::issues> options;
  for (int place = 0; place < plan_.place_count(); ++place) options[place] = package[place] - plan_.option_begin[place];
  return excluded(plan_, work_, options.data());
}

template <class Real>
void Ledger<Real>::open(const World& world) {
  if (!work_.pages.open) {
    // Most guests ask for nothing but that lines be kept.
    const auto chain_asks = [&](int guest) {
      bool found = false;
      for (int row = guest; row >= 0; row = plan_.principal_row[row]) {
        if (!work_.asks_worth[row]) continue;
        found = true;
        if (!asking_.contains(row)) asking_.add(row);
      }
      return found;
    };
    for (const int guest : plan_.wanted) chain_asks(guest);
    for (const int guest : plan_.keep)
      if (chain_asks(guest)) kept_asking_.add(guest);
    mark_lines(world);
    write_pages(world);
    work_.pages.open = true;
  }
  weigh_preconditions();
}

template <class Real>
void Ledger<Real>::weigh_preconditions() {
  work_.pages.left_open.fill(Real(0.0));
  for (auto* masks : {&work_.pages.put_off, &work_.pages.lost}) masks->fill(mask_of<Real>(false));
  work_.pages.keeps_preconditions.fill(everywhere<Real>());
  // then(kind, lanes) for each kind of package that leaves a precondition of the guest open, taken at its word in
  // `lanes`.
  const auto each_open = [&](int guest, auto then) {
    for (int row = guest; row >= 0; row = plan_.principal_row[row])
      for (int d = plan_.precondition_begin[row]; d < plan_.precondition_begin[row + 1]; ++d) {
        const bool steady = plan_.preconditions[d].steady;
        const Mask<Real> left = steady ? work_.taken_at_word[d] & work_.steadily_unmet[d] : work_.taken_at_word[d];
        for (int kind = 0; kind < plan_.kind_count; ++kind)
          if (steady || !plan_.met[kind * plan_.preconditions.size() + d]) then(kind, d, left);
      }
  };
  for (std::size_t w = 0; w < wanted_; ++w)
    each_open(plan_.wanted[w], [&](int kind, int d, const Mask<Real>& left) {
      work_.pages.left_open[kind] += select(left, Real(1.0), Real(0.0));
      work_.pages.put_off[kind * wanted_ + w] |= left;
      work_.pages.lost[kind * wanted_ + w] |= left & work_.proved[d];
    });
  for (const int guest : plan_.keep)
    each_open(guest, [&](int kind, int, const Mask<Real>& left) {
      work_.pages.keeps_preconditions[kind] &= !(work_.came_first[guest] & left);
    });
}

template <class Real>
Real Ledger<Real>::rank(int page) {
  const int kind = plan_.ledger_kind[work_.pages.entry[page]];
  const Mask<Real>* content = work_.pages.wanted_content.data() + page * wanted_;
  Mask<Real> brings = everywhere<Real>();
  Real hopeless(0.0);
  for (std::size_t w = 0; w < wanted_; ++w) {
    brings = brings & content[w] & !work_.pages.put_off[kind * wanted_ + w];
    hopeless += select(content[w] & !work_.pages.lost[kind * wanted_ + w], Real(0.0), Real(1.0));
  }
  return select(brings, Real(brings_all),
                distance_of(hopeless, work_.pages.left_open[kind], work_.pages.shortfall[page]));
}

}  // namespace detente::participation
