#include "sim/random/quantile_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/math/elementary.h"
#include "sim/math/quantile.h"
#include "sim/random/monotone_cubic.h"

namespace detente {

namespace {

// The distance to the nearer end at which a cell begins; `cell` = cells_per_side gives 2^31, the middle.
double cell_begin(int cell) {
  if (cell < 64) return cell;
  const int shift = cell / 32 - 1;
  return static_cast<double>(std::uint64_t(32 + cell % 32) << shift);
}

// lower(p), upper(p): the value with probability p below, above it; p in (0, 0.5].
template <class Lower, class Upper>
QuantileTable tabulate(Lower lower, Upper upper) {
  constexpr int cells = QuantileTable::cells_per_side;
  std::vector<double> side[2];
  for (int cell = 0; cell <= cells; ++cell) {
    const double p = std::min((cell_begin(cell) + 0.5) * 0x1p-32, 0.5);
    side[0].push_back(lower(p));
    side[1].push_back(upper(p));
  }
  QuantileTable table;
  for (const std::vector<double>& values : side)
    for (int cell = 0; cell < cells; ++cell) {
      table.knots.push_back(values[cell]);
      table.knots.push_back(values[cell + 1] - values[cell]);
    }
  return table;
}

QuantileTable beta_table(double a, double b) {
  BetaQuantile quantile(a, b);
  return tabulate([&](double p) { return quantile.lower(p); }, [&](double p) { return quantile.upper(p); });
}

QuantileTable triangular_table(double mode) {
  return tabulate([&](double p) { return p <= mode ? std::sqrt(p * mode) : 1 - std::sqrt((1 - p) * (1 - mode)); },
                  [&](double p) { return p <= 1 - mode ? 1 - std::sqrt(p * (1 - mode)) : std::sqrt((1 - p) * mode); });
}

bool is_within(const Distribution& d, double value) { return value >= d.min && value <= d.max; }

double weight_of(const Distribution& d, std::size_t index) { return d.weights.empty() ? 1.0 : d.weights[index]; }

QuantileTable quantiles_table(const Distribution& d) {
  const double low = d.values.front(), length = d.values.back() - low;
  std::vector<double> places;
  for (const double value : d.values) places.push_back((value - low) / length);
  const MonotoneCubic quantile(d.weights, places);
  return tabulate([&](double p) { return quantile(p); }, [&](double p) { return quantile(1 - p); });
}

QuantileTable discrete_table(const Distribution& d) {
  std::vector<std::size_t> order(d.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (d.rejects) std::erase_if(order, [&](std::size_t i) { return !is_within(d, d.values[i]); });
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return d.values[i] < d.values[j]; });
  double total = 0, sum = 0;
  for (const std::size_t i : order) total += weight_of(d, i);
  QuantileTable table;
  for (const std::size_t i : order) {
    sum += weight_of(d, i);
    table.values.push_back(d.values[i]);
    table.bounds.push_back(static_cast<std::uint64_t>(std::min(sum / total, 1.0) * 0x1p32));
  }
  table.bounds.back() = std::uint64_t{1} << 32;
  return table;
}

// A point of a quantile function; of the shares below and above its value the smaller is the more exact.
struct QuantilePoint {
  double value, below, above;
};

double part_of_way(double from, double to, double part) { return from + part * (to - from); }

// The quantile function of a table, between its words too, and its inverse.
class QuantileCurve {
 public:
  explicit QuantileCurve(const QuantileTable& table) {
    constexpr int cells = QuantileTable::cells_per_side;
    const auto tail = [](int cell) { return std::min((cell_begin(cell) + 0.5) * 0x1p-32, 0.5); };
    for (int cell = 0; cell < cells; ++cell) points_.push_back({table.knots[2 * cell], tail(cell), 1 - tail(cell)});
    const double* last = table.knots.data() + 2 * (cells - 1);
    points_.push_back({last[0] + last[1], 0.5, 0.5});
    for (int cell = cells; cell-- > 0;)
      points_.push_back({table.knots[2 * (cells + cell)], 1 - tail(cell), tail(cell)});
  }

  // The least share that lies below `value`, and what is above it.
  QuantilePoint first(double value) const {
    return met(std::ranges::lower_bound(points_, value, {}, &QuantilePoint::value), value, {value, 0, 1});
  }
  // The greatest share that does not lie above it.
  QuantilePoint last(double value) const {
    const auto at = std::ranges::upper_bound(points_, value, {}, &QuantilePoint::value);
    return at == points_.end() ? QuantilePoint{value, 1, 0} : met(at, value, {value, 0, 1});
  }
  // below + above = 1
  double value(double below, double above) const {
    const bool lower = below <= 0.5;
    const auto at = lower ? std::ranges::lower_bound(points_, below, {}, &QuantilePoint::below)
                          : std::ranges::lower_bound(points_, above, std::ranges::greater(), &QuantilePoint::above);
    if (at == points_.begin()) return points_.front().value;
    if (at == points_.end()) return points_.back().value;
    const QuantilePoint &from = at[-1], &to = at[0];
    return part_of_way(
        from.value, to.value,
        lower ? (below - from.below) / (to.below - from.below) : (from.above - above) / (from.above - to.above));
  }

 private:
  using At = std::vector<QuantilePoint>::const_iterator;
  // Between the point at `at` and the one before; `none` where it is the first.
  QuantilePoint met(At at, double value, const QuantilePoint& none) const {
    if (at == points_.begin()) return none;
    if (at == points_.end()) return {value, 1, 0};
    const double part = (value - at[-1].value) / (at->value - at[-1].value);
    return {value, part_of_way(at[-1].below, at->below, part), part_of_way(at[-1].above, at->above, part)};
  }

  std::vector<QuantilePoint> points_;  // by value
};

double share_between(const QuantilePoint& low, const QuantilePoint& high) {
  return high.below <= 0.5  ? high.below - low.below
         : low.above <= 0.5 ? low.above - high.above
                            : 1 - low.below - high.above;
}

// Of what lies between two values alone.
QuantileTable restricted(const QuantileTable& table, double min, double max) {
  const QuantileCurve curve(table);
  const QuantilePoint low = curve.first(min), high = curve.last(max);
  const double share = share_between(low, high);
  return tabulate([&](double p) { return curve.value(low.below + p * share, low.above - p * share); },
                  [&](double p) { return curve.value(high.below - p * share, high.above + p * share); });
}

std::string shape_of(const Distribution& d) {
  const std::vector<double>& p = d.parameters;
  switch (d.family) {
    case Family::triangular:
    case Family::pert:
      return fmt::format("{} {}", d.family == Family::pert ? "pert" : "triangular", (p[1] - p[0]) / (p[2] - p[0]));
    case Family::lognormal:
      return fmt::format("lognormal {}", p[1]);
    case Family::beta:
      return fmt::format("beta {} {}", p[0], p[1]);
    case Family::uniform:
      return "uniform";
    case Family::normal:
      return "normal";
    case Family::choice:
    case Family::samples:
      return fmt::format("values {} {}", fmt::join(d.values, " "), fmt::join(d.weights, " "));
    case Family::quantiles: {
      std::string shape = "quantiles";
      for (std::size_t i = 0; i < d.values.size(); ++i)
        shape += fmt::format(" {}: {}", d.weights[i],
                             (d.values[i] - d.values.front()) / (d.values.back() - d.values.front()));
      return shape;
    }
    case Family::exact:
      break;
  }
  return "exact";
}

QuantileTable make_table(const Distribution& d) {
  const std::vector<double>& p = d.parameters;
  switch (d.family) {
    case Family::triangular:
      return triangular_table((p[1] - p[0]) / (p[2] - p[0]));
    case Family::pert: {  // Clark 1962: a beta distribution between the ends
      const double mode = (p[1] - p[0]) / (p[2] - p[0]);
      return beta_table(1 + 4 * mode, 1 + 4 * (1 - mode));
    }
    case Family::beta:
      return beta_table(p[0], p[1]);
    case Family::lognormal:
      return tabulate([&](double u) { return exp(p[1] * normal_quantile(u)); },
                      [&](double u) { return exp(-p[1] * normal_quantile(u)); });
    case Family::normal:
      return tabulate([](double u) { return normal_quantile(u); }, [](double u) { return -normal_quantile(u); });
    case Family::choice:
    case Family::samples:
      return discrete_table(d);
    case Family::quantiles:
      return quantiles_table(d);
    case Family::uniform:
    case Family::exact:
      break;
  }
  return tabulate([](double u) { return u; }, [](double u) { return 1 - u; });
}

bool is_exact(const Distribution& d) {
  switch (d.family) {
    case Family::exact:
      return true;
    case Family::uniform:
      return d.parameters[0] == d.parameters[1];
    case Family::triangular:
    case Family::pert:
      return d.parameters[0] == d.parameters[2];
    case Family::normal:
    case Family::lognormal:
      return d.parameters[1] == 0;
    case Family::quantiles:
      return d.values.front() == d.values.back();
    default:
      return false;
  }
}

bool is_discrete(const Distribution& d) { return d.family == Family::choice || d.family == Family::samples; }

// Its values are offset + scale x those of its shape.
struct Placement {
  double offset = 0, scale = 1;
};

Placement placement_of(const Distribution& d) {
  const std::vector<double>& p = d.parameters;
  switch (d.family) {
    case Family::uniform:
      return {p[0], p[1] - p[0]};
    case Family::triangular:
    case Family::pert:
      return {p[0], p[2] - p[0]};
    case Family::normal:
      return {p[0], p[1]};
    case Family::lognormal:
      return {0, exp(p[0])};
    case Family::quantiles:
      return {d.values.front(), d.values.back() - d.values.front()};
    default:
      return {};
  }
}

}  // namespace

namespace quantile_detail {

double discrete_quantile(const QuantileTable& table, std::uint32_t word) {
  const auto found = std::upper_bound(table.bounds.begin(), table.bounds.end(), std::uint64_t{word});
  return table.values[found - table.bounds.begin()];
}

}  // namespace quantile_detail

double share_within(const Distribution& d) {
  if (is_exact(d)) return is_within(d, d.family == Family::quantiles ? d.values[0] : d.parameters[0]) ? 1 : 0;
  if (is_discrete(d)) {
    double within = 0, all = 0;
    for (std::size_t i = 0; i < d.values.size(); ++i) {
      all += weight_of(d, i);
      if (is_within(d, d.values[i])) within += weight_of(d, i);
    }
    return within / all;
  }
  const Placement at = placement_of(d);
  const QuantileCurve curve(make_table(d));
  return share_between(curve.first((d.min - at.offset) / at.scale), curve.last((d.max - at.offset) / at.scale));
}

CompiledDistribution TableSet::add(const Distribution& d) {
  if (is_exact(d)) return {nullptr, centre(d), 1, d.min, d.max};
  const Placement at = placement_of(d);
  const double min = (d.min - at.offset) / at.scale, max = (d.max - at.offset) / at.scale;
  std::string shape = shape_of(d);
  if (d.rejects) shape += fmt::format(" within {} {}", min, max);
  std::shared_ptr<const QuantileTable>& table = tables_[shape];
  if (!table) {
    QuantileTable made = make_table(d);
    if (d.rejects && !made.discrete()) made = restricted(made, min, max);
    table = std::make_shared<const QuantileTable>(std::move(made));
  }
  return {table, at.offset, at.scale, d.min, d.max};
}

}  // namespace detente
