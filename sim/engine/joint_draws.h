// Inputs that are drawn together: columns of a table of samples by its row, correlated ones by a Gaussian copula. All
// that differs from other inputs is the word that each reads; take(input, words) is called with one word a lane.
#pragma once

#include <algorithm>

#include "sim/math/quantile.h"
#include "sim/model/world.h"
#include "sim/random/philox.h"
#include "sim/scenario/limits.h"

namespace detente {

template <int lanes, class Take>
void draw_row(const SampleRows& table, std::uint64_t seed, const std::uint64_t (&trials)[lanes], const Take& take) {
  std::uint32_t words[4][lanes], own[lanes];
  draw_blocks<lanes>(seed, trials, 0, table.hash, words);
  for (const SampleRows::Column& column : table.columns) {
    for (int l = 0; l < lanes; ++l) own[l] = column.words[words[0][l] * table.row_count >> 32U];
    take(column.input, own);
  }
}

// Members are drawn whether or not anything reads them, so that leaving one out changes no other.
template <int lanes, class Take>
void draw_correlated(const CorrelatedInputs& group, std::uint64_t seed, const std::uint64_t (&trials)[lanes],
                     const Take& take) {
  double normals[limits::correlated][lanes];
  std::uint32_t words[4][lanes], own[lanes];
  const double* factor = group.factor.data();
  for (std::size_t i = 0; i < group.members.size(); factor += ++i) {
    const CorrelatedInputs::Member& member = group.members[i];
    draw_blocks<lanes>(seed, trials, 0, member.hash, words);
    for (int l = 0; l < lanes; ++l) normals[i][l] = normal_quantile((words[member.word][l] + 0.5) * 0x1p-32);
    if (member.input < 0) continue;
    for (int l = 0; l < lanes; ++l) {
      double normal = 0;
      for (std::size_t j = 0; j <= i; ++j) normal += factor[j] * normals[j][l];
      own[l] = static_cast<std::uint32_t>(std::min(normal_probability(normal) * 0x1p32, 0x1p32 - 1));
    }
    take(member.input, own);
  }
}

}  // namespace detente
