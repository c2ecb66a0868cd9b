#include "sim/protocols/participation/compile.h"

#include <algorithm>

#include "sim/agents/compile_space.h"

namespace detente::participation {

namespace {

constexpr std::int64_t tabulated_max = 4'000'000;         // preconditions x packages of a scenario
constexpr std::int64_t tabulated_steps_max = 50'000'000;  // their instructions x packages
constexpr std::int64_t ledger_max = 1 << 12;              // packages x wanted

bool is_offered(const World& world, const Plan& plan, int slot) {
  return std::any_of(plan.issues.begin(), plan.issues.end(),
                     [&](int issue) { return world.slots.offered(issue) == slot; });
}

// Sorts packages by which tabulated preconditions they meet. Where that goes wrong, takes too long, or there are too
// many kinds, the preconditions are left to the trials.
void tabulate_preconditions(Compiler& compiler, Plan& plan) {
  const World& world = compiler.world();
  std::int64_t count = 0, steps = 0;
  for (const Precondition& precondition : plan.preconditions) {
    if (!precondition.tabulated) continue;
    ++count;
    steps += static_cast<std::int64_t>(world.programs[precondition.program].instructions.size());
  }
  if (compiler.totals.tabulated + count * plan.package_count > tabulated_max ||
      compiler.totals.tabulated_steps + steps * plan.package_count > tabulated_steps_max) {
    for (Precondition& precondition : plan.preconditions) precondition.tabulated = false;
    return;
  }
  compiler.totals.tabulated += count * plan.package_count;
  compiler.totals.tabulated_steps += steps * plan.package_count;
  std::vector<double> numbers(world.slots.number_count());
  std::map<std::vector<bool>, std::uint8_t> kinds;
  Faults<double> faults;
  for (std::int64_t package = 0; package < plan.package_count; ++package) {
    const std::vector<int> options = options_of(plan, package);
    for (int place = 0; place < plan.place_count(); ++place) {
      const int issue = plan.issues[place];
      numbers[world.slots.in_force(issue)] = world.issues[issue].option_values[options[place]];
    }
    std::vector<bool> met;
    for (const Precondition& precondition : plan.preconditions)
      met.push_back(precondition.tabulated &&
                    evaluate_flag<double>(world.programs[precondition.program], numbers.data(), nullptr, faults));
    const auto [found, added] = kinds.try_emplace(met, static_cast<std::uint8_t>(kinds.size()));
    if (any(faults) || kinds.size() > Plan::kinds_max) {
      for (Precondition& precondition : plan.preconditions) precondition.tabulated = false;
      return;
    }
    if (added) plan.met.insert(plan.met.end(), met.begin(), met.end());
    plan.kind.push_back(found->second);
  }
  plan.kind_count = static_cast<int>(kinds.size());
}

void fill_ledger(Plan& plan) {
  std::vector<int> before(plan.issues.size(), -1);
  for (std::int64_t package = 0; package < plan.package_count; ++package) {
    const std::vector<int> options = options_of(plan, package);
    const bool forbidden = std::any_of(plan.exclusions.begin(), plan.exclusions.end(), [&](const Exclusion& exclusion) {
      return exclusion.fixed && exclusion.forbidden[exclusion.cell_of(options.data())];
    });
    if (forbidden) continue;
    const auto turn = std::mismatch(options.begin(), options.end(), before.begin()).first - options.begin();
    plan.ledger_turn.push_back(static_cast<std::uint8_t>(turn));
    before = options;
    for (int place = 0; place < plan.place_count(); ++place)
      plan.ledger_options.push_back(static_cast<std::uint16_t>(plan.option_begin[place] + options[place]));
    plan.ledger_kind.push_back(plan.kind[package]);
  }
}

void add_preconditions(Compiler& compiler, Plan& plan) {
  const World& world = compiler.world();
  for (int row = 0; row < plan.row_count(); ++row) {
    plan.precondition_begin.push_back(static_cast<int>(plan.preconditions.size()));
    if (row == plan.convenor) continue;
    const std::vector<PreconditionModel>& stated = compiler.preconditions(plan.rows[row].party);
    for (int index = 0; index < static_cast<int>(stated.size()); ++index) {
      Precondition& precondition =
          plan.preconditions.emplace_back(Precondition{.row = row, .index = index, .program = stated[index].program});
      const Program& condition = world.programs[precondition.program];
      const auto reads_in_force = [&](int slot) {
        return std::any_of(plan.issues.begin(), plan.issues.end(),
                           [&](int issue) { return world.slots.in_force(issue) == slot; });
      };
      const auto reads_terms = [&](int slot) { return reads_in_force(slot) || is_offered(world, plan, slot); };
      const auto reads_guest = [&](int slot) {
        return std::any_of(plan.invited.begin(), plan.invited.end(),
                           [&](int guest) { return world.slots.attends(plan.rows[guest].party) == slot; });
      };
      const bool guests_are_read = std::any_of(condition.flag_slots.begin(), condition.flag_slots.end(), reads_guest);
      plan.attendance_interacts |= guests_are_read;
      precondition.steady =
          !guests_are_read && std::none_of(condition.number_slots.begin(), condition.number_slots.end(), reads_terms);
      precondition.tabulated =
          !precondition.steady && condition.flag_slots.empty() &&
          std::all_of(condition.number_slots.begin(), condition.number_slots.end(), reads_in_force);
    }
  }
  plan.precondition_begin.push_back(static_cast<int>(plan.preconditions.size()));
  tabulate_preconditions(compiler, plan);
  plan.terms_are_read =
      std::any_of(plan.preconditions.begin(), plan.preconditions.end(),
                  [](const Precondition& precondition) { return !precondition.steady && !precondition.tabulated; });
}

Guest guest_of(const Plan& plan, int row) {
  Guest guest{.row = row, .reasons = {}};
  for (; row >= 0; row = plan.principal_row[row]) {
    guest.reasons.push_back({.kind = Reason::Kind::worse, .row = row});
    if (!plan.rows[row].lines.empty()) guest.reasons.push_back({.kind = Reason::Kind::crossed, .row = row});
    for (int precondition = plan.precondition_begin[row]; precondition < plan.precondition_begin[row + 1];
         ++precondition)
      guest.reasons.push_back({.kind = Reason::Kind::unmet, .row = row, .precondition = precondition});
  }
  return guest;
}

// Whether what guests ask for may differ from round to round. Steady preconditions read no guest's attendance, and that
// of others stays.
bool preconditions_move(const Compiler& compiler, const World& world, const Plan& plan) {
  bool move = plan.table_moves;
  for (int row = 0; row < plan.row_count(); ++row) {
    const Value& stay_out = world.parties[plan.rows[row].party].stay_out;
    move |= row != plan.convenor && stay_out.moves;
  }
  for (const Precondition& precondition : plan.preconditions)
    move |= precondition.steady && compiler.moves(world.programs[precondition.program], false);
  return move;
}

void seat(Compiler& compiler, const Settings& stated, Plan& plan) {
  const World& world = compiler.world();
  std::set<int> parties(stated.invited.begin(), stated.invited.end());
  parties.insert(stated.convenor);
  add_rows(compiler, plan, std::move(parties));
  plan.convenor = plan.row_of[stated.convenor];
  for (int& principal : plan.principal_row)  // who convenes consents by offering
    if (principal == plan.convenor) principal = -1;
  for (const int party : stated.invited) plan.invited.push_back(plan.row_of[party]);
  for (const int party : stated.wanted) plan.wanted.push_back(plan.row_of[party]);
  for (const int party : stated.invited)
    if (stated.keep ? std::ranges::binary_search(*stated.keep, party) : world.parties[party].voice == Voice::full)
      plan.keep.push_back(plan.row_of[party]);
  std::sort(plan.keep.begin(), plan.keep.end());
}

}  // namespace

Plan make_plan(Compiler& compiler, const Stage& stage, const Settings& stated, int) {
  const World& world = compiler.world();
  Plan plan{make_space(world, stage.issues)};
  plan.changes = stage.changes;
  plan.offer = stated.offer;
  seat(compiler, stated, plan);
  for (const Link& link : world.scenario.links) add_exclusion(compiler, stage.name, plan, link.never, -1);
  for (const Rule& never : world.scenario.parties[stated.convenor].never)
    add_exclusion(compiler, stage.name, plan, never, -1);
  for (int row = 0; row < plan.row_count(); ++row) {
    const int party = plan.rows[row].party;
    if (row == plan.convenor) {
      compiler.fill_reservation(party);
      compiler.fill_tactic(party);
    } else {
      compiler.fill_stay_out(party);
    }
  }
  add_preconditions(compiler, plan);
  plan.keeps_ledger = stage.rounds > 1 && !plan.wanted.empty() && !plan.attendance_interacts && !plan.terms_are_read &&
                      plan.package_count * static_cast<std::int64_t>(plan.wanted.size()) <= ledger_max;
  if (plan.keeps_ledger) fill_ledger(plan);
  finish_space(compiler.world(), plan);
  for (const int guest : plan.invited) plan.guests.push_back(guest_of(plan, guest));
  plan.preconditions_move = preconditions_move(compiler, world, plan);
  return plan;
}

std::int64_t steps_of_round(const World& world, const Plan& plan) {
  constexpr std::int64_t steps_a_call = 2;  // measured: what a precondition takes beside its steps
  std::int64_t steps = plan.row_count();
  for (const Precondition& precondition : plan.preconditions)
    if (!precondition.tabulated && !precondition.steady)
      steps += steps_a_call + static_cast<std::int64_t>(world.programs[precondition.program].instructions.size());
  if (plan.attendance_interacts) steps *= static_cast<std::int64_t>(plan.invited.size()) + 1;  // rounds of answers
  return steps * (plan.wanted.empty() ? 1 : plan.package_count);
}

}  // namespace detente::participation
