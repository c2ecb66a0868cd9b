// Looks for what has no effect in a scenario (idle.h).
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/rules/symbols.h"
#include "sim/scenario/always.h"
#include "sim/scenario/document.h"
#include "sim/scenario/findings.h"
#include "sim/scenario/scenario.h"

namespace detente {

class IdleWatcher {
 public:
  IdleWatcher(const TomlNode& document, const Scenario& scenario, const Symbols& symbols, Findings& findings)
      : document_(document), scenario_(scenario), slots_(symbols), findings_(findings) {}
  void run();

  // For what the protocols watch of their settings.
  void read(const Rule& rule) {
    numbers_read_.insert(rule.program.number_slots.begin(), rule.program.number_slots.end());
  }
  const Scenario& scenario() const { return scenario_; }
  const std::string& name(int party) const { return scenario_.parties[party].name; }
  const std::set<int>& members(int stage) const { return members_[stage]; }  // who may sit there
  // Whether the stage needs the party's utility: it sits there, leads, or instructs somebody who does.
  bool sits(int party, int stage) const { return rows_[stage].contains(party); }
  bool weighs(int party, const Stage& stage) const;  // whether any of the stage's issues matters to the party
  // The place of a key; the nearest one above it where the file does not state it.
  Place in_stage(int stage, std::initializer_list<std::string_view> path, std::string_view item = {}) const;
  const TomlNode& stage_node(int stage) const { return document_.find("stages")->items[stage]; }
  void warn(const Place& where, std::string cause, std::string remedy) {
    findings_.warning(where, std::move(cause), std::move(remedy));
  }

 private:
  void seat(int stage);
  void find_reads();
  void watch_parameters();
  void watch_issues();
  void watch_party(int party);
  void watch_position(int party, const Position& position, bool read_at_end);
  void watch_precondition(int party, const Precondition& precondition, bool invited);
  void watch_outcomes();

  void read(const Number& number) {
    if (number.expression) read(*number.expression);
    for (const Rule& weight : number.weights) read(weight);
  }

  int stage_count() const { return static_cast<int>(scenario_.stages.size()); }
  int party_count() const { return static_cast<int>(scenario_.parties.size()); }
  bool moves(int issue) const;                         // settled by some stage, or moved by some shock
  bool is_guest(int party, int stage) const;           // its stay-out and preconditions are asked for there
  bool states(int party, std::string_view key) const;  // the file does
  template <class Asked>
  bool in_a_stage(const Asked& asked) const {
    for (int stage = 0; stage < stage_count(); ++stage)
      if (asked(stage)) return true;
    return false;
  }
  Domains domains_in(int stage) const;
  Domains domains_anywhere() const;

  Place place(std::initializer_list<std::string_view> path) const;

  const TomlNode& document_;
  const Scenario& scenario_;
  const Slots slots_;
  Findings& findings_;
  std::vector<std::set<int>> members_, rows_;  // of each stage: who may sit there; whose utility it needs
  std::set<int> numbers_read_;                 // slots
  Always always_{20'000'000};                  // instructions: some tenths of a second
};

}  // namespace detente
