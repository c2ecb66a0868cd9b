// Changes of the draft's issues, one or two at a time, and such a pair as one number.
#pragma once

#include <algorithm>
#include <array>

#include "sim/agents/lot.h"
#include "sim/protocols/single_text/plan.h"

namespace detente::single_text {

struct Move {
  int place = -1, option = -1;  // place -1: none; option: in the plan's flat list
};

// -1 stands for no move at all.
inline int code_of(const Plan& plan, const Move& first, const Move& second) {
  return first.option * (plan.option_count() + 1) + second.option + 1;
}

inline std::array<Move, 2> moves_of(const Plan& plan, int code) {
  const auto move = [&](int option) -> Move {
    if (option < 0) return {};
    const auto next = std::upper_bound(plan.option_begin.begin(), plan.option_begin.end(), option);
    return {static_cast<int>(next - plan.option_begin.begin()) - 1, option};
  };
  if (code < 0) return {};
  return {move(code / (plan.option_count() + 1)), move(code % (plan.option_count() + 1) - 1)};
}

// Calls then() while the draft has both moves, in all lanes.
template <class Real, class Then>
void with_moves(const Plan& plan, Span<Real>& draft, const Move& first, const Move& second, const Then& then) {
  const auto kept = [&](const Move& move) { return move.place < 0 ? Real(0.0) : draft[move.place]; };
  const Real kept_first = kept(first), kept_second = kept(second);
  for (const Move& move : {first, second})
    if (move.place >= 0) draft[move.place] = whole<Real>(move.option - plan.option_begin[move.place]);
  then();
  if (second.place >= 0) draft[second.place] = kept_second;
  if (first.place >= 0) draft[first.place] = kept_first;
}

// Key (sim/agents/lot.h) of a lane's draft with these moves.
template <class Real>
std::uint64_t key_of(const Plan& plan, const Span<Real>& draft, int code, unsigned at) {
  std::uint64_t key = key_of(plan, draft, at);
  for (const Move& move : moves_of(plan, code)) {
    if (move.place < 0) continue;
    const int kept = static_cast<int>(lane(draft[move.place], at));
    key += plan.option_keys[move.option] - plan.option_keys[plan.option_begin[move.place] + kept];
  }
  return key;
}

}  // namespace detente::single_text
