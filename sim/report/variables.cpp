#include "sim/report/variables.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/report/describe.h"
#include "sim/report/model_summary.h"
#include "sim/report/text.h"

namespace detente {

namespace {

std::string_view period_name(double days) {
  for (const std::string_view period : {"hour", "day", "week", "month", "quarter", "year"})
    if (days_of(period) == days) return period;
  return "";
}

std::string process_text(const Variable& variable) {
  const auto chance = [&] {
    return fmt::format("sd {} per {}", describe(variable.sd), period_name(variable.period_days));
  };
  switch (variable.kind) {
    case ProcessKind::none:
      return "none: shocks alone move it";
    case ProcessKind::ar1:
      return fmt::format("ar1, mean {}, phi {}, {}", describe(variable.mean), variable.phi, chance());
    case ProcessKind::random_walk:
      break;
  }
  return fmt::format("random-walk, drift {}{}, {}", describe(variable.drift),
                     variable.drift.defaulted ? " (default)" : "", chance());
}

}  // namespace

void print_variables(Page& page, const Document& document) {
  if (document.valid == 0) return;
  if (!document.model.variables.empty()) {
    page.heading("VARIABLES at the end");
    Grid grid{{"", "mean", "sd", "5 %", "median", "95 %"}, {}};
    for (std::size_t i = 0; i < document.model.variables.size(); ++i) {
      const ValueAccount& at = document.variables[i];
      grid.add({document.model.variables[i].label, short_number(at.mean), short_number(at.sd), short_number(at.low),
                short_number(at.median), short_number(at.high)});
    }
    page.grid(grid);
  }
  if (document.model.shocks.empty()) return;
  page.heading("SHOCKS that struck at least once");
  Grid grid{{"", "<", "share", "<95 % interval"}, {}};
  for (std::size_t i = 0; i < document.model.shocks.size(); ++i)
    grid.add({document.model.shocks[i].label, pad_right(bar(document.shocks[i].value, 8), 8),
              share_cell(document.shocks[i]), interval_cell(document.shocks[i])});
  page.grid(grid);
}

void add_value(Json& json, const ValueAccount& at, bool counted) {
  for (const auto& [key, value] : {std::pair{"mean", at.mean},
                                   {"sd", at.sd},
                                   {"quantile_05", at.low},
                                   {"median", at.median},
                                   {"quantile_95", at.high}})
    json[key] = counted && std::isfinite(value) ? Json(value) : Json(nullptr);
}

void add_variables(Json& json, const Document& document) {
  for (std::size_t i = 0; i < document.model.variables.size(); ++i) {
    const ValueAccount& at = document.variables[i];
    Json& variable = json["variables"][document.model.variables[i].name] =
        object({{"label", document.model.variables[i].label}});
    add_value(variable, at, document.valid > 0);
  }
  for (std::size_t i = 0; i < document.model.shocks.size(); ++i) {
    Json& shock = json["shocks"][document.model.shocks[i].name] = to_json(document.shocks[i]);
    shock["label"] = document.model.shocks[i].label;
  }
}

void list_variables(Page& page, const Scenario& scenario) {
  const auto entry = [&](std::string_view name, std::string_view text) { print_entry(page, name, text); };
  if (!scenario.variables.empty()) page.heading("VARIABLES");
  for (const Variable& variable : scenario.variables) {
    page.paragraph(title(variable.name, variable.label), 2, 2, Tone::strong);
    entry("initial", describe(variable.initial));
    std::vector<std::string> bounds;
    if (std::isfinite(variable.min)) bounds.push_back(fmt::format("at least {}", variable.min));
    if (std::isfinite(variable.max)) bounds.push_back(fmt::format("at most {}", variable.max));
    if (!bounds.empty()) entry("bounds", join(bounds));
    entry("process", process_text(variable));
  }
  if (!scenario.shocks.empty()) page.heading("SHOCKS, in this order");
  for (const Shock& shock : scenario.shocks) {
    page.paragraph(title(shock.name, shock.label), 2, 2, Tone::strong);
    entry("chance", fmt::format("{} per {}{}", describe(shock.chance), period_name(shock.period_days),
                                shock.once ? ", once" : ""));
    if (shock.when) entry("when", shock.when->text);
    for (const Effect& effect : shock.effects)
      entry(spelling(effect.kind), fmt::format("{} = {}", moved_by(effect, scenario), effect.number));
  }
}

std::string variables_text(const Model& model, const std::vector<double>& values) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < values.size(); ++i)
    parts.push_back(fmt::format("{} {}", model.variables[i].label, short_number(values[i])));
  return join(parts, "; ");
}

}  // namespace detente
