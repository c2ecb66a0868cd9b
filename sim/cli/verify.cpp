#include "sim/cli/commands.h"
#include "sim/cli/quantities.h"
#include "sim/cli/store.h"

namespace detente {

namespace {

void add_options(CLI::App& app, VerifyOptions& options) {
  add_results(app, options);
  add_quantity(app, "--share", options.share, "how much of it to play again, chosen at random (default 1%)",
               check_share, parse_share)
      ->type_name("SHARE");
  add_seed(app, options.seed, "of what is chosen (default: another every time)");
  add_threads(app, options.threads, "0 (default): all there are");
  add_format(app, options.format, {"table", "json"});
  add_quiet(app, options.quiet, "no progress");
  add_progress(app, options.progress_json);
}

int run(const VerifyOptions& options, const std::string&) { return verify_results(options); }

}  // namespace

const Command verify_command{"verify", "play some of a results file again and compare",
                             with<VerifyOptions, add_options, run>};

}  // namespace detente
