// A run's stretches in an SQLite file, each committed as it is played: killed at any moment, what was committed is
// whole. The tables are described in docs/store.md.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/sample_source.h"
#include "sim/store/holding.h"
#include "sim/study/document.h"
#include "sim/study/stretch.h"

namespace detente {

constexpr int store_format = 6;  // PRAGMA user_version

constexpr std::uint64_t stretches_most = 10'000'000;  // of a file; 1.6e11 trials

// What the file is of.
struct StoredStudy {
  std::string command, version;  // that made it, and by which program
  std::string file;              // of the scenario
  std::string text;              // of the scenario, as it was read
  SampleTexts samples;           // that it names
  std::vector<std::string> sets;
  std::string canonical;
  std::uint64_t seed = 1, trials = 0;
  std::size_t count_size = 0, sum_size = 0, draw_size = 0;  // numbers a stretch has

  std::uint64_t stretches() const { return (trials + stretch_trials - 1) / stretch_trials; }
  std::uint64_t trials_of(std::uint64_t stretch) const {
    return std::min(stretch_trials, trials - stretch * stretch_trials);
  }
  std::uint64_t trials_of_block(std::uint64_t block) const {
    return std::min<std::uint64_t>(block_trials, trials - block * block_trials);
  }
  // Empty, or what sets the two apart: they are of one study if scenario, seed and program are the same.
  std::string difference(const StoredStudy& other) const;
};

// A whole block of a stretch that is none yet.
struct StoredBlock {
  Block sum;
  DrawCounts draws;   // as of a stretch
  std::string bytes;  // as stored, likewise
};

struct StoredStretch {
  Stretch stretch;
  std::uint64_t trials = 0;
  DrawCounts draws;   // of stretches with counted draws, else empty
  std::string bytes;  // as stored: equal if and only if the stretches are
};

class ResultsFile;

class Store {
 public:
  // For reading. Throws StoreError.
  static Store open(const std::string& path);
  static Store open(ResultsFile file);
  // For one writer at a time: an existing file must be of the same study and of no more trials than this. Where it has
  // fewer, its last stretch is played anew unless it is whole. What is refused is left as it was. Throws StoreError.
  static Store write(const std::string& path, const StoredStudy& study);
  ~Store();
  Store(Store&&) noexcept;

  const std::string& path() const;
  const StoredStudy& study() const;
  // That it has, in order.
  std::vector<std::uint64_t> stretches() const;
  // None: it is not there, or damaged.
  std::optional<StoredStretch> read(std::uint64_t stretch) const;
  // In a transaction of its own. Replaces what is there, its blocks too.
  void put(const Stretch& stretch, const DrawCounts& draws);
  // Blocks of stretches that are not whole, likewise.
  std::vector<std::uint64_t> blocks() const;
  std::optional<StoredBlock> read_block(std::uint64_t block) const;
  void put(const StoredBlock& block);
  // What a whole run comes to: by name, for those who read the file without this program, and what was measured for it.
  // Replaces what is there.
  void put_result(const Document& document);
  std::string digest() const;  // as put; empty if not
  // As put; none if it was not, or is damaged. Whether anything is there, be it damaged.
  std::optional<Measured> measured() const;
  bool tells_measured() const;
  // Of the tables of figures, the rows that are others than the document's, each as "shares: outcome 'a ceasefire'";
  // none: there should be no rows.
  std::vector<std::string> changed_figures(const Document* document) const;
  std::vector<std::vector<Cell>> rows(const std::string& query) const;  // in SQL, for those who know the tables
  void close();  // a whole file that stands alone, unless a reader has it open

 private:
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace detente
