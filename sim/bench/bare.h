// The limit: what the three things a trial is made of cost over plain arrays, with nothing around them. What the engine
// takes beyond that is overhead.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/bench/decisions.h"
#include "sim/math/lanes.h"
#include "sim/random/philox.h"
#include "sim/random/quantile_table.h"

namespace detente {

// Draws: two uncertain inputs an address, from as many shapes as a scenario has.
class BareDraws {
 public:
  static constexpr double work = 128.0 * 8;
  BareDraws() {
    for (int shape = 0; shape < 14; ++shape)
      shapes_.push_back(tables_.add({Family::pert, {0, 20.0 + 4 * shape, 100}, 0, 100, {}, {}}));
  }
  Pack<8> pass() {
    std::uint64_t trials[8];
    for (std::uint64_t& trial : trials) trial = trial_++;
    Pack<8> sum(0.0);
    for (std::uint64_t address = 0; address < 64; ++address) {
      std::uint32_t words[4][8];
      draw_blocks<8>(1, trials, 0, address, words);
      sum += draw_values<Pack<8>>(shapes_[address % 14], words[0]);
      sum += draw_values<Pack<8>>(shapes_[(address + 1) % 14], words[1]);
    }
    return sum;
  }

 private:
  TableSet tables_;
  std::vector<CompiledDistribution> shapes_;
  std::uint64_t trial_ = 0;
};

// A trial's table of worths: weight x (1 - |option - ideal|), one cell an issue's option and party.
class BareWorths {
 public:
  static constexpr int options = 40, parties = 16;
  static constexpr double work = 1.0 * options * parties * 8;
  const Pack<8>* pass() {
    for (int option = 0; option < options; ++option)
      for (int party = 0; party < parties; ++party)
        cell_[option * parties + party] =
            weight_[party] * (Pack<8>(1.0) - abs(Pack<8>(2.5 * option) - ideal_[party]) * Pack<8>(0.01));
    return cell_.data();
  }

 private:
  std::vector<Pack<8>> ideal_ = std::vector<Pack<8>>(parties, Pack<8>(40.0));
  std::vector<Pack<8>> weight_ = std::vector<Pack<8>>(parties, Pack<8>(0.1));
  std::vector<Pack<8>> cell_ = std::vector<Pack<8>>(options * parties);
};

// A candidate by differences: subtract, max, add per party; the table stays in the first-level cache.
class BareCandidates {
 public:
  static constexpr int options = 24, parties = 16;
  static constexpr double work = 1.0 * options * parties * 8;
  Pack<8> pass() const {
    Pack<8> nearest(1e9);
    for (int option = 0; option < options; ++option) {
      Pack<8> shortfall(0.0);
      for (int party = 0; party < parties; ++party)
        shortfall += max(gap_[party] - cell_[option * parties + party], Pack<8>(0.0));
      nearest = min(nearest, shortfall);
    }
    return nearest;
  }

 private:
  std::vector<Pack<8>> gap_ = std::vector<Pack<8>>(parties, Pack<8>(0.2));
  std::vector<Pack<8>> cell_ = std::vector<Pack<8>>(options * parties, Pack<8>(0.1));
};

// Each a second, on one thread: the best of several passes.
struct BareRates {
  double draws = 0, cells = 0, decisions = 0;
};
BareRates bare_rates();
BareRates best(const BareRates& one, const BareRates& other);  // kernel by kernel: the others were disturbed

// For what a trial is made of.
double limit_seconds(const Reference& trial, const BareRates& rates);

}  // namespace detente
