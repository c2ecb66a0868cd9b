// Fixed choices: what a scenario holds for certain, stated or by default, although it may decide the result; and what
// the likeliest outcome would be if one of them were otherwise.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/engine/leave.h"
#include "sim/engine/model.h"
#include "sim/scenario/limits.h"
#include "sim/stats/paired.h"

namespace detente {

struct Result;

struct FixedChoice {
  std::string kind;       // "red line certainly meant"
  std::string who;        // "china on envoy*": an asterisk marks what is so by default
  std::string otherwise;  // "no line"
  bool operator==(const FixedChoice&) const = default;
};

// In a fixed order; choices of one kind stand together.
std::vector<FixedChoice> fixed_choices(const Model& model);

// As a scenario is limited.
constexpr std::size_t choices_most =
    4 + limits::parties * (limits::issues + 1) + limits::links + limits::issues + limits::stages * (limits::issues + 3);

// Of the share of the result's likeliest outcome: with the choice otherwise, minus as it is.
struct ChoiceEffect : Difference {
  FixedChoice choice;
};

struct ChoiceEffects {
  std::uint64_t trials = 0;           // played for each choice, the first of the result's, with the same luck
  std::vector<ChoiceEffect> effects;  // in the order of fixed_choices()
  bool left = false;                  // there was no time to measure them
};

// Trials played for each choice of a run: a thirty-second of its own, from 128 to a block; where the run is longer than
// 128 blocks a block for every 128, up to 16. None for a run of fewer than 128, from which nothing could be told.
constexpr std::uint64_t choice_trials_min = 128;
std::uint64_t trials_for_choices(std::uint64_t trials);

// done: choices measured, of so many; by one thread at a time.
using ChoiceProgress = std::function<void(std::size_t done, std::size_t of)>;

// With the threads of the result's plan. No effects if the run was cut short by hand, or if the measuring is left.
ChoiceEffects measure_choices(const Model& model, const Result& result, const Leave& leave,
                              const ChoiceProgress& progress = {});
// The same for some of them, by place.
ChoiceEffects measure_choices(const Model& model, const Result& result, std::span<const std::uint64_t> places,
                              const Leave& leave, const ChoiceProgress& progress = {});

}  // namespace detente
