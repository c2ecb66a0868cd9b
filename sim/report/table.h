// The report for a terminal.
#pragma once

#include "sim/report/page.h"
#include "sim/study/document.h"

namespace detente {

// Everything a result says; the same text whatever the number of threads. command: the command line, for provenance.
std::string table_report(const Document& document, const std::string& command, PageStyle style);

// What no report goes without.
extern const char* const ethics_note;

}  // namespace detente
