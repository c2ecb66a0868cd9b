"""A scenario as its file states it, names resolved, nothing drawn yet. Parties and issues are kept by name, in order of name."""

import math
import tomllib
from dataclasses import dataclass, field

from reference.draws import address_hash, distribution
from reference.rules import Rule

DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4375, "quarter": 91.3125, "year": 365.25}
WORD_OF = {"salience": 1, "reservation": 1, "stay-out": 2, "start": 1, "sd": 1, "drift": 2}  # of an address's block; else 0
SILENT = {"excluded": "none", "observer": "heard", "civil-society": "heard", "mediator": "heard", "convenor": "heard"}
RANGE_VALUES = 101


@dataclass
class Number:
    """A distribution, drawn once a trial from its address, or an expression; cut at its range."""
    address: str
    low: float
    high: float
    rule: Rule = None
    draw: object = None

    def place(self):
        """The block of its draw, and the word of it."""
        path, _, key = self.address.rpartition(".")
        return address_hash(self.address if path == "parameters" else path), WORD_OF.get(key, 0)


@dataclass
class Issue:
    name: str
    low: float
    high: float
    values: list
    labels: dict  # value by label
    label_of: list  # by index; of a range the value itself
    is_range: bool
    step: float = 0
    reversion: int = 0
    controllers: list = field(default_factory=list)
    trust: Number = None


@dataclass
class Line:
    at_least: float
    at_most: float
    firmness: Number
    chance: str

    def allows(self, value):
        return self.at_least <= value <= self.at_most


@dataclass
class Position:
    ideal: Number
    salience: Number
    line: Line


@dataclass
class Demand:
    name: str
    rule: Rule
    firmness: Number
    chance: str


@dataclass
class Tactic:
    kind: str
    curve: str
    beta: Number
    start: Number


@dataclass
class Party:
    name: str
    voice: str
    influence: Number
    reservation: Number
    stay_out: Number
    positions: dict
    never: list
    demands: list
    tactic: Tactic
    principal: str
    what_if: bool


@dataclass
class Variable:
    name: str
    initial: Number
    low: float
    high: float
    kind: str = ""
    phi: float = 0.0
    days: float = 1.0
    mean: Number = None
    drift: Number = None
    sd: Number = None


@dataclass
class Shock:
    name: str
    chance: Number
    days: float
    when: Rule
    once: bool
    effects: list


@dataclass
class Stage:
    name: str
    protocol: str
    requires: Rule
    issues: list
    rounds: int
    days: float
    pause: float
    changes: int
    stated: dict
    tabled: dict


class Scenario:
    def __init__(self, text):
        self.document = tomllib.loads(text)
        self.name = self.document["name"]
        self.start = self.document.get("time", {}).get("start")
        self.spread = self.document.get("spread", {})
        self.issues = {name: self.read_issue(name, table) for name, table in sorted(self.document["issues"].items())}
        self.options = {name: issue.labels for name, issue in self.issues.items()}
        for issue in self.issues.values():
            issue.trust = self.number(self.document["issues"][issue.name], "trust", f"issues.{issue.name}", 1.0, 0, 1)
        parameters = self.document.get("parameters", {})
        self.parameters = {name: self.number(parameters, name, "parameters", None, -math.inf, math.inf) for name in sorted(parameters)}
        self.variables = {name: self.read_variable(name, table) for name, table in sorted(self.document.get("variables", {}).items())}
        self.shocks = [self.read_shock(table) for table in self.document.get("shocks", [])]
        self.shifted = {name for shock in self.shocks for _, name, _ in shock.effects if name in self.issues}
        self.parties = {name: self.read_party(name, table) for name, table in sorted(self.document["parties"].items())}
        self.links = [self.rule(link["never"]) for link in self.document.get("links", [])]
        self.stages = [self.read_stage(table) for table in self.document["stages"]]
        self.outcomes = [(outcome["name"], self.rule(outcome["when"])) for outcome in self.document["outcomes"]]
        self.events = {name: self.rule(text) for name, text in self.document.get("events", {}).items()}

    # ---- names

    def kind(self, name):
        for kind, table in (("issue", "issues"), ("parameter", "parameters"), ("variable", "variables")):
            if name in self.document.get(table, {}):
                return kind
        raise ValueError(name)

    def rule(self, text):
        return Rule(text, self)

    # ---- numbers

    def number(self, table, key, path, default, low, high, issue=None):
        stated, address = table.get(key, default), f"{path}.{key}"
        if isinstance(stated, str) and issue is None:
            return Number(address, low, high, rule=self.rule(stated))
        return Number(address, low, high, draw=distribution(self.spelt_out(stated, key, path, low, high, issue)))

    def spelt_out(self, stated, key, path, low, high, issue):
        """As a table: what a label means, and how far a plain number spreads."""
        if isinstance(stated, str):
            return {"exact": issue.labels[stated]}
        if isinstance(stated, dict):
            if "choice" in stated:
                labels = issue.labels if issue else {}
                choice = {labels[name] if name in labels else float(name): weight for name, weight in stated["choice"].items()}
                return {**stated, "choice": choice}
            return stated
        width = self.spread.get(key, 0) if key == "influence" or ".positions." in path else 0
        if not width:
            return {"exact": float(stated)}
        return {"pert": [stated - width, stated, stated + width], "min": low, "max": high}

    # ---- tables

    def read_issue(self, name, table):
        if "range" in table:
            return self.read_range(name, table)
        ordered = sorted(table["options"].items(), key=lambda option: option[1])
        issue = Issue(name, 0.0, 100.0, [float(value) for _, value in ordered], {label: float(value) for label, value in ordered},
                      [label for label, _ in ordered], False, controllers=sorted(table.get("controllers", [])))
        issue.reversion = issue.values.index(self.level(issue, table["reversion"]))
        return issue

    def read_range(self, name, table):
        low, high = map(float, table["range"])
        step = float(table.get("step", (high - low) / 100))
        count = math.floor((high - low) / step + 1e-9) + 1
        if count > RANGE_VALUES:
            raise NotImplementedError("a range of many values")
        values = [low + index * step for index in range(count)]
        held = float(table["reversion"])
        reversion = min(range(count), key=lambda index: (abs(values[index] - held), index))
        values[reversion] = held
        return Issue(name, low, high, values, {}, values, True, step, reversion, sorted(table.get("controllers", [])))

    @staticmethod
    def level(issue, stated):
        """A label, or a number on the scale."""
        return issue.labels[stated] if isinstance(stated, str) else float(stated)

    def option(self, issue, stated):
        value = self.level(issue, stated)
        return min(range(len(issue.values)), key=lambda index: (abs(issue.values[index] - value), index))

    def read_variable(self, name, table):
        low, high = table.get("min", -math.inf), table.get("max", math.inf)
        variable = Variable(name, self.number(table, "initial", f"variables.{name}", None, low, high), low, high)
        process, path = table.get("process"), f"variables.{name}.process"
        if process:
            variable.kind, variable.phi, variable.days = process["kind"], process.get("phi", 0.0), DAYS[process["per"]]
            variable.sd = self.number(process, "sd", path, None, 0, math.inf)
            key = "mean" if variable.kind == "ar1" else "drift"
            setattr(variable, key, self.number(process, key, path, 0.0, -math.inf, math.inf))
        return variable

    def read_shock(self, table):
        name = table["name"]
        effects = [(kind, target, number) for kind in ("set", "multiply", "add") for target, number in sorted(table.get(kind, {}).items())]
        return Shock(name, self.number(table, "chance", f"shocks.{name}", None, 0, 1), DAYS[table["per"]],
                     self.rule(table.get("when", "true")), table.get("once", False), effects)

    def read_party(self, name, table):
        path = f"parties.{name}"
        positions = {issue: self.read_position(path, self.issues[issue], stated)
                     for issue, stated in sorted(table.get("positions", {}).items())}
        demands = [self.read_demand(path, demand, stated) for demand, stated in sorted(table.get("preconditions", {}).items())]
        tactic = table.get("tactic", {})
        return Party(name, table.get("voice", SILENT.get(table["role"], "full")),
                     self.number(table, "influence", path, None, 0, 100), self.number(table, "reservation", path, "status-quo", 0, 1),
                     self.number(table, "stay-out", path, 0.0, 0, 1), positions, [self.rule(text) for text in table.get("never", [])],
                     demands,
                     Tactic(tactic.get("kind", "time-dependent"), tactic.get("curve", "poly"),
                            self.number(tactic, "beta", f"{path}.tactic", 1.0, 1e-3, 1e3),
                            self.number(tactic, "start", f"{path}.tactic", 0.0, 0, 1)),
                     table.get("principal"), table.get("what-if", False))

    def read_position(self, path, issue, stated):
        if isinstance(stated, list):
            stated = {"ideal": stated[0], "salience": stated[1]}
        path = f"{path}.positions.{issue.name}"
        line = self.read_line(f"{path}.red-line", issue, stated["red-line"]) if "red-line" in stated else None
        return Position(self.number(stated, "ideal", path, None, issue.low, issue.high, issue),
                        self.number(stated, "salience", path, None, 0, 100), line)

    def read_line(self, path, issue, stated):
        ends = (self.level(issue, stated.get(key, end)) for key, end in (("at-least", issue.low), ("at-most", issue.high)))
        return Line(*ends, self.number(stated, "firmness", path, 1.0, 0, 1), path)

    def read_demand(self, path, name, stated):
        own = f"{path}.preconditions.{name}"
        return Demand(name, self.rule(stated["requires"]), self.number(stated, "firmness", own, 1.0, 0, 1),
                      own if stated.get("independent", False) else f"{path}.mood")

    def read_stage(self, table):
        return Stage(table["name"], table["protocol"], self.rule(table.get("requires", "true")), sorted(table.get("issues", [])),
                     table.get("rounds", 1), self.days(table.get("round-length", "1 month")), self.days(table.get("pause", "0 months")),
                     table.get("changes", 0), table, {issue: self.rule(text) for issue, text in table.get("tabled", {}).items()})

    @staticmethod
    def days(length):
        count, unit = length.split(" ")
        return float(count) * DAYS[unit.removesuffix("s")]

    # ---- who may be where

    def convenings(self):
        return [stage for stage in self.stages if stage.protocol == "participation"]

    def attends_from_start(self, party):
        if party.voice == "none" or any(party.name in stage.stated["invited"] for stage in self.convenings()):
            return False
        return not party.what_if or any(self.lists(stage, party.name) for stage in self.stages)

    @staticmethod
    def lists(stage, name):
        return name in (stage.stated.get("convenor"), *stage.stated.get("invited", ()), *stage.stated.get("present", ()))

    def may_sit(self, stage):
        """In a single-text stage, in some trial; its mediator too."""
        names = {name for name, party in self.parties.items() if self.attends_from_start(party)}
        for earlier in self.stages[:self.stages.index(stage)]:
            if earlier.protocol == "participation":
                names |= {earlier.stated["convenor"], *earlier.stated["invited"]}
        return {stage.stated["mediator"], *names.intersection(stage.stated.get("present", names))}

    def is_convenor(self, name):
        return any(stage.stated["convenor"] == name for stage in self.convenings())

    def chain(self, name):
        """The party and all who instruct it, from the nearest on."""
        while name:
            yield name
            name = self.parties[name].principal
