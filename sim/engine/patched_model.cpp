#include "sim/engine/patched_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/core/written_number.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/load.h"

namespace detente {

namespace {

// The issue on whose scale the number is an ideal; nullptr if it is none.
const Issue* issue_of(const Scenario& scenario, const Number* ideal) {
  for (const Party& party : scenario.parties)
    for (const Position& position : party.positions)
      if (&position.ideal == ideal) return &scenario.issues[position.issue];
  return nullptr;
}

bool reads_as_number(const IssueOption& option) { return written_number(option.label).has_value(); }

}  // namespace

PatchedModel::PatchedModel(Model compiled) : model_(std::move(compiled)), canonical_(model_.canonical) {}

// While all numbers are as compiled.
PatchedModel::Slot PatchedModel::make_slot(const std::string& address) {
  Slot slot;
  each_number(model_, [&](Number& number, Value& value) {
    if (number.address == address) slot.number = &number, slot.value = &value;
  });
  if (!slot.number || !slot.number->exact()) return {};
  const KeyRow& row = row_at(address);
  // The loader looks at these together with other keys.
  if (key_of(row) == "initial" || key_of(row) == "start") return {};
  slot.compiled = slot.number->distribution.parameters[0];
  slot.low = row.low;
  slot.high = row.high;
  if (const Issue* issue = issue_of(model_.scenario, slot.number)) {
    if (std::ranges::any_of(issue->options, reads_as_number)) return {};  // the number may be the label
    slot.low = issue->low;
    slot.high = issue->high;
  }
  // Its text begins where another, which begins like no number, makes the first difference.
  double& number = slot.number->distribution.parameters[0];
  number = std::nan("");
  const std::string marked = canonical_text(model_.scenario);
  number = slot.compiled;
  if (marked == canonical_) return {};
  slot.at = static_cast<std::size_t>(std::mismatch(canonical_.begin(), canonical_.end(), marked.begin()).first -
                                     canonical_.begin());
  slot.length = fmt::format("{}", slot.compiled).size();
  return slot;
}

void PatchedModel::put(const Slot& slot, double number) {
  if (slot.number) slot.number->distribution.parameters[0] = slot.value->constant = number;
}

bool PatchedModel::replace(std::span<const Replacement> replacements) {
  for (const auto& [address, at] : slots_) put(at, at.compiled);
  model_.canonical = canonical_;
  std::map<std::size_t, std::pair<const Slot*, double>> by_place;
  for (const auto& [address, value] : replacements) {
    const auto found = slots_.find(address);
    const Slot& at = found != slots_.end() ? found->second : slots_.emplace(address, make_slot(address)).first->second;
    if (!at.number || !(value >= at.low && value <= at.high) || !std::isfinite(value)) return false;
    if ((value == 1) != (at.compiled == 1) || (value == 0 && std::signbit(value))) return false;
    if (!by_place.try_emplace(at.at, &at, value).second) return false;
  }
  std::string& text = model_.canonical;
  text.clear();
  std::size_t copied = 0;
  for (const auto& [place, replacement] : by_place) {
    const auto& [at, value] = replacement;
    put(*at, value);
    text.append(canonical_, copied, place - copied);
    text += fmt::format("{}", value);
    copied = place + at->length;
  }
  text.append(canonical_, copied);
  return true;
}

}  // namespace detente
