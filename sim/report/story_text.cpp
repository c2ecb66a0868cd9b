#include <fmt/format.h>

#include "sim/report/describe.h"
#include "sim/report/protocols.h"
#include "sim/report/story.h"
#include "sim/report/text.h"
#include "sim/report/variables.h"
#include "sim/scenario/calendar.h"
#include "sim/study/failure.h"

namespace detente {

namespace {

void tell(Teller& teller, const StageTold& told, int number) {
  const PlannedStage& stage = teller.model.stages[told.stage];
  const std::string date = told.reached ? spelt_out(date_after(teller.model.scenario.start, told.days)) : "";
  teller.page.heading(fmt::format("{}. {}{}", number, stage.label, date.empty() ? "" : ", " + date));
  if (!told.reached) return teller.page.paragraph("Not reached: what it requires does not hold.");
  if (told.pause) {
    teller.page.paragraph("After a pause of " + length_of_time(teller.model.scenario.stages[told.stage].pause_days) +
                          ".");
    teller.tell_shocks(*told.pause);
  }
  if (!told.held) return teller.page.paragraph("Not held: nobody is there to decide.");
  std::visit([&](const auto& plan) { tell(teller, stage, plan, told); }, stage.plan);
}

void tell_end(Teller& teller, const Story& story) {
  const Model& model = teller.model;
  teller.page.heading("How it ends");
  if (story.failed)
    teller.page.paragraph(fmt::format("This trial failed: {}. It counts nowhere.", cause_of(model, *story.failed)), 2,
                          2, Tone::alarm);
  teller.page.paragraph("Outcome: " + model.scenario.outcomes[story.outcome].name + ".", 2, 0, Tone::strong);
  for (std::size_t at = 0; at < model.issues.size(); ++at)
    teller.page.paragraph(fmt::format("{}: {}{}", teller.issue(static_cast<int>(at)),
                                      model.label_of(static_cast<int>(at), story.settled[at]),
                                      story.settled[at] == model.issues[at].reversion ? " (as before)" : ""),
                          4, 2);
  if (!story.variables.empty()) teller.page.paragraph("~ " + variables_text(model, story.variables) + ".", 4, 2);
  std::vector<std::string> yes, no;
  for (std::size_t event = 0; event < story.events.size(); ++event)
    (story.events[event] ? yes : no).push_back(model.scenario.events[event].name);
  if (!yes.empty()) teller.page.paragraph("Happened: " + join(yes, "; ") + ".", 2, 2);
  if (!no.empty()) teller.page.paragraph("Did not happen: " + join(no, "; ") + ".", 2, 2);
}

}  // namespace

std::string story_text(const Model& model, const Story& story, PageStyle style) {
  Page page;
  page.heading(model.scenario.label.empty() ? model.scenario.name : model.scenario.label);
  page.paragraph(fmt::format("Trial {} of seed {}: one way it may go, not the likely one.", story.trial, story.seed),
                 0);
  Teller teller{model, page};
  for (std::size_t stage = 0; stage < story.stages.size(); ++stage)
    tell(teller, story.stages[stage], static_cast<int>(stage) + 1);
  tell_end(teller, story);
  return write(page, style);
}

}  // namespace detente
