// Results that must be the same to the bit.
#pragma once

#include <gtest/gtest.h>

#include "sim/study/simulate.h"

namespace detente {

inline void expect_same(const Result& one, const Result& two) {
  EXPECT_EQ(one.digest, two.digest);
  EXPECT_EQ(one.trials, two.trials);
  EXPECT_EQ(one.total.counts, two.total.counts);
  EXPECT_EQ(one.total.sums, two.total.sums);
  EXPECT_EQ(one.total.sparse, two.total.sparse);
  EXPECT_EQ(one.trial_outcomes, two.trial_outcomes);
}

}  // namespace detente
