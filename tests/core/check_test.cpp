#include "sim/core/check.h"

#include <gtest/gtest.h>

namespace detente {
namespace {

TEST(Check, PassesInSilence) {
  check(true, "parties are sorted");
  check_equal(2, 2, "parties");
}

TEST(CheckDeathTest, StopsWithTheClaimAndThePlace) {
  EXPECT_DEATH(check(false, "parties are sorted"), "internal error: parties are sorted\n  in .*check_test.cpp, line");
}

TEST(CheckDeathTest, PrintsBothValues) { EXPECT_DEATH(check_equal(2, 3, "parties"), "parties: 2 against 3"); }

}  // namespace
}  // namespace detente
