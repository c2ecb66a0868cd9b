#include "sim/bench/against.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace detente {

namespace {

struct Pair {
  const BenchRecord* here;
  const BenchRecord* there;
};

using Key = std::tuple<std::string, int, std::uint64_t>;  // scenario, threads, trials
using Group = std::map<int, const BenchRecord*>;          // by lanes

Key key_of(const BenchRecord& record) { return {record.scenario, record.threads, record.trials}; }

// The last of those alike.
std::map<Key, Group> grouped(const std::vector<BenchRecord>& records) {
  std::map<Key, Group> groups;
  for (const BenchRecord& record : records) groups[key_of(record)][record.lanes] = &record;
  return groups;
}

double median_of(const BenchRecord& record) { return spread_of(record.processor_ns).median; }

const BenchRecord* fastest(const Group& group) {
  return std::min_element(
             group.begin(), group.end(),
             [](const auto& one, const auto& other) { return median_of(*one.second) < median_of(*other.second); })
      ->second;
}

Pace pace_of(const Ratio& time) {
  constexpr double least = 1 + BenchComparison::smallest_change;
  if (!time.determined) return Pace::unclear;
  if (time.low > least) return Pace::slower;
  return time.high < 1 / least ? Pace::faster : Pace::unclear;
}

BenchChange change_of(const Pair& pair, double level) {
  const auto& [here, there] = pair;
  BenchChange change{here->scenario, here->threads, here->lanes, there->lanes, median_of(*here), median_of(*there)};
  change.time = ratio_of(here->processor_ns, there->processor_ns, level);
  change.pace = pace_of(change.time);
  change.same_results = here->digest == there->digest;
  return change;
}

}  // namespace

std::vector<BenchRecord> records_of(const BenchResult& result, const BenchOrigin& origin) {
  std::vector<BenchRecord> records;
  for (const BenchScenario& scenario : result.scenarios)
    for (const BenchRun& run : scenario.runs)
      records.push_back({origin, scenario.name, run.threads, run.lanes, run.trials, run.digest, run.processor_ns});
  return records;
}

BenchComparison compare(const std::vector<BenchRecord>& here, const std::vector<BenchRecord>& there) {
  BenchComparison comparison;
  std::vector<Pair> pairs;
  const std::map<Key, Group> known = grouped(there);
  for (const auto& [key, group] : grouped(here)) {
    const auto like = known.find(key);
    if (like == known.end()) {
      comparison.unmatched += group.size();
      continue;
    }
    for (const auto& [lanes, record] : group) {
      const auto same = like->second.find(lanes);
      if (same == like->second.end())
        ++comparison.unmatched;
      else
        pairs.push_back({record, same->second});
    }
    const Pair best{fastest(group), fastest(like->second)};
    if (best.here->lanes != best.there->lanes) pairs.push_back(best);
  }
  for (const Pair& pair : pairs) {
    const BenchOrigin &one = pair.here->origin, &other = pair.there->origin;
    comparison.changes.push_back(change_of(pair, BenchComparison::level / static_cast<double>(pairs.size())));
    comparison.other_machine |= one.machine != other.machine;
    comparison.other_build |= one.compiler != other.compiler || one.instructions != other.instructions;
  }
  return comparison;
}

}  // namespace detente
