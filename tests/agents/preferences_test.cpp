#include "sim/agents/preferences.h"

#include <gtest/gtest.h>

#include "tests/agents/text.h"

namespace detente {
namespace {

// The stage's utilities where `now` is in force and `tabled` issues are on the table; places are aid, seat.
class Preferences {
 public:
  explicit Preferences(const std::vector<std::string>& sets = {}, std::vector<int> now = {0, 0},
                       std::vector<bool> tabled = {true, true})
      : model_(model_of(two_issues, sets)), state_(model_) {
    start(model_, state_, 1, 0, 1);
    for (int place = 0; place < 2; ++place) {
      work_.current[place] = now[place];
      work_.tabled[place] = tabled[place];
    }
    tabulate(model_, space_, state_, work_.current, work_.tabled, true, work_.table);
  }

  double of(const std::string& party, int aid, int seat) {
    work_.draft[0] = aid, work_.draft[1] = seat;
    utilities(space_, work_.table, work_.draft, work_.utility);
    for (std::size_t index = 0; index < model_.parties.size(); ++index)
      if (model_.parties[index].name == party) return work_.utility[space_.row_of[index]];
    ADD_FAILURE() << party;
    return -1;
  }

 private:
  Model model_;
  State<double> state_;
  const PackageSpace& space_ = model_.stages[0].space();
  SpaceWork<double>& work_ = common<SpaceWork<double>>(state_.works[0]);
};

TEST(Preferences, WorthFallsWithTheDistanceFromTheIdeal) {
  Preferences preferences;
  EXPECT_DOUBLE_EQ(preferences.of("single", 0, 1), 1);
  EXPECT_DOUBLE_EQ(preferences.of("single", 0, 0), 0);
}

// "owner" controls aid and so counts all of it: ideal 80 with salience 30, 10 with 10.
TEST(Preferences, SaliencesWeighTheIssues) {
  Preferences preferences;
  EXPECT_DOUBLE_EQ(preferences.of("owner", 0, 0), (30 * 0.2 + 10 * 0.9) / 40);
  EXPECT_DOUBLE_EQ(preferences.of("owner", 1, 0), (30 * 0.7 + 10 * 0.9) / 40);
  EXPECT_DOUBLE_EQ(preferences.of("owner", 2, 1), (30 * 0.8 + 10 * 0.1) / 40);
}

TEST(Preferences, OnlyTheRatiosOfSaliencesCount) {
  Preferences stated, doubled({"parties.owner.positions.aid.salience=60", "parties.owner.positions.seat.salience=20"});
  EXPECT_DOUBLE_EQ(doubled.of("owner", 1, 1), stated.of("owner", 1, 1));
}

TEST(Preferences, WhoCaresAboutNothingIsContentWithAnything) {
  Preferences preferences;
  EXPECT_EQ(preferences.of("un", 0, 0), 1);
  EXPECT_EQ(preferences.of("un", 2, 1), 1);
  Preferences indifferent({"parties.single.positions.seat.salience=0"});
  EXPECT_EQ(indifferent.of("single", 0, 0), 1);
}

TEST(Preferences, AnIssueOffTheTableWeighsNothing) {
  Preferences preferences({}, {0, 0}, {true, false});
  EXPECT_DOUBLE_EQ(preferences.of("owner", 1, 0), 0.7);
  EXPECT_DOUBLE_EQ(preferences.of("owner", 1, 1), 0.7);
  EXPECT_EQ(preferences.of("single", 1, 0), 1) << "nothing it cares about is on the table";
}

// "other" has aid at ideal 100, salience 60, and believes in 0.4 of what "owner" promises; of its seat in all of it.
TEST(Preferences, OthersCountOnlyTheTrustedShareOfAMove) {
  Preferences preferences;
  EXPECT_DOUBLE_EQ(preferences.of("other", 2, 0), (60 * 0.4 * 1.0 + 40 * 0.8) / 100);
  EXPECT_DOUBLE_EQ(preferences.of("other", 1, 1), (60 * 0.4 * 0.5 + 40 * 0.2) / 100);
}

// Where "some" is in force already: worth 0.5 for sure, and 0.4 of the way on or back.
TEST(Preferences, TrustIsAboutMovesFromWhatIsInForce) {
  Preferences preferences({}, {1, 0});
  EXPECT_DOUBLE_EQ(preferences.of("other", 1, 0), (60 * 0.5 + 40 * 0.8) / 100);
  EXPECT_DOUBLE_EQ(preferences.of("other", 2, 0), (60 * (0.5 + 0.4 * 0.5) + 40 * 0.8) / 100);
  EXPECT_DOUBLE_EQ(preferences.of("other", 0, 0), (60 * (0.5 - 0.4 * 0.5) + 40 * 0.8) / 100);
}

TEST(Preferences, FullTrustIsNoDiscountAndNoTrustNoGain) {
  Preferences full({"issues.aid.trust=1"}), none({"issues.aid.trust=0"});
  EXPECT_DOUBLE_EQ(full.of("other", 2, 0), (60 * 1.0 + 40 * 0.8) / 100);
  EXPECT_DOUBLE_EQ(none.of("other", 2, 0), none.of("other", 0, 0));
}

TEST(Preferences, UtilitiesLieBetweenZeroAndOne) {
  for (const int now : {0, 1, 2}) {
    Preferences preferences({}, {now, 0});
    for (const char* party : {"other", "owner", "single", "un"})
      for (int aid = 0; aid < 3; ++aid)
        for (int seat = 0; seat < 2; ++seat) {
          EXPECT_GE(preferences.of(party, aid, seat), 0);
          EXPECT_LE(preferences.of(party, aid, seat), 1 + 1e-15);
        }
  }
}

// Eight trials of drawn ideals, saliences and trust, each as if alone.
TEST(Preferences, LanesAreTheScalar) {
  const Model model = model_of(
      two_issues, {"issues.aid.trust={ uniform = [0, 1] }", "parties.other.positions.aid.ideal={ uniform = [0, 100] }",
                   "parties.other.positions.seat.salience={ uniform = [0, 100] }"});
  const PackageSpace& space = model.stages[0].space();
  State<Pack<8>> batch(model);
  State<double> alone(model);
  const auto fill = [&]<class Real>(State<Real>& state, std::uint64_t first, int count) {
    start(model, state, 1, first, count);
    SpaceWork<Real>& work = common<SpaceWork<Real>>(state.works[0]);
    work.tabled.fill(Real(0.0) == Real(0.0));
    for (int place = 0; place < 2; ++place) work.current[place] = Real(place == 0 ? 1.0 : 0.0);
    tabulate(model, space, state, work.current, work.tabled, state.active, work.table);
  };
  fill(batch, 0, 8);
  for (int l = 0; l < 8; ++l) {
    fill(alone, l, 1);
    for (int cell = 0; cell < space.option_count() * space.row_count(); ++cell)
      EXPECT_EQ(lane(batch.space_of(0).table.cell[cell], l), alone.space_of(0).table.cell[cell]);
  }
}

// Only the shares of saliences count, whatever their size.
TEST(Preferences, SaliencesAreSharesHoweverSmall) {
  Preferences plain({"parties.owner.positions.aid.salience=60", "parties.owner.positions.seat.salience=40"});
  for (const char* scale : {"e-9", "e-300", "e-308", "e-312", "e-318"}) {
    Preferences small({std::string("parties.owner.positions.aid.salience=60") + scale,
                       std::string("parties.owner.positions.seat.salience=40") + scale});
    const double digits = std::string(scale) == "e-318" ? 1e-4 : std::string(scale) == "e-312" ? 1e-9 : 1e-14;
    for (int aid = 0; aid < 3; ++aid)
      for (int seat = 0; seat < 2; ++seat)
        EXPECT_NEAR(small.of("owner", aid, seat), plain.of("owner", aid, seat), digits) << scale;
  }
}

}  // namespace
}  // namespace detente
