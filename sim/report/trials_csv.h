// Trials one by one, a row each, documented in docs/csv.md.
#pragma once

#include "sim/report/csv_cells.h"
#include "sim/report/text.h"
#include "sim/study/trial_record.h"

namespace detente {

std::string title_of(const RowName& about);  // "utility talks.guest", "absence talks.guest: red-line"

// Of what is drawn for each trial: "input parties.guest.reservation", "chance parties.guest.mood".
std::vector<std::string> titles_of_draws(const Model& model);

class TrialsCsv {
 public:
  // Writes the titles. The layout is that of the model.
  TrialsCsv(const Model& model, const Layout& layout, TextSink sink, CsvStyle style = {});

  // `count` trials, of which `first` is the first.
  void write(const TrialRecord& record, std::uint64_t first, std::uint64_t count) const;

 private:
  std::string text_of(const TrialRecord& record, std::size_t figure, std::uint64_t trial) const;

  TextSink sink_;
  CsvStyle style_;
  std::size_t draws_;
};

}  // namespace detente
