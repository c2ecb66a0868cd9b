// What the names of an expression mean, and whether its types fit: conditions, numbers, and the names of parties,
// stages, issues and options where a function or a comparison takes them. Nothing is converted.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/rules/parse.h"
#include "sim/rules/symbols.h"
#include "sim/rules/words.h"

namespace detente {

struct RuleScope {
  bool status_quo = false;  // the word status-quo has a meaning: in `reservation` and `stay-out`
  bool round = false;       // the word round has: where a rule may be read in every round
};

// What one node of an expression stands for.
struct Meaning {
  enum class Kind : std::uint8_t {
    name,      // of something, of use to the node above only
    constant,  // `value`; a condition holds if it is not 0
    number,    // the number in `slot`
    flag,      // the flag in `slot`
    operation  // computed from the children
  };
  Kind kind = Kind::name;
  int slot = 0;
  double value = 0;
};

struct CheckResult {
  std::vector<Meaning> meanings;   // of each node
  std::vector<RuleError> errors;   // all of them, in order of the text
  std::vector<RuleError> planned;  // functions that nothing evaluates yet; the cause is their name
  bool ok() const { return errors.empty(); }
};

CheckResult check(const Expression& expression, const Symbols& symbols, RuleType wanted, RuleScope scope = {});

}  // namespace detente
