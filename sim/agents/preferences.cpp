#include "sim/agents/preferences.h"

#include "sim/agents/values.h"
#include "sim/model/lane_types.h"

namespace detente {

namespace {

// So small that its reciprocal may have no double.
constexpr double smallest_total = 0x1p-1000;

// Weights so small are all made greater by one power of two, which leaves their shares as they are.
template <class Real>
void enlarge(const PackageSpace& space, int row, Real& total, UtilityTable<Real>& table) {
  const Real factor = select(total < Real(smallest_total), Real(0x1p200), Real(1.0));
  for (const Row::Interest& interest : space.rows[row].interests)
    table.weight[interest.place * space.row_count() + row] *= factor;
  total *= factor;
}

}  // namespace

template <class Real>
void tabulate(const World& world, const PackageSpace& space, Trial<Real>& trial, const Span<Real>& current,
              const Span<Mask<Real>>& tabled, const Mask<Real>& lanes, UtilityTable<Real>& table) {
  const int rows = space.row_count();
  std::fill_n(table.weight.data(), space.place_count() * rows, Real(0.0));
  for (int row = 0; row < rows; ++row) {
    const std::vector<Row::Interest>& interests = space.rows[row].interests;
    Real total(0.0);
    for (const Row::Interest& interest : interests) {
      const Real salience =
          evaluate(world, world.positions[interest.position].salience, trial, lanes & tabled[interest.place]);
      const Real weight = select(tabled[interest.place], salience, Real(0.0));
      table.weight[interest.place * rows + row] = weight;
      total += weight;
    }
    const Mask<Real> cares = total > Real(0.0);
    if (any(cares & (total < Real(smallest_total)))) enlarge(space, row, total, table);
    const Real scale = Real(1.0) / select(cares, total, Real(1.0));
    table.base[row] = select(cares, Real(0.0), Real(1.0));
    auto interest = interests.begin();  // in order of place
    for (int place = 0; place < space.place_count(); ++place) {
      Real* cell = table.cell.data() + space.option_begin[place] * rows + row;
      if (interest == interests.end() || interest->place != place) {
        for (int option = 0; option < space.options_at(place); ++option) cell[option * rows] = Real(0.0);
        continue;
      }
      const IssueModel& issue = world.issues[space.issues[place]];
      const Real weight = table.weight[place * rows + row] * scale;
      table.weight[place * rows + row] = weight;
      const Mask<Real> asking = lanes & tabled[place];
      const Real ideal = evaluate(world, world.positions[interest->position].ideal, trial, asking);
      const Real per_unit(1 / (issue.high - issue.low));
      const auto worth = [&](const Real& value) { return Real(1.0) - abs(value - ideal) * per_unit; };
      const Real trust = interest->trusts ? evaluate(world, issue.trust, trial, asking) : Real(1.0);
      const Real now = interest->trusts ? worth(scale_value(issue, current[place])) : Real(0.0);
      for (int option = 0; option < space.options_at(place); ++option) {
        Real promised = worth(Real(issue.option_values[option]));
        if (interest->trusts) promised = now + trust * (promised - now);
        cell[option * rows] = promised * weight;
      }
      ++interest;
    }
  }
}

#define DETENTE_TABULATE(Real)                                                                                        \
  template void tabulate(const World&, const PackageSpace&, Trial<Real>&, const Span<Real>&, const Span<Mask<Real>>&, \
                         const Mask<Real>&, UtilityTable<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_TABULATE)

}  // namespace detente
