#include "sim/report/csv.h"

#include <fmt/format.h>

#include <array>

namespace detente {

namespace {

// Writes rows; where what a row is about has several figures, they share kind, name and item.
class CsvReport {
 public:
  CsvReport(const Document& document, CsvStyle style)
      : document_(document),
        style_(style),
        run_{document.model.scenario.name, csv_number(document.result.plan.seed), csv_number(document.result.trials),
             document.result.digest} {}

  std::string write() {
    text_ = csv_line({"kind", "name", "item", "figure", "value", "low", "high", "count", "of", "scenario", "seed",
                      "trials", "digest"});
    for (const NamedShare& share : named_shares(document_.result)) add(*share.row, share_of(share.count, share.of));
    for (const NamedMean& mean : named_means(document_.result)) add(mean);
    for (const Finding& finding : findings(document_)) add(finding);
    return std::move(text_);
  }

 private:
  void row(const RowName& about, std::string_view figure, const std::array<std::string, 5>& numbers) {
    std::vector<std::string> cells{about.kind, about.name, about.item, std::string(figure)};
    cells.insert(cells.end(), numbers.begin(), numbers.end());
    cells.insert(cells.end(), run_.begin(), run_.end());
    text_ += csv_line(cells, style_);
  }
  void add(const RowName& about, const Share& share) {
    if (share.of == 0) return row(about, "share", {"", "", "", "0", "0"});
    row(about, "share",
        {csv_number(share.value), csv_number(share.low), csv_number(share.high), csv_number(share.count),
         csv_number(share.of)});
  }
  void add(const NamedMean& mean) {
    const auto [value, sd, low, high] = mean.figures();
    row(*mean.row, "mean", {csv_number(value), csv_number(low), csv_number(high), "", csv_number(mean.of)});
    if (sd) row(*mean.row, "sd", {csv_number(sd), "", "", "", csv_number(mean.of)});
  }
  void add(const Finding& at) {
    row(at.about, at.figure,
        {at.count ? csv_number(at.count) : csv_number(at.value), csv_number(at.low), csv_number(at.high),
         csv_number(at.count), csv_number(at.of)});
  }

  const Document& document_;
  CsvStyle style_;
  std::vector<std::string> run_;  // the same in every row
  std::string text_;
};

}  // namespace

std::string csv_report(const Document& document, CsvStyle style) { return CsvReport(document, style).write(); }

}  // namespace detente
