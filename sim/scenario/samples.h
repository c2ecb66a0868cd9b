// Columns of numbers from the CSV files that a scenario names.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/findings.h"
#include "sim/scenario/sample_source.h"

namespace detente {

struct Issue;

class Samples {
 public:
  explicit Samples(SampleSource source) : source_(std::move(source)) {}

  // reference: "file.csv#column", a file that the source has. Mistakes are reported at `place`, naming
  // the line of the CSV file; the result is then empty. scale: an issue whose options the cells may name; else nullptr.
  std::vector<double> read(const std::string& reference, const Place& place, Findings& findings, const Issue* scale);

 private:
  std::string text_of(const std::string& file);
  std::vector<double> read_column(const std::string& file, const std::string& column, const Issue* scale);

  SampleSource source_;
  std::size_t bytes_ = 0, count_ = 0;  // read so far, and the values in it
};

// The files that a scenario's text or `sets` name, whether or not they are there, relative to its folder. The text is a
// TOML document: throws ScenarioError if not.
std::vector<std::string> samples_named(const std::string& text, const std::vector<std::string>& sets);

}  // namespace detente
