#include <fmt/format.h>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/options.h"
#include "sim/cli/output.h"
#include "sim/cli/say.h"
#include "sim/report/json.h"
#include "sim/report/reference.h"

namespace detente {

namespace {

struct ExplainOptions {
  std::string key;  // "": all keys
  Format format = Format::table;
};

void add_options(CLI::App& app, ExplainOptions& options) {
  app.add_option("KEY", options.key,
                 "a key (rounds), its path (stages[].rounds), an address or a word (consensus); all if there is none")
      ->type_name("");
  add_format(app, options.format, {"table", "json"});
  app.footer(
      "Examples:\n  detente explain red-line\n  detente explain stages.talks.rounds\n  detente explain consensus");
}

int run(const ExplainOptions& options, const std::string&) {
  const std::string text = explain_key(options.key);
  if (text.empty()) {
    const std::string near = nearest_keys(options.key);
    say(fmt::format("detente: there is no key or word '{}'{}\n{}", options.key,
                    near.empty() ? "" : ", did you mean " + near + "?",
                    near.empty() ? "'detente explain' lists all keys and words\n" : ""));
    return exit_usage;
  }
  if (options.format == Format::json) {
    Json json;
    json["format"] = json_format;
    json["keys"] = explain_key_json(options.key);
    json["words"] = explain_words_json(options.key);
    write_stdout(json_text(json));
  } else {
    write_stdout(text);
  }
  return exit_ok;
}

}  // namespace

const Command explain_command{"explain", "say what a key or a word of the format means",
                              with<ExplainOptions, add_options, run>};

}  // namespace detente
