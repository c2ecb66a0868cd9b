#include "sim/agents/tactics.h"

#include <gtest/gtest.h>

#include "tests/support/play.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

// Aspiration of "a" in each of ten rounds of talks that cannot end, reservation 0: 1 - a(t).
std::vector<double> aspirations(const std::string& tactic) {
  const Model model = model_of(R"toml(
format = 1
name = "tactics"
source = "test"
confidence = "low"
issues.x = { reversion = "no", options = { "no" = 0, "yes" = 100 } }
[parties.a]
role = "envoy"
influence = 50
reservation = 0
positions.x = ["yes", 50]
[parties.b]
role = "envoy"
influence = 50
reservation = 1
positions.x = ["no", 50]
[parties.m]
role = "mediator"
influence = 1
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["x"]
rounds = 10
[[outcomes]]
name = "any"
when = "true"
)toml",
                               {"parties.a.tactic=" + tactic});
  State<double> state(model);
  start(model, state, 1, 0, 1);
  const int row = model.stages[0].space().row_of[0];
  std::vector<double> result;
  for (int round = 1; round <= 10; ++round) {
    step(model, state);
    result.push_back(work_of<single_text::Plan>(state).aspiration[row]);
  }
  return result;
}

// Faratin, Sierra & Jennings 1998, k = .1, t/T = .5.
TEST(Tactics, TimeDependentFollowsItsCurves) {
  EXPECT_NEAR(1 - aspirations("{ kind = \"time-dependent\", beta = 0.2, start = 0.1 }")[4], 0.128125, 1e-9);
  EXPECT_NEAR(1 - aspirations("{ kind = \"time-dependent\", beta = 1, start = 0.1 }")[4], 0.55, 1e-9);
  EXPECT_NEAR(1 - aspirations("{ kind = \"time-dependent\", beta = 5, start = 0.1 }")[4], 0.883496, 1e-6);
  EXPECT_NEAR(1 - aspirations("{ kind = \"time-dependent\", beta = 0.2, start = 0.1, curve = \"exp\" }")[4], 0.134725,
              1e-6);
  EXPECT_NEAR(1 - aspirations("{ kind = \"time-dependent\", beta = 1, start = 0.1, curve = \"exp\" }")[4], 0.316228,
              1e-6);
  EXPECT_NEAR(1 - aspirations("{ kind = \"time-dependent\", beta = 5, start = 0.1, curve = \"exp\" }")[4], 0.930572,
              1e-6);
}

TEST(Tactics, EndAtTheReservationExactly) {
  for (const char* tactic :
       {"{ kind = \"time-dependent\", beta = 0.2 }",
        "{ kind = \"time-dependent\", beta = 5, start = 0.1, curve = \"exp\" }", "{ kind = \"fixed\" }"})
    EXPECT_EQ(aspirations(tactic)[9], 0.0) << tactic;
}

TEST(Tactics, FixedHoldsOutUntilTheEnd) {
  const std::vector<double> asked = aspirations("{ kind = \"fixed\" }");
  for (int round = 0; round < 9; ++round) EXPECT_EQ(asked[round], 1.0);
}

}  // namespace
}  // namespace detente
