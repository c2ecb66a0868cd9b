#include "sim/scenario/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "sim/core/plain_text.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

// The byte at which code point `index` (from 0) begins.
std::size_t byte_of(std::string_view text, int index) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (starts_code_point(text[at]) && index-- == 0) return at;
  return text.size();
}

}  // namespace

void Findings::error(const Place& place, std::string cause, std::string remedy) {
  cause = plain_line(cause);
  remedy = plain_line(remedy);
  errors_.push_back({place, std::move(cause), std::move(remedy)});
}

void Findings::warning(const Place& place, std::string cause, std::string remedy) {
  cause = plain_line(cause);
  remedy = plain_line(remedy);
  warnings_.push_back({place, std::move(cause), std::move(remedy)});
}

void Findings::later(const Place& place, std::string what, std::string remedy) {
  later_.push_back({place, plain_line("not used yet: " + std::move(what)),
                    plain_line(std::move(remedy) + "; this version checks it, but does not play it")});
}

Place Findings::inside(const Place& string, std::string_view text, int offset, int length) const {
  if (string.source != 0 || string.position.line < 1) return string;
  const std::string_view raw = line(string.position.line);
  const std::string_view written = raw.substr(byte_of(raw, string.position.column - 1));
  if (written.empty() || (written[0] != '"' && written[0] != '\'')) return string;
  // Escapes and line breaks make the written text differ from the string's before the place.
  const std::string_view before = text.substr(0, byte_of(text, offset));
  if (written.substr(1, before.size()) != before || written.starts_with("\"\"\"") || written.starts_with("'''"))
    return string;
  Place place = string;
  place.position.column += 1 + offset;
  place.length = length;
  return place;
}

std::vector<Findings::Found> Findings::sorted(std::vector<Found> found) const {
  const auto order = [](const Found& each) {
    const auto& [source, position, length] = each.place;
    return std::tie(source, position.line, position.column, each.cause);
  };
  std::stable_sort(found.begin(), found.end(), [&](const Found& a, const Found& b) { return order(a) < order(b); });
  const auto same = [&](const Found& a, const Found& b) { return order(a) == order(b); };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  return found;
}

std::vector<Diagnostic> Findings::diagnostics(const std::vector<Found>& found, Severity severity) const {
  std::vector<Diagnostic> shown;
  for (const Found& each : found) {
    if (shown.size() == limits::diagnostics) {
      shown.push_back(sources_.diagnostic(severity, {}, fmt::format("and {} more", found.size() - shown.size()), ""));
      break;
    }
    shown.push_back(sources_.diagnostic(severity, each.place, each.cause, each.remedy));
  }
  return shown;
}

void Findings::throw_if_any() const {
  if (any()) throw ScenarioError(diagnostics(sorted(errors_), Severity::error));
}

std::vector<Diagnostic> Findings::warnings() const {
  std::vector<Found> found = warnings_;
  for (Found later : later_) {
    later.remedy = "it is checked, but 'run' and 'replay' refuse a scenario that has it";
    found.push_back(std::move(later));
  }
  return diagnostics(sorted(std::move(found)), Severity::warning);
}

std::vector<Diagnostic> Findings::unplayed() const { return diagnostics(sorted(later_), Severity::error); }

}  // namespace detente
