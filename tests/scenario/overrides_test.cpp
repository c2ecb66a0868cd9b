#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/texts.h"

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

double influence(const Scenario& scenario, const std::string& name) {
  return party(scenario, name).influence.distribution.parameters.at(0);
}

participation::Settings convening(const Scenario& scenario) {
  return std::get<participation::Settings>(scenario.stages[0].settings);
}

TEST(Set, AValueIsTomlIfItParsesElseText) {
  EXPECT_EQ(influence(read(good("harbour"), {"parties.north.influence=70"}), "north"), 70);
  EXPECT_EQ(read(good("harbour"), {"stages.talks.rounds = 9"}).stages[0].rounds, 9);
  EXPECT_EQ(read(good("harbour"), {"label=At the harbour"}).label, "At the harbour");
  EXPECT_EQ(read(good("harbour"), {"label=\"At the harbour\""}).label, "At the harbour");
  EXPECT_EQ(
      read(good("harbour"), {"parties.north.reservation=status-quo + 0.1"}).parties[1].reservation.expression->text,
      "status-quo + 0.1");
}

TEST(Set, LaterSetsWin) {
  EXPECT_EQ(influence(read(good("harbour"), {"parties.north.influence=70", "parties.north.influence=80"}), "north"),
            80);
}

TEST(Set, PositionsAreAddressedByIdealAndSalienceHoweverTheyAreWritten) {
  const Scenario scenario =
      read(good("harbour"), {"parties.north.positions.price.salience=5", "parties.south.positions.price=[30, 40]"});
  EXPECT_EQ(party(scenario, "north").positions[1].ideal.distribution.parameters[0], 20);
  EXPECT_EQ(party(scenario, "north").positions[1].salience.distribution.parameters[0], 5);
  EXPECT_EQ(party(scenario, "south").positions[0].ideal.distribution.parameters[0], 30);
}

TEST(Set, TablesInListsAreAddressedByNameAndLabelsInQuotes) {
  for (const std::string set :
       {"stages.convening.offer.agenda=not raised", "stages.convening.offer.agenda = 'not raised'"})
    EXPECT_EQ(convening(read(good("doha-2"), {set})).offer[0], 2) << set;
  EXPECT_EQ(read(good("every-form"), {"issues.aid.options.\"emergency only\"=35"}).issues[0].options[1].value, 35);
  EXPECT_EQ(read(good("every-form"), {"issues.aid.options.\"the donors' plan\"=90"}).issues[0].options[2].value, 90);
  EXPECT_EQ(*read(good("every-form"), {"observed.'The ministry came'=true"}).observed.events[0], true);
}

TEST(Set, ListsGrowAndShrink) {
  const Scenario more =
      read(good("doha-2"), {"stages.convening.invited+=nrf", "stages.convening.invited-=[\"us\", \"europe\"]"});
  std::vector<std::string> invited;
  for (const int guest : convening(more).invited) invited.push_back(more.parties[guest].name);
  EXPECT_THAT(invited,
              ElementsAre("taliban", "civil-society", "china", "russia", "iran", "pakistan", "islamic-bridge", "nrf"));
  EXPECT_EQ(party(read(good("harbour"), {"parties.north.never+=price > 50"}), "north").never.size(), 1U);
  EXPECT_THAT(said(good("doha-2"), {"stages.convening.invited-=urope"}), HasSubstr("did you mean 'europe'?"));
  EXPECT_THAT(said(good("doha-2"), {"stages.convening.rounds+=1"}), HasSubstr("is not a list"));
  EXPECT_THAT(said(good("doha-2"), {"stages.convening.invited+=us"}), HasSubstr("'us' is named twice in 'invited'"));
}

TEST(Set, KeysMayBeCreatedButNothingThatAUserNames) {
  EXPECT_EQ(party(read(good("harbour"), {"parties.north.stay-out=0.1"}), "north").stay_out.distribution.parameters[0],
            0.1);
  EXPECT_EQ(party(read(good("harbour"), {"parties.south.positions.access=[20, 30]"}), "south").positions.size(), 2U);
  EXPECT_TRUE(party(read(good("harbour"), {"parties.north.positions.price.red-line.at-most=middle"}), "north")
                  .positions[1]
                  .red_line);
  EXPECT_THAT(said(good("harbour"), {"parties.nroth.influence=1"}), HasSubstr("did you mean 'north'?"));
  EXPECT_THAT(said(good("harbour"), {"parties.east.influence=1"}), HasSubstr("there is no 'east' in 'parties'"));
  EXPECT_THAT(said(good("harbour"), {"issues.price.options.higher=90"}), HasSubstr("there is no 'higher'"));
  EXPECT_THAT(said(good("harbour"), {"stages.talk.rounds=1"}), HasSubstr("did you mean 'talks'?"));
  EXPECT_THAT(said(good("harbour"), {"stages.talks.rouns=1"}), HasSubstr("did you mean 'rounds'?"));
}

TEST(Set, MistakesAreShownWithTheSet) {
  EXPECT_THAT(said(good("harbour"), {"parties.north.influence=170"}),
              HasSubstr("--set parties.north.influence=170: error: 'parties.north.influence' is out of range"));
  EXPECT_THAT(said(good("harbour"), {"stages.talks.rounds=many"}), HasSubstr("must be a whole number, not text"));
  EXPECT_THAT(said(good("harbour"), {"stages.talks.requires=agreed(talk)"}), HasSubstr("did you mean 'talks'?"));
  const std::vector<Diagnostic> later = read(good("harbour"), {"parties.north.patience=1"}).unplayed;
  ASSERT_EQ(later.size(), 1U);
  EXPECT_THAT(later[0].cause, HasSubstr("not used yet: 'patience'"));
  for (const std::string set :
       {"", "=", "rounds", ".=1", "a..b=1", "\"a=1", "parties.north.influence.of.it=1", "stages=1", "parties=1"})
    EXPECT_NE(said(good("harbour"), {set}), "") << set;
  EXPECT_NE(said(good("harbour"), {"label=" + std::string(100'000, '[')}), "");
  EXPECT_NE(said(good("harbour"), {std::string(40'000, '.') + "=1"}), "");
}

TEST(Set, TheSourceOfANumberIsThenTheCommandLine) {
  const Scenario scenario =
      read(good("every-form"), {"parameters.shared=0.7", "parties.host.influence={ exact = 5, source = 'told so' }"});
  EXPECT_EQ(scenario.parameters[5].value.provenance.source, "set on the command line");
  EXPECT_EQ(party(scenario, "host").influence.provenance.source, "told so");
  const Scenario part = read(good("doha-2"), {"parties.taliban.preconditions.official.firmness.pert=[0.1, 0.2, 0.3]"});
  EXPECT_EQ(party(part, "taliban").preconditions[1].firmness.provenance.source, "set on the command line");
}

TEST(Set, APlainNumberIsStillSpread) {
  EXPECT_FALSE(party(read(good("doha-2"), {"parties.us.influence=50"}), "us").influence.exact());
  EXPECT_TRUE(party(read(good("doha-2"), {"parties.us.influence={ exact = 50 }"}), "us").influence.exact());
}

TEST(Set, ZerosBeforeANumberSayNothing) {
  const auto same = [](const std::string& address, const std::string& padded, const std::string& plain) {
    const auto text = [&](const std::string& value) {
      return canonical_text(read(good("doha-2"), {address + "=" + value}));
    };
    EXPECT_EQ(text(padded), text(plain)) << address << "=" << padded;
  };
  for (const std::string padded : {"050", "+050", " 0050 ", "050.0", "05e1", "005.0e+01"})
    same("parties.us.influence", padded, "50");
  same("parties.us.influence", "00.5", "0.5");
  same("parties.us.influence", "000", "0");
  same("stages.convening.rounds", "05", "5");
  same("parties.us.positions.agenda", "[050, 020]", "[50, 20]");
  EXPECT_THAT(said(good("harbour"), {"parties.north.influence=-007"}), HasSubstr("is out of range"));
  EXPECT_EQ(read(good("harbour"), {"label=007"}).label, "007") << "text where only text fits";
}

}  // namespace
}  // namespace detente
