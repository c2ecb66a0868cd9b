// What those a convenor invites make of its terms, and so who would come.
#pragma once

#include "sim/agents/packages.h"
#include "sim/agents/preferences.h"
#include "sim/core/tolerance.h"
#include "sim/protocols/participation/work.h"

namespace detente::participation {

constexpr std::int64_t any_package = -1;  // lanes hold different packages

template <class Real>
class Guests {
 public:
  Guests(const World& world, const Plan& plan, Trial<Real>& trial, Work<Real>& work)
      : world_(world), plan_(plan), trial_(trial), work_(work) {}

  // What staying out is worth, and the preconditions that hang on neither the terms nor the guests; in open lanes.
  void hear();
  // Lanes in which the terms leave the precondition unmet; lanes: the trials that ask.
  Mask<Real> unmet(int precondition, std::int64_t package, const Mask<Real>& lanes);
  // Whether the row, and all who instruct it, are content with the package: work.content, work.judged.
  void appraise(int row, const int* options);
  // The row and all who instruct it are content (work.content) and have no binding precondition open.
  Mask<Real> willing(int row, const Span<Mask<Real>>& binding, std::int64_t package, const Mask<Real>& lanes);
  // Leaves the answer in the attends() flags of the invited.
  void solve_attendance(const Span<Mask<Real>>& binding, std::int64_t package, const Mask<Real>& lanes);
  Mask<Real>& attends(int row) { return trial_.flags[world_.slots.attends(plan_.rows[row].party)]; }
  void guess(int row, const Mask<Real>& comes) { attends(row) = select(work_.lanes, comes, attends(row)); }
  // What conditions read of the terms while they are on offer.
  void offer(int place, const Real& value);

 private:
  bool asks_for_nothing(int row) const;
  Mask<Real> crosses(int row, const int* options) const;

  const World& world_;
  const Plan& plan_;
  Trial<Real>& trial_;
  Work<Real>& work_;
};

template <class Real>
bool Guests<Real>::asks_for_nothing(int row) const {
  for (; row >= 0; row = plan_.principal_row[row]) {
    if (work_.asks_worth[row] || plan_.precondition_begin[row] != plan_.precondition_begin[row + 1]) return false;
    if (!plan_.rows[row].lines.empty()) return false;
  }
  return true;
}

template <class Real>
void Guests<Real>::hear() {
  work_.pages.open = false;
  for (int row = 0; row < plan_.row_count(); ++row) {
    if (row == plan_.convenor) continue;
    trial_.numbers[world_.slots.status_quo()] = work_.status_quo[row];
    work_.stay_out[row] = evaluate(world_, world_.parties[plan_.rows[row].party].stay_out, trial_, work_.open);
    work_.asks_worth[row] = any(work_.stay_out[row] > Real(0.0));
  }
  for (int row = 0; row < plan_.row_count(); ++row) work_.always_comes[row] = asks_for_nothing(row);
  for (std::size_t d = 0; d < plan_.preconditions.size(); ++d)
    if (plan_.preconditions[d].steady)
      work_.steadily_unmet[d] = !holds(world_, plan_.preconditions[d].program, trial_, work_.open);
}

template <class Real>
Mask<Real> Guests<Real>::unmet(int d, std::int64_t package, const Mask<Real>& lanes) {
  const Precondition& precondition = plan_.preconditions[d];
  if (precondition.steady) return work_.steadily_unmet[d];
  if (package != any_package && precondition.tabulated) return mask_of<Real>(!plan_.meets(package, d));
  return !holds(world_, precondition.program, trial_, lanes);
}

// Lanes in which the package crosses a line that the row means.
template <class Real>
Mask<Real> Guests<Real>::crosses(int row, const int* options) const {
  Mask<Real> crossed = mask_of<Real>(false);
  for (const Row::Line& line : plan_.rows[row].lines) {
    const double value = world_.issues[plan_.issues[line.place]].option_values[options[line.place]];
    if (!line.keeps(value)) crossed = crossed | work_.line_meant[line.place * plan_.row_count() + row];
  }
  return crossed;
}

template <class Real>
void Guests<Real>::appraise(int row, const int* options) {
  for (; row >= 0; row = plan_.principal_row[row]) {
    work_.content[row] = !crosses(row, options);
    if (!work_.asks_worth[row]) continue;
    work_.judged[row] = utility_of(plan_, work_.table, options, row);
    work_.content[row] = work_.content[row] & (work_.judged[row] >= work_.stay_out[row] - Real(tolerance));
  }
}

template <class Real>
Mask<Real> Guests<Real>::willing(int row, const Span<Mask<Real>>& binding, std::int64_t package,
                                 const Mask<Real>& lanes) {
  Mask<Real> result = everywhere<Real>();
  for (; row >= 0; row = plan_.principal_row[row]) {
    result = result & work_.content[row];
    for (int d = plan_.precondition_begin[row]; d < plan_.precondition_begin[row + 1]; ++d)
      result = result & !(binding[d] & unmet(d, package, lanes));
  }
  return result;
}

template <class Real>
void Guests<Real>::solve_attendance(const Span<Mask<Real>>& binding, std::int64_t package, const Mask<Real>& lanes) {
  for (const int row : plan_.invited) guess(row, everywhere<Real>());
  const int sweeps = plan_.attendance_interacts ? static_cast<int>(plan_.invited.size()) + 1 : 1;
  for (int sweep = 1; sweep <= sweeps; ++sweep) {
    Mask<Real> moved = mask_of<Real>(false);
    for (const int row : plan_.invited) {
      if (work_.always_comes[row]) continue;
      const Mask<Real> before = attends(row);
      guess(row, willing(row, binding, package, lanes));
      work_.wavers[row] = attends(row) ^ before;
      moved = moved | work_.wavers[row];
    }
    if (!any(moved)) return;
  }
  if (!plan_.attendance_interacts) return;
  for (const int row : plan_.invited)
    if (!work_.always_comes[row]) attends(row) = attends(row) & !work_.wavers[row];
}

template <class Real>
void Guests<Real>::offer(int place, const Real& value) {
  const int issue = plan_.issues[place];
  trial_.numbers[world_.slots.in_force(issue)] = value;
  Real& offered = trial_.numbers[world_.slots.offered(issue)];
  offered = select(work_.lanes, value, offered);
}

}  // namespace detente::participation
