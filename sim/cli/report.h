// What a run came to, in the format asked for.
#pragma once

#include <string>

#include "sim/cli/options.h"
#include "sim/report/page.h"
#include "sim/study/document.h"

namespace detente {

std::string report_text(const Options& options, const Document& document, const std::string& command,
                        const PageStyle& style);

}  // namespace detente
