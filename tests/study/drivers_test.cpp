#include "sim/study/drivers.h"

#include <gtest/gtest.h>

#include "tests/support/example.h"

namespace detente {
namespace {

// Of two sides that must both sign, one signs if its uniform reservation lies below what the only text is worth to it
// (0.6), the other always does: the outcome depends on one input alone.
const char* const threshold_text = R"toml(
format = 1
name = "threshold"
source = "made up"
[issues.deal]
reversion = "no"
options = { "no" = 0, "yes" = 100 }
[parties.a]
role = "government"
influence = 50
reservation = { uniform = [0, 1] }
positions.deal = [60, 50]
[parties.b]
role = "armed-group"
influence = { uniform = [10, 90] }
reservation = 0
positions.deal = ["yes", 50]
[parties.m]
role = "mediator"
influence = 10
positions.deal = ["yes", 50]
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["deal"]
rounds = 2
[[outcomes]]
name = "deal"
when = "agreed(talks)"
[[outcomes]]
name = "none"
when = "true"
)toml";

TEST(Drivers, OneInputThatDecidesEverything) {
  const Model model = model_of(threshold_text);
  const Result result = result_with(model, 20'480);
  const std::vector<Driver> found = drivers(model, result, 0);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].address, "parties.a.reservation");
  EXPECT_NEAR(found[0].index, 1, 1e-9);
  EXPECT_TRUE(found[0].determined());
  EXPECT_EQ(found[0].low_share, 1);
  EXPECT_EQ(found[0].high_share, 0);
  EXPECT_EQ(found[1].address, "parties.b.influence");
  EXPECT_LT(found[1].index, 4 * found[1].noise);
}

TEST(Drivers, AnOutcomeThatNeverVariesHasNone) {
  const Model model = model_of(threshold_text, {"parties.a.reservation=0"});
  for (const Driver& driver : drivers(model, result_with(model, 1024), 0)) {
    EXPECT_EQ(driver.index, 0);
    EXPECT_FALSE(driver.determined());
  }
}

}  // namespace
}  // namespace detente
