// What a single-text stage is compiled to (play.h says what is played).
#pragma once

#include "sim/agents/package_space.h"

namespace detente::single_text {

template <class Real>
struct Work;
template <class Real>
struct Record;

struct Plan : PackageSpace {
  template <class Real>
  using Work = single_text::Work<Real>;
  template <class Real>
  using Record = single_text::Record<Real>;
  static constexpr bool last_round_ticks = false;  // whether time passes after its last round, too
  int changes = 0;                                 // most issues that a round may move; 0 = no limit
  int mediator = -1;                               // row
  bool present_listed = false;                     // `listed` says who is present, else attends()
  std::vector<std::uint8_t> listed;                // [party]
  std::vector<std::uint8_t> votes;                 // [row], may vote if present
  std::vector<std::uint8_t> vetoes;                // [row]
  std::vector<std::uint8_t> speaks;                // [row], shapes the text if present: voice full or heard
  std::vector<std::vector<int>>
      controllers;                  // [place], rows without whose consent the issue stays; -1: one nobody can reach
  std::vector<int> tabled_program;  // [place], -1: always on the table
  AimsAt aims_at = AimsAt::reservations;
  Decision decision;
  bool whole_space = true;  // the search covers every package; else changes of up to two issues
  bool moves = false;       // a salience, influence or reservation moves with a variable
};

constexpr std::int64_t whole_space_limit = 100'000;  // packages; beyond, changes of up to two issues are searched

}  // namespace detente::single_text
