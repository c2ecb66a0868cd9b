// What conditions read, at each point of a trial.

#include <gtest/gtest.h>

#include "tests/support/play.h"

namespace detente {
namespace {

constexpr char one_issue[] = R"toml(
format = 1
name = "one-issue"
source = "test"
confidence = "low"
issues.aid = { reversion = "some", options = { "none" = 0, "some" = 50, "more" = 80, "all" = 100 } }
[parties.giver]
role = "donor"
influence = 50
stay-out = 0
positions.aid = ["none", 50]
reservation = 0.1
[parties.taker]
role = "government"
influence = 50
stay-out = 0.4
positions.aid = ["all", 50]
reservation = 0.6
[parties.host]
role = "convenor"
influence = 10
reservation = 0.1
positions.aid = ["some", 50]
[[stages]]
name = "invitation"
protocol = "participation"
convenor = "host"
invited = ["taker", "giver"]
wanted = ["taker"]
issues = ["aid"]
offer = { aid = "some" }
rounds = 2
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "host"
issues = ["aid"]
rounds = 3
[[stages]]
name = "never"
protocol = "single-text"
mediator = "host"
issues = ["aid"]
rounds = 3
requires = "aid < 'none'"
)toml";

// Whether `condition` holds when the trial has ended.
bool holds_at_end(const std::string& condition, const std::vector<std::string>& sets = {}) {
  const Model model = model_of(std::string(one_issue) + "[[outcomes]]\nname = \"yes\"\nwhen = \"" + condition +
                                   "\"\n[[outcomes]]\nname = \"no\"\nwhen = \"true\"\n",
                               sets);
  State<double> state(model);
  play(model, state, 1, 0, 1);
  return state.outcome == 0;
}

TEST(Language, ReadsTheStateTheStagesLeave) {
  for (const char* condition : {"attends(taker)",
                                "attends(giver)",
                                "attends(host)",
                                "held(invitation)",
                                "held(talks)",
                                "not held(never)",
                                "agreed(invitation)",
                                "agreed(talks)",
                                "not agreed(never)",
                                "rounds-used(invitation) = 1",
                                "rounds-used(never) = 0",
                                "accepts(giver)",
                                "accepts(taker)",
                                "aid = 'more'",
                                "text(aid) = 'more'",
                                "offered(aid) = 'some'",
                                "gap(talks) = 0",
                                "reservation(taker) = 0.6",
                                "utility(taker) = 0.8",
                                "utility(giver) = 0.2"})
    EXPECT_TRUE(holds_at_end(condition)) << condition;
}

TEST(Language, WithoutATextItReadsTheReversion) {
  const std::vector<std::string> hopeless{"parties.giver.reservation=0.6"};
  for (const char* condition :
       {"not agreed(talks)", "text(aid) = 'some'", "aid = 'some'", "gap(talks) > 0", "utility(taker) = 0.5"})
    EXPECT_TRUE(holds_at_end(condition, hopeless)) << condition;
}

TEST(Language, AnOfferNobodyTakesUpLapses) {
  const std::vector<std::string> away{"stages.invitation.offer.aid=more", "parties.taker.stay-out=1",
                                      "stages.invitation.rounds=1", "stages.talks.requires=1 > 2"};
  for (const char* condition : {"not attends(taker)", "attends(giver)", "aid = 'some'", "not agreed(invitation)"})
    EXPECT_TRUE(holds_at_end(condition, away)) << condition;
  EXPECT_FALSE(holds_at_end("offered(aid) = text(aid)", away));
}

TEST(Language, RoundCountsFromOne) {
  const std::vector<std::string> late{"parties.taker.stay-out=max(0, 1.3 - round / 2)", "stages.invitation.rounds=5",
                                      "parties.host.reservation=1"};
  EXPECT_TRUE(holds_at_end("rounds-used(invitation) = 2", late)) << "stay-out is .8, then .3 against .5";
}

// Whatever they read: the round, or what is on offer.
TEST(Language, WeightsOfAChoiceAreReadAgainAsExpressionsAre) {
  for (const char* const early : {"round < 2", "offered(aid) = 'some'"}) {
    const std::string is_early = early;
    const std::string weighed =
        "{ choice = { '0.8' = \"if(" + is_early + ", 1, 0)\", '0.3' = \"if(" + is_early + ", 0, 1)\" } }";
    for (const std::string& stay_out : {"if(" + is_early + ", 0.8, 0.3)", weighed}) {
      const std::vector<std::string> sets{"parties.taker.stay-out=" + stay_out, "stages.invitation.rounds=5",
                                          "parties.host.reservation=0"};
      EXPECT_TRUE(holds_at_end("rounds-used(invitation) = 2", sets)) << stay_out;
    }
  }
}

}  // namespace
}  // namespace detente
