#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "sim/scenario/limits.h"
#include "sim/scenario/reader.h"

namespace detente {

namespace {

// Those of the protocol that stands at this place in the list.
template <std::size_t... places>
StageSettings settings_at(int place, std::index_sequence<places...>) {
  StageSettings made;
  ((place == int{places} ? static_cast<void>(made.emplace<places>()) : void()), ...);
  return made;
}

}  // namespace

void Reader::read_stages() {
  const TomlNode* stages = document_.find("stages");
  if (!stages) return;
  if (stages->items.empty()) findings_.error(stages->place, "there are no stages", "add at least one [[stages]]");
  std::set<std::string> names;
  for (const TomlNode& item : stages->items) {
    if (item.broken) continue;
    const TomlNode* name = item.find("name");
    if (name && !names.insert(name->text).second)
      findings_.error(name->place, fmt::format("two stages are called '{}'", name->text), "rename one of them");
    read_stage(scenario_.stages.emplace_back(), item);
  }
}

void Reader::read_stage(Stage& stage, const TomlNode& node) {
  stage.name = text_in(node, "name");
  stage.label = text_in(node, "label");
  stage.place = node.find("name") ? node.find("name")->place : node.place;
  stage.requires_rule = condition(node.find("requires"));
  if (const TomlNode* issues = node.find("issues")) {
    for (const TomlNode& item : issues->items) {
      if (item.broken) continue;
      const int index = issue(item.text, item.place);
      if (index >= 0 && contains(stage.issues, index))
        findings_.error(item.place, fmt::format("'{}' is named twice in 'issues'", item.text), "name it once");
      else if (index >= 0)
        stage.issues.push_back(index);
    }
    std::sort(stage.issues.begin(), stage.issues.end());
    if (issues->items.empty())
      findings_.error(issues->place, "this stage is about no issue", "name at least one issue");
  }
  if (const TomlNode* rounds = node.find("rounds")) stage.rounds = static_cast<int>(rounds->integer);
  if (const TomlNode* changes = node.find("changes")) stage.changes = static_cast<int>(changes->integer);
  if (const TomlNode* length = node.find("round-length")) stage.round_days = read_days(*length);
  if (const TomlNode* pause = node.find("pause")) stage.pause_days = read_days(*pause);
  const TomlNode* protocol = node.find("protocol");
  stage.played = protocol && !is_later_word(row_at("stages.x.protocol"), protocol->text);
  if (!stage.played) return;
  const int place = index_of(words_of("stages.x.protocol"), protocol->text);
  stage.settings = settings_at(place, std::make_index_sequence<std::variant_size_v<StageSettings>>());
  std::visit([&](auto& settings) { read_settings(*this, settings, stage, node); }, stage.settings);
}

void Reader::check_searched(const Stage& stage, const TomlNode& node) {
  for (const int issue : stage.issues) {
    const Issue& range = scenario_.issues[issue];
    if (!range.is_range() || range.size() <= limits::searched_values) continue;
    findings_.error(node.find("issues")->place,
                    fmt::format("'{}' has {} values, and a stage of this protocol searches at most {}", range.name,
                                range.size(), limits::searched_values),
                    fmt::format("give the issue a 'step' of {:.4g} or more, or leave it out here",
                                (range.high - range.low) / (limits::searched_values - 1)));
  }
}

// "2 weeks"; the plural is optional.
double Reader::read_days(const TomlNode& length) {
  double count = 0;
  const char* const end = length.text.data() + length.text.size();
  const auto [rest, error] = std::from_chars(length.text.data(), end, count);
  std::string_view unit(rest, end - rest);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  const double days = unit.starts_with(' ') ? days_of(unit.substr(1)) : 0;
  if (error == std::errc() && count > 0 && count <= 1000 && days > 0) return count * days;
  findings_.error(length.place, fmt::format("'{}' is not a length of time", length.text),
                  "write a number up to 1000 and hours, days, weeks, months, quarters or years, as in \"2 weeks\"");
  return 30.4375;
}

}  // namespace detente
