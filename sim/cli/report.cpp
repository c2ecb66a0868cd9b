#include "sim/cli/report.h"

#include "sim/report/csv.h"
#include "sim/report/json.h"
#include "sim/report/table.h"

namespace detente {

std::string report_text(const Options& options, const Model& model, const Result& result, const std::string& command,
                        const PageStyle& style) {
  switch (options.format) {
    case Format::json:
      return json_text(json_report(model, result, command));
    case Format::csv:
      return csv_report(model, result, {options.csv_safe});
    case Format::markdown:
      return table_report(model, result, command, {.markdown = true});
    case Format::table:
      break;
  }
  return table_report(model, result, command, style);
}

}  // namespace detente
