#include "sim/protocols/packages.h"

#include "sim/agents/preferences.h"
#include "sim/model/lane_types.h"

namespace detente {

template <class Real>
void prepare(const Model& model, const StageModel& stage, State<Real>& state, const Mask<Real>& lanes) {
  StageWork<Real>& work = state.work;
  work.lanes = work.open = lanes;
  for (int place = 0; place < stage.place_count(); ++place) work.current[place] = state.option[stage.issues[place]];
  tabulate(model, stage, state, work.current, work.tabled, lanes, work.table);
  const int rows = stage.row_count();
  for (int row = 0; row < rows; ++row)
    for (const Row::Interest& interest : stage.rows[row].interests)
      if (const auto& line = interest.position->line)
        work.line_meant[interest.place * rows + row] = is_meant(model, line->firmness, line->chance, state, lanes);
}

template <class Real>
void refresh_table(const Model& model, const StageModel& stage, State<Real>& state) {
  if (!stage.table_moves) return;
  StageWork<Real>& work = state.work;
  tabulate(model, stage, state, work.current, work.tabled, work.open, work.fresh_table);
  const auto take = [&](Array<Real>& kept, const Array<Real>& fresh, int count) {
    for (int i = 0; i < count; ++i) kept[i] = select(work.open, fresh[i], kept[i]);
  };
  const int rows = stage.row_count();
  take(work.table.cell, work.fresh_table.cell, stage.option_count() * rows);
  take(work.table.weight, work.fresh_table.weight, stage.place_count() * rows);
  take(work.table.base, work.fresh_table.base, rows);
}

template <class Real>
void tabulate_exclusions(const Model& model, const StageModel& stage, State<Real>& state, const Mask<Real>& lanes) {
  StageWork<Real>& work = state.work;
  std::size_t cells_before = 0;
  for (const Exclusion& exclusion : stage.exclusions) {
    for (int cell = 0; cell < exclusion.cell_count && !exclusion.fixed; ++cell) {
      for (std::size_t i = 0; i < exclusion.places.size(); ++i)
        show(model, stage, state, exclusion.places[i],
             cell / exclusion.strides[i] % stage.options_at(exclusion.places[i]));
      work.forbidden[cells_before + cell] = holds(model, exclusion.program, state, lanes);
    }
    cells_before += exclusion.cell_count;
  }
  show(model, stage, state, work.current);
}

template <class Real>
Mask<Real> excluded_by(const StageModel& stage, const StageWork<Real>& work, std::size_t e,
                       const Array<Real>& package) {
  const Exclusion& exclusion = stage.exclusions[e];
  std::size_t cells_before = 0;
  for (std::size_t before = 0; before < e; ++before) cells_before += stage.exclusions[before].cell_count;
  Real cell(0.0);
  for (std::size_t i = 0; i < exclusion.places.size(); ++i)
    cell += package[exclusion.places[i]] * Real(static_cast<double>(exclusion.strides[i]));
  alignas(64) double cells[lane_count<Real>];
  store(cells, cell);
  unsigned found = 0;
  for (int l = 0; l < lane_count<Real>; ++l) {
    const int at = static_cast<int>(cells[l]);
    const bool forbidden =
        exclusion.fixed ? exclusion.forbidden[at] != 0 : (bits(work.forbidden[cells_before + at]) >> l & 1U) != 0;
    found |= static_cast<unsigned>(forbidden) << l;
  }
  return mask_from_bits<Real>(found) & work.binds[e];
}

#define DETENTE_PACKAGES(Real)                                                                         \
  template void prepare(const Model&, const StageModel&, State<Real>&, const Mask<Real>&);             \
  template void refresh_table(const Model&, const StageModel&, State<Real>&);                          \
  template void tabulate_exclusions(const Model&, const StageModel&, State<Real>&, const Mask<Real>&); \
  template Mask<Real> excluded_by(const StageModel&, const StageWork<Real>&, std::size_t, const Array<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_PACKAGES)

}  // namespace detente
