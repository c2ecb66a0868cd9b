// Trials one by one, a row each, documented in docs/csv.md.
#pragma once

#include "sim/report/csv_cells.h"
#include "sim/report/text.h"
#include "sim/study/measures.h"

namespace detente {

std::string title_of(const Measure& measure);  // "utility talks.guest", "input parties.guest.reservation"

class TrialsCsv {
 public:
  // Writes the titles. The model must outlive it.
  TrialsCsv(const Model& model, TextSink sink, CsvStyle style = {});

  std::vector<Measure> measures() const { return measures_; }  // of the records it writes
  // `count` trials, of which `first` is the first.
  void write(const TrialRecord& record, std::uint64_t first, std::uint64_t count) const;

 private:
  std::string text_of(const Measure& measure, double number) const;

  const Model& model_;
  TextSink sink_;
  CsvStyle style_;
  std::vector<Measure> measures_;
  std::size_t outcomes_ = 0;  // so many of them are outcomes, the first
};

}  // namespace detente
