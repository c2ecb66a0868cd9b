// Random single-text games: 3-5 voters, a mediator, sometimes chains of principals, heard parties, links, lines,
// controllers; all decision rules.
#pragma once

#include <fmt/format.h>

#include <string>

#include "tests/support/random_text.h"

namespace detente {

inline std::string random_text_game(std::uint64_t seed, int places) {
  Dice dice(seed);
  std::string text =
      "format = 1\nname = \"game\"\nsource = \"test\"\nconfidence = \"low\"\n[spread]\nideal = 10\nsalience = 15\n";
  const int voters = dice.between(3, 5);
  std::string issues;
  for (int i = 0; i < places; ++i) {
    const int options = dice.between(3, 5);
    text += fmt::format("[issues.i{}]\nreversion = \"o{}\"\n", i, dice.below(options));
    if (dice.below(4) == 0)
      text += fmt::format("controllers = [\"{}\"]\ntrust = {{ uniform = [0.2, 0.9] }}\n",
                          dice.below(3) ? fmt::format("v{}", dice.below(voters)) : "heard");
    text += "[issues.i" + std::to_string(i) + ".options]\n";
    for (int o = 0; o < options; ++o) text += fmt::format("o{} = {}\n", o, o * 100 / (options - 1));
    issues += fmt::format("{}\"i{}\"", i ? ", " : "", i);
  }
  const auto party = [&](const std::string& name, const std::string& role, const std::string& more) {
    text += fmt::format("[parties.{}]\nrole = \"{}\"\ninfluence = {}\n{}", name, role, dice.between(0, 90), more);
    for (int i = 0; i < places; ++i) {
      if (dice.below(6) == 0) continue;
      text += fmt::format("positions.i{} = {{ ideal = {}, salience = {}", i, dice.between(0, 100), dice.between(5, 90));
      if (dice.below(6) == 0)
        text += fmt::format(", red-line = {{ {}, firmness = {{ uniform = [0.3, 1] }} }}",
                            dice.below(3) ? fmt::format("at-most = {}", dice.between(60, 99))
                                          : fmt::format("at-least = {}", dice.between(1, 40)));
      text += " }\n";
    }
  };
  for (int v = 0; v < voters; ++v) {
    std::string more = fmt::format("reservation = \"status-quo + {:.2f}\"\n", 0.1 * dice.unit());
    if (v < 2 && dice.below(3) == 0) more += v == 0 ? "principal = \"capital\"\n" : "principal = \"v0\"\n";
    if (dice.below(4) == 0) more += "never = [\"i0 > 60 and i1 < 40\"]\n";
    party(fmt::format("v{}", v), "envoy", more);
  }
  party("capital", "authority", dice.below(2) ? "voice = \"none\"\nprincipal = \"crown\"\n" : "voice = \"none\"\n");
  party("crown", "authority", "voice = \"none\"\n");
  party("heard", "civil-society", "");
  party("un", "mediator", "");
  constexpr const char* rules[] = {"{ rule = \"consensus\" }", "{ rule = \"unanimity\" }",
                                   "{ rule = \"consensus\", minus = 1, vetoes = [\"v0\"] }",
                                   "{ rule = \"weighted-majority\", share = 0.6, vetoes = [\"v1\"] }"};
  if (dice.below(2) == 0) text += "[[links]]\nname = \"l\"\nnever = \"i0 >= 50 and i2 <= 20\"\n";
  return text +
         fmt::format(
             "[[stages]]\nname = \"talks\"\nprotocol = \"single-text\"\nmediator = \"un\"\nissues = [{}]\nrounds = {}\n"
             "aims-at = \"{}\"\ndecision = {}\n[[outcomes]]\nname = \"any\"\nwhen = \"true\"\n",
             issues, dice.between(2, 6), dice.below(2) ? "reservations" : "aspirations", rules[dice.below(4)]);
}

}  // namespace detente
