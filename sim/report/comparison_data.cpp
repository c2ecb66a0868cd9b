// The comparison as JSON and CSV.

#include <fmt/format.h>

#include <cmath>

#include "sim/report/comparison.h"
#include "sim/report/table.h"
#include "sim/study/digest.h"

namespace detente {

namespace {

Json json_of(const std::optional<std::string>& value) { return value ? Json(*value) : Json(nullptr); }

Json difference_json(const ScenarioDifference& difference) {
  Json values = Json::object();
  for (const ValueDifference& at : difference.values) {
    Json& value = values[at.address] = object({{"reference", json_of(at.before)}, {"variant", json_of(at.after)}});
    if (at.removed.empty() && at.added.empty()) continue;
    value["removed"] = at.removed;
    value["added"] = at.added;
  }
  return object({{"plays_alike", difference.plays_alike}, {"values", std::move(values)}});
}

Json named(const RowName& about) {
  return object(
      {{"kind", about.kind}, {"name", about.name}, {"item", about.item.empty() ? Json(nullptr) : Json(about.item)}});
}

Json figure_json(const FigureDifference& at) {
  Json json = named(at.about);
  const auto known = [&](double value) { return at.pairs > 0 ? Json(value) : Json(nullptr); };
  const auto saving = [&](double value) { return at.difference.saving > 0 ? Json(value) : Json(nullptr); };
  json["pairs"] = at.pairs;
  json["differing"] = at.differing;
  json["reference"] = known(at.before);
  json["variant"] = known(at.after);
  json["change"] = known(at.difference.change);
  json["low"] = known(at.difference.low);
  json["high"] = known(at.difference.high);
  json["clear"] = at.difference.clear();
  json["saving"] = saving(at.difference.saving);
  json["narrower"] = saving(std::sqrt(at.difference.saving));
  json["trials_saved"] = saving(std::round(trials_saved(at)));
  return json;
}

Json list_of(const std::vector<RowName>& names) {
  Json list = Json::array();
  for (const RowName& name : names) list.push_back(named(name));
  return list;
}

void add_variant(Json& json, const VariantComparison& variant) {
  json["pairs"] = variant.pairs;
  json["failed_pairs"] = variant.failed;
  Json& figures = json["figures"] = Json::array();
  for (const FigureDifference& at : variant.differences) figures.push_back(figure_json(at));
  json["only_in_reference"] = list_of(variant.only_before);
  json["only_in_variant"] = list_of(variant.only_after);
}

Json scenario_json(const Compared& compared, const Comparison& comparison, std::size_t index) {
  const Scenario& scenario = compared.models[index].scenario;
  const Result& result = comparison.results[index];
  Json json = object({{"name", compared.names[index]},
                      {"scenario", scenario.name},
                      {"label", scenario.label},
                      {"sha256", sha256(compared.models[index].canonical)},
                      {"digest", result.digest},
                      {"failed_trials", result.count(result.layout.failed)}});
  for (std::size_t i = 0; i < scenario.outcomes.size(); ++i)
    json["outcomes"][scenario.outcomes[i].name] = to_json(share_of(result.outcome_counts()[i], result.valid()));
  return json;
}

std::string differences_csv(const Compared& compared, CsvStyle style) {
  std::string text = csv_line({"scenario", "address", "reference", "variant"});
  for (std::size_t i = 0; i < compared.differences.size(); ++i)
    for (const ValueDifference& at : compared.differences[i].values)
      text += csv_line({compared.names[i + 1], at.address, at.before.value_or(""), at.after.value_or("")}, style);
  return text;
}

}  // namespace

Json comparison_json(const Compared& compared, const Comparison* result, const std::string& command) {
  Json json = object({{"format", json_format}, {"reference", compared.names.front()}});
  if (result) {
    const Result& reference = result->reference();
    json["seed"] = reference.plan.seed;
    json["trials"] = reference.trials;
    json["trials_asked"] = reference.plan.trials;
    json["stopped"] = reference.stopped();
    for (std::size_t i = 0; i < compared.names.size(); ++i)
      json["scenarios"].push_back(scenario_json(compared, *result, i));
  }
  Json& variants = json["variants"] = Json::array();
  for (std::size_t i = 0; i < compared.differences.size(); ++i) {
    Json& variant = variants.emplace_back(
        object({{"name", compared.names[i + 1]}, {"differences", difference_json(compared.differences[i])}}));
    if (result) add_variant(variant, result->variants[i]);
  }
  if (!result) return json;
  json["ethics"] = ethics_note;
  json["run"] = run_json(result->reference(), command);
  return json;
}

std::string comparison_csv(const Compared& compared, const Comparison* result, CsvStyle style) {
  if (!result) return differences_csv(compared, style);
  const Result& reference = result->reference();
  std::string text =
      csv_line({"scenario", "kind", "name", "item", "reference", "variant", "change", "low", "high", "clear", "pairs",
                "differing", "saving", "seed", "trials", "reference_digest", "digest"});
  for (std::size_t i = 0; i < result->variants.size(); ++i)
    for (const FigureDifference& at : result->variants[i].differences) {
      const auto known = [&](double value) { return at.pairs > 0 ? csv_number(value) : ""; };
      const Difference& difference = at.difference;
      text +=
          csv_line({compared.names[i + 1], at.about.kind, at.about.name, at.about.item, known(at.before),
                    known(at.after), known(difference.change), known(difference.low), known(difference.high),
                    difference.clear() ? "1" : "0", fmt::format("{}", at.pairs), fmt::format("{}", at.differing),
                    difference.saving > 0 ? csv_number(difference.saving) : "", fmt::format("{}", reference.plan.seed),
                    fmt::format("{}", reference.trials), reference.digest, result->results[i + 1].digest},
                   style);
    }
  return text;
}

}  // namespace detente
