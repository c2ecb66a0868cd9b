#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/protocols/convening_games.h"
#include "tests/support/property_kit.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

constexpr char two_terms[] = R"toml(
format = 1
name = "two-terms"
source = "test"
confidence = "low"
issues.seat = { reversion = "none", options = { "none" = 0, "side" = 50, "full" = 100 } }
issues.agenda = { reversion = "all", options = { "all" = 0, "some" = 50, "little" = 100 } }
[parties.host]
role = "convenor"
influence = 50
reservation = 0.3
positions = { seat = [0, 50], agenda = [0, 50] }
[parties.guest]
role = "authority"
influence = 50
stay-out = 0.45
positions = { seat = [100, 60], agenda = [100, 40] }
[parties.friend]
role = "envoy"
influence = 50
stay-out = 0.1
positions = { seat = [50, 50] }
[[stages]]
name = "convening"
protocol = "participation"
convenor = "host"
invited = ["guest", "friend"]
wanted = ["guest"]
issues = ["seat", "agenda"]
offer = { seat = "none", agenda = "all" }
rounds = 4
[[outcomes]]
name = "together"
when = "attends(guest)"
[[outcomes]]
name = "apart"
when = "true"
)toml";

// One trial, read after it ended.
State<double> played(const Model& model, std::uint64_t trial = 0) {
  State<double> state(model);
  play(model, state, 1, trial, 1);
  return state;
}

std::string offered(const Model& model, const State<double>& state) {
  const PackageSpace& space = model.stages[0].space();
  std::string text;
  for (int place = 0; place < space.place_count(); ++place)
    text += (place ? ", " : "") + model.label_of(space.issues[place], static_cast<int>(state.end_of(0).option[place]));
  return text;
}

TEST(Participation, TheConvenorOffersWhatBringsTheWantedAtLeastCostToItself) {
  // The guest comes for .6 seat + .4 agenda >= .45 (places by name: agenda, seat). Worth its while: (some, side) = .5,
  // (all, full) = .6, (little, side) = .7, ...; the host keeps .5 with the first two, of which the
  // second changes fewer of the terms offered first.
  const Model model = model_of(two_terms);
  const State<double> state = played(model);
  EXPECT_EQ(state.outcome, 0);
  EXPECT_EQ(offered(model, state), "all, full");
  EXPECT_NEAR(state.end_of(0).utility[model.stages[0].space().row_of[1]], 0.6, 1e-12);
  EXPECT_NEAR(state.end_of(0).utility[model.stages[0].space().row_of[2]], 0.5, 1e-12) << "of the host";
}

TEST(Participation, ItDoesNotOfferBelowItsReservation) {
  const State<double> state = played(model_of(two_terms, {"parties.host.reservation=0.55"}));
  EXPECT_EQ(state.outcome, 1);
}

TEST(Participation, ItWaitsUntilItsAspirationHasFallenSoFar) {
  // Linear: 1 - .7 t; .5 is within reach at t = 1/1.4 = .714, the third round of four.
  EXPECT_EQ(played(model_of(two_terms)).end_of(0).rounds, 3);
  EXPECT_EQ(
      played(model_of(two_terms, {"parties.host.tactic={ kind = \"time-dependent\", beta = 0.2 }"})).end_of(0).rounds,
      4);
}

TEST(Participation, LinksAndItsOwnLinesBindTheConvenor) {
  EXPECT_EQ(
      offered(model_of(two_terms,
                       {"parties.host.positions.seat={ ideal = 0, salience = 50, red-line = { at-most = \"side\" } }"}),
              played(model_of(
                  two_terms,
                  {"parties.host.positions.seat={ ideal = 0, salience = 50, red-line = { at-most = \"side\" } }"}))),
      "some, side");
  const std::string linked =
      std::string(two_terms) + "[[links]]\nname = \"l\"\nnever = \"seat >= 'full' and agenda <= 'all'\"\n";
  EXPECT_EQ(offered(model_of(linked), played(model_of(linked))), "some, side");
}

TEST(Participation, ItDoesNotDriveAwayWhomItWantsToKeep) {
  // The friend would leave at seat = full; as it would come to the opening terms, those terms are not to be had.
  const std::vector<std::string> sets{"parties.friend.positions.seat=[0, 50]", "parties.friend.stay-out=0.4"};
  const Model model = model_of(two_terms, sets);
  EXPECT_EQ(offered(model, played(model)), "some, side");
  std::vector<std::string> careless = sets;
  careless.push_back("stages.convening.keep=[]");
  EXPECT_EQ(offered(model_of(two_terms, careless), played(model_of(two_terms, careless))), "all, full");
}

TEST(Participation, ChangesLimitsTermsMovedPerRound) {
  const std::vector<std::string> sets{
      "parties.host.positions.seat={ ideal = 0, salience = 50, red-line = { at-most = \"side\" } }",
      "stages.convening.changes=1"};
  const Model model = model_of(two_terms, sets);
  State<double> state(model);
  start(model, state, 1, 0, 1);
  std::vector<double> last(2);
  while (!state.finished) {
    step(model, state);
    if (state.stage != 0) break;
    double moves = 0;
    for (int place = 0; place < 2; ++place) {
      if (state.round > 1) moves += state.space_of(0).draft[place] != last[place];
      last[place] = state.space_of(0).draft[place];
    }
    EXPECT_LE(moves, 1);
  }
}

TEST(Participation, AFirmPreconditionKeepsAwayAndABluffDoesNot) {
  const std::string precondition =
      std::string(two_terms) +
      "[parties.guest.preconditions.alone]\nrequires = \"agenda >= 'little'\"\nfirmness = 0.4\n";
  const Model model = model_of(
      precondition, {"parties.host.positions.agenda={ ideal = 0, salience = 50, red-line = { at-most = \"some\" } }"});
  int came = 0, meant = 0;
  constexpr int trials = 4000;
  for_each_trial(model, 1, trials, [&](const auto& state, int l, std::uint64_t) {
    const bool comes = is<Pack<8>>(state.flags[model.slots.attends(1)], l);
    const bool means_it = is<Pack<8>>(work_of<participation::Plan>(state).meant[0], l);
    came += comes;
    meant += means_it;
    EXPECT_NE(comes, means_it);
  });
  EXPECT_EQ(came + meant, trials);
  EXPECT_NEAR(meant, 0.4 * trials, 4 * std::sqrt(0.24 * trials)) << "4 standard errors";
}

TEST(Participation, WhoeverInsistsOnTheLessFirmPreconditionInsistsOnTheFirmer) {
  const std::string preconditions = std::string(two_terms) + R"toml(
[parties.guest.preconditions.firmer]
requires = "agenda >= 'little'"
firmness = 0.7
[parties.guest.preconditions.softer]
requires = "seat >= 'full'"
firmness = 0.3
[parties.guest.preconditions.unrelated]
requires = "seat >= 'side'"
firmness = 0.5
independent = true
)toml";
  const Model model = model_of(preconditions);
  int apart = 0;
  for_each_trial(model, 1, 4000, [&](const auto& state, int l, std::uint64_t) {
    const auto& meant = work_of<participation::Plan>(state).meant;
    const bool firmer = is<Pack<8>>(meant[0], l), softer = is<Pack<8>>(meant[1], l);
    EXPECT_TRUE(!softer || firmer);
    apart += is<Pack<8>>(meant[2], l) && !firmer;
  });
  EXPECT_NEAR(apart, 0.5 * 0.3 * 4000, 4 * std::sqrt(0.15 * 0.85 * 4000)) << "4 standard errors";
}

TEST(Participation, APrincipalMustAgreeThatItsAgentComes) {
  const std::string with_principal = std::string(two_terms) + R"toml(
[parties.capital]
role = "authority"
influence = 50
voice = "none"
stay-out = 0.95
positions.seat = [100, 50]
)toml";
  const Model model = model_of(
      with_principal, {"parties.guest.principal=capital", "parties.host.reservation=0.1",
                       "parties.host.positions.seat={ ideal = 0, salience = 50, red-line = { at-most = \"side\" } }"});
  EXPECT_EQ(played(model).outcome, 1) << "the guest is content, its capital is not";
}

TEST(Participation, WhoStillWaversStaysAway) {
  // Each comes only if the other does not: nobody's answer ever settles.
  const std::string waverers = std::string(two_terms) + R"toml(
[parties.guest.preconditions.alone]
requires = "not attends(friend)"
[parties.friend.preconditions.alone]
requires = "not attends(guest)"
)toml";
  const Model model = model_of(waverers, {"parties.guest.stay-out=0"});
  const State<double> state = played(model);
  // In order of invitation the guest answers first, to a table where all are assumed to come: it stays away, so the
  // friend comes.
  EXPECT_FALSE(state.flags[model.slots.attends(1)]);
  EXPECT_TRUE(state.flags[model.slots.attends(0)]);
}

// Utility of the final terms if all the wanted came, else the reservation.
double convenor_gain(const Model& model, const State<Pack<8>>& state, int l) {
  const int convenor = plan_of<participation::Plan>(model).convenor;
  const StageEnd<Pack<8>>& end = state.end_of(0);
  return lane(is<Pack<8>>(end.agreed, l) ? end.utility[convenor] : end.threshold[convenor], l);
}

std::vector<double> gains(const Model& model, std::uint64_t trials) {
  std::vector<double> result;
  for_each_trial(model, 7, trials,
                 [&](const auto& state, int l, std::uint64_t) { result.push_back(convenor_gain(model, state, l)); });
  return result;
}

TEST(Participation, OfferedIsWhatIsOnOffer) {
  for (const char* requires_text : {"seat >= 'side'", "offered(seat) >= 'side'"}) {
    const Model model =
        model_of(std::string(two_terms) + "[parties.guest.preconditions.seat]\nrequires = \"" + requires_text + "\"\n");
    const State<double> state = played(model);
    EXPECT_TRUE(state.end_of(0).agreed) << requires_text;
    EXPECT_EQ(offered(model, state), "all, full") << requires_text;
  }
}

TEST(Participation, RoundIsTheRunningRound) {
  const Model model =
      model_of(std::string(two_terms) + "[parties.guest.preconditions.late]\nrequires = \"round >= 3\"\n");
  EXPECT_EQ(played(model).end_of(0).rounds, 3);
}

// Skipped in some trials: what those who play it do must not be seen in the others.
TEST(Participation, ATrialThatSkipsTheStageIsLeftAlone) {
  const std::string text = std::string(two_terms) +
                           "[parameters]\ncoin = { uniform = [0, 1] }\n[events]\n\"skipped\" = "
                           "\"not held(convening)\"\n\"guest\" = \"attends(guest)\"\n";
  const Model model =
      model_of(text, {"stages.convening.requires=coin > 0.5", "parties.guest.stay-out={ uniform = [0, 1] }"});
  check_properties(model);
  int skipped = 0;
  for_each_trial(model, 1, 256, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    if (is<Pack<8>>(state.end_of(0).held, l)) return;
    ++skipped;
    EXPECT_FALSE(is<Pack<8>>(state.flags[model.slots.attends(1)], l)) << "nobody asked it";
  });
  EXPECT_GT(skipped, 80);
}

TEST(Participation, MoreRoundsOrMoreOptionsNeverLeaveTheConvenorWorseOff) {
  constexpr std::uint64_t trials = sample(2000);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const ConveningGame game = random_convening_game(seed);
    const std::vector<double> base = gains(model_of(game.text(game.rounds, false)), trials);
    const std::vector<double> longer = gains(model_of(game.text(2 * game.rounds, false)), trials);
    const std::vector<double> wider = gains(model_of(game.text(game.rounds, true)), trials);
    Paired rounds, options;
    for (std::uint64_t trial = 0; trial < trials; ++trial) {
      rounds.add(longer[trial] - base[trial]);
      options.add(wider[trial] - base[trial]);
    }
    EXPECT_GE(rounds.mean(), -3 * rounds.error()) << "game " << seed << ", twice the rounds";
    EXPECT_GE(options.mean(), -3 * options.error()) << "game " << seed << ", an option added";
  }
}

void expect_same_end(const Model& one, const Model& other) {
  const State<double> first = played(one), second = played(other);
  EXPECT_EQ(offered(one, first), offered(other, second));
  EXPECT_EQ(first.outcome, second.outcome);
  EXPECT_FALSE(second.clamped);
}

// Whom the convenor instructs asks it for nothing: it has consented by offering.
TEST(Participation, TheConvenorMayInstructAGuest) {
  std::string text = two_terms;
  text.replace(text.find("stay-out = 0.1"), 14, "stay-out = 0.1\nprincipal = \"host\"");
  check_properties(model_of(text), 64);
  expect_same_end(model_of(two_terms), model_of(text));
}

// Its status quo is worth 1 to the host, whose reservation hangs on it.
TEST(Participation, TheConvenorsReservationMayReadTheStatusQuo) {
  std::string stated = two_terms, read = two_terms;
  stated.replace(stated.find("reservation = 0.3"), 17, "reservation = 0.65");
  read.replace(read.find("reservation = 0.3"), 17, "reservation = \"status-quo - 0.35\"");
  check_properties(model_of(read), 64);
  expect_same_end(model_of(stated), model_of(read));
}

// Stages work in the same memory, trial after trial: what a later one leaves there is nobody's answer to an invitation.
TEST(Participation, WhoIsNotInvitedHasNotCome) {
  std::string text = two_terms;
  text.replace(text.find("stay-out = 0.1"), 14, "stay-out = 0.1\nprincipal = \"capital\"");
  text.insert(text.find("[[outcomes]]"),
              "[parties.capital]\nrole = \"authority\"\ninfluence = 10\npositions = { seat = [50, 50] }\n"
              "[[stages]]\nname = \"talks\"\nprotocol = \"single-text\"\nmediator = \"host\"\n"
              "issues = [\"seat\", \"agenda\"]\nrounds = 2\n");
  const Model model = model_of(text);
  const int capital = model.stages[0].space().row_of[0];
  ASSERT_EQ(model.parties[0].name, "capital");
  for_each_trial(model, 1, 32, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    EXPECT_FALSE(is<Pack<8>>(state.end_of(0).accepted[capital], l)) << trial;
  });
}

}  // namespace
}  // namespace detente
