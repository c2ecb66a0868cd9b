// Short ways to ask the loader: scenarios of tests/scenario/good with a word changed, and what is said about them.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/files/scenario_files.h"
#include "tests/support/file_text.h"

namespace detente {

inline const std::filesystem::path scenario_tests = std::filesystem::path(DETENTE_SOURCE_DIR) / "tests/scenario";

inline std::string good(const std::string& name) { return file_text(scenario_tests / "good" / (name + ".toml")); }

// `text` with the first `from` replaced.
inline std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("the test's text does not hold: " + from);
  return text.replace(at, from.size(), to);
}

inline Scenario read(const std::string& text, const std::vector<std::string>& sets = {}) {
  return parse_scenario(text, "scenario.toml", sets, samples_in((scenario_tests / "good").string()));
}

// What the loader says, "" if it takes the text.
inline std::string said(const std::string& text, const std::vector<std::string>& sets = {}) {
  try {
    read(text, sets);
    return "";
  } catch (const ScenarioError& error) {
    return error.what();
  }
}

// The harbour: chair, north and south on price and access; [parameters] x = `number`.
inline Number parameter(const std::string& number) {
  return read(good("harbour") + "\n[parameters]\nx = " + number + "\n").parameters.at(0).value;
}

inline const Party& party(const Scenario& scenario, const std::string& name) {
  for (const Party& party : scenario.parties)
    if (party.name == name) return party;
  throw std::logic_error("no party " + name);
}

}  // namespace detente
