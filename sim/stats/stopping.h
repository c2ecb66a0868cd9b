// When a run that is to reach a precision may end.
//
// Stopping as soon as an interval is narrow enough favours shares that happen to look smaller than they are, whose
// intervals are narrower: depending on the target, from 93.4 to 96.4 % of the intervals would hold the truth. So a run
// ends at a look only if the look before it had foreseen as much, even for the shares nearest to one half that its own
// intervals allowed. Most of the choice is then made by earlier trials and with a margin, and 94.2 to 95.6 % hold the
// truth, for any target and any share from 0.005 to 1/2 (tests/stats/stopping_test.cpp). It takes up to a fifth more
// trials where shares are small, and none where one is near 1/2.
#pragma once

#include <cstdint>
#include <span>

namespace detente {

// Looks are after these numbers of blocks: constants of the result format, whatever the number of threads.
constexpr std::uint64_t first_look = 8;
constexpr std::uint64_t next_look(std::uint64_t blocks) { return blocks + blocks / 2; }

class StoppingRule {
 public:
  // half_width: of the widest 95 % interval (Wilson).
  explicit StoppingRule(double half_width) : target_(half_width) {}

  // To be asked at each look, in order. hits: of each share so far, of n trials. True: the run ends here.
  bool enough(std::span<const std::uint64_t> hits, std::uint64_t n);

 private:
  bool foreseen(std::span<const std::uint64_t> hits, std::uint64_t n) const;

  double target_;
  bool foreseen_ = false;  // at the look before
};

}  // namespace detente
