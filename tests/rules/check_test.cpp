#include <gtest/gtest.h>

#include "tests/rules/example.h"

namespace detente {
namespace {

TEST(Check, EveryFunctionOfTheLanguageIsKnown) {
  EXPECT_EQ(errors_of("attends(nrf) and held(talks) or agreed(convening) and not accepts(taliban)"), "");
  EXPECT_EQ(errors_of("rounds-used(talks) >= 3 and gap(talks) < 0.1 and utility(nrf) > reservation(nrf)"), "");
  EXPECT_EQ(errors_of("text(aid) = 'reopens' and offered(standing) >= 'recognition' and aid > text(aid)"), "");
  EXPECT_EQ(errors_of("min(aid, 3, abs(-2)) < max(1, clamp(signing-cost, 0, 1)) and round = 1", RuleType::boolean,
                      {.round = true}),
            "");
  EXPECT_EQ(errors_of("status-quo + signing-cost", RuleType::number, {.status_quo = true}), "");
}

TEST(Check, IfTakesAConditionAndTwoNumbers) {
  EXPECT_EQ(errors_of("if(attends(nrf) and aid > 3, aid, signing-cost + 1)", RuleType::number), "");
  EXPECT_EQ(errors_of("if(aid, 1, 2)", RuleType::number),
            "3+3: if() takes conditions, this is a number | compare it with something");
  EXPECT_EQ(errors_of("if(true, attends(nrf), 2)", RuleType::number),
            "9+12: if() takes numbers, this is a condition | ");
  EXPECT_EQ(errors_of("if(true, 1)", RuleType::number),
            "0+11: if() takes 3 arguments, not 2 | write if(condition, a, b)");
  EXPECT_EQ(errors_of("if(true, 1, 2)"),
            "0+14: this is a number, a condition is needed here | compare it with something");
}

TEST(Check, AnOptionTakesItsNumberFromTheIssueAlone) {
  EXPECT_EQ(errors_of("'reopens' <= aid and (aid) = \"Taliban's own\""), "");
  EXPECT_EQ(errors_of("agenda >= 'recognition'"),
            "10+13: 'recognition' is an option of 'standing', not of 'agenda' | "
            "the options of 'agenda' are 'formal item', 'raised', 'not raised'");
  EXPECT_EQ(errors_of("text(aid) >= 'reopen'"), "13+8: issue 'aid' has no option 'reopen' | did you mean 'reopens'?");
  const std::string no_scale =
      ": no scale for the option 'reopens' here | compare it with an issue, text(issue) or offered(issue) alone";
  EXPECT_EQ(errors_of("aid + 1 >= 'reopens'"), "11+9" + no_scale);
  EXPECT_EQ(errors_of("'reopens'"), "0+9" + no_scale);
  EXPECT_EQ(errors_of("min(aid, 'reopens') > 3"), "9+9" + no_scale);
  EXPECT_EQ(errors_of("'reopens' = 'reopens'"), "0+9" + no_scale + "\n12+9" + no_scale);
  EXPECT_EQ(errors_of("signing-cost > 'reopens'"), "15+9" + no_scale);
  EXPECT_EQ(errors_of("standing >= recognition"), "12+11: 'recognition' is an option | quote it: 'recognition'");
}

TEST(Check, UnknownNamesGetTheNearest) {
  EXPECT_EQ(errors_of("womens-right > 3"),
            "0+12: no issue or parameter 'womens-right' | did you mean 'womens-rights'?");
  EXPECT_EQ(errors_of("attends(talibans)"), "8+8: no party 'talibans' | did you mean 'taliban'?");
  EXPECT_EQ(errors_of("agreed(session)"), "7+7: no stage 'session' | the stages are 'convening', 'talks'");
  EXPECT_EQ(errors_of("text(aide) > 3"), "5+4: no issue 'aide' | did you mean 'aid'?");
  EXPECT_EQ(errors_of("attend(nrf)"), "0+11: no function 'attend' | did you mean 'attends'?");
  EXPECT_EQ(errors_of("standing-aid > 3"),
            "0+12: no issue or parameter 'standing-aid' | minus needs a space on each side: standing - aid");
}

TEST(Check, ArgumentsMustBeOfTheFunctionsKind) {
  EXPECT_EQ(errors_of("attends(aid)"), "8+3: 'aid' is an issue, attends() takes a party | write attends(party)");
  EXPECT_EQ(errors_of("agreed(nrf)"), "7+3: 'nrf' is a party, agreed() takes a stage | write agreed(stage)");
  EXPECT_EQ(errors_of("text(talks) > 1"), "5+5: 'talks' is a stage, text() takes an issue | write text(issue)");
  EXPECT_EQ(errors_of("attends('nrf')"),
            "8+5: attends() takes a party by its name, without quotes | leave out the quotes");
  EXPECT_EQ(errors_of("attends(1 + 2)"), "8+5: attends() takes a party, not an expression | write attends(party)");
  EXPECT_EQ(errors_of("abs(attends(nrf)) > 0"), "4+12: abs() takes numbers, this is a condition | ");
  EXPECT_EQ(errors_of("attends() or attends(nrf, nrf)"),
            "0+9: attends() takes 1 argument, not 0 | write attends(party)\n"
            "13+17: attends() takes 1 argument, not 2 | write attends(party)");
  EXPECT_EQ(errors_of("min(1) > 0"), "0+6: min() takes at least 2 arguments, not 1 | write min(x, y)");
  EXPECT_EQ(errors_of("clamp(1, 2) > 0"), "0+11: clamp() takes 3 arguments, not 2 | write clamp(x, low, high)");
}

TEST(Check, NamesOfPartiesStagesAndFunctionsAreNoValues) {
  EXPECT_EQ(errors_of("nrf"), "0+3: 'nrf' is a party, not a value | write e.g. attends(nrf)");
  EXPECT_EQ(errors_of("not talks"), "4+5: 'talks' is a stage, not a value | write e.g. agreed(talks)");
  EXPECT_EQ(errors_of("utility > 1"), "0+7: 'utility' is a function | write utility(party)");
  EXPECT_EQ(errors_of("round() > 1"),
            "0+7: 'round' is a word of the language, not a function | leave out the parentheses");
  EXPECT_EQ(errors_of("aid(1) > 1"), "0+6: 'aid' is an issue, not a function | leave out the parentheses");
}

TEST(Check, NothingIsConverted) {
  EXPECT_EQ(errors_of("aid"), "0+3: this is a number, a condition is needed here | compare it with something");
  EXPECT_EQ(errors_of("aid > 1", RuleType::number), "0+7: this is a condition, a number is needed here | ");
  EXPECT_EQ(errors_of("aid and not 3"),
            "0+3: 'and' takes conditions, this is a number | compare it with something\n"
            "12+1: 'not' takes conditions, this is a number | compare it with something");
  EXPECT_EQ(errors_of("attends(nrf) = true"),
            "0+12: '=' takes numbers, this is a condition | \n15+4: '=' takes numbers, this is a condition | ");
  EXPECT_EQ(errors_of("1 + (aid > 2) > 3"), "5+7: '+' takes numbers, this is a condition | ");
}

TEST(Check, VariablesAreNumbersAndShocksHaveStruck) {
  const auto said = [](std::string_view text) { return errors_of(text, RuleType::boolean, {}, moving_symbols()); };
  EXPECT_EQ(said("fatigue > heat / 2 and not shocked(storm)"), "");
  EXPECT_EQ(said("storm"), "0+5: 'storm' is a shock, not a value | write e.g. shocked(storm)");
  EXPECT_EQ(said("shocked(aid)"), "8+3: 'aid' is an issue, shocked() takes a shock | write shocked(shock)");
  EXPECT_EQ(said("shocked(heat)"), "8+4: 'heat' is a variable, shocked() takes a shock | write shocked(shock)");
  EXPECT_EQ(said("shocked(strom)"), "8+5: no shock 'strom' | did you mean 'storm'?");
  EXPECT_EQ(said("fatigues > 3"), "0+8: no issue, parameter or variable 'fatigues' | did you mean 'fatigue'?");
  EXPECT_EQ(said("heat-fatigue > 3"),
            "0+12: no issue, parameter or variable 'heat-fatigue' | minus needs a space on each side: heat - fatigue");
}

TEST(Check, WhatComesLaterIsCheckedAndNamed) {
  Symbols symbols = example_symbols();
  symbols.variables = {"weariness"};
  symbols.shocks = {"storm"};
  const auto planned = [&](const std::string& text) {
    const CheckResult result = check(parse(text).expression, symbols, RuleType::boolean);
    std::string names;
    for (const RuleError& error : result.errors) names += error.cause;
    if (result.ok())
      for (const RuleError& each : result.planned)
        names += fmt::format("{}+{} {} ", each.offset, each.length, each.cause);
    return names;
  };
  EXPECT_EQ(planned("ratified(talks) or snapped-back(talks)"), "0+15 ratified() 19+19 snapped-back() ");
  EXPECT_EQ(planned("extensions(talks) + tranches(talks) > 1"), "0+17 extensions() 20+15 tranches() ");
  EXPECT_EQ(planned("breached-by(nrf) and shocked(storm)"), "0+16 breached-by() ");
  EXPECT_EQ(planned("weariness > 3"), "");
  EXPECT_EQ(planned("ratified(nrf)"), "'nrf' is a party, ratified() takes a stage");
  EXPECT_EQ(planned("breached-by(talks)"), "'talks' is a stage, breached-by() takes a party");
  EXPECT_EQ(planned("shocked(weariness)"), "'weariness' is a variable, shocked() takes a shock");
  EXPECT_EQ(planned("tranches(talks)"), "this is a number, a condition is needed here");
  EXPECT_EQ(planned("shocked(flood)"), "no shock 'flood'");
}

TEST(Check, StatusQuoAndZeroDivisors) {
  EXPECT_EQ(errors_of("status-quo > 0.5"),
            "0+10: 'status-quo' has no meaning here | it stands in reservation and stay-out only");
  EXPECT_EQ(errors_of("aid / 0 > 1"), "6+1: division by zero | ");
  EXPECT_EQ(errors_of("aid / -0.0 > 1"), "7+3: division by zero | ");
}

TEST(Check, AllErrorsComeAtOnceInOrderOfTheText) {
  EXPECT_EQ(errors_of("attends(x) and aid > 'y' and z = 1"),
            "8+1: no party 'x' | the parties are 'donors', 'nrf', 'taliban'\n"
            "21+3: issue 'aid' has no option 'y' | "
            "the options of 'aid' are 'emergency only', 'reopens', 'Taliban's own'\n"
            "29+1: no issue or parameter 'z' | "
            "the numbers known here are 'agenda', 'aid', 'standing', 'womens-rights', 'recognition-abroad', "
            "'signing-cost'");
}

TEST(Check, RoundIsKnownOnlyWhereARuleIsReadInEveryRound) {
  EXPECT_EQ(errors_of("aid > 1 and round = 1"),
            "12+5: 'round' has no meaning here, this is not read in every round | it stands in reservation, "
            "stay-out, what preconditions require and what shocks and variables read; afterwards there is "
            "rounds-used(stage)");
}

}  // namespace
}  // namespace detente
