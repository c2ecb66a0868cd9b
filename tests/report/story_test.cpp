#include "sim/report/story.h"

#include <gmock/gmock.h>

#include "sim/report/json.h"
#include "tests/support/example.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

using testing::HasSubstr;

// Trials of every shipped scenario told one by one are what eight lanes at a time recorded.
TEST(Story, AgreesWithTheBatch) {
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    for_each_trial(model, 7, sample(1000), [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
      const Story story = replay(model, 7, trial);
      ASSERT_EQ(story.outcome, static_cast<int>(lane(state.outcome, l))) << name << " trial " << trial;
      for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
        ASSERT_EQ(story.settled[issue], static_cast<int>(lane(state.option[issue], l)));
      for (std::size_t event = 0; event < model.events.size(); ++event)
        ASSERT_EQ(story.events[event], is<Pack<8>>(state.events[event], l));
      for (const StageTold& told : story.stages) {
        const StageEnd<Pack<8>>& end = state.end_of(told.stage);
        ASSERT_EQ(told.held, is<Pack<8>>(end.held, l));
        ASSERT_EQ(told.agreed, is<Pack<8>>(end.agreed, l));
        ASSERT_EQ(static_cast<double>(told.rounds.size()), lane(end.rounds, l));
        if (const auto* room = std::get_if<single_text::StageTold>(&told.room))
          ASSERT_EQ(room->zone, lane(record_of<single_text::Plan>(state, told.stage).zone, l));
        if (told.rounds.empty()) continue;
        for (std::size_t place = 0; place < told.before.size(); ++place)
          ASSERT_EQ(told.rounds.back().options[place], static_cast<int>(lane(end.option[place], l)));
      }
    });
  }
}

TEST(Story, TellsWhyAGuestStaysAway) {
  const Model model = model_of(
      example_text,
      {"parties.guest.stay-out=0", "parties.guest.preconditions.seated.firmness=1", "parties.host.reservation=0.9"});
  const std::string text = story_text(model, replay(model, 1, 0), {});
  for (const char* part : {"Round 1. host offers: seat: none.", "A guest stays away", "unmet precondition \"A seat\"",
                           "Not all wanted came after 3 of 3 rounds", "Not reached", "Outcome: nothing."})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(Story, TellsOfDraftsAndObjections) {
  const Model model =
      model_of(example_text, {"parties.guest.stay-out=0", "parties.guest.preconditions.seated.firmness=0"});
  const std::string text = story_text(model, replay(model, 1, 0), {});
  for (const char* part : {"In the room: donor; A guest; host.", "First draft: aid: ", "refuses: worth",
                           "Decision by consensus: the text", "what each conceded"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(Story, JsonHoldsTheSame) {
  const Model model = model_of(example_text);
  const Story story = replay(model, 1, 5);
  const Json json = story_json(model, story);
  EXPECT_EQ(json["trial"], 5);
  EXPECT_EQ(json["outcome"], model.scenario.outcomes[story.outcome].name);
  EXPECT_EQ(json["stages"]["opening"]["rounds"].size(), story.stages[0].rounds.size());
}

}  // namespace
}  // namespace detente
