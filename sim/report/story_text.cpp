#include <fmt/format.h>

#include <algorithm>

#include "sim/report/describe.h"
#include "sim/report/story.h"
#include "sim/report/text.h"
#include "sim/report/variables.h"

namespace detente {

namespace {

// Two numbers with as many digits as it takes to tell them apart, two at least.
std::string compared(std::string_view what, double left, std::string_view against, double right) {
  for (int digits = 2;; ++digits) {
    const std::string first = fmt::format("{:.{}f}", left, digits), second = fmt::format("{:.{}f}", right, digits);
    if (first != second || digits == 9) return fmt::format("{} {}, {} {}", what, first, against, second);
  }
}

std::vector<int> guests_of(const RoundTold& round) {
  std::vector<int> came;
  for (const AnswerTold& answer : round.answers)
    if (answer.came) came.push_back(answer.party);
  return came;
}

class Teller {
 public:
  Teller(const Model& model, Page& page) : model_(model), page_(page) {}
  void tell(const StageTold& told, int number);
  void tell_end(const Story& story);

 private:
  void tell_room(const PlannedStage& stage, const participation::Plan& plan, const StageTold& told);
  void tell_room(const PlannedStage& stage, const single_text::Plan& plan, const StageTold& told);
  void tell_absence(const AnswerTold& answer);
  void tell_objections(const RoundTold& round);
  void tell_concessions(const StageTold& told);
  void tell_variables(const RoundTold& round);
  void tell_shocks(const RoundTold& round);
  std::string package(const PackageSpace& space, const RoundTold& round, bool moved_only) const;
  std::string names(const std::vector<int>& parties) const;
  const std::string& party(int index) const { return model_.parties[index].label; }
  const std::string& issue(int index) const { return model_.issues[index].label; }

  const Model& model_;
  Page& page_;
};

std::string Teller::names(const std::vector<int>& parties) const {
  std::vector<std::string> labels;
  for (const int index : parties) labels.push_back(party(index));
  return labels.empty() ? "nobody" : join(labels, "; ");
}

std::string Teller::package(const PackageSpace& space, const RoundTold& round, bool moved_only) const {
  std::vector<std::string> parts;
  for (int place = 0; place < space.place_count(); ++place)
    if (!moved_only || round.moved[place])
      parts.push_back(fmt::format("{}: {}", issue(space.issues[place]),
                                  model_.issues[space.issues[place]].option_labels[round.options[place]]));
  return join(parts, "; ");
}

void Teller::tell_absence(const AnswerTold& answer) {
  std::vector<std::string> reasons, bluffs;
  if (answer.worse) {
    reasons.push_back(answer.utility < answer.stay_out - 1e-9
                          ? compared("the terms are worth", answer.utility, "staying away", answer.stay_out)
                          : std::string("whoever instructs it finds them worth less than staying away"));
  }
  for (const int at : answer.crossed) reasons.push_back(fmt::format("they cross its red line on \"{}\"", issue(at)));
  for (const DemandTold& demand : answer.unmet) {
    std::string text = "\"" + demand.label + "\"";
    if (demand.party != answer.party) text += " of " + party(demand.party);
    if (demand.meant)
      reasons.push_back("unmet demand " + text);
    else
      bluffs.push_back(text);
  }
  page_.paragraph(fmt::format("- {} stays away: {}.", party(answer.party),
                              reasons.empty() ? "it wavers with the others" : join(reasons, "; ")),
                  4, 2);
  if (!bluffs.empty()) page_.paragraph("It also asks for what it would come without: " + join(bluffs, "; ") + ".", 6);
}

void Teller::tell_variables(const RoundTold& round) {
  if (!round.variables.empty()) page_.paragraph("~ " + variables_text(model_, round.variables) + ".", 4, 2);
}

void Teller::tell_shocks(const RoundTold& round) {
  std::vector<std::string> labels;
  for (const int shock : round.struck) labels.push_back(model_.shocks[shock].label);
  if (!labels.empty()) page_.paragraph("! Then: " + join(labels, "; ") + ".", 4, 2);
}

void Teller::tell_room(const PlannedStage& stage, const participation::Plan& plan, const StageTold& told) {
  const std::string& convenor = party(plan.rows[plan.convenor].party);
  for (std::size_t index = 0; index < told.rounds.size(); ++index) {
    const RoundTold& round = told.rounds[index];
    const bool same = std::find(round.moved.begin(), round.moved.end(), true) == round.moved.end();
    page_.paragraph(index == 0 ? fmt::format("Round 1. {} offers: {}.", convenor, package(plan, round, false))
                    : same     ? fmt::format("Round {}. {} repeats its offer.", index + 1, convenor)
                           : fmt::format("Round {}. {} moves: {}.", index + 1, convenor, package(plan, round, true)));
    tell_variables(round);
    const std::vector<int> came = guests_of(round);
    if (index == 0 || came != guests_of(told.rounds[index - 1]))
      page_.paragraph("+ Would come: " + names(came) + ".", 4, 2);
    else
      page_.paragraph("+ The same would come.", 4, 2);
    for (const AnswerTold& answer : round.answers)
      if (!answer.came) tell_absence(answer);
    tell_shocks(round);
  }
  std::vector<int> wanted;
  for (const int row : plan.wanted) wanted.push_back(plan.rows[row].party);
  const std::string who = wanted.empty() ? "Nobody had to be won" : "Wanted: " + names(wanted);
  page_.paragraph(fmt::format("{}. {} after {} of {} rounds.", who,
                              told.agreed ? "All wanted came" : "Not all wanted came", told.rounds.size(),
                              stage.rounds));
}

void Teller::tell_objections(const RoundTold& round) {
  std::vector<int> content;
  for (const JudgementTold& at : round.judgements) {
    if (at.accepts) {
      content.push_back(at.party);
      continue;
    }
    const std::string where = at.loses_on < 0 ? "" : fmt::format("; it loses most on \"{}\"", issue(at.loses_on));
    page_.paragraph(fmt::format("- {} objects: {}{}.", party(at.party),
                                compared("worth", at.utility, "it asks", at.aspiration), where),
                    4, 2);
  }
  page_.paragraph("+ Would sign: " + names(content) + ".", 4, 2);
}

// From the first round to the last, and how far each could still have gone.
void Teller::tell_concessions(const StageTold& told) {
  Grid grid{{"what each conceded", "first ask", "last ask", "least", "text", "conceded"}, {}};
  const std::vector<JudgementTold>&first = told.rounds.front().judgements, &last = told.rounds.back().judgements;
  for (std::size_t row = 0; row < last.size(); ++row)
    grid.add({party(last[row].party), fmt::format("{:.2f}", first[row].aspiration),
              fmt::format("{:.2f}", last[row].aspiration), fmt::format("{:.2f}", last[row].reservation),
              fmt::format("{:.2f}", last[row].utility), fmt::format("{:.0f} %", 100 * last[row].conceded)});
  page_.grid(grid);
}

void Teller::tell_room(const PlannedStage& stage, const single_text::Plan& plan, const StageTold& told) {
  page_.paragraph("In the room: " + names(told.present) + ".");
  for (const int index : told.off_the_table) page_.paragraph(fmt::format("\"{}\" is not on the table.", issue(index)));
  for (std::size_t index = 0; index < told.rounds.size(); ++index) {
    const RoundTold& round = told.rounds[index];
    if (!round.has_draft) {
      page_.paragraph(fmt::format(
          "Round {}. No text is admissible within the lines, the links and the consent of controllers.", index + 1));
      tell_variables(round);
      tell_shocks(round);
      continue;
    }
    const bool same = std::find(round.moved.begin(), round.moved.end(), true) == round.moved.end();
    const bool first = index == 0 || !told.rounds[index - 1].has_draft;
    page_.paragraph(first  ? fmt::format("Round {}. First draft: {}.", index + 1, package(plan, round, false))
                    : same ? fmt::format("Round {}. The draft stands.", index + 1)
                           : fmt::format("Round {}. The draft moves: {}.", index + 1, package(plan, round, true)));
    tell_variables(round);
    tell_objections(round);
    tell_shocks(round);
  }
  page_.paragraph(fmt::format("Decision by {}: the text {} after {} of {} rounds. Acceptable packages there were: {}.",
                              describe(plan.decision, model_.scenario), told.agreed ? "is adopted" : "fails",
                              told.rounds.size(), stage.rounds, static_cast<std::uint64_t>(told.zone)));
  tell_concessions(told);
}

void Teller::tell(const StageTold& told, int number) {
  const PlannedStage& stage = model_.stages[told.stage];
  page_.heading(fmt::format("{}. {}", number, stage.label));
  if (!told.reached) return page_.paragraph("Not reached: what it requires does not hold.");
  if (!told.held) return page_.paragraph("Not held: nobody is there to decide.");
  std::visit([&](const auto& plan) { tell_room(stage, plan, told); }, stage.plan);
}

void Teller::tell_end(const Story& story) {
  page_.heading("How it ends");
  if (story.failed)
    page_.paragraph(fmt::format("This trial failed: {}. It counts nowhere.", story.failed->cause), 2, 2, Tone::alarm);
  page_.paragraph("Outcome: " + model_.scenario.outcomes[story.outcome].name + ".", 2, 0, Tone::strong);
  for (std::size_t at = 0; at < model_.issues.size(); ++at)
    page_.paragraph(
        fmt::format("{}: {}{}", issue(static_cast<int>(at)), model_.issues[at].option_labels[story.settled[at]],
                    story.settled[at] == model_.issues[at].reversion ? " (as before)" : ""),
        4, 2);
  if (!story.variables.empty()) page_.paragraph("~ " + variables_text(model_, story.variables) + ".", 4, 2);
  std::vector<std::string> yes, no;
  for (std::size_t event = 0; event < story.events.size(); ++event)
    (story.events[event] ? yes : no).push_back(model_.scenario.events[event].name);
  if (!yes.empty()) page_.paragraph("Happened: " + join(yes, "; ") + ".", 2, 2);
  if (!no.empty()) page_.paragraph("Did not happen: " + join(no, "; ") + ".", 2, 2);
}

}  // namespace

std::string story_text(const Model& model, const Story& story, PageStyle style) {
  Page page;
  page.heading(model.scenario.label.empty() ? model.scenario.name : model.scenario.label);
  page.paragraph(fmt::format("Trial {} of seed {}: one way it may go, not the likely one.", story.trial, story.seed),
                 0);
  Teller teller(model, page);
  for (std::size_t stage = 0; stage < story.stages.size(); ++stage)
    teller.tell(story.stages[stage], static_cast<int>(stage) + 1);
  teller.tell_end(story);
  return write(page, style);
}

}  // namespace detente
