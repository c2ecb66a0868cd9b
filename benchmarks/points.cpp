// A point of a sweep before its first trial: read and compiled, or with other numbers in the model of the one before.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "sim/files/text_files.h"
#include "sim/sweep/point_models.h"

namespace detente {
namespace {

void point(benchmark::State& state, const std::string& name, const std::string& address, bool patched) {
  SweepPlan plan;
  plan.file = name;
  plan.text = read_text(fmt::format("{}/scenarios/{}.toml", DETENTE_SOURCE_DIR, name));
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back({fmt::format("{}", 0.001 * i)});
  const PointList points({address}, rows, 1);
  std::optional<PointModels> models(std::in_place, points, plan);
  std::uint64_t next = 0;
  for (auto _ : state) {
    if (!patched) models.emplace(points, plan);
    benchmark::DoNotOptimize(&models->at(next++ % points.size()));
  }
}

const int registered = [] {
  const std::vector<std::pair<std::string, std::string>> scenarios = {{"first-steps", "parties.rebels.reservation"},
                                                                      {"doha-2-2024", "parties.taliban.reservation"},
                                                                      {"doha-3-2024", "parameters.signing-cost"}};
  for (const auto& [name, address] : scenarios)
    for (const bool patched : {true, false})
      benchmark::RegisterBenchmark(
          fmt::format("point/{}/{}", name, patched ? "patched" : "compiled").c_str(),
          [=, name = name, address = address](benchmark::State& state) { point(state, name, address, patched); })
          ->Unit(benchmark::kMicrosecond);
  return 0;
}();

}  // namespace
}  // namespace detente
