// Where the text of the files of samples comes from that a scenario names.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace detente {

using SampleTexts = std::map<std::string, std::string>;  // by the file's name, as the scenario spells it

// Why a file cannot be had; one sentence each, without full stop.
struct SampleMistake {
  std::string cause, remedy;
};

// Texts that are given, or what reads them: the loader itself opens no file.
class SampleSource {
 public:
  // The text of a file, by the name that the scenario gives it. Throws SampleMistake. Called by several threads at
  // once.
  using ReadFile = std::function<std::string(const std::string& file)>;

  SampleSource() = default;                                      // no file
  SampleSource(SampleTexts texts) : texts_(std::move(texts)) {}  // NOLINT(google-explicit-constructor)
  explicit SampleSource(ReadFile read_file) : read_file_(std::move(read_file)) {}

  std::string text_of(const std::string& file) const;  // throws SampleMistake
  const SampleTexts& given() const { return texts_; }  // none where files are read

 private:
  SampleTexts texts_;
  ReadFile read_file_;
};

}  // namespace detente
