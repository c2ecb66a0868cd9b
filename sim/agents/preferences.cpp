#include "sim/agents/preferences.h"

#include "sim/agents/values.h"
#include "sim/model/lane_types.h"

namespace detente {

template <class Real>
void tabulate(const Model& model, const StageModel& stage, State<Real>& state, const Array<Real>& current,
              const Array<Mask<Real>>& tabled, const Mask<Real>& lanes, UtilityTable<Real>& table) {
  const int rows = stage.row_count();
  std::fill_n(table.cell.data(), stage.option_count() * rows, Real(0.0));
  std::fill_n(table.weight.data(), stage.place_count() * rows, Real(0.0));
  for (int row = 0; row < rows; ++row) {
    const std::vector<Row::Interest>& interests = stage.rows[row].interests;
    Real total(0.0);
    for (const Row::Interest& interest : interests) {
      const Real salience = evaluate(model, interest.position->salience, state, lanes & tabled[interest.place]);
      const Real weight = select(tabled[interest.place], salience, Real(0.0));
      table.weight[interest.place * rows + row] = weight;
      total += weight;
    }
    const Mask<Real> cares = total > Real(0.0);
    const Real scale = Real(1.0) / select(cares, total, Real(1.0));
    table.base[row] = select(cares, Real(0.0), Real(1.0));
    for (const Row::Interest& interest : interests) {
      const IssueModel& issue = model.issues[stage.issues[interest.place]];
      const Real weight = table.weight[interest.place * rows + row] * scale;
      table.weight[interest.place * rows + row] = weight;
      const Mask<Real> asking = lanes & tabled[interest.place];
      const Real ideal = evaluate(model, interest.position->ideal, state, asking);
      const int begin = stage.option_begin[interest.place];
      for (int option = 0; option < stage.options_at(interest.place); ++option)
        table.cell[(begin + option) * rows + row] =
            Real(1.0) - abs(Real(issue.option_values[option]) - ideal) / Real(100.0);
      if (interest.trusts) {
        const Real trust = evaluate(model, issue.trust, state, asking);
        const Real now = cell_of(stage, table, interest.place, current[interest.place], row);
        for (int option = 0; option < stage.options_at(interest.place); ++option) {
          Real& cell = table.cell[(begin + option) * rows + row];
          cell = now + trust * (cell - now);
        }
      }
      for (int option = 0; option < stage.options_at(interest.place); ++option)
        table.cell[(begin + option) * rows + row] = table.cell[(begin + option) * rows + row] * weight;
    }
  }
}

#define DETENTE_TABULATE(Real)                                                                                        \
  template void tabulate(const Model&, const StageModel&, State<Real>&, const Array<Real>&, const Array<Mask<Real>>&, \
                         const Mask<Real>&, UtilityTable<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_TABULATE)

}  // namespace detente
