#include "sim/random/monotone_cubic.h"

#include <algorithm>
#include <utility>

namespace detente {

MonotoneCubic::MonotoneCubic(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)), slope_(x_.size()) {
  const std::size_t last = x_.size() - 1;
  if (last == 1) {
    slope_ = {secant(0), secant(0)};
    return;
  }
  slope_[0] = end_slope(0, 1);
  slope_[last] = end_slope(last - 1, last - 2);
  for (std::size_t i = 1; i < last; ++i) {
    const double before = secant(i - 1), after = secant(i);
    if (before <= 0 || after <= 0) continue;  // flat where the points are
    const double w = 2 * width(i) + width(i - 1), v = width(i) + 2 * width(i - 1);
    slope_[i] = (w + v) / (w / before + v / after);
  }
}

// Of the parabola through the end's three points. segment: at the end; next: beside it.
double MonotoneCubic::end_slope(std::size_t segment, std::size_t next) const {
  const double h = width(segment), k = width(next), d = secant(segment);
  return std::clamp(((2 * h + k) * d - h * secant(next)) / (h + k), 0.0, 3 * d);
}

double MonotoneCubic::operator()(double at) const {
  const auto found = std::upper_bound(x_.begin() + 1, x_.end() - 1, at);
  const auto i = static_cast<std::size_t>(found - x_.begin()) - 1;
  const double h = width(i), t = (at - x_[i]) / h, s = 1 - t;
  const double value =
      s * s * ((1 + 2 * t) * y_[i] + t * h * slope_[i]) + t * t * ((1 + 2 * s) * y_[i + 1] - s * h * slope_[i + 1]);
  return std::clamp(value, y_[i], y_[i + 1]);
}

}  // namespace detente
