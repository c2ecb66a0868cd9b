// The report as JSON, documented in docs/json.md.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/core/error.h"
#include "sim/report/json_name.h"
#include "sim/stats/proportion.h"
#include "sim/study/document.h"

namespace detente {

// An object's. The library's own braces cost the compiler a tenth of a second for every length of a key.
struct Field {
  const char* key;
  Json value;
};
Json object(std::initializer_list<Field> fields);

// The names of those at these places.
template <class Named>
Json names_json(const std::vector<Named>& named, const std::vector<int>& places) {
  Json list = Json::array();
  for (const int place : places) list.push_back(named[place].name);
  return list;
}

// What is in force or on offer: the label of an option, the value of a range.
inline Json level_json(const Issue& issue, int index) {
  return issue.is_range() ? Json(issue.value(index)) : Json(issue.label_of(index));
}

constexpr int json_format = 1;  // changes when a key changes its meaning

// Everything but "run" is the same for the same scenario, seed and trials, whatever the machine and number of threads.
Json json_report(const Document& document, const std::string& command);

// {"count", "share", "low", "high"}; the shares of nothing are null.
Json to_json(const Share& share);

// What is wrong with a scenario, for editors: one object with all diagnostics.
Json json_diagnostics(const std::vector<Diagnostic>& diagnostics);

// How it was made, "run": command, threads, time and the program. json_build() is the program alone.
Json run_json(const Result& result, const std::string& command);
Json json_build();

// "trials", "precision", "budget" or "interrupt".
const char* ending_name(Ending ending);

// As the program prints it, with a line end.
std::string json_text(const Json& json);

}  // namespace detente
