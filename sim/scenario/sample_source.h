// Where the text of the files of samples comes from that a scenario names.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace detente {

using SampleTexts = std::map<std::string, std::string>;  // by the file's name, as the scenario spells it

struct SampleSource {
  std::string folder = ".";            // of files on this machine; "" for the one the program runs in
  std::optional<SampleTexts> texts{};  // given: no file is read

  SampleTexts given() const { return texts.value_or(SampleTexts{}); }

  SampleSource() = default;
  SampleSource(std::string where) : folder(std::move(where)) {}           // NOLINT(google-explicit-constructor)
  SampleSource(const char* where) : folder(where) {}                      // NOLINT(google-explicit-constructor)
  SampleSource(SampleTexts known) : folder(), texts(std::move(known)) {}  // NOLINT(google-explicit-constructor)
};

}  // namespace detente
