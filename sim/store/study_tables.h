// What a file says that it is of. For store.cpp alone.
#pragma once

#include "sim/store/results_file.h"
#include "sim/store/stored_study.h"

namespace detente {

void put_study(ResultsFile& file, const StoredStudy& study, const PointList& points);
// Throw StoreError where it is damaged.
StoredStudy read_study(const ResultsFile& file);
PointList read_points(const ResultsFile& file, const StoredStudy& study);

// Throws StoreError where the file at `path`, which is of `study`, cannot go on to be of `to`.
void check_extends(const std::string& path, const StoredStudy& study, const StoredStudy& to);
void put_texts(ResultsFile& file, const StoredStudy& study);  // what it says of itself, in place of what it said

}  // namespace detente
