#include "sim/protocols/participation.h"

#include <limits>

#include "sim/agents/preferences.h"
#include "sim/agents/tactics.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/packages.h"

namespace detente {

namespace {

constexpr double slack = 1e-9;
constexpr std::int64_t any_package = -1;  // lanes hold different packages
constexpr double brings_all = -1;         // the best rank

template <class Real>
class Convening {
 public:
  Convening(const Model& model, const StageModel& stage, State<Real>& state)
      : model_(model), stage_(stage), state_(state), work_(state.work) {}

  void begin(const Mask<Real>& lanes);
  void play(StageRecord<Real>& record);

 private:
  Mask<Real> crosses(int row, const int* options) const;
  Mask<Real> unmet(int demand, std::int64_t package, const Mask<Real>& lanes);
  Mask<Real> willing(int row, const Array<Mask<Real>>& binding, std::int64_t package, const Mask<Real>& lanes);
  void solve_attendance(const Array<Mask<Real>>& binding, std::int64_t package, const Mask<Real>& lanes);
  Mask<Real>& attends(int row) { return state_.flags[model_.slots.attends(stage_.rows[row].party)]; }
  void guess(int row, const Mask<Real>& comes) { attends(row) = select(work_.lanes, comes, attends(row)); }
  void offer(int place, const Real& value);
  bool asks_for_nothing(int row) const;
  void appraise(int row, const int* options);
  template <class Rank, class Keeps>
  void choose(const Real& least, int changes, Rank rank_of, Keeps keeps);
  void open_offer();
  Real distance(std::int64_t index);
  void plan();
  void refresh();
  void weigh();
  void answer();
  void learn();
  void write(const Mask<Real>& ended, StageRecord<Real>& record) const;

  const Model& model_;
  const StageModel& stage_;
  State<Real>& state_;
  StageWork<Real>& work_;
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
    const IssueModel& issue = model_.issues[stage_.issues[interest.place]];
    for (int option = 0; line && option < stage_.options_at(interest.place); ++option)
      if (issue.option_values[option] < line->at_least || issue.option_values[option] > line->at_most)
        work_.allowed[stage_.option_begin[interest.place] + option] =
            !work_.line_meant[interest.place * stage_.row_count() + stage_.convenor];
  }
  for (std::size_t d = 0; d < stage_.demands.size(); ++d) {
    const PreconditionModel& precondition = *stage_.demands[d].precondition;
    work_.meant[d] = is_meant(model_, precondition.firmness, precondition.chance, state_, lanes);
    work_.bluff[d] = work_.proved[d] = mask_of<Real>(false);
    work_.taken_at_word[d] = everywhere<Real>();
  }
  work_.reservation[stage_.convenor] = evaluate(model_, convenor.reservation, state_, lanes);
  work_.tactic[stage_.convenor] = draw_tactic(model_, convenor.tactic, state_, lanes);
  weigh();
  for (int place = 0; place < stage_.place_count(); ++place)
    work_.draft[place] = Real(static_cast<double>(stage_.offer[place]));
}

// What the planner takes from the table.
template <class Real>
void Convening<Real>::weigh() {
  utilities(stage_, work_.table, work_.current, work_.status_quo);
  for (int option = 0; option < stage_.option_count(); ++option)
    work_.walk_cell[2 * option] = work_.table.cell[option * stage_.row_count() + stage_.convenor];
  work_.reach[stage_.place_count()] = Real(0.0);
  for (int place = stage_.place_count(); place-- > 0;) {
    Real most(0.0);  // cells are not negative
    for (int option = stage_.option_begin[place]; option < stage_.option_begin[place + 1]; ++option)
      most = max(most, work_.walk_cell[2 * option]);
    work_.reach[place] = most + work_.reach[place + 1];
  }
}

// Lanes in which the package crosses a line that the row means.
template <class Real>
Mask<Real> Convening<Real>::crosses(int row, const int* options) const {
  Mask<Real> crossed = mask_of<Real>(false);
  for (const Row::Interest& interest : stage_.rows[row].interests) {
    const auto& line = interest.position->line;
    if (!line) continue;
    const double value = model_.issues[stage_.issues[interest.place]].option_values[options[interest.place]];
    if (value < line->at_least || value > line->at_most)
      crossed = crossed | work_.line_meant[interest.place * stage_.row_count() + row];
  }
  return crossed;
}

template <class Real>
Mask<Real> Convening<Real>::unmet(int d, std::int64_t package, const Mask<Real>& lanes) {
  const Demand& demand = stage_.demands[d];
  if (demand.steady) return work_.steadily_unmet[d];
  if (package != any_package && !demand.met.empty()) return mask_of<Real>(!demand.met[package]);
  return !holds(model_, demand.precondition->program, state_, lanes);
}

// The row and all who instruct it are content (work.content) and have no binding demand open.
template <class Real>
Mask<Real> Convening<Real>::willing(int row, const Array<Mask<Real>>& binding, std::int64_t package,
                                    const Mask<Real>& lanes) {
  Mask<Real> result = everywhere<Real>();
  for (; row >= 0; row = stage_.principal_row[row]) {
    result = result & work_.content[row];
    for (int d = stage_.demand_begin[row]; d < stage_.demand_begin[row + 1]; ++d)
      result = result & !(binding[d] & unmet(d, package, lanes));
  }
  return result;
}

// What conditions read of the terms while they are on offer.
template <class Real>
void Convening<Real>::offer(int place, const Real& value) {
  const int issue = stage_.issues[place];
  state_.numbers[model_.slots.in_force(issue)] = value;
  Real& offered = state_.numbers[model_.slots.offered(issue)];
  offered = select(work_.lanes, value, offered);
}

// Leaves the answer in the attends() flags of the invited.
template <class Real>
void Convening<Real>::solve_attendance(const Array<Mask<Real>>& binding, std::int64_t package,
                                       const Mask<Real>& lanes) {
  for (const int row : stage_.invited) guess(row, everywhere<Real>());
  const int sweeps = stage_.attendance_interacts ? static_cast<int>(stage_.invited.size()) + 1 : 1;
  for (int sweep = 1; sweep <= sweeps; ++sweep) {
    Mask<Real> moved = mask_of<Real>(false);
    for (const int row : stage_.invited) {
      const Mask<Real> before = attends(row);
      guess(row, willing(row, binding, package, lanes));
      work_.row_mask[row] = attends(row) ^ before;
      moved = moved | work_.row_mask[row];
    }
    if (!any(moved)) return;
  }
  if (!stage_.attendance_interacts) return;
  for (const int row : stage_.invited) attends(row) = attends(row) & !work_.row_mask[row];
}

template <class Real>
bool Convening<Real>::asks_for_nothing(int row) const {
  for (; row >= 0; row = stage_.principal_row[row]) {
    if (work_.asks_worth[row] || stage_.demand_begin[row] != stage_.demand_begin[row + 1]) return false;
    for (const Row::Interest& interest : stage_.rows[row].interests)
      if (interest.position->line) return false;
  }
  return true;
}

// Whether the row, and all who instruct it, are content with the package.
template <class Real>
void Convening<Real>::appraise(int row, const int* options) {
  for (; row >= 0; row = stage_.principal_row[row]) {
    work_.content[row] = !crosses(row, options);
    if (!work_.asks_worth[row]) continue;
    Real utility = work_.table.base[row];
    for (int place = 0; place < stage_.place_count(); ++place)
      utility += work_.table.cell[(stage_.option_begin[place] + options[place]) * stage_.row_count() + row];
    work_.judged[row] = utility;
    work_.content[row] = work_.content[row] & (utility >= work_.stay_out[row] - Real(slack));
  }
}

// Puts the best package into work.draft: least rank, then the convenor's utility, then order of name. Considered are
// packages worth at least `least` to the convenor that move at most `changes` terms (0: any number).
// rank_of(options, index, lanes, moves) is asked only of these; keeps(options, index) says where a package drives
// nobody away, and is asked only of those that would win.
template <class Real>
template <class Rank, class Keeps>
void Convening<Real>::choose(const Real& least, int changes, Rank rank_of, Keeps keeps) {
  for (int place = 0; place < stage_.place_count(); ++place) {
    work_.best[place] = work_.draft[place];
    for (int option = 0; option < stage_.options_at(place); ++option)
      work_.walk_cell[2 * (stage_.option_begin[place] + option) + 1] =
          select(work_.draft[place] == Real(static_cast<double>(option)), Real(0.0), Real(1.0));
  }
  work_.level[0] = work_.table.base[stage_.convenor];
  work_.level[1] = Real(0.0);
  const Real most_moves(static_cast<double>(changes > 0 ? changes : stage_.place_count()));
  const Real rounding(1e-12);  // of sums in another order
  Real best_rank(std::numeric_limits<double>::infinity());
  Real best_utility(-1.0);
  const auto leaf = [&](const int* options, std::int64_t index, const Mask<Real>& lanes, const Real* sums) {
    const Real utility = sums[0];
    Mask<Real> open = lanes & (utility >= least) & ((best_rank > Real(brings_all)) | (utility > best_utility));
    if (!any(open)) return;
    open = open & !excluded(stage_, work_, options);
    if (!any(open)) return;
    const Real rank = rank_of(options, index, sums[1]);
    Mask<Real> better = open & ((rank < best_rank) | ((rank == best_rank) & (utility > best_utility)));
    if (!any(better)) return;
    better = better & keeps(options, index);
    best_rank = select(better, rank, best_rank);
    best_utility = select(better, utility, best_utility);
    for (int place = 0; place < stage_.place_count(); ++place)
      work_.best[place] = select(better, Real(static_cast<double>(options[place])), work_.best[place]);
  };
  const auto enters = [&](int place, const Real* sums) {
    return (sums[0] + work_.reach[place] >= least - rounding) & (sums[1] <= most_moves);
  };
  PackageWalk(stage_, work_.allowed, work_.walk_cell, 2, work_.level, leaf, enters).run(work_.open);
  for (int place = 0; place < stage_.place_count(); ++place) work_.draft[place] = work_.best[place];
}

// The terms as the file states them, where nothing forbids them to the convenor; else the nearest that may be offered.
template <class Real>
void Convening<Real>::open_offer() {
  Mask<Real> good = !excluded(stage_, work_, stage_.offer.data());
  for (int place = 0; place < stage_.place_count(); ++place)
    good = good & work_.allowed[stage_.option_begin[place] + stage_.offer[place]];
  if (all(good | !work_.open)) return;
  choose(
      Real(-1.0), 0, [](const int*, std::int64_t, const Real& moves) { return moves; },
      [](const int*, std::int64_t) { return everywhere<Real>(); });
}

// Rank of a package that does not bring all the wanted: those sure to stay away, then demands open, then the shortfall.
template <class Real>
Real Convening<Real>::distance(std::int64_t index) {
  Real hopeless(0.0), open(0.0), shortfall(0.0);
  for (const int wanted : stage_.wanted) {
    Mask<Real> sure = mask_of<Real>(false);
    for (int row = wanted; row >= 0; row = stage_.principal_row[row]) {
      sure = sure | !work_.content[row];
      if (work_.asks_worth[row]) shortfall += max(work_.stay_out[row] - work_.judged[row], Real(0.0));
      for (int d = stage_.demand_begin[row]; d < stage_.demand_begin[row + 1]; ++d) {
        const Mask<Real> left = work_.taken_at_word[d] & unmet(d, index, mask_of<Real>(false));
        open += select(left, Real(1.0), Real(0.0));
        sure = sure | (left & work_.proved[d]);
      }
    }
    hopeless += select(sure, Real(1.0), Real(0.0));
  }
  // One number in this order of weight: at most 64 wanted, 2 x 16 demands and 2 of shortfall each.
  const Real ties = floor(shortfall * Real(1e9) + Real(0.5)) / Real(1e9);
  return (hopeless * Real(2048.0) + open) * Real(128.0) + ties;
}

template <class Real>
void Convening<Real>::plan() {
  const Mask<Real> nobody = mask_of<Real>(false);
  const Real aspired = aspiration(stage_, model_.parties[stage_.rows[stage_.convenor].party].tactic,
                                  work_.tactic[stage_.convenor], work_.reservation[stage_.convenor], state_.round);
  // Where nobody's coming depends on another's, only the wanted need be asked before a package is seen to win.
  const auto believe = [&](const std::vector<int>& guests, const int* options, std::int64_t index) {
    for (const int row : guests) {
      if (work_.always_comes[row]) continue;
      appraise(row, options);
      guess(row, willing(row, work_.taken_at_word, index, nobody));
    }
  };
  choose(
      aspired - Real(slack), stage_.changes,
      [&](const int* options, std::int64_t index, const Real&) {
        for (int place = 0; place < stage_.place_count() && stage_.terms_are_read; ++place)
          offer(place, Real(model_.issues[stage_.issues[place]].option_values[options[place]]));
        if (stage_.attendance_interacts) {
          for (const int row : stage_.invited) appraise(row, options);
          solve_attendance(work_.taken_at_word, index, nobody);
        } else {
          believe(stage_.wanted, options, index);
        }
        Mask<Real> brings = everywhere<Real>();
        for (const int row : stage_.wanted)
          if (!work_.always_comes[row]) brings = brings & attends(row);
        return all(brings) ? Real(brings_all) : select(brings, Real(brings_all), distance(index));
      },
      [&](const int* options, std::int64_t index) {
        if (!stage_.attendance_interacts) believe(stage_.keep, options, index);
        Mask<Real> kept = everywhere<Real>();
        for (const int row : stage_.keep)
          if (!work_.always_comes[row]) kept = kept & (attends(row) | !work_.came_first[row]);
        return kept;
      });
}

// Everybody invited answers the terms in work.draft.
template <class Real>
void Convening<Real>::answer() {
  utilities(stage_, work_.table, work_.draft, work_.utility);
  for (int place = 0; place < stage_.place_count(); ++place)
    offer(place, scale_value(model_.issues[stage_.issues[place]], work_.draft[place]));
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
    work_.content[row] = work_.accepts[row] & (work_.utility[row] >= work_.stay_out[row] - Real(slack));
  }
  solve_attendance(work_.meant, any_package, work_.open);
  for (const int row : stage_.invited) work_.came[row] = select(work_.open, attends(row), work_.came[row]);
  for (std::size_t d = 0; d < stage_.demands.size(); ++d)
    work_.unmet[d] = unmet(static_cast<int>(d), any_package, mask_of<Real>(false));
}

// What the answers tell the convenor about demands.
template <class Real>
void Convening<Real>::learn() {
  for (const int guest : stage_.invited) {
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
void Convening<Real>::write(const Mask<Real>& ended, StageRecord<Real>& record) const {
  record.rounds = select(ended, Real(static_cast<double>(state_.round)), record.rounds);
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
    record.worse[row] = select(ended, work_.utility[row] < work_.stay_out[row] - Real(slack), record.worse[row]);
  }
  for (std::size_t d = 0; d < stage_.demands.size(); ++d)
    record.unmet[d] = select(ended, work_.unmet[d] & work_.meant[d], record.unmet[d]);
}

// What variables, or the number of the round, have moved since the last round.
template <class Real>
void Convening<Real>::refresh() {
  refresh_table(model_, stage_, state_);
  if (stage_.table_moves) weigh();
  const Value& reservation = model_.parties[stage_.rows[stage_.convenor].party].reservation;
  if (!reservation.moves) return;
  Real& kept = work_.reservation[stage_.convenor];
  kept = select(work_.open, evaluate(model_, reservation, state_, work_.open), kept);
}

template <class Real>
void Convening<Real>::play(StageRecord<Real>& record) {
  // What it is worth to stay away, told by each answer; `status-quo` in it is the utility of what holds now.
  show(model_, stage_, state_, work_.current);
  if (state_.round > 1) refresh();
  for (int row = 0; row < stage_.row_count(); ++row) {
    if (row == stage_.convenor) continue;
    state_.numbers[model_.slots.status_quo()] = work_.status_quo[row];
    work_.stay_out[row] = evaluate(model_, model_.parties[stage_.rows[row].party].stay_out, state_, work_.open);
    work_.asks_worth[row] = any(work_.stay_out[row] > Real(0.0));
  }
  for (int row = 0; row < stage_.row_count(); ++row) work_.always_comes[row] = asks_for_nothing(row);
  for (std::size_t d = 0; d < stage_.demands.size(); ++d)
    if (stage_.demands[d].steady)
      work_.steadily_unmet[d] = !holds(model_, stage_.demands[d].precondition->program, state_, work_.open);
  state_.round == 1 ? open_offer() : plan();
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
