#include "tests/rules/random_rules.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "tests/support/sample.h"

namespace detente {
namespace {

constexpr int lanes_max = 16;

std::uint64_t bits_of(double number) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &number, sizeof bits);
  return bits;
}

// The rule's value and zero divisions in every trial, lane_count<Real> trials at a time.
template <class Real>
void evaluate(const Program& program, RuleType type, const std::vector<RandomTrial>& trials, double* values,
              bool* zeros) {
  constexpr int lanes = lane_count<Real>;
  const std::size_t number_count = trials[0].numbers.size(), flag_count = trials[0].flags.size();
  std::vector<Real> numbers(number_count);
  const std::unique_ptr<Mask<Real>[]> flags(new Mask<Real>[flag_count]());
  for (int begin = 0; begin < lanes_max; begin += lanes) {
    for (std::size_t slot = 0; slot < number_count; ++slot)
      for (int l = 0; l < lanes; ++l) set_lane(numbers[slot], l, trials[begin + l].numbers[slot]);
    for (std::size_t slot = 0; slot < flag_count; ++slot) {
      unsigned row = 0;
      for (int l = 0; l < lanes; ++l) row |= static_cast<unsigned>(trials[begin + l].flags[slot]) << l;
      flags[slot] = mask_from_bits<Real>(row);
    }
    Faults<Real> faults;
    if (type == RuleType::number) {
      store(values + begin, evaluate_number<Real>(program, numbers.data(), flags.get(), faults));
    } else {
      const unsigned holds = bits(evaluate_flag<Real>(program, numbers.data(), flags.get(), faults));
      for (int l = 0; l < lanes; ++l) values[begin + l] = (holds >> l) & 1U;
    }
    for (int l = 0; l < lanes; ++l) zeros[begin + l] = (bits(faults.zero_division) >> l) & 1U;
  }
}

template <class Real>
void expect_reference(const std::string& text, const Program& program, RuleType type, const Expression& expression,
                      const std::vector<RandomTrial>& trials) {
  double values[lanes_max];
  bool zeros[lanes_max];
  evaluate<Real>(program, type, trials, values, zeros);
  for (int trial = 0; trial < lanes_max; ++trial) {
    bool zero = false;
    const double expected = reference_value(expression, expression.root(), trials[trial], zero);
    ASSERT_EQ(bits_of(values[trial]), bits_of(expected))
        << text << " in trial " << trial << ": " << values[trial] << " against " << expected;
    ASSERT_EQ(zeros[trial], zero) << text;
  }
}

TEST(RandomRules, ProgramsGiveTheBitsOfTheTreeOnAllLanes) {
  Random random(20240630);
  constexpr int repeats = sample(3000);
  int evaluated = 0;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const RuleType type = repeat % 2 == 0 ? RuleType::boolean : RuleType::number;
    const int depth = random.below(6);
    const std::string text = type == RuleType::boolean ? random_condition(random, depth) : random_number(random, depth);
    const ParseResult parsed = parse(text);
    if (!parsed.ok()) {  // a few grow beyond the limits
      ASSERT_TRUE(parsed.errors[0].cause.find("more than") != std::string::npos) << text << parsed.errors[0].cause;
      continue;
    }
    const RuleResult result = make_rule(text, example_symbols(), type, {.status_quo = true, .round = true});
    ASSERT_TRUE(result.ok()) << text << ": " << result.errors[0].cause;

    const Expression again = parse(result.rule.text).expression;
    ASSERT_TRUE(same(parsed.expression, again)) << text << " became " << result.rule.text;
    ASSERT_EQ(canonical(again), result.rule.text);

    std::vector<RandomTrial> trials;
    for (int trial = 0; trial < lanes_max; ++trial) trials.emplace_back(random);
    expect_reference<double>(text, result.rule.program, type, parsed.expression, trials);
    expect_reference<Pack<2>>(text, result.rule.program, type, parsed.expression, trials);
    expect_reference<Pack<4>>(text, result.rule.program, type, parsed.expression, trials);
    expect_reference<Pack<8>>(text, result.rule.program, type, parsed.expression, trials);
    expect_reference<Pack<16>>(text, result.rule.program, type, parsed.expression, trials);
    if (HasFatalFailure()) return;
    ++evaluated;
  }
  EXPECT_GE(evaluated, repeats * 5 / 6);
}

// Whatever the text: a rule, or errors that lie within it.
void expect_answer(const std::string& text) {
  const RuleResult result = make_rule(text, example_symbols(), RuleType::boolean, {.round = true});
  for (const RuleError& error : result.errors) {
    ASSERT_GE(error.offset, 0);
    ASSERT_GE(error.length, 1);
    ASSERT_LE(error.offset, static_cast<int>(text.size())) << text;
    ASSERT_FALSE(error.cause.empty());
  }
  if (result.ok()) {
    ASSERT_FALSE(result.rule.program.instructions.empty());
  }
}

TEST(RandomRules, GarbageGetsAnError) {
  constexpr const char* pieces[] = {"aid",       "-",   "'", "\"",    "(",   ")", "not", "and", "or",
                                    "'reopens'", " ",   " ", "3",     "0.5", ",", "<",   "=",   "min(",
                                    "attends(",  "nrf", "é", "text(", "/",   "*", "+",   "."};
  Random random(7);
  for (int repeat = 0; repeat < 10000; ++repeat) {
    std::string text;
    for (int count = random.below(40); count > 0; --count) {
      if (repeat % 2 == 0)
        text += static_cast<char>(random.below(256));
      else
        text += pieces[random.below(26)];
    }
    expect_answer(text);
  }
}

TEST(RandomRules, ADamagedConditionGetsAnErrorOrAMeaning) {
  Random random(11);
  for (int repeat = 0; repeat < 5000; ++repeat) {
    std::string text = random_condition(random, 3);
    const int place = random.below(static_cast<int>(text.size()));
    text[place] = "()'-,=<a 0"[random.below(10)];
    expect_answer(text);
  }
}

}  // namespace
}  // namespace detente
