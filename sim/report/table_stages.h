// The part of the terminal report that is about stages.
#pragma once

#include "sim/report/page.h"
#include "sim/study/document.h"

namespace detente {

// What became of each; then of each its attendance, or who blocked and the zone of agreement, and utilities.
void print_stages(Page& page, const Document& document);

}  // namespace detente
