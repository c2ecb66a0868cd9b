#include "sim/protocols/single_text/play.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/agents/lot.h"
#include "sim/agents/packages.h"
#include "sim/agents/preferences.h"
#include "sim/agents/tactics.h"
#include "sim/core/tolerance.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/single_text/decision.h"
#include "sim/protocols/single_text/nearness.h"
#include "sim/protocols/single_text/text_search.h"

namespace detente::single_text {

namespace {

template <class Real>
class Drafting {
 public:
  Drafting(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial)
      : world_(world),
        stage_(stage),
        plan_(plan),
        work_(work),
        trial_(trial),
        rows_(plan.row_count()),
        lot_(stage, trial) {}

  void begin(Mask<Real> lanes);
  void play(Record<Real>& record);

 private:
  void seat();
  void table_issues(const Mask<Real>& lanes);
  Mask<Real> reachable(int row) const;
  void draw_parties(const Mask<Real>& lanes);
  void find_who_sinks();
  void mark_allowed();
  void bind_exclusions();
  void refresh();
  void aspire();
  Mask<Real> propose_mean();
  void find_best();
  void search();
  void count_zone();
  void open_text();
  bool amend();
  void read_lines();
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
  Lot<Real> lot_;
};

// Who has a seat, and whose consent may count.
template <class Real>
void Drafting<Real>::seat() {
  for (int row = 0; row < rows_; ++row) {
    const int party = plan_.rows[row].party;
    work_.present[row] = row == plan_.mediator
                             ? everywhere<Real>()
                             : trial_.flags[world_.slots.attends(party)] & mask_of<Real>(plan_.lists(party));
    work_.voter[row] = work_.present[row] & mask_of<Real>(plan_.votes[row] != 0);
    work_.bargains[row] = work_.voter[row] | (work_.present[row] & mask_of<Real>(plan_.vetoes[row] != 0));
    work_.decides[row] = work_.bargains[row];
  }
  for (int row = 0; row < rows_; ++row)
    for (int above = plan_.principal_row[row]; above >= 0; above = plan_.principal_row[above])
      work_.decides[above] = work_.decides[above] | work_.bargains[row];
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
  utilities(plan_, work_.table, work_.current, work_.held_utility);
  for (int row = 0; row < rows_; ++row) {
    const PartyModel& party = world_.parties[plan_.rows[row].party];
    const Mask<Real> concerned = lanes & (work_.consents[row] | work_.present[row]);
    trial_.numbers[world_.slots.status_quo()] = work_.held_utility[row];
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
  utilities(plan_, work_.table, work_.current, work_.held_utility);
  for (int row = 0; row < rows_; ++row) {
    const PartyModel& party = world_.parties[plan_.rows[row].party];
    const Mask<Real> concerned = work_.open & (work_.consents[row] | work_.present[row]);
    trial_.numbers[world_.slots.status_quo()] = work_.held_utility[row];
    const auto read = [&](const Value& value, const Mask<Real>& lanes, Real& kept) {
      if (is_reread(world_, plan_, value)) kept = select(work_.open, evaluate(world_, value, trial_, lanes), kept);
    };
    read(party.influence, concerned, work_.influence[row]);
    read(party.reservation, concerned & work_.consents[row], work_.reservation[row]);
  }
  find_who_sinks();
  mark_allowed();
  bind_exclusions();
  prepare_search(plan_, work_);
}

// Whoever fails a text by refusing it when all others consent; asked of those who have a line or a `never`.
template <class Real>
void Drafting<Real>::find_who_sinks() {
  for (int row = 0; row < rows_; ++row) {
    work_.sinks[row] = work_.decides[row];
    if (asks_everybody(plan_.decision) || !plan_.refuses_over_lines(row) || !any(work_.decides[row])) continue;
    work_.content.fill(everywhere<Real>());
    work_.content[row] = mask_of<Real>(false);
    work_.sinks[row] = work_.decides[row] & !rule_holds(plan_, work_, work_.content);
  }
}

// An option is permitted unless it crosses a line that the mediator means; an issue that is off the table, or whose
// controllers cannot be reached, stays where it is. It is allowed where it crosses no line of anybody who sinks texts
// alone either.
template <class Real>
void Drafting<Real>::mark_allowed() {
  work_.permitted.fill(everywhere<Real>());
  const auto keep = [&](int row, const Mask<Real>& bound, Span<Mask<Real>>& options) {
    for (const Row::Line& line : plan_.rows[row].lines) {
      const Mask<Real> free = !(bound & work_.line_meant[line.place * rows_ + row]);
      keep_to_line<Real>(world_.issues[plan_.issues[line.place]], line, free,
                         options.data() + plan_.option_begin[line.place]);
    }
  };
  keep(plan_.mediator, everywhere<Real>(), work_.permitted);
  for (int place = 0; place < plan_.place_count(); ++place) {
    Mask<Real> may_move = everywhere<Real>();
    for (const int row : plan_.controllers[place])
      may_move = may_move & (row >= 0 ? reachable(row) : mask_of<Real>(false));
    if (all(may_move & work_.tabled[place])) continue;
    for (int option = 0; option < plan_.options_at(place); ++option) {
      const Mask<Real> stays = work_.current[place] == whole<Real>(option);
      Mask<Real>& permitted = work_.permitted[plan_.option_begin[place] + option];
      permitted = select(work_.tabled[place], permitted & (may_move | stays), stays);
    }
  }
  for (int option = 0; option < plan_.option_count(); ++option) work_.allowed[option] = work_.permitted[option];
  for (int row = 0; row < rows_; ++row)
    if (row != plan_.mediator) keep(row, work_.sinks[row], work_.allowed);
}

// Likewise of exclusions: links and the mediator's `never` forbid, that of others is a refusal.
template <class Real>
void Drafting<Real>::bind_exclusions() {
  for (std::size_t e = 0; e < plan_.exclusions.size(); ++e) {
    const std::vector<int>& rows = plan_.exclusions[e].rows;
    work_.forbids[e] = mask_of<Real>(rows.empty() || contains(rows, plan_.mediator));
    work_.binds[e] = work_.forbids[e];
    for (const int row : rows) work_.binds[e] = work_.binds[e] | work_.sinks[row];
  }
  work_.lines_bear = false;
  for (int row = 0; row < rows_; ++row)
    work_.lines_bear |= row != plan_.mediator && plan_.refuses_over_lines(row) && any(work_.consents[row]);
}

template <class Real>
void Drafting<Real>::begin(Mask<Real> lanes) {
  seat();
  Mask<Real> somebody = mask_of<Real>(false);
  for (int row = 0; row < rows_; ++row) somebody = somebody | work_.voter[row];
  lanes = lanes & somebody;
  table_issues(lanes);
  prepare(world_, plan_, work_, trial_, lanes);
  draw_parties(lanes);
  find_who_sinks();
  mark_allowed();
  bind_exclusions();
  tabulate_exclusions(world_, plan_, work_, trial_, lanes);
  prepare_search(plan_, work_);
  for (int place = 0; place < plan_.place_count(); ++place) work_.draft[place] = work_.current[place];
  for (auto* masks :
       {&work_.has_draft, &work_.settled, &work_.has_best, &work_.best_drawn, &work_.drawn, &work_.all_refused})
    *masks = mask_of<Real>(false);
  for (auto* masks : {&work_.crossed, &work_.broken_never}) masks->fill(mask_of<Real>(false));
}

// Who only instructs, or only controls an issue, does not bargain: it is at its reservation throughout.
template <class Real>
void Drafting<Real>::aspire() {
  for (int row = 0; row < rows_; ++row) {
    const PartyModel& party = world_.parties[plan_.rows[row].party];
    work_.aspiration[row] = select(
        work_.bargains[row],
        aspiration(stage_, party.tactic, {work_.beta[row], work_.start[row]}, work_.reservation[row], trial_.round),
        work_.reservation[row]);
    work_.target[row] = plan_.aims_at == AimsAt::aspirations ? work_.aspiration[row] : work_.reservation[row];
  }
}

// The option of each issue nearest to the mean, among equals the lot's; where there is any. Lanes in which the lot
// chose.
template <class Real>
Mask<Real> Drafting<Real>::propose_mean() {
  // Products of the smallest weights have no double; all are made greater by one power of two.
  const Real enlarged(0x1p900);
  Mask<Real> drawn = mask_of<Real>(false);
  for (int place = 0; place < plan_.place_count(); ++place) {
    Real sum(0.0), weights(0.0);
    for (int row = 0; row < rows_; ++row)
      for (const Row::Interest& interest : plan_.rows[row].interests) {
        if (interest.place != place) continue;
        const Value& ideal = world_.positions[interest.position].ideal;
        const Real share = work_.table.weight[place * rows_ + row];
        const Real weight = select(work_.consents[row], work_.influence[row] * enlarged * share, Real(0.0));
        sum += weight * evaluate(world_, ideal, trial_, mask_of<Real>(false));
        weights += weight;
      }
    const Mask<Real> anybody = weights > Real(0.0);
    const Real mean = sum / select(anybody, weights, Real(1.0));
    Real distance(std::numeric_limits<double>::infinity());
    Mask<Real> tied = mask_of<Real>(false);
    for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option) {
      const Real away = to_multiple(abs(Real(plan_.option_values[option]) - mean));
      const Mask<Real> may = work_.allowed[option] & anybody, equal = may & (away == distance);
      Mask<Real> nearer = may & (away < distance);
      tied = (tied & !nearer) | equal;
      if (any(equal)) {
        const auto key = [&](unsigned) { return plan_.option_keys[option]; };
        const auto other_key = [&](unsigned l) {
          return plan_.option_keys[plan_.option_begin[place] + static_cast<int>(lane(work_.draft[place], l))];
        };
        nearer = nearer | lot_.draw(equal, key, other_key);
      }
      distance = select(nearer, away, distance);
      work_.draft[place] = select(nearer, whole<Real>(option - plan_.option_begin[place]), work_.draft[place]);
    }
    drawn = drawn | tied;
  }
  return drawn;
}

template <class Real>
void Drafting<Real>::find_best() {
  if (plan_.whole_space)
    search_whole_space(plan_, lot_, work_);
  else
    search_neighbours(plan_, lot_, work_);
}

// First among texts that nobody refuses over a line who sinks texts alone; where there is none, among all that are not
// forbidden.
template <class Real>
void Drafting<Real>::search() {
  work_.searching = work_.open & !work_.settled;
  work_.past_lines = work_.may_refuse = work_.may_refuse_never = false;
  for (int row = 0; row < rows_ && work_.lines_bear; ++row) {
    if (!any(work_.lanes & work_.consents[row] & !work_.sinks[row])) continue;
    work_.may_refuse_never |= plan_.has_never[row] != 0;
    work_.may_refuse |= plan_.refuses_over_lines(row);
  }
  find_best();
  if (plan_.aims_at == AimsAt::reservations) work_.zone = select(work_.searching, work_.passing, work_.zone);
  const Mask<Real> none = work_.searching & !work_.has_best;
  work_.all_refused = work_.all_refused & !work_.searching;
  if (!work_.lines_bear || !any(none)) return;
  const auto swap = [&] {
    std::swap(work_.allowed, work_.permitted);
    std::swap(work_.binds, work_.forbids);
  };
  const Mask<Real> searching = work_.searching;
  const Real passing = work_.passing;
  work_.searching = none;
  work_.past_lines = work_.may_refuse = true;
  work_.may_refuse_never = std::ranges::find(plan_.has_never, 1) != plan_.has_never.end();
  swap();
  find_best();
  swap();
  work_.past_lines = false;
  work_.searching = searching;
  work_.passing = passing;
  work_.all_refused = work_.all_refused | (none & work_.has_best);
}

// The zone of agreement is one of reservations whatever drafts aim at.
template <class Real>
void Drafting<Real>::count_zone() {
  if (plan_.aims_at == AimsAt::reservations) return;
  std::swap(work_.target, work_.reservation);
  search();
  work_.zone = select(work_.searching, work_.passing, work_.zone);
  std::swap(work_.target, work_.reservation);
}

// Round 1: the mean of positions, or the best draft where that may not be tabled.
template <class Real>
void Drafting<Real>::open_text() {
  const Mask<Real> drawn = propose_mean();
  const Mask<Real> good = may_be_tabled(plan_, work_);
  work_.has_draft = work_.open & good;
  count_zone();
  search();
  for (int place = 0; place < plan_.place_count(); ++place)
    work_.draft[place] = select(good | !work_.has_best, work_.draft[place], work_.best[place]);
  work_.drawn = drawn | (!good & work_.has_best & work_.best_drawn);
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
  work_.drawn = work_.drawn | (lanes & work_.best_drawn);
  if (same_as_before)
    work_.settled = everywhere<Real>();
  else if (steady)
    work_.settled = work_.settled | !moved;
  return any(moved);
}

// What the draft means to lines and to `never`: nothing where the last search was among texts that nobody refuses over
// them, and no trial holds one of another search. Where some trial found none of these, the search beyond lines has
// left `may_refuse`.
template <class Real>
void Drafting<Real>::read_lines() {
  if (!work_.lines_bear) return;
  for (auto* masks : {&work_.crossed, &work_.broken_never}) masks->fill(mask_of<Real>(false));
  if (!work_.may_refuse && !any(work_.all_refused)) return;
  for (int row = 0; row < rows_; ++row)
    for (const Row::Line& line : plan_.rows[row].lines)
      work_.crossed[row] = work_.crossed[row] | crosses(world_, plan_, work_, row, line);
  for (std::size_t e = 0; e < plan_.exclusions.size(); ++e) {
    if (plan_.exclusions[e].rows.empty()) continue;
    const Mask<Real> in = is_in_exclusion(plan_, work_, e, work_.draft);
    for (const int row : plan_.exclusions[e].rows) work_.broken_never[row] = work_.broken_never[row] | in;
  }
}

// A party refuses what crosses its lines or breaks its `never`, and what is worth less than it aspires to.
template <class Real>
void Drafting<Real>::decide(Record<Real>& record) {
  for (int row = 0; row < rows_; ++row)
    work_.accepts[row] =
        !has_a_say(plan_, work_, row, moved()) | (work_.has_draft & !work_.crossed[row] & !work_.broken_never[row] &
                                                  (work_.utility[row] >= work_.aspiration[row] - Real(tolerance)));
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
  if (moved || plan_.moves) {
    utilities(plan_, work_.table, work_.draft, work_.utility);
    read_lines();
  }
  decide(record);
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

#define DETENTE_SINGLE_TEXT(Real)                                                                                  \
  template void begin(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, const Mask<Real>&); \
  template void play(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, Record<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_SINGLE_TEXT)

}  // namespace detente::single_text
