// The conditions and expressions of the three Doha meetings' scenarios.
#include <gtest/gtest.h>

#include "tests/rules/example.h"

namespace detente {
namespace {

Symbols doha_symbols() {
  return {
      .issues =
          {{"agenda", {{"formal item", 0}, {"not raised", 100}}},
           {"aid", {{"emergency only", 0}, {"development aid resumes", 100}}},
           {"assets", {{"frozen", 0}, {"first disbursement", 40}}},
           {"contact-group", {{"none", 0}, {"formed, region-led", 60}}},
           {"engagement", {{"none", 0}, {"common assessment first", 30}, {"recognition", 100}}},
           {"envoy", {{"none", 0}, {"envoy with host consent", 70}}},
           {"governance", {{"as now", 0}, {"inclusive", 100}}},
           {"level", {{"expert", 0}, {"Under-Secretary-General", 60}}},
           {"narcotics", {{"none", 0}, {"working group", 50}}},
           {"next-round", {{"none", 0}, {"meets again", 50}}},
           {"other-afghans", {{"in the sessions", 0}, {"separate session", 40}, {"another day", 70}, {"none", 100}}},
           {"private-sector", {{"none", 0}, {"working group", 50}}},
           {"representation", {{"none", 0}, {"United Nations seat", 50}, {"recognition", 100}}},
           {"standing",
            {{"one of several", 0}, {"only Afghans at the table", 60}, {"recognised as sole representative", 100}}},
           {"womens-rights", {{"bans stay", 0}, {"secondary schools reopen", 60}}}},
      .parties = {"civil-society", "nrf", "taliban", "taliban-kabul"},
      .stages = {"convening", "session", "talks"},
      .parameters = {"recognition-abroad", "signing-cost", "taliban-mood"}};
}

TEST(ScenarioRules, ConditionsOfTheDohaMeetingsAreUnderstood) {
  for (const std::string_view text :
       {"true",
        "engagement >= 'recognition'",
        "agreed(session) and next-round >= 'meets again' and engagement >= 'common assessment first'",
        "agreed(session) and next-round >= 'meets again'",
        "next-round >= 'meets again'",
        "womens-rights > 'bans stay'",
        "standing >= 'only Afghans at the table'",
        "not attends(nrf)",
        "agenda >= 'not raised'",
        "level >= 'Under-Secretary-General'",
        "attends(taliban) and standing >= 'recognised as sole representative'",
        "attends(taliban)",
        "contact-group >= 'formed, region-led' or envoy >= 'envoy with host consent'",
        "attends(civil-society) and other-afghans <= 'another day'",
        "held(session)",
        "envoy >= 'envoy with host consent'",
        "contact-group >= 'formed, region-led'",
        "offered(standing) >= 'recognised as sole representative' and offered(other-afghans) >= 'none'",
        "attends(taliban-kabul)",
        "not attends(taliban-kabul)",
        "agenda <= 'formal item'",
        "agreed(talks)",
        "agreed(talks) and womens-rights >= 'secondary schools reopen' and aid >= 'development aid resumes'",
        "agreed(talks) and (womens-rights > 'bans stay' or governance > 'as now' or assets >= 'first disbursement')",
        "attends(civil-society) and other-afghans <= 'in the sessions'",
        "attends(taliban-kabul) and other-afghans >= 'separate session' and other-afghans <= 'another day'",
        "narcotics >= 'working group' or private-sector >= 'working group'",
        "representation >= 'recognition'",
        "assets >= 'first disbursement'",
        "standing >= 'only Afghans at the table' and other-afghans <= 'in the sessions'",
        "assets >= 'first disbursement' and womens-rights <= 'bans stay'",
        "representation >= 'United Nations seat' and womens-rights < 'secondary schools reopen'"}) {
    const RuleResult result = make_rule(text, doha_symbols(), RuleType::boolean);
    EXPECT_TRUE(result.ok()) << text << ": " << result.errors[0].cause;
    EXPECT_EQ(result.rule.text, text);
  }
}

TEST(ScenarioRules, ExpressionsOfTheDohaMeetingsAreUnderstood) {
  for (const std::string_view text : {"status-quo + 0.03", "status-quo + signing-cost",
                                      "clamp(0.48 + recognition-abroad / 200 + taliban-mood, 0, 1)"}) {
    const RuleResult result = make_rule(text, doha_symbols(), RuleType::number, {.status_quo = true});
    EXPECT_TRUE(result.ok()) << text << ": " << result.errors[0].cause;
    EXPECT_EQ(result.rule.text, text);
  }
}

}  // namespace
}  // namespace detente
