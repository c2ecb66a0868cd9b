// Random convening games: a convenor, one or two parties it wants, others it wants to keep, 2-3 terms of 3-4 options.
// In some the convenor instructs a guest, or its reservation hangs on the status quo. In games of two stages the second
// is skipped by chance and attendance depends on who else comes. Varied games may also list whom to keep, want nobody,
// or have guests instructed by other guests or by a chain of parties at home, the last of them perhaps by the convenor.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/support/random_text.h"

namespace detente {

struct ConveningGame {
  std::string issues, parties, invited, wanted, keep, places, offer;  // keep: its line, "" by default
  std::string extra_option;                                           // of the first issue, to be added
  int rounds = 4;
  std::string text(int round_count, bool with_extra) const {
    std::string all = "format = 1\nname = \"game\"\nsource = \"test\"\nconfidence = \"low\"\n";
    std::string subject = issues;
    if (with_extra) subject.insert(subject.find("{ \"o0\"") + 2, extra_option);
    all += subject + parties;
    all += fmt::format(
        "[[stages]]\nname = \"convening\"\nprotocol = \"participation\"\nconvenor = \"un\"\ninvited = [{}]\nwanted = "
        "[{}]\n{}",
        invited, wanted, keep);
    all += fmt::format("issues = [{}]\noffer = {{ {} }}\nrounds = {}\n", places, offer, round_count);
    return all + "[[outcomes]]\nname = \"any\"\nwhen = \"true\"\n";
  }
  std::string two_stages() const {
    std::string all = text(rounds, false);
    const std::string stage = all.substr(all.find("[[stages]]"), all.find("[[outcomes]]") - all.find("[[stages]]"));
    all.insert(all.find("[[outcomes]]"), stage);
    all.replace(all.rfind("\"convening\""), 11, "\"again\"\nrequires = \"coin < 0.5\"");
    all.insert(all.find("[[outcomes]]"), "[[outcomes]]\nname = \"there\"\nwhen = \"attends(g0)\"\n");
    return all +
           "[parameters]\ncoin = { uniform = [0, 1] }\n[parties.g0.preconditions.other]\nrequires = \"attends(un) and "
           "round * i0 / (i1 - i0) < 300\"\nfirmness = 0.7\n";
  }
};

inline ConveningGame convening_game(std::uint64_t seed, bool varied) {
  Dice dice(seed);
  ConveningGame game;
  game.rounds = dice.between(3, 6);
  const int places = dice.between(2, 3), guests = dice.between(1, 3), wanted = dice.between(1, std::min(2, guests));
  std::vector<int> options(places);
  for (int i = 0; i < places; ++i) {
    options[i] = dice.between(3, 4);
    std::string list;
    for (int o = 0; o < options[i]; ++o)
      list += fmt::format("{}\"o{}\" = {}", o ? ", " : "", o, o * 100 / (options[i] - 1));
    game.issues += fmt::format("[issues.i{}]\nreversion = \"o0\"\noptions = {{ {} }}\n", i, list);
    game.places += fmt::format("{}\"i{}\"", i ? ", " : "", i);
    game.offer += fmt::format("{}i{} = \"o{}\"", i ? ", " : "", i, dice.below(2));
  }
  game.extra_option = fmt::format("\"extra\" = {}, ", dice.between(5, 95) + 0.5);
  const auto positions = [&](const std::string& party, int ideal_min, int ideal_max, bool lines) {
    std::string text;
    for (int i = 0; i < places; ++i) {
      text += fmt::format("positions.i{} = {{ ideal = {}, salience = {}", i, dice.between(ideal_min, ideal_max),
                          dice.between(10, 90));
      if (lines && dice.below(4) == 0)
        text += fmt::format(", red-line = {{ at-most = {}, firmness = {{ pert = [0.3, 0.7, 1.0] }} }}",
                            dice.between(40, 90));
      text += " }\n";
    }
    return "[parties." + party + "]\n" + text;
  };
  game.parties +=
      positions("un", 0, 40, true) + "role = \"convenor\"\ninfluence = 40\nreservation = { pert = [0.2, 0.4, 0.6] }\n";
  game.parties += fmt::format("tactic = {{ kind = \"time-dependent\", beta = {{ uniform = [{}, 1.5] }} }}\n",
                              0.2 + 0.5 * dice.unit());
  const auto add_party = [&](const std::string& name, bool hard) {
    game.parties += positions(name, hard ? 50 : 0, hard ? 100 : 60, !hard);
    const double low = hard ? 0.2 + 0.4 * dice.unit() : 0.3 * dice.unit();
    game.parties +=
        fmt::format("role = \"envoy\"\ninfluence = 50\nstay-out = {{ uniform = [{:.3f}, {:.3f}] }}\n", low, low + 0.25);
    for (int d = hard ? dice.below(4) : 0; d-- > 0;) {
      const int place = dice.below(places);
      const double firm = 0.1 + 0.8 * dice.unit();
      game.parties += fmt::format("[parties.{}.preconditions.d{}]\nrequires = \"i{} >= {}\"\nfirmness = {:.3f}\n", name,
                                  d, place, dice.between(30, 100), firm);
    }
  };
  const auto instruct = [&](const std::string& name, const std::string& principal) {
    const std::string header = fmt::format("[parties.{}]\n", name);
    game.parties.insert(game.parties.find(header) + header.size(), fmt::format("principal = \"{}\"\n", principal));
  };
  for (int g = 0; g < guests; ++g) {
    const std::string name = fmt::format("g{}", g);
    game.invited += fmt::format("{}\"{}\"", g ? ", " : "", name);
    if (g < wanted) game.wanted += fmt::format("{}\"{}\"", g ? ", " : "", name);
    add_party(name, g < wanted);
  }
  if (seed % 4 == 0) instruct("g0", "un");
  if (seed % 3 == 0) {
    const std::size_t at = game.parties.find("reservation = ");
    game.parties.replace(at, game.parties.find('\n', at) - at, "reservation = \"status-quo - 0.3\"");
  }
  if (!varied) return game;
  if (seed % 8 == 6) game.wanted.clear();
  if (seed % 5 < 3) {
    std::string kept;
    for (int g = 0; g < guests; ++g)
      if (dice.below(2) == 0) kept += fmt::format("{}\"g{}\"", kept.empty() ? "" : ", ", g);
    game.keep = fmt::format("keep = [{}]\n", kept);
  }
  if (seed % 4 == 1) {
    for (const char* const above : {"capital", "crown"}) add_party(above, dice.below(2) == 0);
    instruct("g0", "capital");
    instruct("capital", "crown");
    if (dice.below(3) == 0) instruct("crown", "un");
  }
  for (int g = 1; g < guests && seed % 2 == 0; ++g) instruct(fmt::format("g{}", g), fmt::format("g{}", g - 1));
  return game;
}

inline ConveningGame random_convening_game(std::uint64_t seed) { return convening_game(seed, false); }
inline ConveningGame varied_convening_game(std::uint64_t seed) { return convening_game(seed, true); }

}  // namespace detente
