#include "sim/report/describe.h"
#include "sim/report/story.h"

namespace detente {

namespace {

class Writer {
 public:
  explicit Writer(const Model& model) : model_(model) {}
  Json stage(const StageTold& told) const;
  // Only where the scenario has any.
  void add_variables(Json& json, const std::vector<double>& values, const std::vector<int>& struck) const {
    for (std::size_t i = 0; i < values.size(); ++i) json["variables"][model_.variables[i].name] = values[i];
    if (!model_.shocks.empty()) json["shocks"] = names(model_.shocks, struck);
  }

 private:
  Json package(const PackageSpace& space, const std::vector<int>& options) const;
  Json round(const PlannedStage& stage, const RoundTold& told) const;
  Json answer(const AnswerTold& told) const;
  Json judgement(const JudgementTold& told) const;
  void add_room(Json&, const participation::Plan&, const StageTold&) const {}
  void add_room(Json& json, const single_text::Plan&, const StageTold& told) const {
    json["present"] = names(model_.parties, told.present);
    json["off_the_table"] = names(model_.issues, told.off_the_table);
    json["acceptable_packages"] = told.zone;
  }
  template <class Named>
  Json names(const std::vector<Named>& named, const std::vector<int>& indices) const {
    Json list = Json::array();
    for (const int index : indices) list.push_back(named[index].name);
    return list;
  }

  const Model& model_;
};

Json Writer::package(const PackageSpace& space, const std::vector<int>& options) const {
  Json package = Json::object();
  for (int place = 0; place < space.place_count(); ++place) {
    const IssueModel& issue = model_.issues[space.issues[place]];
    package[issue.name] = issue.option_labels[options[place]];
  }
  return package;
}

Json Writer::answer(const AnswerTold& told) const {
  Json json =
      object({{"came", told.came}, {"utility", told.utility}, {"stay_out", told.stay_out}, {"worse", told.worse}});
  json["red_lines_crossed"] = names(model_.issues, told.crossed);
  Json& unmet = json["unmet"] = Json::array();
  for (const DemandTold& demand : told.unmet)
    unmet.push_back(
        object({{"party", model_.parties[demand.party].name}, {"precondition", demand.name}, {"meant", demand.meant}}));
  return json;
}

Json Writer::judgement(const JudgementTold& told) const {
  return object({{"accepts", told.accepts},
                 {"votes", told.votes},
                 {"utility", told.utility},
                 {"aspiration", told.aspiration},
                 {"reservation", told.reservation},
                 {"conceded", told.conceded},
                 {"loses_most_on", told.loses_on < 0 ? Json(nullptr) : Json(model_.issues[told.loses_on].name)}});
}

// What a protocol calls its terms, and what parties say of them.
struct RoundKeys {
  const char *terms, *said;
};
RoundKeys keys_of(const participation::Plan&) { return {"offer", "answers"}; }
RoundKeys keys_of(const single_text::Plan&) { return {"draft", "judgements"}; }

Json Writer::round(const PlannedStage& stage, const RoundTold& told) const {
  const RoundKeys keys = std::visit([](const auto& plan) { return keys_of(plan); }, stage.plan);
  Json json = object({{keys.terms, told.has_draft ? package(stage.space(), told.options) : Json(nullptr)}});
  Json& parties = json[keys.said] = Json::object();
  for (const AnswerTold& at : told.answers) parties[model_.parties[at.party].name] = answer(at);
  for (const JudgementTold& at : told.judgements) parties[model_.parties[at.party].name] = judgement(at);
  add_variables(json, told.variables, told.struck);
  return json;
}

Json Writer::stage(const StageTold& told) const {
  const PlannedStage& stage = model_.stages[told.stage];
  Json json = object({{"reached", told.reached}, {"held", told.held}, {"agreed", told.agreed}});
  std::visit([&](const auto& plan) { add_room(json, plan, told); }, stage.plan);
  Json& rounds = json["rounds"] = Json::array();
  for (const RoundTold& at : told.rounds) rounds.push_back(round(stage, at));
  return json;
}

}  // namespace

Json story_json(const Model& model, const Story& story) {
  Json json = object({{"format", json_format},
                      {"scenario", model.scenario.name},
                      {"seed", story.seed},
                      {"trial", story.trial},
                      {"failed", story.failed.has_value()}});
  if (story.failed) json["failure"] = story.failed->cause;
  json["outcome"] = model.scenario.outcomes[story.outcome].name;
  Json& events = json["events"] = Json::object();
  for (std::size_t event = 0; event < story.events.size(); ++event)
    events[model.scenario.events[event].name] = bool(story.events[event]);
  Json& settled = json["settled"] = Json::object();
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    settled[model.issues[issue].name] = model.issues[issue].option_labels[story.settled[issue]];
  const Writer writer(model);
  writer.add_variables(json, story.variables, story.struck);
  Json& stages = json["stages"] = Json::object();
  for (const StageTold& told : story.stages) stages[model.stages[told.stage].name] = writer.stage(told);
  return json;
}

}  // namespace detente
