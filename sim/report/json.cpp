#include "sim/report/json.h"

#include <cmath>

#include "sim/core/plain_text.h"
#include "sim/report/build_info.h"
#include "sim/report/describe.h"
#include "sim/report/stage_summary.h"
#include "sim/report/table.h"
#include "sim/report/text.h"
#include "sim/report/variables.h"
#include "sim/study/digest.h"

namespace detente {

namespace {

Json to_json(const std::optional<bool>& fact) { return fact ? Json(*fact) : Json(nullptr); }

Json to_json(const Score& score) {
  if (score.events == 0) return object({{"events", 0}, {"brier", nullptr}, {"log_score", nullptr}});
  return object({{"events", score.events}, {"brier", score.brier}, {"log_score", score.log_score}});
}

Json outcome_name(const Model& model, int outcome) {
  return outcome < 0 ? Json(nullptr) : Json(model.scenario.outcomes[outcome].name);
}

Json baseline_json(const Model& model, const BaselineAccount& baseline) {
  Json json = to_json(baseline.score);
  json["outcome"] = outcome_name(model, baseline.outcome);
  json["model_on_same_events"] = to_json(baseline.model_score);
  return json;
}

void add_outcomes(Json& json, const Document& document) {
  json["likeliest_outcome"] = outcome_name(document.model, document.valid ? document.likeliest : -1);
  json["observed_outcome"] = outcome_name(document.model, document.observed);
  Json& outcomes = json["outcomes"] = Json::object();
  for (std::size_t i = 0; i < document.outcomes.size(); ++i)
    outcomes[document.model.scenario.outcomes[i].name] = to_json(document.outcomes[i]);
  Json& events = json["events"] = Json::object();
  for (std::size_t i = 0; i < document.events.size(); ++i) {
    const EventAccount& at = document.events[i];
    Json& event = events[document.model.scenario.events[i].name] = to_json(at.share);
    event["observed"] = to_json(at.observed);
    event["status_quo"] = to_json(at.status_quo);
    event["weighted_mean"] = to_json(at.weighted_mean);
  }
  json["scores"] = object({{"model", to_json(document.model_score)},
                           {"status_quo", baseline_json(document.model, document.status_quo)},
                           {"weighted_mean", baseline_json(document.model, document.weighted_mean)}});
}

Json stage_json(const Model& model, const PlannedStage& stage, const StageSummary& at) {
  Json json = object({{"label", stage.label},
                      {"protocol", protocol_word(stage.plan.index())},
                      {"reached", to_json(at.reached)},
                      {"held", to_json(at.held)},
                      {"agreed", to_json(at.agreed)}});
  if (!model.scenario.start.empty())
    json["begins"] =
        at.begins
            ? object({{"earliest", at.begins->earliest}, {"median", at.begins->median}, {"latest", at.begins->latest}})
            : Json(nullptr);
  json["rounds"] = object(
      {{"limit", stage.rounds}, {"mean", at.held.count ? Json(at.mean_rounds) : Json(nullptr)}, {"counts", at.rounds}});
  with_summary(stage, at, [&](const auto& plan, const auto& room) {
    add(json, model, stage, plan, room);
    Json& utilities = json["utilities"] = Json::object();
    for (const UtilitySummary& row : at.utilities) {
      Json& party = utilities[model.parties[row.party].name] = object({{"trials", row.trials},
                                                                       {"utility", row.utility},
                                                                       {"utility_sd", row.utility_sd},
                                                                       {threshold_key(plan, row.row), row.threshold},
                                                                       {"surplus", row.utility - row.threshold}});
      if (!proposes(plan, row.row)) party["accepted"] = to_json(row.accepted);
      const std::uint64_t others = row.trials - row.agreed_trials;
      party["agreed_trials"] = row.agreed_trials;
      party["surplus_agreed"] = row.agreed_trials ? Json(row.surplus_agreed) : Json(nullptr);
      party["surplus_otherwise"] = others ? Json(row.surplus_otherwise) : Json(nullptr);
    }
  });
  return json;
}

Json settled_json(const Document& document, std::size_t index) {
  const IssueModel& issue = document.model.issues[index];
  const Issue& stated = document.model.scenario.issues[index];
  const SettledAccount& settled = document.settled[index];
  Json json = object({{"label", issue.label}, {"reversion", level_json(stated, issue.reversion)}});
  json["norm_floor"] = issue.norm_floor < 0 ? Json(nullptr)
                       : stated.is_range()  ? Json(stated.floor)
                                            : level_json(stated, issue.norm_floor);
  json["below_norm_floor"] = settled.below_floor ? to_json(*settled.below_floor) : Json(nullptr);
  if (settled.value) {
    json["unit"] = stated.unit;
    add_value(json, *settled.value, document.valid > 0);
  }
  Json& shares = json[settled.value ? "bins" : "options"] = Json::object();
  for (std::size_t place = 0; place < settled.shares.size(); ++place)
    shares[settled.labels[place]] = to_json(settled.shares[place]);
  return json;
}

Json drivers_json(const Document& document) {
  Json inputs = Json::object();
  for (const Driver& at : document.drivers)
    inputs[at.address] = object({{"kind", at.luck ? "chance" : "input"},
                                 {"index", at.index},
                                 {"noise", at.noise},
                                 {"determined", at.determined()},
                                 {"share_in_lowest_quarter", at.low_share},
                                 {"share_in_highest_quarter", at.high_share},
                                 {"confidence", at.provenance.confidence},
                                 {"source", at.provenance.source}});
  Json refused = Json::object();
  for (const NotAlone& several : not_alone(document.model))
    for (const std::string& address : several.inputs) refused[address] = several.why;
  return object({{"outcome", outcome_name(document.model, document.valid ? document.likeliest : -1)},
                 {"inputs", std::move(inputs)},
                 {"not_alone", std::move(refused)}});
}

Json choices_json(const Document& document) {
  const ChoiceEffects choices = document.choices() ? *document.choices() : ChoiceEffects{};
  Json list = Json::array();
  for (const ChoiceEffect& effect : choices.effects)
    list.push_back(object({{"kind", effect.choice.kind},
                           {"choice", effect.choice.who},
                           {"otherwise", effect.choice.otherwise},
                           {"change", effect.change},
                           {"low", effect.low},
                           {"high", effect.high}}));
  return object({{"trials", choices.trials}, {"choices", std::move(list)}});
}

Json clamped_json(const Document& document) {
  Json numbers = Json::array();
  for (const ClampedNumber& number : clamped_numbers(document.model, document.result)) {
    const Bound& bound = document.model.bounds[number.bound];
    const auto end = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
    numbers.push_back(object({{"address", bound.address},
                              {"weight", bound.is_weight},
                              {"low", end(bound.low)},
                              {"high", end(bound.high)},
                              {"trials", number.trials},
                              {"widest", number.widest}}));
  }
  return numbers;
}

Json warnings_json(const Model& model) {
  Json warnings = Json::array();
  for (const Diagnostic& warning : model.scenario.warnings)
    warnings.push_back(object({{"line", warning.position.line}, {"cause", warning.cause}, {"remedy", warning.remedy}}));
  return warnings;
}

}  // namespace

Json object(std::initializer_list<Field> fields) {
  Json json = Json::object();
  for (const Field& field : fields) json[field.key] = field.value;
  return json;
}

const char* ending_name(Ending ending) {
  switch (ending) {
    case Ending::trials:
      return "trials";
    case Ending::precision:
      return "precision";
    case Ending::budget:
      return "budget";
    case Ending::interrupt:
      return "interrupt";
  }
  return "";
}

Json run_json(const Result& result, const std::string& command) {
  Json run = object({{"command", command}});
  run["threads"] = result.plan.threads;
  run["lanes"] = result.plan.lanes;
  run["seconds"] = result.seconds;
  run["trials_per_second"] =
      result.seconds > 0 ? Json(static_cast<double>(result.trials) / result.seconds) : Json(nullptr);
  run.update(json_build());
  return run;
}

Json json_build() {
  const BuildInfo& build = build_info();
  return object({{"version", build.version},
                 {"compiler", build.compiler},
                 {"flags", build.flags},
                 {"instructions", build.instructions}});
}

Json to_json(const Share& share) {
  if (share.of == 0) return object({{"count", 0}, {"share", nullptr}, {"low", nullptr}, {"high", nullptr}});
  return object({{"count", share.count}, {"share", share.value}, {"low", share.low}, {"high", share.high}});
}

Json json_report(const Document& document, const std::string& command) {
  const Model& model = document.model;
  const Result& result = document.result;
  const Scenario& scenario = model.scenario;
  Json json = object({{"format", json_format}});
  json["scenario"] = object({{"name", scenario.name},
                             {"label", scenario.label},
                             {"sha256", sha256(model.canonical)},
                             {"source", scenario.provenance.source},
                             {"confidence", scenario.provenance.confidence}});
  json["seed"] = result.plan.seed;
  json["trials"] = result.trials;
  json["trials_asked"] = result.plan.trials;
  json["stopped"] = result.stopped();
  json["ended_by"] = ending_name(result.ending);
  json["precision_asked"] = result.plan.precision > 0 ? Json(result.plan.precision) : Json(nullptr);
  json["budget_seconds"] = result.plan.budget > 0 ? Json(result.plan.budget) : Json(nullptr);
  json["widest_half_width"] = document.valid > 0 ? Json(result.widest_half_width()) : Json(nullptr);
  json["digest"] = result.digest;
  add_outcomes(json, document);
  Json& stages = json["stages"] = Json::object();
  for (std::size_t stage = 0; stage < model.stages.size(); ++stage)
    stages[model.stages[stage].name] = stage_json(model, model.stages[stage], summarise_stage(document, stage));
  Json& settled = json["settled"] = Json::object();
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    settled[model.issues[issue].name] = settled_json(document, issue);
  add_variables(json, document);
  json["drivers"] = drivers_json(document);
  json["fixed_choices"] = choices_json(document);
  json["problems"] = object({{"failed_trials", result.count(result.layout.failed)},
                             {"trials_with_clamped_numbers", result.count(result.layout.clamped)},
                             {"clamped", clamped_json(document)},
                             {"trials_with_divisions_by_zero", result.count(result.layout.zero_divisions)}});
  if (const Failure* failure = document.failure())
    json["problems"]["first_failed"] = object({{"trial", failure->trial}, {"cause", failure->cause}});
  json["warnings"] = warnings_json(model);
  json["ethics"] = ethics_note;
  json["run"] = run_json(result, command);
  return json;
}

// A place that a diagnostic does not have is null: a mistake on the command line has no line.
Json json_diagnostics(const std::vector<Diagnostic>& diagnostics) {
  Json list = Json::array();
  int errors = 0;
  for (const Diagnostic& diagnostic : diagnostics) {
    const SourcePosition at = diagnostic.position;
    errors += diagnostic.severity == Severity::error;
    list.push_back(object({{"file", diagnostic.file},
                           {"line", at.line > 0 ? Json(at.line) : Json(nullptr)},
                           {"column", at.line > 0 ? Json(at.column) : Json(nullptr)},
                           {"length", at.line > 0 ? Json(diagnostic.length) : Json(nullptr)},
                           {"severity", diagnostic.severity == Severity::error ? "error" : "warning"},
                           {"message", diagnostic.cause},
                           {"remedy", diagnostic.remedy}}));
  }
  return object({{"format", json_format},
                 {"errors", errors},
                 {"warnings", static_cast<int>(diagnostics.size()) - errors},
                 {"diagnostics", std::move(list)}});
}

// Bytes that are not UTF-8 are replaced: file names and command lines may hold any.
std::string json_text(const Json& json) {
  return plain_json(json.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace detente
