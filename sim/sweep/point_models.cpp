#include "sim/sweep/point_models.h"

#include <algorithm>

#include "sim/core/trim.h"
#include "sim/scenario/document.h"

namespace detente {

namespace {

constexpr std::size_t tables_kept = 1000;  // of 28 kB

std::string_view address_of(std::string_view set) { return trim(set.substr(0, set.find('='))); }

// Whether one of two addresses lies under the other, or they are the same.
bool overlap(std::string_view one, std::string_view other) {
  if (one.size() > other.size()) std::swap(one, other);
  return other.starts_with(one) && (other.size() == one.size() || other[one.size()] == '.');
}

// Of ADDRESS=VALUE; none unless it is a plain number.
std::optional<double> number_in(const std::string& set) {
  const std::size_t sign = set.find('=');
  if (sign == std::string::npos) return {};
  const std::optional<TomlNode> value = parse_value(set.substr(sign + 1), {});
  return value && value->is_number() ? std::optional(value->number()) : std::nullopt;
}

}  // namespace

const Model& PointModels::at(std::uint64_t point) {
  std::vector<std::string> sets = points_.at(point).sets;
  if (model_ && patch(sets)) return model_->model();
  if (model_) tables_ = model_->model().tables;
  if (tables_.size() >= tables_kept) tables_ = {};
  model_.reset();
  try {
    model_.emplace(compile(scenario_at(points_, plan_, point), tables_));
  } catch (const ScenarioError& error) {
    throw PointError(point, error);
  }
  sets_ = std::move(sets);
  return model_->model();
}

// Replaces what is another number than in the point compiled; false where something else differs.
bool PointModels::patch(const std::vector<std::string>& sets) {
  if (sets.size() != sets_.size()) return false;
  std::vector<Replacement> replacements;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (sets[i] == sets_[i]) continue;
    const std::string_view address = address_of(sets[i]);
    if (address != address_of(sets_[i])) return false;
    const std::optional<double> value = number_in(sets[i]);
    if (!value) return false;
    for (std::size_t other = 0; other < sets.size(); ++other)  // one of them would have the last word
      if (other != i && overlap(address, address_of(sets[other]))) return false;
    replacements.push_back({std::string(address), *value});
  }
  return model_->replace(replacements);
}

}  // namespace detente
