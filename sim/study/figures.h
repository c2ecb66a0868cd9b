// What a result came to, by name: the figures of its layout, each as one row or as several.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "sim/engine/figures.h"
#include "sim/scenario/limits.h"
#include "sim/stats/exact_sum.h"
#include "sim/study/simulate.h"

namespace detente {

// Rows that a result can have, as its scenario is limited. A guest may have the reasons of all who instruct it.
constexpr std::size_t reasons_most = std::size_t{limits::parties} * (2 + limits::preconditions);
constexpr std::size_t shares_of_stage_most = 4 + limits::rounds + 2 * limits::parties +
                                             std::max(limits::parties * (1 + 2 * reasons_most),
                                                      std::size_t{3 + size_bin_count + limits::parties + 1 +
                                                                  limits::parties * (6 + 2 * (3 * limits::issues + 2)) +
                                                                  limits::issues * limits::searched_values});
constexpr std::size_t shares_most = limits::outcomes + limits::events + limits::issues * (1 + limits::options) +
                                    limits::shocks + limits::stages * shares_of_stage_most;
constexpr std::size_t means_most = limits::stages * (3 + 2 * limits::parties) + limits::variables + limits::issues;

struct NamedShare {
  std::shared_ptr<const RowName> row;
  std::uint64_t count = 0, of = 0;
};

struct NamedMean {
  std::shared_ptr<const RowName> row;
  std::uint64_t of = 0;        // trials
  std::optional<double> mean;  // none of no trials
  std::optional<double> sd;    // of the trials; none of one trial
  // mean, sd, low, high: 95 % interval of the mean (normal approximation), none without a standard deviation.
  std::array<std::optional<double>, 4> figures() const;
};

// In the order of the layout's rows.
std::vector<NamedShare> named_shares(const Result& result);
std::vector<NamedMean> named_means(const Result& result);

std::uint64_t count_of(const Result& result, const Portion& portion);
std::uint64_t count_of(const Result& result, const Figure& share);

// The figure that is about this. It must exist.
const Figure& figure_of(const Layout& layout, std::string_view kind, std::string_view name, std::string_view item = {});

// Of a figure that is a number: over the trials that it is of; zero if there are none.
Moments moments_of_number(const Result& result, const Figure& figure);

// Likewise of a mean, or of a size.
Moments moments_of_sums(const Result& result, const Figure& figure);

// Of a figure that is a date: the first day by which so great a part of its trials has come, 0..1; their first of 0.
// None of no trials.
std::optional<std::size_t> day_at_quantile(const Result& result, const Figure& figure, double p);

// A number that has been out of its range.
struct ClampedNumber {
  std::size_t bound = 0;     // in World::bounds
  std::uint64_t trials = 0;  // of those that did not fail
  double widest = 0;         // by how much at most
};
std::vector<ClampedNumber> clamped_numbers(const Model& model, const Result& result);  // the most frequent first

// Of a value of the layout at the end of the trials that did not fail; zero if all did. The quantile within 1.6 % of
// its size; of an issue with a range it is one of its values, within 1.6 % of its place among them (exact up to the
// 64th).
Moments moments_at_end(const Result& result, std::size_t value);
double quantile_at_end(const Result& result, std::size_t value, double p);

}  // namespace detente
