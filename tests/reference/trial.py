"""The life of a trial: drawn, stepped through its stages round by round, read once at the end. docs/model.md, "The course of a trial"."""

import math
from dataclasses import dataclass, field
from statistics import NormalDist

from reference import participation, single_text
from reference.draws import address_hash, block, uniform
from reference.packages import Space


class Trial:
    """What conditions read is `state`; what is in force on an issue, an index of its values, is `option`."""

    def __init__(self, scenario, seed, number):
        self.scenario, self.seed, self.number = scenario, seed, number
        self.state, self.option, self.ticks = {}, {}, 0
        self.blocks, self.inputs, self.chances = {}, {}, {}
        self.reached, self.held, self.begins = {}, {}, {}  # by stage
        self.days = 0.0
        self.beyond = {}  # by address, how far a number was out of its range at most
        for name, issue in scenario.issues.items():
            self.option[name] = issue.reversion
            for kind in ("issue", "text", "offered"):
                self.state[kind, name] = issue.values[issue.reversion]
        for name, party in scenario.parties.items():
            self.state["attends", name] = scenario.attends_from_start(party)
            self.state.update({("accepts", name): False, ("utility", name): 0.0, ("reservation", name): 0.0})
        for stage in scenario.stages:
            self.state.update({("held", stage.name): False, ("agreed", stage.name): False, ("gap", stage.name): 1.0,
                               ("rounds-used", stage.name): 0.0})
        self.state.update({("shocked", shock.name): False for shock in scenario.shocks})
        for name, number in scenario.parameters.items():
            self.state["parameter", name] = self.value(number)
        for name, variable in scenario.variables.items():
            self.state["variable", name] = self.value(variable.initial)

    # ---- numbers and chance

    def words(self, place):
        if place not in self.blocks:
            self.blocks[place] = block(self.seed, self.number, 0, place)
        return self.blocks[place]

    def value(self, number, is_asked=True):
        """is_asked: what lies out of its range is noted."""
        if number.rule:
            return self.within(number, number.rule.evaluate(self.state), is_asked)
        if number.address not in self.inputs:
            place, word = number.place()
            self.inputs[number.address] = number.draw(self.words(place)[word])
        return self.within(number, self.inputs[number.address], is_asked)

    def within(self, number, value, is_asked):
        clamped = min(max(value, number.low), number.high)
        if abs(value - clamped) > 1e-9 and is_asked:
            self.beyond[number.address] = max(self.beyond.get(number.address, 0.0), abs(value - clamped))
        return clamped

    def is_meant(self, firmness, chance):
        self.chances[chance] = uniform(self.words(address_hash(chance)))
        return self.chances[chance] < self.value(firmness)

    # ---- stages

    def play(self):
        for stage in self.scenario.stages:
            self.state["round", ""] = 1.0
            if self.state_of(stage.requires):
                self.play_stage(stage)
        self.finish()
        return self

    def state_of(self, rule):
        return rule.evaluate(self.state)

    def play_stage(self, stage):
        if stage.pause:
            self.days += stage.pause
            self.tick(stage.pause)
        self.begins[stage.name] = self.days
        room = {"participation": participation.Room, "single-text": single_text.Room, "wait": Wait}[stage.protocol](self, stage)
        self.reached[stage.name], self.held[stage.name] = room.result, room.is_held
        if not room.is_held:
            return
        for number in range(1, stage.rounds + 1):
            self.state["round", ""] = float(number)
            over = room.play(number) or number == stage.rounds
            if over:
                self.end_stage(stage, room, number)
            self.days += stage.days
            self.tick(stage.days, room.space.issues)
            if over:
                return

    def end_stage(self, stage, room, rounds):
        room.end()
        room.result.rounds_used = rounds
        self.state.update({("held", stage.name): True, ("agreed", stage.name): room.result.agreed, ("rounds-used", stage.name): rounds})
        for issue in room.space.issues:
            self.state["issue", issue] = self.in_force(issue)
        for party, utility in room.result.utility.items():
            self.state["utility", party] = utility

    def in_force(self, issue):
        return self.scenario.issues[issue].values[self.option[issue]]

    def finish(self):
        issues, rules = sorted(self.scenario.issues), [rule for _, rule in self.scenario.outcomes] + list(self.scenario.events.values())
        told = [party for party in self.scenario.parties if any(("utility", party) in rule.reads for rule in rules)]
        space = Space(self, issues, told, dict.fromkeys(issues, True))
        for party in told:
            self.state["utility", party] = space.utility(party, space.current)
        self.outcome = next(name for name, rule in self.scenario.outcomes if self.state_of(rule))
        self.events = {name: bool(self.state_of(rule)) for name, rule in self.scenario.events.items()}

    # ---- time

    def tick(self, days, issues=()):
        self.ticks += 1
        for issue in issues:
            self.state["issue", issue] = self.in_force(issue)
        struck = [shock for shock in self.scenario.shocks if self.strikes(shock, days)]
        rates = {name: [self.value(number) if number else 0.0 for number in (variable.mean, variable.drift, variable.sd)]
                 for name, variable in self.scenario.variables.items()}
        values = {name: self.state["variable", name] for name in self.scenario.variables}
        for shock in struck:
            for kind, target, number in shock.effects:
                if target in values:
                    values[target] = self.cut(target, changed(kind, values[target], number))
                else:
                    self.move_issue(target, kind, number)
        values = {name: self.moved(name, value, days, *rates[name]) for name, value in values.items()}
        self.state.update({("variable", name): value for name, value in values.items()})
        self.state.update({("shocked", shock.name): True for shock in struck})

    def drawn(self, address):
        return uniform(block(self.seed, self.number, self.ticks, address_hash(address)))

    def strikes(self, shock, days):
        if (shock.once and self.state["shocked", shock.name]) or not self.state_of(shock.when):
            return False
        return self.drawn(f"shocks.{shock.name}") < 1 - (1 - self.value(shock.chance)) ** (days / shock.days)

    def cut(self, name, value):
        variable = self.scenario.variables[name]
        return min(max(value, variable.low), variable.high)

    def move_issue(self, name, kind, number):
        issue = self.scenario.issues[name]
        value = min(max(changed(kind, self.in_force(name), number), issue.low), issue.high)
        self.option[name] = min(range(len(issue.values)), key=lambda index: (abs(issue.values[index] - value), index))
        self.state["issue", name] = self.in_force(name)

    def moved(self, name, value, days, mean, drift, sd):
        variable = self.scenario.variables[name]
        if not variable.kind:
            return value
        time, phi = days / variable.days, variable.phi
        scale = math.sqrt(time if variable.kind == "random-walk" else (1 - phi ** (2 * time)) / (1 - phi ** 2))
        noise = sd * scale * NormalDist().inv_cdf(self.drawn(f"variables.{name}"))
        if variable.kind == "random-walk":
            return self.cut(name, value + drift * time + noise)
        return self.cut(name, mean + phi ** time * (value - mean) + noise)


def changed(kind, value, number):
    return {"set": number, "multiply": value * number, "add": value + number}[kind]


@dataclass
class Result:
    """What every stage leaves behind."""
    agreed: bool = False
    rounds_used: int = 0
    utility: dict = field(default_factory=dict)
    threshold: dict = field(default_factory=dict)
    accepted: dict = field(default_factory=dict)


class Wait:
    """Only time passes."""
    is_held = True

    def __init__(self, trial, stage):
        self.space, self.result = Space(trial, [], [], {}), Result()

    def play(self, number):
        return False

    def end(self):
        pass
