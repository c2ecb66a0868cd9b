// The working state of compile(): what has been given an index so far. A number is compiled, and so drawn, only if
// some stage or condition needs it; draws are addressed by name, so leaving one out changes no other.
#pragma once

#include <map>
#include <string>

#include "sim/model/world.h"

namespace detente {

class Compiler {
 public:
  explicit Compiler(World& world) : world_(world) {}
  void add_issues_and_parties();
  void add_correlations();  // before anything that may be correlated
  void add_variables();
  void add_shocks();

  World& world() { return world_; }
  int program(const Rule& rule);
  void fill(Value& value, const Number& number, double low, double high);  // once per value
  void fill_reservation(int party);
  void fill_stay_out(int party);
  void fill_influence(int party);
  void fill_tactic(int party);
  void fill_trust(int issue);
  int position(int party, int issue);  // in World::positions; -1 where the party has none
  const std::vector<PreconditionModel>& preconditions(int party);
  // Whether what the program reads may differ between the rounds of a stage; with or without who attends.
  bool moves(const Program& program, bool with_attendance = true) const;
  // Names, numbers and operators of what is read in every round, or may be.
  std::int64_t moving_steps() const { return moving_steps_; }

  // Of all stages so far; whoever adds to them keeps to the limits.
  struct Totals {
    std::int64_t exclusion_cells = 0, exclusion_steps = 0;  // packages of conditions; their instructions on each
    std::int64_t tabulated = 0, tabulated_steps = 0;        // preconditions x packages; their instructions on each
  };
  Totals totals;

 private:
  void add_moving_steps(int program) {
    moving_steps_ += static_cast<std::int64_t>(world_.programs[program].instructions.size());
  }
  DrawPlan& plan(const std::string& block);
  int add_input(const Number& number, const CompiledDistribution& distribution);
  int add_bound(Bound bound);
  void fill_choice(Value& value, const Number& number);
  void place(int input, const Number& number);
  SampleRows& rows(const Distribution& samples);
  int chance(const std::string& block);
  void need_parameter(int slot);

  World& world_;
  std::int64_t moving_steps_ = 0;
  std::map<std::string, int> program_by_text_;
  std::map<std::string, std::size_t> plan_by_block_, rows_by_file_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> correlated_;  // by address: group and member
};

}  // namespace detente
