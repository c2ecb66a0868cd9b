#include "sim/sweep/study_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/files/text_files.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/document.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/toml_text.h"

namespace detente {

namespace {

constexpr Method methods[] = {Method::grid, Method::one_at_a_time, Method::latin_hypercube, Method::sobol,
                              Method::morris};

class StudyReader {
 public:
  StudyReader(const TomlNode& document, Findings& findings, std::string folder)
      : document_(document), findings_(findings), folder_(std::move(folder)) {}

  Study read() {
    check_keys(document_, "a study", {"format", "scenario", "set", "sweep", "variants", "run", "design"});
    if (const TomlNode* format = document_.find("format")) {
      if (format->whole() != 1)
        findings_.error(format->place, fmt::format("format {} is unknown", toml_text(*format)), "write format = 1");
    } else {
      findings_.error({}, "'format' is missing", "begin the file with format = 1");
    }
    const TomlNode* scenario = find(document_, "scenario", TomlKind::string);
    if (scenario && (scenario->text.empty() || scenario->text == "-"))
      findings_.error(scenario->place, "'scenario' names no file",
                      "name the scenario file, from where the study stands");
    else if (scenario)
      study_.scenario = scenario->text.starts_with('/') ? scenario->text : folder_ + scenario->text;
    if (const TomlNode* set = find(document_, "set", TomlKind::table)) study_.sets = read_sets(*set);
    read_variants();
    read_axes();
    read_run();
    read_design();
    return std::move(study_);
  }

  // Of each set, where it stands.
  const std::vector<std::pair<std::string, Place>>& places() const { return places_; }

 private:
  void check_keys(const TomlNode& table, std::string_view what, const std::vector<std::string>& known) {
    for (const TomlMember& member : table.members) {
      if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
      fail_unknown(member.place, fmt::format("there is no key '{}' in {}", member.key, what), member.key, known);
    }
  }

  void fail_unknown(const Place& place, std::string cause, const std::string& name,
                    const std::vector<std::string>& known) {
    const std::string near = nearest_name(name, known);
    findings_.error(
        place, std::move(cause),
        near.empty() ? fmt::format("there are: {}", fmt::join(known, ", ")) : fmt::format("did you mean '{}'?", near));
  }

  // The value if it is of the kind; another kind is a mistake.
  const TomlNode* find(const TomlNode& table, std::string_view key, TomlKind kind) {
    const TomlNode* node = table.find(key);
    if (!node || node->is(kind)) return node;
    findings_.error(node->place, fmt::format("'{}' is {} where {} is due", key, describe(node->kind), describe(kind)));
    return nullptr;
  }

  std::optional<double> number(const TomlNode& table, std::string_view key, double low, double high) {
    const TomlNode* node = table.find(key);
    if (!node) return {};
    if (!node->is_number() || !(node->number() >= low) || !(node->number() <= high)) {
      findings_.error(node->place, fmt::format("'{}' is a number from {} to {}", key, low, high));
      return {};
    }
    return node->number();
  }

  std::optional<std::int64_t> whole(const TomlNode& table, std::string_view key, std::int64_t low, std::int64_t high) {
    const TomlNode* node = table.find(key);
    if (!node) return {};
    const std::optional<std::int64_t> found = node->whole();
    if (found && *found >= low && *found <= high) return found;
    findings_.error(node->place, fmt::format("'{}' is a whole number from {} to {}", key, low, high));
    return {};
  }

  std::string set_at(const std::string& address, const std::string& value, const Place& place) {
    std::string set = fmt::format("{}={}", address, value);
    places_.emplace_back(set, place);
    return set;
  }

  std::vector<std::string> read_sets(const TomlNode& table) {
    std::vector<std::string> sets;
    for (const TomlMember& member : table.members) {
      if (member.value.is(TomlKind::table) && !member.value.find("exact") && member.key.find('.') == std::string::npos)
        findings_.error(member.place, fmt::format("'{}' is no address", member.key),
                        "put the whole address in quotes: \"parties.us.influence\" = 80");
      else
        sets.push_back(set_at(member.key, toml_text(member.value), member.place));
    }
    return sets;
  }

  // The tables of a list of tables, `[[key]]`, at most `most`.
  std::vector<const TomlNode*> tables(std::string_view key, int most) {
    std::vector<const TomlNode*> found;
    const TomlNode* list = document_.find(key);
    if (!list) return found;
    if (!list->is(TomlKind::array))
      findings_.error(list->place, fmt::format("'{}' is {} where a list of tables is due", key, describe(list->kind)),
                      fmt::format("write [[{}]]", key));
    if (list->items.size() > static_cast<std::size_t>(most)) {
      findings_.error(list->place, fmt::format("there are {} tables in '{}'; at most {} are possible",
                                               list->items.size(), key, most));
      return found;
    }
    for (const TomlNode& item : list->items) {
      if (item.is(TomlKind::table))
        found.push_back(&item);
      else
        findings_.error(item.place, fmt::format("'{}' holds tables", key), fmt::format("write [[{}]]", key));
    }
    return found;
  }

  void read_variants() {
    Axis axis{.name = "variant"};
    for (const TomlNode* table : tables("variants", axis_values_max)) {
      check_keys(*table, "a variant", {"name", "set"});
      AxisValue variant;
      const TomlNode* name = find(*table, "name", TomlKind::string);
      if (name)
        variant.text = name->text;
      else if (!table->find("name"))
        findings_.error(table->place, "the variant has no 'name'", "write name = \"...\"");
      if (const TomlNode* set = find(*table, "set", TomlKind::table)) variant.sets = read_sets(*set);
      const auto same = [&](const AxisValue& other) { return other.text == variant.text; };
      if (name && std::any_of(axis.values.begin(), axis.values.end(), same))
        findings_.error(name->place, fmt::format("two variants are called '{}'", variant.text), "rename one of them");
      axis.values.push_back(std::move(variant));
    }
    if (!axis.values.empty()) study_.axes.push_back(std::move(axis));
  }

  void read_axes() {
    for (const TomlNode* table : tables("sweep", axes_max)) {
      check_keys(*table, "a sweep", {"address", "values", "from", "to", "steps", "with"});
      Axis axis;
      if (const TomlNode* address = find(*table, "address", TomlKind::string))
        axis.name = address->text;
      else if (!table->find("address"))
        findings_.error(table->place, "the sweep has no 'address'", "write address = \"parties.us.influence\"");
      if (const TomlNode* with = find(*table, "with", TomlKind::string)) axis.with = with->text;
      if (table->find("values"))
        read_values(axis, *table);
      else
        read_range(axis, *table);
      study_.axes.push_back(std::move(axis));
    }
  }

  void read_values(Axis& axis, const TomlNode& table) {
    for (const std::string_view key : {"from", "to", "steps"})
      if (const TomlMember* member = table.member(key))
        findings_.error(member->place, fmt::format("'{}' beside 'values'", key), "give values, or from, to and steps");
    const TomlNode* values = find(table, "values", TomlKind::array);
    if (!values) return;
    if (values->items.empty() || values->items.size() > static_cast<std::size_t>(axis_values_max))
      findings_.error(values->place, fmt::format("'values' holds 1 to {} values", axis_values_max));
    for (const TomlNode& item : values->items) {
      axis.values.push_back(axis_value(axis.name, item));
      places_.emplace_back(axis.values.back().sets[0], item.place);
    }
  }

  void read_range(Axis& axis, const TomlNode& table) {
    for (const std::string_view key : {"from", "to"})
      if (!table.find(key))
        findings_.error(table.place, fmt::format("the sweep has no '{}'", key), "give values, or from, to and steps");
    const double most = 1e300;
    const std::optional<double> from = number(table, "from", -most, most), to = number(table, "to", -most, most);
    const std::optional<std::int64_t> steps = whole(table, "steps", 2, axis_values_max);
    if (!from || !to) return;
    axis.low = *from;
    axis.high = *to;
    value_count_ += steps.value_or(0);
    if (steps && value_count_ > all_values_max) {
      findings_.error(table.find("steps")->place,
                      fmt::format("more than {} values in all sweeps together", all_values_max));
    } else if (steps) {
      axis.values = detente::steps(axis.name, *from, *to, static_cast<int>(*steps));
      for (const AxisValue& value : axis.values) places_.emplace_back(value.sets[0], table.place);
    } else if (!(*from < *to)) {
      findings_.error(table.find("from")->place, "a range goes up", "let 'from' be below 'to', or give 'steps'");
    }
  }

  void read_run() {
    const TomlNode* run = find(document_, "run", TomlKind::table);
    if (!run) return;
    check_keys(*run, "'run'", {"trials", "seed", "precision"});
    if (const auto trials = whole(*run, "trials", 1, std::int64_t{1} << 48)) study_.trials = *trials;
    if (const auto seed = whole(*run, "seed", 0, std::numeric_limits<std::int64_t>::max())) study_.seed = *seed;
    study_.precision = number(*run, "precision", 1e-6, 0.5);
  }

  void read_design() {
    const TomlNode* design = find(document_, "design", TomlKind::table);
    if (!design) return;
    check_keys(*design, "'design'", {"method", "points", "replications", "luck"});
    if (const TomlNode* method = find(*design, "method", TomlKind::string)) {
      std::vector<std::string> names;
      for (const Method each : methods) names.push_back(method_name(each));
      const auto found = std::find(names.begin(), names.end(), method->text);
      if (found == names.end())
        fail_unknown(method->place, fmt::format("there is no design '{}'", method->text), method->text, names);
      else
        study_.design.method = methods[found - names.begin()];
    }
    if (const auto points = whole(*design, "points", 1, points_max)) study_.design.points = static_cast<int>(*points);
    if (const auto replications = whole(*design, "replications", 1, points_max))
      study_.design.replications = static_cast<int>(*replications);
    if (const TomlNode* luck = find(*design, "luck", TomlKind::string)) {
      if (luck->text != "common" && luck->text != "own")
        findings_.error(luck->place, fmt::format("'luck' is \"common\" or \"own\", not \"{}\"", luck->text));
      study_.design.common_luck = luck->text != "own";
    }
  }

  const TomlNode& document_;
  Findings& findings_;
  std::string folder_;
  std::size_t value_count_ = 0;
  Study study_;
  std::vector<std::pair<std::string, Place>> places_;
};

}  // namespace

bool is_study(const std::string& text, const std::string& path) {
  check_bounds(text, path);
  const Findings findings(path, text);
  const TomlNode document = parse_document(text, findings, path);
  return document.find("scenario") || document.find("sweep");
}

Study parse_study(const std::string& text, const std::string& path) {
  check_bounds(text, path);
  Findings findings(path, text);
  const TomlNode document = parse_document(text, findings, path);
  StudyReader reader(document, findings, folder_of(path));
  Study study = reader.read();
  if (!document.find("scenario"))
    findings.error({}, "'scenario' is missing", "name the scenario file, from where the study stands");
  findings.throw_if_any();
  study.file = path;
  study.text = text;
  for (const auto& [set, place] : reader.places()) study.places.try_emplace(set, place);
  return study;
}

void check_varied_once(const Study& study) {
  std::map<std::vector<std::string>, std::string> varied;  // by address
  for (const Axis& axis : study.axes) varied.emplace(address_of(axis.name + "="), axis.name);
  const auto check = [&](const std::vector<std::string>& sets, const std::string& who) {
    for (const std::string& set : sets)
      if (const auto found = varied.find(address_of(set)); found != varied.end())
        throw SweepError(
            fmt::format("'{}' is varied, and set {} as well; leave out one of the two", found->second, who));
  };
  check(study.sets, "at every point");
  if (!study.axes.empty() && study.axes.front().name == "variant")
    for (const AxisValue& variant : study.axes.front().values)
      check(variant.sets, fmt::format("by the variant '{}'", variant.text));
}

ScenarioError placed(const ScenarioError& error, const Study& study) {
  constexpr std::string_view prefix = "--set ";
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  const Findings lines(study.file, study.text);
  for (Diagnostic& diagnostic : diagnostics) {
    if (!diagnostic.file.starts_with(prefix)) continue;
    const auto found = study.places.find(diagnostic.file.substr(prefix.size()));
    if (found == study.places.end()) continue;
    diagnostic.file = study.file;
    diagnostic.position = found->second.position;
    diagnostic.length = found->second.length;
    diagnostic.source_line = lines.line(found->second.position.line);
  }
  return ScenarioError(std::move(diagnostics));
}

}  // namespace detente
