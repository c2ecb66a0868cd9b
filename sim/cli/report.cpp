#include "sim/cli/report.h"

#include "sim/report/csv.h"
#include "sim/report/json.h"
#include "sim/report/table.h"

namespace detente {

std::string report_text(const Options& options, const Document& document, const std::string& command,
                        const PageStyle& style) {
  if (options.format == Format::json) return json_text(json_report(document, command));
  if (options.format == Format::csv) return csv_report(document, {options.csv_safe});
  return table_report(document, command, style);
}

}  // namespace detente
