// Two sides that disagree on one issue and share another, a mediator without wishes: everybody's utilities are simple
// fractions.
#pragma once

#include "tests/support/play.h"

namespace detente {

inline const char* const two_issues = R"toml(
format = 1
name = "two-issues"
source = "test"
confidence = "low"
[issues.aid]
reversion = "none"
options = { "none" = 0, "some" = 50, "all" = 100 }
controllers = ["owner"]
trust = 0.4
[issues.seat]
reversion = "no"
options = { "no" = 0, "yes" = 100 }
[parties.owner]
role = "government"
influence = 50
reservation = 0.25
positions.aid = [80, 30]
positions.seat = [10, 10]
[parties.other]
role = "government"
influence = 50
reservation = 0.5
positions.aid = [100, 60]
positions.seat = [20, 40]
[parties.single]
role = "government"
influence = 50
reservation = 0
positions.seat = [100, 7]
[parties.un]
role = "mediator"
influence = 1
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "un"
issues = ["aid", "seat"]
rounds = 10
[[outcomes]]
name = "any"
when = "true"
)toml";

}  // namespace detente
