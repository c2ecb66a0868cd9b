// What a scenario's names mean to its conditions, and where a trial's state keeps the values they read.
#pragma once

#include <string>
#include <vector>

namespace detente {

struct OptionSymbol {
  std::string label;
  double value = 0;  // on the issue's scale
};

struct IssueSymbol {
  std::string name;
  std::vector<OptionSymbol> options;  // by value; none on a continuous scale
};

// Each list is sorted by name, stages and shocks stand in the order of the file; an index is the place in its list.
struct Symbols {
  std::vector<IssueSymbol> issues;
  std::vector<std::string> parties, stages, parameters, variables, shocks;
};

// The state of a trial is two flat arrays, `numbers` and `flags`; a slot is a place in one of them. Arguments are
// indices of Symbols.
class Slots {
 public:
  explicit Slots(const Symbols& symbols);

  // Numbers.
  int round() const { return 0; }
  int status_quo() const { return 1; }
  int in_force(int issue) const { return 2 + issue; }
  int text(int issue) const { return 2 + issues_ + issue; }
  int offered(int issue) const { return 2 + 2 * issues_ + issue; }
  int parameter(int parameter) const { return 2 + 3 * issues_ + parameter; }
  int utility(int party) const { return 2 + 3 * issues_ + parameters_ + party; }
  int reservation(int party) const { return utility(parties_) + party; }
  int gap(int stage) const { return reservation(parties_) + stage; }
  int rounds_used(int stage) const { return gap(stages_) + stage; }
  int variable(int variable) const { return rounds_used(stages_) + variable; }
  int number_count() const { return variable(variables_); }

  // Flags.
  int attends(int party) const { return party; }
  int accepts(int party) const { return parties_ + party; }
  int held(int stage) const { return 2 * parties_ + stage; }
  int agreed(int stage) const { return 2 * parties_ + stages_ + stage; }
  int shocked(int shock) const { return 2 * parties_ + 2 * stages_ + shock; }
  int flag_count() const { return shocked(shocks_); }

 private:
  int issues_, parties_, stages_, parameters_, variables_, shocks_;
};

}  // namespace detente
