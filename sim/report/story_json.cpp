#include "sim/report/json.h"
#include "sim/report/protocols.h"
#include "sim/report/story.h"
#include "sim/scenario/calendar.h"
#include "sim/study/failure.h"

namespace detente {

namespace {

class StoryWriter {
 public:
  explicit StoryWriter(const Model& model) : model_(model) {}

  Json stage(const StageTold& told) const {
    Json json = object({{"reached", told.reached}, {"held", told.held}, {"agreed", told.agreed}});
    const std::string& start = model_.scenario.start;
    json["begins"] = told.reached && !start.empty() ? Json(date_after(start, told.days)) : Json(nullptr);
    std::visit([&](const auto& room) { add(json, model_, room); }, told.room);
    if (told.pause) add_tick(json["pause"] = Json::object(), *told.pause);
    Json& rounds = json["rounds"] = Json::array();
    for (const RoundTold& at : told.rounds) rounds.push_back(round(model_.stages[told.stage].space(), at));
    return json;
  }

  // Only where the scenario has any.
  void add_variables(Json& json, const std::vector<double>& values, const std::vector<int>& struck) const {
    for (std::size_t i = 0; i < values.size(); ++i) json["variables"][model_.variables[i].name] = values[i];
    if (!model_.shocks.empty()) json["shocks"] = names_json(model_.shocks, struck);
  }

 private:
  Json package(const PackageSpace& space, const std::vector<int>& options) const {
    Json package = Json::object();
    for (int place = 0; place < space.place_count(); ++place) {
      const Issue& issue = model_.scenario.issues[space.issues[place]];
      package[issue.name] = level_json(issue, options[place]);
    }
    return package;
  }

  Json round(const PackageSpace& space, const RoundTold& told) const {
    Json json = Json::object();
    std::visit([&](const auto& room) { add_round(json, model_, package(space, told.options), room); }, told.room);
    add_variables(json, told.variables, told.struck);
    add_shifted(json, told);
    return json;
  }

  void add_tick(Json& json, const TickTold& tick) const {
    add_variables(json, {}, tick.struck);
    add_shifted(json, tick);
  }

  void add_shifted(Json& json, const TickTold& tick) const {
    for (const auto& [issue, index] : tick.shifted)
      json["shifted"][model_.issues[issue].name] = level_json(model_.scenario.issues[issue], index);
  }

  const Model& model_;
};

}  // namespace

Json story_json(const Model& model, const Story& story) {
  Json json = object({{"format", json_format},
                      {"scenario", model.scenario.name},
                      {"seed", story.seed},
                      {"trial", story.trial},
                      {"failed", story.failed.has_value()}});
  if (story.failed) json["failure"] = cause_of(model, *story.failed);
  json["outcome"] = model.scenario.outcomes[story.outcome].name;
  Json& events = json["events"] = Json::object();
  for (std::size_t event = 0; event < story.events.size(); ++event)
    events[model.scenario.events[event].name] = bool(story.events[event]);
  Json& settled = json["settled"] = Json::object();
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    settled[model.issues[issue].name] = level_json(model.scenario.issues[issue], story.settled[issue]);
  const StoryWriter writer(model);
  writer.add_variables(json, story.variables, story.struck);
  Json& stages = json["stages"] = Json::object();
  for (const StageTold& told : story.stages) stages[model.stages[told.stage].name] = writer.stage(told);
  return json;
}

}  // namespace detente
