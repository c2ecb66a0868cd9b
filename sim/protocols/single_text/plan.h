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
  int changes = 0;                      // most issues that a round may move; 0 = no limit
  int mediator = -1;                    // row
  std::vector<std::uint8_t> listed;     // [party], may sit there if it attends; empty: all may
  std::vector<std::uint8_t> votes;      // [row], may vote if present
  std::vector<std::uint8_t> vetoes;     // [row]
  std::vector<std::uint64_t> row_keys;  // [row], of its name, in the draw among parties (nearest_deal.h)
  std::vector<std::uint8_t> speaks;     // [row], shapes the text if present: voice full or heard
  std::vector<std::vector<int>>
      controllers;                      // [place], rows without whose consent the issue stays; -1: one nobody can reach
  std::vector<std::uint8_t> has_never;  // [row], some exclusion is its `never`
  std::vector<std::uint8_t> controls;   // [row], some issue
  std::vector<int> tabled_program;      // [place], -1: always on the table
  AimsAt aims_at = AimsAt::reservations;
  Decision decision;
  bool whole_space = true;  // the search covers every package; else changes of up to two issues
  bool moves = false;       // a salience, influence or reservation moves with a variable

  bool refuses_over_lines(int row) const { return has_never[row] != 0 || !rows[row].lines.empty(); }
  bool lists(int party) const { return listed.empty() || listed[party] != 0; }
};

constexpr std::int64_t whole_space_limit = 100'000;  // packages; beyond, changes of up to two issues are searched

}  // namespace detente::single_text
