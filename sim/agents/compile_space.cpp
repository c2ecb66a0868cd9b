#include "sim/agents/compile_space.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sim/agents/lot.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

[[noreturn]] void fail(const World& world, const Rule& rule, std::string cause, std::string remedy) {
  throw ScenarioError(
      {world.scenario.sources.diagnostic(Severity::error, rule.place, std::move(cause), std::move(remedy))});
}

// What helps where a condition reads so many packages: a step with which the finest of the ranges that it reads has few
// enough values, if there is one.
std::string fewer_cells(const World& world, const std::vector<int>& issues_read) {
  const auto values = [&](int issue) { return static_cast<int>(world.issues[issue].option_values.size()); };
  int finest = -1;
  double others = 1;  // packages, without the finest
  for (const int issue : issues_read) {
    others *= values(issue);
    if (world.issues[issue].step > 0 && (finest < 0 || values(issue) > values(finest))) finest = issue;
  }
  const double most = finest < 0 ? 0 : std::floor(limits::condition_packages / (others / values(finest)));
  if (most < 2) return "split it into conditions on fewer issues, or leave one of its issues out of the stage";
  const IssueModel& range = world.issues[finest];
  return fmt::format("give '{}' a 'step' of {:.4g} or more, or leave one of its issues out of the stage", range.name,
                     (range.high - range.low) / (most - 1));
}

[[noreturn]] void fail_too_many_cells(const World& world, const PackageSpace& space, const Rule& rule,
                                      const std::string& stage) {
  std::vector<int> issues;
  std::vector<std::string> counts;
  for (const int issue : space.issues) {
    if (!std::ranges::binary_search(rule.program.number_slots, world.slots.in_force(issue))) continue;
    issues.push_back(issue);
    counts.push_back(fmt::format("{} of '{}'", world.issues[issue].option_values.size(), world.issues[issue].name));
  }
  fail(world, rule,
       fmt::format("the condition \"{}\" combines more than {} packages in stage '{}': {}", rule.text,
                   limits::condition_packages, stage, fmt::join(counts, " x ")),
       fewer_cells(world, issues));
}

[[noreturn]] void fail_too_many_conditions(const World& world, const Rule& rule, const std::string& stage) {
  fail(world, rule,
       fmt::format("all links and `never` up to \"{}\" in stage '{}' combine more than {} packages", rule.text, stage,
                   limits::all_condition_packages),
       "state them in fewer stages, on fewer issues, or on ranges with a larger 'step'");
}

[[noreturn]] void fail_too_many_steps(const World& world, const Rule& rule, const std::string& stage) {
  fail(world, rule,
       fmt::format("all links and `never` up to \"{}\" in stage '{}' are too much to evaluate: {} names, "
                   "numbers and operators, each on every combination of options",
                   rule.text, stage, limits::all_condition_steps),
       "make them shorter, or state them in fewer stages, on fewer issues, or on ranges with a larger 'step'");
}

}  // namespace

PackageSpace make_space(const World& world, const std::vector<int>& issues) {
  PackageSpace space;
  space.issues = issues;
  space.option_begin.push_back(0);
  for (const int issue : issues) {
    const int options = static_cast<int>(world.issues[issue].option_values.size());
    space.option_begin.push_back(space.option_begin.back() + options);
    for (const double value : world.issues[issue].option_values) {
      space.option_values.push_back(value);
      space.option_keys.push_back(option_key(world.issues[issue].name, value));
    }
    // Only compared with a limit: saturating keeps it from overflowing on 64 issues of 20 options.
    space.package_count = std::min<std::int64_t>(space.package_count * options, packages_most);
  }
  space.row_of.assign(world.parties.size(), -1);
  return space;
}

void add_rows(Compiler& compiler, PackageSpace& space, std::set<int> parties) {
  World& world = compiler.world();
  for (const int party : std::set<int>(parties))
    for (int above = world.parties[party].principal; above >= 0; above = world.parties[above].principal)
      parties.insert(above);
  for (const int party : parties) {
    space.row_of[party] = space.row_count();
    Row& row = space.rows.emplace_back();
    row.party = party;
    const int principal = world.parties[party].principal;
    for (int place = 0; place < space.place_count(); ++place) {
      const int issue = space.issues[place];
      const int position = compiler.position(party, issue);
      if (position < 0) continue;
      const IssueModel& subject = world.issues[issue];
      if (!subject.controllers.empty()) compiler.fill_trust(issue);
      const bool delivered = subject.controllers.empty() || std::ranges::binary_search(subject.controllers, party) ||
                             (principal >= 0 && std::ranges::binary_search(subject.controllers, principal));
      row.interests.push_back({place, position, !delivered && !subject.trust.is(1)});
      if (const auto& line = world.positions[position].line)
        row.lines.push_back({place, line->at_least, line->at_most});
    }
  }
  for (const Row& row : space.rows) {
    const int principal = world.parties[row.party].principal;
    space.principal_row.push_back(principal < 0 ? -1 : space.row_of[principal]);
  }
}

void add_exclusion(Compiler& compiler, const std::string& stage, PackageSpace& space, const Rule& rule, int row) {
  const World& world = compiler.world();
  const int number = compiler.program(rule);
  const auto same = std::find_if(space.exclusions.begin(), space.exclusions.end(),
                                 [&](const Exclusion& exclusion) { return exclusion.program == number; });
  if (same != space.exclusions.end()) {
    if (row < 0)
      same->rows.clear();
    else if (!same->rows.empty())
      same->rows.push_back(row);
    return;
  }
  Exclusion exclusion;
  exclusion.program = number;
  if (row >= 0) exclusion.rows.push_back(row);
  const Program& condition = world.programs[number];
  std::size_t own_slots = 0;
  for (int place = 0; place < space.place_count(); ++place) {
    if (!std::ranges::binary_search(condition.number_slots, world.slots.in_force(space.issues[place]))) continue;
    ++own_slots;
    exclusion.places.push_back(place);
    exclusion.strides.push_back(exclusion.cell_count);
    exclusion.cell_count *= space.options_at(place);
    if (exclusion.cell_count > limits::condition_packages) fail_too_many_cells(world, space, rule, stage);
  }
  compiler.totals.exclusion_cells += exclusion.cell_count;
  if (compiler.totals.exclusion_cells > limits::all_condition_packages) fail_too_many_conditions(world, rule, stage);
  compiler.totals.exclusion_steps += exclusion.cell_count * static_cast<std::int64_t>(condition.instructions.size());
  if (compiler.totals.exclusion_steps > limits::all_condition_steps) fail_too_many_steps(world, rule, stage);
  exclusion.fixed = own_slots == condition.number_slots.size() && condition.flag_slots.empty();
  Faults<double> faults;
  if (exclusion.fixed) {
    std::vector<double> numbers(world.slots.number_count());
    for (int cell = 0; cell < exclusion.cell_count; ++cell) {
      for (std::size_t i = 0; i < exclusion.places.size(); ++i) {
        const int issue = space.issues[exclusion.places[i]];
        const int option = cell / exclusion.strides[i] % space.options_at(exclusion.places[i]);
        numbers[world.slots.in_force(issue)] = world.issues[issue].option_values[option];
      }
      exclusion.forbidden.push_back(evaluate_flag<double>(condition, numbers.data(), nullptr, faults));
    }
  }
  if (any(faults)) exclusion.fixed = false;  // the trials count what goes wrong
  space.all_fixed &= exclusion.fixed || exclusion.places.empty();
  space.exclusions.push_back(std::move(exclusion));
}

void finish_space(const World& world, PackageSpace& space) {
  space.exclusions_of.resize(space.issues.size());
  int next = 0;
  for (std::size_t e = 0; e < space.exclusions.size(); ++e) {
    Exclusion& exclusion = space.exclusions[e];
    exclusion.draft_at = next++;
    exclusion.moved_at.assign(space.issues.size(), -1);
    for (const int place : exclusion.places) {
      space.exclusions_of[place].push_back(static_cast<int>(e));
      exclusion.moved_at[place] = next;
      next += space.options_at(place);
    }
  }
  for (const Row& row : space.rows)
    for (const Row::Interest& interest : row.interests) {
      const PositionModel& position = world.positions[interest.position];
      const bool trust_moves = interest.trusts && world.issues[space.issues[interest.place]].trust.moves;
      space.table_moves |= position.ideal.moves || position.salience.moves || trust_moves;
    }
}

std::vector<int> options_of(const PackageSpace& space, std::int64_t package) {
  std::vector<int> options(space.issues.size());
  for (int place = space.place_count(); place-- > 0; package /= space.options_at(place))
    options[place] = static_cast<int>(package % space.options_at(place));
  return options;
}

}  // namespace detente
