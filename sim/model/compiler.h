// The working state of compile(): what has been given an index so far. A number is compiled, and so drawn, only if
// some stage or condition needs it; draws are addressed by name, so leaving one out changes no other.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "sim/model/model.h"

namespace detente {

Symbols symbols_of(const Scenario& scenario);

class Compiler {
 public:
  explicit Compiler(Model& model) : model_(model) {}
  void add_issues_and_parties();
  void add_variables();
  void add_shocks();
  void add_stage(int stage);
  void add_closing();
  int program(const Rule& rule);
  // Names, numbers and operators of what is read in every round, or may be.
  std::int64_t moving_steps() const { return moving_steps_; }

 private:
  void add_moving_steps(int program) {
    moving_steps_ += static_cast<std::int64_t>(model_.programs[program].instructions.size());
  }
  void fill(Value& value, Number& number, double low, double high);  // once per value
  DrawPlan& plan(const std::string& block);
  int chance(const std::string& block);
  void need_parameter(int slot);
  bool moves(const Program& program) const;
  const PositionModel* position(int party, int issue);  // nullptr where the party has none
  void add_preconditions(int party);

  StageModel with_issues(const std::vector<int>& issues) const;
  void add_rows(StageModel& stage, std::set<int> parties);
  static void index_exclusions(StageModel& stage);
  void add_exclusion(StageModel& stage, const Rule& rule, int row);
  void add_participation(StageModel& stage, const Stage& stated);
  bool is_offered(const StageModel& stage, int slot) const;
  void add_demands(StageModel& stage);
  void tabulate_demands(StageModel& stage);
  static void fill_ledger(StageModel& stage);
  void add_steps(StageModel& stage, const Stage& stated);
  void add_text(StageModel& stage, const Stage& stated, int stage_index);
  void fill_reservation(int party);
  void fill_tactic(int party);

  Model& model_;
  std::set<const Value*> filled_;
  std::int64_t exclusion_cells_ = 0, exclusion_steps_ = 0, tabulated_ = 0, tabulated_steps_ = 0, moving_steps_ = 0;
  std::map<std::string, int> program_by_text_;
  std::map<std::string, std::size_t> plan_by_block_;
};

}  // namespace detente
