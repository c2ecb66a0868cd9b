#include "sim/study/baseline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/engine/state.h"
#include "sim/random/distribution.h"

namespace detente {

namespace {

// A state of the facts that a baseline claims, and which parts of it the claim covers.
struct Facts {
  const Model& model;
  std::vector<double> numbers = std::vector<double>(model.slots.number_count());
  Array<bool> flags = Array<bool>(model.slots.flag_count());
  std::vector<bool> number_known = std::vector<bool>(model.slots.number_count());
  bool flags_known = false;

  void set(int slot, double number) {
    numbers[slot] = number;
    number_known[slot] = true;
  }
  std::optional<bool> holds(int program) const {
    const Program& condition = model.programs[program];
    for (const int slot : condition.number_slots)
      if (!number_known[slot]) return std::nullopt;
    if (!flags_known && !condition.flag_slots.empty()) return std::nullopt;
    Faults<double> unused;
    return evaluate_flag<double>(condition, numbers.data(), flags.data(), unused);
  }
  Baseline read() const;
};

Baseline Facts::read() const {
  Baseline baseline;
  for (std::size_t outcome = 0; outcome < model.outcomes.size() && baseline.outcome < 0; ++outcome) {
    const std::optional<bool> here = holds(model.outcomes[outcome]);
    if (!here) break;
    if (*here) baseline.outcome = static_cast<int>(outcome);
  }
  for (const int event : model.events) baseline.events.push_back(holds(event));
  return baseline;
}

// Who is at the table when nobody comes who had to be won.
void convene(const participation::Settings& stated, Facts& facts) {
  const Slots& slots = facts.model.slots;
  for (std::size_t party = 0; party < facts.model.parties.size(); ++party)
    facts.flags[slots.attends(static_cast<int>(party))] = static_cast<int>(party) == stated.convenor;
  for (const int party : stated.invited)
    facts.flags[slots.attends(party)] = !std::binary_search(stated.wanted.begin(), stated.wanted.end(), party);
}

bool somebody_votes(const single_text::Plan& plan, const Facts& facts) {
  for (int row = 0; row < plan.row_count(); ++row)
    if (plan.votes[row] && facts.flags[facts.model.slots.attends(plan.rows[row].party)]) return true;
  return false;
}

// How a stage ends in which nobody moves, and where that leaves who attends; none: it is not held.
struct Standstill {
  bool agreed = false;
  int rounds = 0;
};

std::optional<Standstill> stand_still(const participation::Plan& plan, const Stage& stage, Facts& facts) {
  convene(std::get<participation::Settings>(stage.settings), facts);
  const bool nobody_to_win = plan.wanted.empty();
  return Standstill{nobody_to_win, nobody_to_win ? 1 : stage.rounds};
}

std::optional<Standstill> stand_still(const single_text::Plan& plan, const Stage& stage, Facts& facts) {
  if (const auto& present = std::get<single_text::Settings>(stage.settings).present)
    for (std::size_t party = 0; party < facts.model.parties.size(); ++party)
      facts.flags[facts.model.slots.attends(static_cast<int>(party))] =
          std::binary_search(present->begin(), present->end(), static_cast<int>(party));
  if (!somebody_votes(plan, facts)) return {};
  return Standstill{false, stage.rounds};
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

// A number at the middle of its distribution; expressions read parameters, and variables as they begin, at theirs.
double mid_point(const Number& number, const Facts& facts, double low, double high) {
  Faults<double> unused;
  const double value = number.expression ? evaluate_number<double>(number.expression->program, facts.numbers.data(),
                                                                   facts.flags.data(), unused)
                                         : centre(number.distribution);
  return std::isfinite(value) ? std::clamp(value, low, high) : low;
}

int nearest_option(const Issue& issue, double place) {
  int nearest = 0;
  for (int option = 1; option < static_cast<int>(issue.options.size()); ++option)
    if (std::abs(issue.options[option].value - place) < std::abs(issue.options[nearest].value - place))
      nearest = option;
  return nearest;
}

}  // namespace

Baseline status_quo(const Model& model) {
  Facts facts{.model = model};
  facts.flags_known = true;
  for (int issue = 0; issue < static_cast<int>(model.issues.size()); ++issue)
    for (const int slot : {model.slots.in_force(issue), model.slots.text(issue), model.slots.offered(issue)})
      facts.set(slot, model.issues[issue].option_values[model.issues[issue].reversion]);
  for (std::size_t party = 0; party < model.parties.size(); ++party)
    facts.flags[model.slots.attends(static_cast<int>(party))] = model.parties[party].voice != Voice::none;
  for (int stage = 0; stage < static_cast<int>(model.stages.size()); ++stage) {
    facts.set(model.slots.rounds_used(stage), 0);
    play_without_change(stage, facts);
  }
  return facts.read();
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
  std::vector<double> sums(scenario.issues.size()), weights(scenario.issues.size());
  for (const Party& party : scenario.parties) {
    // Products of the smallest weights have no double; all are made greater by one power of two.
    const double influence = mid_point(party.influence, facts, 0, 100) * 0x1p900;
    for (const Position& position : party.positions) {
      const double weight = influence * mid_point(position.salience, facts, 0, 100);
      sums[position.issue] += weight * mid_point(position.ideal, facts, 0, 100);
      weights[position.issue] += weight;
    }
  }
  for (int issue = 0; issue < static_cast<int>(scenario.issues.size()); ++issue) {
    const Issue& subject = scenario.issues[issue];
    const int option = weights[issue] > 0 ? nearest_option(subject, sums[issue] / weights[issue]) : subject.reversion;
    facts.set(model.slots.in_force(issue), subject.options[option].value);
  }
  return facts.read();
}

}  // namespace detente
