#include "sim/protocols/participation.h"

#include "sim/agents/preferences.h"
#include "sim/agents/tactics.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/planner.h"

namespace detente {

namespace {

template <class Real>
class Convening {
 public:
  Convening(const Model& model, const StageModel& stage, State<Real>& state)
      : model_(model), stage_(stage), state_(state), work_(state.work), guests_(model, stage, state) {}

  void begin(const Mask<Real>& lanes);
  void play(StageRecord<Real>& record);

 private:
  void refresh();
  void answer();
  void learn();
  void write(const Mask<Real>& ended, StageRecord<Real>& record);

  const Model& model_;
  const StageModel& stage_;
  State<Real>& state_;
  StageWork<Real>& work_;
  Guests<Real> guests_;
};

template <class Real>
void Convening<Real>::begin(const Mask<Real>& lanes) {
  work_.tabled.fill(everywhere<Real>());
  prepare(model_, stage_, state_, lanes);
  for (std::size_t party = 0; party < model_.parties.size(); ++party) {  // whoever is not invited does not come
    Mask<Real>& there = state_.flags[model_.slots.attends(static_cast<int>(party))];
    there = select(lanes, mask_of<Real>(stage_.row_of[party] == stage_.convenor), there);
  }
  work_.binds.fill(everywhere<Real>());
  tabulate_exclusions(model_, stage_, state_, lanes);
  const PartyModel& convenor = model_.parties[stage_.rows[stage_.convenor].party];
  for (int option = 0; option < stage_.option_count(); ++option) work_.allowed[option] = everywhere<Real>();
  for (const Row::Interest& interest : stage_.rows[stage_.convenor].interests) {
    const auto& line = interest.position->line;
    if (!line) continue;
    const Mask<Real> free = !work_.line_meant[interest.place * stage_.row_count() + stage_.convenor];
    keep_to_line<Real>(model_.issues[stage_.issues[interest.place]], *line, free,
                       work_.allowed.data() + stage_.option_begin[interest.place]);
  }
  for (std::size_t d = 0; d < stage_.demands.size(); ++d) {
    const PreconditionModel& precondition = *stage_.demands[d].precondition;
    work_.meant[d] = is_meant(model_, precondition.firmness, precondition.chance, state_, lanes);
    work_.bluff[d] = work_.proved[d] = mask_of<Real>(false);
    work_.taken_at_word[d] = everywhere<Real>();
  }
  utilities(stage_, work_.table, work_.current, work_.status_quo);
  state_.numbers[model_.slots.status_quo()] = work_.status_quo[stage_.convenor];
  work_.reservation[stage_.convenor] = evaluate(model_, convenor.reservation, state_, lanes);
  work_.tactic[stage_.convenor] = draw_tactic(model_, convenor.tactic, state_, lanes);
  for (int place = 0; place < stage_.place_count(); ++place)
    work_.draft[place] = Real(static_cast<double>(stage_.offer[place]));
}

// Everybody invited answers the terms in work.draft.
template <class Real>
void Convening<Real>::answer() {
  for (int place = 0; place < stage_.place_count(); ++place)
    guests_.offer(place, scale_value(model_.issues[stage_.issues[place]], work_.draft[place]));
  const int rows = stage_.row_count();
  for (int row = 0; row < rows; ++row) {
    if (row == stage_.convenor) continue;
    work_.accepts[row] = everywhere<Real>();  // crosses no line it means
    for (const Row::Interest& interest : stage_.rows[row].interests) {
      const auto& line = interest.position->line;
      if (!line) continue;
      const Real value = state_.numbers[model_.slots.in_force(stage_.issues[interest.place])];
      const Mask<Real> outside = (value < Real(line->at_least)) | (value > Real(line->at_most));
      work_.accepts[row] = work_.accepts[row] & !(outside & work_.line_meant[interest.place * rows + row]);
    }
    work_.content[row] = work_.accepts[row];
    if (!work_.asks_worth[row]) continue;
    const Real utility = utility_of(stage_, work_.table, work_.draft, row);
    work_.content[row] &= utility >= work_.stay_out[row] - Real(stay_out_slack);
  }
  guests_.solve_attendance(work_.meant, any_package, work_.open);
  for (const int row : stage_.invited) work_.came[row] = select(work_.open, guests_.attends(row), work_.came[row]);
  for (std::size_t d = 0; d < stage_.demands.size(); ++d)
    work_.unmet[d] = guests_.unmet(static_cast<int>(d), any_package, mask_of<Real>(false));
}

// What the answers tell the convenor about demands.
template <class Real>
void Convening<Real>::learn() {
  for (const int guest : stage_.invited) {
    if (work_.always_comes[guest]) continue;
    Mask<Real> content = everywhere<Real>();
    Real open(0.0);
    for (int row = guest; row >= 0; row = stage_.principal_row[row]) {
      content = content & work_.content[row];
      for (int d = stage_.demand_begin[row]; d < stage_.demand_begin[row + 1]; ++d)
        open += select(work_.unmet[d] & work_.taken_at_word[d], Real(1.0), Real(0.0));
    }
    const Mask<Real> proof = content & !work_.came[guest] & (open == Real(1.0));
    for (int row = guest; row >= 0; row = stage_.principal_row[row])
      for (int d = stage_.demand_begin[row]; d < stage_.demand_begin[row + 1]; ++d) {
        const Mask<Real> told = work_.open & work_.unmet[d];
        work_.proved[d] = work_.proved[d] | (told & proof & work_.taken_at_word[d]);
        work_.bluff[d] = work_.bluff[d] | (told & work_.came[guest]);
        work_.taken_at_word[d] = !work_.bluff[d];
      }
  }
}

// What is left of the stage in lanes in which this round ended it.
template <class Real>
void Convening<Real>::write(const Mask<Real>& ended, StageRecord<Real>& record) {
  record.rounds = select(ended, Real(static_cast<double>(state_.round)), record.rounds);
  utilities(stage_, work_.table, work_.draft, work_.utility);
  for (int place = 0; place < stage_.place_count(); ++place)
    record.option[place] = select(ended, work_.draft[place], record.option[place]);
  for (int row = 0; row < stage_.row_count(); ++row) {
    record.utility[row] = select(ended, work_.utility[row], record.utility[row]);
    if (row == stage_.convenor) {
      record.threshold[row] = select(ended, work_.reservation[row], record.threshold[row]);
      record.took_part[row] = record.took_part[row] | ended;
      continue;
    }
    record.threshold[row] = select(ended, work_.stay_out[row], record.threshold[row]);
    record.accepted[row] = select(ended, work_.came[row], record.accepted[row]);
    record.crossed[row] = select(ended, !work_.accepts[row], record.crossed[row]);
    record.worse[row] =
        select(ended, work_.utility[row] < work_.stay_out[row] - Real(stay_out_slack), record.worse[row]);
  }
  for (std::size_t d = 0; d < stage_.demands.size(); ++d)
    record.unmet[d] = select(ended, work_.unmet[d] & work_.meant[d], record.unmet[d]);
}

// What variables, or the number of the round, have moved since the last round.
template <class Real>
void Convening<Real>::refresh() {
  refresh_table(model_, stage_, state_);
  if (stage_.table_moves) utilities(stage_, work_.table, work_.current, work_.status_quo);
  const Value& reservation = model_.parties[stage_.rows[stage_.convenor].party].reservation;
  if (!is_reread(model_, stage_, reservation)) return;
  state_.numbers[model_.slots.status_quo()] = work_.status_quo[stage_.convenor];
  Real& kept = work_.reservation[stage_.convenor];
  kept = select(work_.open, evaluate(model_, reservation, state_, work_.open), kept);
}

template <class Real>
void Convening<Real>::play(StageRecord<Real>& record) {
  // What it is worth to stay away, told by each answer; `status-quo` in it is the utility of what holds now.
  show(model_, stage_, state_, work_.current);
  if (state_.round > 1) refresh();
  if (state_.round == 1 || stage_.demands_move) guests_.hear();
  if (state_.round == 1)
    open_offer(stage_, state_, guests_);
  else
    plan_offer(model_, stage_, state_, guests_);
  answer();
  learn();
  if (state_.round == 1)
    for (const int row : stage_.invited) work_.came_first[row] = work_.came[row];
  Mask<Real> all_came = everywhere<Real>();
  for (const int row : stage_.wanted) all_came = all_came & work_.came[row];
  const Mask<Real> agreed = work_.open & all_came, ended = state_.round == stage_.rounds ? work_.open : agreed;
  if (any(ended)) write(ended, record);
  record.agreed = record.agreed | agreed;
  work_.open = work_.open & !agreed;
}

}  // namespace

template <class Real>
void begin_participation(const Model& model, const StageModel& stage, State<Real>& state, const Mask<Real>& lanes) {
  Convening<Real>(model, stage, state).begin(lanes);
}

template <class Real>
void play_participation(const Model& model, const StageModel& stage, State<Real>& state, StageRecord<Real>& record) {
  Convening<Real>(model, stage, state).play(record);
}

template <class Real>
void end_participation(const Model& model, const StageModel& stage, State<Real>& state, StageRecord<Real>& record) {
  const Mask<Real>& lanes = state.work.lanes;
  record.held = lanes;
  for (const int row : stage.invited) {
    record.took_part[row] = lanes;
    Mask<Real>& attends = state.flags[model.slots.attends(stage.rows[row].party)];
    attends = select(lanes, record.accepted[row], attends);
  }
  Mask<Real> taken_up = mask_of<Real>(stage.wanted.empty());
  for (const int row : stage.wanted) taken_up = taken_up | record.accepted[row];
  for (int place = 0; place < stage.place_count(); ++place) {
    Real& in_force = state.option[stage.issues[place]];
    in_force = select(lanes & taken_up, record.option[place], in_force);
    Real& offered = state.numbers[model.slots.offered(stage.issues[place])];  // a trial that ended early offers no more
    offered = select(lanes, scale_value(model.issues[stage.issues[place]], record.option[place]), offered);
  }
}

#define DETENTE_PARTICIPATION(Real)                                                                    \
  template void begin_participation(const Model&, const StageModel&, State<Real>&, const Mask<Real>&); \
  template void play_participation(const Model&, const StageModel&, State<Real>&, StageRecord<Real>&); \
  template void end_participation(const Model&, const StageModel&, State<Real>&, StageRecord<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_PARTICIPATION)

}  // namespace detente
