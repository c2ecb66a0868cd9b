// What a stranger may send: no text may crash the loader, hang it or exhaust memory. An input is a scenario and, after
// a NUL each, what `--set` is given; one that begins with a question mark is a condition.
#include <algorithm>
#include <string>
#include <vector>

#include "sim/core/check.h"
#include "sim/model/model.h"
#include "sim/scenario/load.h"
#include "sim/scenario/names.h"
#include "tests/rules/example.h"

namespace detente {
namespace {

void fuzz_rule(std::string_view text) {
  const ParseResult parsed = parse(text);
  if (!parsed.ok()) return;
  const std::string written = canonical(parsed.expression);
  check(same(parse(written).expression, parsed.expression), "a canonical text means the same");
  for (const RuleType wanted : {RuleType::boolean, RuleType::number})
    make_rule(text, moving_symbols(), wanted, {.status_quo = true, .round = true});
}

// `samples` finds nothing: the scenario's folder does not exist.
void fuzz_scenario(std::string_view input) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= input.size();) {
    const std::size_t end = std::min(input.find('\0', begin), input.size());
    parts.emplace_back(input.substr(begin, end - begin));
    begin = end + 1;
  }
  try {
    read_names(parts.front(), "scenario.toml");
    compile(parse_scenario(parts.front(), "scenario.toml", {parts.begin() + 1, parts.end()}, "/no/such/folder"));
  } catch (const ScenarioError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics()) render(diagnostic, true);
  }
}

}  // namespace
}  // namespace detente

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(bytes, bytes + size);
  if (input.starts_with('?'))
    detente::fuzz_rule(std::string_view(input).substr(1));
  else
    detente::fuzz_scenario(input);
  return 0;
}
