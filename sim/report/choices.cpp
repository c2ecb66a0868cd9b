#include "sim/report/choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/report/describe.h"
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

std::string mark(const std::string& name, bool defaulted) { return defaulted ? name + "*" : name; }

bool is_exactly(const Number& number, double value) { return number.exact() && centre(number.distribution) == value; }

// The parties of whom `holds`, marked where `defaulted`.
template <class Holds, class Defaulted>
std::string names(const Model& model, const std::set<int>& parties, Holds holds, Defaulted defaulted) {
  std::vector<std::string> found;
  for (const int index : parties) {
    const Party& party = model.scenario.parties[index];
    if (holds(party)) found.push_back(mark(party.name, defaulted(party)));
  }
  return join(found);
}

// Lines that are certainly meant, of those who can be party to an agreement.
std::string certain_lines(const Model& model, const std::set<int>& parties) {
  std::vector<std::string> found;
  for (const int index : parties)
    for (const Position& position : model.scenario.parties[index].positions)
      if (position.red_line && is_exactly(position.red_line->firmness, 1))
        found.push_back(mark(fmt::format("{} on {}", model.parties[index].name, model.issues[position.issue].name),
                             position.red_line->firmness.defaulted));
  return join(found);
}

}  // namespace

std::vector<std::string> fixed_choices(const Model& model) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view what, const std::string& who) {
    if (!who.empty()) lines.push_back(fmt::format("{}: {}", what, who));
  };
  const Duties duties = duties_of(model);
  std::set<int> anybody = duties.invited;
  anybody.insert(duties.deciding.begin(), duties.deciding.end());
  add("stay-out 0, staying away is worth nothing",
      names(
          model, duties.invited, [](const Party& party) { return is_exactly(party.stay_out, 0); },
          [](const Party& party) { return party.stay_out.defaulted; }));
  add("reservation \"status-quo\", signs whatever is no worse than no agreement",
      names(
          model, duties.deciding,
          [](const Party& party) {
            return party.reservation.expression && party.reservation.expression->text == "status-quo";
          },
          [](const Party& party) { return party.reservation.defaulted; }));
  add("tactic time-dependent with beta 1, concedes evenly",
      names(
          model, duties.conceding,
          [](const Party& party) {
            return party.tactic.kind == TacticKind::time_dependent && is_exactly(party.tactic.beta, 1);
          },
          [](const Party& party) { return party.tactic.defaulted; }));
  add("red line certainly meant", certain_lines(model, anybody));
  std::vector<std::string> linked, trusted, aiming, deciding, moving;
  for (const Link& link : model.scenario.links) linked.push_back(link.name);
  add("links, packages no draft or offer may hold", join(linked));
  for (const Issue& issue : model.scenario.issues)
    if (!issue.controllers.empty() && is_exactly(issue.trust, 1))
      trusted.push_back(mark(issue.name, issue.trust.defaulted));
  for (const Stage& stage : model.scenario.stages) {
    moving.push_back(fmt::format("{} {}", mark(stage.name, stage.changes == 0),
                                 stage.changes ? std::to_string(stage.changes) : "any number"));
    if (stage.protocol != Protocol::single_text) continue;
    aiming.push_back(fmt::format("{} {}", mark(stage.name, stage.aims_at_defaulted),
                                 stage.aims_at == AimsAt::reservations ? "reservations" : "aspirations"));
    deciding.push_back(
        fmt::format("{} {}", mark(stage.name, stage.decision_defaulted), describe(stage.decision, model.scenario)));
  }
  add("trust 1, what others control is taken as delivered", join(trusted));
  add("terms or issues that may move in a round (changes)", join(moving));
  add("what drafts aim at (aims-at)", join(aiming));
  add("decision rule", join(deciding));
  return lines;
}

}  // namespace detente
