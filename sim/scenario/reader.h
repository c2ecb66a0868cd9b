// The working state of the step from a checked document to a Scenario: names are defined first, so that whatever is
// read later may refer to anything. Reading never stops at a mistake; what cannot be read is left at its default,
// because a scenario with mistakes is never handed out.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/document.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/samples.h"
#include "sim/scenario/scenario.h"

namespace detente {

// How a number comes by its value in a trial.
enum class Drawn { alone, exactly, by_expression, with_its_row };

class Reader {
 public:
  // names_cut: what check_keys returns.
  Reader(const TomlNode& document, Findings& findings, std::set<std::string> names_cut, SampleSource samples)
      : document_(document), findings_(findings), names_cut_(std::move(names_cut)), samples_(std::move(samples)) {}
  Scenario read();

  // For what the protocols read of their settings. Names to indices, -1 where there is none such (reported).
  int party(const TomlNode& node);
  std::vector<int> parties(const TomlNode* list, std::string_view path);  // in the order of the list
  std::vector<int> sorted_parties(const TomlNode* list, std::string_view path);
  int issue(const std::string& name, const Place& place);
  int option(const TomlNode* level, int issue);
  std::optional<Rule> condition(const TomlNode* node, RuleScope scope = {});
  // That each of the stage's issues has few enough values for a search among packages.
  void check_searched(const Stage& stage, const TomlNode& node);
  const Scenario& scenario() const { return scenario_; }  // as far as it is read
  const std::vector<std::string>& party_names() const { return party_names_; }
  const std::vector<std::string>& issue_names() const { return issue_names_; }
  const Symbols& symbols() const { return symbols_; }
  Findings& findings() { return findings_; }

 private:
  // The order of reading (read.cpp).
  void define_names();
  void check_shared_names();
  void read_links();
  void read_outcomes();
  void read_events();
  void read_observed();

  // read_issues.cpp
  void read_issues();
  void read_options(Issue& issue, const TomlNode& node, const Place& place);
  void read_range(Issue& issue, const TomlNode& node);
  void read_levels(Issue& issue, const TomlNode& node, int index);
  void read_parameters();

  // read_variables.cpp
  void read_variables();
  void read_variable(Variable& variable, const TomlNode& node);
  void read_shocks();
  void read_shock(Shock& shock, const TomlNode& node);
  void read_effects(Shock& shock, const TomlNode& node);
  void read_move(Shock& shock, EffectKind kind, int issue, const TomlMember& member);

  // read_parties.cpp
  void read_parties();
  void read_party(Party& party, const TomlNode& node);
  void read_position(Party& party, const TomlMember& member);
  RedLine read_red_line(const TomlNode& node, int issue, const std::string& address, const Place& place);
  void read_precondition(Party& party, const TomlMember& member);
  void read_tactic(Party& party, const TomlNode* node);
  void check_principals();

  // read_correlations.cpp
  using AddressPair = std::pair<std::string, std::string>;  // in order
  void read_correlations();
  void read_correlation(const TomlNode& node, std::map<AddressPair, double>& pairs);
  bool may_be_correlated(const TomlNode& address);
  std::vector<double> read_ranks(const TomlNode& node, std::size_t size);
  static Correlated take_group(std::map<AddressPair, double>& pairs);
  void check_definite(const Correlated& group, const Place& place);

  // read_stages.cpp
  void read_stages();
  void read_stage(Stage& stage, const TomlNode& node);
  double read_days(const TomlNode& node);

  // read_later.cpp: what is checked but not stored, because nothing plays it yet. issue: the one that `node` stands
  // under, -1 if none.
  void read_later(const TomlNode& table, const KeyTree& tree, const std::string& address, int issue, bool later);
  void read_later_value(const TomlMember& member, const KeyTree& tree, const std::string& address, int issue);
  void read_later_list(const TomlNode& list, const KeyTree& tree, const std::string& address, int issue, bool later);
  std::vector<std::string> names_of(std::string_view kind, int issue) const;
  void check_name(std::string_view kind, const std::string& name, const Place& place, int issue,
                  std::string_view words = {});

  // numbers.cpp. key: of `table`; address: of the number; inherited: where the number names no source of its own.
  Number number(const TomlNode& table, std::string_view key, const std::string& address, const Provenance& inherited,
                int issue = -1);
  Number number(const TomlNode& table, std::string_view key, const std::string& address) {
    return number(table, key, address, scenario_.provenance);
  }
  Number number(const TomlNode& node, const KeyRow& row, const std::string& address, const Provenance& inherited,
                int issue);
  void read_text(Number& number, const TomlNode& node, const KeyRow& row, int issue);
  Provenance provenance_of(const TomlNode& node, const Provenance& inherited) const;
  void read_distribution(Number& number, const TomlNode& node, const KeyRow& row, int issue);
  struct Scale {
    double low, high;
  };
  Scale scale_of(const KeyRow& row, int issue) const;  // what its values must lie in
  Distribution plain_number(const TomlNode& node, const KeyRow& row, const std::string& address, int issue);
  void warn_about_spread(const TomlNode& spread, const Issue& issue);
  bool possible(const Distribution& made, Scale scale, const Place& place, std::string_view form);
  void read_bounds(Distribution& distribution, const TomlNode& node);
  void read_quantiles(Distribution& distribution, const TomlNode& node);
  std::optional<double> choice_value(const TomlMember& member, int issue);
  void read_choice(Number& number, const TomlNode& node, const KeyRow& row, int issue);
  std::vector<Rule> read_weights(const std::vector<const TomlNode*>& nodes, const KeyRow& row);

  // resolve.cpp
  // The option with this label; of a number that a set gives, with the label that it is written like. -1 if there is
  // none.
  int labelled(const TomlNode& level, int issue) const;
  // Whether the number is the label of an option that lies elsewhere (reported; or_else: what else it may have been
  // meant for).
  bool is_label_elsewhere(const TomlNode& number, int issue, const std::string& or_else);
  int step_of(const TomlNode& level, const Issue& range, int issue);
  double level(const TomlNode& level, int issue);  // NaN if there is none such
  // hint: added to the remedies of mistakes.
  std::optional<Rule> rule(const TomlNode* node, RuleType type, RuleScope scope = {}, const std::string& hint = "");
  std::string label_hint(const std::string& text, int issue) const;  // which option may have been meant; "": none
  std::vector<Rule> conditions(const TomlNode* list);
  void unknown(std::string_view kind, const std::string& name, const Place& place,
               const std::vector<std::string>& known, std::string remedy = "");
  bool reads_doubtful_name(const std::string& text) const;

  const TomlNode& document_;
  Findings& findings_;
  const std::set<std::string> names_cut_;
  Samples samples_;
  Scenario scenario_;
  Symbols symbols_;
  std::map<std::string, Drawn> drawn_;  // by address, of all numbers that the file states
  std::vector<std::string> party_names_, issue_names_, stage_names_;
  std::set<std::string> communities_;
  bool sections_whole_ = true;  // issues, parties and stages can be told; else nothing that refers to them is judged
  std::set<std::string> doubtful_;  // names whose definition has mistakes: conditions that use them are not judged
};

Distribution exactly(double value);
std::string_view family_name(Family family);     // as in a file
double least(const Distribution& distribution);  // what it cannot be below; -infinity where nothing bounds it

// The table called `key`, an empty one if there is none.
const TomlNode& table_in(const TomlNode& node, std::string_view key);

// The enumerator whose word stands at `key`.
template <class Enumeration>
Enumeration word_in(const TomlNode& node, std::string_view key, std::string_view address, Enumeration fallback) {
  const TomlNode* found = node.find(key);
  const int index = found ? index_of(words_of(address), found->text) : -1;
  return index < 0 ? fallback : static_cast<Enumeration>(index);
}

// The text at `key`, "" if there is none.
std::string text_in(const TomlNode& node, std::string_view key);

}  // namespace detente
