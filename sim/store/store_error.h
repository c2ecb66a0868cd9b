// Results files: what they are called, and why one cannot be used.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <variant>

namespace detente {

// A file that cannot be used as what it should be; says which and why.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Of a file that its writer had no time to begin.
class EmptyStore : public StoreError {
 public:
  using StoreError::StoreError;
};

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;  // monostate: NULL

bool is_store_name(const std::string& path);  // ends in .sqlite

}  // namespace detente
