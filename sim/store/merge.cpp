#include "sim/store/merge.h"

#include <fmt/format.h>

namespace detente {

void check_same(const StoredStudy& one, const std::string& path, const StoredStudy& other,
                const std::string& other_path) {
  std::string difference = other.difference(one);
  if (difference.empty() && one.trials != other.trials)
    difference = fmt::format("it is of {} trials, not {}", other.trials, one.trials);
  if (!difference.empty())
    throw StoreError(fmt::format("'{}' is not of the same study as '{}': {}", other_path, path, difference));
}

Merged merge_into(Store& store, const Store& from) {
  const StoredStudy &to = store.study(), &study = from.study();
  check_same(to, store.path(), study, from.path());
  Merged merged;
  for (const std::uint64_t index : from.stretches()) {
    const std::optional<StoredStretch> theirs = from.read(index);
    if (!theirs) {
      ++merged.damaged;
      continue;
    }
    if (const std::optional<StoredStretch> ours = store.read(index)) {
      if (ours->bytes != theirs->bytes)
        throw StoreError(
            fmt::format("'{}' and '{}' disagree on trials {} to {}; 'detente verify --share 100%' tells which is "
                        "wrong",
                        store.path(), from.path(), index * stretch_trials, index * stretch_trials + ours->trials - 1));
      ++merged.repeated;
      continue;
    }
    store.put(theirs->stretch, theirs->draws);
    ++merged.added;
  }
  for (const std::uint64_t block : from.blocks())
    if (!store.read(block / stretch_blocks) && !store.read_block(block))
      if (const std::optional<StoredBlock> theirs = from.read_block(block)) store.put(*theirs);
  return merged;
}

}  // namespace detente
