// Scenarios and results files as Python holds them.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/core/plain_text.h"
#include "sim/files/scenario_files.h"
#include "sim/report/model_summary.h"
#include "sim/scenario/addresses.h"
#include "sim/scenario/load.h"
#include "sim/store/store.h"

namespace detente {

namespace py = pybind11;

// A file's name and the line shown may hold any bytes.
inline py::str decoded(const std::string& text) {
  return py::reinterpret_steal<py::str>(
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
}

// As the fields of detente.Diagnostic.
inline py::tuple to_python(const std::vector<Diagnostic>& diagnostics) {
  py::list list;
  for (const Diagnostic& each : diagnostics)
    list.append(py::make_tuple(decoded(each.file), each.position.line, each.position.column,
                               each.severity == Severity::error ? "error" : "warning", decoded(each.cause),
                               decoded(each.remedy), decoded(render(each, false))));
  return list;
}

// A scenario with the text it was read from: what is set later is set on that text.
struct LoadedScenario {
  std::string text, file, folder;
  std::vector<std::string> sets;
  Scenario scenario;
  std::optional<Model> model;  // none where the scenario holds what is not played yet

  LoadedScenario(std::string given, std::string name, std::string where, std::vector<std::string> settings)
      : text(std::move(given)),
        file(std::move(name)),
        folder(std::move(where)),
        sets(std::move(settings)),
        scenario(parse_scenario(text, file, sets, samples_in(folder))) {
    if (scenario.unplayed.empty()) model.emplace(compile(scenario));
  }

  const Model& playable() const {
    if (!model) compile(scenario);  // throws
    return *model;
  }

  std::string summary() const { return model ? model_summary(*model, {}) : scenario_summary(scenario, {}); }

  std::vector<std::tuple<std::string, std::string, bool, std::string, std::string>> addresses() const {
    std::vector<std::tuple<std::string, std::string, bool, std::string, std::string>> rows;
    for (const AddressedValue& at : list_text(text, file, sets, samples_in(folder)).values)
      rows.emplace_back(at.address, at.value, at.defaulted, at.provenance.confidence, at.provenance.source);
    return rows;
  }
};

// A results file, read as the program reads one: whoever made it, nothing is written.
struct StoredTables {
  Store store;

  explicit StoredTables(const std::string& path) : store(Store::open(path)) {}
  bool of_sweep() const { return store.study().kind == StudyKind::sweep; }
  // Texts may be any bytes, and are shown as what goes to a terminal is.
  py::list rows(const std::string& query) const {
    py::list rows;
    for (const std::vector<Cell>& row : store.rows(query)) {
      py::list cells;
      for (const Cell& cell : row) {
        const std::string* text = std::get_if<std::string>(&cell);
        cells.append(text ? py::str(plain_text(*text)) : py::cast(cell));
      }
      rows.append(py::tuple(cells));
    }
    return rows;
  }
};

}  // namespace detente
