// What the stages of a compiled scenario share, whatever their protocols: names are indices, distributions are quantile
// tables, rules are programs. Constant while trials run; what changes is in Trial (sim/model/trial.h). Parties, issues
// and parameters are in order of name, so nothing depends on the order of a file; outcomes are in the order of the
// file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/random/quantile_table.h"
#include "sim/rules/program.h"
#include "sim/rules/symbols.h"
#include "sim/scenario/scenario.h"

namespace detente {

// A number during a trial: a constant, a drawn input, an expression over the trial's state, or a choice by weights that
// are expressions.
struct Value {
  enum class Kind : std::uint8_t { constant, input, expression, choice };
  Kind kind = Kind::constant;
  int index = 0;  // of the input, the program or the choice
  double constant = 0;
  double low = 0, high = 1;  // range; what lies beyond is clamped and counted
  int bound = -1;            // in World::bounds; -1: it cannot lie beyond
  bool moves = false;        // it may differ between the rounds of a stage, and is read in each
  bool compiled = false;     // some stage or condition needs it; else nothing here is meant
  bool is(double number) const { return kind == Kind::constant && constant == number; }
};

// An uncertain number, drawn once a trial.
struct Input {
  std::string address;
  Provenance provenance;
};

// A number that may lie beyond its range.
struct Bound {
  std::string address;
  double low = 0, high = 1;
  bool is_weight = false;  // of a choice: 0 where it is below, and all of them may be
};

// Where an input, uniform on (0, 1), falls among the weights decides.
struct ChoiceModel {
  int input = 0;
  int bound = 0;               // of its weights
  std::vector<double> values;  // ascending
  std::vector<int> weights;    // programs
};

// Draws that share an address and so one Philox block: inputs read one 32-bit word each, a chance reads the last two.
struct DrawPlan {
  std::uint64_t hash = 0;
  int inputs[4] = {-1, -1, -1, -1};  // input index by word
  int chance = -1;                   // chance index, words 2 and 3
};

// A table of samples: one row a trial is drawn for all of its columns.
struct SampleRows {
  struct Column {
    int input = 0;
    std::vector<std::uint32_t> words;  // by row: what gives the row's value from the column's own quantile table
  };
  std::string file;  // as the scenario names it
  std::uint64_t hash = 0;
  std::uint64_t row_count = 0;
  std::vector<Column> columns;
};

// Inputs whose ranks are correlated.
struct CorrelatedInputs {
  struct Member {
    std::uint64_t hash = 0;  // of its block, and the word that it reads there
    int word = 0;
    int input = -1;  // -1: nothing reads it
  };
  std::vector<Member> members;
  std::vector<double> factor;  // of the correlations of normals (cholesky())
};

struct LineModel {
  double at_least = 0, at_most = 100;
  Value firmness;
  int chance = -1;  // the line is meant iff this chance is below `firmness`; -1: always meant
};

struct PositionModel {
  Value ideal, salience;
  std::optional<LineModel> line;
};

struct PreconditionModel {
  std::string name, label;
  int program = 0;
  Value firmness;
  // Meant iff below `firmness`; one chance, its mood, serves all of a party's preconditions; -1: always meant.
  int chance = -1;
};

struct TacticModel {
  TacticKind kind = TacticKind::time_dependent;
  TacticCurve curve = TacticCurve::polynomial;
  Value beta, start;
};

struct PartyModel {
  std::string name, label;
  Voice voice = Voice::full;
  bool attends_from_start = true;  // seats.h
  Value influence;                 // 0..100
  Value reservation;               // 0..1
  Value stay_out;                  // 0..1
  TacticModel tactic;
  int principal = -1;
  std::vector<PreconditionModel> preconditions;
};

struct IssueModel {
  std::string name, label;
  double low = 0, high = 100;         // ends of the scale
  double step = 0;                    // of a range: values are low, low + step, ...; 0: it has options
  double held = 0;                    // of a range: its value at the place `reversion`
  std::vector<double> option_values;  // of options, and of a range with so few that they may be searched
  int reversion = 0;                  // index of an option or step
  int norm_floor = -1;                // likewise; -1: none
  std::vector<int> controllers;
  Value trust;
};

struct VariableModel {
  std::string name, label;
  Value initial;
  double min = 0, max = 0;  // infinite where it has no bound
  ProcessKind kind = ProcessKind::none;
  Value mean, drift, sd;
  std::uint64_t hash = 0;  // address of its draws, one a tick
};

struct ShockModel {
  std::string name, label;
  Value chance;
  int when_program = -1;  // -1: always
  bool once = false;
  std::vector<Effect> effects;  // in the order in which they are made
  std::uint64_t hash = 0;
};

struct World {
  Scenario scenario;      // resolved, for names, provenance and reports
  std::string canonical;  // canonical_text(scenario)
  Symbols symbols;
  Slots slots;
  TableSet tables;
  std::vector<Input> inputs;                        // in order of need
  std::vector<CompiledDistribution> distributions;  // [input]
  std::vector<std::string> chances;                 // addresses
  std::vector<DrawPlan> draws;
  std::vector<ChoiceModel> choices;
  std::vector<Bound> bounds;
  std::vector<SampleRows> sample_rows;
  std::vector<CorrelatedInputs> correlated;
  std::vector<Program> programs;
  std::vector<std::string> program_texts;  // [program], as the scenario states it
  std::vector<IssueModel> issues;
  std::vector<PartyModel> parties;
  std::vector<Value> parameters;
  std::vector<VariableModel> variables;
  std::vector<ShockModel> shocks;        // in the order of the file
  std::vector<int> ranges;               // issues that have a range
  std::vector<PositionModel> positions;  // [party][issue] flat; salience constant 0 where there is none
  std::vector<int> outcomes, events;     // programs

  explicit World(const Symbols& names) : symbols(names), slots(names) {}
  std::string label_of(int issue, int index) const { return scenario.issues[issue].label_of(index); }
  const PositionModel& position(int party, int issue) const { return positions[position_index(party, issue)]; }
  int position_index(int party, int issue) const { return party * static_cast<int>(issues.size()) + issue; }
  // Whether one of the value's programs reads a slot of this kind; is_wanted(slot).
  template <class IsWanted>
  bool reads(const Value& value, const IsWanted& is_wanted) const {
    const auto does = [&](int program) { return std::ranges::any_of(programs[program].number_slots, is_wanted); };
    if (value.kind == Value::Kind::choice) return std::ranges::any_of(choices[value.index].weights, does);
    return value.kind == Value::Kind::expression && does(value.index);
  }
};

// Calls see(number, value) for each number of the scenario that has been compiled, and what it was compiled to.
// SomeWorld: World, or const World.
template <class SomeWorld, class See>
void each_number(SomeWorld& world, const See& see) {
  const auto show = [&](auto& number, auto& value) {
    if (value.compiled) see(number, value);
  };
  auto& stated = world.scenario;
  for (std::size_t i = 0; i < world.parameters.size(); ++i) show(stated.parameters[i].value, world.parameters[i]);
  for (std::size_t i = 0; i < world.variables.size(); ++i) {
    show(stated.variables[i].initial, world.variables[i].initial);
    show(stated.variables[i].mean, world.variables[i].mean);
    show(stated.variables[i].drift, world.variables[i].drift);
    show(stated.variables[i].sd, world.variables[i].sd);
  }
  for (std::size_t i = 0; i < world.shocks.size(); ++i) show(stated.shocks[i].chance, world.shocks[i].chance);
  for (std::size_t i = 0; i < world.issues.size(); ++i) show(stated.issues[i].trust, world.issues[i].trust);
  for (std::size_t i = 0; i < world.parties.size(); ++i) {
    auto& party = stated.parties[i];
    auto& compiled = world.parties[i];
    show(party.influence, compiled.influence);
    show(party.reservation, compiled.reservation);
    show(party.stay_out, compiled.stay_out);
    show(party.tactic.beta, compiled.tactic.beta);
    show(party.tactic.start, compiled.tactic.start);
    for (auto& position : party.positions) {
      auto& at = world.positions[world.position_index(static_cast<int>(i), position.issue)];
      show(position.ideal, at.ideal);
      show(position.salience, at.salience);
      if (at.line) show(position.red_line->firmness, at.line->firmness);
    }
    for (std::size_t p = 0; p < compiled.preconditions.size(); ++p)
      show(party.preconditions[p].firmness, compiled.preconditions[p].firmness);
  }
}

}  // namespace detente
