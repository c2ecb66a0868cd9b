#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/quantities.h"
#include "sim/cli/stop.h"
#include "sim/cli/store.h"
#include "sim/random/philox.h"
#include "sim/report/json.h"
#include "sim/report/text.h"

namespace detente {

namespace {

struct VerifyOptions : ResultsOptions, PlayOptions, NoticeOptions {
  double share = 0.01;                // 0..1
  std::optional<std::uint64_t> seed;  // of what is chosen; none: another every time
  Format format = Format::table;
};

constexpr const char* damaged = "damaged";
constexpr const char* differs = "other results than when played again";

std::uint64_t seed_of_clock() {
  return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

// Of these those that are to be looked at, at least one if there are any, by chance.
std::vector<std::uint64_t> chosen(std::vector<std::uint64_t> indices, const VerifyOptions& options) {
  const std::uint64_t seed = options.seed.value_or(seed_of_clock());
  const auto lot = [seed](std::uint64_t index) { return draw_block(seed, index, 0, address_hash("verify")); };
  std::sort(indices.begin(), indices.end(), [&](std::uint64_t a, std::uint64_t b) { return lot(a) < lot(b); });
  const double wanted = std::ceil(options.share * static_cast<double>(indices.size()));
  indices.resize(std::min(indices.size(), static_cast<std::size_t>(wanted)));
  std::sort(indices.begin(), indices.end());
  return indices;
}

class Verifier {
 public:
  Verifier(const VerifyOptions& options, const Store& store)
      : options_(options), store_(store), study_(store.study()), points_(store.points()) {
    if (study_.kind == StudyKind::run)
      model_.emplace(model_of(store));
    else
      check_plays(store, points_);
    store.in_one_look([&] { look(); });
    how_.threads = options.threads;
    how_.stop = &stop_flag();
  }

  int run() {
    stop_on_signals();
    for (const std::uint64_t part : stock_.damaged) judge(study_.name_of(Level::part, part), damaged);
    play_parts();
    play_blocks();
    check_runs();
    if (model_) check_report();
    for (const std::string& stray : strays_) judge(stray, "told, and not sealed");
    return write();
  }

 private:
  // What does not take playing: a writer may go on meanwhile.
  void look() {
    stock_ = take_stock(store_);
    strays_ = store_.strays();
    if (!model_) return;
    if (has_all_parts(0)) document_.emplace(stored_document(store_, *model_));
    tells_measured_ = store_.tells_measured();
    changed_finding_ = store_.changed_finding(document_ ? &*document_ : nullptr);
  }

  void judge(const std::string& what, const std::string& mistake) { mistakes_.emplace_back(what, mistake); }
  bool has_all_parts(std::uint64_t run) const {
    const std::uint64_t per_run = study_.per_run(Level::part), first = run * per_run;
    const auto begin = std::ranges::lower_bound(stock_.whole, first);
    return std::ranges::lower_bound(stock_.whole, first + per_run) - begin == static_cast<std::ptrdiff_t>(per_run);
  }

  // Plays these and hands over what each comes to.
  void play(Level level, const std::vector<std::uint64_t>& indices,
            const std::function<void(const Kept& played, PartPlayer& by)>& visit) {
    play_again(study_, points_, how_, level, indices, visit, model_ ? &*model_ : nullptr);
  }

  // Of what is wrong, in order, whoever is done first.
  void judge(Level level, const std::map<std::uint64_t, const char*>& wrong) {
    for (const auto& [index, mistake] : wrong) judge(study_.name_of(level, index), mistake);
  }

  void compare(const Kept& played, std::map<std::uint64_t, const char*>& wrong) const {
    const std::optional<Kept> stored = store_.read(played.level, played.index);
    if (!stored || stored->seal != played.seal) wrong[played.index] = stored ? differs : damaged;
  }

  // And whether a run of which one is played is told as its parts have it.
  void play_parts() {
    const std::vector<std::uint64_t> again = chosen(stock_.whole, options_);
    RunPlan shown = study_.plan.run;
    shown.trials = std::max<std::uint64_t>(1, trials_of(study_, again));
    Progress progress(shown, options_);
    std::uint64_t trials = 0;
    std::map<std::uint64_t, const char*> wrong;
    play(Level::part, again, [&](const Kept& played, PartPlayer& by) {
      ++played_;
      compare(played, wrong);
      compare_run(study_.run_of(Level::part, played.index), by);
      progress.show(trials += played.trials);
    });
    progress.end();
    judge(Level::part, wrong);
  }

  void compare_run(std::uint64_t run, PartPlayer& by) {
    if (!looked_at_.insert(run).second || !std::ranges::binary_search(stock_.runs_told, run)) return;
    const std::optional<SweepRun> told = has_all_parts(run) ? told_of(store_, run, by) : std::nullopt;
    const std::optional<StoredRun> stored = store_.read_run(run);
    if (told && stored && stored->seal != seal_of(*told)) told_otherwise_.insert(run);
  }

  // Of parts that are not whole.
  void play_blocks() {
    std::vector<std::uint64_t> whole;
    std::map<std::uint64_t, const char*> wrong;
    store_.each(Level::block, [&](std::uint64_t block, const Kept* kept) {
      if (kept)
        whole.push_back(block);
      else
        wrong[block] = damaged;
    });
    play(Level::block, chosen(std::move(whole), options_),
         [&](const Kept& played, PartPlayer&) { compare(played, wrong); });
    judge(Level::block, wrong);
  }

  void check_runs() {
    for (const std::uint64_t run : stock_.runs_damaged) judge(study_.name_of(run), "its figures are damaged");
    for (const std::uint64_t run : told_otherwise_)
      judge(study_.name_of(run), "its figures are not what its parts come to");
    for (const std::uint64_t run : stock_.runs_told)
      if (!has_all_parts(run)) judge(study_.name_of(run), "its figures are told, and its parts are not all there");
  }

  // What a whole run tells beside its figures; nothing as long as it lacks parts.
  void check_report() {
    if (document_) {
      document_->result.plan.threads = options_.threads;
      if (document_->result.measured)
        check_measured(*document_);
      else if (tells_measured_)
        judge("fixed choices and the first trial that failed", damaged);
    }
    if (!changed_finding_.empty()) judge(changed_finding_, "not what its parts come to");
  }

  // What was measured for it, some of it played again; of the trials that failed the first if all is.
  void check_measured(const Document& document) {
    const Measured& stored = *document.result.measured;
    const Result& result = document.result;
    const Leave leave(&stop_flag());
    std::optional<Failure> failure = stored.failure;
    if (options_.share >= 1 && result.valid() < result.trials) {
      const FailureSearch search = first_failure(document.model, result.plan.seed, result.trials, leave);
      if (!search.left) failure = search.found;
    } else if (failure) {
      failure = failure_of(document.model, result.plan.seed, failure->trial);
    }
    if (failure != stored.failure) judge("the first trial that failed", differs);
    const std::vector<ChoiceEffect>& effects = stored.choices.effects;
    std::vector<std::uint64_t> places(effects.size());
    std::iota(places.begin(), places.end(), std::uint64_t{0});
    places = chosen(std::move(places), options_);
    if (places.empty()) return;
    const ChoiceEffects again = measure_choices(document.model, result, places, leave);
    for (std::size_t i = 0; i < again.effects.size(); ++i) {
      const ChoiceEffect &one = effects[places[i]], &other = again.effects[i];
      const auto figures = [](const ChoiceEffect& of) { return std::tie(of.change, of.low, of.high); };
      if (figures(one) != figures(other))
        judge(fmt::format("the choice '{}: {}', otherwise '{}'", one.choice.kind, one.choice.who, one.choice.otherwise),
              differs);
    }
  }

  int write() const {
    const std::size_t stored = stock_.whole.size() + stock_.damaged.size();
    Json mistakes = Json::array();
    std::string text;
    for (const auto& [what, mistake] : mistakes_) {
      mistakes.push_back(object({{"what", what}, {"mistake", mistake}}));
      text += fmt::format("{}: {}\n", what, mistake);
    }
    text +=
        fmt::format("{} of {} parts played again; {} found\n", played_, stored, counted(mistakes_.size(), "mistake"));
    if (options_.format == Format::json)
      text = json_text(object({{"format", json_format},
                               {"file", options_.results},
                               {"played", played_},
                               {"stored", stored},
                               {"mistakes", mistakes}}));
    write_stdout(text);
    if (!mistakes_.empty()) return exit_file;
    return stop_flag() ? exit_after_stop() : exit_ok;
  }

  const VerifyOptions& options_;
  const Store& store_;
  const StoredStudy& study_;
  const PointList points_;
  std::optional<Model> model_;  // of a run

  Stock stock_;
  std::vector<std::string> strays_;
  std::optional<Document> document_;  // of a run that has all its parts
  bool tells_measured_ = false;
  std::string changed_finding_;

  RunPlan how_;
  std::uint64_t played_ = 0;                                   // parts
  std::set<std::uint64_t> looked_at_, told_otherwise_;         // runs
  std::vector<std::pair<std::string, std::string>> mistakes_;  // of what, and which
};

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

int run(const VerifyOptions& options, const std::string&) {
  const Store store = Store::open(options.results);
  try {
    return Verifier(options, store).run();
  } catch (const PointError& error) {
    refuse_scenario(options.results, error.error());
  }
}

}  // namespace

const Command verify_command{"verify", "play some of a results file again and compare",
                             with<VerifyOptions, add_options, run>};

}  // namespace detente
