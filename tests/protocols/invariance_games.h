// Random scenarios of every kind that the other random games make: talks; convenings, of one stage and of two; a
// convening and the talks that it leads to. Some limit what a round may change; in some, positions and weights take so
// few values that ties are many.
#pragma once

#include <fmt/format.h>

#include <string>

#include "tests/protocols/convening_games.h"
#include "tests/protocols/scenario_changes.h"
#include "tests/protocols/text_games.h"

namespace detente {

inline std::string with_changes(std::string text, std::uint64_t seed) {
  if (seed % 5 != 0) return text;
  const std::size_t at = text.find("rounds = ");
  return text.insert(at, fmt::format("changes = {}\n", 1 + seed / 5 % 3));
}

inline std::string convening_and_talks(std::uint64_t seed) {
  constexpr const char* rules[] = {"{ rule = \"consensus\" }", "{ rule = \"consensus\", minus = 1, vetoes = [\"g0\"] }",
                                   "{ rule = \"weighted-majority\", share = 0.55 }"};
  const ConveningGame game = varied_convening_game(seed);
  std::string text = game.text(game.rounds, seed % 3 == 0);
  return text.insert(
      text.find("[[outcomes]]"),
      fmt::format("[[stages]]\nname = \"talks\"\nprotocol = \"single-text\"\nmediator = \"un\"\nissues = [{}]\n"
                  "rounds = {}\naims-at = \"{}\"\ndecision = {}\n",
                  game.places, 2 + seed % 4, seed % 7 < 4 ? "reservations" : "aspirations", rules[seed / 4 % 3]));
}

inline std::string with_many_ties(const std::string& text) {
  const std::string coarse = rewritten(without_spread(text), "ideal = ([0-9]+)", [](const std::smatch& found) {
    return fmt::format("ideal = {}", (std::stoi(found[1]) + 25) / 50 * 50);
  });
  return replaced(replaced(coarse, "salience = [0-9]+", "salience = 50"), "influence = [0-9]+", "influence = 40");
}

inline std::string random_convening(std::uint64_t seed) {
  const ConveningGame game = varied_convening_game(seed);
  return seed % 2 == 0 ? game.two_stages() : game.text(game.rounds, seed % 3 == 0);
}

inline std::string random_scenario(std::uint64_t seed) {
  const std::uint64_t number = seed / 4 + 1;
  const std::string text = seed % 4 == 0   ? random_convening(number)
                           : seed % 4 == 1 ? convening_and_talks(number)
                                           : random_text_game(seed, 3);
  return with_changes(number % 5 == 0 ? with_many_ties(text) : text, seed);
}

}  // namespace detente
