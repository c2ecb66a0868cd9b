#include "sim/report/address_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/describe.h"
#include "sim/report/text.h"

namespace detente {

namespace {

// The number of a source, from 1, in order of first use; 0 if there is none.
std::size_t number_of(const std::string& source, std::vector<std::string>& sources) {
  if (source.empty()) return 0;
  auto found = std::find(sources.begin(), sources.end(), source);
  if (found == sources.end()) found = sources.insert(sources.end(), source);
  return static_cast<std::size_t>(found - sources.begin()) + 1;
}

}  // namespace

std::string address_table(const ListedScenario& listed, PageStyle style) {
  Page page;
  const Scenario& scenario = listed.scenario;
  page.heading(scenario.label.empty() ? scenario.name : scenario.label);
  page.gap();
  Grid grid{{"address", "<value", "<sure", "source"}, {}};
  std::vector<std::string> sources;
  for (const AddressedValue& at : listed.values) {
    const std::size_t source = number_of(at.provenance.source, sources);
    grid.add({at.address, cut(at.value, value_width) + (at.defaulted ? "*" : ""), at.provenance.confidence,
              source ? fmt::format("[{}]", source) : ""},
             at.defaulted ? Tone::quiet : Tone::plain);
  }
  page.grid(grid);
  page.paragraph("* by default: the scenario does not state it. sure: how sure its author is.", 2, 0, Tone::quiet);
  if (!sources.empty()) page.heading("SOURCES");
  for (std::size_t i = 0; i < sources.size(); ++i) page.entry(fmt::format("[{}]", i + 1), sources[i], 6);
  return write(page, style);
}

std::string address_csv(const ListedScenario& listed, CsvStyle style) {
  std::string text = csv_line({"address", "value", "default", "confidence", "source"});
  for (const AddressedValue& at : listed.values)
    text += csv_line({at.address, at.value, at.defaulted ? "1" : "0", at.provenance.confidence, at.provenance.source},
                     style);
  return text;
}

Json address_json(const ListedScenario& listed) {
  Json json = object({{"format", json_format}});
  json["scenario"] = object({{"name", listed.scenario.name}, {"label", listed.scenario.label}});
  Json& values = json["values"] = Json::object();
  for (const AddressedValue& at : listed.values)
    values[at.address] = object({{"value", at.value},
                                 {"default", at.defaulted},
                                 {"confidence", at.provenance.confidence},
                                 {"source", at.provenance.source}});
  return json;
}

}  // namespace detente
