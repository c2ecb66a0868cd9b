// detente._core: what the Python package (analysis/detente) needs of the program, and no more. Arguments are checked in
// Python, where their names are known; frames are made there, too. Playing runs without the interpreter's
// lock, and nothing of Python is touched meanwhile but by the thread that called.
#include <fmt/format.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <tuple>

#include "analysis/guarded.h"
#include "analysis/played.h"
#include "sim/core/floating_point.h"
#include "sim/files/scenario_files.h"
#include "sim/report/build_info.h"
#include "sim/report/comparison.h"
#include "sim/report/json.h"
#include "sim/report/sensitivity_report.h"
#include "sim/report/story.h"
#include "sim/report/text.h"
#include "sim/scenario/difference.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/load.h"
#include "sim/store/packing.h"
#include "sim/store/play.h"
#include "sim/study/player.h"
#include "sim/sweep/sweep.h"

namespace py = pybind11;

namespace detente {

namespace {

py::object scenario_error(const ScenarioError& error) {
  return py::module_::import("detente.scenario").attr("ScenarioError")(to_python(error.diagnostics()));
}

// As an exception of Python; of a point's mistakes with the point.
py::object to_python(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const PointError& mistakes) {
    py::object exception = scenario_error(mistakes.error());
    exception.attr("point") = mistakes.point();
    return exception;
  } catch (const std::bad_alloc&) {
    return py::handle(PyExc_MemoryError)();
  } catch (const std::exception& other) {
    return py::handle(PyExc_RuntimeError)(other.what());
  }
}

// What the rows of runs are about: (kind, name, item) each, shares before means. One list for all that have the same.
class RowNames {
 public:
  const py::list& of(const SweepRun& run) {
    py::list& names = made_[run.shares.front().row.get()];
    if (names.size() > 0) return names;
    const auto add = [&](const RowName& row) { names.append(py::make_tuple(row.kind, row.name, row.item)); };
    for (const NamedShare& share : run.shares) add(*share.row);
    for (const NamedMean& mean : run.means) add(*mean.row);
    return names;
  }

 private:
  std::map<const RowName*, py::list> made_;  // by the first row, which runs alike share
};

// share, mean, sd, low, high, count, of: of each row; NaN for what there is not.
py::bytes numbers_of(const SweepRun& run) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> numbers;
  const auto add = [&](std::initializer_list<double> row) { numbers.insert(numbers.end(), row); };
  for (const NamedShare& counted : run.shares) {
    const Share share = share_of(counted.count, counted.of);
    const auto known = [&](double figure) { return share.of > 0 ? figure : none; };
    add({known(share.value), none, none, known(share.low), known(share.high), static_cast<double>(share.count),
         static_cast<double>(share.of)});
  }
  for (const NamedMean& mean : run.means) {
    const auto [value, sd, low, high] = mean.figures();
    add({none, value.value_or(none), sd.value_or(none), low.value_or(none), high.value_or(none), none,
         static_cast<double>(mean.of)});
  }
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double)};
}

// The runs that were finished, in order: point, replication, trials, failed, clamped, seed, digest, names, numbers.
py::list to_python(const std::vector<SweepRun>& runs) {
  py::list list;
  RowNames names;
  for (const SweepRun& run : runs)
    list.append(py::make_tuple(run.point, run.replication, run.trials, run.failed, run.clamped, run.seed, run.digest,
                               names.of(run), numbers_of(run)));
  return list;
}

// The runs that were finished, and what kept the others from it: an exception, or None.
std::pair<py::list, py::object> sweep_points(const LoadedScenario& loaded, std::vector<std::string> addresses,
                                             std::vector<std::vector<std::string>> rows, int replications,
                                             bool common_luck, std::uint64_t trials, std::uint64_t seed, int threads,
                                             const py::object& watch) {
  const PointList points(std::move(addresses), std::move(rows), replications);
  const auto [result, interruption] = attend<SweepResult>(watch, [&](Attention& attention) {
    SweepPlan plan{loaded.text, loaded.file, samples_in(loaded.folder), loaded.sets};
    plan.design = {.method = Method::table, .replications = replications, .common_luck = common_luck};
    plan.run = {.trials = trials, .seed = seed, .threads = threads};
    plan.run.stop = &attention.stop;
    return sweep(points, plan, [&](std::uint64_t done) { attention.done = done; });
  });
  py::list runs = to_python(result.runs);
  throw_with(runs, interruption);
  return {runs, result.error ? to_python(result.error) : py::none()};
}

// Two processes play the same if they agree in this: the program's version and what the scenario means to it.
std::string identity_of(const LoadedScenario& loaded) {
  return fmt::format("{} {}", build_info().version, sha256(loaded.playable().canonical));
}

// Each as one process sends it to another: hash, counts, sums, outcomes, as a results file keeps them.
py::list play_stretches(const LoadedScenario& loaded, std::uint64_t trials, std::uint64_t seed, std::uint64_t first,
                        std::uint64_t count) {
  std::vector<Kept> stretches;
  {
    const py::gil_scoped_release unlocked;
    const DefaultFloatingPoint floating_point;
    StoredStudy study;
    study.plan.run = {.trials = trials, .seed = seed};
    const PointList point = single_point();
    PartPlayer player(study, point, {}, &loaded.playable());
    for (std::uint64_t index = first; index < first + count; ++index)
      stretches.push_back(*player.play(index));  // nothing stops it
  }
  py::list list;
  for (const Kept& kept : stretches)
    list.append(
        py::make_tuple(py::bytes(kept.hash), py::bytes(kept.counts), py::bytes(kept.sums), py::bytes(kept.outcomes)));
  return list;
}

// Puts stretches that other processes have played together, in order from the first.
class Assembly {
 public:
  Assembly(std::shared_ptr<LoadedScenario> loaded, std::uint64_t trials, std::uint64_t seed)
      : loaded_(std::move(loaded)) {
    const Model& model = loaded_->playable();
    result_.plan = {.trials = trials, .seed = seed};
    result_.layout = make_layout(model);
    result_.total = make_total(result_.layout);
  }

  void add(const std::string& hash, const std::string& counts, const std::string& sums, const std::string& outcomes) {
    Stretch stretch;
    stretch.sum.index = stretches_;
    stretch.hash = hash;
    const std::uint64_t first = stretches_ * stretch_trials;
    const std::uint64_t trials = std::min(first + stretch_trials, result_.plan.trials) - first;
    const auto known_outcomes = unpack_outcomes(outcomes, first < outcome_blocks * block_trials ? trials : 0,
                                                static_cast<int>(loaded_->playable().outcomes.size()));
    if (!unpack_counts(counts, result_.total.counts.size(), stretch.sum) ||
        !unpack_sums(sums, result_.layout, stretch.sum) || !known_outcomes)
      throw std::runtime_error("what a worker has sent is damaged");
    collector_.add(stretch, result_.total);
    ++stretches_;
    merge(result_.trial_outcomes, *known_outcomes);
    result_.trials = first + trials;
  }

  // Of what was added; once.
  std::shared_ptr<PlayedStudy> finish(double seconds) {
    result_.ending = result_.stopped() ? Ending::interrupt : Ending::trials;
    result_.seconds = seconds;
    result_.digest = collector_.finish(result_.total, loaded_->playable().canonical, result_.plan.seed, result_.trials);
    return std::make_shared<PlayedStudy>(PlayedStudy{loaded_, std::move(result_)});
  }

 private:
  std::shared_ptr<LoadedScenario> loaded_;
  Result result_;
  Collector collector_;
  std::uint64_t stretches_ = 0;
};

// Scenarios by name and what their comparison came to, the reference first.
struct PlayedComparison {
  Compared compared;
  std::vector<std::shared_ptr<PlayedStudy>> studies;
  Comparison comparison;

  std::string json(const std::string& command) const {
    return json_text(comparison_json(compared, &comparison, command));
  }
  std::string csv() const { return comparison_csv(compared, &comparison); }
  std::string table(const std::string& command) const { return comparison_table(compared, &comparison, command, {}); }
};

std::shared_ptr<PlayedComparison> compare_scenarios(std::vector<std::string> names,
                                                    const std::vector<std::shared_ptr<LoadedScenario>>& scenarios,
                                                    std::uint64_t trials, std::uint64_t seed, int threads,
                                                    const py::object& watch) {
  auto played = std::make_shared<PlayedComparison>();
  played->compared.names = std::move(names);
  std::vector<ListedScenario> listed;
  for (const auto& loaded : scenarios) {
    listed.push_back(list_text(loaded->text, loaded->file, loaded->sets, samples_in(loaded->folder)));
    std::vector<Model>& models = played->compared.models;
    models.push_back(compile(listed.back().scenario, models.empty() ? TableSet{} : models.front().tables));
    if (listed.size() > 1) played->compared.differences.push_back(difference_of(listed.front(), listed.back()));
  }
  auto [comparison, interruption] = attend<Comparison>(watch, [&](Attention& attention) {
    RunPlan plan{.trials = trials, .seed = seed, .threads = threads};
    plan.stop = &attention.stop;
    plan.progress = [&](std::uint64_t done) { attention.done = done * scenarios.size(); };
    Comparison found = compare(played->compared.models, plan);
    for (Result& result : found.results) {
      result.plan.stop = nullptr;
      result.plan.progress = nullptr;
    }
    return found;
  });
  played->comparison = std::move(comparison);
  for (std::size_t i = 0; i < scenarios.size(); ++i)
    played->studies.push_back(std::make_shared<PlayedStudy>(PlayedStudy{scenarios[i], played->comparison.results[i]}));
  throw_with(py::cast(played), interruption);
  return played;
}

struct PlayedSensitivity {
  std::shared_ptr<PlayedStudy> study;  // the trials as they are
  SensitivityResult found;

  std::string json(const std::string& command) const {
    return json_text(sensitivity_json(study->model(), found, command));
  }
  std::string csv() const { return sensitivity_csv(study->model(), found); }
  std::string table(int outcome, const std::string& command) const {
    return sensitivity_table(study->model(), found, outcome, command, {});
  }
  int likeliest() const { return found.base.likeliest_outcome(); }
};

// `watch` is told trials of source_count() + 2 times as many, at most.
std::shared_ptr<PlayedSensitivity> find_sensitivity(std::shared_ptr<LoadedScenario> loaded, std::uint64_t trials,
                                                    std::uint64_t seed, int threads, const py::object& watch) {
  const Model& model = loaded->playable();
  auto [found, interruption] = attend<SensitivityResult>(watch, [&](Attention& attention) {
    RunPlan plan{.trials = trials, .seed = seed, .threads = threads};
    plan.stop = &attention.stop;
    plan.progress = [&](std::uint64_t done) { attention.done = done; };
    SensitivityResult played = sensitivity(model, plan);
    played.base.plan.stop = nullptr;
    played.base.plan.progress = nullptr;
    return played;
  });
  auto study = std::make_shared<PlayedStudy>(PlayedStudy{std::move(loaded), found.base});
  const auto played = std::make_shared<PlayedSensitivity>(PlayedSensitivity{std::move(study), std::move(found)});
  throw_with(py::cast(played), interruption);
  return played;
}

// The story as JSON and as text.
std::pair<std::string, std::string> tell(const LoadedScenario& loaded, std::uint64_t seed, std::uint64_t trial) {
  const Model& model = loaded.playable();
  const Story story = replay(model, seed, trial);
  return {json_text(story_json(model, story)), story_text(model, story, {})};
}

using Module = Guarded<py::module_>;

void translate_errors() {
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const ScenarioError& error) {
      const py::object exception = scenario_error(error);
      PyErr_SetObject(py::type::of(exception).ptr(), exception.ptr());
    } catch (const SweepError& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    } catch (const StoreError& error) {
      PyErr_SetObject(PyExc_ValueError, decoded(error.what()).ptr());
    }
  });
}

void bind_files(Module& module) {
  Class<StoredTables>(module, "StoredTables")
      .def(py::init<const std::string&>(), py::arg("path"))
      .def_property_readonly("of_sweep", &StoredTables::of_sweep)
      .def("rows", &StoredTables::rows, py::arg("query"));

  Class<LoadedScenario, std::shared_ptr<LoadedScenario>>(module, "Scenario")
      .def(py::init<std::string, std::string, std::string, std::vector<std::string>>(), py::arg("text"),
           py::arg("file"), py::arg("folder"), py::arg("sets"), Unlocked())
      .def_property_readonly("name", [](const LoadedScenario& loaded) { return loaded.scenario.name; })
      .def_property_readonly("label", [](const LoadedScenario& loaded) { return loaded.scenario.label; })
      .def_property_readonly("parties", [](const LoadedScenario& loaded) { return loaded.scenario.parties.size(); })
      .def_property_readonly("issues", [](const LoadedScenario& loaded) { return loaded.scenario.issues.size(); })
      .def_property_readonly("stages", [](const LoadedScenario& loaded) { return loaded.scenario.stages.size(); })
      .def_property_readonly("warnings",
                             [](const LoadedScenario& loaded) { return to_python(loaded.scenario.warnings); })
      .def("addresses", &LoadedScenario::addresses, Unlocked())
      .def("summary", &LoadedScenario::summary, Unlocked());
}

void bind_runs(Module& module) {
  Class<PlayedStudy, std::shared_ptr<PlayedStudy>>(module, "Result")
      .def_property_readonly("trials", [](const PlayedStudy& study) { return study.result.trials; })
      .def_property_readonly("seed", [](const PlayedStudy& study) { return study.result.plan.seed; })
      .def_property_readonly("seconds", [](const PlayedStudy& study) { return study.result.seconds; })
      .def_property_readonly("digest", [](const PlayedStudy& study) { return study.result.digest; })
      .def_property_readonly("ended_by", [](const PlayedStudy& study) { return ending_name(study.result.ending); })
      .def("outcomes", &PlayedStudy::outcomes)
      .def("events", &PlayedStudy::events)
      .def_readonly("measurements", &PlayedStudy::measurements)
      .def("json", &PlayedStudy::json, py::arg("command"))
      .def("csv", &PlayedStudy::csv)
      .def("table", &PlayedStudy::table, py::arg("command"))
      .def("each_trial", &each_trial);

  module.def("run", &run_study, py::arg("scenario").none(false), py::arg("trials"), py::arg("seed"), py::arg("threads"),
             py::arg("precision"), py::arg("budget"), py::arg("watch"));
  Class<Assembly>(module, "Assembly")
      .def(py::init<std::shared_ptr<LoadedScenario>, std::uint64_t, std::uint64_t>(), py::arg("scenario").none(false),
           py::arg("trials"), py::arg("seed"))
      .def("add", &Assembly::add, py::arg("hash"), py::arg("counts"), py::arg("sums"), py::arg("outcomes"))
      .def("finish", &Assembly::finish, py::arg("seconds"));
}

void bind_comparisons(Module& module) {
  Class<PlayedComparison, std::shared_ptr<PlayedComparison>>(module, "Comparison")
      .def_readonly("studies", &PlayedComparison::studies)
      .def("json", &PlayedComparison::json, py::arg("command"), Unlocked())
      .def("csv", &PlayedComparison::csv, Unlocked())
      .def("table", &PlayedComparison::table, py::arg("command"), Unlocked());

  Class<PlayedSensitivity, std::shared_ptr<PlayedSensitivity>>(module, "Sensitivity")
      .def_readonly("study", &PlayedSensitivity::study)
      .def_property_readonly("likeliest", &PlayedSensitivity::likeliest)
      .def("json", &PlayedSensitivity::json, py::arg("command"), Unlocked())
      .def("csv", &PlayedSensitivity::csv, Unlocked())
      .def("table", &PlayedSensitivity::table, py::arg("outcome"), py::arg("command"), Unlocked());
}

void bind_functions(Module& module) {
  module.def("identity", &identity_of, py::arg("scenario"), Unlocked());
  module.def("play_stretches", &play_stretches, py::arg("scenario"), py::arg("trials"), py::arg("seed"),
             py::arg("first"), py::arg("count"));
  module.def("compare", &compare_scenarios, py::arg("names"), py::arg("scenarios"), py::arg("trials"), py::arg("seed"),
             py::arg("threads"), py::arg("watch"));
  module.def(
      "source_count", [](const LoadedScenario& loaded) { return source_count(loaded.playable()); },
      py::arg("scenario").none(false));
  module.def("sensitivity", &find_sensitivity, py::arg("scenario").none(false), py::arg("trials"), py::arg("seed"),
             py::arg("threads"), py::arg("watch"));
  module.def("sweep", &sweep_points, py::arg("scenario").none(false), py::arg("addresses"), py::arg("rows"),
             py::arg("replications"), py::arg("common_luck"), py::arg("trials"), py::arg("seed"), py::arg("threads"),
             py::arg("watch"));
  module.def("replay", &tell, py::arg("scenario"), py::arg("seed"), py::arg("trial"), Unlocked());
}

void bind_shares(Module& module) {
  module.def(
      "share",
      [](std::uint64_t count, std::uint64_t of) {
        const Share share = share_of(count, of);
        return std::tuple(value_of(share), share.low, share.high);
      },
      py::arg("count"), py::arg("of"));
  module.def(
      "share_cells",
      [](std::uint64_t count, std::uint64_t of) {
        const Share share = share_of(count, of);
        return std::pair(share_cell(share), interval_cell(share));
      },
      py::arg("count"), py::arg("of"));
}

}  // namespace

PYBIND11_MODULE(_core, core) {
  Module module(core);
  translate_errors();
  bind_files(module);
  bind_runs(module);
  bind_comparisons(module);
  bind_functions(module);
  bind_shares(module);
  module.attr("stretch_trials") = stretch_trials;
  module.attr("drawn_trials") = outcome_blocks * block_trials;
  module.attr("file_bytes") = limits::file_bytes;
}

}  // namespace detente
