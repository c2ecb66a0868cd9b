// Blocks come together in stretches, and stretches in the result: what one process plays and stores at a time, so that
// any number of them can share a study and come to the same bits.
#pragma once

#include "sim/study/digest.h"
#include "sim/study/tally.h"

namespace detente {

constexpr std::uint64_t stretch_blocks = 16;  // consecutive blocks of a stretch; part of the result format
constexpr std::uint64_t stretch_trials = stretch_blocks * block_trials;

// What came of each trial is kept (TrialOutcomes) in the blocks before this one, 131,072 trials: enough to tell what
// matters, and no more to keep however long the run.
constexpr std::uint64_t outcome_blocks = 128;

void merge(Block& total, const Block& block);  // in order of index

struct Stretch {
  Block sum;         // of its blocks; `index` counts stretches
  std::string hash;  // SHA-256 of its blocks, 32 bytes
};

// Adds blocks, given in order of index, to the total of a result.
class Collector {
 public:
  // Counts are in `total` at once, sums when a stretch is whole.
  void add(const Block& block, Block& total);
  void add(const Stretch& stretch, Block& total);
  // When all are added; the digest.
  std::string finish(Block& total, const std::string& canonical, std::uint64_t seed, std::uint64_t trials);

 private:
  void end_stretch(Block& total);
  std::vector<double> sums_;  // of the blocks of a stretch that is not whole
  std::uint64_t blocks_ = 0;  // so many
  Sha256 hash_;
  Digest digest_;
};

// The same for one stretch alone.
class StretchSum {
 public:
  void add(const Block& block);
  Stretch finish();

 private:
  Stretch stretch_;
  Sha256 hash_;
};

}  // namespace detente
