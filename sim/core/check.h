// Errors of the second kind: our code is wrong. A failed check prints both values and what the caller says about the
// place, and aborts: a wrong program must not go on to print numbers.
#pragma once

#include <fmt/format.h>

#include <source_location>
#include <string>

namespace detente {

[[noreturn]] void fail_check(const std::string& what, std::source_location where);

inline void check(bool holds, const char* claim, std::source_location where = std::source_location::current()) {
  if (!holds) fail_check(claim, where);
}

template <class T>
void check_equal(const T& left, const T& right, const char* claim,
                 std::source_location where = std::source_location::current()) {
  if (!(left == right)) fail_check(fmt::format("{}: {} against {}", claim, left, right), where);
}

}  // namespace detente
