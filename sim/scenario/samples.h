// Columns of numbers from CSV files beside the scenario.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/findings.h"

namespace detente {

class Samples {
 public:
  explicit Samples(std::string folder) : folder_(std::move(folder)) {}

  // reference: "file.csv#column", a file in the folder or below it. Mistakes are reported at `place`, naming the line
  // of the CSV file; the result is then empty.
  std::vector<double> read(const std::string& reference, const Place& place, Findings& findings);

 private:
  std::vector<double> read_column(const std::string& file, const std::string& column);

  std::string folder_;
  std::size_t bytes_ = 0, count_ = 0;  // read so far, and the values in it
};

// The files that a scenario's text or `sets` name, whether or not they are there, relative to its folder. The text is a
// TOML document: throws ScenarioError if not.
std::vector<std::string> samples_named(const std::string& text, const std::vector<std::string>& sets);

}  // namespace detente
