#include "sim/core/floating_point.h"

namespace detente {

// Calls of the library, which nothing is moved across: the compiler does not see into them.
DefaultFloatingPoint::DefaultFloatingPoint() {
  std::fegetenv(&before_);
  std::fesetenv(FE_DFL_ENV);
}

DefaultFloatingPoint::~DefaultFloatingPoint() { std::fesetenv(&before_); }

}  // namespace detente
