#include "sim/protocols/single_text/play.h"

#include <limits>

#include "sim/agents/packages.h"
#include "sim/agents/preferences.h"
#include "sim/agents/tactics.h"
#include "sim/core/tolerance.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/single_text/decision.h"
#include "sim/protocols/single_text/text_search.h"

namespace detente::single_text {

namespace {

template <class Real>
class Drafting {
 public:
  Drafting(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial)
      : world_(world), stage_(stage), plan_(plan), work_(work), trial_(trial), rows_(plan.row_count()) {}

  void begin(Mask<Real> lanes);
  void play(Record<Real>& record);

 private:
  void seat(const Mask<Real>& lanes);
  void table_issues(const Mask<Real>& lanes);
  Mask<Real> reachable(int row) const;
  void draw_parties(const Mask<Real>& lanes);
  void mark_allowed();
  void refresh();
  void aspire();
  void propose_mean();
  void search();
  void count_zone();
  void open_text();
  bool amend();
  void decide(Record<Real>& record);
  void write(const Mask<Real>& ended, Record<Real>& record) const;
  auto moved() const {
    return [this](int place) { return work_.draft[place] != work_.current[place]; };
  }

  const World& world_;
  const StageFrame& stage_;
  const Plan& plan_;
  Work<Real>& work_;
  Trial<Real>& trial_;
  int rows_;
};

// Who is in the room, and whose consent may count.
template <class Real>
void Drafting<Real>::seat(const Mask<Real>& lanes) {
  if (plan_.present_listed)
    for (std::size_t party = 0; party < world_.parties.size(); ++party) {
      Mask<Real>& attends = trial_.flags[world_.slots.attends(static_cast<int>(party))];
      attends = select(lanes, mask_of<Real>(plan_.listed[party] != 0), attends);
    }
  for (int row = 0; row < rows_; ++row) {
    work_.present[row] =
        row == plan_.mediator ? everywhere<Real>() : trial_.flags[world_.slots.attends(plan_.rows[row].party)];
    work_.voter[row] = work_.present[row] & mask_of<Real>(plan_.votes[row] != 0);
    work_.decides[row] = work_.voter[row];
  }
  for (int row = 0; row < rows_; ++row)
    for (int above = plan_.principal_row[row]; above >= 0; above = plan_.principal_row[above])
      work_.decides[above] = work_.decides[above] | work_.voter[row];
  for (int row = 0; row < rows_; ++row) work_.consents[row] = work_.decides[row];
}

// Present, or instructing somebody present.
template <class Real>
Mask<Real> Drafting<Real>::reachable(int row) const {
  Mask<Real> result = work_.present[row];
  for (int agent = 0; agent < rows_; ++agent)
    for (int above = plan_.principal_row[agent]; above >= 0; above = plan_.principal_row[above])
      if (above == row) result = result | work_.present[agent];
  return result;
}

template <class Real>
void Drafting<Real>::table_issues(const Mask<Real>& lanes) {
  for (int place = 0; place < plan_.place_count(); ++place) {
    work_.tabled[place] = everywhere<Real>();
    if (plan_.tabled_program[place] >= 0)
      work_.tabled[place] = holds(world_, plan_.tabled_program[place], trial_, lanes);
    for (const int row : plan_.controllers[place])
      if (row >= 0) work_.consents[row] = work_.consents[row] | (work_.tabled[place] & reachable(row));
  }
}

template <class Real>
void Drafting<Real>::draw_parties(const Mask<Real>& lanes) {
  utilities(plan_, work_.table, work_.current, work_.utility);
  for (int row = 0; row < rows_; ++row) {
    const PartyModel& party = world_.parties[plan_.rows[row].party];
    const Mask<Real> concerned = lanes & (work_.consents[row] | work_.present[row]);
    trial_.numbers[world_.slots.status_quo()] = work_.utility[row];
    work_.influence[row] = evaluate(world_, party.influence, trial_, concerned);
    work_.reservation[row] = evaluate(world_, party.reservation, trial_, concerned & work_.consents[row]);
    const DrawnTactic<Real> tactic = draw_tactic(world_, party.tactic, trial_, concerned & work_.consents[row]);
    work_.beta[row] = tactic.beta;
    work_.start[row] = tactic.start;
  }
}

// What variables, or the number of the round, have moved since the last round.
template <class Real>
void Drafting<Real>::refresh() {
  refresh_table(world_, plan_, work_, trial_);
  utilities(plan_, work_.table, work_.current, work_.utility);
  for (int row = 0; row < rows_; ++row) {
    const PartyModel& party = world_.parties[plan_.rows[row].party];
    const Mask<Real> concerned = work_.open & (work_.consents[row] | work_.present[row]);
    trial_.numbers[world_.slots.status_quo()] = work_.utility[row];
    const auto read = [&](const Value& value, const Mask<Real>& lanes, Real& kept) {
      if (is_reread(world_, plan_, value)) kept = select(work_.open, evaluate(world_, value, trial_, lanes), kept);
    };
    read(party.influence, concerned, work_.influence[row]);
    read(party.reservation, concerned & work_.consents[row], work_.reservation[row]);
  }
  prepare_search(plan_, work_);
}

// An option is out if it crosses a line that is meant by the mediator or by somebody whose consent counts; an issue
// that is off the table, or whose controllers cannot be reached, stays where it is.
template <class Real>
void Drafting<Real>::mark_allowed() {
  for (int option = 0; option < plan_.option_count(); ++option) work_.allowed[option] = everywhere<Real>();
  for (int row = 0; row < rows_; ++row)
    for (const Row::Line& line : plan_.rows[row].lines) {
      const Mask<Real> bound = row == plan_.mediator ? everywhere<Real>() : work_.consents[row];
      const Mask<Real> free = !(bound & work_.line_meant[line.place * rows_ + row]);
      keep_to_line<Real>(world_.issues[plan_.issues[line.place]], line, free,
                         work_.allowed.data() + plan_.option_begin[line.place]);
    }
  for (int place = 0; place < plan_.place_count(); ++place) {
    Mask<Real> may_move = everywhere<Real>();
    for (const int row : plan_.controllers[place])
      may_move = may_move & (row >= 0 ? reachable(row) : mask_of<Real>(false));
    if (all(may_move & work_.tabled[place])) continue;
    for (int option = 0; option < plan_.options_at(place); ++option) {
      const Mask<Real> stays = work_.current[place] == whole<Real>(option);
      Mask<Real>& allowed = work_.allowed[plan_.option_begin[place] + option];
      allowed = select(work_.tabled[place], allowed & (may_move | stays), stays);
    }
  }
}

template <class Real>
void Drafting<Real>::begin(Mask<Real> lanes) {
  seat(lanes);
  Mask<Real> somebody = mask_of<Real>(false);
  for (int row = 0; row < rows_; ++row) somebody = somebody | work_.voter[row];
  lanes = lanes & somebody;
  table_issues(lanes);
  prepare(world_, plan_, work_, trial_, lanes);
  draw_parties(lanes);
  mark_allowed();
  for (std::size_t e = 0; e < plan_.exclusions.size(); ++e) {
    const Exclusion& exclusion = plan_.exclusions[e];
    work_.binds[e] = mask_of<Real>(exclusion.rows.empty());
    for (const int row : exclusion.rows)
      work_.binds[e] = work_.binds[e] | (row == plan_.mediator ? everywhere<Real>() : work_.consents[row]);
  }
  tabulate_exclusions(world_, plan_, work_, trial_, lanes);
  prepare_search(plan_, work_);
  for (int place = 0; place < plan_.place_count(); ++place) work_.draft[place] = work_.current[place];
  work_.has_draft = mask_of<Real>(false);
  work_.settled = mask_of<Real>(false);
}

// Who only instructs, or only controls an issue, does not bargain: it is at its reservation throughout.
template <class Real>
void Drafting<Real>::aspire() {
  for (int row = 0; row < rows_; ++row) {
    const PartyModel& party = world_.parties[plan_.rows[row].party];
    work_.aspiration[row] = select(
        work_.voter[row],
        aspiration(stage_, party.tactic, {work_.beta[row], work_.start[row]}, work_.reservation[row], trial_.round),
        work_.reservation[row]);
    work_.target[row] = plan_.aims_at == AimsAt::aspirations ? work_.aspiration[row] : work_.reservation[row];
  }
}

template <class Real>
void Drafting<Real>::propose_mean() {
  // Products of the smallest weights have no double; all are made greater by one power of two.
  const Real enlarged(0x1p900);
  for (int place = 0; place < plan_.place_count(); ++place) {
    const IssueModel& issue = world_.issues[plan_.issues[place]];
    Real sum(0.0), weights(0.0);
    for (int row = 0; row < rows_; ++row)
      for (const Row::Interest& interest : plan_.rows[row].interests) {
        if (interest.place != place) continue;
        const Mask<Real> nobody = mask_of<Real>(false);
        const PositionModel& position = world_.positions[interest.position];
        const Real salience = evaluate(world_, position.salience, trial_, nobody);
        const Real weight = select(work_.consents[row], work_.influence[row] * enlarged * salience, Real(0.0));
        sum += weight * evaluate(world_, position.ideal, trial_, nobody);
        weights += weight;
      }
    const Mask<Real> anybody = weights > Real(0.0);
    const Real mean = sum / select(anybody, weights, Real(1.0));
    Real distance(std::numeric_limits<double>::infinity());
    for (int option = 0; option < plan_.options_at(place); ++option) {
      const Real away = abs(Real(issue.option_values[option]) - mean);
      const Mask<Real> nearer = work_.allowed[plan_.option_begin[place] + option] & anybody & (away < distance);
      distance = select(nearer, away, distance);
      work_.draft[place] = select(nearer, whole<Real>(option), work_.draft[place]);
    }
  }
}

template <class Real>
void Drafting<Real>::search() {
  work_.searching = work_.open & !work_.settled;
  if (plan_.whole_space)
    search_whole_space(plan_, work_);
  else
    search_neighbours(plan_, work_);
  if (plan_.aims_at == AimsAt::reservations) work_.zone = select(work_.searching, work_.passing, work_.zone);
}

// The zone of agreement is one of reservations whatever drafts aim at.
template <class Real>
void Drafting<Real>::count_zone() {
  if (plan_.aims_at == AimsAt::reservations) return;
  for (int row = 0; row < rows_; ++row) std::swap(work_.target[row], work_.reservation[row]);
  search();
  work_.zone = select(work_.searching, work_.passing, work_.zone);
  for (int row = 0; row < rows_; ++row) std::swap(work_.target[row], work_.reservation[row]);
}

// Round 1: the mean of positions, or the best draft where that may not be tabled.
template <class Real>
void Drafting<Real>::open_text() {
  propose_mean();
  const Mask<Real> good = may_be_tabled(plan_, work_);
  count_zone();
  search();
  for (int place = 0; place < plan_.place_count(); ++place)
    work_.draft[place] = select(good | !work_.has_best, work_.draft[place], work_.best[place]);
  work_.has_draft = work_.open & (good | work_.has_best);
}

// Searching again is of no use where nothing it reads has changed: with every package in reach and reservations that
// stay as they are as the aim; among neighbours, once the draft has not moved.
// Returns whether the draft has moved in any trial.
template <class Real>
bool Drafting<Real>::amend() {
  const bool steady = plan_.aims_at == AimsAt::reservations && !plan_.moves;
  if (plan_.moves) count_zone();
  const bool same_as_before = steady && plan_.whole_space && plan_.changes == 0;
  if (all(work_.settled | !work_.open)) return false;
  if (!same_as_before) search();
  const Mask<Real> lanes = work_.open & !work_.settled & work_.has_best;
  Mask<Real> moved = lanes & !work_.has_draft;
  for (int place = 0; place < plan_.place_count(); ++place) {
    moved = moved | (lanes & (work_.draft[place] != work_.best[place]));
    work_.draft[place] = select(lanes, work_.best[place], work_.draft[place]);
  }
  work_.has_draft = work_.has_draft | lanes;
  if (same_as_before)
    work_.settled = everywhere<Real>();
  else if (steady)
    work_.settled = work_.settled | !moved;
  return any(moved);
}

template <class Real>
void Drafting<Real>::decide(Record<Real>& record) {
  for (int row = 0; row < rows_; ++row)
    work_.accepts[row] = !has_a_say(plan_, work_, row, moved()) |
                         (work_.has_draft & (work_.utility[row] >= work_.aspiration[row] - Real(tolerance)));
  const Mask<Real> passed = work_.open & work_.has_draft & passes(plan_, work_, work_.accepts, moved());
  const Mask<Real> ended = trial_.round == stage_.rounds ? work_.open : passed;
  if (any(ended)) write(ended, record);
  record.agreed = record.agreed | passed;
  work_.open = work_.open & !passed;
}

// What is left of the stage in lanes in which this round ended it.
template <class Real>
void Drafting<Real>::write(const Mask<Real>& ended, Record<Real>& record) const {
  record.rounds = select(ended, whole<Real>(trial_.round), record.rounds);
  record.zone = select(ended, work_.zone, record.zone);
  for (int place = 0; place < plan_.place_count(); ++place)
    record.option[place] = select(ended, work_.draft[place], record.option[place]);
  for (int row = 0; row < rows_; ++row) {
    const Mask<Real> say = has_a_say(plan_, work_, row, moved());
    record.took_part[row] = select(ended, say, record.took_part[row]);
    record.accepted[row] = select(ended, say & work_.accepts[row], record.accepted[row]);
    record.threshold[row] = select(ended, work_.reservation[row], record.threshold[row]);
  }
}

template <class Real>
void Drafting<Real>::play(Record<Real>& record) {
  if (plan_.moves && trial_.round > 1) refresh();
  aspire();
  bool moved = true;
  if (trial_.round == 1)
    open_text();
  else
    moved = amend();
  if (moved || plan_.moves) utilities(plan_, work_.table, work_.draft, work_.utility);
  decide(record);
}

// Of those whose refusal of the last text counted: alone if it would have passed but for the one refusal.
template <class Real>
void name_blockers(const Plan& plan, const Work<Real>& work, Record<Real>& record) {
  const int rows = plan.row_count();
  const Mask<Real> failed = work.open & work.has_draft;
  const auto moved = [&](int place) { return work.draft[place] != work.current[place]; };
  record.no_text = work.open & !work.has_draft;
  for (int row = 0; row < rows; ++row) {
    const Mask<Real> refuses = failed & !work.accepts[row];
    const Mask<Real> but_for = passes(plan, work, work.accepts, moved, row);
    record.blocked_alone[row] = refuses & but_for;
    record.blocked_among[row] = refuses & !but_for;
    record.blocked_on[row] = loses_most_on(plan, work, row);
  }
}

// `gap`: the largest shortfall of the last text against a voter's reservation.
template <class Real>
void tell_answers(const World& world, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
                  const Record<Real>& record) {
  Real gap(0.0);
  utilities(plan, work.table, record.option, work.utility);
  for (int row = 0; row < plan.row_count(); ++row) {
    gap = max(gap, select(work.voter[row], work.reservation[row] - work.utility[row], Real(0.0)));
    Mask<Real>& accepts = trial.flags[world.slots.accepts(plan.rows[row].party)];
    accepts = select(work.lanes, record.accepted[row], accepts);
    Real& reservation = trial.numbers[world.slots.reservation(plan.rows[row].party)];
    reservation = select(work.lanes, work.reservation[row], reservation);
  }
  Real& slot = trial.numbers[world.slots.gap(trial.stage)];
  slot = select(work.lanes, gap, slot);
}

}  // namespace

template <class Real>
void begin(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
           const Mask<Real>& lanes) {
  Drafting<Real>(world, stage, plan, work, trial).begin(lanes);
}

template <class Real>
void play(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
          Record<Real>& record) {
  Drafting<Real>(world, stage, plan, work, trial).play(record);
}

template <class Real>
void end(const World& world, const Plan& plan, Work<Real>& work, Trial<Real>& trial, Record<Real>& record) {
  name_blockers(plan, work, record);
  record.held = work.lanes;
  for (int place = 0; place < plan.place_count(); ++place) {
    Real& in_force = trial.option[plan.issues[place]];
    in_force = select(record.agreed & work.tabled[place], record.option[place], in_force);
    Real& text = trial.numbers[world.slots.text(plan.issues[place])];
    text = select(record.agreed, scale_value(world.issues[plan.issues[place]], record.option[place]), text);
  }
  tell_answers(world, plan, work, trial, record);
  for (int place = 0; place < plan.place_count(); ++place) work.best[place] = trial.option[plan.issues[place]];
  utilities(plan, work.table, work.best, record.utility);
}

#define DETENTE_SINGLE_TEXT(Real)                                                                                  \
  template void begin(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, const Mask<Real>&); \
  template void play(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, Record<Real>&);      \
  template void end(const World&, const Plan&, Work<Real>&, Trial<Real>&, Record<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_SINGLE_TEXT)

}  // namespace detente::single_text
