// What every protocol shares of a stage: when it is played and for how long, and how it has ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/arena.h"
#include "sim/model/trial.h"

namespace detente {

// What a variable's process does in one tick.
struct ProcessStep {
  double time = 0;   // length of the tick in the process's periods, dt
  double keeps = 0;  // ar1: phi^dt, share of the distance from the mean that is left
  double noise = 0;  // standard deviation of the tick's chance over that of a period's
};

// A length of time, as each process and shock counts it.
struct TickLength {
  std::vector<ProcessStep> process_steps;  // [variable]
  std::vector<double> shock_time;          // [shock], in the shock's periods
};

struct StageFrame {
  std::string name, label;
  int requires_program = -1;  // -1: always
  std::uint64_t lot = 0;      // address of its draw among equals (sim/agents/lot.h)
  int rounds = 1;
  std::vector<double> log_time;       // [round 0..rounds], ln(round / rounds)
  std::vector<double> log_time_left;  // [round 0..rounds], ln(1 - round / rounds)
  TickLength round_length;
  std::optional<TickLength> pause;  // before it begins, once `requires` holds
  double round_days = 0, pause_days = 0;
  // Days after the first stage's turn on which it may begin; empty where they are more than are counted.
  std::vector<double> begins;
  static constexpr std::size_t begins_most = 1000;
  static constexpr double day_margin = 1e-9;  // such days this near are one
};

// What became of a stage in each trial.
template <class Real>
struct StageEnd {
  Mask<Real> reached{};        // its turn came and its `requires` held
  Mask<Real> held{};           // it ran: reached, and there was somebody to decide
  Mask<Real> agreed{};         // text adopted; participation: all who were wanted came
  Real rounds{};               // rounds used
  Real begun{};                // which of StageFrame::begins
  Span<Real> option;           // [place], last offer or last text, option index
  Span<Real> utility;          // [row], of the offer; of what is in force after a text
  Span<Real> threshold;        // [row], stay-out; after a text the reservation
  Span<Mask<Real>> took_part;  // [row], invited; after a text: its consent counted
  Span<Mask<Real>> accepted;   // [row], came; accepted the last text

  StageEnd(std::size_t places, std::size_t rows, Arena<Real>& arena)
      : option(arena.reals(places)),
        utility(arena.reals(rows)),
        threshold(arena.reals(rows)),
        took_part(arena.masks(rows)),
        accepted(arena.masks(rows)) {}
  void clear() {  // the spans' memory is cleared as a whole
    reached = held = agreed = Mask<Real>{};
    rounds = begun = Real(0.0);
  }
};

}  // namespace detente
