#include "sim/store/merge.h"

#include <fmt/format.h>

namespace detente {

Merged merge_into(Store& store, const Store& from) {
  const StoredStudy &to = store.study(), &study = from.study();
  if (!study.same_study(to) || study.trials != to.trials)
    throw StoreError(fmt::format("'{}' and '{}' are not of the same study: {}", store.path(), from.path(),
                                 study.canonical != to.canonical ? "their scenarios play otherwise"
                                 : study.seed != to.seed ? fmt::format("seed {} and seed {}", to.seed, study.seed)
                                                         : fmt::format("{} and {} trials", to.trials, study.trials)));
  Merged merged;
  for (const std::uint64_t index : from.stretches()) {
    const std::optional<StoredStretch> theirs = from.read(index);
    if (!theirs) {
      ++merged.damaged;
      continue;
    }
    if (const std::optional<StoredStretch> ours = store.read(index)) {
      if (ours->bytes != theirs->bytes)
        throw StoreError(fmt::format("'{}' and '{}' disagree on trials {} to {}; 'detente verify' tells which is wrong",
                                     store.path(), from.path(), index * stretch_trials,
                                     index * stretch_trials + ours->trials - 1));
      ++merged.repeated;
      continue;
    }
    store.put(theirs->stretch, theirs->draws);
    ++merged.added;
  }
  return merged;
}

}  // namespace detente
