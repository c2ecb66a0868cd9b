#include "sim/report/defaults.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/report/text.h"

namespace detente {

namespace {

// Parties by what a run asks of them.
struct Duties {
  std::set<int> invited, deciding, conceding;
};

Duties duties_of(const Model& model) {
  Duties duties;
  for (const StageModel& stage : model.stages) {
    const auto with_principals = [&](std::set<int>& parties, int row) {
      for (; row >= 0; row = stage.principal_row[row]) parties.insert(stage.rows[row].party);
    };
    for (const int row : stage.invited) with_principals(duties.invited, row);
    if (stage.convenor >= 0) {
      duties.deciding.insert(stage.rows[stage.convenor].party);
      duties.conceding.insert(stage.rows[stage.convenor].party);
    }
    for (int row = 0; row < static_cast<int>(stage.votes.size()); ++row) {
      if (!stage.votes[row]) continue;
      with_principals(duties.deciding, row);
      duties.conceding.insert(stage.rows[row].party);
    }
    for (const std::vector<int>& rows : stage.controllers)
      for (const int row : rows)
        if (row >= 0) duties.deciding.insert(stage.rows[row].party);
  }
  return duties;
}

template <class Rests>
std::string names(const Model& model, const std::set<int>& parties, Rests rests) {
  std::vector<std::string> found;
  for (const int party : parties)
    if (rests(model.scenario.parties[party])) found.push_back(model.parties[party].name);
  return join(found);
}

}  // namespace

std::vector<std::string> defaults_that_count(const Model& model) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view what, const std::string& who) {
    if (!who.empty()) lines.push_back(fmt::format("{}: {}", what, who));
  };
  const Duties duties = duties_of(model);
  add("stay-out 0 (staying away is worth nothing)",
      names(model, duties.invited, [](const Party& party) { return party.stay_out.defaulted; }));
  add("reservation \"status-quo\" (signs whatever is no worse than no agreement)",
      names(model, duties.deciding, [](const Party& party) { return party.reservation.defaulted; }));
  add("tactic time-dependent, beta 1 (concedes evenly)",
      names(model, duties.conceding, [](const Party& party) { return party.tactic.defaulted; }));
  std::vector<std::string> trusted, aiming, deciding;
  for (const Issue& issue : model.scenario.issues)
    if (issue.trust.defaulted && !issue.controllers.empty()) trusted.push_back(issue.name);
  for (const Stage& stage : model.scenario.stages) {
    if (stage.protocol != Protocol::single_text) continue;
    if (stage.aims_at_defaulted) aiming.push_back(stage.name);
    if (stage.decision_defaulted) deciding.push_back(stage.name);
  }
  add("trust 1 (what others control is taken as delivered)", join(trusted));
  add("aims-at \"reservations\" (the mediator knows what each would sign)", join(aiming));
  add("decision by consensus (one refusal is enough)", join(deciding));
  return lines;
}

}  // namespace detente
