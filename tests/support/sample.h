// A sanitizer finds what it finds in a twentieth of the trials, and takes twenty times as long.
#pragma once

#include <cstdint>

namespace detente {

#ifdef DETENTE_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

// How many of `trials` a test plays that asks for no certain number of them.
constexpr std::uint64_t sample(std::uint64_t trials) { return sanitized ? trials / 20 : trials; }

}  // namespace detente
