#include "sim/cli/commands.h"
#include "sim/cli/inputs.h"
#include "sim/cli/store.h"

namespace detente {

namespace {

void add_options(CLI::App& app, StatusOptions& options) {
  add_results(app, options);
  add_output(app, options, {"table", "json"});
}

int run(const StatusOptions& options, const std::string&) {
  check_files(options, {}, with_companions(options.results));
  return print_status(options);
}

}  // namespace

const Command status_command{"status", "say how much of its run or sweep a results file has",
                             with<StatusOptions, add_options, run>};

}  // namespace detente
