// What a stranger may send: no text may crash the loader, hang it or exhaust memory. An input is a scenario and, after
// a NUL each, what `--set` is given; one that begins with a question mark is a condition.
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "sim/core/check.h"
#include "sim/engine/model.h"
#include "sim/scenario/load.h"
#include "sim/scenario/names.h"
#include "tests/rules/example.h"

namespace detente {
namespace {

// What an input may take of the processor. libFuzzer's own -timeout goes by the clock on the wall, and so fails on a
// machine that has other work to do.
constexpr int seconds_max = 5;

void allow(int seconds) {
  const itimerval timer{.it_interval = {}, .it_value = {.tv_sec = seconds, .tv_usec = 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

// The abort makes libFuzzer keep the input and show where it was.
void give_up(int) {
  constexpr std::string_view message = "this input takes too much processor time\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, message.data(), message.size());
  std::abort();
}

void fuzz_rule(std::string_view text) {
  const ParseResult parsed = parse(text);
  if (!parsed.ok()) return;
  const std::string written = canonical(parsed.expression);
  check(same(parse(written).expression, parsed.expression), "a canonical text means the same");
  for (const RuleType wanted : {RuleType::boolean, RuleType::number})
    make_rule(text, moving_symbols(), wanted, {.status_quo = true, .round = true});
}

// `samples` finds nothing: no file comes with the scenario.
void fuzz_scenario(std::string_view input) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= input.size();) {
    const std::size_t end = std::min(input.find('\0', begin), input.size());
    parts.emplace_back(input.substr(begin, end - begin));
    begin = end + 1;
  }
  try {
    read_names(parts.front(), "scenario.toml");
    compile(parse_scenario(parts.front(), "scenario.toml", {parts.begin() + 1, parts.end()}));
  } catch (const ScenarioError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics()) render(diagnostic, true);
  }
}

}  // namespace
}  // namespace detente

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  std::signal(SIGPROF, detente::give_up);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(bytes, bytes + size);
  detente::allow(detente::seconds_max);
  if (input.starts_with('?'))
    detente::fuzz_rule(std::string_view(input).substr(1));
  else
    detente::fuzz_scenario(input);
  detente::allow(0);  // no limit for libFuzzer's own work
  return 0;
}
