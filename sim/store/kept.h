// What a file keeps: the counts of parts, and of blocks of those that are not whole, and what runs came to.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "sim/store/stored_study.h"

namespace detente {

// Of a part or a block, as bytes (sim/store/packing.h).
struct Kept {
  Level level = Level::part;
  std::uint64_t index = 0, trials = 0;
  std::string hash;  // of a stretch; of a run that ends by its precision its digest, of a block nothing
  std::string counts, sums, outcomes;
  std::string seal;  // of all this: equal if and only if all is
};
std::string seal_of(const StoredStudy& study, const Kept& kept);

// What a run came to. seal: of it and its figures, likewise.
struct StoredRun {
  SweepRun run;
  std::string seal;
};
std::string seal_of(const SweepRun& run);

using StoreEntry = std::variant<Kept, SweepRun>;

}  // namespace detente
