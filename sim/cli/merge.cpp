#include "sim/store/merge.h"

#include <fmt/format.h>

#include <filesystem>
#include <type_traits>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/say.h"
#include "sim/cli/stop.h"
#include "sim/cli/store.h"
#include "sim/report/json.h"
#include "sim/report/text.h"
#include "sim/sweep/results.h"
#include "sim/sweep/sweep_play.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

struct MergeOptions : ResultsOptions, NoticeOptions {  // the results file is the one to write
  std::vector<std::string> merged;                     // those to read
  Format format = Format::table;
};

Store write_like(const std::string& path, const Store& from) { return Store::write(path, from.study()); }
SweepStore write_like(const std::string& path, const SweepStore& from) {
  return SweepStore::write(path, from.study(), from.points());
}

template <class File>
void check_another(const File& first, const std::string& path) {
  check_same(first.study(), first.path(), File::open(path).study(), path);
}

// Throws StoreError unless all are of one study, before anything is written. Whether that is a sweep.
bool are_of_sweep(const std::vector<std::string>& files) {
  std::optional<Results> first;
  for (const std::string& path : files) {
    try {
      if (!first)
        first.emplace(open_results(path));
      else
        std::visit([&](const auto& one) { check_another(one, path); }, *first);
    } catch (const EmptyStore&) {
      continue;  // told when it is merged
    }
  }
  return first && std::holds_alternative<SweepStore>(*first);
}

// Brings them together in OUT and says what came of it; part: what it is made of. conclude(store): what it has.
template <class File, class Conclude>
int merge_files(const MergeOptions& options, const char* part, Conclude conclude) {
  const std::string& out = options.results;
  std::optional<File> store;
  Merged all;
  for (const std::string& input : options.merged) {
    std::optional<File> from;
    try {
      from.emplace(File::open(input));
    } catch (const EmptyStore& error) {
      if (!options.quiet) say(fmt::format("detente: {}; it is left out\n", error.what()));
      continue;
    }
    if (!store) store.emplace(write_like(out, *from));
    const Merged merged = merge_into(*store, *from);
    if (merged.damaged > 0 && !options.quiet)
      say(fmt::format("detente: '{}': {} left out, damaged\n", input, counted(merged.damaged, part)));
    all.added += merged.added;
    all.repeated += merged.repeated;
    all.damaged += merged.damaged;
  }
  if (!store) throw StoreError("there is nothing in any of these files");
  const auto [whole, asked, digest, stopped] = conclude(*store);
  store->close();
  if (options.format == Format::json) {
    Json json = object({{"format", json_format}, {"file", out}});
    json[part + std::string("s")] = whole;
    json[part + std::string("s_asked")] = asked;
    json.update(object({{"new", all.added}, {"repeated", all.repeated}, {"damaged", all.damaged}}));
    if (std::is_same_v<File, Store>) json["digest"] = digest.empty() ? Json() : Json(digest);
    write_stdout(json_text(json));
  } else if (!options.quiet) {
    say(fmt::format("'{}' has {} of {} {}s, {} new, {} dropped as the same{}\n", out, whole, asked, part, all.added,
                    all.repeated, digest.empty() ? "" : "; digest " + digest));
  }
  return stopped ? exit_after_stop() : exit_ok;
}

struct Conclusion {
  std::uint64_t whole = 0, asked = 0;
  std::string digest;    // of a whole run
  bool stopped = false;  // before all was measured
};

Conclusion conclude_run(const MergeOptions& options, Store& store) {
  const Stock stock = take_stock(store);
  std::optional<Model> model;
  try {
    if (!stock.digest.empty()) model.emplace(model_of(store));
  } catch (const StoreError& error) {
    if (!options.quiet) say(fmt::format("detente: '{}' has no tables of figures: {}\n", options.results, error.what()));
  }
  Conclusion conclusion{stock.whole.size(), store.study().stretches(), stock.digest};
  if (!model) return conclusion;
  stop_on_signals();
  RunPlan shown;
  shown.trials = store.study().trials;
  Progress progress(shown, options);
  progress.show(shown.trials);
  const Document document = finish({}, store, *model, progress);
  progress.end();
  conclusion.stopped = stopped_measuring(document.result, options.results);
  return conclusion;
}

int merge_results(const MergeOptions& options) {
  const std::string& out = options.results;
  if (!is_store_name(out)) throw UsageError(fmt::format("'{}' is to be written; call it FILE.sqlite", out));
  std::vector<std::string> files = options.merged;
  if (std::error_code ignored; fs::exists(out, ignored)) files.insert(files.begin(), out);
  if (are_of_sweep(files))
    return merge_files<SweepStore>(options, "run", [](SweepStore& store) {
      return Conclusion{take_stock(store).whole.size(), store.study().runs()};
    });
  return merge_files<Store>(options, "part", [&](Store& store) { return conclude_run(options, store); });
}

void add_options(CLI::App& app, MergeOptions& options) {
  app.add_option("OUT", options.results, "the file to write, FILE.sqlite; it may have some parts already")
      ->required()
      ->type_name("");
  app.add_option("RESULTS", options.merged, "files of the same run or sweep, whose parts it takes")
      ->required()
      ->type_name("");
  add_format(app, options.format, {"table", "json"});
  add_quiet(app, options.quiet, "say nothing but what is wrong");
  app.footer(
      "Machines can share a run or a sweep, each with a part and a file of its own; batch systems\n"
      "(Slurm arrays, Open MPI, PMI) say themselves which part:\n"
      "  detente run scenarios/doha-2-2024.toml --trials 1e6 --out all.sqlite --shard 1/2\n"
      "  detente run scenarios/doha-2-2024.toml --trials 1e6 --out all.sqlite --shard 2/2\n"
      "  detente merge all.sqlite all.*-of-2.sqlite\n"
      "Where two files have the same trials they must agree to the bit.");
}

int run(const MergeOptions& options, const std::string&) {
  const std::vector<std::string> written =
      is_store_name(options.results) ? with_companions(options.results) : std::vector{options.results};
  for (const std::string& input : options.merged)
    for (const std::string& part : with_companions(input)) check_apart(written, part);
  return merge_results(options);
}

}  // namespace

const Command merge_command{"merge", "bring the results files of one run or sweep together",
                            with<MergeOptions, add_options, run>};

}  // namespace detente
