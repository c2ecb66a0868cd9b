// What tells something in a file from what has changed since it was written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/digest.h"
#include "sim/study/layout.h"

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
  std::string finish() { return hash_.finish(); }  // 32 bytes

 private:
  Sha256 hash_;
};

}  // namespace detente
