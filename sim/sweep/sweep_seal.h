// What tells a sweep, its points and its runs in a file from changed ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/digest.h"
#include "sim/sweep/sweep_store.h"

namespace detente {

// Texts and numbers one after the other; a text with its length, so that none can end where another begins.
class Seal {
 public:
  Seal& add(const std::string& text);
  Seal& add(const RowName& row);
  Seal& add(std::uint64_t number);
  Seal& add(double number);
  Seal& add(const std::optional<double>& number);
  Seal& add(const std::vector<std::string>& texts);
  std::string finish() { return hash_.finish(); }

 private:
  Sha256 hash_;
};

// Of the row in `runs`; those in `shares` and `means` are added to it.
Seal begin_seal(const SweepRun& run);
std::string seal_of(const StoredSweep& of);
std::string points_sha256(const PointList& points);

}  // namespace detente
