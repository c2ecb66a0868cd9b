// Stages: who counts in them (rows), what they settle (places), what no package may hold (exclusions).

#include <fmt/format.h>

#include <cmath>

#include "sim/math/elementary.h"
#include "sim/model/compiler.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

constexpr std::int64_t tabulated_max = 4'000'000;         // demands x packages of a scenario
constexpr std::int64_t tabulated_steps_max = 50'000'000;  // their instructions x packages

bool contains(const std::vector<int>& sorted, int value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

// 1 - kept, where kept = exp(-rate): the difference cancels where next to nothing is lost.
double lost(double kept, double rate) { return rate < 1e-5 ? rate * (1 - rate / 2 * (1 - rate / 3)) : 1 - kept; }

// Who may sit in stage `stage_index`, before it is known who attends.
std::set<int> possible_members(const Scenario& scenario, int stage_index) {
  const Stage& stage = scenario.stages[stage_index];
  if (stage.present) return {stage.present->begin(), stage.present->end()};
  std::set<int> members;
  bool convened = false;  // in every trial
  for (int earlier = 0; earlier < stage_index; ++earlier) {
    const Stage& convening = scenario.stages[earlier];
    if (convening.protocol != Protocol::participation) continue;
    convened |= !convening.requires_rule;
    members.insert(convening.convenor);
    members.insert(convening.invited.begin(), convening.invited.end());
  }
  if (convened) return members;
  for (int party = 0; party < static_cast<int>(scenario.parties.size()); ++party)
    if (scenario.parties[party].voice != Voice::none) members.insert(party);
  return members;
}

[[noreturn]] void fail_too_many_cells(const Rule& rule, const StageModel& stage) {
  Diagnostic diagnostic;
  diagnostic.cause = fmt::format("the condition \"{}\" combines more than {} options in stage '{}'", rule.text,
                                 limits::condition_packages, stage.name);
  diagnostic.remedy = "split it into conditions on fewer issues";
  throw ScenarioError({diagnostic});
}

// One option a place; packages are in order of name, the last place fastest.
std::vector<int> options_of(const StageModel& stage, std::int64_t package) {
  std::vector<int> options(stage.issues.size());
  for (int place = stage.place_count(); place-- > 0; package /= stage.options_at(place))
    options[place] = static_cast<int>(package % stage.options_at(place));
  return options;
}

[[noreturn]] void fail_too_many_conditions(const Rule& rule, const StageModel& stage) {
  Diagnostic diagnostic;
  diagnostic.cause = fmt::format("all links and `never` up to \"{}\" in stage '{}' combine more than {} options",
                                 rule.text, stage.name, limits::all_condition_packages);
  diagnostic.remedy = "state them in fewer stages, or on fewer issues";
  throw ScenarioError({diagnostic});
}

[[noreturn]] void fail_too_many_steps(const Rule& rule, const StageModel& stage) {
  Diagnostic diagnostic;
  diagnostic.cause = fmt::format(
      "all links and `never` up to \"{}\" in stage '{}' are too much to evaluate: {} names, "
      "numbers and operators, each on every combination of options",
      rule.text, stage.name, limits::all_condition_steps);
  diagnostic.remedy = "make them shorter, or state them in fewer stages or on fewer issues";
  throw ScenarioError({diagnostic});
}

bool convenes(const Scenario& scenario, int party) {
  return std::any_of(scenario.stages.begin(), scenario.stages.end(), [&](const Stage& stage) {
    return stage.protocol == Protocol::participation && stage.convenor == party;
  });
}

}  // namespace

StageModel Compiler::with_issues(const std::vector<int>& issues) const {
  StageModel stage;
  stage.issues = issues;
  stage.option_begin.push_back(0);
  for (const int issue : issues) {
    const int options = static_cast<int>(model_.issues[issue].option_values.size());
    stage.option_begin.push_back(stage.option_begin.back() + options);
    // Only compared with a limit: saturating keeps it from overflowing on 64 issues of 20 options.
    stage.package_count = std::min<std::int64_t>(stage.package_count * options, std::int64_t{1} << 40);
  }
  stage.row_of.assign(model_.parties.size(), -1);
  return stage;
}

// Adds the parties and whoever instructs them.
void Compiler::add_rows(StageModel& stage, std::set<int> parties) {
  for (const int party : std::set<int>(parties))
    for (int above = model_.parties[party].principal; above >= 0; above = model_.parties[above].principal)
      parties.insert(above);
  for (const int party : parties) {
    stage.row_of[party] = stage.row_count();
    Row& row = stage.rows.emplace_back();
    row.party = party;
    const int principal = model_.parties[party].principal;
    for (int place = 0; place < stage.place_count(); ++place) {
      const int issue = stage.issues[place];
      const PositionModel* stance = position(party, issue);
      if (!stance) continue;
      IssueModel& subject = model_.issues[issue];
      if (!subject.controllers.empty()) fill(subject.trust, model_.scenario.issues[issue].trust, 0, 1);
      const bool delivered = subject.controllers.empty() || contains(subject.controllers, party) ||
                             (principal >= 0 && contains(subject.controllers, principal));
      row.interests.push_back({place, stance, !delivered && !subject.trust.is(1)});
    }
  }
  for (const Row& row : stage.rows) {
    const int principal = model_.parties[row.party].principal;
    stage.principal_row.push_back(principal < 0 ? -1 : stage.row_of[principal]);
  }
}

// row: whose `never` it is, -1 for a link. A rule that reads none of the stage's issues has no say in it.
void Compiler::add_exclusion(StageModel& stage, const Rule& rule, int row) {
  const int number = program(rule);
  const auto same = std::find_if(stage.exclusions.begin(), stage.exclusions.end(),
                                 [&](const Exclusion& exclusion) { return exclusion.program == number; });
  if (same != stage.exclusions.end()) {
    if (row < 0)
      same->rows.clear();
    else if (!same->rows.empty())
      same->rows.push_back(row);
    return;
  }
  Exclusion exclusion;
  exclusion.program = number;
  if (row >= 0) exclusion.rows.push_back(row);
  const Program& condition = model_.programs[number];
  std::size_t own_slots = 0;
  for (int place = 0; place < stage.place_count(); ++place) {
    if (!contains(condition.number_slots, model_.slots.in_force(stage.issues[place]))) continue;
    ++own_slots;
    exclusion.places.push_back(place);
    exclusion.strides.push_back(exclusion.cell_count);
    exclusion.cell_count *= stage.options_at(place);
    if (exclusion.cell_count > limits::condition_packages) fail_too_many_cells(rule, stage);
  }
  if (exclusion.places.empty()) return;
  exclusion_cells_ += exclusion.cell_count;
  if (exclusion_cells_ > limits::all_condition_packages) fail_too_many_conditions(rule, stage);
  exclusion_steps_ += exclusion.cell_count * static_cast<std::int64_t>(condition.instructions.size());
  if (exclusion_steps_ > limits::all_condition_steps) fail_too_many_steps(rule, stage);
  exclusion.fixed = own_slots == condition.number_slots.size() && condition.flag_slots.empty();
  Faults<double> faults;
  if (exclusion.fixed) {
    std::vector<double> numbers(model_.slots.number_count());
    for (int cell = 0; cell < exclusion.cell_count; ++cell) {
      for (std::size_t i = 0; i < exclusion.places.size(); ++i) {
        const int issue = stage.issues[exclusion.places[i]];
        const int option = cell / exclusion.strides[i] % stage.options_at(exclusion.places[i]);
        numbers[model_.slots.in_force(issue)] = model_.issues[issue].option_values[option];
      }
      exclusion.forbidden.push_back(evaluate_flag<double>(condition, numbers.data(), nullptr, faults));
    }
  }
  if (any(faults)) exclusion.fixed = false;  // the trials count what goes wrong
  stage.all_fixed &= exclusion.fixed;
  stage.exclusions.push_back(std::move(exclusion));
}

void Compiler::fill_reservation(int party) {
  fill(model_.parties[party].reservation, model_.scenario.parties[party].reservation, 0, 1);
}

void Compiler::fill_tactic(int party) {
  fill(model_.parties[party].tactic.beta, model_.scenario.parties[party].tactic.beta, 1e-3, 1e3);
  fill(model_.parties[party].tactic.start, model_.scenario.parties[party].tactic.start, 0, 1);
}

bool Compiler::is_offered(const StageModel& stage, int slot) const {
  return std::any_of(stage.issues.begin(), stage.issues.end(),
                     [&](int issue) { return model_.slots.offered(issue) == slot; });
}

void Compiler::add_demands(StageModel& stage) {
  for (int row = 0; row < stage.row_count(); ++row) {
    stage.demand_begin.push_back(static_cast<int>(stage.demands.size()));
    if (row == stage.convenor) continue;
    add_preconditions(stage.rows[row].party);
    for (const PreconditionModel& precondition : model_.parties[stage.rows[row].party].preconditions) {
      Demand& demand = stage.demands.emplace_back(Demand{.row = row, .precondition = &precondition});
      const Program& condition = model_.programs[precondition.program];
      const auto reads_in_force = [&](int slot) {
        return std::any_of(stage.issues.begin(), stage.issues.end(),
                           [&](int issue) { return model_.slots.in_force(issue) == slot; });
      };
      const auto reads_terms = [&](int slot) { return reads_in_force(slot) || is_offered(stage, slot); };
      const auto reads_guest = [&](int slot) {
        return std::any_of(stage.invited.begin(), stage.invited.end(),
                           [&](int guest) { return model_.slots.attends(stage.rows[guest].party) == slot; });
      };
      const bool guests_are_read = std::any_of(condition.flag_slots.begin(), condition.flag_slots.end(), reads_guest);
      stage.attendance_interacts |= guests_are_read;
      demand.steady =
          !guests_are_read && std::none_of(condition.number_slots.begin(), condition.number_slots.end(), reads_terms);
      demand.tabulated = !demand.steady && condition.flag_slots.empty() &&
                         std::all_of(condition.number_slots.begin(), condition.number_slots.end(), reads_in_force);
    }
  }
  stage.demand_begin.push_back(static_cast<int>(stage.demands.size()));
  tabulate_demands(stage);
  stage.terms_are_read = std::any_of(stage.demands.begin(), stage.demands.end(),
                                     [](const Demand& demand) { return !demand.steady && !demand.tabulated; });
  if (stage.keeps_ledger()) fill_ledger(stage);
}

// Sorts packages by which tabulated demands they meet. Where that goes wrong, takes too long, or there are too many
// kinds, the demands are left to the trials.
void Compiler::tabulate_demands(StageModel& stage) {
  std::int64_t count = 0, steps = 0;
  for (const Demand& demand : stage.demands) {
    if (!demand.tabulated) continue;
    ++count;
    steps += static_cast<std::int64_t>(model_.programs[demand.precondition->program].instructions.size());
  }
  if (tabulated_ + count * stage.package_count > tabulated_max ||
      tabulated_steps_ + steps * stage.package_count > tabulated_steps_max) {
    for (Demand& demand : stage.demands) demand.tabulated = false;
    return;
  }
  tabulated_ += count * stage.package_count;
  tabulated_steps_ += steps * stage.package_count;
  std::vector<double> numbers(model_.slots.number_count());
  std::map<std::vector<bool>, std::uint8_t> kinds;
  Faults<double> faults;
  for (std::int64_t package = 0; package < stage.package_count; ++package) {
    const std::vector<int> options = options_of(stage, package);
    for (int place = 0; place < stage.place_count(); ++place) {
      const int issue = stage.issues[place];
      numbers[model_.slots.in_force(issue)] = model_.issues[issue].option_values[options[place]];
    }
    std::vector<bool> met;
    for (const Demand& demand : stage.demands)
      met.push_back(demand.tabulated && evaluate_flag<double>(model_.programs[demand.precondition->program],
                                                              numbers.data(), nullptr, faults));
    const auto [found, added] = kinds.try_emplace(met, static_cast<std::uint8_t>(kinds.size()));
    if (any(faults) || kinds.size() > StageModel::kinds_max) {
      for (Demand& demand : stage.demands) demand.tabulated = false;
      return;
    }
    if (added) stage.met.insert(stage.met.end(), met.begin(), met.end());
    stage.kind.push_back(found->second);
  }
  stage.kind_count = static_cast<int>(kinds.size());
}

void Compiler::fill_ledger(StageModel& stage) {
  std::vector<int> before(stage.issues.size(), -1);
  for (std::int64_t package = 0; package < stage.package_count; ++package) {
    const std::vector<int> options = options_of(stage, package);
    const bool forbidden =
        std::any_of(stage.exclusions.begin(), stage.exclusions.end(), [&](const Exclusion& exclusion) {
          return exclusion.fixed && exclusion.forbidden[exclusion.cell_of(options.data())];
        });
    if (forbidden) continue;
    const auto turn = std::mismatch(options.begin(), options.end(), before.begin()).first - options.begin();
    stage.ledger_turn.push_back(static_cast<std::uint8_t>(turn));
    before = options;
    for (int place = 0; place < stage.place_count(); ++place)
      stage.ledger_options.push_back(static_cast<std::uint16_t>(stage.option_begin[place] + options[place]));
    stage.ledger_kind.push_back(stage.kind[package]);
  }
}

void Compiler::add_participation(StageModel& stage, const Stage& stated) {
  std::set<int> parties(stated.invited.begin(), stated.invited.end());
  parties.insert(stated.convenor);
  add_rows(stage, std::move(parties));
  stage.convenor = stage.row_of[stated.convenor];
  for (int& principal : stage.principal_row)  // who convenes consents by offering
    if (principal == stage.convenor) principal = -1;
  for (const int party : stated.invited) stage.invited.push_back(stage.row_of[party]);
  for (const int party : stated.wanted) stage.wanted.push_back(stage.row_of[party]);
  for (const int party : stated.invited)
    if (stated.keep ? contains(*stated.keep, party) : model_.parties[party].voice == Voice::full)
      stage.keep.push_back(stage.row_of[party]);
  std::sort(stage.keep.begin(), stage.keep.end());
  stage.offer = stated.offer;
  for (const Link& link : model_.scenario.links) add_exclusion(stage, link.never, -1);
  for (const Rule& never : model_.scenario.parties[stated.convenor].never) add_exclusion(stage, never, -1);
  for (int row = 0; row < stage.row_count(); ++row) {
    const int party = stage.rows[row].party;
    if (row == stage.convenor) {
      fill_reservation(party);
      fill_tactic(party);
    } else {
      fill(model_.parties[party].stay_out, model_.scenario.parties[party].stay_out, 0, 1);
    }
  }
  add_demands(stage);
}

void Compiler::add_text(StageModel& stage, const Stage& stated, int stage_index) {
  const std::set<int> members = possible_members(model_.scenario, stage_index);
  std::set<int> parties = members;
  parties.insert(stated.mediator);
  add_rows(stage, std::move(parties));
  stage.mediator = stage.row_of[stated.mediator];
  stage.present_listed = stated.present.has_value();
  stage.listed.assign(model_.parties.size(), 0);
  for (const int party : stated.present.value_or(std::vector<int>{})) stage.listed[party] = 1;
  stage.aims_at = stated.aims_at;
  stage.decision = stated.decision;
  stage.whole_space = stage.package_count <= whole_space_limit && (stage.changes == 0 || stage.changes > 2);
  for (int row = 0; row < stage.row_count(); ++row) {
    const int party = stage.rows[row].party;
    const bool member = members.contains(party) && row != stage.mediator;
    const bool votes = stated.decision.voters
                           ? contains(*stated.decision.voters, party)
                           : model_.parties[party].voice == Voice::full && !stage.rows[row].interests.empty() &&
                                 !convenes(model_.scenario, party);
    stage.votes.push_back(member && votes);
    stage.vetoes.push_back(member && contains(stated.decision.vetoes, party));
    stage.speaks.push_back(member && model_.parties[party].voice != Voice::none);
    fill(model_.parties[party].influence, model_.scenario.parties[party].influence, 0, 100);
    fill_reservation(party);
    fill_tactic(party);
  }
  for (int place = 0; place < stage.place_count(); ++place) {
    const IssueModel& issue = model_.issues[stage.issues[place]];
    std::vector<int>& rows = stage.controllers.emplace_back();
    for (const int party : issue.controllers) rows.push_back(stage.row_of[party]);
    const auto& tabled = stated.tabled[place];
    stage.tabled_program.push_back(tabled ? program(*tabled) : -1);
  }
  for (const Link& link : model_.scenario.links) add_exclusion(stage, link.never, -1);
  for (int row = 0; row < stage.row_count(); ++row)
    for (const Rule& never : model_.scenario.parties[stage.rows[row].party].never) add_exclusion(stage, never, row);
}

static_assert(limits::stages * limits::rounds < 1 << 16, "the number of a tick fits into the address of a draw");

void Compiler::index_exclusions(StageModel& stage) {
  stage.exclusions_of.resize(stage.issues.size());
  int next = 0;
  for (std::size_t e = 0; e < stage.exclusions.size(); ++e) {
    Exclusion& exclusion = stage.exclusions[e];
    exclusion.draft_at = next++;
    exclusion.moved_at.assign(stage.issues.size(), -1);
    for (const int place : exclusion.places) {
      stage.exclusions_of[place].push_back(static_cast<int>(e));
      exclusion.moved_at[place] = next;
      next += stage.options_at(place);
    }
  }
}

// What a round of the stage means to variables and shocks, and which of its numbers they move.
void Compiler::add_steps(StageModel& stage, const Stage& stated) {
  for (const Variable& variable : model_.scenario.variables) {
    ProcessStep& step = stage.process_steps.emplace_back();
    step.time = stated.round_days / variable.period_days;
    if (variable.kind == ProcessKind::ar1) {
      step.keeps = pow(variable.phi, step.time);
      const double rate = -2 * log(variable.phi);  // of variance
      step.noise = std::sqrt(lost(step.keeps * step.keeps, rate * step.time) / lost(variable.phi * variable.phi, rate));
    } else {
      step.noise = std::sqrt(step.time);
    }
  }
  for (const Shock& shock : model_.scenario.shocks) stage.shock_time.push_back(stated.round_days / shock.period_days);
  for (const Row& row : stage.rows) {
    const PartyModel& party = model_.parties[row.party];
    for (const Row::Interest& interest : row.interests) stage.table_moves |= interest.position->salience.moves;
    stage.moves |= party.influence.moves || party.reservation.moves;
  }
  stage.moves |= stage.table_moves;
  stage.demands_move = stage.table_moves;
  for (int row = 0; row < stage.row_count() && stage.convenor >= 0; ++row) {
    const Value& stay_out = model_.parties[stage.rows[row].party].stay_out;
    if (row == stage.convenor || stay_out.kind != Value::Kind::expression) continue;
    const std::vector<int>& slots = model_.programs[stay_out.index].number_slots;
    stage.demands_move |=
        stay_out.moves || std::any_of(slots.begin(), slots.end(), [&](int slot) { return is_offered(stage, slot); });
  }
  for (const Demand& demand : stage.demands)
    stage.demands_move |= demand.steady && moves(model_.programs[demand.precondition->program]);
}

void Compiler::add_stage(int stage_index) {
  const Stage& stated = model_.scenario.stages[stage_index];
  StageModel stage = with_issues(stated.issues);
  stage.name = stated.name;
  stage.label = stated.label.empty() ? stated.name : stated.label;
  stage.protocol = stated.protocol;
  stage.rounds = stated.rounds;
  stage.changes = stated.changes;
  if (stated.requires_rule) stage.requires_program = program(*stated.requires_rule);
  for (int round = 0; round <= stated.rounds; ++round) {
    stage.log_time.push_back(log(static_cast<double>(round) / stated.rounds));
    stage.log_time_left.push_back(log(1.0 - static_cast<double>(round) / stated.rounds));
  }
  switch (stated.protocol) {
    case Protocol::participation:
      add_participation(stage, stated);
      break;
    case Protocol::single_text:
      add_text(stage, stated, stage_index);
      break;
  }
  index_exclusions(stage);
  add_steps(stage, stated);
  model_.stages.push_back(std::move(stage));
}

void Compiler::add_closing() {
  std::set<int> parties;
  for (const std::vector<int>* rules : {&model_.outcomes, &model_.events})
    for (const int rule : *rules)
      for (int party = 0; party < static_cast<int>(model_.parties.size()); ++party)
        if (contains(model_.programs[rule].number_slots, model_.slots.utility(party))) parties.insert(party);
  if (parties.empty()) return;
  std::vector<int> issues(model_.issues.size());
  for (std::size_t issue = 0; issue < issues.size(); ++issue) issues[issue] = static_cast<int>(issue);
  StageModel closing = with_issues(issues);
  add_rows(closing, std::move(parties));
  model_.closing = std::move(closing);
}

}  // namespace detente
