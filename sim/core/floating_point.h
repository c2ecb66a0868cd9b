// Bits depend on the rounding mode, and on whether numbers near zero are flushed to it; both belong to the thread, are
// inherited by the threads that it starts, and may be anything in a process that embeds this one.
#pragma once

#include <cfenv>

namespace detente {

// While it lives, the thread rounds to the nearest, flushes nothing and raises no signals; then all is as it was.
class DefaultFloatingPoint {
 public:
  DefaultFloatingPoint();
  ~DefaultFloatingPoint();
  DefaultFloatingPoint(const DefaultFloatingPoint&) = delete;
  DefaultFloatingPoint& operator=(const DefaultFloatingPoint&) = delete;

 private:
  std::fenv_t before_;
};

}  // namespace detente
