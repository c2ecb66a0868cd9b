// Walking through packages, and what no package may hold.
#pragma once

#include <array>

#include "sim/agents/package_space.h"
#include "sim/agents/values.h"

namespace detente {

template <class Real>
Mask<Real> everywhere() {
  return Real(0.0) == Real(0.0);
}

// A constant condition as a mask.
template <class Real>
Mask<Real> mask_of(bool value) {
  return Real(value ? 1.0 : 0.0) == Real(1.0);
}

// In multiples of 1e-9, so that sums in another order are the same.
template <class Real>
Real to_multiple(const Real& x) {
  return floor(x * Real(1e9) + Real(0.5));
}

// Takes options beyond a line from `masks`, every stride-th one for an option of its issue, but in lanes free of it.
template <class Real>
void keep_to_line(const IssueModel& issue, const Row::Line& line, const Mask<Real>& free, Mask<Real>* masks,
                  int stride = 1) {
  for (std::size_t option = 0; option < issue.option_values.size(); ++option)
    if (!line.keeps(issue.option_values[option])) masks[option * stride] &= free;
}

// Puts option `option` of the stage's place into what conditions read as in force.
template <class Real>
void show(const World& world, const PackageSpace& space, Trial<Real>& trial, int place, int option) {
  const int issue = space.issues[place];
  trial.numbers[world.slots.in_force(issue)] = Real(world.issues[issue].option_values[option]);
}

// The same for options that differ between lanes.
template <class Real>
void show(const World& world, const PackageSpace& space, Trial<Real>& trial, int place, const Real& option) {
  const int issue = space.issues[place];
  trial.numbers[world.slots.in_force(issue)] = scale_value(world.issues[issue], option);
}

template <class Real>
void show(const World& world, const PackageSpace& space, Trial<Real>& trial, const Span<Real>& package) {
  for (int place = 0; place < space.place_count(); ++place) show(world, space, trial, place, package[place]);
}

// Begins a stage: options in force, utilities, which lines are meant. `tabled` must be set.
template <class Real>
void prepare(const World& world, const PackageSpace& space, SpaceWork<Real>& work, Trial<Real>& trial,
             const Mask<Real>& lanes);

// Utilities again where saliences move, in trials whose stage is open.
template <class Real>
void refresh_table(const World& world, const PackageSpace& space, SpaceWork<Real>& work, Trial<Real>& trial);

// Tabulates the exclusions that read more than the stage's own issues; fixed ones were tabulated when compiled.
template <class Real>
void tabulate_exclusions(const World& world, const PackageSpace& space, SpaceWork<Real>& work, Trial<Real>& trial,
                         const Mask<Real>& lanes);

// Calls then(e, lanes) for each exclusion that the package is in, whether it binds or not; options: one index a place,
// the same in all lanes.
template <class Real, class Then>
void each_exclusion_of(const PackageSpace& space, const SpaceWork<Real>& work, const int* options, const Then& then) {
  std::size_t cells_before = 0;
  for (std::size_t e = 0; e < space.exclusions.size(); ++e) {
    const Exclusion& exclusion = space.exclusions[e];
    const int cell = exclusion.cell_of(options);
    if (!exclusion.fixed)
      then(e, work.forbidden[cells_before + cell]);
    else if (exclusion.forbidden[cell])
      then(e, everywhere<Real>());
    cells_before += exclusion.cell_count;
  }
}

// Lanes in which an exclusion that binds has the package.
template <class Real>
Mask<Real> excluded(const PackageSpace& space, const SpaceWork<Real>& work, const int* options) {
  Mask<Real> result = mask_of<Real>(false);
  if (space.exclusions.empty()) return result;
  each_exclusion_of(space, work, options,
                    [&](std::size_t e, const Mask<Real>& lanes) { result = result | (work.binds[e] & lanes); });
  return result;
}

// Lanes in which an exclusion that binds has every package: it reads no issue of the stage's.
template <class Real>
Mask<Real> excluded_whole(const PackageSpace& space, const SpaceWork<Real>& work) {
  Mask<Real> result = mask_of<Real>(false);
  std::size_t cells_before = 0;
  for (std::size_t e = 0; e < space.exclusions.size(); ++e) {
    const Exclusion& exclusion = space.exclusions[e];
    if (exclusion.places.empty() && !exclusion.fixed) result = result | (work.binds[e] & work.forbidden[cells_before]);
    cells_before += exclusion.cell_count;
  }
  return result;
}

// Lanes in which the package is in exclusion e, whether it binds or not. The package differs between lanes.
template <class Real>
Mask<Real> is_in_exclusion(const PackageSpace& space, const SpaceWork<Real>& work, std::size_t e,
                           const Span<Real>& package);

template <class Real>
Mask<Real> excluded_by(const PackageSpace& space, const SpaceWork<Real>& work, std::size_t e,
                       const Span<Real>& package) {
  return work.binds[e] & is_in_exclusion(space, work, e, package);
}

// Lanes in which the draft's option at the place is allowed.
template <class Real>
Mask<Real> allows_draft(const PackageSpace& space, const SpaceWork<Real>& work, int place) {
  Mask<Real> result = mask_of<Real>(false);
  for (int option = 0; option < space.options_at(place); ++option)
    result = result | (work.allowed[space.option_begin[place] + option] & (work.draft[place] == whole<Real>(option)));
  return result;
}

// Lanes in which the draft crosses a line that its row means.
template <class Real>
Mask<Real> crosses(const World& world, const PackageSpace& space, const SpaceWork<Real>& work, int row,
                   const Row::Line& line) {
  const Real value = scale_value(world.issues[space.issues[line.place]], work.draft[line.place]);
  const Mask<Real> outside = (value < Real(line.at_least)) | (value > Real(line.at_most));
  return outside & work.line_meant[line.place * space.row_count() + row];
}

// Visits every package in order of name (first place slowest), skipping subtrees no lane may enter. Carries `width`
// sums from level[0..width) on, adding cells[option][0..width) for each option taken.
//   leaf(options, index, lanes, sums)  a package, one option a place
//   enters(place, sums)                lanes that may go on once the options of all places before `place` are taken
template <class Real, class Leaf, class Enters>
class PackageWalk {
 public:
  PackageWalk(const PackageSpace& space, const Span<Mask<Real>>& allowed, const Span<Real>& cells, int width,
              Span<Real>& level, Leaf leaf, Enters enters)
      : space_(space), allowed_(allowed), cells_(cells), width_(width), level_(level), leaf_(leaf), enters_(enters) {}

  void run(const Mask<Real>& lanes) { descend(0, 0, lanes); }

 private:
  void descend(int place, std::int64_t index, const Mask<Real>& ok) {
    const Real* sums = level_.data() + place * width_;
    if (place == space_.place_count()) return leaf_(options_.data(), index, ok, sums);
    Real* next = level_.data() + (place + 1) * width_;
    const int begin = space_.option_begin[place];
    const int count = space_.options_at(place);
    for (int option = 0; option < count; ++option) {
      Mask<Real> still = ok & allowed_[begin + option];
      if (!any(still)) continue;
      options_[place] = option;
      const Real* cell = cells_.data() + (begin + option) * width_;
      for (int i = 0; i < width_; ++i) next[i] = sums[i] + cell[i];
      still = still & enters_(place + 1, next);
      if (any(still)) descend(place + 1, index * count + option, still);
    }
  }

  const PackageSpace& space_;
  const Span<Mask<Real>>& allowed_;
  const Span<Real>& cells_;
  const int width_;
  Span<Real>& level_;
  Leaf leaf_;
  Enters enters_;
  std::array<int, 64> options_{};  // a scenario has at most 64 issues
};

}  // namespace detente
