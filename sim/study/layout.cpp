#include "sim/study/layout.h"

#include "sim/stats/buckets.h"
#include "sim/stats/exact_sum.h"

namespace detente {

namespace {

int take(int& size, std::size_t entries) {
  const int begin = size;
  size += static_cast<int>(entries);
  return begin;
}

GuestLayout make_guest(const participation::Plan& plan, int guest, Layout& layout) {
  GuestLayout made{.row = guest, .came = take(layout.count_size, 1), .reasons = {}};
  const auto add = [&](AbsenceKind kind, int row, int demand) {
    const int total = take(layout.count_size, 2);
    made.reasons.push_back({kind, row, demand, total, total + 1});
  };
  for (int row = guest; row >= 0; row = plan.principal_row[row]) {
    add(AbsenceKind::worse, row, -1);
    for (const Row::Interest& interest : plan.rows[row].interests)
      if (interest.position->line) {
        add(AbsenceKind::crossed, row, -1);
        break;
      }
    for (int demand = plan.demand_begin[row]; demand < plan.demand_begin[row + 1]; ++demand)
      add(AbsenceKind::unmet, row, demand);
  }
  return made;
}

void add_room(const participation::Plan& plan, StageLayout& made, Layout& layout) {
  for (const int guest : plan.invited) made.guests.push_back(make_guest(plan, guest, layout));
}

void add_room(const single_text::Plan& plan, StageLayout& made, Layout& layout) {
  made.no_text = take(layout.count_size, 1);
  made.zone = take(layout.count_size, zone_bucket_count);
  made.zone_sum = take(layout.sum_size, 1);
  made.blocked_alone = take(layout.count_size, plan.rows.size());
  made.blocked_among = take(layout.count_size, plan.rows.size());
  made.blocked_on = take(layout.count_size, plan.rows.size() * plan.issues.size());
}

StageLayout make_stage(const PlannedStage& stage, Layout& layout) {
  StageLayout made;
  const std::size_t rows = stage.space().rows.size();
  made.reached = take(layout.count_size, 1);
  made.held = take(layout.count_size, 1);
  made.agreed = take(layout.count_size, 1);
  made.rounds = take(layout.count_size, stage.rounds + 1);
  made.took_part = take(layout.count_size, rows);
  made.accepted = take(layout.count_size, rows);
  made.utility = take(layout.sum_size, rows);
  made.threshold = take(layout.sum_size, rows);
  std::visit([&](const auto& plan) { add_room(plan, made, layout); }, stage.plan);
  return made;
}

}  // namespace

Layout make_layout(const Model& model) {
  Layout layout;
  layout.outcomes = take(layout.count_size, model.outcomes.size());
  layout.events = take(layout.count_size, model.events.size());
  layout.failed = take(layout.count_size, 1);
  layout.clamped = take(layout.count_size, 1);
  layout.zero_divisions = take(layout.count_size, 1);
  for (const IssueModel& issue : model.issues)
    layout.settled.push_back(take(layout.count_size, issue.option_values.size()));
  for (const PlannedStage& stage : model.stages) layout.stages.push_back(make_stage(stage, layout));
  for (std::size_t variable = 0; variable < model.variables.size(); ++variable) {
    VariableLayout& made = layout.variables.emplace_back();
    made.sum = take(layout.sparse_size, exact_sum_size);
    made.squares = take(layout.sparse_size, exact_squares_size);
    made.buckets = take(layout.sparse_size, bucket_count);
  }
  layout.shocks = take(layout.count_size, model.shocks.size());
  return layout;
}

}  // namespace detente
