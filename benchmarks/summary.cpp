// How close the engine comes to what the machine can do, scenario by scenario: the time three bare kernels would take
// for what a trial is made of (reference.csv), against the time the engine takes. One thread.
//   summary            prints the table
//   summary --csv      the same as CSV
//   summary --count    counts what a trial is made of, as reference.csv holds it

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "benchmarks/bare.h"
#include "benchmarks/decisions.h"
#include "sim/scenario/load.h"
#include "sim/study/simulate.h"

namespace detente {
namespace {

constexpr const char* scenarios[] = {"doha-1-2023", "doha-2-2024", "doha-3-2024", "first-steps"};

Model shipped(const std::string& name) {
  return compile(load_scenario(DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml"));
}

std::map<std::string, Reference> references() {
  std::ifstream file(DETENTE_SOURCE_DIR "/benchmarks/reference.csv");
  std::map<std::string, Reference> found;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream cells(line);
    std::string name;
    Reference reference;
    cells >> name >> reference.inputs >> reference.cells >> reference.decisions;
    found[name] = reference;
  }
  return found;
}

// Seconds for one pass, the best of several: the others were disturbed.
template <class Pass>
double best_seconds(Pass pass) {
  double best = 1e9;
  for (int repeat = 0; repeat < 7; ++repeat) {
    const auto begin = std::chrono::steady_clock::now();
    pass();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

double engine_seconds(const std::string& name) {
  const Model model = shipped(name);
  RunPlan plan;
  plan.trials = 16 * block_trials;
  plan.threads = 1;
  return best_seconds([&] { simulate(model, plan); }) / static_cast<double>(plan.trials);
}

int count() {
  fmt::print("scenario,inputs,cells,decisions\n");
  for (const char* name : scenarios) {
    const Reference counted = reference(shipped(name), 1024);
    fmt::print("{},{:.1f},{:.1f},{:.1f}\n", name, counted.inputs, counted.cells, counted.decisions);
  }
  return 0;
}

int summarise(bool csv) {
  const BareRates rates = bare_rates();
  fmt::print("{}\n", csv ? "scenario,inputs,cells,decisions,limit_us,engine_us,ratio"
                         : "per trial      inputs    cells  decisions   limit us  engine us  ratio");
  const std::map<std::string, Reference> all = references();
  for (const char* name : scenarios) {
    const Reference& at = all.at(name);
    const double limit = 1e6 * (at.inputs / rates.draws + at.cells / rates.cells + at.decisions / rates.decisions);
    const double engine = 1e6 * engine_seconds(name);
    const char* form = csv ? "{},{:.1f},{:.1f},{:.1f},{:.3f},{:.3f},{:.3f}\n"
                           : "{:<12} {:>8.1f} {:>8.1f} {:>10.1f} {:>10.3f} {:>10.3f}   {:.2f}\n";
    fmt::print(fmt::runtime(form), name, at.inputs, at.cells, at.decisions, limit, engine, limit / engine);
  }
  if (!csv)
    fmt::print("bare kernels: {:.0f} M draws/s, {:.1f} G cells/s, {:.1f} G decisions/s\n", rates.draws / 1e6,
               rates.cells / 1e9, rates.decisions / 1e9);
  return 0;
}

}  // namespace
}  // namespace detente

int main(int count, char** arguments) {
  const std::string option = count > 1 ? arguments[1] : "";
  if (option == "--count") return detente::count();
  return detente::summarise(option == "--csv");
}
