#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/rules/example.h"

namespace detente {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The example's state of one trial, all zero and false until set.
struct Trial {
  Slots slots{example_symbols()};
  std::vector<double> numbers = std::vector<double>(slots.number_count());
  bool flags[64] = {};
  Faults<double> faults;

  bool holds(std::string_view text) {
    const RuleResult result = make_rule(text, example_symbols(), RuleType::boolean);
    EXPECT_TRUE(result.ok()) << text;
    return evaluate_flag<double>(result.rule.program, numbers.data(), flags, faults);
  }
  double value(std::string_view text) {
    const RuleResult result = make_rule(text, example_symbols(), RuleType::number, {.status_quo = true, .round = true});
    EXPECT_TRUE(result.ok()) << text;
    return evaluate_number<double>(result.rule.program, numbers.data(), flags, faults);
  }
};

TEST(Slots, AreAllDifferentAndFillTheirArrays) {
  const Slots slots(moving_symbols());
  std::vector<int> numbers = {slots.round(), slots.status_quo(), slots.variable(0), slots.variable(1)}, flags;
  flags.push_back(slots.shocked(0));
  for (int issue = 0; issue < 4; ++issue)
    for (const int slot : {slots.in_force(issue), slots.text(issue), slots.offered(issue)}) numbers.push_back(slot);
  for (int parameter = 0; parameter < 2; ++parameter) numbers.push_back(slots.parameter(parameter));
  for (int party = 0; party < 3; ++party) {
    for (const int slot : {slots.utility(party), slots.reservation(party)}) numbers.push_back(slot);
    for (const int slot : {slots.attends(party), slots.accepts(party)}) flags.push_back(slot);
  }
  for (int stage = 0; stage < 2; ++stage) {
    for (const int slot : {slots.gap(stage), slots.rounds_used(stage)}) numbers.push_back(slot);
    for (const int slot : {slots.held(stage), slots.agreed(stage)}) flags.push_back(slot);
  }
  for (std::vector<int>* used : {&numbers, &flags}) {
    std::sort(used->begin(), used->end());
    for (int slot = 0; slot < static_cast<int>(used->size()); ++slot) EXPECT_EQ((*used)[slot], slot);
  }
  EXPECT_EQ(slots.number_count(), static_cast<int>(numbers.size()));
  EXPECT_EQ(slots.flag_count(), static_cast<int>(flags.size()));
}

TEST(Program, EachNameReadsItsSlot) {
  Trial trial;
  for (std::size_t slot = 0; slot < trial.numbers.size(); ++slot)
    trial.numbers[slot] = 100.0 + static_cast<double>(slot);
  EXPECT_EQ(trial.value("round"), 100 + trial.slots.round());
  EXPECT_EQ(trial.value("status-quo"), 100 + trial.slots.status_quo());
  EXPECT_EQ(trial.value("standing"), 100 + trial.slots.in_force(2));
  EXPECT_EQ(trial.value("text(standing)"), 100 + trial.slots.text(2));
  EXPECT_EQ(trial.value("offered(standing)"), 100 + trial.slots.offered(2));
  EXPECT_EQ(trial.value("signing-cost"), 100 + trial.slots.parameter(1));
  EXPECT_EQ(trial.value("utility(nrf)"), 100 + trial.slots.utility(1));
  EXPECT_EQ(trial.value("reservation(nrf)"), 100 + trial.slots.reservation(1));
  EXPECT_EQ(trial.value("gap(talks)"), 100 + trial.slots.gap(1));
  EXPECT_EQ(trial.value("rounds-used(talks)"), 100 + trial.slots.rounds_used(1));
  trial.flags[trial.slots.attends(2)] = true;
  EXPECT_TRUE(trial.holds("attends(taliban) and not accepts(taliban)"));
  EXPECT_FALSE(trial.holds("held(talks) or agreed(talks) or attends(nrf)"));
}

TEST(Program, ArithmeticIsThatOfDoubles) {
  Trial trial;
  EXPECT_EQ(trial.value("1 + 2 * 3 - 4 / 8"), 6.5);
  EXPECT_EQ(trial.value("7 - 2 - 1"), 4);
  EXPECT_EQ(trial.value("-(2 - 5) * abs(-2)"), 6);
  EXPECT_EQ(trial.value("min(3, 1, 2) + max(3, 1, 5, 2)"), 6);
  EXPECT_EQ(trial.value("clamp(7, 0, 2 + 3)"), 5);
  EXPECT_EQ(trial.value("clamp(-7, 0, 5)"), 0);
  EXPECT_EQ(trial.value("clamp(aid + 3, 0, 5)"), 3);
}

TEST(Program, IfTakesOneOfTwoNumbers) {
  Trial trial;
  double& aid = trial.numbers[trial.slots.in_force(1)];
  EXPECT_EQ(trial.value("if(aid < 'reopens', 1, 2)"), 1);
  EXPECT_EQ(trial.value("if(attends(nrf), 1, 2) + 10"), 12);
  EXPECT_EQ(trial.value("if(true, 1, 2)"), 1);
  EXPECT_EQ(trial.value("3 - if(aid = 0 and not agreed(talks), 1 + 1, -2) * 10"), -17);
  for (const auto& [number, value] : {std::pair{0.0, 1.0}, {40.0, 2.0}, {70.0, 3.0}, {100.0, 4.0}}) {
    aid = number;
    EXPECT_EQ(trial.value("if(aid < 60, if(aid < 20, 1, 2), if(aid < 80, 3, 4))"), value);
  }
  EXPECT_TRUE(trial.holds("if(aid = 100, 5, 6) = 5"));
}

TEST(Program, WhatGoesWrongInABranchNotTakenIsNoFault) {
  Trial trial;
  double& aid = trial.numbers[trial.slots.in_force(1)];
  EXPECT_EQ(trial.value("if(aid > 0, 1 / aid, 7) + if(aid = 0, 1, if(true, 1 / aid, 1e308 * 1e308 * 9))"), 8);
  EXPECT_EQ(trial.value("if(aid > 0, 1e308 * (aid + 100), 1)"), 1);
  EXPECT_FALSE(any(trial.faults));
  aid = 1;
  EXPECT_EQ(trial.value("if(aid > 0, 7, 1 / (aid - 1)) + 1 / (aid - 1)"), 7);
  EXPECT_TRUE(trial.faults.zero_division);
  trial.faults = {};
  EXPECT_EQ(trial.value("if(1 / (aid - 1) > 0, 1, 2)"), 2);
  EXPECT_TRUE(trial.faults.zero_division);
}

TEST(Program, EachLaneTakesItsOwnBranch) {
  using Real = Pack<4>;
  const Slots slots(example_symbols());
  std::vector<Real> numbers(slots.number_count(), Real(0.0));
  const double aid[] = {0, 1, -2, 4};
  numbers[slots.in_force(1)] = load<Real>(aid);
  Faults<Real> faults;
  // The first lane alone divides by zero where it counts.
  const RuleResult result = make_rule("if(aid >= 0, if(aid <= 1, 6 / aid, 8 / (aid - 1)), 6 / (aid + 2) + 6 / aid)",
                                      example_symbols(), RuleType::number);
  const Real value = evaluate_number<Real>(result.rule.program, numbers.data(), nullptr, faults);
  EXPECT_EQ(lane(value, 0), 0);
  EXPECT_EQ(lane(value, 1), 6);
  EXPECT_EQ(lane(value, 2), -3);
  EXPECT_EQ(lane(value, 3), 8.0 / 3);
  EXPECT_EQ(bits(faults.zero_division), 0b0101U);
}

TEST(Program, OptionsAreTheirNumbers) {
  Trial trial;
  trial.numbers[trial.slots.in_force(1)] = 40;
  EXPECT_TRUE(trial.holds("aid = 'reopens'"));
  EXPECT_TRUE(trial.holds("aid < 'Taliban''s own' and 'emergency only' < aid"));
  EXPECT_FALSE(trial.holds("text(aid) >= 'reopens'"));
}

TEST(Program, EveryComparisonHasTheSameSlack) {
  Trial trial;
  double& aid = trial.numbers[trial.slots.in_force(1)];
  for (const double nearly : {3 - 5e-10, 3.0, 3 + 5e-10}) {
    aid = nearly;
    EXPECT_TRUE(trial.holds("aid = 3 and aid <= 3 and aid >= 3"));
    EXPECT_FALSE(trial.holds("aid != 3 or aid < 3 or aid > 3"));
  }
  aid = 3 + 2e-9;
  EXPECT_TRUE(trial.holds("aid != 3 and aid > 3 and aid >= 3 and not aid <= 3"));
  aid = 3 - 2e-9;
  EXPECT_TRUE(trial.holds("aid != 3 and aid < 3 and aid <= 3 and not aid >= 3"));
}

TEST(Program, ADivisionByZeroGivesZeroAndIsReported) {
  Trial trial;
  EXPECT_EQ(trial.value("5 / (aid + 1)"), 5);
  EXPECT_FALSE(trial.faults.zero_division);
  EXPECT_EQ(trial.value("5 / aid + 1"), 1);
  EXPECT_TRUE(trial.faults.zero_division);
  EXPECT_EQ(trial.value("5 / -aid + 1"), 1);
  EXPECT_FALSE(trial.faults.not_finite);
}

TEST(Program, AnOperationThatGivesNoFiniteNumberIsReported) {
  for (const char* text : {"1e308 * (aid + 10) > 1", "1e308 + 1e308 * (aid + 1) < 1", "-1e308 - 1e308 * (aid + 1) < 1",
                           "1e308 / (aid + 0.1) != 1", "min(1e308 * (aid + 10), 1) = 1",
                           "1e308 * (aid + 10) - 1e308 * (aid + 10) = 0 and aid > 1"}) {
    Trial trial;
    trial.holds(text);
    EXPECT_TRUE(trial.faults.not_finite) << text;
    EXPECT_FALSE(trial.faults.zero_division) << text;
  }
  Trial trial;
  trial.holds("1e308 * (aid + 1) > 1");
  EXPECT_FALSE(trial.faults.not_finite);
}

TEST(Program, AZeroDivisionIsReportedForItsLanesOnly) {
  using Real = Pack<4>;
  const Slots slots(example_symbols());
  std::vector<Real> numbers(slots.number_count(), Real(0.0));
  const double aid[] = {1, 0, 2, -0.0};
  numbers[slots.in_force(1)] = load<Real>(aid);
  Faults<Real> faults{.zero_division = mask_from_bits<Real>(1)};
  const RuleResult result = make_rule("6 / aid", example_symbols(), RuleType::number);
  const Real value = evaluate_number<Real>(result.rule.program, numbers.data(), nullptr, faults);
  EXPECT_EQ(lane(value, 0), 6);
  EXPECT_EQ(lane(value, 1), 0);
  EXPECT_EQ(lane(value, 2), 3);
  EXPECT_EQ(lane(value, 3), 0);
  EXPECT_EQ(bits(faults.zero_division), 0b1011U);
  EXPECT_EQ(bits(faults.not_finite), 0U);
}

TEST(Program, SaysWhatItReads) {
  const Slots slots(example_symbols());
  const auto program = [](std::string_view text) {
    return make_rule(text, example_symbols(), RuleType::boolean).rule.program;
  };
  EXPECT_THAT(program("standing > 1 and aid > 2 or aid < 1").number_slots,
              ElementsAre(slots.in_force(1), slots.in_force(2)));
  EXPECT_THAT(program("standing > 1").flag_slots, IsEmpty());
  EXPECT_THAT(program("not attends(taliban) and attends(nrf)").flag_slots,
              ElementsAre(slots.attends(1), slots.attends(2)));
  EXPECT_THAT(program("true").number_slots, IsEmpty());
}

TEST(Program, OneConstantOrSlotIsOneInstruction) {
  Trial trial;
  EXPECT_TRUE(trial.holds("true"));
  EXPECT_FALSE(trial.holds("((false))"));
  EXPECT_EQ(trial.value("0.25"), 0.25);
  for (const std::string_view text : {"true", "attends(nrf)"})
    EXPECT_EQ(make_rule(text, example_symbols(), RuleType::boolean).rule.program.instructions.size(), 1U);
  EXPECT_EQ(make_rule("aid >= 'reopens'", example_symbols(), RuleType::boolean).rule.program.instructions.size(), 2U);
}

TEST(Rule, KeepsItsCanonicalText) {
  EXPECT_EQ(make_rule("( aid>=\"reopens\" )", example_symbols(), RuleType::boolean).rule.text, "aid >= 'reopens'");
}

}  // namespace
}  // namespace detente
