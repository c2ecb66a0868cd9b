#include "sim/protocols/single_text/compile.h"

#include <algorithm>

#include "sim/agents/compile_space.h"
#include "sim/agents/lot.h"
#include "sim/scenario/seats.h"

namespace detente::single_text {

namespace {

void seat(Compiler& compiler, const Settings& stated, int index, Plan& plan) {
  const World& world = compiler.world();
  const std::set<int> members = detente::members(world.scenario, index);
  std::set<int> parties = members;
  parties.insert(stated.mediator);
  add_rows(compiler, plan, std::move(parties));
  plan.mediator = plan.row_of[stated.mediator];
  if (stated.present) plan.listed.assign(world.parties.size(), 0);
  for (const int party : stated.present.value_or(std::vector<int>{})) plan.listed[party] = 1;
  for (int row = 0; row < plan.row_count(); ++row) {
    const int party = plan.rows[row].party;
    const bool member = members.contains(party) && row != plan.mediator;
    const bool votes = stated.decision.voters
                           ? std::ranges::binary_search(*stated.decision.voters, party)
                           : world.parties[party].voice == Voice::full && !plan.rows[row].interests.empty() &&
                                 !is_convenor(world.scenario, party);
    plan.votes.push_back(member && votes);
    plan.vetoes.push_back(member && std::ranges::binary_search(stated.decision.vetoes, party));
    plan.row_keys.push_back(party_key(world.parties[party].name));
    plan.speaks.push_back(member && world.parties[party].voice != Voice::none);
    compiler.fill_influence(party);
    compiler.fill_reservation(party);
    compiler.fill_tactic(party);
  }
}

}  // namespace

Plan make_plan(Compiler& compiler, const Stage& stage, const Settings& stated, int index) {
  const World& world = compiler.world();
  Plan plan{make_space(world, stage.issues)};
  plan.changes = stage.changes;
  plan.aims_at = stated.aims_at;
  plan.decision = stated.decision;
  plan.whole_space = plan.package_count <= whole_space_limit && (plan.changes == 0 || plan.changes > 2);
  seat(compiler, stated, index, plan);
  plan.controls.assign(plan.rows.size(), 0);
  for (int place = 0; place < plan.place_count(); ++place) {
    std::vector<int>& rows = plan.controllers.emplace_back();
    for (const int party : world.issues[plan.issues[place]].controllers) {
      rows.push_back(plan.row_of[party]);
      if (rows.back() >= 0) plan.controls[rows.back()] = 1;
    }
    const auto& tabled = stated.tabled[place];
    plan.tabled_program.push_back(tabled ? compiler.program(*tabled) : -1);
  }
  for (const Link& link : world.scenario.links) add_exclusion(compiler, stage.name, plan, link.never, -1);
  for (int row = 0; row < plan.row_count(); ++row)
    for (const Rule& never : world.scenario.parties[plan.rows[row].party].never)
      add_exclusion(compiler, stage.name, plan, never, row);
  plan.has_never.assign(plan.rows.size(), 0);
  for (const Exclusion& exclusion : plan.exclusions)
    for (const int row : exclusion.rows) plan.has_never[row] = 1;
  finish_space(compiler.world(), plan);
  plan.moves = plan.table_moves;
  for (const Row& row : plan.rows)
    plan.moves |= world.parties[row.party].influence.moves || world.parties[row.party].reservation.moves;
  return plan;
}

std::int64_t steps_of_round(const World&, const Plan& plan) {
  constexpr std::int64_t steps_an_option = 128;  // measured: of the pairs of changes, few are looked at
  return plan.row_count() * (plan.whole_space ? plan.package_count : steps_an_option * plan.option_count());
}

}  // namespace detente::single_text
