#include "sim/study/figures.h"

#include <cmath>

#include "sim/stats/proportion.h"

namespace detente {

namespace {

std::string in_stage(const Model& model, const StageModel& stage, int row) {
  return stage.name + "." + model.parties[stage.rows[row].party].name;
}

// Of numbers, by how many there are, their sum and that of their squares.
NamedMean mean_of(std::string kind, std::string name, std::uint64_t of, double sum, double squares) {
  NamedMean made{.kind = std::move(kind), .name = std::move(name), .of = of, .mean = {}, .sd = {}};
  if (of == 0 || !std::isfinite(sum)) return made;
  const double n = static_cast<double>(of);
  made.mean = sum / n + 0.0;  // no -0, whose sign SQLite does not keep
  const double square = *made.mean * *made.mean, variance = squares / n - square;
  if (of > 1 && std::isfinite(variance) && (variance == 0 || variance > 1e-10 * square)) made.sd = std::sqrt(variance);
  return made;
}

NamedMean mean_rounds(const StageModel& stage, const StageLayout& at, const Result& result) {
  double sum = 0, squares = 0;
  for (int rounds = 1; rounds <= stage.rounds; ++rounds) {
    const double trials = static_cast<double>(result.count(at.rounds + rounds));
    sum += rounds * trials;
    squares += rounds * rounds * trials;
  }
  return mean_of("rounds", stage.name, result.count(at.held), sum, squares);
}

}  // namespace

std::vector<NamedShare> named_shares(const Model& model, const Result& result) {
  const Layout& layout = result.layout;
  const std::uint64_t valid = result.valid();
  std::vector<NamedShare> shares;
  for (std::size_t i = 0; i < model.outcomes.size(); ++i)
    shares.push_back(
        {"outcome", model.scenario.outcomes[i].name, result.count(layout.outcomes + static_cast<int>(i)), valid});
  for (std::size_t i = 0; i < model.scenario.events.size(); ++i)
    shares.push_back(
        {"event", model.scenario.events[i].name, result.count(layout.events + static_cast<int>(i)), valid});
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    shares.push_back({"held", model.stages[i].name, result.count(layout.stages[i].held), valid});
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    shares.push_back(
        {"agreed", model.stages[i].name, result.count(layout.stages[i].agreed), result.count(layout.stages[i].held)});
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    for (const GuestLayout& guest : layout.stages[i].guests)
      shares.push_back({"attendance", in_stage(model, model.stages[i], guest.row), result.count(guest.came),
                        result.count(layout.stages[i].held)});
  return shares;
}

std::array<std::optional<double>, 4> NamedMean::figures() const {
  if (!sd) return {mean, {}, {}, {}};
  const double half = normal_95 * *sd / std::sqrt(static_cast<double>(of));
  return {mean, sd, *mean - half, *mean + half};
}

std::vector<NamedMean> named_means(const Model& model, const Result& result) {
  const Layout& layout = result.layout;
  std::vector<NamedMean> means;
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    means.push_back(mean_rounds(model.stages[i], layout.stages[i], result));
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    for (int row = 0; row < model.stages[i].row_count(); ++row) {
      const std::uint64_t of = result.count(layout.stages[i].took_part + row);
      NamedMean& made = means.emplace_back(
          NamedMean{.kind = "utility", .name = in_stage(model, model.stages[i], row), .of = of, .mean = {}, .sd = {}});
      if (of) made.mean = result.total.sums[layout.stages[i].utility + row] / static_cast<double>(of) + 0.0;
    }
  for (std::size_t i = 0; i < model.variables.size(); ++i)
    means.push_back(mean_of("variable", model.variables[i].name, result.valid(),
                            result.total.sums[layout.variables[i].sum],
                            result.total.sums[layout.variables[i].squares]));
  return means;
}

}  // namespace detente
