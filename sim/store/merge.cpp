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

namespace {

template <class Stored>
void check_agree(const Store& store, const Stored& ours, const Store& from, const Stored& theirs, std::uint64_t first,
                 std::uint64_t trials) {
  if (ours.bytes == theirs.bytes) return;
  throw StoreError(
      fmt::format("'{}' and '{}' disagree on trials {} to {}; 'detente verify --share 100%' tells which is wrong",
                  store.path(), from.path(), first, first + trials - 1));
}

// Of stretches that are not whole.
void merge_blocks(Store& store, const Store& from) {
  for (const std::uint64_t index : from.blocks()) {
    const std::optional<StoredBlock> theirs = from.read_block(index);
    if (!theirs || store.read(index / stretch_blocks)) continue;
    const std::optional<StoredBlock> ours = store.read_block(index);
    if (ours)
      check_agree(store, *ours, from, *theirs, index * block_trials, store.study().trials_of_block(index));
    else
      store.put(*theirs);
  }
}

}  // namespace

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
      check_agree(store, *ours, from, *theirs, index * stretch_trials, ours->trials);
      ++merged.repeated;
      continue;
    }
    store.put(theirs->stretch, theirs->draws);
    ++merged.added;
  }
  merge_blocks(store, from);
  return merged;
}

}  // namespace detente
