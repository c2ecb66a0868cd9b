// The compiled scenario: names are indices, distributions are quantile tables, rules are programs. Constant while
// trials run; what changes is in State (sim/model/state.h). Parties, issues and parameters are in order of name, so
// nothing depends on the order of a file; stages and outcomes are in the order of the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/random/quantile_table.h"
#include "sim/rules/program.h"
#include "sim/rules/symbols.h"
#include "sim/scenario/scenario.h"

namespace detente {

// A number during a trial: a constant, a drawn input, or an expression over the trial's state.
struct Value {
  enum class Kind : std::uint8_t { constant, input, expression };
  Kind kind = Kind::constant;
  int index = 0;  // of the input or the program
  double constant = 0;
  double low = 0, high = 1;  // range; what lies beyond is clamped and counted
  bool clamps = true;        // it may lie beyond
  bool moves = false;        // it reads a variable or the number of the round: read in every round of a stage
  bool is(double number) const { return kind == Kind::constant && constant == number; }
};

// An uncertain number, drawn once a trial.
struct Input {
  std::string address;
  Provenance provenance;
};

// Draws that share an address and so one Philox block: inputs read one 32-bit word each, a chance reads the last two.
struct DrawPlan {
  std::uint64_t hash = 0;
  int inputs[4] = {-1, -1, -1, -1};  // input index by word
  int chance = -1;                   // chance index, words 2 and 3
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
  Value influence;    // 0..100
  Value reservation;  // 0..1
  Value stay_out;     // 0..1
  TacticModel tactic;
  int principal = -1;
  std::vector<PreconditionModel> preconditions;
};

struct IssueModel {
  std::string name, label;
  std::vector<std::string> option_labels;
  std::vector<double> option_values;
  int reversion = 0;
  int norm_floor = -1;
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

// What a variable's process does in one round of a stage.
struct ProcessStep {
  double time = 0;   // length of the round in the process's periods, dt
  double keeps = 0;  // ar1: phi^dt, share of the distance from the mean that is left
  double noise = 0;  // standard deviation of the round's chance over that of a period's
};

// A party whose utility a stage needs, with what it cares about among the stage's issues.
struct Row {
  int party = 0;
  struct Interest {
    int place = 0;  // in the stage's list of issues
    const PositionModel* position = nullptr;
    bool trusts = false;  // it counts only the trusted share of a move
  };
  std::vector<Interest> interests;
};

// A set of packages a text must not be in, tabulated over the stage's issues it reads: forbidden[cell] with
// cell = sum of option index x stride.
struct Exclusion {
  std::vector<int> places;   // in the stage's list of issues, ascending
  std::vector<int> strides;  // of each place
  int cell_count = 1;
  int program = 0;
  bool fixed = true;  // it reads nothing but `places` and constants, so `forbidden` holds for every trial
  std::vector<std::uint8_t> forbidden;
  std::vector<int> rows;  // rows whose `never` it is; empty for a link, which always binds
  // Where the search among neighbours notes what it does to the draft, and to the draft with one issue moved.
  int draft_at = 0;
  std::vector<int> moved_at;  // [place], of the place's first option; -1 where it does not read the issue

  int cell_of(const int* options) const {  // one index a place of the stage
    int cell = 0;
    for (std::size_t i = 0; i < places.size(); ++i) cell += options[places[i]] * strides[i];
    return cell;
  }
};

// A precondition of a row of a participation stage.
struct Demand {
  int row = 0;
  const PreconditionModel* precondition = nullptr;
  bool tabulated = false;  // it reads the terms alone: StageModel::met says which meet it
  bool steady = false;     // it reads neither the terms nor who of the invited attends
};

struct StageModel {
  static constexpr int kinds_max = 256;
  static constexpr std::int64_t ledger_max = 1 << 12;

  std::string name, label;
  Protocol protocol = Protocol::single_text;
  int requires_program = -1;  // -1: always
  int rounds = 1;
  int changes = 0;                    // 0 = no limit
  std::vector<double> log_time;       // [round 0..rounds], ln(round / rounds)
  std::vector<double> log_time_left;  // [round 0..rounds], ln(1 - round / rounds)
  std::vector<int> issues;            // places: the stage's issues by name
  std::vector<int> option_begin;      // [place], first of the place's options in flat tables; one more at the end
  std::vector<Row> rows;              // by party name
  std::vector<int> row_of;            // [party], -1 if it has none
  std::vector<int> principal_row;     // [row], of the row's principal, -1 if none
  std::vector<Exclusion> exclusions;
  bool all_fixed = true;                        // the exclusions
  std::vector<std::vector<int>> exclusions_of;  // [place], those that read its issue
  std::int64_t package_count = 1;               // product of the option counts
  std::vector<ProcessStep> process_steps;       // [variable]
  std::vector<double> shock_time;               // [shock], length of the round in the shock's periods
  bool table_moves = false;                     // some row's salience moves with a variable
  bool moves = false;                           // that, or an influence or reservation moves
  bool demands_move = false;                    // that, or what staying out is worth moves, or a steady demand

  // participation
  int convenor = -1;               // row
  std::vector<int> invited;        // rows, in the order of the file
  std::vector<int> wanted, keep;   // rows
  std::vector<int> offer;          // option index by place
  std::vector<Demand> demands;     // by row
  std::vector<int> demand_begin;   // [row], one more at the end
  std::vector<std::uint8_t> kind;  // [package], packages of one kind meet the same tabulated demands
  std::vector<std::uint8_t> met;   // [kind][demand]
  int kind_count = 1;              // at most kinds_max
  // The ledger: packages that no fixed exclusion forbids, by name; empty where none is kept.
  std::vector<std::uint16_t> ledger_options;  // [entry][place], in the stage's flat list
  std::vector<std::uint8_t> ledger_kind;      // [entry]
  std::vector<std::uint8_t> ledger_turn;      // [entry], first place at which it differs from the entry before
  bool attendance_interacts = false;          // some precondition reads whether an invited party attends
  bool terms_are_read = false;                // some precondition is neither steady nor tabulated

  // single text
  int mediator = -1;                 // row
  bool present_listed = false;       // `listed` says who is present, else attends()
  std::vector<std::uint8_t> listed;  // [party]
  std::vector<std::uint8_t> votes;   // [row], may vote if present
  std::vector<std::uint8_t> vetoes;  // [row]
  std::vector<std::uint8_t> speaks;  // [row], shapes the text if present: voice full or heard
  std::vector<std::vector<int>>
      controllers;                  // [place], rows without whose consent the issue stays; -1: one nobody can reach
  std::vector<int> tabled_program;  // [place], -1: always on the table
  AimsAt aims_at = AimsAt::reservations;
  Decision decision;
  bool whole_space = true;  // the search covers every package; else changes of up to two issues
  int option_count() const { return option_begin.back(); }
  int place_count() const { return static_cast<int>(issues.size()); }
  int row_count() const { return static_cast<int>(rows.size()); }
  int options_at(int place) const { return option_begin[place + 1] - option_begin[place]; }
  bool meets(std::int64_t package, int demand) const { return met[kind[package] * demands.size() + demand] != 0; }
  // What guests make of a package is the same in every round but for what is known of their demands, and there are few
  // enough packages to keep it.
  bool keeps_ledger() const {
    return rounds > 1 && !wanted.empty() && !attendance_interacts && !terms_are_read &&
           package_count * static_cast<std::int64_t>(wanted.size()) <= ledger_max;
  }
  int ledger_size() const { return static_cast<int>(ledger_kind.size()); }
  const std::uint16_t* ledger_package(int entry) const { return ledger_options.data() + entry * issues.size(); }
};

// Where a number of the scenario went.
struct NumberUse {
  Number* number = nullptr;  // in Model::scenario
  Value* value = nullptr;
};

struct Model {
  Scenario scenario;      // resolved, for names, provenance and reports
  std::string canonical;  // canonical_text(scenario)
  Symbols symbols;
  Slots slots;
  TableSet tables;
  std::vector<Input> inputs;                        // in order of need
  std::vector<CompiledDistribution> distributions;  // [input]
  std::vector<std::string> chances;                 // addresses
  std::vector<DrawPlan> draws;
  std::vector<Program> programs;
  std::vector<std::string> program_texts;  // [program], as the scenario states it
  std::vector<IssueModel> issues;
  std::vector<PartyModel> parties;
  std::vector<Value> parameters;
  std::vector<VariableModel> variables;
  std::vector<ShockModel> shocks;        // in the order of the file
  std::vector<PositionModel> positions;  // [party][issue] flat; salience constant 0 where there is none
  std::vector<StageModel> stages;
  std::vector<int> outcomes, events;  // programs
  std::vector<NumberUse> uses;        // of all numbers compiled but expressions
  std::optional<StageModel> closing;  // all issues, the parties whose utility() outcomes and events read

  explicit Model(const Symbols& names) : symbols(names), slots(names) {}
  Model(const Model&) = delete;  // rows point into `positions`
  Model(Model&&) = default;
  const PositionModel& position(int party, int issue) const { return positions[party * issues.size() + issue]; }
};

constexpr std::int64_t whole_space_limit = 100'000;  // packages; beyond, changes of up to two issues are searched

// Throws ScenarioError where the scenario holds what is not played yet. tables: those of a model like it, which then
// need not be made again.
Model compile(const Scenario& scenario, TableSet tables = {});

}  // namespace detente
