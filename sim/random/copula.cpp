#include "sim/random/copula.h"

#include <cmath>
#include <numbers>
#include <numeric>

namespace detente {

namespace {

constexpr double least_pivot = 1e-12;

std::vector<double> submatrix(const std::vector<double>& matrix, int size, const std::vector<int>& rows) {
  std::vector<double> part;
  for (const int i : rows)
    for (const int j : rows) part.push_back(matrix[i * size + j]);
  return part;
}

}  // namespace

double normal_correlation(double rank) {
  // The sine's series, to the last bit: its argument is at most pi / 6.
  const double x = std::numbers::pi * rank / 6;
  double term = x, sum = x;
  for (int n = 2; n <= 18; n += 2) {
    term *= -x * x / (n * (n + 1));
    sum += term;
  }
  return 2 * sum;
}

std::optional<std::vector<double>> cholesky(const std::vector<double>& matrix, int size) {
  std::vector<double> factor;
  const auto at = [&](int i, int j) -> double& { return factor[i * (i + 1) / 2 + j]; };
  for (int i = 0; i < size; ++i)
    for (int j = 0; j <= i; ++j) {
      double left = matrix[i * size + j];
      factor.push_back(0);
      for (int k = 0; k < j; ++k) left -= at(i, k) * at(j, k);
      if (i == j && !(left > least_pivot)) return std::nullopt;
      at(i, j) = i == j ? std::sqrt(left) : left / at(j, j);
    }
  return factor;
}

std::vector<int> indefinite_rows(const std::vector<double>& matrix, int size) {
  const auto is_definite = [&](const std::vector<int>& rows) {
    return cholesky(submatrix(matrix, size, rows), static_cast<int>(rows.size())).has_value();
  };
  std::vector<int> rows(size);
  std::iota(rows.begin(), rows.end(), 0);
  if (is_definite(rows)) return {};
  for (int row = 0; row < size; ++row) {
    std::vector<int> without = rows;
    std::erase(without, row);
    if (!is_definite(without)) rows = std::move(without);
  }
  return rows;
}

}  // namespace detente
