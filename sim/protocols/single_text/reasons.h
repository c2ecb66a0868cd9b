// Why somebody refuses a text. There is one reason, the first that holds: it crosses a line, it breaks a `never`, it is
// a loss, it gains too little, no text gives what it asks.
#pragma once

#include <algorithm>
#include <string>

#include "sim/agents/packages.h"
#include "sim/agents/preferences.h"
#include "sim/core/tolerance.h"
#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

enum class Reason {
  red_line,     // it crosses its line on the issue (the first by name)
  loss,         // it is worth less to it on the issue than what holds, salience weighed in: the largest such loss
  too_little,   // what it is short of the best for it, salience weighed in, is most on the issue
  never,        // it breaks its `never`
  unattainable  // it has the best for it on every issue, and asks for more
};

// A reason and its issue as one number: kind x places + place; those without an issue after all others.
inline int reason_count(const Plan& plan) { return 3 * plan.place_count() + 2; }
inline int code_of(const Plan& plan, Reason kind) {
  const int places = plan.place_count(), at = static_cast<int>(kind), never = static_cast<int>(Reason::never);
  return std::min(at, never) * places + std::max(at - never, 0);
}
inline Reason reason_of(const Plan& plan, int code) {
  const int beyond = code - code_of(plan, Reason::never);
  return static_cast<Reason>(beyond < 0 ? code / plan.place_count() : static_cast<int>(Reason::never) + beyond);
}
// Place; -1 of a reason without an issue.
inline int place_of(const Plan& plan, int code) {
  return code >= code_of(plan, Reason::never) ? -1 : code % plan.place_count();
}

inline const char* name_of(Reason kind) {
  constexpr const char* names[] = {"red-line", "loss", "too-little", "never", "unattainable"};
  return names[static_cast<int>(kind)];
}

// "red-line.ISSUE", "never"
inline std::string label_of(const World& world, const Plan& plan, int code) {
  const int place = place_of(plan, code);
  const std::string name = name_of(reason_of(plan, code));
  return place < 0 ? name : name + "." + world.issues[plan.issues[place]].name;
}

// Lanes in which the draft breaks the row's `never`.
template <class Real>
Mask<Real> breaks_never(const Plan& plan, const Work<Real>& work, int row) {
  Mask<Real> result = mask_of<Real>(false);
  for (std::size_t e = 0; e < plan.exclusions.size(); ++e)
    if (contains(plan.exclusions[e].rows, row)) result = result | is_in_exclusion(plan, work, e, work.draft);
  return result;
}

// Why the row refuses the draft, if it does; in lanes in which there is one. never: it breaks the row's `never`.
template <class Real>
Real reason_code(const World& world, const Plan& plan, const Work<Real>& work, int row, const Mask<Real>& never) {
  const int rows = plan.row_count();
  Real code = whole<Real>(code_of(plan, Reason::unattainable)), most_loss(tolerance), most_missing(tolerance);
  Mask<Real> loses = mask_of<Real>(false);
  for (const Row::Interest& interest : plan.rows[row].interests) {
    const int place = interest.place;
    const Real worth = cell_of(plan, work.table, place, work.draft[place], row);
    Real best = worth;
    for (int option = plan.option_begin[place]; option < plan.option_begin[place + 1]; ++option)
      best = max(best, work.table.cell[option * rows + row]);
    const Mask<Real> misses = !loses & (best - worth > most_missing);
    most_missing = select(misses, best - worth, most_missing);
    code = select(misses, whole<Real>(code_of(plan, Reason::too_little) + place), code);
    const Real loss = cell_of(plan, work.table, place, work.current[place], row) - worth;
    const Mask<Real> more = loss > most_loss;
    most_loss = select(more, loss, most_loss);
    code = select(more, whole<Real>(code_of(plan, Reason::loss) + place), code);
    loses = loses | more;
  }
  code = select(never, whole<Real>(code_of(plan, Reason::never)), code);
  for (auto line = plan.rows[row].lines.rbegin(); line != plan.rows[row].lines.rend(); ++line) {
    const Mask<Real> crossed = crosses(world, plan, work, row, *line);
    code = select(crossed, whole<Real>(code_of(plan, Reason::red_line) + line->place), code);
  }
  return code;
}

}  // namespace detente::single_text
