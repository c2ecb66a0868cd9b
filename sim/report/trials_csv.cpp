#include "sim/report/trials_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace detente {

namespace {

bool at(const std::uint64_t* bits, std::uint64_t trial) { return bits[trial / 64] >> (trial % 64) & 1; }

}  // namespace

std::string title_of(const Measure& measure) {
  return fmt::format("{} {}{}{}", kind_name(measure.kind), measure.name, measure.party.empty() ? "" : ".",
                     measure.party);
}

TrialsCsv::TrialsCsv(const Model& model, TextSink sink, CsvStyle style)
    : model_(model), sink_(std::move(sink)), style_(style), measures_(measures_of(model)) {
  outcomes_ = model.outcomes.size();
  std::ranges::move(details_of(model), std::back_inserter(measures_));
  std::vector<std::string> titles{"trial", "failed", "outcome"};
  std::transform(measures_.begin() + static_cast<std::ptrdiff_t>(outcomes_), measures_.end(),
                 std::back_inserter(titles), title_of);
  sink_(csv_line(titles, style_));
}

std::string TrialsCsv::text_of(const Measure& measure, double number) const {
  if (measure.kind != MeasureKind::settled) return fmt::format("{}", number);
  return csv_cell(model_.issues[measure.index].option_labels[static_cast<std::size_t>(number)], style_);
}

void TrialsCsv::write(const TrialRecord& record, std::uint64_t first, std::uint64_t count) const {
  std::string text;
  for (std::uint64_t trial = 0; trial < count; ++trial) {
    const bool failed = at(record.failed(), trial);
    text += fmt::format("{},{},", first + trial, failed ? 1 : 0);
    for (std::size_t i = 0; i < measures_.size(); ++i) {
      const bool holds = at(record.holds(i), trial);
      if (i < outcomes_) {
        if (holds) text += csv_cell(measures_[i].name, style_);
        continue;
      }
      text += ',';
      if (is_share(measures_[i].kind))
        text += failed ? "" : holds ? "1" : "0";
      else if (holds)
        text += text_of(measures_[i], record.number(i, static_cast<int>(trial)));
    }
    text += '\n';
  }
  sink_(text);
}

}  // namespace detente
