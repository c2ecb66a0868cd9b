#include "benchmarks/decisions.h"

#include "sim/engine/step.h"
#include "sim/protocols/packages.h"

namespace detente {

namespace {

double packages_walked(const StageModel& stage, State<double>& state) {
  double packages = 0;
  const auto leaf = [&](const int* options, std::int64_t, bool, const double*) {
    packages += !excluded(stage, state.work, options);
  };
  PackageWalk(stage, state.work.allowed, state.work.table.cell, stage.row_count(), state.work.level, leaf,
              [](int, const double*) { return true; })
      .run(true);
  return packages;
}

double neighbours(const StageModel& stage, const State<double>& state) {
  double singles = 0, squares = 0;
  for (int place = 0; place < stage.place_count(); ++place) {
    double moves = -1;  // staying is none
    for (int option = stage.option_begin[place]; option < stage.option_begin[place + 1]; ++option)
      moves += state.work.allowed[option];
    singles += moves;
    squares += moves * moves;
  }
  return 1 + singles + (singles * singles - squares) / 2;
}

// Packages looked at in the round just played.
double packages_of(const StageModel& stage, State<double>& state, int round, bool searched) {
  if (stage.protocol == Protocol::participation) return 1 + packages_walked(stage, state);
  const bool steady = stage.whole_space && stage.aims_at == AimsAt::reservations && stage.changes == 0;
  if (searched || (steady && round > 1)) return 1;
  return 1 + (stage.whole_space ? packages_walked(stage, state) : neighbours(stage, state));
}

double parties_of(const StageModel& stage, const State<double>& state) {
  if (stage.protocol == Protocol::participation) return stage.row_count() - 1;
  double parties = 0;
  for (int row = 0; row < stage.row_count(); ++row) parties += state.work.consents[row];
  return parties;
}

// Packages of the round just played that no round before it looked at.
double new_packages(const StageModel& stage, State<double>& state, int round, bool searched) {
  if (stage.protocol == Protocol::participation) return round == 1 ? 1 : round == 2 ? packages_walked(stage, state) : 0;
  if (stage.whole_space) return round == 1 ? packages_walked(stage, state) : 0;
  return searched ? 0 : neighbours(stage, state);
}

double cells_of(const StageModel& stage) {
  double cells = 0;
  for (const Row& row : stage.rows)
    for (const Row::Interest& interest : row.interests) cells += stage.options_at(interest.place);
  return cells;
}

}  // namespace

Reference reference(const Model& model, int trials) {
  Reference total;
  for (const DrawPlan& plan : model.draws) {
    for (const int input : plan.inputs) total.inputs += input >= 0;
    total.inputs += plan.chance >= 0;
  }
  State<double> state(model);
  for (int trial = 0; trial < trials; ++trial) {
    start(model, state, 1, trial, 1);
    while (!state.finished) {
      const int index = state.stage, round = state.round + 1;
      const bool searched = round > 1 && state.work.settled;
      step(model, state);
      if (index == static_cast<int>(model.stages.size())) break;
      const StageModel& stage = model.stages[index];
      if (state.stage != index && !state.stages[index].held) continue;  // skipped
      if (round == 1) total.cells += cells_of(stage) / trials;
      total.decisions += new_packages(stage, state, round, searched) * parties_of(stage, state) / trials;
    }
  }
  return total;
}

std::vector<StageWorkload> workloads(const Model& model, int trials) {
  std::vector<StageWorkload> result(model.stages.size());
  State<double> state(model);
  for (int trial = 0; trial < trials; ++trial) {
    start(model, state, 1, trial, 1);
    while (!state.finished) {
      const int index = state.stage, round = state.round + 1;
      const bool searched = round > 1 && state.work.settled;
      step(model, state);
      if (index == static_cast<int>(model.stages.size()) || !state.stages[index].held) {
        if (index == static_cast<int>(model.stages.size()) || state.stage != index) continue;
      }
      if (round == 1) ++result[index].trials;
      result[index].decisions +=
          packages_of(model.stages[index], state, round, searched) * parties_of(model.stages[index], state);
    }
  }
  for (StageWorkload& work : result) {
    if (work.trials > 0) work.decisions /= work.trials;
    work.trials /= trials;
  }
  return result;
}

}  // namespace detente
