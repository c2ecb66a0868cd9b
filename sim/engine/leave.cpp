#include "sim/engine/leave.h"

#include <ctime>

namespace detente {

double Leave::processor_seconds() {
#ifdef CLOCK_THREAD_CPUTIME_ID
  std::timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
#else  // where there are no threads, none waits for a processor
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
#endif
}

}  // namespace detente
