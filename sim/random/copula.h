// Ranks that go together: a Gaussian copula. Normals of which two have the correlation r are put through the normal
// distribution function, which gives uniforms whose rank correlation (Spearman) is 6 / pi asin(r / 2) (Pearson 1907).
#pragma once

#include <optional>
#include <vector>

namespace detente {

// r = 2 sin(pi rank / 6): of the normals whose ranks have this correlation. rank: -1..1.
double normal_correlation(double rank);

// The lower triangle L with L L' = `matrix`, row by row: [i (i + 1) / 2 + j], j <= i. matrix: [i][j] flat, symmetric,
// size x size. Nothing if it is not positive definite. Sums run in one order whatever the machine, which a library's
// blocks, cut to its caches, would not promise.
std::optional<std::vector<double>> cholesky(const std::vector<double>& matrix, int size);

// Rows that no such triangle is for, and none of them could be left out; none where the matrix is positive definite.
std::vector<int> indefinite_rows(const std::vector<double>& matrix, int size);

}  // namespace detente
