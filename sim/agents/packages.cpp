#include "sim/agents/packages.h"

#include "sim/agents/preferences.h"
#include "sim/model/lane_types.h"

namespace detente {

template <class Real>
void prepare(const World& world, const PackageSpace& space, SpaceWork<Real>& work, Trial<Real>& trial,
             const Mask<Real>& lanes) {
  work.lanes = work.open = lanes;
  for (int place = 0; place < space.place_count(); ++place) work.current[place] = trial.option[space.issues[place]];
  tabulate(world, space, trial, work.current, work.tabled, lanes, work.table);
  const int rows = space.row_count();
  for (int row = 0; row < rows; ++row)
    for (const Row::Line& line : space.rows[row].lines) {
      const LineModel& stated = *world.position(space.rows[row].party, space.issues[line.place]).line;
      work.line_meant[line.place * rows + row] =
          work.tabled[line.place] & is_meant(world, stated.firmness, stated.chance, trial, lanes);
    }
}

template <class Real>
void refresh_table(const World& world, const PackageSpace& space, SpaceWork<Real>& work, Trial<Real>& trial) {
  if (!space.table_moves) return;
  tabulate(world, space, trial, work.current, work.tabled, work.open, work.fresh_table);
  const auto take = [&](Span<Real>& kept, const Span<Real>& fresh, int count) {
    for (int i = 0; i < count; ++i) kept[i] = select(work.open, fresh[i], kept[i]);
  };
  const int rows = space.row_count();
  take(work.table.cell, work.fresh_table.cell, space.option_count() * rows);
  take(work.table.weight, work.fresh_table.weight, space.place_count() * rows);
  take(work.table.base, work.fresh_table.base, rows);
}

template <class Real>
void tabulate_exclusions(const World& world, const PackageSpace& space, SpaceWork<Real>& work, Trial<Real>& trial,
                         const Mask<Real>& lanes) {
  std::size_t cells_before = 0;
  for (const Exclusion& exclusion : space.exclusions) {
    for (int cell = 0; cell < exclusion.cell_count && !exclusion.fixed; ++cell) {
      for (std::size_t i = 0; i < exclusion.places.size(); ++i)
        show(world, space, trial, exclusion.places[i],
             cell / exclusion.strides[i] % space.options_at(exclusion.places[i]));
      work.forbidden[cells_before + cell] = holds(world, exclusion.program, trial, lanes);
    }
    cells_before += exclusion.cell_count;
  }
  show(world, space, trial, work.current);
}

template <class Real>
Mask<Real> is_in_exclusion(const PackageSpace& space, const SpaceWork<Real>& work, std::size_t e,
                           const Span<Real>& package) {
  const Exclusion& exclusion = space.exclusions[e];
  std::size_t cells_before = 0;
  for (std::size_t before = 0; before < e; ++before) cells_before += space.exclusions[before].cell_count;
  Real cell(0.0);
  for (std::size_t i = 0; i < exclusion.places.size(); ++i)
    cell += package[exclusion.places[i]] * whole<Real>(exclusion.strides[i]);
  alignas(64) double cells[lane_count<Real>];
  store(cells, cell);
  unsigned found = 0;
  for (int l = 0; l < lane_count<Real>; ++l) {
    const int at = static_cast<int>(cells[l]);
    const bool forbidden =
        exclusion.fixed ? exclusion.forbidden[at] != 0 : (bits(work.forbidden[cells_before + at]) >> l & 1U) != 0;
    found |= static_cast<unsigned>(forbidden) << l;
  }
  return mask_from_bits<Real>(found);
}

#define DETENTE_PACKAGES(Real)                                                                                 \
  template void prepare(const World&, const PackageSpace&, SpaceWork<Real>&, Trial<Real>&, const Mask<Real>&); \
  template void refresh_table(const World&, const PackageSpace&, SpaceWork<Real>&, Trial<Real>&);              \
  template void tabulate_exclusions(const World&, const PackageSpace&, SpaceWork<Real>&, Trial<Real>&,         \
                                    const Mask<Real>&);                                                        \
  template Mask<Real> is_in_exclusion(const PackageSpace&, const SpaceWork<Real>&, std::size_t, const Span<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_PACKAGES)

}  // namespace detente
