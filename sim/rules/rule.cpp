#include "sim/rules/rule.h"

namespace detente {

RuleResult make_rule(std::string_view text, const Symbols& symbols, RuleType wanted, RuleScope scope) {
  RuleResult result;
  const ParseResult parsed = parse(text);
  result.errors = parsed.errors;
  if (!result.ok()) return result;
  CheckResult checked = check(parsed.expression, symbols, wanted, scope);
  result.errors = std::move(checked.errors);
  result.planned = std::move(checked.planned);
  if (result.ok())
    result.rule = {.text = canonical(parsed.expression), .program = compile(parsed.expression, checked.meanings)};
  return result;
}

}  // namespace detente
