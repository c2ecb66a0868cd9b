// A condition or expression of a scenario, ready to be evaluated.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.h"
#include "sim/rules/program.h"

namespace detente {

struct Rule {
  std::string text;  // canonical
  Program program;
  Place place = {};  // of the text as it is written
};

struct RuleResult {
  Rule rule;  // empty if there are errors
  std::vector<RuleError> errors;
  std::vector<RuleError> planned;  // see CheckResult
  bool ok() const { return errors.empty(); }
};

// Parses, checks and compiles.
RuleResult make_rule(std::string_view text, const Symbols& symbols, RuleType wanted, RuleScope scope = {});

}  // namespace detente
