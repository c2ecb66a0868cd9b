#include "sim/protocols/single_text/smallest_set.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>

#include "sim/agents/packages.h"

namespace detente::single_text {

namespace {

// Depth first through the votes against, heaviest first: each is won over or stays.
class Winning {
 public:
  Winning(RefusedText& text, int most, int& looks_left) : text_(text), looks_left_(looks_left) {
    best_.count = most + 1;
    const auto end = text_.against.begin() + text_.against_count;
    std::uint64_t seen = 0;
    for (auto vote = text_.against.begin(); vote != end; ++vote) {
      parted_ &= std::has_single_bit(vote->refusers) && (seen & vote->refusers) == 0;
      seen |= vote->refusers;
    }
    std::stable_sort(text_.against.begin(), end, [&](const VoteAgainst& left, const VoteAgainst& right) {
      const auto merit = [&](const VoteAgainst& vote) {
        return std::tuple(-vote.weight, to_multiple(lacks(vote.refusers)), ~priority(vote.refusers));
      };
      return merit(left) < merit(right);
    });
    std::fill_n(cheapest_.begin(), text_.against_count + 1, std::numeric_limits<double>::infinity());
    for (int i = 0; i < text_.against_count; ++i) {
      weight_before_[i + 1] = weight_before_[i] + text_.against[i].weight;
      lacks_before_[i + 1] = lacks_before_[i] + lacks(text_.against[i].refusers);
    }
    for (int i = text_.against_count; i-- > 0;)
      cheapest_[i] = std::min(cheapest_[i + 1], lacks(text_.against[i].refusers));
  }

  Givers run() {
    look(0, text_.bound, weight_before_[text_.against_count]);
    return best_;
  }

 private:
  double lacks(std::uint64_t rows) const {
    double sum = 0;
    for (std::uint64_t left = rows; left; left &= left - 1) sum += text_.lacks[std::countr_zero(left)];
    return sum;
  }
  // Of the row among them that has the greatest.
  std::uint64_t priority(std::uint64_t rows) const {
    std::uint64_t most = 0;
    for (std::uint64_t left = rows; left; left &= left - 1)
      most = std::max(most, text_.priority[std::countr_zero(left)]);
    return most;
  }
  bool passes(double against) const {
    return text_.less_only ? against < text_.most_against : against <= text_.most_against;
  }
  bool is_better(int count, double lacking) const {
    return count < best_.count || (count == best_.count && to_multiple(lacking) < to_multiple(best_.lacks));
  }

  // Whether a set with these rows and more votes from the next-th on may be better than the best.
  bool may_be_better(int next, std::uint64_t given, double against) const {
    const int count = std::popcount(given);
    const double lacking = lacks(given);
    if (!parted_) return is_better(count, lacking);
    for (int more = 1; next + more <= text_.against_count; ++more) {
      if (!passes(against - (weight_before_[next + more] - weight_before_[next]))) continue;
      const bool equal = text_.against[next].weight == text_.against[text_.against_count - 1].weight;
      const double least = equal ? lacks_before_[next + more] - lacks_before_[next] : more * cheapest_[next];
      return is_better(count + more, lacking + least);
    }
    return false;
  }

  // against: the weight of the votes that are still against.
  void look(int next, std::uint64_t given, double against) {
    if (passes(against)) {
      const Givers found{std::popcount(given), lacks(given), given};
      if (is_better(found.count, found.lacks)) best_ = found;
      return;
    }
    if (next == text_.against_count || !may_be_better(next, given, against)) return;
    if (looks_++ > text_.against_count && looks_left_-- <= 0) return;  // the first way down is always looked at
    const VoteAgainst& vote = text_.against[next];
    look(next + 1, given | vote.refusers, against - vote.weight);
    look(next + 1, given, against);
  }

  RefusedText& text_;
  bool parted_ = true;  // each vote needs one row, which no other does
  std::array<double, rows_most + 1> weight_before_ = {}, lacks_before_ = {}, cheapest_ = {};
  Givers best_;
  int looks_ = 0;
  int& looks_left_;
};

}  // namespace

Givers smallest_set(RefusedText& text, int most, int& looks_left) { return Winning(text, most, looks_left).run(); }

}  // namespace detente::single_text
