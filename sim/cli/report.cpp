#include "sim/cli/report.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "sim/cli/say.h"
#include "sim/report/csv.h"
#include "sim/report/json.h"
#include "sim/report/table.h"

namespace detente {

PageStyle page_style(const OutputOptions& options) {
  PageStyle style;
  if (options.format == Format::markdown) style.form = PageForm::markdown;
  if (options.format == Format::html) style.form = PageForm::html;
  if (!options.out.empty() || !isatty(STDOUT_FILENO)) return style;
  style.colour = colour_on(STDOUT_FILENO);
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.width = std::clamp<int>(size.ws_col, 60, style.width);
  return style;
}

std::string report_text(const OutputOptions& options, const Document& document, const std::string& command,
                        const PageStyle& style) {
  if (options.format == Format::json) return json_text(json_report(document, command));
  if (options.format == Format::csv) return csv_report(document, {options.csv_safe});
  return table_report(document, command, style);
}

}  // namespace detente
