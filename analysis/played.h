// A run as Python holds it, its reports and its trials.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/loaded.h"
#include "sim/core/floating_point.h"
#include "sim/report/csv.h"
#include "sim/report/json.h"
#include "sim/report/table.h"
#include "sim/report/trials_csv.h"
#include "sim/study/player.h"

namespace detente {

namespace py = pybind11;

// NaN of nothing.
inline double value_of(const Share& share) {
  return share.of > 0 ? share.value : std::numeric_limits<double>::quiet_NaN();
}

// name, n, k, share, low, high
using ShareRow = std::tuple<std::string, std::uint64_t, std::uint64_t, double, double, double>;

struct PlayedStudy {
  std::shared_ptr<LoadedScenario> loaded;  // the model is needed to say what the counts are of
  Result result;
  std::shared_ptr<const Document> made{};  // once somebody asked for a report
  int measurements = 0;                    // how often something was played for it: once at most, unless it was stopped

  const Model& model() const { return *loaded->model; }
  std::vector<ShareRow> shares(const std::string& kind) const {
    std::vector<ShareRow> rows;
    for (const NamedShare& counted : named_shares(result)) {
      if (counted.row->kind != kind) continue;
      const Share share = share_of(counted.count, counted.of);
      rows.emplace_back(counted.row->name, share.of, share.count, value_of(share), share.low, share.high);
    }
    return rows;
  }
  std::vector<ShareRow> outcomes() const { return shares("outcome"); }
  std::vector<ShareRow> events() const { return shares("event"); }

  std::shared_ptr<const Document> document();
  std::string json(const std::string& command);
  std::string csv();
  std::string table(const std::string& command);
};

// What a study in threads of its own has in common with the one that waits for it.
struct Attention {
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> done = 0;
};

// Plays in threads of its own; this one looks ten times a second for Ctrl-C and calls `watch` with what is done. An
// exception from either stops the study, and comes with what it came to until then.
template <class Played>
std::pair<Played, std::exception_ptr> attend(const py::object& watch, const std::function<Played(Attention&)>& play) {
  Attention attention;
  std::exception_ptr interruption;
  std::future<Played> playing = std::async(std::launch::async, [&] {
    const DefaultFloatingPoint floating_point;
    return play(attention);
  });
  const py::gil_scoped_release unlocked;
  while (playing.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
    if (attention.stop) continue;
    const py::gil_scoped_acquire locked;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!watch.is_none()) watch(attention.done.load());
    } catch (const py::error_already_set&) {
      interruption = std::current_exception();
      attention.stop = true;
    }
  }
  return {playing.get(), interruption};
}

// Made when it is first asked for, as many results are never printed. Ctrl-C stops the measuring, and the next who asks
// has it done anew.
inline std::shared_ptr<const Document> PlayedStudy::document() {
  if (made) return made;
  ++measurements;
  auto [document, interruption] = attend<std::shared_ptr<const Document>>(py::none(), [&](Attention& attention) {
    Result copy = result;
    copy.plan.stop = &attention.stop;
    copy.measured = measure(model(), copy);
    copy.plan.stop = nullptr;
    return std::make_shared<const Document>(document_of(model(), std::move(copy)));
  });
  if (interruption) std::rethrow_exception(interruption);
  made = std::move(document);
  return made;
}

inline std::string PlayedStudy::json(const std::string& command) {
  const std::shared_ptr<const Document> of = document();
  const py::gil_scoped_release unlocked;
  return json_text(json_report(*of, command));
}
inline std::string PlayedStudy::csv() {
  const std::shared_ptr<const Document> of = document();
  const py::gil_scoped_release unlocked;
  return csv_report(*of);
}
inline std::string PlayedStudy::table(const std::string& command) {
  const std::shared_ptr<const Document> of = document();
  const py::gil_scoped_release unlocked;
  return table_report(*of, command, {});
}

// Throws the interruption, if there was one, with what was played until then as its `result`.
inline void throw_with(const py::object& result, const std::exception_ptr& interruption) {
  if (!interruption) return;
  try {
    std::rethrow_exception(interruption);
  } catch (const py::error_already_set& error) {
    py::setattr(error.value(), "result", result);
    throw;
  }
}

// Stopped, it is of the blocks begun.
inline std::shared_ptr<PlayedStudy> run_study(std::shared_ptr<LoadedScenario> loaded, std::uint64_t trials,
                                              std::uint64_t seed, int threads, double precision, double budget,
                                              const py::object& watch) {
  const Model& model = loaded->playable();
  auto [result, interruption] = attend<Result>(watch, [&](Attention& attention) {
    RunPlan plan{.trials = trials, .seed = seed, .threads = threads, .precision = precision, .budget = budget};
    plan.stop = &attention.stop;
    plan.progress = [&](std::uint64_t done) { attention.done = done; };
    Result played = simulate(model, plan);
    played.plan.stop = nullptr;
    played.plan.progress = nullptr;
    return played;
  });
  const auto played = std::make_shared<PlayedStudy>(PlayedStudy{std::move(loaded), std::move(result)});
  throw_with(py::cast(played), interruption);
  return played;
}

// Adds a trial to the columns: failed, the figures, the draws.
inline void add_trial(std::vector<std::vector<double>>& columns, const TrialRecord& record, std::uint64_t place,
                      int trial) {
  const std::size_t figures = record.figures().size();
  columns[0][place] = TrialRecord::of(record.failed(), trial);
  if (TrialRecord::of(record.failed(), trial)) return;
  for (std::size_t i = 0; i < figures; ++i) {
    const bool holds = TrialRecord::of(record.holds(i), trial);
    if (record.figures()[i].is_share())
      columns[1 + i][place] = holds;
    else if (holds)
      columns[1 + i][place] = record.number(i, trial);
  }
  for (std::size_t draw = 0; draw + 1 + figures < columns.size(); ++draw)
    columns[1 + figures + draw][place] = record.draw(draw, trial);
}

// Of each trial of the run, played again: titles, each with a double a trial, NaN for none, and of a choice the labels
// that the numbers count, from 0. As bytes: what pybind11 2.10 knows of numpy's arrays is not so of numpy 2.
inline py::list each_trial(const PlayedStudy& study) {
  const Model& model = study.model();
  const Layout& layout = study.result.layout;
  const std::vector<std::string> draws = titles_of_draws(model);
  using Columns = std::vector<std::vector<double>>;
  auto [columns, interruption] = attend<Columns>(py::none(), [&](Attention& attention) {
    Columns made(1 + layout.figures->list.size() + draws.size(),
                 std::vector<double>(study.result.trials, std::numeric_limits<double>::quiet_NaN()));
    const std::unique_ptr<Player> player = make_player(model, layout, study.result.plan.lanes);
    TrialRecord record(layout, draws.size());
    Leave leave(&attention.stop);
    for (std::uint64_t first = 0; first < study.result.trials && !attention.stop; first += block_trials) {
      Block block = make_block(layout, first / block_trials);
      const std::uint64_t count = std::min<std::uint64_t>(block_trials, study.result.trials - first);
      record.clear();
      leave.begin();
      if (!player->play_into(block, nullptr, study.result.plan.seed, first, count, &record, &leave)) break;
      for (std::uint64_t trial = 0; trial < count; ++trial)
        add_trial(made, record, first + trial, static_cast<int>(trial));
    }
    return made;
  });
  if (interruption) std::rethrow_exception(interruption);
  py::list list;
  const auto add = [&](const std::string& title, const py::object& labels) {
    const std::vector<double>& numbers = columns[list.size()];
    const py::bytes bytes(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
    list.append(py::make_tuple(title, bytes, labels));
  };
  add("failed", py::none());
  for (const Figure& figure : layout.figures->list)
    add(title_of(figure.about), figure.labels.empty() ? py::none() : py::cast(figure.labels));
  for (const std::string& draw : draws) add(draw, py::none());
  return list;
}

}  // namespace detente
