#include "sim/report/trials_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace detente {

std::string title_of(const RowName& about) {
  std::string title = about.kind;
  if (!about.name.empty()) title += " " + about.name;
  if (!about.item.empty()) title += ": " + about.item;
  return title;
}

std::vector<std::string> titles_of_draws(const Model& model) {
  std::vector<std::string> titles;
  for (const Input& input : model.inputs) titles.push_back("input " + input.address);
  for (const std::string& chance : model.chances) titles.push_back("chance " + chance);
  return titles;
}

TrialsCsv::TrialsCsv(const Model& model, const Layout& layout, TextSink sink, CsvStyle style)
    : sink_(std::move(sink)), style_(style), draws_(model.inputs.size() + model.chances.size()) {
  std::vector<std::string> titles{"trial", "failed"};
  for (const Figure& figure : layout.figures->list) titles.push_back(title_of(figure.about));
  std::ranges::move(titles_of_draws(model), std::back_inserter(titles));
  sink_(csv_line(titles, style_));
}

std::string TrialsCsv::text_of(const TrialRecord& record, std::size_t index, std::uint64_t trial) const {
  const Figure& figure = record.figures()[index];
  const bool holds = TrialRecord::of(record.holds(index), trial);
  if (figure.is_share()) return holds ? "1" : "0";
  if (!holds) return "";
  const double number = record.number(index, static_cast<int>(trial));
  if (figure.type != Figure::Type::choice) return fmt::format("{}", number);
  return csv_cell(figure.labels[static_cast<std::size_t>(number)], style_);
}

void TrialsCsv::write(const TrialRecord& record, std::uint64_t first, std::uint64_t count) const {
  std::string text;
  for (std::uint64_t trial = 0; trial < count; ++trial) {
    const bool failed = TrialRecord::of(record.failed(), trial);
    text += fmt::format("{},{}", first + trial, failed ? 1 : 0);
    for (std::size_t i = 0; i < record.figures().size(); ++i) text += "," + (failed ? "" : text_of(record, i, trial));
    for (std::size_t i = 0; i < draws_; ++i)
      text += failed ? "," : fmt::format(",{}", record.draw(i, static_cast<int>(trial)));
    text += '\n';
  }
  sink_(text);
}

}  // namespace detente
