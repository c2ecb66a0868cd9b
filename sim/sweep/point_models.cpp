#include "sim/sweep/point_models.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "sim/scenario/overrides.h"

namespace detente {

namespace {

constexpr std::size_t tables_kept = 1000;  // of 28 kB

// Whether one of two addresses, in parts, lies under the other, or they are the same.
bool overlap(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  const std::size_t common = std::min(one.size(), other.size());
  return std::equal(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(common), other.begin());
}

// Of ADDRESS=VALUE; none unless it is a plain number.
std::optional<double> number_in(const std::string& set) {
  const std::optional<SetText> split = split_set(set);
  const std::optional<TomlNode> value = split ? parse_value(split->value, {}) : std::nullopt;
  return value && value->is_number() ? std::optional(value->number()) : std::nullopt;
}

}  // namespace

PointModels::PointModels(const PointList& points, const SweepPlan& plan, const Model* only)
    : points_(points), plan_(plan), only_(only) {
  if (only_) layout_ = make_layout(*only_);
}

const Model& PointModels::at(std::uint64_t point) {
  if (only_) return *only_;
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
  layout_ = make_layout(model_->model());
  sets_ = std::move(sets);
  return model_->model();
}

// Replaces what is another plain number than in the point compiled; false where something else differs. A plain number
// may stand for a distribution ([spread]), and what is written otherwise says itself what it is: one does not become
// the other by replacing a number.
bool PointModels::patch(const std::vector<std::string>& sets) {
  if (sets.size() != sets_.size()) return false;
  std::vector<Replacement> replacements;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (sets[i] == sets_[i]) continue;
    const std::vector<std::string> address = address_of(sets[i]);
    if (address != address_of(sets_[i])) return false;
    const std::optional<double> value = number_in(sets[i]);
    if (!value || !number_in(sets_[i])) return false;
    for (std::size_t other = 0; other < sets.size(); ++other)  // one of them would have the last word
      if (other != i && overlap(address, address_of(sets[other]))) return false;
    replacements.push_back({fmt::format("{}", fmt::join(address, ".")), *value});
  }
  return model_->replace(replacements);
}

}  // namespace detente
