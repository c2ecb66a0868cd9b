#include "sim/engine/replay.h"

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/report.h"
#include "sim/report/json.h"
#include "sim/report/story.h"

namespace detente {

namespace {

struct ReplayOptions : ScenarioOptions, OutputOptions {
  std::uint64_t trial = 0, seed = 1;
};

void add_options(CLI::App& app, ReplayOptions& options) {
  add_scenario(app, options);
  add_count(app, "--trial", options.trial, "which trial, from 0", 0, trials_limit - 1)->required();
  add_seed(app, options.seed);
  add_output(app, options, {"table", "json", "markdown", "html"});
  app.footer("Example:\n  detente replay scenarios/doha-2-2024.toml --trial 17");
}

int run(const ReplayOptions& options, const std::string&) {
  check_files(options, {options.scenario});
  const Model model = load_model(options, options);
  const Story story = replay(model, options.seed, options.trial);
  write_result(options.out, options.format == Format::json ? json_text(story_json(model, story))
                                                           : story_text(model, story, page_style(options)));
  return exit_ok;
}

}  // namespace

const Command replay_command{"replay", "tell one trial as a story", with<ReplayOptions, add_options, run>};

}  // namespace detente
