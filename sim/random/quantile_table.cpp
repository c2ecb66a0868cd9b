#include "sim/random/quantile_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/math/elementary.h"
#include "sim/math/quantile.h"

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

QuantileTable discrete_table(const Distribution& d) {
  std::vector<std::size_t> order(d.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return d.values[i] < d.values[j]; });
  const auto weight = [&](std::size_t i) { return d.weights.empty() ? 1.0 : d.weights[i]; };
  double total = 0, sum = 0;
  for (const std::size_t i : order) total += weight(i);
  QuantileTable table;
  for (const std::size_t i : order) {
    sum += weight(i);
    table.values.push_back(d.values[i]);
    table.bounds.push_back(static_cast<std::uint64_t>(std::min(sum / total, 1.0) * 0x1p32));
  }
  table.bounds.back() = std::uint64_t{1} << 32;
  return table;
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
    default:
      return false;
  }
}

}  // namespace

namespace quantile_detail {

double discrete_quantile(const QuantileTable& table, std::uint32_t word) {
  const auto found = std::upper_bound(table.bounds.begin(), table.bounds.end(), std::uint64_t{word});
  return table.values[found - table.bounds.begin()];
}

}  // namespace quantile_detail

CompiledDistribution TableSet::add(const Distribution& d) {
  CompiledDistribution compiled{nullptr, 0, 1, d.min, d.max};
  if (is_exact(d)) {
    compiled.offset = centre(d);
    return compiled;
  }
  std::shared_ptr<const QuantileTable>& table = tables_[shape_of(d)];
  if (!table) table = std::make_shared<const QuantileTable>(make_table(d));
  compiled.table = table;
  const std::vector<double>& p = d.parameters;
  switch (d.family) {
    case Family::uniform:
      compiled.offset = p[0], compiled.scale = p[1] - p[0];
      break;
    case Family::triangular:
    case Family::pert:
      compiled.offset = p[0], compiled.scale = p[2] - p[0];
      break;
    case Family::normal:
      compiled.offset = p[0], compiled.scale = p[1];
      break;
    case Family::lognormal:
      compiled.scale = exp(p[0]);
      break;
    default:
      break;
  }
  return compiled;
}

}  // namespace detente
