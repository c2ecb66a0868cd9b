#include "sim/cli/progress.h"

#include <fmt/format.h>

#include <cstdio>

#include "sim/report/text.h"

namespace detente {

void Progress::show(std::uint64_t done) {
  using std::chrono::duration;
  const Clock::time_point now = Clock::now();
  const double seconds = duration<double>(now - begin_).count();
  if (!shown_ || done == 0 || seconds < 1 || duration<double>(now - last_).count() < 0.1) return;
  last_ = now;
  const double rate = static_cast<double>(done) / seconds, left = static_cast<double>(trials_ - done) / rate;
  const std::string line = fmt::format("\r{:.0f} % of {} trials, {} a second, {:.0f} s left\x1b[K",
                                       100.0 * static_cast<double>(done) / static_cast<double>(trials_),
                                       grouped(trials_), grouped(static_cast<std::uint64_t>(rate)), left);
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
  on_screen_ = true;
}

void Progress::clear() {
  if (on_screen_) std::fputs("\r\x1b[K", stderr);
  on_screen_ = false;
}

}  // namespace detente
