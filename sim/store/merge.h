// Files of the same study into one.
#pragma once

#include "sim/store/store.h"

namespace detente {

struct Merged {
  std::uint64_t added = 0, repeated = 0, damaged = 0;  // parts: new to the store, there already, left out
};

// Throws StoreError unless both are of one study and as many trials.
void check_same(const StoredStudy& one, const std::string& path, const StoredStudy& other,
                const std::string& other_path);

// Takes what `from` has: parts, blocks of others, and what it tells of runs. Throws StoreError if it is of another
// study or of another number of trials, or where both have something and disagree on it: then one of them is wrong, and
// which nobody knows.
Merged merge_into(Store& store, const Store& from);

}  // namespace detente
