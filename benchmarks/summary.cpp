// How close the engine comes to what the machine can do, scenario by scenario: the time three bare kernels would take
// for what a trial is made of (reference.csv), against the time the engine takes. One thread.
//   summary              prints the table
//   summary --csv FILE   adds it to FILE, too, a row a scenario: one file a machine, to be kept from commit to commit
//   summary --count      counts what a trial is made of, as reference.csv holds it

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "sim/bench/bare.h"
#include "sim/bench/decisions.h"
#include "sim/bench/machine.h"
#include "sim/files/scenario_files.h"
#include "sim/report/build_info.h"
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

// Processor time of one pass, the best of several: the others were disturbed.
template <class Pass>
double best_seconds(Pass pass) {
  double best = 1e9;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double begin = processor_seconds();
    pass();
    best = std::min(best, processor_seconds() - begin);
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

struct Measured {
  std::string scenario;
  Reference counted;
  double limit_ns, engine_ns;
};

bool append(const std::string& path, const std::vector<Measured>& rows) {
  std::error_code none;
  const bool begun = std::filesystem::file_size(path, none) > 0 && !none;
  std::ofstream file(path, std::ios::app);
  if (!begun)
    file << "date,commit,machine,compiler,instructions,scenario,inputs,cells,decisions,limit_ns,engine_ns,ratio\n";
  const BuildInfo& build = build_info();
  const std::string where = fmt::format("{},{},\"{}\",{},{}", date_of_today(), commit_of(DETENTE_SOURCE_DIR),
                                        machine_name(), build.compiler, build.instructions);
  for (const auto& [scenario, counted, limit, engine] : rows)
    file << fmt::format("{},{},{:.1f},{:.1f},{:.1f},{:.0f},{:.0f},{:.3f}\n", where, scenario, counted.inputs,
                        counted.cells, counted.decisions, limit, engine, limit / engine);
  return static_cast<bool>(file.flush());
}

std::vector<Measured> summarise() {
  BareRates rates;
  std::map<std::string, double> seconds;
  for (int round = 0; round < 3; ++round) {  // by turns, so that a busy spell of the machine strikes both alike
    rates = best(rates, bare_rates());
    for (const char* name : scenarios) {
      const double taken = engine_seconds(name);
      const auto [known, first] = seconds.try_emplace(name, taken);
      if (!first) known->second = std::min(known->second, taken);
    }
  }
  fmt::print("per trial      inputs    cells  decisions   limit us  engine us  ratio\n");
  std::vector<Measured> rows;
  const std::map<std::string, Reference> all = references();
  for (const char* name : scenarios) {
    const Reference& at = all.at(name);
    const double limit = 1e9 * limit_seconds(at, rates);
    const double engine = 1e9 * seconds.at(name);
    rows.push_back({name, at, limit, engine});
    fmt::print("{:<12} {:>8.1f} {:>8.1f} {:>10.1f} {:>10.3f} {:>10.3f}   {:.2f}\n", name, at.inputs, at.cells,
               at.decisions, limit / 1e3, engine / 1e3, limit / engine);
  }
  fmt::print("bare kernels: {:.0f} M draws/s, {:.1f} G cells/s, {:.1f} G decisions/s\n", rates.draws / 1e6,
             rates.cells / 1e9, rates.decisions / 1e9);
  return rows;
}

}  // namespace
}  // namespace detente

int main(int count, char** arguments) {
  const std::vector<std::string> options(arguments + 1, arguments + count);
  if (options == std::vector<std::string>{"--count"}) return detente::count();
  const bool csv = options.size() == 2 && options[0] == "--csv";
  if (!options.empty() && !csv) {
    fmt::print(stderr, "usage: summary [--count | --csv FILE]\n");
    return 2;
  }
  const auto rows = detente::summarise();
  if (!csv || detente::append(options[1], rows)) return 0;
  fmt::print(stderr, "{} cannot be written\n", options[1]);
  return 1;
}
