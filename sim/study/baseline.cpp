#include "sim/study/baseline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/model/state.h"
#include "sim/random/distribution.h"

namespace detente {

namespace {

// A state of the world that a baseline claims, and which parts of it the claim covers.
struct World {
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

Baseline World::read() const {
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
void convene(const Stage& stage, World& world) {
  const Slots& slots = world.model.slots;
  for (std::size_t party = 0; party < world.model.parties.size(); ++party)
    world.flags[slots.attends(static_cast<int>(party))] = static_cast<int>(party) == stage.convenor;
  for (const int party : stage.invited)
    world.flags[slots.attends(party)] = !std::binary_search(stage.wanted.begin(), stage.wanted.end(), party);
}

bool somebody_votes(const StageModel& stage, const World& world) {
  for (int row = 0; row < stage.row_count(); ++row)
    if (stage.votes[row] && world.flags[world.model.slots.attends(stage.rows[row].party)]) return true;
  return false;
}

void play_without_change(int index, World& world) {
  const Model& model = world.model;
  const Stage& stage = model.scenario.stages[index];
  const StageModel& compiled = model.stages[index];
  if (compiled.requires_program >= 0 && !world.holds(compiled.requires_program).value_or(false)) return;
  const bool convening = stage.protocol == Protocol::participation;
  if (convening) convene(stage, world);
  if (stage.present)
    for (std::size_t party = 0; party < model.parties.size(); ++party)
      world.flags[model.slots.attends(static_cast<int>(party))] =
          std::binary_search(stage.present->begin(), stage.present->end(), static_cast<int>(party));
  if (!convening && !somebody_votes(compiled, world)) return;
  const bool nobody_to_win = convening && stage.wanted.empty();
  world.flags[model.slots.held(index)] = true;
  world.flags[model.slots.agreed(index)] = nobody_to_win;
  world.set(model.slots.rounds_used(index), nobody_to_win ? 1 : stage.rounds);
}

// A number at the middle of its distribution; expressions read parameters, and variables as they begin, at theirs.
double mid_point(const Number& number, const World& world, double low, double high) {
  Faults<double> unused;
  const double value = number.expression ? evaluate_number<double>(number.expression->program, world.numbers.data(),
                                                                   world.flags.data(), unused)
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
  World world{.model = model};
  world.flags_known = true;
  for (int issue = 0; issue < static_cast<int>(model.issues.size()); ++issue)
    for (const int slot : {model.slots.in_force(issue), model.slots.text(issue), model.slots.offered(issue)})
      world.set(slot, model.issues[issue].option_values[model.issues[issue].reversion]);
  for (std::size_t party = 0; party < model.parties.size(); ++party)
    world.flags[model.slots.attends(static_cast<int>(party))] = model.parties[party].voice != Voice::none;
  for (int stage = 0; stage < static_cast<int>(model.stages.size()); ++stage) {
    world.set(model.slots.rounds_used(stage), 0);
    play_without_change(stage, world);
  }
  return world.read();
}

Baseline weighted_mean(const Model& model) {
  World world{.model = model};
  const Scenario& scenario = model.scenario;
  for (std::size_t parameter = 0; parameter < scenario.parameters.size(); ++parameter)
    world.numbers[model.slots.parameter(static_cast<int>(parameter))] =
        mid_point(scenario.parameters[parameter].value, world, -std::numeric_limits<double>::infinity(),
                  std::numeric_limits<double>::infinity());
  for (std::size_t variable = 0; variable < scenario.variables.size(); ++variable) {
    const Variable& stated = scenario.variables[variable];
    world.numbers[model.slots.variable(static_cast<int>(variable))] =
        mid_point(stated.initial, world, stated.min, stated.max);
  }
  std::vector<double> sums(scenario.issues.size()), weights(scenario.issues.size());
  for (const Party& party : scenario.parties) {
    // Products of the smallest weights have no double; all are made greater by one power of two.
    const double influence = mid_point(party.influence, world, 0, 100) * 0x1p900;
    for (const Position& position : party.positions) {
      const double weight = influence * mid_point(position.salience, world, 0, 100);
      sums[position.issue] += weight * mid_point(position.ideal, world, 0, 100);
      weights[position.issue] += weight;
    }
  }
  for (int issue = 0; issue < static_cast<int>(scenario.issues.size()); ++issue) {
    const Issue& subject = scenario.issues[issue];
    const int option = weights[issue] > 0 ? nearest_option(subject, sums[issue] / weights[issue]) : subject.reversion;
    world.set(model.slots.in_force(issue), subject.options[option].value);
  }
  return world.read();
}

}  // namespace detente
