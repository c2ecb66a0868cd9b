// Fixed choices: what a scenario holds for certain, stated or by default, although it may decide the result; and what
// the likeliest outcome would be if one of them were otherwise.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/study/simulate.h"

namespace detente {

struct FixedChoice {
  std::string kind;       // "red line certainly meant"
  std::string who;        // "china on envoy*": an asterisk marks what is so by default
  std::string otherwise;  // "no line"
  std::function<void(Scenario&)> change;
};

// In a fixed order; choices of one kind stand together.
std::vector<FixedChoice> fixed_choices(const Model& model);

struct ChoiceEffect {
  FixedChoice choice;
  // Share of the result's likeliest outcome with the choice otherwise, minus its share as it is, and the ends of the
  // 95 % interval: Agresti & Min 2005 (Statistics in Medicine 24:729-740), for paired trials.
  double change = 0, low = 0, high = 0;
};

struct ChoiceEffects {
  std::uint64_t trials = 0;           // played for each choice, the first of the result's, with the same luck
  std::vector<ChoiceEffect> effects;  // in the order of fixed_choices()
};

// Costs about as much as 1/128 of the run for each choice, at least one block and at most 16. Nothing if the run was
// cut short by hand.
ChoiceEffects measure_choices(const Model& model, const Result& result);

}  // namespace detente
