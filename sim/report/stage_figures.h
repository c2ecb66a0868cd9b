// The figures of one stage of a result, and what they are called.
#pragma once

#include <string>
#include <vector>

#include "sim/study/document.h"

namespace detente {

struct StageFigures {
  const Model& model;
  const Result& result;
  const PlannedStage& stage;

  std::string name(int row) const { return stage.name + "." + model.parties[stage.space().rows[row].party].name; }
  const Figure& at(const char* kind) const { return figure_of(result.layout, kind, stage.name); }
  const Figure& at(const char* kind, int row, std::string_view item = {}) const {
    return figure_of(result.layout, kind, name(row), item);
  }
  Share share(const Figure& figure) const { return share_of(count_of(result, figure), count_of(result, figure.of)); }
  double mean(const Figure& figure) const { return moments_of_sums(result, figure).mean; }
  std::vector<std::uint64_t> counts(const Figure& figure) const {
    const auto first = result.total.counts.begin() + figure.first;
    return {first, first + figure.size};
  }
};

// What pages and JSON say of a stage's search and of its utilities, unless its protocol says something else.
inline bool may_agree(const PackageSpace&) { return true; }  // whether there is anything to agree on
inline bool searches_all(const PackageSpace&) { return true; }
inline bool proposes(const PackageSpace&, int) { return false; }  // whether a row does, and so accepts nothing
inline const char* threshold_key(const PackageSpace&, int) { return "reservation"; }  // what a row is held against
inline const char* threshold_title(const PackageSpace&) { return "reservation"; }
inline const char* utilities_note(const PackageSpace&) { return ""; }

}  // namespace detente
