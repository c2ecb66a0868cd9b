#include "sim/report/schema.h"

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/files/scenario_files.h"
#include "sim/report/json.h"

namespace detente {

namespace {

struct SchemaOptions : OutputOptions {
  std::string scenario;  // "": none
};

void add_options(CLI::App& app, SchemaOptions& options) {
  app.add_option("SCENARIO", options.scenario, "complete the names of this file, too; - for standard input")
      ->type_name("");
  add_out(app, options.out);
}

int run(const SchemaOptions& options, const std::string&) {
  std::vector<std::string> scenarios;
  if (!options.scenario.empty()) scenarios.push_back(options.scenario);
  check_files(options, scenarios);
  std::optional<Names> names;
  if (!options.scenario.empty()) names = load_names(options.scenario);
  write_result(options.out, json_text(format_schema(names)));
  return exit_ok;
}

}  // namespace

const Command schema_command{"schema", "print a JSON Schema of the format, for editors",
                             with<SchemaOptions, add_options, run>};

}  // namespace detente
