// A small cast for the tests of the condition language.
#pragma once

#include <fmt/format.h>

#include "sim/rules/rule.h"

namespace detente {

inline Symbols example_symbols() {
  return {.issues = {{"agenda", {{"formal item", 0}, {"raised", 50}, {"not raised", 100}}},
                     {"aid", {{"emergency only", 0}, {"reopens", 40}, {"Taliban's own", 100}}},
                     {"standing", {{"one of several", 0}, {"recognition", 100}}},
                     {"womens-rights", {{"bans stay", 0}, {"secondary schools reopen", 60}}}},
          .parties = {"donors", "nrf", "taliban"},
          .stages = {"convening", "talks"},
          .parameters = {"recognition-abroad", "signing-cost"}};
}

// The same in a world that moves.
inline Symbols moving_symbols() {
  Symbols symbols = example_symbols();
  symbols.variables = {"fatigue", "heat"};
  symbols.shocks = {"storm"};
  return symbols;
}

// "offset+length: cause | remedy" of each error, one a line; empty if there is none.
inline std::string errors_of(std::string_view text, RuleType wanted = RuleType::boolean, RuleScope scope = {},
                             const Symbols& symbols = example_symbols()) {
  std::string lines;
  for (const RuleError& error : make_rule(text, symbols, wanted, scope).errors) {
    if (!lines.empty()) lines += "\n";
    lines += fmt::format("{}+{}: {} | {}", error.offset, error.length, error.cause, error.remedy);
  }
  return lines;
}

}  // namespace detente
