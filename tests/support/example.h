// A scenario with both protocols, an absence, a refusal, a norm floor and something observed.
#pragma once

#include "sim/study/document.h"
#include "tests/support/play.h"

namespace detente {

inline const char* const example_text = R"toml(
format = 1
name = "example"
label = "An example"
source = "made up"
confidence = "low"
[issues.seat]
reversion = "none"
options = { "none" = 0, "observer" = 50, "full" = 100 }
[issues.aid]
reversion = "stopped"
norm-floor = "emergency"
options = { "stopped" = 0, "emergency" = 40, "development" = 100 }
[parties.host]
role = "convenor"
influence = 50
reservation = { uniform = [0.3, 0.8] }
positions.seat = ["none", 50]
positions.aid = ["emergency", 50]
[parties.guest]
label = "A guest"
role = "authority"
influence = 60
stay-out = { uniform = [0.2, 0.8] }
positions.seat = [60, 80]
positions.aid = ["development", 60]
preconditions.seated = { label = "A seat", requires = "seat >= 'observer'", firmness = 0.5 }
[parties.donor]
role = "donor"
influence = 80
reservation = { uniform = [0.3, 0.9] }
positions.aid = { ideal = 70, salience = 70, red-line = { at-most = "emergency", firmness = 0.7 } }
[[stages]]
name = "opening"
protocol = "participation"
convenor = "host"
invited = ["guest", "donor"]
wanted = ["guest"]
issues = ["seat"]
offer = { seat = "none" }
rounds = 3
[[stages]]
name = "talks"
protocol = "single-text"
requires = "attends(guest)"
mediator = "host"
issues = ["aid"]
rounds = 4
[[outcomes]]
name = "aid flows"
when = "aid >= 'emergency'"
[[outcomes]]
name = "nothing"
when = "true"
[events]
"guest comes" = "attends(guest)"
"impossible" = "aid >= 'development' and seat < 'none'"
"aid" = "aid >= 'emergency'"
"development" = "aid >= 'development'"
"donor comes" = "attends(donor)"
"talks held" = "held(talks)"
"well off" = "utility(donor) > 0.5"
[observed]
outcome = "nothing"
"guest comes" = false
"aid" = false
)toml";

inline Result result_with(const Model& model, std::uint64_t trials = 4096) {
  RunPlan plan;
  plan.trials = trials;
  plan.threads = 1;
  return simulate(model, plan);
}

// With what is measured for it.
inline Document document_with(const Model& model, Result result) {
  result.measured = measure(model, result);
  return document_of(model, std::move(result));
}

}  // namespace detente
