#include "sim/study/figures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <tuple>

#include "sim/core/check.h"
#include "sim/stats/bins.h"
#include "sim/stats/nearest_double.h"
#include "sim/stats/proportion.h"

namespace detente {

namespace {

// No quantile lies further from the mean than this (Cantelli), which tells it where the spread is small beside the
// mean; but for the rounding of what is computed, which may be more than the quantile where the spread is large.
double narrowed(int bin, const Moments& moments, double p) {
  if (moments.sd == 0 && bin_of(moments.mean) == bin) return moments.mean;
  const double below = moments.sd * std::sqrt((1 - p) / p), above = moments.sd * std::sqrt(p / (1 - p));
  const double rounding =
      0x1p-50 * (std::abs(moments.mean) + below + above) + 4 * std::numeric_limits<double>::denorm_min();
  return std::clamp(bin_value(bin), moments.mean - below - rounding, moments.mean + above + rounding);
}

// A spread takes two trials.
void fill(NamedMean& mean, const Moments& moments) {
  if (mean.of > 0) mean.mean = moments.mean;
  if (mean.of > 1) mean.sd = moments.sd;
}

// The rows of a list, one after the other; each keeps the list alive.
class Rows {
 public:
  Rows(const std::shared_ptr<const Figures>& figures, const std::vector<RowName>& rows)
      : figures_(figures), next_(rows.data()) {}
  std::shared_ptr<const RowName> next() { return {figures_, next_++}; }

 private:
  const std::shared_ptr<const Figures>& figures_;
  const RowName* next_;
};

}  // namespace

std::uint64_t count_of(const Result& result, const Portion& portion) {
  const std::uint64_t all = portion.all < 0 ? result.valid() : result.count(portion.all);
  const std::uint64_t other = portion.other < 0 ? 0 : result.count(portion.other);
  return portion.less ? all - other : all + other;
}

std::uint64_t count_of(const Result& result, const Figure& share) {
  const auto first = result.total.counts.begin() + share.first;
  return std::accumulate(first, first + share.size, std::uint64_t{0});
}

const Figure& figure_of(const Layout& layout, std::string_view kind, std::string_view name, std::string_view item) {
  const Figures& figures = *layout.figures;
  const auto about = [&](int place) {
    const RowName& row = figures.list[place].about;
    return std::tuple<std::string_view, std::string_view, std::string_view>(row.kind, row.name, row.item);
  };
  const std::tuple wanted(kind, name, item);
  const auto found = std::ranges::lower_bound(figures.by_name, wanted, {}, about);
  check(found != figures.by_name.end() && about(*found) == wanted, "there is no such figure");
  return figures.list[*found];
}

Moments moments_of_number(const Result& result, const Figure& figure) {
  const auto of = count_of(result, figure.of);
  if (of == 0) return {};
  const auto sum = [&](auto term) {
    double total = 0;
    for (int number = figure.least; number < figure.size; ++number)
      total += term(number) * static_cast<double>(result.count(figure.first + number));
    return total;
  };
  const auto trials = static_cast<double>(of);
  const double mean = sum([](double number) { return number; }) / trials;
  return {mean, std::sqrt(sum([&](double number) { return (number - mean) * (number - mean); }) / trials)};
}

// A variance within what rounding may leave of equal numbers is none.
Moments moments_of_sums(const Result& result, const Figure& figure) {
  const std::uint64_t of = count_of(result, figure.of);
  if (of == 0) return {};
  const auto trials = static_cast<double>(of);
  const double mean = result.total.sums[figure.sum] / trials + 0.0, square = result.total.sums[figure.sum + 1] / trials;
  const double variance = square - mean * mean;
  return {mean, variance > 0x1p-40 * square ? std::sqrt(variance) : 0.0};
}

std::vector<NamedShare> named_shares(const Result& result) {
  std::vector<NamedShare> shares;
  shares.reserve(result.layout.figures->shares.size());
  Rows rows(result.layout.figures, result.layout.figures->shares);
  for (const Figure& figure : result.layout.figures->list) {
    const std::uint64_t of = count_of(result, figure.of);
    if (figure.type == Figure::Type::share) shares.push_back({rows.next(), count_of(result, figure), of});
    for (int place = figure.least; place < figure.end; ++place)
      shares.push_back({rows.next(), result.count(figure.first + place), of});
  }
  return shares;
}

std::array<std::optional<double>, 4> NamedMean::figures() const {
  if (!sd) return {mean, {}, {}, {}};
  const double half = normal_95 * (*sd / std::sqrt(static_cast<double>(of)));
  return {mean, sd, nearest_double(*mean - half), nearest_double(*mean + half)};
}

std::optional<std::size_t> day_at_quantile(const Result& result, const Figure& figure, double p) {
  const std::uint64_t of = count_of(result, figure.of);
  if (of == 0) return {};
  std::uint64_t come = 0;
  for (std::size_t day = 0; day < figure.days.size(); ++day) {
    come += result.count(figure.first + static_cast<int>(day));
    if (come > 0 && static_cast<double>(come) >= p * static_cast<double>(of)) return day;
  }
  fail_check("all trials have come by the last day", std::source_location::current());
}

std::vector<ClampedNumber> clamped_numbers(const Model& model, const Result& result) {
  std::vector<ClampedNumber> numbers;
  for (std::size_t bound = 0; bound < model.bounds.size(); ++bound) {
    const Figure& figure = figure_of(result.layout, clamped_kind(model.bounds[bound]), model.bounds[bound].address);
    if (const std::uint64_t trials = count_of(result, figure))
      numbers.push_back({bound, trials, result.total.maxima[figure.most]});
  }
  std::ranges::stable_sort(numbers, std::greater{}, &ClampedNumber::trials);
  return numbers;
}

Moments moments_at_end(const Result& result, std::size_t value) {
  const ValueLayout& at = result.layout.values[value];
  return moments_of(result.total.sparse, at.sum, at.squares, result.valid());
}

double quantile_at_end(const Result& result, std::size_t value, double p) {
  const ValueLayout& at = result.layout.values[value];
  const int bin = bin_at_quantile(counts_within(result.total.sparse, at.bins, bin_count), at.bins, p);
  if (at.range) return at.range->value(std::min(static_cast<int>(std::lround(bin_value(bin))), at.range->size() - 1));
  return narrowed(bin, moments_at_end(result, value), p);
}

std::vector<NamedMean> named_means(const Result& result) {
  std::vector<NamedMean> means;
  Rows rows(result.layout.figures, result.layout.figures->means);
  for (const Figure& figure : result.layout.figures->list) {
    if (figure.type == Figure::Type::share || figure.type == Figure::Type::choice) continue;
    NamedMean& mean = means.emplace_back(NamedMean{.row = rows.next(), .of = count_of(result, figure.of)});
    if (figure.type == Figure::Type::number)
      fill(mean, moments_of_number(result, figure));
    else if (figure.type == Figure::Type::value)
      fill(mean, moments_at_end(result, figure.first));
    else
      fill(mean, moments_of_sums(result, figure));
  }
  return means;
}

}  // namespace detente
