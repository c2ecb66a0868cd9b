// The packages that a stage may settle on, one option of each of its issues, the parties that have a utility for them,
// and what no package may hold.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/model/stage_frame.h"

namespace detente {

// A party whose utility a stage needs, with what it cares about among the stage's issues and where it draws lines.
struct Row {
  int party = 0;
  struct Interest {
    int place = 0;        // in the stage's list of issues
    int position = 0;     // in World::positions
    bool trusts = false;  // it counts only the trusted share of a move
  };
  struct Line {
    int place = 0;
    double at_least = 0, at_most = 0;
    bool keeps(double value) const { return value >= at_least && value <= at_most; }
  };
  std::vector<Interest> interests;  // in order of place
  std::vector<Line> lines;          // likewise; whether they are meant is SpaceWork::line_meant
};

// A set of packages a text must not be in, tabulated over the stage's issues it reads: forbidden[cell] with
// cell = sum of option index x stride.
struct Exclusion {
  std::vector<int> places;   // in the stage's list of issues, ascending
  std::vector<int> strides;  // of each place
  int cell_count = 1;
  int program = 0;
  bool fixed = true;  // it reads nothing but `places` and constants, so `forbidden` holds for every trial
  std::vector<std::uint8_t> forbidden;
  std::vector<int> rows;  // rows whose `never` it is; empty for a link, which always binds
  // Where the search among neighbours notes what it does to the draft, and to the draft with one issue moved.
  int draft_at = 0;
  std::vector<int> moved_at;  // [place], of the place's first option; -1 where it does not read the issue

  int cell_of(const int* options) const {  // one index a place of the stage
    int cell = 0;
    for (std::size_t i = 0; i < places.size(); ++i) cell += options[places[i]] * strides[i];
    return cell;
  }
};

constexpr std::int64_t packages_most = std::int64_t{1} << 40;  // as they are counted

struct PackageSpace;
// Of so many, those that a stage takes at the least once its turn has come; 0: it may not be held.
inline int least_rounds(const PackageSpace&, int) { return 0; }

struct PackageSpace {
  std::vector<int> issues;                 // places: its issues by name
  std::vector<int> option_begin;           // [place], first of the place's options in flat tables; one more at the end
  std::vector<double> option_values;       // [option], on its issue's scale
  std::vector<std::uint64_t> option_keys;  // [option], of issue and value; a package's is their sum (sim/agents/lot.h)
  std::vector<Row> rows;                   // by party name
  std::vector<int> row_of;                 // [party], -1 if it has none
  std::vector<int> principal_row;          // [row], of the row's principal, -1 if none
  std::vector<Exclusion> exclusions;
  bool all_fixed = true;                        // the exclusions that read some issue of its
  std::vector<std::vector<int>> exclusions_of;  // [place], those that read its issue
  std::int64_t package_count = 1;               // product of the option counts
  bool table_moves = false;                     // some row's salience moves with a variable

  std::size_t cell_count() const {  // of all exclusions
    std::size_t count = 0;
    for (const Exclusion& exclusion : exclusions) count += exclusion.cell_count;
    return count;
  }
  std::size_t broken_count() const {  // what the search among neighbours notes of exclusions
    std::size_t count = exclusions.size();
    for (const Exclusion& exclusion : exclusions)
      for (const int place : exclusion.places) count += options_at(place);
    return count;
  }
  int option_count() const { return option_begin.back(); }
  int place_count() const { return static_cast<int>(issues.size()); }
  int row_count() const { return static_cast<int>(rows.size()); }
  int options_at(int place) const { return option_begin[place + 1] - option_begin[place]; }
};

// Utilities of a stage's options for its rows, salience weighed in: the utility of a package is base + the sum of its
// options' cells. A row with no weight on any issue has base 1 and cells 0.
template <class Real>
struct UtilityTable {
  Span<Real> cell;    // [option of the stage][row]
  Span<Real> weight;  // [place][row], salience over the row's total, 0..1
  Span<Real> base;    // [row]

  UtilityTable(const PackageSpace& space, Arena<Real>& arena)
      : cell(arena.reals(space.option_count(), space.row_count())),
        weight(arena.reals(space.place_count(), space.row_count())),
        base(arena.reals(space.row_count())) {}
};

// What a running stage knows of its packages in each trial.
template <class Real>
struct SpaceWork {
  UtilityTable<Real> table;
  Mask<Real> lanes{};              // trials that play the stage
  Mask<Real> open{};               // of these, trials whose stage has not ended
  Span<Mask<Real>> tabled;         // [place]
  Span<Mask<Real>> allowed;        // [option], crosses no meant line of those who must be content
  Span<Mask<Real>> line_meant;     // [place][row], and the issue is on the table
  Span<Mask<Real>> binds;          // [exclusion], lanes in which no package may be in it
  Span<Mask<Real>> forbidden;      // [exclusion][cell], of exclusions that are not fixed
  Span<Real> current;              // [place], option index in force as the stage begins
  Span<Real> draft;                // [place], option index as offered or tabled
  Span<Real> utility;              // [row], of the draft; participation: once the stage ends
  Span<Real> level;                // [place + 1][row, two at least], partial sums of a walk through all packages
  UtilityTable<Real> fresh_table;  // scratch, where saliences move

  SpaceWork(const PackageSpace& space, Arena<Real>& memory)
      : table(space, memory),
        tabled(memory.masks(space.place_count())),
        allowed(memory.masks(space.option_count())),
        line_meant(memory.masks(space.place_count(), space.row_count())),
        binds(memory.masks(space.exclusions.size())),
        forbidden(memory.masks(space.cell_count())),
        current(memory.reals(space.place_count())),
        draft(memory.reals(space.place_count())),
        utility(memory.reals(space.row_count())),
        level(memory.reals(std::max(3, space.place_count() + 1), std::max(2, space.row_count()))),
        fresh_table(space, memory) {}
};

}  // namespace detente
