// Any game with its reservations, and some of its influences and saliences, following variables.
#pragma once

#include <fmt/format.h>

#include <regex>
#include <string>

namespace detente {

inline std::string moving(std::string text, std::uint64_t seed) {
  const auto replace = [&](const char* pattern, const char* by) {
    text = std::regex_replace(text, std::regex(pattern), by);
  };
  replace("reservation = \"status-quo", "reservation = \"status-quo + heat / 400 - round / 50");
  replace("\nreservation = \\{ pert = \\[0.2, 0.4, 0.6\\] \\}", "\nreservation = \"clamp(0.5 - heat / 300, 0, 1)\"");
  if (seed % 3 != 0) replace(", salience = ([0-9]+)", ", salience = \"clamp($1 + calm * 5, 1, 100)\"");
  if (seed % 3 != 1) replace("influence = ([0-9]+)\n", "influence = \"clamp($1 + heat / 2, 0, 100)\"\n");
  if (text.find("[parties.v1]") !=
      std::string::npos)  // what is left of the last round is told in finer steps than outcomes are
    for (int step = 1; step < 20; ++step)
      text += fmt::format("{}\"{}\" = \"reservation(v{}) > {}\"\n", step == 1 ? "[events]\n" : "", step, step % 2,
                          0.04 * step);
  return text + R"([variables.heat]
initial = { uniform = [-10, 30] }
process = { kind = "random-walk", drift = -2, sd = 15, per = "month" }
[variables.calm]
initial = 0
process = { kind = "ar1", mean = "heat / 10", phi = 0.5, sd = 4, per = "month" }
[[shocks]]
name = "blow"
chance = 0.2
per = "month"
when = "heat > 0"
add = { heat = 40 }
)";
}

}  // namespace detente
