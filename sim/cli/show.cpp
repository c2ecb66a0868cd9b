#include <fmt/format.h>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/cli/store.h"
#include "sim/report/sweep_report.h"

namespace detente {

int show_results(const ShowOptions& options, const PageStyle& style) {
  const Store store = Store::open(options.results);
  const StoredStudy& study = store.study();
  if (study.kind == StudyKind::run) {
    const Model model = model_of(store);
    std::optional<Document> document;
    store.in_one_look([&] { document.emplace(stored_document(store, model)); });
    write_result(options.out, report_text(options, *document, study.command, style));
    return exit_ok;
  }
  const PointList points = store.points();
  Stock stock;
  store.in_one_look([&] {
    stock = take_stock(store);
    write_sweep(options.out, options, runs_of(store, points, stock), study.command, style);
  });
  if (stock.runs_told.size() < study.runs() && !options.quiet)
    say(fmt::format("detente: '{}' has {}; the sweep's command plays what is missing\n", options.results,
                    told_stock(study, stock)));
  return exit_ok;
}

namespace {

void add_options(CLI::App& app, ShowOptions& options) {
  add_results(app, options);
  add_output(app, options, report_formats());
}

int run(const ShowOptions& options, const std::string&) {
  check_files(options, {}, with_companions(options.results));
  return show_results(options, page_style(options));
}

}  // namespace

const Command show_command{"show", "report what a results file holds, as 'run' or 'sweep' does",
                           with<ShowOptions, add_options, run>};

}  // namespace detente
