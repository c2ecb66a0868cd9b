#include "sim/protocols/single_text/nearest_deal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <span>
#include <utility>

#include "sim/agents/lot.h"
#include "sim/agents/packages.h"
#include "sim/core/tolerance.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/single_text/decision.h"
#include "sim/protocols/single_text/moves.h"
#include "sim/protocols/single_text/nearness.h"
#include "sim/protocols/single_text/reasons.h"
#include "sim/protocols/single_text/smallest_set.h"

namespace detente::single_text {

namespace {

constexpr int looks_most = 200'000;  // of a trial, for the smallest sets of all packages: a few milliseconds

// While it lives `work.draft` is the candidate, and texts are judged at reservations, lines included.
template <class Real>
class DealSearch {
 public:
  DealSearch(const StageFrame& stage, const Plan& plan, Work<Real>& work, const Trial<Real>& trial,
             const Mask<Real>& failed);
  ~DealSearch() { swap(); }
  DealSearch(const DealSearch&) = delete;
  DealSearch& operator=(const DealSearch&) = delete;

  // work.draft: the nearest deal; work.content: who would have had to give for it.
  Mask<Real> run();

 private:
  struct Least {
    Real count, lacks;  // how many have to give at the least, and what these lack, in multiples
  };

  using Judges = std::span<const int>;

  void swap();
  void search_whole_space();
  void search_neighbours();
  void tabulate_changes();
  void consider_draft(Mask<Real> lanes, const Least& bound, const Real* gaps);
  Mask<Real> beats(const Mask<Real>& lanes, const Least& found) const;
  template <class Moved>
  Least least(Judges asked, const Real* gaps, const Moved& moved) const;
  Mask<Real> may_be_better(const Least& found) const;
  const Real* with_never(const Real* gaps);
  Judges everybody() const { return {work_.deal.everybody.data(), static_cast<std::size_t>(work_.judge_count)}; }
  Judges those_short(const Real* gaps, const Real* least_change, const Mask<Real>& lanes);
  Givers givers(const Real* gaps, unsigned lane);
  void admit(const Mask<Real>& lanes, const Least& found);
  void name_givers(const Mask<Real>& lanes);
  auto drafted() const {
    return [this](int place) { return work_.draft[place] != work_.current[place]; };
  }
  Real differing(const Span<Real>& package, const Span<Real>& from) const {
    Real issues(0.0);
    for (int place = 0; place < plan_.place_count(); ++place)
      issues += select(package[place] == from[place], Real(0.0), Real(1.0));
    return issues;
  }
  Mask<Real> refuses(int judge, const Real* gaps) const { return gaps[judge] < Real(-tolerance) * work_.weight[judge]; }
  Real lacking(int judge, const Real* gaps) const {
    return Real(0.0) - shortfall(work_, gaps[judge], work_.weight[judge]);
  }

  const Plan& plan_;
  Work<Real>& work_;
  Lot<Real> lot_;
  Mask<Real> failed_;
  bool asks_everybody_, has_principals_;
  Real votes_{};  // influence of all voters
  std::array<int, lane_count<Real>> looks_left_;
  Least best_{Real(std::numeric_limits<double>::infinity()), Real(0.0)};
};

template <class Real>
DealSearch<Real>::DealSearch(const StageFrame& stage, const Plan& plan, Work<Real>& work, const Trial<Real>& trial,
                             const Mask<Real>& failed)
    : plan_(plan),
      work_(work),
      lot_(stage, trial),
      failed_(failed),
      asks_everybody_(detente::single_text::asks_everybody(plan.decision)),
      has_principals_(std::ranges::any_of(plan.principal_row, [](int row) { return row >= 0; })) {
  swap();
  looks_left_.fill(looks_most);
  for (int place = 0; place < plan.place_count(); ++place) work.draft[place] = work.deal.package[place];
  work.may_refuse = true;
  work.deal.must_give.fill(mask_of<Real>(asks_everybody_));
  for (int row = 0; row < plan.row_count(); ++row) {
    votes_ += select(work.voter[row], work.influence[row], Real(0.0));
    const Mask<Real> vetoes = work.present[row] & mask_of<Real>(plan.vetoes[row] != 0);
    for (int above = row; above >= 0; above = plan.principal_row[above])
      work.deal.must_give[above] = work.deal.must_give[above] | vetoes;
  }
}

template <class Real>
void DealSearch<Real>::swap() {
  std::swap(work_.draft, work_.deal.package);
  std::swap(work_.target, work_.reservation);
  std::swap(work_.allowed, work_.permitted);
  std::swap(work_.binds, work_.forbids);
}

template <class Real>
Mask<Real> DealSearch<Real>::run() {
  for (int i = 0; i < work_.judge_count; ++i) work_.deal.everybody[i] = i;
  Real* const gaps = work_.level.data();
  package_gaps(plan_, work_, work_.draft, gaps);
  consider_draft(failed_, least(everybody(), gaps, drafted()), gaps);
  if (plan_.whole_space)
    search_whole_space();
  else
    search_neighbours();
  const Mask<Real> found = failed_ & (best_.count < Real(std::numeric_limits<double>::infinity()));
  for (int place = 0; place < plan_.place_count(); ++place)
    work_.draft[place] = select(found, work_.best[place], work_.draft[place]);
  name_givers(found);
  return found;
}

template <class Real>
void DealSearch<Real>::search_whole_space() {
  start_gaps(work_, work_.level.data());
  const auto leaf = [&](const int* options, std::int64_t, const Mask<Real>& lanes, const Real* gaps) {
    const auto moved = [&](int place) { return work_.current[place] != whole<Real>(options[place]); };
    const Least bound = least(everybody(), gaps, moved);
    const Mask<Real> may = lanes & may_be_better(bound);
    if (!any(may)) return;
    for (int place = 0; place < plan_.place_count(); ++place) work_.draft[place] = whole<Real>(options[place]);
    consider_draft(may, bound, gaps);
  };
  PackageWalk(plan_, work_.allowed, work_.scaled, work_.judge_count, work_.level, leaf, [](int, const Real*) {
    return everywhere<Real>();
  }).run(failed_);
}

// All changes of one and of two issues from the last text. Who is content with whatever comes beside the first is not
// asked about these.
template <class Real>
void DealSearch<Real>::search_neighbours() {
  const int judges = work_.judge_count;
  Real *none = work_.level.data(), *one = none + judges, *two = one + judges;
  package_gaps(plan_, work_, work_.draft, none);
  tabulate_changes();
  const auto add = [](Judges asked, const Real* gaps, const Real* change, Real* to) {
    for (const int i : asked) to[i] = gaps[i] + change[i];
  };
  const auto look = [&](const Mask<Real>& lanes, Judges asked, Real* gaps, const Move& first, const Move& second) {
    const auto moved = [&](int place) {
      const int option = place == first.place ? first.option : place == second.place ? second.option : -1;
      const Real at = option < 0 ? work_.draft[place] : whole<Real>(option - plan_.option_begin[place]);
      return work_.current[place] != at;
    };
    const Least bound = least(asked, gaps, moved);
    const Mask<Real> may = lanes & may_be_better(bound);
    if (!any(may)) return;
    const Move& last = second.place < 0 ? first : second;
    add(everybody(), second.place < 0 ? none : one, &work_.deal.change[last.option * judges], gaps);
    with_moves(plan_, work_.draft, first, second, [&] { consider_draft(may, bound, gaps); });
  };
  const auto movable = [&](int place, int option) {
    return failed_ & work_.allowed[option] & (work_.draft[place] != whole<Real>(option - plan_.option_begin[place]));
  };
  const auto each_first = [&](const auto& then) {
    for (int place = 0; place < plan_.place_count(); ++place)
      for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option) {
        const Mask<Real> may = movable(place, option);
        if (!any(may)) continue;
        add(everybody(), none, &work_.deal.change[option * judges], one);
        then(may, Move{place, option});
      }
  };
  each_first([&](const Mask<Real>& may, const Move& first) { look(may, everybody(), one, first, {}); });
  each_first([&](Mask<Real> may, const Move& first) {
    add(everybody(), one, &work_.deal.most[first.place * judges], two);
    may = may & may_be_better(least(everybody(), two, [](int) { return mask_of<Real>(false); }));
    if (!any(may)) return;
    const Judges asked = those_short(one, &work_.deal.least[first.place * judges], may);
    for (int place = first.place + 1; place < plan_.place_count(); ++place)
      for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option) {
        const Mask<Real> both = may & movable(place, option);
        if (!any(both)) continue;
        add(asked, one, &work_.deal.change[option * judges], two);
        look(both, asked, two, first, {place, option});
      }
  });
}

// What each move changes for each, and the least and the most that one of a later place does.
template <class Real>
void DealSearch<Real>::tabulate_changes() {
  const int judges = work_.judge_count;
  for (int i = 0; i < judges; ++i) {
    Real least(0.0), most(0.0);
    for (int place = plan_.place_count(); place-- > 0;) {
      work_.deal.least[place * judges + i] = least;
      work_.deal.most[place * judges + i] = most;
      const Real held = scaled_of(plan_, work_, place, work_.draft[place], i);
      for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option) {
        const Real change = work_.deal.change[option * judges + i] = work_.scaled[option * judges + i] - held;
        least = min(least, change);
        most = max(most, change);
      }
    }
  }
}

template <class Real>
auto DealSearch<Real>::those_short(const Real* gaps, const Real* least_change, const Mask<Real>& lanes) -> Judges {
  std::size_t count = 0;
  for (int i = 0; i < work_.judge_count; ++i)
    if (any(lanes & (gaps[i] + least_change[i] < Real(-tolerance) * work_.weight[i])))
      work_.deal.those_short[count++] = i;
  return {work_.deal.those_short.data(), count};
}

// bound, gaps: without `never`.
template <class Real>
void DealSearch<Real>::consider_draft(Mask<Real> lanes, const Least& bound, const Real* gaps) {
  Mask<Real> moves = mask_of<Real>(false);
  for (int place = 0; place < plan_.place_count(); ++place) moves = moves | drafted()(place);
  lanes = lanes & moves;
  if (asks_everybody_) lanes = beats(lanes, bound);
  for (std::size_t e = 0; e < plan_.exclusions.size() && any(lanes); ++e)
    lanes = lanes & !excluded_by(plan_, work_, e, work_.draft);
  if (!any(lanes)) return;
  gaps = with_never(gaps);
  Least found = least(everybody(), gaps, drafted());
  lanes = lanes & may_be_better(found);
  const auto utility = [&](int i) { return utility_of(plan_, work_.table, work_.draft, work_.judges[i]); };
  lanes = is_of_use(plan_, work_, lanes, utility, drafted());
  for (unsigned left = asks_everybody_ ? 0 : bits(lanes), lane = 0; left; left >>= 1, ++lane) {
    if (!(left & 1)) continue;
    const Givers exact = givers(gaps, lane);
    set_lane(found.count, static_cast<int>(lane), exact.count);
    set_lane(found.lacks, static_cast<int>(lane), to_multiple(exact.lacks));
  }
  admit(beats(lanes, found), found);
}

// Exact where everybody is asked.
template <class Real>
template <class Moved>
auto DealSearch<Real>::least(Judges asked, const Real* gaps, const Moved& moved) const -> Least {
  Least bound{Real(0.0), Real(0.0)};
  if (asks_everybody_ && !work_.outsiders) {  // who is not asked weighs nothing
    for (const int i : asked) {
      const Mask<Real> refused = refuses(i, gaps);
      bound.count += select(refused, Real(1.0), Real(0.0));
      bound.lacks += select(refused, lacking(i, gaps), Real(0.0));
    }
    return {bound.count, to_multiple(bound.lacks)};
  }
  Real votes(0.0), against(0.0), heaviest(0.0), cheapest(std::numeric_limits<double>::infinity());
  for (const int i : asked) {
    const int row = work_.judges[i];
    const Mask<Real> refused = refuses(i, gaps);
    if (!any(refused)) continue;
    Mask<Real> must = work_.decides[row] & work_.deal.must_give[row];
    if (plan_.controls[row]) must = must | moves_what_it_controls<Real>(plan_, row, moved);
    must = must & refused;
    bound.count += select(must, Real(1.0), Real(0.0));
    bound.lacks += select(must, lacking(i, gaps), Real(0.0));
    if (asks_everybody_ || has_principals_) continue;
    const Mask<Real> free = refused & work_.voter[row] & !must;
    votes += select(free, Real(1.0), Real(0.0));
    against += select(free, work_.influence[row], Real(0.0));
    heaviest = select(free, max(heaviest, work_.influence[row]), heaviest);
    cheapest = select(free, min(cheapest, lacking(i, gaps)), cheapest);
  }
  if (asks_everybody_ || has_principals_) return {bound.count, to_multiple(bound.lacks)};
  Real more = votes - whole<Real>(plan_.decision.minus);
  if (plan_.decision.rule == DecisionRule::weighted_majority) {
    const Real over = against - (votes_ - Real(plan_.decision.share + tolerance) * votes_);
    const Real least_votes = over / select(heaviest > Real(0.0), heaviest, Real(1.0)) - Real(tolerance);
    more = Real(0.0) - floor(Real(0.0) - least_votes);
  }
  more = max(more, Real(0.0));
  bound.count += more;
  bound.lacks += select(more > Real(0.0), more * cheapest, Real(0.0));
  return {bound.count, to_multiple(bound.lacks)};
}

template <class Real>
Mask<Real> DealSearch<Real>::may_be_better(const Least& found) const {
  const Real rounding(asks_everybody_ ? 0.0 : 1.0);  // a bound may be above what it bounds by as much
  return (found.count < best_.count) | ((found.count == best_.count) & (found.lacks - rounding <= best_.lacks));
}

template <class Real>
const Real* DealSearch<Real>::with_never(const Real* gaps) {
  std::copy_n(gaps, work_.judge_count, work_.judged.data());
  for (std::size_t e = 0; e < plan_.exclusions.size(); ++e)
    if (!plan_.exclusions[e].rows.empty())
      refuse_over_never(plan_.exclusions[e], work_, is_in_exclusion(plan_, work_, e, work_.draft), work_.judged.data());
  return work_.judged.data();
}

template <class Real>
Givers DealSearch<Real>::givers(const Real* gaps, unsigned at) {
  const int l = static_cast<int>(at);
  const auto holds = [&](const Mask<Real>& lanes) { return (bits(lanes) >> at & 1) != 0; };
  RefusedText text;
  std::uint64_t refusers = 0;
  for (int i = 0; i < work_.judge_count; ++i) {
    const int row = work_.judges[i];
    if (!holds(refuses(i, gaps))) continue;
    refusers |= std::uint64_t{1} << row;
    text.priority[row] = lot_.priority(at, plan_.row_keys[row]);
    text.lacks[row] = lane(lacking(i, gaps), l);
    if (holds((work_.decides[row] & work_.deal.must_give[row]) | moves_what_it_controls<Real>(plan_, row, drafted())))
      text.bound |= std::uint64_t{1} << row;
  }
  const bool by_weight = plan_.decision.rule == DecisionRule::weighted_majority;
  for (int row = 0; row < plan_.row_count(); ++row) {
    if (!holds(work_.voter[row]) || (plan_.vetoes[row] && !by_weight)) continue;
    std::uint64_t needed = 0;
    for (int above = row; above >= 0; above = plan_.principal_row[above]) needed |= std::uint64_t{1} << above;
    needed &= refusers & ~text.bound;
    if (needed) text.against[text.against_count++] = {by_weight ? lane(work_.influence[row], l) : 1.0, needed};
  }
  const double votes = lane(votes_, l);
  text.most_against = by_weight ? votes - (plan_.decision.share + tolerance) * votes : plan_.decision.minus;
  text.less_only = by_weight;
  const int most = static_cast<int>(std::min(lane(best_.count, l), static_cast<double>(rows_most)));
  return smallest_set(text, most, looks_left_[at]);
}

// The draft beats the best so far, if this is what it takes; among equals by fewest issues moved from what holds, then
// fewest changed from the last text, then by the lot.
template <class Real>
Mask<Real> DealSearch<Real>::beats(const Mask<Real>& lanes, const Least& found) const {
  const Mask<Real> some = lanes & (found.count <= whole<Real>(plan_.row_count()));
  const Mask<Real> as_many = some & (found.count == best_.count);
  Mask<Real> better = (some & (found.count < best_.count)) | (as_many & (found.lacks < best_.lacks));
  Mask<Real> tied = as_many & (found.lacks == best_.lacks);
  for (const Span<Real>* from : {&work_.current, &work_.deal.package}) {
    if (!any(tied)) return better;
    const Real own = differing(work_.draft, *from), other = differing(work_.best, *from);
    better = better | (tied & (own < other));
    tied = tied & (own == other);
  }
  tied = tied & (differing(work_.draft, work_.best) > Real(0.0));
  if (!any(tied)) return better;
  return better | lot_.draw(
                      tied, [&](unsigned lane) { return key_of(plan_, work_.draft, lane); },
                      [&](unsigned lane) { return key_of(plan_, work_.best, lane); });
}

template <class Real>
void DealSearch<Real>::admit(const Mask<Real>& lanes, const Least& found) {
  best_.count = select(lanes, found.count, best_.count);
  best_.lacks = select(lanes, found.lacks, best_.lacks);
  for (int place = 0; place < plan_.place_count(); ++place)
    work_.best[place] = select(lanes, work_.draft[place], work_.best[place]);
}

template <class Real>
void DealSearch<Real>::name_givers(const Mask<Real>& lanes) {
  package_gaps(plan_, work_, work_.draft, work_.level.data());
  const Real* const gaps = with_never(work_.level.data());
  work_.content.fill(mask_of<Real>(false));
  for (int i = 0; i < work_.judge_count && asks_everybody_; ++i)
    work_.content[work_.judges[i]] = lanes & refuses(i, gaps) & has_a_say(plan_, work_, work_.judges[i], drafted());
  if (asks_everybody_) return;
  looks_left_.fill(looks_most);
  std::array<unsigned, rows_most> lanes_of{};
  for (unsigned left = bits(lanes), lane = 0; left; left >>= 1, ++lane)
    for (std::uint64_t rows = left & 1 ? givers(gaps, lane).rows : 0; rows; rows &= rows - 1)
      lanes_of[std::countr_zero(rows)] |= 1U << lane;
  for (int row = 0; row < plan_.row_count(); ++row) work_.content[row] = mask_from_bits<Real>(lanes_of[row]);
}

}  // namespace

template <class Real>
void find_nearest_deal(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work,
                       const Trial<Real>& trial, Record<Real>& record) {
  const Mask<Real> failed = work.open & work.has_draft;
  if (!any(failed)) return;
  DealSearch<Real> search(stage, plan, work, trial, failed);
  record.possible = search.run();
  for (int place = 0; place < plan.place_count(); ++place) record.deal[place] = work.draft[place];
  for (int row = 0; row < plan.row_count(); ++row) {
    record.gives[row] = work.content[row];
    if (!any(record.gives[row])) continue;
    record.givers += select(record.gives[row], Real(1.0), Real(0.0));
    record.gives_over[row] = reason_code(world, plan, work, row, breaks_never(plan, work, row));
  }
  for (int row = 0; row < plan.row_count(); ++row)
    record.gives_alone[row] = record.gives[row] & (record.givers == Real(1.0));
}

#define DETENTE_NEAREST_DEAL(Real)                                                                               \
  template void find_nearest_deal(const World&, const StageFrame&, const Plan&, Work<Real>&, const Trial<Real>&, \
                                  Record<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_NEAREST_DEAL)

}  // namespace detente::single_text
