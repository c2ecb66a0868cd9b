// What rules mean to a reader: whose line binds what, who has a seat, what a tie comes to. Each case is a small file in
// tests/protocols/cases/.

#include <gtest/gtest.h>

#include "sim/study/figures.h"
#include "sim/study/simulate.h"
#include "tests/support/file_text.h"
#include "tests/support/play.h"

namespace detente {
namespace {

std::string text_of(const std::string& name) {
  return file_text(DETENTE_SOURCE_DIR "/tests/protocols/cases/" + name + ".toml");
}

Result played(const Model& model, std::uint64_t trials = 4096) {
  RunPlan plan;
  plan.trials = trials;
  plan.threads = 1;
  return simulate(model, plan);
}

double share(const Result& result, int outcome) {
  return static_cast<double>(result.outcome_counts()[outcome]) / static_cast<double>(result.valid());
}

// Of the first outcome.
double first_share(const std::string& text, const std::vector<std::string>& sets = {}) {
  return share(played(model_of(text, sets)), 0);
}

// Of a figure among all that it is of, by its row in CSV.
double figure(const Result& result, const std::string& kind, const std::string& name, const std::string& item = "") {
  for (const NamedShare& at : named_shares(result))
    if (*at.row == RowName{kind, name, item}) return static_cast<double>(at.count) / static_cast<double>(at.of);
  ADD_FAILURE() << kind << " " << name << " " << item;
  return -1;
}

const std::string lineless = "parties.small.positions.x={ ideal = \"old\", salience = 50 }";

TEST(Lines, BindTheirOwnersAnswerAndNotATextThatPassesWithoutIt) {
  const std::string text = text_of("outvoted-red-line");
  EXPECT_EQ(first_share(text), 1);
  EXPECT_EQ(first_share(text, {"stages.vote.decision={ rule = \"consensus\", minus = 1 }"}), 1);
  EXPECT_EQ(first_share(text, {lineless, "parties.small.never=[\"x >= 'new'\"]"}), 1);
  EXPECT_EQ(first_share(text + "[parties.boss]\nrole = \"government\"\ninfluence = 1\n"
                               "positions.x = { ideal = \"old\", salience = 50, red-line = { at-most = \"old\" } }\n",
                        {lineless, "parties.small.principal=boss", "parties.boss.voice=none"}),
            1);
}

TEST(Lines, SinkATextWhereTheirOwnersRefusalDoes) {
  const std::string text = text_of("outvoted-red-line");
  EXPECT_EQ(first_share(text, {"stages.vote.decision={ rule = \"consensus\" }"}), 0);
  EXPECT_EQ(first_share(text, {"stages.vote.decision.vetoes=[\"small\"]"}), 0);
  EXPECT_EQ(first_share(text, {"parties.small.influence=100"}), 0) << "half of the weight";
  EXPECT_EQ(first_share(text, {"issues.x.controllers=[\"small\"]"}), 0);
}

// Not forbidden: it is tabled, and refused by name.
TEST(Lines, ATextThatEverybodyWhoSinksItRefusesIsTabledAndRefused) {
  const Result result =
      played(model_of(text_of("outvoted-red-line"), {"stages.vote.decision={ rule = \"consensus\" }"}));
  EXPECT_EQ(figure(result, "every_text_refused", "vote"), 1);
  EXPECT_EQ(figure(result, "no_admissible_text", "vote"), 0);
  EXPECT_EQ(figure(result, "pivotal", "vote.small"), 1);
}

TEST(Lines, OfWhoOnlyControlsBearOnTextsThatMoveItsIssueAlone) {
  const std::string text = text_of("outsider-lines");
  EXPECT_EQ(first_share(text), 1);
  // The rest is worth their while if y moves with it, and then the owner is asked.
  EXPECT_EQ(first_share(text, {"parties.a.positions.y=[\"yes\", 90]", "parties.a.positions.x=[\"half\", 5]",
                               "parties.b.positions.x=[\"half\", 5]", "parties.b.positions.y=[\"yes\", 90]"}),
            0);
}

// What is not on the table is not in the text.
TEST(Lines, OnAnIssueOffTheTableBearOnNothing) {
  const std::string text = text_of("outsider-lines");
  const std::string line = "parties.a.positions.y={ ideal = \"yes\", salience = 1, red-line = { at-least = \"yes\" } }";
  EXPECT_EQ(first_share(text, {line}), 0) << "what holds crosses it, and its controller will not move it";
  EXPECT_EQ(first_share(text, {line, "stages.talks.tabled={ y = \"false\" }"}), 1);
}

TEST(Ties, AreDrawnAndTold) {
  constexpr std::uint64_t trials = 20'000;
  for (const std::string issue : {"a", "zebra"}) {
    std::string text = text_of("symmetric");
    if (issue != "a")
      for (const auto& [old, fresh] : {std::pair{"issues.a", "issues.zebra"},
                                       {"positions.a", "positions.zebra"},
                                       {"[\"a\"]", "[\"zebra\"]"},
                                       {"\"a = ", "\"zebra = "}})
        for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos;) {
          text.replace(at, std::string(old).size(), fresh);
          at += std::string(fresh).size();
        }
    const Result result = played(model_of(text), trials);
    const double low = share(result, 0), error = std::sqrt(0.25 / trials);
    EXPECT_NEAR(low, 0.5, 3 * error) << issue;
    EXPECT_EQ(share(result, 2), 0) << issue;
    EXPECT_EQ(figure(result, "drawn_among_equals", "talks"), 1) << issue;
  }
}

TEST(Ties, ALotDoesNotHangOnTheRound) {
  const std::string text = text_of("symmetric");
  const Model one = model_of(text), many = model_of(text, {"stages.talks.rounds=5"});
  std::vector<double> settled;
  for_each_trial(one, 1, 256,
                 [&](const auto& state, int l, std::uint64_t) { settled.push_back(lane(state.option[0], l)); });
  for_each_trial(many, 1, 256, [&](const auto& state, int l, std::uint64_t trial) {
    EXPECT_EQ(lane(state.option[0], l), settled[trial]) << trial;
  });
}

TEST(Ties, AConvenorDoesNotTakeBackWhatCostsItNothing) {
  const std::string text = text_of("indifferent-convenor");
  EXPECT_EQ(first_share(text), 1);
  EXPECT_EQ(first_share(text, {"issues.visas.options={ \"many\" = 0, \"few\" = 50, \"none\" = 100 }",
                               "outcomes.many visas.when=visas <= 'many'"}),
            1)
      << "the scale turned round";
}

TEST(Agreements, MakeSomebodyBetterOff) {
  const std::string text = text_of("irrelevant");
  const Result with = played(model_of(text, {"stages.talks.issues+=colour"})), without = played(model_of(text));
  EXPECT_EQ(share(with, 0), 0);
  EXPECT_EQ(share(without, 0), 0);
  EXPECT_EQ(figure(with, "zone", "talks", "0"), 1) << "such packages are in no zone";
}

TEST(Seats, ASkippedConveningChangesNothing) {
  const double came = first_share(text_of("skipped-convening"));
  EXPECT_NEAR(came, 0.3, 3 * std::sqrt(0.3 * 0.7 / 4096));
}

TEST(Seats, WhoIsPresentInOneStageIsNoMatterOfTheNext) {
  const Model model = model_of(text_of("present-leaks"));
  const Result result = played(model);
  EXPECT_EQ(share(result, 0), 1);
  EXPECT_EQ(figure(result, "took_part", "plenary.b"), 1);
  EXPECT_EQ(figure(result, "took_part", "side-talks.c"), 1);
  EXPECT_EQ(figure(result, "took_part", "plenary.c"), 0) << "it has no position on x";
}

TEST(Seats, WhoStaysAwayHasNoneThoughListed) {
  const Model model = model_of(text_of("absent-but-present"));
  EXPECT_EQ(share(played(model), 0), 0);
  for_each_trial(model, 1, 8, [&](const auto& state, int l, std::uint64_t) {
    EXPECT_FALSE(is<Pack<8>>(state.flags[model.slots.accepts(1)], l)) << "b";
  });
}

TEST(Vetoes, NeedASeatAndNoVote) {
  const std::string text = text_of("veto-heard");
  EXPECT_EQ(first_share(text), 0);
  EXPECT_EQ(first_share(text, {"parties.c.voice=none"}), 1) << "without a seat it has none";
}

TEST(Never, AndLinksAreReadInEveryStage) {
  const std::string text = text_of("never-ignored");
  EXPECT_EQ(first_share(text), 0);
  EXPECT_EQ(first_share(text, {"parties.a.never=[]"}), 0) << "the link holds still";
  EXPECT_EQ(first_share(text, {"parties.a.never=[]", "links.no-truce-no-x.never=false"}), 1);
  EXPECT_EQ(first_share(text, {"links.no-truce-no-x.never=false"}), 0) << "and so does the never";
}

TEST(Time, PassesAfterTheLastRoundToo) { EXPECT_EQ(first_share(text_of("no-time-passes")), 1); }

TEST(Time, PassesInAPauseOnceWhatIsRequiredHolds) {
  const std::string text = text_of("no-time-passes");
  const std::vector<std::string> still = {"stages.first.round-length=1 month", "stages.second.round-length=1 month"};
  EXPECT_EQ(first_share(text, still), 0);
  std::vector<std::string> paused = still;
  paused.emplace_back("stages.second.pause=6 months");
  EXPECT_EQ(first_share(text, paused), 1);
  paused.emplace_back("stages.second.requires=agreed(first)");
  EXPECT_EQ(first_share(text, paused), 0) << "it is skipped with its stage";
}

TEST(Gap, OfADeadlockOverLinesIsWhole) {
  const std::string text = text_of("gap-zero-in-deadlock");
  const Model model = model_of(text);
  for_each_trial(model, 1, 64, [&](const auto& state, int l, std::uint64_t) {
    EXPECT_EQ(lane(state.numbers[model.slots.gap(0)], l), 1);
  });
  EXPECT_EQ(first_share(text), 0);
  EXPECT_EQ(first_share(text, {"stages.talks.requires=false"}), 0) << "of a stage that is not held, too";
}

}  // namespace
}  // namespace detente
