// What a file of a single run says beside its figures, for those who read it without this program and for its report.
// For store.cpp alone.
#pragma once

#include <optional>
#include <string>

#include "sim/store/results_file.h"
#include "sim/study/document.h"

namespace detente {

// Tables, and keys of `study`, that a run has only once it has all its parts.
void forget_report(ResultsFile& file);
void put_report(ResultsFile& file, const Document& document);  // in place of what was there

// None: nothing was put, or it is damaged. Whoever has the model asks whether it fits().
std::optional<Measured> measured_in(const ResultsFile& file);
bool tells_measured(const ResultsFile& file);  // whole or damaged

// The first finding that is another than the document's, as "findings: driver 'cost'"; null: than none at all, which is
// also as it should be where the file tells of none.
std::string changed_finding(const ResultsFile& file, const Document* document);

}  // namespace detente
