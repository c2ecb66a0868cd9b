#include "sim/stats/paired.h"

#include <algorithm>
#include <cmath>

#include "sim/stats/nearest_double.h"
#include "sim/stats/proportion.h"

namespace detente {

namespace {

constexpr double added = 2;  // pairs

// Adds to a mean and a sum of squared distances from it those of `n` more values beside `total`.
void merge_moments(double& mean, double& squares, double total, double other_mean, double other_squares, double n) {
  const double distance = other_mean - mean;
  mean += distance * n / (total + n);
  squares += other_squares + distance * distance * total * n / (total + n);
}

int unit_of(double size) {
  if (size >= 0x1p400) return 600;
  return size < 0x1p-400 ? -600 : 0;
}

void measure_in(PairMoments& moments, int unit) {
  const int by = moments.unit - unit;
  for (double* number : {&moments.before, &moments.after, &moments.change}) *number = std::ldexp(*number, by);
  for (double* square : {&moments.before_squares, &moments.after_squares, &moments.change_squares})
    *square = std::ldexp(*square, 2 * by);
  moments.unit = unit;
}

}  // namespace

void PairCounts::merge(const PairCounts& other) {
  both += other.both;
  lost += other.lost;
  gained += other.gained;
  neither += other.neither;
}

Difference difference_of(const PairCounts& pairs) {
  const auto n = static_cast<double>(pairs.total());
  if (n == 0) return {.change = 0, .low = -1, .high = 1};
  const auto gained = static_cast<double>(pairs.gained), lost = static_cast<double>(pairs.lost);
  const double difference = (gained - lost) / (n + added);
  const double variance = (gained + lost + 1) / (n + added) - difference * difference;
  const double error = std::sqrt(variance) / std::sqrt(n + added);
  Difference found{.change = (gained - lost) / n,
                   .low = std::max(difference - normal_95 * error, -1.0),
                   .high = std::min(difference + normal_95 * error, 1.0)};
  const auto varies = [&](std::uint64_t count) { return count > 0 && count < pairs.total(); };
  const std::uint64_t before = pairs.both + pairs.lost, after = pairs.both + pairs.gained;
  if (!varies(before) && !varies(after)) return found;
  const double first = (static_cast<double>(before) + 1) / (n + added),
               second = (static_cast<double>(after) + 1) / (n + added);
  found.saving = (first * (1 - first) + second * (1 - second)) / variance;
  return found;
}

void PairMoments::add(double first, double second) {
  const int size = unit_of(std::max(std::abs(first), std::abs(second)));
  if (size) {
    first = std::ldexp(first, -size);
    second = std::ldexp(second, -size);
  }
  merge({.total = 1,
         .differing = first != second ? 1U : 0U,
         .unit = size,
         .before = first,
         .after = second,
         .change = second - first});
}

void PairMoments::merge(const PairMoments& other) {
  if (other.total == 0) return;
  if (total == 0) return void(*this = other);
  if (unit < other.unit) measure_in(*this, other.unit);
  if (unit > other.unit) {
    PairMoments measured = other;
    measure_in(measured, unit);
    return merge(measured);
  }
  const auto here = static_cast<double>(total), there = static_cast<double>(other.total);
  merge_moments(change, change_squares, here, other.change, other.change_squares, there);
  merge_moments(before, before_squares, here, other.before, other.before_squares, there);
  merge_moments(after, after_squares, here, other.after, other.after_squares, there);
  total += other.total;
  differing += other.differing;
}

Difference difference_of(const PairMoments& pairs) {
  if (pairs.differing == 0) return {};
  const auto n = static_cast<double>(pairs.total), differing = static_cast<double>(pairs.differing);
  const double change = pairs.change;
  const double added_squares = (pairs.change_squares + n * change * change) / differing;
  const double variance =
      (pairs.change_squares + added_squares) / (n + added) + change * change * n * added / ((n + added) * (n + added));
  const double middle = change * n / (n + added), error = std::sqrt(variance / (n + added));
  const auto measured = [&](double number) { return nearest_double(std::ldexp(number, pairs.unit)); };
  return {.change = measured(change),
          .low = measured(middle - normal_95 * error),
          .high = measured(middle + normal_95 * error),
          .saving = (pairs.before_squares + pairs.after_squares) / (n + added) / variance};
}

}  // namespace detente
