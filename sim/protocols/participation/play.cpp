#include "sim/protocols/participation/play.h"

#include "sim/agents/preferences.h"
#include "sim/agents/tactics.h"
#include "sim/core/tolerance.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/participation/planner.h"

namespace detente::participation {

namespace {

template <class Real>
class Convening {
 public:
  Convening(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial)
      : world_(world),
        stage_(stage),
        plan_(plan),
        work_(work),
        trial_(trial),
        guests_(world, plan, trial, work),
        lot_(stage, trial) {}

  void begin(const Mask<Real>& lanes);
  void play(Record<Real>& record);

 private:
  void refresh();
  void answer();
  void learn();
  void write(const Mask<Real>& ended, Record<Real>& record);

  const World& world_;
  const StageFrame& stage_;
  const Plan& plan_;
  Work<Real>& work_;
  Trial<Real>& trial_;
  Guests<Real> guests_;
  Lot<Real> lot_;
};

template <class Real>
void Convening<Real>::begin(const Mask<Real>& lanes) {
  work_.tabled.fill(everywhere<Real>());
  prepare(world_, plan_, work_, trial_, lanes);
  Mask<Real>& convenes = guests_.attends(plan_.convenor);
  convenes = convenes | lanes;
  work_.drawn = mask_of<Real>(false);
  work_.came.fill(mask_of<Real>(false));  // who is not invited is not asked
  work_.binds.fill(everywhere<Real>());
  tabulate_exclusions(world_, plan_, work_, trial_, lanes);
  const PartyModel& convenor = world_.parties[plan_.rows[plan_.convenor].party];
  for (int option = 0; option < plan_.option_count(); ++option) work_.allowed[option] = everywhere<Real>();
  for (const Row::Line& line : plan_.rows[plan_.convenor].lines) {
    const Mask<Real> free = !work_.line_meant[line.place * plan_.row_count() + plan_.convenor];
    keep_to_line<Real>(world_.issues[plan_.issues[line.place]], line, free,
                       work_.allowed.data() + plan_.option_begin[line.place]);
  }
  for (std::size_t d = 0; d < plan_.preconditions.size(); ++d) {
    const PreconditionModel& stated = plan_.stated(world_, plan_.preconditions[d]);
    work_.meant[d] = is_meant(world_, stated.firmness, stated.chance, trial_, lanes);
    work_.bluff[d] = work_.proved[d] = mask_of<Real>(false);
    work_.taken_at_word[d] = everywhere<Real>();
  }
  utilities(plan_, work_.table, work_.current, work_.status_quo);
  trial_.numbers[world_.slots.status_quo()] = work_.status_quo[plan_.convenor];
  work_.reservation = evaluate(world_, convenor.reservation, trial_, lanes);
  work_.tactic = draw_tactic(world_, convenor.tactic, trial_, lanes);
  for (int place = 0; place < plan_.place_count(); ++place) work_.draft[place] = whole<Real>(plan_.offer[place]);
}

// Everybody invited answers the terms in work.draft.
template <class Real>
void Convening<Real>::answer() {
  for (int place = 0; place < plan_.place_count(); ++place)
    guests_.offer(place, scale_value(world_.issues[plan_.issues[place]], work_.draft[place]));
  const int rows = plan_.row_count();
  for (int row = 0; row < rows; ++row) {
    if (row == plan_.convenor) continue;
    work_.keeps_lines[row] = everywhere<Real>();  // crosses no line it means
    for (const Row::Line& line : plan_.rows[row].lines)
      work_.keeps_lines[row] = work_.keeps_lines[row] & !crosses(world_, plan_, work_, row, line);
    work_.content[row] = work_.keeps_lines[row];
    if (!work_.asks_worth[row]) continue;
    const Real utility = utility_of(plan_, work_.table, work_.draft, row);
    work_.content[row] &= utility >= work_.stay_out[row] - Real(tolerance);
  }
  guests_.solve_attendance(work_.meant, any_package, work_.open);
  for (const int row : plan_.invited) work_.came[row] = select(work_.open, guests_.attends(row), work_.came[row]);
  for (std::size_t d = 0; d < plan_.preconditions.size(); ++d)
    work_.unmet[d] = guests_.unmet(static_cast<int>(d), any_package, mask_of<Real>(false));
}

// What the answers tell the convenor about preconditions.
template <class Real>
void Convening<Real>::learn() {
  for (const int guest : plan_.invited) {
    if (work_.always_comes[guest]) continue;
    Mask<Real> content = everywhere<Real>();
    Real open(0.0);
    for (int row = guest; row >= 0; row = plan_.principal_row[row]) {
      content = content & work_.content[row];
      for (int d = plan_.precondition_begin[row]; d < plan_.precondition_begin[row + 1]; ++d)
        open += select(work_.unmet[d] & work_.taken_at_word[d], Real(1.0), Real(0.0));
    }
    const Mask<Real> proof = content & !work_.came[guest] & (open == Real(1.0));
    for (int row = guest; row >= 0; row = plan_.principal_row[row])
      for (int d = plan_.precondition_begin[row]; d < plan_.precondition_begin[row + 1]; ++d) {
        const Mask<Real> told = work_.open & work_.unmet[d];
        work_.proved[d] = work_.proved[d] | (told & proof & work_.taken_at_word[d]);
        work_.bluff[d] = work_.bluff[d] | (told & work_.came[guest]);
        work_.taken_at_word[d] = !work_.bluff[d];
      }
  }
}

// What is left of the stage in lanes in which this round ended it.
template <class Real>
void Convening<Real>::write(const Mask<Real>& ended, Record<Real>& record) {
  record.rounds = select(ended, whole<Real>(trial_.round), record.rounds);
  utilities(plan_, work_.table, work_.draft, work_.utility);
  for (int place = 0; place < plan_.place_count(); ++place)
    record.option[place] = select(ended, work_.draft[place], record.option[place]);
  for (int row = 0; row < plan_.row_count(); ++row) {
    record.utility[row] = select(ended, work_.utility[row], record.utility[row]);
    if (row == plan_.convenor) {
      record.threshold[row] = select(ended, work_.reservation, record.threshold[row]);
      record.took_part[row] = record.took_part[row] | ended;
      continue;
    }
    record.threshold[row] = select(ended, work_.stay_out[row], record.threshold[row]);
    record.accepted[row] = select(ended, work_.came[row], record.accepted[row]);
    record.crossed[row] = select(ended, !work_.keeps_lines[row], record.crossed[row]);
    record.worse[row] = select(ended, work_.utility[row] < work_.stay_out[row] - Real(tolerance), record.worse[row]);
  }
  for (std::size_t d = 0; d < plan_.preconditions.size(); ++d)
    record.unmet[d] = select(ended, work_.unmet[d] & work_.meant[d], record.unmet[d]);
}

// What variables, or the number of the round, have moved since the last round.
template <class Real>
void Convening<Real>::refresh() {
  refresh_table(world_, plan_, work_, trial_);
  if (plan_.table_moves) utilities(plan_, work_.table, work_.current, work_.status_quo);
  const Value& reservation = world_.parties[plan_.rows[plan_.convenor].party].reservation;
  if (!is_reread(world_, plan_, reservation)) return;
  trial_.numbers[world_.slots.status_quo()] = work_.status_quo[plan_.convenor];
  Real& kept = work_.reservation;
  kept = select(work_.open, evaluate(world_, reservation, trial_, work_.open), kept);
}

template <class Real>
void Convening<Real>::play(Record<Real>& record) {
  // What it is worth to stay away, told by each answer; `status-quo` in it is the utility of what holds now.
  show(world_, plan_, trial_, work_.current);
  if (trial_.round > 1) refresh();
  if (trial_.round == 1 || plan_.preconditions_move) guests_.hear();
  if (trial_.round == 1)
    open_offer(plan_, lot_, work_, guests_);
  else
    plan_offer(world_, stage_, plan_, lot_, work_, guests_, trial_.round);
  answer();
  learn();
  if (trial_.round == 1)
    for (const int row : plan_.invited) work_.came_first[row] = work_.came[row];
  Mask<Real> all_came = everywhere<Real>();
  for (const int row : plan_.wanted) all_came = all_came & work_.came[row];
  const Mask<Real> agreed = work_.open & all_came, ended = trial_.round == stage_.rounds ? work_.open : agreed;
  if (any(ended)) write(ended, record);
  record.agreed = record.agreed | agreed;
  work_.open = work_.open & !agreed;
}

}  // namespace

template <class Real>
void begin(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
           const Mask<Real>& lanes) {
  Convening<Real>(world, stage, plan, work, trial).begin(lanes);
}

template <class Real>
void play(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
          Record<Real>& record) {
  Convening<Real>(world, stage, plan, work, trial).play(record);
}

template <class Real>
void end(const World& world, const StageFrame&, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
         Record<Real>& record) {
  const Mask<Real>& lanes = work.lanes;
  record.held = lanes;
  record.drawn = work.drawn & lanes;
  for (const int row : plan.invited) {
    record.took_part[row] = lanes;
    Mask<Real>& attends = trial.flags[world.slots.attends(plan.rows[row].party)];
    attends = select(lanes, record.accepted[row], attends);
  }
  Mask<Real> taken_up = mask_of<Real>(plan.wanted.empty());
  for (const int row : plan.wanted) taken_up = taken_up | record.accepted[row];
  for (int place = 0; place < plan.place_count(); ++place) {
    Real& in_force = trial.option[plan.issues[place]];
    in_force = select(lanes & taken_up, record.option[place], in_force);
    Real& offered = trial.numbers[world.slots.offered(plan.issues[place])];  // a trial that ended early offers no more
    offered = select(lanes, scale_value(world.issues[plan.issues[place]], record.option[place]), offered);
  }
}

#define DETENTE_PARTICIPATION(Real)                                                                                \
  template void begin(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, const Mask<Real>&); \
  template void play(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, Record<Real>&);      \
  template void end(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, Record<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_PARTICIPATION)

}  // namespace detente::participation
