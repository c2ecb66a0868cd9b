
#include <cmath>
#include <numeric>

#include "sim/agents/compile_space.h"
#include "sim/agents/lot.h"
#include "sim/core/floating_point.h"
#include "sim/engine/effort.h"
#include "sim/engine/model.h"
#include "sim/math/elementary.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/load.h"

namespace detente {

namespace {

static_assert(limits::stages * limits::rounds < 1 << 16, "the number of a tick fits into the address of a draw");

// The settings of a protocol and its plan have one place in their lists, by which words of the key table are found,
// too.
template <class Settings>
using PlanOf =
    decltype(make_plan(std::declval<Compiler&>(), std::declval<const Stage&>(), std::declval<Settings>(), 0));
template <class... Settings>
constexpr bool in_one_order(const std::variant<Settings...>*) {
  return std::is_same_v<std::variant<PlanOf<Settings>...>, Plan>;
}
static_assert(in_one_order(static_cast<StageSettings*>(nullptr)));

Symbols symbols_of(const Scenario& scenario) {
  Symbols symbols;
  for (const Issue& issue : scenario.issues) {
    IssueSymbol symbol{issue.name, {}};
    for (const IssueOption& option : issue.options) symbol.options.push_back({option.label, option.value});
    symbols.issues.push_back(std::move(symbol));
  }
  for (const Party& party : scenario.parties) symbols.parties.push_back(party.name);
  for (const Stage& stage : scenario.stages) symbols.stages.push_back(stage.name);
  for (const Parameter& parameter : scenario.parameters) symbols.parameters.push_back(parameter.name);
  for (const Variable& variable : scenario.variables) symbols.variables.push_back(variable.name);
  for (const Shock& shock : scenario.shocks) symbols.shocks.push_back(shock.name);
  return symbols;
}

// 1 - kept, where kept = exp(-rate): the difference cancels where next to nothing is lost.
double lost(double kept, double rate) { return rate < 1e-5 ? rate * (1 - rate / 2 * (1 - rate / 3)) : 1 - kept; }

// What so many days mean to variables and shocks.
TickLength tick_length(const Scenario& scenario, double days) {
  TickLength length;
  for (const Variable& variable : scenario.variables) {
    ProcessStep& step = length.process_steps.emplace_back();
    step.time = days / variable.period_days;
    if (variable.kind == ProcessKind::ar1) {
      step.keeps = pow(variable.phi, step.time);
      const double rate = -2 * log(variable.phi);  // of variance
      step.noise = std::sqrt(lost(step.keeps * step.keeps, rate * step.time) / lost(variable.phi * variable.phi, rate));
    } else {
      step.noise = std::sqrt(step.time);
    }
  }
  for (const Shock& shock : scenario.shocks) length.shock_time.push_back(days / shock.period_days);
  return length;
}

StageFrame make_frame(Compiler& compiler, const Stage& stated) {
  StageFrame frame;
  frame.name = stated.name;
  frame.label = stated.label.empty() ? stated.name : stated.label;
  frame.rounds = stated.rounds;
  frame.lot = lot_address(stated.name);
  if (stated.requires_rule) frame.requires_program = compiler.program(*stated.requires_rule);
  for (int round = 0; round <= stated.rounds; ++round) {
    frame.log_time.push_back(log(static_cast<double>(round) / stated.rounds));
    frame.log_time_left.push_back(log(1.0 - static_cast<double>(round) / stated.rounds));
  }
  frame.round_days = stated.round_days;
  frame.pause_days = stated.pause_days;
  frame.round_length = tick_length(compiler.world().scenario, stated.round_days);
  if (stated.pause_days > 0) frame.pause = tick_length(compiler.world().scenario, stated.pause_days);
  return frame;
}

Plan make_plan(Compiler& compiler, const Stage& stated, int index) {
  return std::visit([&](const auto& settings) { return Plan(make_plan(compiler, stated, settings, index)); },
                    stated.settings);
}

PlannedStage make_stage(Compiler& compiler, int index) {
  const Stage& stated = compiler.world().scenario.stages[index];
  StageFrame frame = make_frame(compiler, stated);
  return {std::move(frame), make_plan(compiler, stated, index)};
}

std::optional<PackageSpace> make_closing(Compiler& compiler) {
  const World& world = compiler.world();
  std::set<int> parties;
  for (const std::vector<int>* rules : {&world.outcomes, &world.events})
    for (const int rule : *rules)
      for (int party = 0; party < static_cast<int>(world.parties.size()); ++party) {
        const std::vector<int>& slots = world.programs[rule].number_slots;
        if (std::binary_search(slots.begin(), slots.end(), world.slots.utility(party))) parties.insert(party);
      }
  if (parties.empty()) return {};
  std::vector<int> issues(world.issues.size());
  std::iota(issues.begin(), issues.end(), 0);
  PackageSpace closing = make_space(world, issues);
  add_rows(compiler, closing, std::move(parties));
  return closing;
}

// The days on which each stage may begin, after any number of rounds of those before it. None from where there are too
// many to count trials by.
void find_begins(Model& model) {
  constexpr std::size_t sums_most = 20'000;
  std::vector<double> ends{0};
  for (PlannedStage& stage : model.stages) {
    if (ends.size() > StageFrame::begins_most) return;
    for (const double end : ends) stage.begins.push_back(end + stage.pause_days);
    if (stage.begins.size() * static_cast<std::size_t>(stage.rounds) > sums_most) return;
    if (stage.requires_program < 0) ends.clear();
    const auto least = [&](const auto& plan) { return least_rounds(plan, stage.rounds); };
    for (const double begin : stage.begins)
      for (int round = std::visit(least, stage.plan); round <= stage.rounds; ++round)
        ends.push_back(begin + round * stage.round_days);
    std::ranges::sort(ends);
    const auto same = [](double a, double b) { return b - a < StageFrame::day_margin; };
    ends.erase(std::unique(ends.begin(), ends.end(), same), ends.end());
  }
}

}  // namespace

Model compile(const Scenario& scenario, TableSet tables) {
  const DefaultFloatingPoint floating_point;
  if (!scenario.unplayed.empty()) throw ScenarioError(scenario.unplayed);
  Model model(symbols_of(scenario));
  model.tables = std::move(tables);
  model.scenario = scenario;
  model.canonical = canonical_text(scenario);
  Compiler compiler(model);
  compiler.add_issues_and_parties();
  compiler.add_correlations();
  compiler.add_variables();
  compiler.add_shocks();
  for (int stage = 0; stage < static_cast<int>(scenario.stages.size()); ++stage)
    model.stages.push_back(make_stage(compiler, stage));
  find_begins(model);
  for (const NamedRule& outcome : scenario.outcomes) model.outcomes.push_back(compiler.program(outcome.rule));
  for (const NamedRule& event : scenario.events) model.events.push_back(compiler.program(event.rule));
  model.closing = make_closing(compiler);
  check_effort(model, compiler.moving_steps());
  return model;
}

}  // namespace detente
