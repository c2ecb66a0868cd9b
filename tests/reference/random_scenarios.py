"""Small scenarios by chance, of all that the protocols know. Numbers are coarse, so that ties, and lines just met, are frequent.

Left out: `samples`, `beyond`, spaces of more than 100,000 packages, and what the program is known to read too seldom
(tests/reference_test.py): stay-out that reads who attends; demands and stay-out that read a range which a shock moves.
"""

import random

RULES = ("unanimity", "consensus", "consensus", "consensus", "weighted-majority", "weighted-majority")
ROLES = ("government", "armed-group", "donor", "envoy", "observer", "civil-society", "excluded")
LENGTHS = ("1 week", "2 weeks", "1 month", "19 hours", "4 hours")


def quoted(names):
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


class Writer:
    def __init__(self, seed):
        self.random, self.lines = random.Random(seed), []
        self.seed = seed

    def is_chance(self, share):
        return self.random.random() < share

    def pick(self, items):
        return self.random.choice(items)

    def some(self, items, least=0):
        chosen = [item for item in items if self.is_chance(0.5)]
        return chosen if len(chosen) >= least else self.random.sample(items, least)

    def write(self, *lines):
        self.lines += lines

    # ---- numbers

    def number(self, low, high, step):
        return low + step * self.random.randint(0, round((high - low) / step))

    def spread(self, low, high, step):
        """A number, mostly, or one of the distributions within these bounds."""
        a, b, c = sorted(self.number(low, high, step) for _ in range(3))
        middle, width = (low + high) / 2, (high - low) / 4
        forms = [f"{{ uniform = [{a}, {c}] }}", f"{{ triangular = [{a}, {b}, {c}] }}",
                 f"{{ normal = [{middle}, {width}], min = {low}, max = {high} }}",
                 f"{{ choice = {{ \"{a}\" = 2, \"{c + step}\" = 1 }} }}" if c + step <= high else f"{{ exact = {a} }}",
                 f"{{ quantiles = {{ \"20\" = {a}, \"60\" = {b} }}, min = {low}, max = {high} }}",
                 f"{{ pert = [{low}, {self.pick([low, middle, high])}, {high}] }}"]
        if high == 1:
            forms += [f"{{ beta = [{self.pick([2, 3])}, 2] }}", "{ lognormal = [-2, 0.5], max = 1 }"]
        return str(b) if self.is_chance(0.7) else self.pick(forms)

    # ---- conditions

    def comparison(self, kinds=("{}",), left_out=()):
        issue = self.pick([issue for issue in self.options if issue not in left_out] or ["i0"])
        value, sign = self.pick(self.options[issue]), self.pick(("<=", ">=", "<", ">", "="))
        right = str(value) if self.is_chance(0.5) or issue in self.ranges else f"'{issue} at {value}'"
        return f"{self.pick(kinds).format(issue)} {sign} {right}"

    def condition(self, more=(), kinds=("{}",), left_out=()):
        """more: other conditions it may be made of."""
        parts = [self.pick(more) if more and self.is_chance(0.4) else self.comparison(kinds, left_out) for _ in range(self.pick((1, 1, 2)))]
        parts = [f"not {part}" if self.is_chance(0.15) and " " not in part else part for part in parts]
        return self.pick((" and ", " or ")).join(parts)

    # ---- tables

    def scenario(self):
        self.write("format = 1", f'name = "random-{self.seed}"', 'source = "chance"', 'confidence = "low"', "time.start = 2024-02-28")
        if self.is_chance(0.3):
            self.write(f"spread = {{ ideal = {self.pick((5, 10))}, salience = 5 }}")
        self.write(f"parameters = {{ cost = {self.spread(0, 0.2, 0.05)}, mood = {self.spread(0, 1, 0.25)} }}")
        self.parties = [f"p{index}" for index in range(self.random.randint(3, 6))]
        self.options, self.ranges = {}, set()
        for index in range(self.random.randint(1, 4)):
            self.issue(f"i{index}")
        self.moves, self.sliding = self.is_chance(0.35), ()
        if self.moves:
            self.time()
        for party in self.parties:
            self.party(party)
        for index in range(self.pick((0, 0, 0, 1))):
            self.write("[[links]]", f'name = "l{index}"', f'never = "{self.condition(self.state())}"')
        self.stages = []
        for protocol in self.pick((["participation"], ["single-text"], ["single-text"], ["participation", "single-text"],
                                   ["single-text", "single-text"], ["participation", "wait", "single-text"],
                                   ["participation", "participation", "single-text"])):
            self.stage(protocol, f"s{len(self.stages)}")
        self.ends()
        return "\n".join(self.lines) + "\n"

    def issue(self, name):
        self.write(f"[issues.{name}]")
        if self.is_chance(0.15):
            self.ranges.add(name)
            held = self.pick((0, 4, 5, 8, 12))  # 5 takes the place of 4
            self.options[name] = [0, 5 if held == 5 else 4, 8, 12]
            self.write("range = [0, 12]", "step = 4", 'unit = "days"', f"reversion = {held}")
        else:
            values = sorted(self.random.sample(range(0, 101, 10), self.random.randint(2, 4)))
            self.options[name] = values
            self.write(f'reversion = "{name} at {self.pick(values)}"',
                       "options = { " + ", ".join(f'"{name} at {value}" = {value}' for value in values) + " }")
        if self.is_chance(0.3):
            self.write(f"controllers = {quoted(self.some(self.parties, 1)[:2])}", f"trust = {self.spread(0, 1, 0.25)}")

    def time(self):
        self.write("[variables.heat]", "initial = 40", "min = 0", "max = 100", self.pick((
            'process = { kind = "ar1", mean = "50 + 20 * mood", phi = 0.8, sd = 8, per = "month" }',
            'process = { kind = "random-walk", drift = "if(heat > 60, -2, 3)", sd = "4 + cost", per = "week" }')))
        self.write("[[shocks]]", 'name = "raid"', "chance = { uniform = [0.1, 0.6] }", 'per = "month"',
                   f"once = {self.pick(('true', 'false'))}", 'when = "heat < 90"',
                   "set = { heat = 70 }" if self.is_chance(0.3) else "add = { heat = 12 }")
        for issue in sorted(self.ranges - {"i0"})[:1]:
            self.sliding = (issue,)
            self.write("[[shocks]]", 'name = "slide"', "chance = 0.3", 'per = "month"', f"add = {{ {issue} = {self.pick((-4, 6))} }}")

    def party(self, name):
        moving = ['"clamp(0.2 + heat / 200, 0, 1)"', '"0.9 - round / 20"'] if self.moves else []
        own = ['"status-quo + cost"', '"status-quo"', '"mood / 2"']
        told = ['"if(attends(p1), 0.3, 0.6)"', '"if(agreed(s0), 0.2, status-quo + 0.1)"']
        influence = self.pick(("0", "10", "50", "50", "100", self.spread(0, 100, 25), '"if(agreed(s0), 80, 20)"'))
        self.write(f"[parties.{name}]", f'role = "{self.pick(ROLES[:4] if self.is_chance(0.8) else ROLES)}"', f"influence = {influence}")
        if self.is_chance(0.6):
            self.write(f"reservation = {self.pick(own + told + moving + [self.spread(0, 1, 0.125)])}")
        if self.is_chance(0.6):
            self.write(f"stay-out = {self.pick(own + moving + [self.spread(0, 1, 0.125)])}")
        if self.is_chance(0.2):
            self.write(f'voice = "{self.pick(("full", "heard", "none"))}"')
        if self.is_chance(0.05):
            self.write("what-if = true")
        if self.is_chance(0.25) and name != self.parties[-1]:
            self.write(f'principal = "{self.pick(self.parties[self.parties.index(name) + 1:])}"')
        if self.is_chance(0.5):
            self.tactic()
        if self.is_chance(0.2):
            self.write(f"never = {quoted(self.condition(self.state()) for _ in range(self.pick((1, 2))))}")
        for issue in self.some(list(self.options)):
            self.position(name, issue)
        for demand in self.pick(((), (), ("da",), ("da", "db"))):
            self.demand(name, demand)

    def tactic(self):
        self.write("tactic = " + self.pick((
            f'{{ kind = "time-dependent", beta = {self.pick((0.2, 1, 4))} }}', '{ kind = "fixed" }',
            f'{{ kind = "time-dependent", beta = {{ uniform = [0.2, 2] }}, start = {self.pick((0, 0.2))} }}',
            '{ kind = "time-dependent", beta = 0.5, start = 0.1, curve = "exp" }')))

    def position(self, party, issue):
        values = self.options[issue]
        ideal = self.spread(values[0], values[-1], 4 if issue in self.ranges else 10)
        moving = ['"heat"'] if self.moves and self.is_chance(0.3) else []
        salience = self.pick(("20", "50", "50", "100", self.spread(0, 100, 25), *moving))
        self.write(f"[parties.{party}.positions.{issue}]", f"ideal = {ideal}", f"salience = {salience}")
        if self.is_chance(0.3):
            firmness = f", firmness = {self.spread(0, 1, 0.25)}" if self.is_chance(0.5) else ""
            self.write(f"red-line = {{ {self.pick(('at-least', 'at-most'))} = {self.pick(values)}{firmness} }}")

    def demand(self, party, name):
        others = [f"attends({other})" for other in self.parties if other != party] + ["round > 1", "mood > 0.5"]
        others += ["heat < 50", "not shocked(raid)"] if self.moves else []
        requires = self.condition(others, ("{}", "offered({})"), self.sliding)
        self.write(f"[parties.{party}.preconditions.{name}]", f'requires = "{requires}"')
        if self.is_chance(0.7):
            self.write(f"firmness = {self.spread(0, 1, 0.25)}")
        if self.is_chance(0.3):
            self.write("independent = true")

    def state(self):
        """What is not about packages."""
        return ["attends(p1)", "mood > 0.5", "agreed(s0)", *(["heat < 50"] if self.moves else [])]

    # ---- stages

    def stage(self, protocol, name):
        leader, others = self.parties[0], self.parties[1:]
        if self.is_chance(0.3):
            leader, others = others[-1], self.parties[:-1]
        self.write("[[stages]]", f'name = "{name}"', f'protocol = "{protocol}"', f"rounds = {self.pick((1, 2, 3, 4))}",
                   f'round-length = "{self.pick(LENGTHS)}"')
        if self.stages and self.is_chance(0.4):
            last = self.stages[-1]
            self.write('requires = "' + self.condition([f"agreed({last})", f"held({last})", "attends(p1)", f"gap({last}) < 0.3", "accepts(p2)",
                                                        "utility(p1) > 0.5", f"rounds-used({last}) > 1"]) + '"')
        if self.is_chance(0.2):
            self.write('pause = "1 week"')
        if protocol == "participation":
            self.convening(leader, others)
        elif protocol == "single-text":
            self.text(leader, others)
        self.stages.append(name)

    def subject(self):
        issues = self.some(list(self.options), 1)
        self.write(f"issues = {quoted(issues)}")
        if self.is_chance(0.4):
            self.write(f"changes = {self.pick((1, 2, 3))}")
        return issues

    def convening(self, leader, others):
        invited = self.some(others, 1)
        self.random.shuffle(invited)
        self.write(f'convenor = "{leader}"', f"invited = {quoted(invited)}", f"wanted = {quoted(self.some(invited))}")
        if self.is_chance(0.3):
            self.write(f"keep = {quoted(self.some(invited))}")
        offer = ", ".join(f"{issue} = {self.pick(self.options[issue])}" for issue in self.subject())
        self.write(f"offer = {{ {offer} }}")

    def text(self, leader, others):
        issues = self.subject()
        self.write(f'mediator = "{leader}"', f'aims-at = "{self.pick(("reservations", "reservations", "aspirations"))}"')
        if self.is_chance(0.2):
            self.write(f"present = {quoted(self.some(self.parties, 2))}")
        if self.is_chance(0.15):
            self.write(f'tabled = {{ {issues[0]} = "{self.condition(["attends(p1)", "mood > 0.5"])}" }}')
        rule = self.pick(RULES)
        parts = [f'rule = "{rule}"']
        if rule == "consensus" and self.is_chance(0.5):
            parts.append("minus = 1")
        if rule == "weighted-majority":
            parts.append(f"share = {self.pick((0.5, 0.6, 0.75))}")
        if self.is_chance(0.3):
            parts.append(f"voters = {quoted(self.some(self.parties, 2))}")
        if self.is_chance(0.3):
            parts.append(f"vetoes = {quoted([self.pick(others)])}")
        self.write(f"decision = {{ {', '.join(parts)} }}")

    def ends(self):
        last = self.stages[-1]
        for name, when in (("agreed", f"agreed({last})"), ("close", f"held({last}) and gap({last}) < 0.2"), ("none", "true")):
            self.write("[[outcomes]]", f'name = "{name}"', f'when = "{when}"')
        self.write("[events]")
        for index, event in enumerate((f"attends({self.pick(self.parties)})", f"accepts({self.pick(self.parties)})",
                                       f"utility({self.pick(self.parties)}) > 0.5", f"gap({self.stages[0]}) > 0.1",
                                       f"reservation({self.pick(self.parties)}) > 0.5", f"rounds-used({last}) > 1",
                                       self.comparison(("text({})",)), self.comparison(("offered({})",)))):
            self.write(f'"e{index}" = "{event}"')
        if self.moves:
            self.write('"hot" = "heat > 50"', '"raided" = "shocked(raid)"')


def random_scenario(seed):
    return Writer(seed).scenario()
