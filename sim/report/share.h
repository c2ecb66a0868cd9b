// A share of trials with its 95 % interval (Wilson).
#pragma once

#include <cstdint>

namespace detente {

struct Share {
  std::uint64_t count = 0, of = 0;
  double value = 0, low = 0, high = 1;  // of nothing: 0 in [0, 1]
};

Share share_of(std::uint64_t count, std::uint64_t of);

}  // namespace detente
