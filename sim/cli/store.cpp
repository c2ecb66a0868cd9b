#include "sim/cli/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/cli/shard.h"
#include "sim/cli/stop.h"
#include "sim/cli/stored_sweep.h"
#include "sim/core/plain_text.h"
#include "sim/files/scenario_files.h"
#include "sim/files/text_files.h"
#include "sim/random/philox.h"
#include "sim/report/build_info.h"
#include "sim/report/json.h"
#include "sim/report/page.h"
#include "sim/report/text.h"
#include "sim/report/trials_csv.h"
#include "sim/scenario/load.h"
#include "sim/scenario/samples.h"
#include "sim/store/play.h"
#include "sim/sweep/results.h"

namespace detente {

namespace {

StoredStudy study_of(const RunOptions& options, const std::string& command) {
  return {.command = command,
          .version = build_info().version,
          .file = shown_path(options.scenario),
          .text = read_text(options.scenario),
          .sets = options.sets,
          .seed = options.seed,
          .trials = options.trials_max()};
}

Model model_of(const StoredStudy& study) {
  return compile(parse_scenario(study.text, study.file, study.sets, study.samples));
}

// The same of a study that is to be written: its samples are read, and kept.
Model make_model(StoredStudy& study, const std::string& folder) {
  const Scenario scenario =
      parse_scenario(study.text, study.file, study.sets, samples_in(folder));  // says what is wrong with them
  study.samples = read_samples(samples_named(study.text, study.sets), folder);
  return study.samples.empty() ? compile(scenario) : model_of(study);
}

RunPlan plan_of(const PlayOptions& options, const StoredStudy& study) {
  RunPlan plan;
  plan.seed = study.seed;
  plan.trials = study.trials;
  plan.threads = options.threads;
  plan.lanes = options.lanes;
  plan.stop = &stop_flag();
  return plan;
}

std::uint64_t trials_of(const StoredStudy& study, const std::vector<std::uint64_t>& stretches) {
  std::uint64_t trials = 0;
  for (const std::uint64_t stretch : stretches) trials += study.trials_of(stretch);
  return trials;
}

// Plays them into the store and tells how far it is.
void play_missing(const RunOptions& options, Store& store, const Model& model,
                  const std::vector<std::uint64_t>& stretches, Progress& progress) {
  RunPlan plan = plan_of(options, store.study());
  plan.progress = [&](std::uint64_t done) { progress.show(done); };
  play_into(store, model, plan, stretches);
}

std::string told_begun(const Stock& stock) {
  return stock.begun ? fmt::format(", and {} of others", counted(stock.begun, "trial")) : "";
}

std::uint64_t seed_of_clock() {
  return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

}  // namespace

void refuse_scenario(const std::string& path, const ScenarioError& error) {
  throw StoreError(fmt::format("'{}' cannot be played again: {}", path, error.diagnostics()[0].cause));
}

Model model_of(const Store& store) try {
  Model model = model_of(store.study());
  StoredStudy study = store.study();
  describe(study, model);
  study.version = build_info().version;
  if (const std::string difference = store.study().difference(study); !difference.empty())
    throw StoreError(fmt::format("'{}' cannot be shown as what it was played from: {}; this program is another",
                                 store.path(), difference));
  return model;
} catch (const ScenarioError& error) {
  refuse_scenario(store.path(), error);
}

Document finish(const PlayOptions& options, Store& store, const Model& model, Progress& progress) {
  Result result = stored_result(store, model);
  result.plan = plan_of(options, store.study());
  result.measured = stored_measured(store, model, result);
  if (!result.measured) result.measured = measure(model, result, progress.of_choices());
  Document document = document_of(model, std::move(result));
  store.put_result(document);
  return document;
}

bool stopped_measuring(const Result& result, const std::string& path) {
  if (!stop_flag() || !result.measured || !result.measured->left) return false;
  say(fmt::format(
      "detente: '{}' has all trials; stopped before its fixed choices were measured, the same command goes on\n",
      path));
  return true;
}

int write_verdict(const VerifyOptions& options, const Verdict& verdict) {
  Json mistakes = Json::array();
  std::string text;
  for (const auto& [what, mistake] : verdict.mistakes) {
    mistakes.push_back(object({{"what", what}, {"mistake", mistake}}));
    text += fmt::format("{}: {}\n", what, mistake);
  }
  const std::size_t wrong = verdict.mistakes.size();
  text += fmt::format("{} of {} {}s played again: {} wrong\n", verdict.played, verdict.stored, verdict.of, wrong);
  write_stdout(options.format != Format::json ? text
                                              : json_text(object({{"format", json_format},
                                                                  {"file", options.results},
                                                                  {"played", verdict.played},
                                                                  {"stored", verdict.stored},
                                                                  {"mistakes", mistakes}})));
  if (wrong > 0) return exit_file;
  return stop_flag() ? exit_after_stop() : exit_ok;
}

std::vector<std::uint64_t> chosen(std::vector<std::uint64_t> parts, const VerifyOptions& options) {
  const std::uint64_t seed = options.seed.value_or(seed_of_clock());
  const auto lot = [seed](std::uint64_t part) { return draw_block(seed, part, 0, address_hash("verify")); };
  std::sort(parts.begin(), parts.end(), [&](std::uint64_t a, std::uint64_t b) { return lot(a) < lot(b); });
  const double wanted = std::ceil(options.share * static_cast<double>(parts.size()));
  parts.resize(std::min(parts.size(), static_cast<std::size_t>(wanted)));
  std::sort(parts.begin(), parts.end());
  return parts;
}

std::string told_damaged(std::size_t count, const char* part) {
  return count == 0 ? "" : fmt::format("{} damaged; the same command plays them again\n", counted(count, part));
}

void check_kept(const std::string& path, const std::vector<std::uint64_t>& played,
                const std::vector<std::uint64_t>& whole) {
  if (!std::includes(whole.begin(), whole.end(), played.begin(), played.end()))
    throw StoreError(fmt::format(
        "'{}' is damaged: what is written there is not found again; remove it, and the same command plays all", path));
}

int run_stored(const RunOptions& options, const std::string& command, const PageStyle& style) {
  if (options.precision > 0 || options.budget > 0)
    throw UsageError("a results file is of so many trials; leave out --precision and --budget, and use --trials");
  StoredStudy study = study_of(options, command);
  const Model model = make_model(study, folder_of(options.scenario));
  check_samples_apart(written_by(options), study.text, study.sets, folder_of(options.scenario));
  if (!options.quiet) print_diagnostics(model.scenario.warnings);
  describe(study, model);

  stop_on_signals();
  const Shard shard = options.shard.empty() ? shard_of_environment() : *parse_shard(options.shard);
  const std::string path = shard_path(options.out, shard);
  std::vector<std::string> others = shard_files(options.out);
  std::erase(others, path);
  Store store = Store::write(path, study);
  const std::vector<std::uint64_t> missing = share_of_shard(missing_stretches(store, others), shard);
  RunPlan shown;
  shown.trials = trials_of(store.study(), missing);
  Progress progress(shown, options);
  play_missing(options, store, model, missing, progress);

  const Stock stock = take_stock(store);
  if (!stock.digest.empty()) {
    const Document document = finish(options, store, model, progress);
    progress.end();
    store.close();
    write_stdout(report_text(options, document, command, style));
    return stopped_measuring(document.result, path) ? exit_after_stop() : exit_ok;
  }
  progress.end();
  if (!stop_flag()) check_kept(path, missing, stock.whole);
  store.close();
  if (!options.quiet)
    say(fmt::format("'{}' has {} of {} parts{}; {}\n", path, stock.whole.size(), study.stretches(), told_begun(stock),
                    stop_flag() ? "the same command goes on"
                                : fmt::format("'detente merge {} FILES' brings all parts together", options.out)));
  return stop_flag() ? exit_after_stop() : exit_ok;
}

namespace {

// An export that is stopped: rows end where they end, and a file is left as it was.
struct Stopped {};

int export_trials(const ShowOptions& options, const Store& store) {
  const Model model = model_of(store);
  stored_result(store, model);  // throws where trials are missing
  stop_on_signals();
  RunPlan plan{.trials = store.study().trials};
  Progress progress(plan, options);
  const auto produce = [&](const TextSink& sink) {
    const Layout layout = make_layout(model);
    const TrialsCsv table(model, layout, sink, {options.csv_safe});
    const bool ended = each_trial_again(
        store, model, plan.lanes, TrialRecord(layout, model.inputs.size() + model.chances.size()),
        [&](const TrialRecord& record, std::uint64_t first, std::uint64_t count) {
          table.write(record, first, count);
          progress.show(first + count);
        },
        &stop_flag());
    if (!ended) throw Stopped{};
  };
  try {
    options.out.empty() ? write_result({}, produce) : write_file(options.out, produce);  // it can be had again
  } catch (const Stopped&) {
    progress.end();
    return exit_after_stop();
  }
  progress.end();
  return exit_ok;
}

}  // namespace

int show_results(const ShowOptions& options, const PageStyle& style) {
  const Results results = open_results(options.results);
  if (const auto* sweep = std::get_if<SweepStore>(&results)) {
    if (options.each_trial)
      throw UsageError("--each-trial is of a file of a run; 'detente run --set ... --out' makes one of a point");
    return show_sweep(options, *sweep, style);
  }
  const Store& store = std::get<Store>(results);
  if (options.each_trial) return export_trials(options, store);
  const Model model = model_of(store);
  write_result(options.out, report_text(options, stored_document(store, model), store.study().command, style));
  return exit_ok;
}

int print_status(const StatusOptions& options) {
  const Results results = open_results(options.results);
  if (const auto* sweep = std::get_if<SweepStore>(&results)) return print_sweep_status(options, *sweep);
  const Store& store = std::get<Store>(results);
  const StoredStudy& study = store.study();
  const Stock stock = take_stock(store);
  if (options.format == Format::json) {
    write_result(options.out, json_text(object({{"format", json_format},
                                                {"file", options.results},
                                                {"scenario", study.file},
                                                {"sha256", sha256(study.canonical)},
                                                {"seed", study.seed},
                                                {"trials", stock.trials},
                                                {"trials_of_parts_begun", stock.begun},
                                                {"trials_asked", study.trials},
                                                {"parts", stock.whole.size()},
                                                {"parts_asked", study.stretches()},
                                                {"parts_damaged", stock.damaged.size()},
                                                {"digest", stock.digest.empty() ? Json() : Json(stock.digest)},
                                                {"measured", store.measured().has_value()},
                                                {"command", study.command},
                                                {"version", study.version}})));
    return exit_ok;
  }
  const std::string digest = stock.digest.empty() ? "" : fmt::format("digest {}\n", stock.digest);
  write_result(options.out,
               plain_text(fmt::format("{}: {} of {} trials ({} of {} parts{}) of {}, seed {}\n{}{}by: {}\n",
                                      options.results, grouped(stock.trials), grouped(study.trials), stock.whole.size(),
                                      study.stretches(), told_begun(stock), study.file, study.seed,
                                      told_damaged(stock.damaged.size(), "part"), digest, study.command)));
  return exit_ok;
}

namespace {

// Draws are not stored of all.
bool same(const Block& stored, const DrawCounts& draws, const Block& again, const DrawCounts& drawn_again) {
  return stored.counts == again.counts && stored.sparse == again.sparse && stored.sums == again.sums &&
         (draws.counts.empty() || draws.counts == drawn_again.counts);
}

// Those of parts that are not whole.
void verify_blocks(const VerifyOptions& options, const Store& store, const Model& model, const RunPlan& plan,
                   Verdict& verdict) {
  const auto judge = [&](std::uint64_t index, const char* mistake) {
    const std::uint64_t first = index * block_trials;
    verdict.add(fmt::format("trials {} to {}", first, first + store.study().trials_of_block(index) - 1), mistake);
  };
  std::vector<std::uint64_t> whole;
  for (const std::uint64_t index : store.blocks())
    store.read_block(index) ? whole.push_back(index) : judge(index, Verdict::damaged);
  for (const std::uint64_t index : chosen(std::move(whole), options)) {
    if (stop_flag()) return;
    const std::optional<StoredBlock> again = play_block(model, plan, index), stored = store.read_block(index);
    if (!again) return;
    if (!stored || !same(stored->sum, stored->draws, again->sum, again->draws)) judge(index, Verdict::differs);
  }
}

// What was measured for the result, some of it played again; of the trials that failed the first if all is.
void verify_measured(const VerifyOptions& options, const Document& document, Verdict& verdict) {
  const Measured& stored = *document.result.measured;
  const Result& result = document.result;
  const Leave leave(&stop_flag());
  std::optional<Failure> failure = stored.failure;
  if (options.share >= 1 && result.valid() < result.trials) {
    const FailureSearch search = first_failure(document.model, result.plan.seed, result.trials, leave);
    if (!search.left) failure = search.found;
  } else if (failure) {
    failure = failure_of(document.model, result.plan.seed, failure->trial);
  }
  if (failure != stored.failure) verdict.add("the first trial that failed", Verdict::differs);
  const std::vector<ChoiceEffect>& effects = stored.choices.effects;
  std::vector<std::uint64_t> places(effects.size());
  std::iota(places.begin(), places.end(), std::uint64_t{0});
  places = chosen(std::move(places), options);
  if (places.empty()) return;
  const ChoiceEffects again = measure_choices(document.model, result, places, leave);
  for (std::size_t i = 0; i < again.effects.size(); ++i) {
    const ChoiceEffect &one = effects[places[i]], &other = again.effects[i];
    const auto figures = [](const ChoiceEffect& of) { return std::tie(of.change, of.low, of.high); };
    if (figures(one) != figures(other))
      verdict.add(
          fmt::format("the choice '{}: {}', otherwise '{}'", one.choice.kind, one.choice.who, one.choice.otherwise),
          Verdict::differs);
  }
}

// What the file tells those who read it without this program, against its parts; nothing as long as it lacks some.
void check_told(const VerifyOptions& options, const Store& store, const Model& model, const std::string& digest,
                Verdict& verdict) {
  const std::string stored = store.digest();
  if (!stored.empty() && digest.empty()) return verdict.add("digest", "stored, and its parts are not all there");
  std::optional<Document> document;
  if (!stored.empty()) {
    document.emplace(stored_document(store, model));
    document->result.plan.threads = options.threads;
    if (document->result.measured)
      verify_measured(options, *document, verdict);
    else if (store.tells_measured())
      verdict.add("fixed choices and the first trial that failed", Verdict::damaged);
    if (digest != stored) verdict.add("digest", fmt::format("{} is stored, and its parts come to {}", stored, digest));
  }
  for (const std::string& changed : store.changed_figures(document ? &*document : nullptr))
    verdict.add(changed, "not what its parts come to");
}

}  // namespace

int verify_results(const VerifyOptions& options) {
  const Results results = open_results(options.results);
  if (const auto* sweep = std::get_if<SweepStore>(&results)) return verify_sweep(options, *sweep);
  const Store& store = std::get<Store>(results);
  const Model model = model_of(store);
  const Stock stock = take_stock(store);
  const std::vector<std::uint64_t> again = chosen(stock.whole, options);
  stop_on_signals();
  const RunPlan plan = plan_of(options, store.study());
  RunPlan shown;
  shown.trials = std::max<std::uint64_t>(1, trials_of(store.study(), again));
  Progress progress(shown, options);
  std::uint64_t trials = 0;
  Verdict verdict{.of = "part", .stored = stock.whole.size() + stock.damaged.size()};
  const auto judge = [&](std::uint64_t index, const char* mistake) {
    verdict.add(fmt::format("trials {} to {}", index * stretch_trials,
                            index * stretch_trials + store.study().trials_of(index) - 1),
                mistake);
  };
  for (const std::uint64_t index : stock.damaged) judge(index, Verdict::damaged);
  std::map<std::uint64_t, const char*> wrong;  // in order, whoever is done first
  play_again(model, plan, again, [&](std::uint64_t index, const PlayedStretch& played) {
    const std::optional<StoredStretch> stored = store.read(index);
    const bool is_right = stored && stored->stretch.hash == played.stretch.hash &&
                          same(stored->stretch.sum, stored->draws, played.stretch.sum, played.draws);
    ++verdict.played;
    trials += store.study().trials_of(index);
    progress.show(trials);
    if (!is_right) wrong[index] = stored ? Verdict::differs : Verdict::damaged;
  });
  for (const auto& [index, mistake] : wrong) judge(index, mistake);
  progress.end();
  verify_blocks(options, store, model, plan, verdict);
  check_told(options, store, model, stock.digest, verdict);
  return write_verdict(options, verdict);
}

}  // namespace detente
