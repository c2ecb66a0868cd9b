// What a file of a run tells once it has all parts: figures by name, for those who read it without this program, and
// what was measured for the result. For store.cpp alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/store/results_file.h"
#include "sim/study/document.h"

namespace detente {

// Tables and keys of `study` that a run has only then.
void forget(ResultsFile& file);
void tell(ResultsFile& file, const Document& document);  // in place of what was told before

// None: nothing was, or it is damaged. Whoever has the model asks whether it fits().
std::optional<Measured> measured_in(const ResultsFile& file);
bool tells_measured(const ResultsFile& file);  // whole or damaged

// The rows that are others than the document's, each as "shares: outcome 'a ceasefire'"; none: than none at all.
// schema: that of the file's kind.
std::vector<std::string> changed_rows(const ResultsFile& file, const char* schema, const Document* document);

}  // namespace detente
