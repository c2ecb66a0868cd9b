#include "sim/scenario/names.h"

#include <algorithm>

#include "sim/scenario/bounds.h"
#include "sim/scenario/document.h"

namespace detente {

namespace {

void add(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

const std::vector<std::string>& Names::of_kind(std::string_view kind) const {
  static const std::vector<std::string> none;
  const auto found = of.find(kind);
  return found == of.end() ? none : found->second;
}

Names read_names(const std::string& text, const std::string& file) {
  check_bounds(text, file);
  const Findings findings(file, text);
  const TomlNode document = parse_document(text, findings, file);
  Names names;
  for (const std::string kind : {"parties", "issues", "variables", "events"})
    if (const TomlNode* table = document.find(kind))
      for (const TomlMember& member : table->members) add(names.of[kind], member.key);
  for (const std::string kind : {"stages", "shocks", "outcomes"})
    if (const TomlNode* list = document.find(kind))
      for (const TomlNode& item : list->items)
        if (const TomlNode* name = item.find("name")) add(names.of[kind], name->text);
  if (const TomlNode* parties = document.find("parties"))
    for (const TomlMember& party : parties->members)
      if (const TomlNode* community = party.value.find("community")) add(names.of["communities"], community->text);
  if (const TomlNode* issues = document.find("issues"))
    for (const TomlMember& issue : issues->members)
      if (const TomlNode* options = issue.value.find("options"))
        for (const TomlMember& option : options->members) add(names.options[issue.key], option.key);
  return names;
}

}  // namespace detente
