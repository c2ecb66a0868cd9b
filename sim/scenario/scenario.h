// A scenario as its file states it, names resolved, nothing drawn yet. Plain data: the loader fills it, the model is
// compiled from it. Issues, parties, parameters, variables, preconditions, links and events are sorted by name,
// whatever their order in the file (order never matters); stages, shocks and outcomes keep the order of the file. An
// index is a place in those lists.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/random/distribution.h"
#include "sim/rules/rule.h"
#include "sim/scenario/participation.h"
#include "sim/scenario/single_text.h"
#include "sim/scenario/sources.h"
#include "sim/scenario/wait.h"

namespace detente {

// Where a number comes from; the file's top-level source and confidence where it names none of its own.
struct Provenance {
  std::string source;
  std::string confidence;  // "", "low", "medium" or "high"
};

// A number of the scenario: a distribution drawn once a trial from its own address, or an expression. Of a choice whose
// weights are expressions the place in it is drawn once, and what lies there is read whenever the number is.
struct Number {
  std::string address;  // e.g. "parties.us.positions.aid.salience"
  Distribution distribution;
  std::optional<Rule> expression;  // if set, it holds instead of the distribution
  std::vector<Rule> weights;       // of a choice: unless empty, they hold instead of the distribution's
  Provenance provenance;
  bool defaulted = false;  // the file does not state it
  bool exact() const { return !expression && distribution.family == Family::exact; }
};

struct IssueOption {
  std::string label;
  double value = 0;  // place on the issue's scale, 0..100
};

// What may be in force on an issue are options with names, or the steps of a range; either way an index says which.
struct Issue {
  std::string name, label;
  double low = 0, high = 100;        // ends of the scale
  std::vector<IssueOption> options;  // 2..20, by value, no two alike; none of a range
  double step = 0;                   // of a range: from one value to the next; 0: it has options
  double held = 0;                   // of a range: what holds without agreement, which may lie between two steps
  std::string unit;                  // of a range
  int reversion = 0;                 // index
  std::vector<int> controllers;      // party indices, sorted
  Number trust;                      // 0..1
  int norm_floor = -1;               // index, -1 = none; of a range the first that is not below `floor`
  double floor = 0;                  // of a range: as stated

  bool is_range() const { return step > 0; }
  int size() const;  // how many there are
  double value(int index) const;
  std::string label_of(int index) const;     // "37.5 USD" of a range
  std::string told(double place) const;      // likewise, of any place on a range
  int nearest(double value) const;           // index; of two equally near the lower
  int called(std::string_view label) const;  // index of the option, -1 = none
  // The option whose label is written as this number and that lies elsewhere; null = none.
  const IssueOption* called_elsewhere(double number) const;
};

struct RedLine {
  double at_least = 0, at_most = 100;  // values of the issue's scale that are allowed
  Number firmness;                     // 0..1: how likely the line is meant
};

struct Position {
  int issue = 0;
  Number ideal;     // on the issue's scale
  Number salience;  // 0..100
  std::optional<RedLine> red_line;
};

struct Precondition {
  std::string name, label;
  Rule requires_rule;
  Number firmness;  // 0..1: how likely the party really stays away if it is not met
  bool independent = false;
};

enum class TacticKind { time_dependent, fixed };
enum class TacticCurve { polynomial, exponential };

struct Tactic {
  TacticKind kind = TacticKind::time_dependent;
  TacticCurve curve = TacticCurve::polynomial;
  Number beta;   // > 0; below 1 Boulware, above 1 conceder
  Number start;  // k, 0..1: the share conceded at once
  bool defaulted = true;
};

enum class Voice { full, heard, none };
enum class Role {
  authority,
  envoy,
  donor,
  mediator,
  convenor,
  civil_society,
  armed_group,
  observer,
  government,
  delegation,
  legislature,
  opposition,
  excluded
};

struct Party {
  std::string name, label;
  Role role = Role::envoy;
  Voice voice = Voice::full;
  bool voice_defaulted = true;
  Number influence;                 // 0..100
  std::vector<Position> positions;  // by issue
  std::vector<Rule> never;          // packages it will not sign
  Number reservation;               // 0..1, least utility it signs for
  Number stay_out;                  // 0..1, utility of not attending
  std::vector<Precondition> preconditions;
  Tactic tactic;
  int principal = -1;    // party index, -1 = none
  bool what_if = false;  // there to be invited by --set: no warnings that it does nothing; never enters a run
};

// Numbers whose draws go together by a Gaussian copula. Each has another one of the group that it goes with, and none
// outside.
struct Correlated {
  std::vector<std::string> of;                      // addresses, sorted
  std::vector<double> ranks;                        // Spearman's correlations, [i][j] flat; 0 where none is stated
  std::vector<double> normal_correlations() const;  // those of the normals
};

struct Link {
  std::string name;
  Rule never;
};

struct Parameter {
  std::string name;
  Number value;
};

enum class ProcessKind { none, ar1, random_walk };

// A number that moves with time.
struct Variable {
  std::string name, label;
  Number initial;
  double min = -std::numeric_limits<double>::infinity();  // it never lies beyond these
  double max = std::numeric_limits<double>::infinity();
  ProcessKind kind = ProcessKind::none;  // none: shocks alone move it
  Number mean;                           // ar1: what it returns to
  double phi = 0;                        // ar1: share of its distance from the mean that is left after a period, 0..1
  Number drift;                          // random walk: what it moves by in a period
  Number sd;                             // of a period's chance
  double period_days = 1;
};

enum class EffectKind { set, multiply, add };

struct Effect {
  EffectKind kind = EffectKind::add;
  int variable = -1;
  int issue = -1;  // instead: a range, of which it moves what is in force
  double number = 0;
};

// "set", "multiply" or "add", as in a file.
std::string_view spelling(EffectKind kind);

// Days of a "week", a "month" and the like; 0 for any other word.
double days_of(std::string_view period);

// Something that may strike at the end of any round.
struct Shock {
  std::string name, label;
  Number chance;  // of striking in a period, 0..1
  double period_days = 1;
  std::optional<Rule> when;  // it can strike only while this holds; none: true
  bool once = false;
  std::vector<Effect> effects;  // set, then multiply, then add; each by name
};

// What a stage says beside what every stage has, by its protocol; the words of the key table have this order.
using StageSettings = std::variant<participation::Settings, single_text::Settings, wait::Settings>;

struct Stage {
  std::string name, label;
  Place place;                        // of the name
  bool played = true;                 // false: its protocol is another one, which is checked only
  std::optional<Rule> requires_rule;  // none: true
  std::vector<int> issues;            // sorted
  int rounds = 1;                     // 1..1000
  double round_days = 30.4375;
  double pause_days = 0;   // before it begins
  int changes = 0;         // terms or issues that may move per round; 0 = no limit
  StageSettings settings;  // of no meaning unless `played`
};

struct NamedRule {
  std::string name;
  Rule rule;
};

struct Observed {
  int outcome = -1;                         // index, -1 = not stated
  std::vector<std::optional<bool>> events;  // of each event
};

struct Scenario {
  std::string name, label, notes, start;
  Provenance provenance;
  std::vector<Issue> issues;
  std::vector<Party> parties;
  std::vector<Link> links;
  std::vector<Parameter> parameters;
  std::vector<Variable> variables;
  std::vector<Shock> shocks;
  std::vector<Correlated> correlated;  // by their first address
  std::vector<Stage> stages;
  std::vector<NamedRule> outcomes;  // first match holds; the last always does
  std::vector<NamedRule> events;    // sorted by label
  Observed observed;
  std::vector<Diagnostic> warnings;
  std::vector<Diagnostic>
      unplayed;     // unless empty, it can be read but not compiled: errors, one for each thing not used yet
  Sources sources;  // whence it was read: rules and stages know their places there
};

// The name of the variable or issue.
inline const std::string& moved_by(const Effect& effect, const Scenario& scenario) {
  return effect.issue >= 0 ? scenario.issues[effect.issue].name : scenario.variables[effect.variable].name;
}

// Whether an index is in a list of indices, whatever its order.
inline bool contains(const std::vector<int>& list, int index) {
  return std::find(list.begin(), list.end(), index) != list.end();
}

}  // namespace detente
