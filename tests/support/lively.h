// A scenario in which everything moves: variables of each kind, shocks that read each other and are read, stages that
// end at different rounds, and reservations, influences and saliences that follow.
#pragma once

namespace detente {

inline constexpr char lively_text[] = R"toml(
format = 1
name = "lively"
source = "test"
confidence = "low"
issues.aid = { reversion = "none", options = { "none" = 0, "some" = 50, "more" = 80, "all" = 100 } }
issues.seat = { reversion = "none", options = { "none" = 0, "guest" = 40, "full" = 100 } }
[parameters]
pace = { uniform = [0.02, 0.2] }
[variables.fatigue]
initial = { pert = [5, 15, 30] }
min = 0
max = 100
process = { kind = "random-walk", drift = { uniform = [0, 3] }, sd = 4, per = "week" }
[variables.heat]
initial = 20
process = { kind = "ar1", mean = "20 + fatigue / 4 - hope", phi = 0.7, sd = { uniform = [1, 5] }, per = "month" }
[variables.hope]
initial = 1
min = 0
max = 12
[[shocks]]
name = "spark"
chance = "pace"
per = "week"
when = "heat > 18 and not shocked(truce)"
add = { heat = 6 }
multiply = { hope = 0.5 }
[[shocks]]
name = "dawn"
chance = { pert = [0.05, 0.2, 0.5] }
per = "month"
add = { hope = 3, fatigue = -10 }
[[shocks]]
name = "truce"
chance = 0.3
per = "quarter"
when = "fatigue >= 20 or round > 2"
once = true
set = { heat = 0 }
[parties.giver]
role = "donor"
influence = { uniform = [40, 60] }
reservation = "clamp(0.9 - fatigue / 60, 0.1, 0.9)"
stay-out = "clamp(0.9 - fatigue / 100, 0, 1)"
positions.aid = ["none", "10 + fatigue"]
positions.seat = ["none", 30]
[parties.taker]
role = "government"
influence = "clamp(60 - heat, 1, 100)"
stay-out = "clamp(0.35 + heat / 300, 0, 1)"
reservation = "clamp(0.8 - fatigue / 80 + status-quo / 5, 0, 1)"
positions.aid = ["all", { pert = [30, 50, 70] }]
positions.seat = ["full", "50 - hope"]
[parties.watcher]
role = "envoy"
influence = 20
reservation = "clamp(0.7 - round / 10, 0, 1)"
positions.aid = [60, 50]
[parties.host]
role = "convenor"
influence = 10
reservation = "clamp(0.5 - round / 20 + heat / 300, 0, 1)"
positions.aid = ["some", "5 + fatigue"]
positions.seat = ["guest", 30]
[[stages]]
name = "invitation"
protocol = "participation"
convenor = "host"
invited = ["taker", "giver", "watcher"]
wanted = ["taker"]
issues = ["seat"]
offer = { seat = "none" }
rounds = 5
round-length = "2 weeks"
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "host"
issues = ["aid", "seat"]
rounds = 6
decision = { rule = "weighted-majority", share = 0.6 }
[[stages]]
name = "more-talks"
protocol = "single-text"
requires = "not agreed(talks)"
mediator = "host"
issues = ["aid"]
aims-at = "aspirations"
rounds = 5
round-length = "1 quarter"
[[outcomes]]
name = "aid"
when = "aid > 'none'"
[[outcomes]]
name = "none"
when = "true"
[events]
"hot" = "heat > 25 and shocked(spark)"
)toml";

}  // namespace detente
