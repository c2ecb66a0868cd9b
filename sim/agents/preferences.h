// What packages are worth to parties: additive utility over a stage's issues, 0..1,
//   u(package) = sum of salience x worth / sum of salience,  worth = 1 - |option - ideal| / length of the scale,
// on issues others control discounted by trust in delivery: worth(now) + trust x (worth - worth(now)).
// Tabulated once a stage and trial, because a search asks for thousands of packages: a package's utility is then a sum
// of cells, and a neighbour's a difference of two.
#pragma once

#include <algorithm>

#include "sim/agents/package_space.h"
#include "sim/agents/values.h"

namespace detente {

// Whether a value is to be read again in a later round: if it reads a variable or the number of the round,
// or what the reversion is worth where that moves.
inline bool is_reread(const World& world, const PackageSpace& space, const Value& value) {
  const auto is_status_quo = [&](int slot) { return slot == world.slots.status_quo(); };
  return value.moves || (space.table_moves && world.reads(value, is_status_quo));
}

// Fills `table` from the drawn positions; issues off the table (`tabled`, by place) weigh nothing.
template <class Real>
void tabulate(const World& world, const PackageSpace& space, Trial<Real>& trial, const Span<Real>& current,
              const Span<Mask<Real>>& tabled, const Mask<Real>& lanes, UtilityTable<Real>& table);

// The cell of each lane's own option: cell[option of place][row].
template <class Real>
Real cell_of(const PackageSpace& space, const UtilityTable<Real>& table, int place, const Real& option, int row) {
  const int rows = space.row_count();
  const int begin = space.option_begin[place];
  Real cell = table.cell[begin * rows + row];
  for (int index = 1; index < space.options_at(place); ++index)
    cell = select(option == whole<Real>(index), table.cell[(begin + index) * rows + row], cell);
  return cell;
}

// Utility of a package that is the same in all lanes to one row; options: one index a place.
template <class Real>
Real utility_of(const PackageSpace& space, const UtilityTable<Real>& table, const int* options, int row) {
  Real utility = table.base[row];
  for (int place = 0; place < space.place_count(); ++place)
    utility += table.cell[(space.option_begin[place] + options[place]) * space.row_count() + row];
  return utility;
}

// Utility of each lane's own package to one row.
template <class Real>
Real utility_of(const PackageSpace& space, const UtilityTable<Real>& table, const Span<Real>& package, int row) {
  Real utility = table.base[row];
  for (int place = 0; place < space.place_count(); ++place)
    utility += cell_of(space, table, place, package[place], row);
  return utility;
}

// Utility of each row for each lane's own package, summed in order of place.
template <class Real>
void utilities(const PackageSpace& space, const UtilityTable<Real>& table, const Span<Real>& package,
               Span<Real>& result) {
  const int rows = space.row_count();
  for (int row = 0; row < rows; ++row) result[row] = table.base[row];
  for (int place = 0; place < space.place_count(); ++place)
    for (int option = 0; option < space.options_at(place); ++option) {
      const Mask<Real> held = package[place] == whole<Real>(option);
      if (!any(held)) continue;
      const Real* cell = table.cell.data() + (space.option_begin[place] + option) * rows;
      for (int row = 0; row < rows; ++row) result[row] += select(held, cell[row], Real(0.0));
    }
}

// Adds what is in force on issues whose values are too many for a table (space.options_at() is 0), at their full worth.
template <class Real>
void add_untabulated(const World& world, const PackageSpace& space, Trial<Real>& trial, const Span<Real>& package,
                     const Mask<Real>& lanes, const UtilityTable<Real>& table, Span<Real>& result) {
  for (int row = 0; row < space.row_count(); ++row)
    for (const Row::Interest& interest : space.rows[row].interests) {
      if (space.options_at(interest.place) > 0) continue;
      const IssueModel& issue = world.issues[space.issues[interest.place]];
      const Real ideal = evaluate(world, world.positions[interest.position].ideal, trial, lanes);
      const Real away = abs(scale_value(issue, package[interest.place]) - ideal);
      result[row] += table.weight[interest.place * space.row_count() + row] *
                     (Real(1.0) - away * Real(1 / (issue.high - issue.low)));
    }
}

}  // namespace detente
