// In which exclusions the draft lies with one or two of its issues moved.
#pragma once

#include <algorithm>
#include <cstddef>

#include "sim/agents/packages.h"
#include "sim/protocols/single_text/moves.h"
#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

template <class Real>
class MovedDraft {
 public:
  MovedDraft(const Plan& plan, Work<Real>& work) : plan_(plan), work_(work) {}
  // Each time the draft has changed.
  void tabulate();
  // Lanes in which the draft with both moves made is in the exclusion, whether it binds or not.
  DETENTE_INLINE Mask<Real> is_in(std::size_t e, const Move& first, const Move& second);
  // Lanes in which it is in an exclusion that binds and reads the second issue.
  Mask<Real> breaks(const Move& first, const Move& second);

 private:
  Mask<Real> is_in_by_both(std::size_t e, const Move& first, const Move& second);

  const Plan& plan_;
  Work<Real>& work_;
};

// Of each exclusion: lanes in which the draft is in it, then the draft with one of its issues moved, by issue and
// option.
template <class Real>
void MovedDraft<Real>::tabulate() {
  Mask<Real>* broken = work_.near.broken.data();
  for (std::size_t e = 0; e < plan_.exclusions.size(); ++e) {
    *broken++ = is_in_exclusion(plan_, work_, e, work_.draft);
    for (const int place : plan_.exclusions[e].places) {
      const Real kept = work_.draft[place];
      for (int option = 0; option < plan_.options_at(place); ++option) {
        work_.draft[place] = whole<Real>(option);
        *broken++ = is_in_exclusion(plan_, work_, e, work_.draft);
      }
      work_.draft[place] = kept;
    }
  }
}

template <class Real>
Mask<Real> MovedDraft<Real>::is_in(std::size_t e, const Move& first, const Move& second) {
  const Exclusion& exclusion = plan_.exclusions[e];
  const int first_at = first.place < 0 ? -1 : exclusion.moved_at[first.place];
  const int second_at = second.place < 0 ? -1 : exclusion.moved_at[second.place];
  if (first_at >= 0 && second_at >= 0) return is_in_by_both(e, first, second);
  const Move& move = first_at < 0 ? second : first;
  const int at = std::max(first_at, second_at);
  return work_.near.broken[at < 0 ? exclusion.draft_at : at + move.option - plan_.option_begin[move.place]];
}

// An exclusion that reads both issues.
template <class Real>
Mask<Real> MovedDraft<Real>::is_in_by_both(std::size_t e, const Move& first, const Move& second) {
  const Exclusion& exclusion = plan_.exclusions[e];
  const int first_index = first.option - plan_.option_begin[first.place];
  const int second_index = second.option - plan_.option_begin[second.place];
  if (exclusion.fixed && exclusion.places.size() == 2)  // the first of which is first.place
    return mask_of<Real>(
        exclusion.forbidden[first_index * exclusion.strides[0] + second_index * exclusion.strides[1]] != 0);
  Mask<Real> in{};
  with_moves(plan_, work_.draft, first, second, [&] { in = is_in_exclusion(plan_, work_, e, work_.draft); });
  return in;
}

template <class Real>
Mask<Real> MovedDraft<Real>::breaks(const Move& first, const Move& second) {
  Mask<Real> result = mask_of<Real>(false);
  for (const int e : plan_.exclusions_of[second.place])
    if (any(work_.binds[e])) result |= work_.binds[e] & is_in(static_cast<std::size_t>(e), first, second);
  return result;
}

}  // namespace detente::single_text
