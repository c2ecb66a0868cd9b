#include "sim/cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "sim/cli/say.h"
#include "sim/report/json.h"
#include "sim/report/text.h"

namespace detente {

namespace {

// How far the run is, as far as that can be told: with a precision nobody knows how many trials it will take.
std::string how_far(const RunPlan& plan, std::uint64_t done, double seconds) {
  const double rate = static_cast<double>(done) / seconds;
  if (plan.budget > 0)
    return fmt::format("{}, {:.0f} s left", counted(done, "trial"), std::max(0.0, plan.budget - seconds));
  if (plan.precision > 0) return counted(done, "trial");
  return fmt::format(
      "{:.0f} % of {}, {:.0f} s left", 100.0 * static_cast<double>(done) / static_cast<double>(plan.trials),
      counted(plan.trials, "trial"), static_cast<double>(plan.trials - std::min(plan.trials, done)) / rate);
}

}  // namespace

RunPlan whole_of(RunPlan each, std::uint64_t runs) {
  constexpr std::uint64_t most = ~std::uint64_t{0};
  each.trials = runs > 0 && each.trials > most / runs ? most : each.trials * runs;
  return each;
}

Progress::Progress(const RunPlan& plan, const NoticeOptions& options)
    : plan_(plan),
      line_(!options.progress_json && !options.quiet && isatty(STDERR_FILENO)),
      json_(options.progress_json) {}

double Progress::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void Progress::show(std::uint64_t done) {
  done_ = done;
  if (!is_due() || done == 0) return;
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(done) / seconds());
  write_line(fmt::format("{}, {} a second", how_far(plan_, done, seconds()), grouped(rate)));
}

void Progress::show_choices(std::size_t done, std::size_t of) {
  choices_ = done;
  choices_asked_ = of;
  if (is_due()) write_line(fmt::format("fixed choices: {} of {} measured", done, of));
}

bool Progress::is_due() {
  const Clock::time_point now = Clock::now();
  const std::chrono::duration<double> since = now - last_;
  const bool line_due = line_ && seconds() >= 1 && since.count() >= 0.1, json_due = json_ && since.count() >= 1;
  if (json_due) write_json();
  if (line_due || json_due) last_ = now;
  return line_due;
}

void Progress::write_line(const std::string& line) {
  std::fputs(fmt::format("\r{}\x1b[K", line).c_str(), stderr);
  std::fflush(stderr);
  on_screen_ = true;
}

void Progress::end() {
  if (json_) write_json();
  if (on_screen_) std::fputs("\r\x1b[K", stderr);
  on_screen_ = false;
}

void Progress::write_json() const {
  Json line =
      object({{"trials", done_}, {"trials_asked", plan_.trials}, {"seconds", std::round(1000 * seconds()) / 1000}});
  if (choices_asked_ > 0) line.update(object({{"choices", choices_}, {"choices_asked", choices_asked_}}));
  say(line.dump() + "\n");
}

}  // namespace detente
