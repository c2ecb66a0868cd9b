#include "sim/model/state.h"

#include "sim/model/lane_types.h"

namespace detente {

namespace {

// The largest sizes that any stage needs.
struct Sizes {
  std::size_t places = 1, rows = 1, options = 1, exclusions = 0, cells = 0, demands = 0, level_rows = 3, table = 1,
              place_rows = 1, broken = 0, packages = 0, wanted = 0, lines = 0, line_levels = 0, columns = 0, kinds = 0,
              wanted_kinds = 0;

  void take(const StageModel& stage) {
    std::size_t stage_cells = 0, stage_broken = 0;
    for (const Exclusion& exclusion : stage.exclusions) {
      stage_cells += exclusion.cell_count;
      ++stage_broken;
      for (const int place : exclusion.places) stage_broken += stage.options_at(place);
    }
    const std::size_t stage_rows = stage.rows.size(), stage_places = stage.issues.size();
    const auto grow = [](std::size_t& size, std::size_t needed) { size = std::max(size, needed); };
    grow(places, stage_places);
    grow(rows, stage_rows);
    grow(options, stage.option_count());
    grow(exclusions, stage.exclusions.size());
    grow(cells, stage_cells);
    grow(broken, stage_broken);
    grow(demands, stage.demands.size());
    grow(level_rows, std::max<std::size_t>(3, stage_places + 1) * std::max<std::size_t>(2, stage_rows));
    grow(table, stage.option_count() * stage_rows);
    grow(place_rows, stage_places * stage_rows);
    if (!stage.keeps_ledger()) return;
    grow(packages, stage.ledger_size());
    grow(wanted, stage.ledger_size() * stage.wanted.size());
    grow(columns, stage.option_count() * stage_rows);
    grow(lines, stage.option_count() * (stage.wanted.size() + 1));
    grow(line_levels, (stage_places + 1) * (stage.wanted.size() + 1));
    grow(kinds, stage.kind_count);
    grow(wanted_kinds, stage.kind_count * stage.wanted.size());
  }
};

template <class Real>
StageWork<Real> make_work(const Model& model) {
  Sizes sizes;
  for (const StageModel& stage : model.stages) sizes.take(stage);
  if (model.closing) sizes.take(*model.closing);
  StageWork<Real> work;
  const auto make_table = [&](UtilityTable<Real>& table) {
    table.cell.resize(sizes.table);
    table.weight.resize(sizes.place_rows);
    table.base.resize(sizes.rows);
  };
  make_table(work.table);
  if (std::any_of(model.stages.begin(), model.stages.end(), [](const StageModel& stage) { return stage.table_moves; }))
    make_table(work.fresh_table);
  for (auto* masks : {&work.allowed, &work.movable}) masks->resize(sizes.options);
  for (auto* masks : {&work.row_mask, &work.content, &work.came, &work.came_first, &work.present, &work.voter,
                      &work.decides, &work.consents, &work.accepts})
    masks->resize(sizes.rows);
  for (auto* masks : {&work.meant, &work.bluff, &work.proved, &work.taken_at_word, &work.unmet, &work.steadily_unmet})
    masks->resize(sizes.demands);
  for (auto* reals : {&work.reservation, &work.aspiration, &work.utility, &work.stay_out, &work.influence, &work.target,
                      &work.judged, &work.status_quo})
    reals->resize(sizes.rows);
  for (auto* reals : {&work.current, &work.draft, &work.best, &work.is_moved, &work.crosses})
    reals->resize(sizes.places);
  for (auto* reals : {&work.scaled, &work.change}) reals->resize(sizes.table);
  for (auto* reals : {&work.purpose, &work.purpose_change, &work.near_one, &work.gain}) reals->resize(sizes.options);
  work.tabled.resize(sizes.places);
  work.line_meant.resize(sizes.place_rows);
  for (auto* reals : {&work.worst, &work.second_worst, &work.room}) reals->resize(sizes.rows);
  work.most_gain.resize(sizes.places);
  for (auto* reals : {&work.held_cell, &work.least_scaled}) reals->resize(sizes.place_rows);
  work.broken.resize(sizes.broken);
  for (auto* rows : {&work.judges, &work.judges_short}) rows->resize(sizes.rows);
  work.asks_worth.resize(sizes.rows);
  work.always_comes.resize(sizes.rows);
  work.binds.resize(sizes.exclusions);
  work.forbidden.resize(sizes.cells);
  work.walk_cell.resize(2 * sizes.options);
  work.column.resize(sizes.columns);
  work.reach.resize(sizes.places + 1);
  for (auto* reals : {&work.worth, &work.shortfall}) reals->resize(sizes.packages);
  work.keeps_content.resize(sizes.packages);
  work.entry.resize(sizes.packages);
  work.wanted_content.resize(sizes.wanted);
  work.line_kept.resize(sizes.lines);
  work.line_level.resize(sizes.line_levels);
  work.left_open.resize(sizes.kinds);
  work.keeps_demands.resize(sizes.kinds);
  for (auto* masks : {&work.put_off, &work.lost}) masks->resize(sizes.wanted_kinds);
  work.tactic.resize(sizes.rows);
  work.level.resize(sizes.level_rows);
  return work;
}

template <class Real>
StageRecord<Real> make_record(const StageModel& stage) {
  StageRecord<Real> record;
  const std::size_t rows = stage.rows.size();
  record.option.resize(stage.issues.size());
  for (auto* reals : {&record.utility, &record.threshold, &record.blocked_on}) reals->resize(rows);
  for (auto* masks : {&record.took_part, &record.accepted, &record.worse, &record.crossed, &record.blocked_alone,
                      &record.blocked_among})
    masks->resize(rows);
  record.unmet.resize(stage.demands.size());
  return record;
}

template <class Real>
void clear(StageRecord<Real>& record) {
  record.reached = record.held = record.agreed = record.no_text = Mask<Real>{};
  record.rounds = record.zone = Real(0.0);
  for (auto* reals : {&record.option, &record.utility, &record.threshold, &record.blocked_on}) reals->fill(Real(0.0));
  for (auto* masks : {&record.took_part, &record.accepted, &record.worse, &record.crossed, &record.unmet,
                      &record.blocked_alone, &record.blocked_among})
    masks->fill(Mask<Real>{});
}

}  // namespace

template <class Real>
State<Real>::State(const Model& model) {
  inputs.resize(model.inputs.size());
  chances.resize(model.chances.size());
  input_bin.resize(model.inputs.size() * lane_count<Real>);
  chance_bin.resize(model.chances.size() * lane_count<Real>);
  numbers.resize(model.slots.number_count());
  flags.resize(model.slots.flag_count());
  option.resize(model.issues.size());
  moved.resize(model.variables.size());
  struck.resize(model.shocks.size());
  events.resize(model.events.size());
  for (const StageModel& played : model.stages) stages.push_back(make_record<Real>(played));
  work = make_work<Real>(model);
}

template <class Real>
void State<Real>::reset(const Model& model, std::uint64_t new_seed, std::uint64_t first_trial, int count) {
  seed = new_seed;
  unsigned held = 0;
  for (int lane = 0; lane < lane_count<Real>; ++lane) {
    trials[lane] = first_trial + static_cast<std::uint64_t>(std::min(lane, count - 1));
    held |= static_cast<unsigned>(lane < count) << lane;
  }
  active = mask_from_bits<Real>(held);
  failed = clamped = zero_division = Mask<Real>{};
  fault = {};
  outcome = Real(0.0);
  numbers.fill(Real(0.0));
  flags.fill(Mask<Real>{});
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue) {
    const IssueModel& subject = model.issues[issue];
    const int index = static_cast<int>(issue);
    option[issue] = Real(static_cast<double>(subject.reversion));
    for (const int slot : {model.slots.in_force(index), model.slots.text(index), model.slots.offered(index)})
      numbers[slot] = Real(subject.option_values[subject.reversion]);
  }
  for (std::size_t party = 0; party < model.parties.size(); ++party)
    flags[model.slots.attends(static_cast<int>(party))] =
        model.parties[party].voice == Voice::none ? Mask<Real>{} : !Mask<Real>{};
  for (StageRecord<Real>& record : stages) clear(record);
  std::fill(std::begin(ticks), std::end(ticks), std::uint16_t{0});
  struck.fill(Mask<Real>{});
  stage = round = 0;
  finished = false;
}

#define DETENTE_STATE(Real) template struct State<Real>;
DETENTE_FOR_LANE_TYPES(DETENTE_STATE)

}  // namespace detente
