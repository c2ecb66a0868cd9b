// Playing scenarios written in a test.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "sim/engine/step.h"
#include "sim/files/scenario_files.h"
#include "tests/support/sample.h"

namespace detente {

inline Model model_of(const std::string& text, const std::vector<std::string>& sets = {}) {
  return compile(parse_scenario(text, "test.toml", sets));
}

inline Model shipped(const std::string& name, const std::vector<std::string>& sets = {}) {
  return compile(load_scenario(DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml", sets));
}

inline const std::vector<std::string>& shipped_names() {
  static const std::vector<std::string> names{"doha-1-2023", "doha-2-2024", "doha-3-2024", "first-steps"};
  return names;
}

// Calls `read(state, lane, trial)` after each of `trials` whole trials, eight at a time.
inline void for_each_trial(const Model& model, std::uint64_t seed, std::uint64_t trials,
                           const std::function<void(const State<Pack<8>>&, int, std::uint64_t)>& read) {
  State<Pack<8>> state(model);
  for (std::uint64_t first = 0; first < trials; first += 8) {
    const int count = static_cast<int>(std::min<std::uint64_t>(8, trials - first));
    play(model, state, seed, first, count);
    for (int l = 0; l < count; ++l) read(state, l, first + l);
  }
}

template <class Real>
bool is(const Mask<Real>& mask, int l) {
  return (bits(mask) >> l & 1U) != 0;
}

// Mean and standard error of paired differences.
struct Paired {
  double sum = 0, squares = 0;
  double n = 0;
  void add(double difference) {
    sum += difference;
    squares += difference * difference;
    ++n;
  }
  double mean() const { return sum / n; }
  double error() const { return std::sqrt(std::max(0.0, squares / n - mean() * mean()) / n); }
};

}  // namespace detente
