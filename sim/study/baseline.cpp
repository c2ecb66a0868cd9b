#include "sim/study/baseline.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/random/distribution.h"
#include "sim/study/facts.h"
#include "sim/study/protocols.h"

namespace detente {

std::optional<bool> Facts::holds(int program) const {
  const Program& condition = model.programs[program];
  for (const int slot : condition.number_slots)
    if (!number_known[slot]) return std::nullopt;
  if (!flags_known && !condition.flag_slots.empty()) return std::nullopt;
  Faults<double> unused;
  return evaluate_flag<double>(condition, numbers.data(), flags.data(), unused);
}

namespace {

Baseline baseline_of(const Facts& facts) {
  const Model& model = facts.model;
  Baseline baseline;
  for (std::size_t outcome = 0; outcome < model.outcomes.size() && baseline.outcome < 0; ++outcome) {
    const std::optional<bool> here = facts.holds(model.outcomes[outcome]);
    if (!here) break;
    if (*here) baseline.outcome = static_cast<int>(outcome);
  }
  for (const int event : model.events) baseline.events.push_back(facts.holds(event));
  return baseline;
}

void play_without_change(int index, Facts& facts) {
  const Model& model = facts.model;
  const PlannedStage& stage = model.stages[index];
  if (stage.requires_program >= 0 && !facts.holds(stage.requires_program).value_or(false)) return;
  const auto ending =
      std::visit([&](const auto& plan) { return stand_still(plan, model.scenario.stages[index], facts); }, stage.plan);
  if (!ending) return;
  facts.flags[model.slots.held(index)] = true;
  facts.flags[model.slots.agreed(index)] = ending->agreed;
  facts.set(model.slots.rounds_used(index), ending->rounds);
}

// The mean of a choice whose weights are expressions.
double mean_choice(const Number& number, const Facts& facts) {
  Faults<double> unused;
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < number.weights.size(); ++i) {
    const double weight = std::max(
        0.0, evaluate_number<double>(number.weights[i].program, facts.numbers.data(), facts.flags.data(), unused));
    sum += weight * number.distribution.values[i];
    total += weight;
  }
  return total > 0 ? sum / total : number.distribution.values.front();
}

// A number at the middle of its distribution; expressions read parameters, and variables as they begin, at theirs.
double mid_point(const Number& number, const Facts& facts, double low, double high) {
  Faults<double> unused;
  const double value = number.expression ? evaluate_number<double>(number.expression->program, facts.numbers.data(),
                                                                   facts.flags.data(), unused)
                       : !number.weights.empty() ? mean_choice(number, facts)
                                                 : centre(number.distribution);
  return std::isfinite(value) ? std::clamp(value, low, high) : low;
}

// What parties want of issues and how much each counts there, at the middle of the distributions.
struct Positions {
  Eigen::MatrixXd ideal, weight;  // [issue][party]; influence x salience, 0 where the party has no position
};

Positions mid_points(const Scenario& scenario, const Facts& facts) {
  const auto issues = static_cast<Eigen::Index>(scenario.issues.size());
  const auto parties = static_cast<Eigen::Index>(scenario.parties.size());
  Positions positions{Eigen::MatrixXd::Zero(issues, parties), Eigen::MatrixXd::Zero(issues, parties)};
  for (Eigen::Index column = 0; column < parties; ++column) {
    const Party& party = scenario.parties[column];
    // Products of the smallest weights have no double; all are made greater by one power of two.
    const double influence = mid_point(party.influence, facts, 0, 100) * 0x1p900;
    for (const Position& position : party.positions) {
      const Issue& issue = scenario.issues[position.issue];
      positions.ideal(position.issue, column) = mid_point(position.ideal, facts, issue.low, issue.high);
      positions.weight(position.issue, column) = influence * mid_point(position.salience, facts, 0, 100);
    }
  }
  return positions;
}

// [issue]; NaN where nobody cares.
Eigen::VectorXd weighted_mean(const Positions& positions) {
  return positions.weight.cwiseProduct(positions.ideal).rowwise().sum().cwiseQuotient(positions.weight.rowwise().sum());
}

}  // namespace

Baseline status_quo(const Model& model) {
  Facts facts{.model = model};
  facts.flags_known = true;
  for (int issue = 0; issue < static_cast<int>(model.issues.size()); ++issue)
    for (const int slot : {model.slots.in_force(issue), model.slots.text(issue), model.slots.offered(issue)})
      facts.set(slot, model.scenario.issues[issue].value(model.issues[issue].reversion));
  for (std::size_t party = 0; party < model.parties.size(); ++party)
    facts.flags[model.slots.attends(static_cast<int>(party))] = model.parties[party].attends_from_start;
  for (int stage = 0; stage < static_cast<int>(model.stages.size()); ++stage) {
    facts.set(model.slots.rounds_used(stage), 0);
    play_without_change(stage, facts);
  }
  return baseline_of(facts);
}

Baseline weighted_mean(const Model& model) {
  Facts facts{.model = model};
  const Scenario& scenario = model.scenario;
  for (std::size_t parameter = 0; parameter < scenario.parameters.size(); ++parameter)
    facts.numbers[model.slots.parameter(static_cast<int>(parameter))] =
        mid_point(scenario.parameters[parameter].value, facts, -std::numeric_limits<double>::infinity(),
                  std::numeric_limits<double>::infinity());
  for (std::size_t variable = 0; variable < scenario.variables.size(); ++variable) {
    const Variable& stated = scenario.variables[variable];
    facts.numbers[model.slots.variable(static_cast<int>(variable))] =
        mid_point(stated.initial, facts, stated.min, stated.max);
  }
  const Positions positions = mid_points(scenario, facts);
  const Eigen::VectorXd mean = weighted_mean(positions);
  for (int issue = 0; issue < static_cast<int>(scenario.issues.size()); ++issue) {
    const Issue& subject = scenario.issues[issue];
    const int index = std::isnan(mean[issue]) ? subject.reversion : subject.nearest(mean[issue]);
    facts.set(model.slots.in_force(issue), subject.value(index));
  }
  return baseline_of(facts);
}

}  // namespace detente
