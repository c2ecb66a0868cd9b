#include "sim/cli/playing.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "sim/cli/exit_code.h"
#include "sim/cli/say.h"
#include "sim/report/text.h"

namespace detente {

int conclude(const NoticeOptions& options, const Result& result) {
  if (!options.quiet && isatty(STDERR_FILENO))
    say(fmt::format(
        "{} trials in {:.2f} s, {} a second\n", grouped(result.trials), result.seconds,
        grouped(static_cast<std::uint64_t>(static_cast<double>(result.trials) / std::max(result.seconds, 1e-9)))));
  if (result.ending == Ending::interrupt) return exit_after_stop();
  if (result.trials > 0) return exit_ok;
  say("detente: the time was up before a trial was complete; give a longer --budget, or make the scenario smaller\n");
  return exit_unfinished;
}

}  // namespace detente
