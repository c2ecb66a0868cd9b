#include "sim/cli/stored_sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/say.h"
#include "sim/cli/shard.h"
#include "sim/cli/stop.h"
#include "sim/cli/store.h"
#include "sim/cli/sweep.h"
#include "sim/core/plain_text.h"
#include "sim/report/build_info.h"
#include "sim/report/sweep_report.h"
#include "sim/sweep/sweep_play.h"

namespace detente {

namespace {

SweptRuns runs_of(const SweepStore& store, const PointList& points, std::uint64_t whole) {
  return {points, store.study().plan, store.study().runs(), whole,
          [&store](const std::function<void(const SweepRun&)>& visit) { each_run(store, visit); }};
}

// Calls play(plan of these runs, what is to be told when each is finished) and tells how far it is.
template <class Play>
SweepResult play_shown(const NoticeOptions& options, SweepPlan plan, std::vector<std::uint64_t> places, Play play) {
  const RunPlan all = whole_of(plan.run, places.size());
  plan.places = std::move(places);
  Progress progress(all, options);
  SweepResult result = play(plan, [&](std::uint64_t trials) { progress.show(trials); });
  progress.end();
  return result;
}

}  // namespace

int run_stored_sweep(const SweepOptions& options, const PointList& points, const SweepPlan& plan,
                     const std::string& command, const PageStyle& style) {
  const Shard shard = options.shard.empty() ? shard_of_environment() : *parse_shard(options.shard);
  const StoredSweep study = stored_sweep(command, build_info().version, points, plan);
  const std::string path = shard_path(options.out, shard);
  std::vector<std::string> others = shard_files(options.out);
  std::erase(others, path);
  SweepStore store = SweepStore::write(path, study, points);
  const std::vector<std::uint64_t> missing = share_of_shard(missing_runs(store, others), shard);
  const SweepResult result = play_shown(options, plan, missing, [&](const SweepPlan& played, const auto& finished) {
    return play_into(store, points, played, finished);
  });
  const std::vector<std::uint64_t> kept = take_stock(store).whole;
  const std::uint64_t whole = kept.size(), asked = study.runs();
  if (!result.stopped()) check_kept(path, missing, kept);
  store.close();
  if (result.error) std::rethrow_exception(result.error);
  if (whole == asked) {
    write_sweep({}, options, runs_of(store, points, whole), command, style);
    return exit_ok;
  }
  if (!options.quiet)
    say(fmt::format("'{}' has {} of {} runs; {}\n", path, whole, asked,
                    result.stopped() ? "the same command goes on"
                                     : fmt::format("'detente merge {} FILES' brings all runs together", options.out)));
  return result.stopped() ? exit_after_stop() : exit_ok;
}

int show_sweep(const ShowOptions& options, const SweepStore& store, const PageStyle& style) {
  const PointList points = store.points();
  const std::uint64_t whole = take_stock(store).whole.size(), asked = store.study().runs();
  write_sweep(options.out, options, runs_of(store, points, whole), store.study().command, style);
  if (whole < asked && !options.quiet)
    say(fmt::format("detente: '{}' has {} of {} runs; the sweep's command plays what is missing\n", options.results,
                    whole, asked));
  return exit_ok;
}

int print_sweep_status(const StatusOptions& options, const SweepStore& store) {
  const StoredSweep& study = store.study();
  const SweepPlan& plan = study.plan;
  const RunStock stock = take_stock(store);
  if (options.format == Format::json) {
    write_result(options.out, json_text(object({{"format", json_format},
                                                {"file", options.results},
                                                {"scenario", plan.file},
                                                {"seed", plan.run.seed},
                                                {"design", method_name(plan.design.method)},
                                                {"points", study.points},
                                                {"replications", plan.design.replications},
                                                {"trials", stock.trials},
                                                {"runs", stock.whole.size()},
                                                {"runs_asked", study.runs()},
                                                {"runs_damaged", stock.damaged.size()},
                                                {"command", study.command},
                                                {"version", study.version}})));
    return exit_ok;
  }
  write_result(options.out, plain_text(fmt::format("{}: {} of {} runs ({}) of a sweep of {}, seed {}\n{}by: {}\n",
                                                   options.results, grouped(stock.whole.size()), grouped(study.runs()),
                                                   counted(stock.trials, "trial"), plan.file, plan.run.seed,
                                                   told_damaged(stock.damaged.size(), "run"), study.command)));
  return exit_ok;
}

namespace {

int verify_runs(const VerifyOptions& options, const SweepStore& store) {
  const PointList points = store.points();
  SweepPlan plan = store.study().plan;
  const StoredSweep now = stored_sweep(store.study().command, build_info().version, points, plan);
  if (const std::string difference = store.study().difference(now); !difference.empty())
    throw StoreError(
        fmt::format("'{}' cannot be played again as it was: {}; this program is another", options.results, difference));
  const auto replications = static_cast<std::uint64_t>(store.study().plan.design.replications);
  stop_on_signals();
  const RunStock stock = take_stock(store);
  Verdict verdict{.of = "run", .stored = stock.whole.size() + stock.damaged.size()};
  const auto judge = [&](std::uint64_t place, const char* mistake) {
    verdict.add(fmt::format("point {}, replication {}", place / replications, place % replications), mistake);
  };
  for (const std::uint64_t place : stock.damaged) judge(place, Verdict::damaged);
  plan.run.threads = options.threads;
  plan.run.stop = &stop_flag();
  std::map<std::uint64_t, const char*> wrong;  // in order, whoever is done first
  plan.take = [&](const SweepRun& again) {
    const std::uint64_t place = again.point * replications + static_cast<std::uint64_t>(again.replication);
    ++verdict.played;
    const std::optional<StoredRun> run = store.read(place);
    if (!run || run->seal != seal_of(again)) wrong[place] = run ? Verdict::differs : Verdict::damaged;
  };
  const SweepResult result =
      play_shown(options, plan, chosen(stock.whole, options),
                 [&](const SweepPlan& some, const auto& finished) { return play_points(points, some, finished); });
  if (result.error) std::rethrow_exception(result.error);
  for (const auto& [place, mistake] : wrong) judge(place, mistake);
  for (const std::string& stray : store.strays()) verdict.add(stray, "told, and not sealed");
  return write_verdict(options, verdict);
}

}  // namespace

int verify_sweep(const VerifyOptions& options, const SweepStore& store) try {
  return verify_runs(options, store);
} catch (const PointError& error) {
  refuse_scenario(store.path(), error.error());
}

}  // namespace detente
