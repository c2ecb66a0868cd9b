// What a run came to, in the format asked for.
#pragma once

#include <string>

#include "sim/cli/options.h"
#include "sim/report/page.h"
#include "sim/study/document.h"

namespace detente {

// As wide as the terminal, and in colour, where it goes to one.
PageStyle page_style(const OutputOptions& options);

std::string report_text(const OutputOptions& options, const Document& document, const std::string& command,
                        const PageStyle& style);

}  // namespace detente
