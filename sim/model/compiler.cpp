#include "sim/model/compiler.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/core/check.h"
#include "sim/random/copula.h"
#include "sim/random/philox.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/seats.h"

namespace detente {

namespace {

// Inputs of a table share a block, those of parameters have one each.
std::string block_of(const std::string& address) {
  return address.starts_with("parameters.") ? address : address.substr(0, address.rfind('.'));
}

// Of each row, a word in the middle of those that give its value where values are drawn in order of size.
std::vector<std::uint32_t> row_words(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  std::vector<std::uint32_t> words(values.size());
  const auto size = static_cast<double>(values.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank)
    words[order[rank]] = static_cast<std::uint32_t>((static_cast<double>(rank) + 0.5) / size * 0x1p32);
  return words;
}

}  // namespace

int Compiler::program(const Rule& rule) {
  const auto [found, added] = program_by_text_.try_emplace(rule.text, static_cast<int>(world_.programs.size()));
  if (added) {
    world_.programs.push_back(rule.program);
    world_.program_texts.push_back(rule.text);
    for (const int slot : rule.program.number_slots) need_parameter(slot);
  }
  return found->second;
}

// A parameter is drawn only if something reads it.
void Compiler::need_parameter(int slot) {
  for (std::size_t i = 0; i < world_.parameters.size(); ++i) {
    const Number& number = world_.scenario.parameters[i].value;
    if (world_.slots.parameter(static_cast<int>(i)) == slot)
      fill(world_.parameters[i], number, -std::numeric_limits<double>::infinity(),
           std::numeric_limits<double>::infinity());
  }
}

// Time moves variables, and shocks do what ranges have in force; an answer to an offer, who attends.
bool Compiler::moves(const Program& program, bool with_attendance) const {
  const Slots& slots = world_.slots;
  const auto is_shifted = [&](int issue) {
    return std::ranges::any_of(world_.scenario.shocks, [&](const Shock& shock) {
      return std::ranges::find(shock.effects, issue, &Effect::issue) != shock.effects.end();
    });
  };
  const auto flag_moves = [&](int slot) {
    return (with_attendance && slot < slots.accepts(0)) || slot >= slots.shocked(0);
  };
  const auto number_moves = [&](int slot) {
    return slot == slots.round() || (slot >= slots.offered(0) && slot < slots.parameter(0)) ||
           slot >= slots.variable(0) ||
           (slot >= slots.in_force(0) && slot < slots.text(0) && is_shifted(slot - slots.in_force(0)));
  };
  return std::ranges::any_of(program.flag_slots, flag_moves) || std::ranges::any_of(program.number_slots, number_moves);
}

DrawPlan& Compiler::plan(const std::string& block) {
  const auto [found, added] = plan_by_block_.try_emplace(block, world_.draws.size());
  if (added) world_.draws.emplace_back().hash = address_hash(block);
  return world_.draws[found->second];
}

void Compiler::fill(Value& value, const Number& number, double low, double high) {
  if (std::exchange(value.compiled, true)) return;
  value.low = low;
  value.high = high;
  const auto bound = [&] {
    constexpr double endless = std::numeric_limits<double>::infinity();
    if (low > -endless || high < endless) value.bound = add_bound({number.address, low, high});
  };
  if (number.expression) {
    value.kind = Value::Kind::expression;
    value.index = program(*number.expression);
    value.moves = moves(world_.programs[value.index]);
    add_moving_steps(value.index);
    const Program& made = world_.programs[value.index];
    if (made.instructions.size() > 1 || made.number_slots != std::vector<int>{world_.slots.status_quo()}) bound();
    return;
  }
  if (!number.weights.empty()) {
    fill_choice(value, number);
    if (number.distribution.values.front() < low || number.distribution.values.back() > high) bound();
    return;
  }
  const CompiledDistribution distribution = world_.tables.add(number.distribution);
  const double least = draw_value(distribution, 0), most = draw_value(distribution, ~std::uint32_t{0});
  const bool inside = least >= low && most <= high;
  // One number beyond the range is clamped and counted in each trial that asks, as one of many is.
  if (least == most && inside) {
    value.constant = least;
    return;
  }
  value.kind = Value::Kind::input;
  value.index = add_input(number, distribution);
  if (!inside) bound();
}

int Compiler::add_bound(Bound bound) {
  world_.bounds.push_back(std::move(bound));
  return static_cast<int>(world_.bounds.size()) - 1;
}

int Compiler::add_input(const Number& number, const CompiledDistribution& distribution) {
  const int input = static_cast<int>(world_.inputs.size());
  world_.inputs.push_back({number.address, number.provenance});
  world_.distributions.push_back(distribution);
  place(input, number);
  return input;
}

void Compiler::fill_choice(Value& value, const Number& number) {
  const Distribution unit{.family = Family::uniform, .parameters = {0, 1}};
  value.kind = Value::Kind::choice;
  value.index = static_cast<int>(world_.choices.size());
  ChoiceModel choice{add_input(number, world_.tables.add(unit)),
                     add_bound({number.address, 0, std::numeric_limits<double>::infinity(), true}),
                     number.distribution.values,
                     {}};
  for (const Rule& weight : number.weights) {
    choice.weights.push_back(program(weight));
    value.moves |= moves(world_.programs[choice.weights.back()]);
    add_moving_steps(choice.weights.back());
    add_moving_steps(choice.weights.back());  // they are read twice
  }
  world_.choices.push_back(std::move(choice));
}

// Which word the input reads.
void Compiler::place(int input, const Number& number) {
  if (!number.distribution.rows.empty()) {
    rows(number.distribution).columns.push_back({input, row_words(number.distribution.values)});
  } else if (const auto found = correlated_.find(number.address); found != correlated_.end()) {
    world_.correlated[found->second.first].members[found->second.second].input = input;
  } else {
    int& reader = plan(block_of(number.address)).inputs[row_at(number.address).word];
    check(reader < 0, "no two inputs read one word of a block");
    reader = input;
  }
}

SampleRows& Compiler::rows(const Distribution& samples) {
  const auto [found, added] = rows_by_file_.try_emplace(samples.rows, world_.sample_rows.size());
  if (added) {
    SampleRows& table = world_.sample_rows.emplace_back();
    table.file = samples.rows;
    table.hash = address_hash("samples." + samples.rows);
    table.row_count = samples.values.size();
  }
  return world_.sample_rows[found->second];
}

void Compiler::add_correlations() {
  for (const Correlated& group : world_.scenario.correlated) {
    CorrelatedInputs& inputs = world_.correlated.emplace_back();
    std::optional<std::vector<double>> factor =
        cholesky(group.normal_correlations(), static_cast<int>(group.of.size()));
    check(factor.has_value(), "the loader takes no correlations that are not positive definite");
    inputs.factor = *std::move(factor);
    for (const std::string& address : group.of) {
      correlated_[address] = {world_.correlated.size() - 1, inputs.members.size()};
      inputs.members.push_back({address_hash(block_of(address)), row_at(address).word});
    }
  }
}

int Compiler::chance(const std::string& block) {
  DrawPlan& draws = plan(block);
  if (draws.chance < 0) {
    draws.chance = static_cast<int>(world_.chances.size());
    world_.chances.push_back(block);
  }
  return draws.chance;
}

void Compiler::fill_reservation(int party) {
  fill(world_.parties[party].reservation, world_.scenario.parties[party].reservation, 0, 1);
}

void Compiler::fill_stay_out(int party) {
  fill(world_.parties[party].stay_out, world_.scenario.parties[party].stay_out, 0, 1);
}

void Compiler::fill_influence(int party) {
  fill(world_.parties[party].influence, world_.scenario.parties[party].influence, 0, 100);
}

void Compiler::fill_trust(int issue) { fill(world_.issues[issue].trust, world_.scenario.issues[issue].trust, 0, 1); }

void Compiler::fill_tactic(int party) {
  fill(world_.parties[party].tactic.beta, world_.scenario.parties[party].tactic.beta, 1e-3, 1e3);
  fill(world_.parties[party].tactic.start, world_.scenario.parties[party].tactic.start, 0, 1);
}

int Compiler::position(int party, int issue) {
  const Party& stated = world_.scenario.parties[party];
  const auto found = std::find_if(stated.positions.begin(), stated.positions.end(),
                                  [&](const Position& position) { return position.issue == issue; });
  if (found == stated.positions.end()) return -1;
  const int index = world_.position_index(party, issue);
  PositionModel& position = world_.positions[index];
  fill(position.ideal, found->ideal, world_.issues[issue].low, world_.issues[issue].high);
  fill(position.salience, found->salience, 0, 100);
  if (found->red_line && !position.line) {
    const RedLine& line = *found->red_line;
    position.line.emplace();
    position.line->at_least = line.at_least;
    position.line->at_most = line.at_most;
    fill(position.line->firmness, line.firmness, 0, 1);
    if (!position.line->firmness.is(1))
      position.line->chance =
          chance("parties." + stated.name + ".positions." + world_.issues[issue].name + ".red-line");
  }
  return index;
}

const std::vector<PreconditionModel>& Compiler::preconditions(int party) {
  const Party& stated = world_.scenario.parties[party];
  PartyModel& compiled = world_.parties[party];
  if (!compiled.preconditions.empty()) return compiled.preconditions;
  compiled.preconditions.reserve(stated.preconditions.size());
  for (const Precondition& precondition : stated.preconditions) {
    PreconditionModel& added = compiled.preconditions.emplace_back();
    added.name = precondition.name;
    added.label = precondition.label.empty() ? precondition.name : precondition.label;
    added.program = program(precondition.requires_rule);
    fill(added.firmness, precondition.firmness, 0, 1);
    if (!added.firmness.is(1))
      added.chance = chance("parties." + stated.name +
                            (precondition.independent ? ".preconditions." + precondition.name : ".mood"));
  }
  return compiled.preconditions;
}

void Compiler::add_issues_and_parties() {
  for (const Issue& issue : world_.scenario.issues) {
    IssueModel& compiled = world_.issues.emplace_back();
    compiled.name = issue.name;
    compiled.label = issue.label.empty() ? issue.name : issue.label;
    compiled.low = issue.low;
    compiled.high = issue.high;
    compiled.step = issue.step;
    compiled.held = issue.held;
    if (issue.is_range()) world_.ranges.push_back(static_cast<int>(world_.issues.size()) - 1);
    if (issue.size() <= limits::searched_values)
      for (int index = 0; index < issue.size(); ++index) compiled.option_values.push_back(issue.value(index));
    compiled.reversion = issue.reversion;
    compiled.norm_floor = issue.norm_floor;
    compiled.controllers = issue.controllers;
    compiled.trust.constant = 1;
  }
  for (const Party& party : world_.scenario.parties) {
    PartyModel& compiled = world_.parties.emplace_back();
    compiled.name = party.name;
    compiled.label = party.label.empty() ? party.name : party.label;
    compiled.voice = party.voice;
    compiled.attends_from_start =
        detente::attends_from_start(world_.scenario, static_cast<int>(world_.parties.size()) - 1);
    compiled.principal = party.principal;
    compiled.tactic.kind = party.tactic.kind;
    compiled.tactic.curve = party.tactic.curve;
  }
  world_.positions.resize(world_.parties.size() * world_.issues.size());
  world_.parameters.resize(world_.scenario.parameters.size());
}

void Compiler::add_variables() {
  constexpr double endless = std::numeric_limits<double>::infinity();
  world_.variables.resize(world_.scenario.variables.size());
  for (std::size_t i = 0; i < world_.variables.size(); ++i) {
    const Variable& stated = world_.scenario.variables[i];
    VariableModel& variable = world_.variables[i];
    variable.name = stated.name;
    variable.label = stated.label.empty() ? stated.name : stated.label;
    variable.min = stated.min;
    variable.max = stated.max;
    variable.kind = stated.kind;
    variable.hash = address_hash("variables." + stated.name);
    fill(variable.initial, stated.initial, stated.min, stated.max);
    if (stated.kind == ProcessKind::none) continue;
    fill(variable.sd, stated.sd, 0, endless);
    if (stated.kind == ProcessKind::ar1) fill(variable.mean, stated.mean, -endless, endless);
    if (stated.kind == ProcessKind::random_walk) fill(variable.drift, stated.drift, -endless, endless);
  }
}

void Compiler::add_shocks() {
  world_.shocks.resize(world_.scenario.shocks.size());
  for (std::size_t i = 0; i < world_.shocks.size(); ++i) {
    const Shock& stated = world_.scenario.shocks[i];
    ShockModel& shock = world_.shocks[i];
    shock.name = stated.name;
    shock.label = stated.label.empty() ? stated.name : stated.label;
    shock.once = stated.once;
    shock.effects = stated.effects;
    shock.hash = address_hash("shocks." + stated.name);
    fill(shock.chance, stated.chance, 0, 1);
    if (stated.when) {
      shock.when_program = program(*stated.when);
      add_moving_steps(shock.when_program);
    }
  }
}

}  // namespace detente
