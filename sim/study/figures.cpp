#include "sim/study/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/stats/buckets.h"
#include "sim/stats/nearest_double.h"
#include "sim/stats/proportion.h"

namespace detente {

namespace {

std::string in_stage(const Model& model, const PlannedStage& stage, int row) {
  return stage.name + "." + model.parties[stage.space().rows[row].party].name;
}

// No quantile lies further from the mean than this (Cantelli), which tells it where the spread is small beside the
// mean; but for the rounding of what is computed, which may be more than the quantile where the spread is large.
double narrowed(int bucket, const Moments& moments, double p) {
  if (moments.sd == 0 && bucket_of(moments.mean) == bucket) return moments.mean;
  const double below = moments.sd * std::sqrt((1 - p) / p), above = moments.sd * std::sqrt(p / (1 - p));
  const double rounding =
      0x1p-50 * (std::abs(moments.mean) + below + above) + 4 * std::numeric_limits<double>::denorm_min();
  return std::clamp(bucket_value(bucket), moments.mean - below - rounding, moments.mean + above + rounding);
}

// A spread takes two trials.
NamedMean mean_of(std::string kind, std::string name, std::uint64_t of, const Moments& moments) {
  NamedMean made{.kind = std::move(kind), .name = std::move(name), .of = of, .mean = {}, .sd = {}};
  if (of > 0) made.mean = moments.mean;
  if (of > 1) made.sd = moments.sd;
  return made;
}

Moments moments_of_rounds(const PlannedStage& stage, const StageLayout& at, const Result& result) {
  const auto held = static_cast<double>(result.count(at.held));
  if (held == 0) return {};
  const auto sum = [&](auto of) {
    double total = 0;
    for (int rounds = 1; rounds <= stage.rounds; ++rounds)
      total += of(rounds) * static_cast<double>(result.count(at.rounds + rounds));
    return total;
  };
  const double mean = sum([](double rounds) { return rounds; }) / held;
  return {mean, std::sqrt(sum([&](double rounds) { return (rounds - mean) * (rounds - mean); }) / held)};
}

}  // namespace

std::vector<NamedShare> named_shares(const Model& model, const Result& result) {
  const Layout& layout = result.layout;
  const std::uint64_t valid = result.valid();
  std::vector<NamedShare> shares;
  for (std::size_t i = 0; i < model.outcomes.size(); ++i)
    shares.push_back(
        {"outcome", model.scenario.outcomes[i].name, result.count(layout.outcomes + static_cast<int>(i)), valid});
  for (std::size_t i = 0; i < model.scenario.events.size(); ++i)
    shares.push_back(
        {"event", model.scenario.events[i].name, result.count(layout.events + static_cast<int>(i)), valid});
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    shares.push_back({"held", model.stages[i].name, result.count(layout.stages[i].held), valid});
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    shares.push_back(
        {"agreed", model.stages[i].name, result.count(layout.stages[i].agreed), result.count(layout.stages[i].held)});
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    for (const GuestLayout& guest : layout.stages[i].guests)
      shares.push_back({"attendance", in_stage(model, model.stages[i], guest.row), result.count(guest.came),
                        result.count(layout.stages[i].held)});
  return shares;
}

std::array<std::optional<double>, 4> NamedMean::figures() const {
  if (!sd) return {mean, {}, {}, {}};
  const double half = normal_95 * (*sd / std::sqrt(static_cast<double>(of)));
  return {mean, sd, nearest_double(*mean - half), nearest_double(*mean + half)};
}

Moments moments_at_end(const Result& result, std::size_t variable) {
  const VariableLayout& at = result.layout.variables[variable];
  return moments_of(result.total.sparse, at.sum, at.squares, result.valid());
}

double quantile_at_end(const Result& result, std::size_t variable, double p) {
  const int begin = result.layout.variables[variable].buckets;
  const int bucket = bucket_at_quantile(counts_within(result.total.sparse, begin, bucket_count), begin, p);
  return narrowed(bucket, moments_at_end(result, variable), p);
}

std::vector<NamedMean> named_means(const Model& model, const Result& result) {
  const Layout& layout = result.layout;
  std::vector<NamedMean> means;
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    means.push_back(mean_of("rounds", model.stages[i].name, result.count(layout.stages[i].held),
                            moments_of_rounds(model.stages[i], layout.stages[i], result)));
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    for (int row = 0; row < model.stages[i].space().row_count(); ++row) {
      const std::uint64_t of = result.count(layout.stages[i].took_part + row);
      NamedMean& made = means.emplace_back(
          NamedMean{.kind = "utility", .name = in_stage(model, model.stages[i], row), .of = of, .mean = {}, .sd = {}});
      if (of) made.mean = result.total.sums[layout.stages[i].utility + row] / static_cast<double>(of) + 0.0;
    }
  for (std::size_t i = 0; i < model.variables.size(); ++i)
    means.push_back(mean_of("variable", model.variables[i].name, result.valid(), moments_at_end(result, i)));
  return means;
}

}  // namespace detente
