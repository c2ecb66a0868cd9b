#include "sim/bench/decisions.h"

#include "sim/agents/packages.h"
#include "sim/engine/step.h"

namespace detente {

namespace {

double packages_walked(const PackageSpace& space, SpaceWork<double>& work) {
  double packages = 0;
  const auto leaf = [&](const int* options, std::int64_t, bool, const double*) {
    packages += !excluded(space, work, options);
  };
  PackageWalk(space, work.allowed, work.table.cell, space.row_count(), work.level, leaf, [](int, const double*) {
    return true;
  }).run(true);
  return packages;
}

double neighbours(const PackageSpace& space, const SpaceWork<double>& work) {
  double singles = 0, squares = 0;
  for (int place = 0; place < space.place_count(); ++place) {
    double moves = -1;  // staying is none
    for (int option = space.option_begin[place]; option < space.option_begin[place + 1]; ++option)
      moves += work.allowed[option];
    singles += moves;
    squares += moves * moves;
  }
  return 1 + singles + (singles * singles - squares) / 2;
}

// What a protocol's stage has done in the round just played. searched: it had nothing to look for any more.
//   packages_of    packages looked at
//   new_packages   those that no round before it looked at
//   parties_of     parties that judge each
struct Round {
  int number = 0;
  bool searched = false;
};

bool is_settled(const wait::Work<double>&) { return true; }
double packages_of(const wait::Plan&, const wait::Work<double>&, const Round&) { return 0; }
double new_packages(const wait::Plan&, const wait::Work<double>&, const Round&) { return 0; }
double parties_of(const wait::Plan&, const wait::Work<double>&) { return 0; }

bool is_settled(const participation::Work<double>&) { return false; }
double packages_of(const participation::Plan& plan, participation::Work<double>& work, const Round&) {
  return 1 + packages_walked(plan, work);
}
double new_packages(const participation::Plan& plan, participation::Work<double>& work, const Round& round) {
  return round.number == 1 ? 1 : round.number == 2 ? packages_walked(plan, work) : 0;
}
double parties_of(const participation::Plan& plan, const participation::Work<double>&) { return plan.row_count() - 1; }

bool is_settled(const single_text::Work<double>& work) { return work.settled; }
double packages_of(const single_text::Plan& plan, single_text::Work<double>& work, const Round& round) {
  const bool steady = plan.whole_space && plan.aims_at == AimsAt::reservations && plan.changes == 0;
  if (round.searched || (steady && round.number > 1)) return 1;
  return 1 + (plan.whole_space ? packages_walked(plan, work) : neighbours(plan, work));
}
double new_packages(const single_text::Plan& plan, single_text::Work<double>& work, const Round& round) {
  if (plan.whole_space) return round.number == 1 ? packages_walked(plan, work) : 0;
  return round.searched ? 0 : neighbours(plan, work);
}
double parties_of(const single_text::Plan& plan, const single_text::Work<double>& work) {
  double parties = 0;
  for (int row = 0; row < plan.row_count(); ++row) parties += work.consents[row];
  return parties;
}

double cells_of(const PackageSpace& space) {
  double cells = 0;
  for (const Row& row : space.rows)
    for (const Row::Interest& interest : row.interests) cells += space.options_at(interest.place);
  return cells;
}

// Calls read(stage, plan, work, round) after each round of the first `trials` trials of seed 1.
template <class Read>
void for_each_round(const Model& model, int trials, const Read& read) {
  State<double> state(model);
  for (int trial = 0; trial < trials; ++trial) {
    start(model, state, 1, trial, 1);
    while (state.stage < static_cast<int>(model.stages.size())) {
      const int stage = state.stage;
      Round round{.number = state.round + 1};
      round.searched =
          round.number > 1 && std::visit([](const auto& work) { return is_settled(work); }, state.works[stage]);
      step(model, state);
      if (state.stage != stage && !state.end_of(stage).held) continue;  // skipped
      with_room(model.stages[stage].plan, state.works[stage], state.records[stage],
                [&](const auto& plan, auto& work, const auto&) { read(stage, plan, work, round); });
    }
  }
}

}  // namespace

Reference reference(const Model& model, int trials) {
  Reference total;
  for (const DrawPlan& plan : model.draws) {
    for (const int input : plan.inputs) total.inputs += input >= 0;
    total.inputs += plan.chance >= 0;
  }
  for (const SampleRows& table : model.sample_rows) total.inputs += static_cast<double>(table.columns.size());
  for (const CorrelatedInputs& group : model.correlated) total.inputs += static_cast<double>(group.members.size());
  for_each_round(model, trials, [&](int, const auto& plan, auto& work, const Round& round) {
    if (round.number == 1) total.cells += cells_of(plan) / trials;
    total.decisions += new_packages(plan, work, round) * parties_of(plan, work) / trials;
  });
  return total;
}

std::vector<StageWorkload> workloads(const Model& model, int trials) {
  std::vector<StageWorkload> result(model.stages.size());
  for_each_round(model, trials, [&](int stage, const auto& plan, auto& work, const Round& round) {
    if (round.number == 1) ++result[stage].trials;
    result[stage].decisions += packages_of(plan, work, round) * parties_of(plan, work);
  });
  for (StageWorkload& work : result) {
    if (work.trials > 0) work.decisions /= work.trials;
    work.trials /= trials;
  }
  return result;
}

}  // namespace detente
