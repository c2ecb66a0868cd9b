#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/play.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

// Two voters at the ends of one issue and of another, a mediator, a heard party.
constexpr char two_sides[] = R"toml(
format = 1
name = "two-sides"
source = "test"
confidence = "low"
issues.border = { reversion = "closed", options = { "closed" = 0, "trade" = 30, "visits" = 60, "open" = 100 } }
issues.water = { reversion = "none", options = { "none" = 0, "talks" = 50, "treaty" = 100 } }
[parties.east]
role = "government"
influence = 60
reservation = 0.5
positions = { border = ["closed", 40], water = ["treaty", 60] }
[parties.west]
role = "government"
influence = 40
reservation = 0.4
positions = { border = ["open", 70], water = ["none", 30] }
[parties.un]
role = "mediator"
influence = 20
positions.border = ["visits", 50]
[parties.villages]
role = "civil-society"
influence = 10
positions = { border = ["open", 80], water = ["treaty", 20] }
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "un"
issues = ["border", "water"]
rounds = 4
[[outcomes]]
name = "deal"
when = "agreed(talks)"
[[outcomes]]
name = "none"
when = "true"
)toml";

State<double> played(const Model& model, std::uint64_t trial = 0) {
  State<double> state(model);
  play(model, state, 1, trial, 1);
  return state;
}

std::string settled(const Model& model, const State<double>& state) {
  std::string text;
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    text += (issue ? ", " : "") + model.label_of(static_cast<int>(issue), static_cast<int>(state.option[issue]));
  return text;
}

std::string settled(const std::vector<std::string>& sets = {}, const std::string& more = "") {
  const Model model = model_of(two_sides + more, sets);
  return settled(model, played(model));
}

TEST(SingleText, UtilityIsSalienceTimesWorthOverSalience) {
  const Model model = model_of(two_sides);
  const State<double> state = played(model);
  const std::vector<int>& row_of = model.stages[0].space().row_of;
  // East at (visits, treaty): .4 x .4 + .6 x 1 = .76; west: .7 x .6 + .3 x 0 = .42.
  EXPECT_EQ(settled(model, state), "visits, treaty");
  EXPECT_NEAR(state.end_of(0).utility[row_of[0]], 0.76, 1e-12);
  EXPECT_NEAR(state.end_of(0).utility[row_of[3]], 0.42, 1e-12);
}

TEST(SingleText, TheZoneIsCountedAndTheMediatorsPurposeChoosesInIt) {
  // Acceptable to both (east >= .5, west >= .4): trade+treaty (.88, .21) no; visits+talks (.46) no; visits+treaty (.76,
  // .42) yes; open+treaty (.6, .7) yes; open+talks (.3) no. Two packages; the UN and the villages choose.
  const Model model = model_of(two_sides);
  EXPECT_EQ(record_of<single_text::Plan>(played(model)).zone, 2);
  EXPECT_EQ(settled({"parties.villages.influence=80"}), "open, treaty");
}

TEST(SingleText, ConsensusNeedsEverybodyAndAMajorityDoesNot) {
  EXPECT_EQ(settled({"parties.west.reservation=0.9"}), "closed, none");
  EXPECT_NE(settled({"parties.west.reservation=0.9", "stages.talks.decision={ rule = \"consensus\", minus = 1 }"}),
            "closed, none");
  EXPECT_EQ(settled({"parties.west.reservation=0.9",
                     "stages.talks.decision={ rule = \"consensus\", minus = 1, vetoes = [\"west\"] }"}),
            "open, none")
      << "a veto holder never counts among the one who may be overruled; the east may be";
  EXPECT_EQ(settled({"parties.west.reservation=0.9",
                     "stages.talks.decision={ rule = \"weighted-majority\", share = 0.59, vetoes = [\"west\"] }"}),
            "closed, none");
  EXPECT_NE(
      settled({"parties.west.reservation=0.9", "stages.talks.decision={ rule = \"weighted-majority\", share = 0.59 }"}),
      "closed, none");
  EXPECT_EQ(
      settled({"parties.west.reservation=0.9", "stages.talks.decision={ rule = \"weighted-majority\", share = 0.6 }"}),
      "closed, none")
      << "shares are strict";
}

TEST(SingleText, NoDraftCrossesALineThatIsMeant) {
  const std::string line =
      "parties.east.positions.border={ ideal = \"closed\", salience = 40, red-line = { at-most = \"trade\" } }";
  EXPECT_EQ(settled({line}), "closed, none") << "nothing else is acceptable to the west";
  EXPECT_EQ(settled({line, "parties.west.reservation=0.2"}), "trade, treaty");
  EXPECT_EQ(settled({"parties.villages.positions.border={ ideal = 0, salience = 9, red-line = { at-most = 0 } }"}),
            "visits, treaty")
      << "who is heard cannot block";
}

TEST(SingleText, LinksAndNeverExcludePackages) {
  EXPECT_EQ(settled({}, "[[links]]\nname = \"l\"\nnever = \"border = 'visits' and water >= 'talks'\"\n"),
            "open, treaty");
  EXPECT_EQ(settled({"parties.east.never=[\"border = 'visits'\"]"}), "open, treaty");
  EXPECT_EQ(settled({"parties.villages.never=[\"border = 'visits'\"]"}), "visits, treaty") << "not theirs to refuse";
}

TEST(SingleText, AnIssueWhoseControllerIsAwayStays) {
  const std::string landlord = "[parties.landlord]\nrole = \"authority\"\ninfluence = 1\n";
  EXPECT_EQ(
      settled({"issues.water.controllers=[\"landlord\"]", "stages.talks.present=[\"east\", \"west\", \"villages\"]"},
              landlord),
      "closed, none");
  EXPECT_EQ(settled({"issues.water.controllers=[\"landlord\"]",
                     "stages.talks.present=[\"east\", \"west\", \"villages\"]", "parties.east.principal=landlord"},
                    landlord),
            "visits, treaty")
      << "reached through the east";
}

TEST(SingleText, AControllersRefusalFailsATextThatMovesItsIssue) {
  const std::vector<std::string> sets{"parties.west.reservation=0.9",
                                      "stages.talks.decision={ rule = \"weighted-majority\", share = 0.5 }"};
  EXPECT_NE(settled(sets), "closed, none");
  std::vector<std::string> controlled = sets;
  controlled.push_back("issues.border.controllers=[\"west\"]");
  controlled.push_back("issues.water.controllers=[\"west\"]");
  EXPECT_EQ(settled(controlled), "closed, none");
}

// Three who want the same, whoever controls the first issue, and the mediator.
std::string under_control(const std::string& controller, const std::string& decision) {
  std::string text = R"toml(
format = 1
name = "control"
source = "test"
confidence = "low"
issues.a = { reversion = "lo", options = { "lo" = 0, "mid" = 50, "hi" = 100 }, controllers = ["boss"] }
issues.b = { reversion = "lo", options = { "lo" = 0, "mid" = 50, "hi" = 100 } }
)toml" + controller;
  for (const char* name : {"x", "y", "z", "m"})
    text += std::string("[parties.") + name + "]\nrole = \"" + (*name == 'm' ? "mediator" : "donor") +
            "\"\ninfluence = 60\npositions = { a = [100, 80], b = [100, 20] }\n";
  return text +
         "[[stages]]\nname = \"talks\"\nprotocol = \"single-text\"\nmediator = \"m\"\nissues = [\"a\", \"b\"]\n" +
         "rounds = 5\ndecision = " + decision + "\n[[outcomes]]\nname = \"any\"\nwhen = \"true\"\n";
}

TEST(SingleText, OverlookingARefusalDoesNotOverlookAController) {
  const std::string boss =
      "[parties.boss]\nrole = \"authority\"\ninfluence = 10\npositions = { a = [0, 80], b = [100, 20] }\n";
  for (const char* decision :
       {"{ rule = \"consensus\" }", "{ rule = \"consensus\", minus = 1 }", "{ rule = \"weighted-majority\" }"}) {
    const Model model = model_of(under_control(boss, decision));
    EXPECT_EQ(settled(model, played(model)), "lo, hi") << decision;
    EXPECT_EQ(record_of<single_text::Plan>(played(model)).zone, 2) << "only b can move: " << decision;
  }
}

TEST(SingleText, AControllerWithoutAVoteHasASayOnlyOnItsIssue) {
  const std::string boss =
      "[parties.boss]\nrole = \"observer\"\ninfluence = 10\npositions = { a = [0, 20], b = [0, 80] }\n";
  const Model model = model_of(under_control(boss, "{ rule = \"consensus\" }"));
  const State<double> state = played(model);
  EXPECT_EQ(settled(model, state), "lo, hi");
  EXPECT_EQ(record_of<single_text::Plan>(state).zone, 2);
  EXPECT_FALSE(state.end_of(0).took_part[model.stages[0].space().row_of[0]]);
}

TEST(SingleText, ATextThatCrossesALineWhateverItSaysIsTabledAndRefused) {
  // East asks for a border that is open, west for one that is closed; each refuses what the other may sign, on water
  // too.
  const Model model = model_of(two_sides, {"parties.east.positions.border={ ideal = 100, salience = 40, red-line = { "
                                           "at-least = \"open\" } }",
                                           "parties.west.positions.border={ ideal = 0, salience = 70, red-line = { "
                                           "at-most = \"closed\" } }"});
  const State<double> state = played(model);
  EXPECT_FALSE(state.end_of(0).agreed);
  EXPECT_FALSE(record_of<single_text::Plan>(state).no_text);
  EXPECT_TRUE(record_of<single_text::Plan>(state).all_refused);
  EXPECT_EQ(record_of<single_text::Plan>(state).zone, 0);
}

TEST(SingleText, ALineBindsWhereTheTextLeavesTheIssueAsItIs) {
  for (const char* changes : {"", "stages.talks.changes=1"}) {  // the whole space, or neighbours only
    std::vector<std::string> sets = {
        "parties.east.positions.border={ ideal = 100, salience = 40, red-line = { at-least "
        "= \"open\" } }",
        "issues.border.controllers=[\"spoilers\"]"};
    if (*changes) sets.emplace_back(changes);
    const Model model =
        model_of(std::string(two_sides) + "[parties.spoilers]\nrole = \"excluded\"\ninfluence = 1\n", sets);
    EXPECT_FALSE(played(model).end_of(0).agreed) << changes;
  }
}

TEST(SingleText, APrincipalVetoesByItsReservation) {
  const std::string capital =
      "[parties.capital]\nrole = \"authority\"\nvoice = \"none\"\ninfluence = 50\nreservation = 0.9\n"
      "positions.border = [\"closed\", 50]\n";
  EXPECT_EQ(settled({"parties.east.principal=capital"}, capital), "closed, none");
  EXPECT_EQ(settled({"parties.east.principal=capital", "parties.capital.reservation=0.4"}, capital), "visits, treaty");
}

TEST(SingleText, TrustScalesMovesOnWhatOthersControl) {
  // West counts half of the move east controls: water none -> treaty costs it .15 instead of .3; east gains in full.
  const Model model = model_of(two_sides, {"issues.water.controllers=[\"east\"]", "issues.water.trust=0.5"});
  const State<double> state = played(model);
  EXPECT_EQ(settled(model, state), "visits, treaty");
  EXPECT_NEAR(state.end_of(0).utility[model.stages[0].space().row_of[3]], 0.7 * 0.6 + 0.3 * 0.5, 1e-12);
  EXPECT_NEAR(state.end_of(0).utility[model.stages[0].space().row_of[0]], 0.76, 1e-12);
}

TEST(SingleText, AnIssueOffTheTableWeighsNothingAndStays) {
  const Model model =
      model_of(two_sides, {"stages.talks.tabled={ water = \"false\" }", "parties.east.reservation=0.3"});
  const State<double> state = played(model);
  EXPECT_EQ(settled(model, state), "visits, none");
  EXPECT_NEAR(state.end_of(0).utility[model.stages[0].space().row_of[0]], 0.4, 1e-12);
}

// Issue 0 is agreed on by whoever came; the host convenes and controls it.
std::string after_convening(const std::string& requires_text) {
  return R"toml(
format = 1
name = "after"
source = "test"
confidence = "low"
issues.a = { reversion = "lo", options = { "lo" = 0, "hi" = 100 }, controllers = ["host"] }
issues.t = { reversion = "lo", options = { "lo" = 0, "hi" = 100 } }
[parties.host]
role = "government"
influence = 60
reservation = 0
positions = { t = [0, 10], a = [100, 90] }
[parties.guest]
role = "donor"
influence = 60
positions = { t = [0, 10], a = [100, 90] }
[parties.other]
role = "donor"
influence = 60
positions = { a = [0, 90] }
[parties.m]
role = "mediator"
influence = 20
positions = { a = [100, 90] }
[[stages]]
name = "convening"
protocol = "participation"
convenor = "host"
invited = ["guest"]
issues = ["t"]
offer = { t = "lo" }
requires = ")toml" +
         requires_text + R"toml("
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["a"]
rounds = 3
[[outcomes]]
name = "deal"
when = "agreed(talks)"
[[outcomes]]
name = "none"
when = "true"
)toml";
}

TEST(SingleText, WhoeverAttendsIsInTheRoom) {
  const Model held = model_of(after_convening("true")), skipped = model_of(after_convening("t > 50"));
  const auto present = [](const Model& model, int party) {
    const int row = model.stages[1].space().row_of[party];
    return row >= 0 && work_of<single_text::Plan>(played(model), 1).present[row];
  };
  const int guest = 0, host = 1, other = 3;
  EXPECT_TRUE(present(held, guest) && present(held, host));
  EXPECT_TRUE(present(held, other)) << "no convening asks it: it is there";
  EXPECT_FALSE(played(held).end_of(1).agreed) << "the other refuses";
  EXPECT_TRUE(present(skipped, host) && present(skipped, other));
  EXPECT_FALSE(present(skipped, guest)) << "nobody asked it";
}

TEST(SingleText, WhoRefusesIsNamed) {
  const Model model = model_of(two_sides, {"parties.west.reservation=0.9"});
  const State<double> state = played(model);
  const auto& record = record_of<single_text::Plan>(state);
  const int west = model.stages[0].space().row_of[3], east = model.stages[0].space().row_of[0];
  EXPECT_TRUE(record.refused[west] && record.pivotal[west]);
  EXPECT_FALSE(record.refused[east] || record.pivotal[east]);
  const Model both = model_of(two_sides, {"parties.west.reservation=0.99", "parties.east.reservation=0.99"});
  const State<double> stuck = played(both);
  const auto& of_both = record_of<single_text::Plan>(stuck);
  EXPECT_FALSE(of_both.pivotal[west] || of_both.pivotal[east]);
  EXPECT_TRUE(of_both.refused[west] && of_both.refused[east]);
}

TEST(SingleText, PartiesConcedeUntilTheTextReachesTheirAspiration) {
  const Model model = model_of(two_sides);
  State<double> state(model);
  start(model, state, 1, 0, 1);
  const int west = model.stages[0].space().row_of[3];
  double last = 1;
  while (!state.finished) {
    step(model, state);
    if (state.stage > 0) break;
    const double aspiration = work_of<single_text::Plan>(state).aspiration[west];
    EXPECT_NEAR(aspiration, 0.4 + 0.6 * (1 - state.round / 4.0), 1e-12) << "linear";
    EXPECT_LT(aspiration, last);
    last = aspiration;
  }
  EXPECT_EQ(state.end_of(0).rounds, 4) << "the west's .42 is reached only at its reservation";
}

TEST(SingleText, WhatTheTextSaysDoesNotDependOnTheClockWhenDraftsAimAtReservations) {
  const std::string spread =
      "parties.east.positions.border={ ideal = { uniform = [0, 50] }, salience = { uniform = [20, 60] } }";
  // Else talks and a treaty are equally near the mean, and some first drafts pass at once.
  const std::string no_tie = "parties.west.positions.water=[\"none\", 31]";
  const Model few = model_of(two_sides, {spread, no_tie, "stages.talks.rounds=2"});
  const Model many = model_of(two_sides, {spread, no_tie, "stages.talks.rounds=40"});
  std::vector<double> first, second;
  for_each_trial(few, 1, 2000, [&](const auto& s, int l, std::uint64_t) {
    first.push_back(lane(s.option[0], l) * 10 + lane(s.option[1], l));
  });
  for_each_trial(many, 1, 2000, [&](const auto& s, int l, std::uint64_t) {
    second.push_back(lane(s.option[0], l) * 10 + lane(s.option[1], l));
  });
  EXPECT_EQ(first, second);
}

TEST(SingleText, RaisingAHeardPartysInfluenceMovesTheTextTowardsItAndCostsNoAgreement) {
  const std::vector<std::string> uncertain{
      "parties.east.positions.border={ ideal = { uniform = [0, 60] }, salience = { uniform = [20, 60] } }",
      "parties.west.reservation={ uniform = [0.2, 0.7] }", "parties.east.reservation={ uniform = [0.2, 0.7] }",
      "parties.west.positions.water={ ideal = { uniform = [0, 60] }, salience = 30 }"};
  constexpr std::uint64_t trials = sample(5000);
  std::vector<double> worth_before, agreed_before;
  for (const int influence : {0, 10, 25, 50, 100}) {
    std::vector<std::string> sets = uncertain;
    sets.push_back("parties.villages.influence=" + std::to_string(influence));
    const Model model = model_of(two_sides, sets);
    std::vector<double> worth, agreed;
    for_each_trial(model, 1, trials, [&](const auto& state, int l, std::uint64_t) {
      const double border = model.issues[0].option_values[static_cast<int>(lane(state.option[0], l))];
      const double water = model.issues[1].option_values[static_cast<int>(lane(state.option[1], l))];
      worth.push_back(0.8 * border / 100 + 0.2 * water / 100);
      agreed.push_back(is<Pack<8>>(state.end_of(0).agreed, l));
    });
    Paired settlement, agreement;
    for (std::uint64_t trial = 0; trial < worth_before.size(); ++trial) {
      settlement.add(worth[trial] - worth_before[trial]);
      agreement.add(agreed[trial] - agreed_before[trial]);
    }
    if (!worth_before.empty()) {
      EXPECT_GE(settlement.mean(), 0) << influence;
      EXPECT_GE(agreement.mean(), -3 * agreement.error()) << influence;
    }
    worth_before = worth;
    agreed_before = agreed;
  }
}

}  // namespace
}  // namespace detente
