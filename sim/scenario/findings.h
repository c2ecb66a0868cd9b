// The mistakes found so far, and the texts they point into. Reading goes on after a mistake, so that a user sees all of
// them at once.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/sources.h"

namespace detente {

class Findings {
 public:
  Findings(std::string file, std::string_view text) : sources_(std::move(file), text) {}

  const Sources& sources() const { return sources_; }
  int add_set(const std::string& set) { return sources_.add_set(set); }  // returns its source
  void error(const Place& place, std::string cause, std::string remedy = "");
  void warning(const Place& place, std::string cause, std::string remedy = "");
  // Something that is checked like everything else but that this version does not play: a warning for whoever looks, an
  // error for whoever runs.
  void later(const Place& place, std::string what, std::string remedy);

  // The place of `length` code points from code point `offset` of a string's text; the string's own place where escapes
  // or several lines make that unknowable.
  Place inside(const Place& string, std::string_view text, int offset, int length) const;
  std::string_view line(int number) const { return sources_.line(number); }

  bool any() const { return !errors_.empty(); }
  std::size_t error_count() const { return errors_.size(); }
  // Sorted, at most limits::diagnostics, then how many more.
  void throw_if_any() const;
  std::vector<Diagnostic> warnings() const;  // what is for later, too
  std::vector<Diagnostic> unplayed() const;  // what is for later, as errors

 private:
  // As little as will do, because there may be thousands on lines of thousands of bytes; few are ever shown.
  struct Found {
    Place place;
    std::string cause, remedy;
  };
  std::vector<Found> sorted(std::vector<Found> found) const;  // none twice
  std::vector<Diagnostic> diagnostics(const std::vector<Found>& found, Severity severity) const;

  Sources sources_;
  std::vector<Found> errors_, warnings_, later_;
};

}  // namespace detente
