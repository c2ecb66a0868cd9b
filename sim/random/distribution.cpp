#include "sim/random/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/math/elementary.h"
#include "sim/random/monotone_cubic.h"
#include "sim/random/quantile_table.h"

namespace detente {

namespace {

// Beyond, the spread between two numbers has no double.
bool is_endless(double number) { return std::abs(number) > 1e300; }

bool all_finite(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); });
}

std::string validate_quantiles(const Distribution& d) {
  const std::vector<double>&values = d.values, &shares = d.weights;
  if (values.size() < 2 || shares.size() != values.size()) return "it needs a lowest and a highest value";
  if (!all_finite(values) || !all_finite(shares)) return "its numbers must be finite";
  if (std::ranges::any_of(values, is_endless)) return "its numbers must lie between -1e300 and 1e300";
  if (shares.front() != 0 || shares.back() != 1) return "its shares must go from 0 to 1";
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (!(shares[i - 1] < shares[i])) return "its shares must go up";
    if (values[i - 1] > values[i])
      return fmt::format("{} lies below {}, of which there is less below", values[i], values[i - 1]);
  }
  return "";
}

std::string validate_values(const Distribution& d) {
  if (d.values.empty()) return "it has no values";
  if (d.values.size() > sample_count_max) return fmt::format("it has more than {} values", sample_count_max);
  if (!all_finite(d.values) || !all_finite(d.weights)) return "its numbers must be finite";
  if (d.family != Family::choice) return "";
  if (d.weights.size() != d.values.size()) return "each value needs one weight";
  if (std::any_of(d.weights.begin(), d.weights.end(), [](double weight) { return weight < 0; }))
    return "weights must not be negative";
  const double sum = std::accumulate(d.weights.begin(), d.weights.end(), 0.0);
  if (!(sum > 0)) return "one weight at least must be above 0";
  if (!std::isfinite(sum)) return "its weights are too large to be added up";
  return "";
}

// What of it is possible wherever it is cut.
std::string validate_uncut(const Distribution& d) {
  if (std::isnan(d.min) || std::isnan(d.max) || d.min > d.max)
    return fmt::format("min = {} lies above max = {}", d.min, d.max);
  if (d.family == Family::quantiles) return validate_quantiles(d);
  if (d.family == Family::choice || d.family == Family::samples) return validate_values(d);
  const std::vector<double>& p = d.parameters;
  const std::size_t size = d.family == Family::exact                                    ? 1
                           : d.family == Family::triangular || d.family == Family::pert ? 3
                                                                                        : 2;
  if (p.size() != size) return fmt::format("it takes {} numbers, not {}", size, p.size());
  if (!all_finite(p)) return "its numbers must be finite";
  if (size > 1 && std::ranges::any_of(p, is_endless)) return "its numbers must lie between -1e300 and 1e300";
  switch (d.family) {
    case Family::uniform:
      if (p[0] > p[1]) return fmt::format("its ends are in the wrong order: {} > {}", p[0], p[1]);
      break;
    case Family::triangular:
    case Family::pert:
      if (!(p[0] <= p[1] && p[1] <= p[2]))
        return fmt::format("low <= mode <= high is needed, not {}, {}, {}", p[0], p[1], p[2]);
      break;
    case Family::normal:
      if (p[1] < 0) return fmt::format("its standard deviation is negative: {}", p[1]);
      break;
    case Family::lognormal:
      if (p[1] < 0) return fmt::format("its standard deviation is negative: {}", p[1]);
      if (p[0] > 600 || p[0] < -600 || p[1] > 10)
        return "mean and sd are those of the logarithm: |mean| <= 600, sd <= 10";
      break;
    case Family::beta:
      if (!(p[0] > 0 && p[1] > 0)) return "both its parameters must be above 0";
      if (!(p[0] >= 0.05 && p[1] >= 0.05 && p[0] <= 1e4 && p[1] <= 1e4))
        return "its parameters must lie between 0.05 and 10000";
      break;
    case Family::exact:
    case Family::choice:
    case Family::samples:
    case Family::quantiles:
      break;
  }
  return "";
}

}  // namespace

std::string validate(const Distribution& d) {
  if (std::string cause = validate_uncut(d); !cause.empty() || !d.rejects) return cause;
  if (!d.rows.empty()) return "a row is drawn for all columns of its table, so no value of one is rejected";
  const double share = share_within(d);
  if (share > 0x1p-20) return "";
  return fmt::format("{} of it lies within the bounds, and the rest is rejected",
                     share > 0 ? "less than a millionth" : "nothing");
}

double centre(const Distribution& d) {
  double middle = 0;
  switch (d.family) {
    case Family::exact:
      middle = d.parameters[0];
      break;
    case Family::uniform:
      middle = 0.5 * (d.parameters[0] + d.parameters[1]);
      break;
    case Family::triangular:
    case Family::pert:
      middle = d.parameters[1];
      break;
    case Family::normal:
      middle = d.parameters[0];
      break;
    case Family::lognormal:
      middle = exp(d.parameters[0]);
      break;
    case Family::beta:
      middle = d.parameters[0] / (d.parameters[0] + d.parameters[1]);
      break;
    case Family::quantiles:
      middle = MonotoneCubic(d.weights, d.values)(0.5);
      break;
    case Family::choice:
    case Family::samples: {
      // By shares: products with the weights themselves may have no double.
      const auto size = static_cast<double>(d.values.size());
      const double weights = d.weights.empty() ? size : std::accumulate(d.weights.begin(), d.weights.end(), 0.0);
      for (std::size_t i = 0; i < d.values.size(); ++i)
        middle += (d.weights.empty() ? 1 : d.weights[i]) / weights * d.values[i];
    }
  }
  return std::clamp(middle, d.min, d.max);
}

}  // namespace detente
