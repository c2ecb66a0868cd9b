// Whether scenarios are played faster or slower than once before.
#pragma once

#include <string>
#include <vector>

#include "sim/bench/bench.h"
#include "sim/stats/repeats.h"

namespace detente {

// What measured, and where and when.
struct BenchOrigin {
  std::string date, commit, version, machine, compiler, instructions;
};

// A run with what tells it apart from others, as it is kept in files.
struct BenchRecord {
  BenchOrigin origin;
  std::string scenario;
  int threads = 1, lanes = 8;
  std::uint64_t trials = 0;
  std::string digest;
  std::vector<double> processor_ns;  // a trial; a repeat each
};
std::vector<BenchRecord> records_of(const BenchResult& result, const BenchOrigin& origin);

enum class Pace { faster, slower, unclear };

struct BenchChange {
  std::string scenario;
  int threads = 1, lanes = 8, lanes_there = 8;
  double ns = 0, ns_there = 0;  // processor time of a trial, the medians
  Ratio time;                   // by how much it is more here
  Pace pace = Pace::unclear;
  bool same_results = true;  // else what is played is not the same, and the times may differ for that
};

// Processor time, run by run: here against the last of the same scenario, threads, lanes and trials there. And where
// the fastest number of lanes is another here than there, the fastest here against the fastest there: that is what a
// user feels who has fewer to choose from.
//   Faster or slower is only what is so by more than `smallest_change`, as far as all ratios go that the test of
// sim/stats/repeats.h does not rule out. `level` is the chance that any one of all changes is told where there is none
// (Bonferroni). That is of the luck within the two measurements; machines drift between them as well, which is why
// small changes do not count.
struct BenchComparison {
  static constexpr double level = 0.05, smallest_change = 0.03;
  std::vector<BenchChange> changes;
  std::size_t unmatched = 0;  // runs here that have no like there
  bool other_machine = false, other_build = false;
};
BenchComparison compare(const std::vector<BenchRecord>& here, const std::vector<BenchRecord>& there);

}  // namespace detente
