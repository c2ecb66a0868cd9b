"""Who comes to the table, and on which terms: docs/model.md, "Convening"."""

from dataclasses import dataclass, field

from reference.packages import Choice, Space, differences, multiple
from reference.tactics import aspiration

SLACK = 1e-9
BRINGS_ALL = (-1, 0, 0)


@dataclass
class Result:
    agreed: bool = False
    drawn: bool = False
    rounds_used: int = 0
    rounds: list = field(default_factory=list)  # (offer, answers) of each
    utility: dict = field(default_factory=dict)
    threshold: dict = field(default_factory=dict)  # of those who took part
    accepted: dict = field(default_factory=dict)
    reasons: dict = field(default_factory=dict)


class Room:
    is_held = True

    def __init__(self, trial, stage):
        self.trial, self.stage, self.scenario, self.result = trial, stage, trial.scenario, Result()
        stated = stage.stated
        self.convenor, self.invited, self.wanted = stated["convenor"], stated["invited"], sorted(stated.get("wanted", []))
        self.keep = sorted(stated.get("keep", [guest for guest in self.invited if self.scenario.parties[guest].voice == "full"]))
        self.space = Space(trial, stage.issues, [*self.invited, self.convenor], dict.fromkeys(stage.issues, True))
        trial.state["attends", self.convenor] = True
        self.demands = {row: [] if row == self.convenor else self.scenario.parties[row].demands for row in self.space.rows}
        self.meant = {demand.rule: trial.is_meant(demand.firmness, demand.chance) for row in self.demands for demand in self.demands[row]}
        self.bluff, self.proved = set(), set()
        self.is_forbidden = self.space.forbidden_by([*self.scenario.links, *self.scenario.parties[self.convenor].never])
        self.hangs_together = any(("attends", guest) in demand.rule.reads
                                  for row in self.demands for demand in self.demands[row] for guest in self.invited)
        self.read_reservation()
        self.offer = tuple(self.scenario.option(scale, stated["offer"][scale.name]) for scale in self.space.scales)
        self.came = {}

    def chain(self, guest):
        """Who has to be content with the terms: the guest and all who instruct it, but no further than the convenor."""
        for row in self.scenario.chain(guest):
            if row == self.convenor:
                return
            yield row

    def read_reservation(self):
        self.trial.state["status-quo", ""] = self.space.utility(self.convenor, self.space.current)
        self.reservation = self.trial.value(self.scenario.parties[self.convenor].reservation)

    # ---- answers

    def hear(self):
        self.stay_out = {}
        for row in self.space.rows:
            self.trial.state["status-quo", ""] = self.space.utility(row, self.space.current)
            self.stay_out[row] = self.trial.value(self.scenario.parties[row].stay_out, row != self.convenor)

    def content(self, row, package):
        return not self.space.crossed(row, package) and self.space.utility(row, package) >= self.stay_out[row] - SLACK

    def unmet(self, demand):
        return not demand.rule.evaluate(self.trial.state)

    def willing(self, guest, package, binds):
        """binds: of a demand, whether it keeps the guest away."""
        return all(self.content(row, package) and not any(binds(demand) and self.unmet(demand) for demand in self.demands[row])
                   for row in self.chain(guest))

    def solve_attendance(self, package, binds):
        """All are assumed to come, then answer in the order of the invitation until nobody changes; who still wavers stays away."""
        state, wavers = self.trial.state, []
        state.update({("attends", guest): True for guest in self.invited})
        for _ in range(len(self.invited) + 1 if self.hangs_together else 1):
            wavers = []
            for guest in self.invited:
                comes = self.willing(guest, package, binds)
                if comes != state["attends", guest]:
                    wavers.append(guest)
                state["attends", guest] = comes
            if not wavers:
                return
        if self.hangs_together:
            state.update({("attends", guest): False for guest in wavers})

    def put(self, package):
        self.space.show(package, "issue", "offered")

    def is_meant(self, demand):
        return self.meant[demand.rule]

    def is_taken_at_word(self, demand):
        return demand.rule not in self.bluff

    def answer(self):
        self.put(self.offer)
        self.solve_attendance(self.offer, self.is_meant)
        self.came = {guest: self.trial.state["attends", guest] for guest in self.invited}
        self.open = {demand.rule for row in self.demands for demand in self.demands[row] if self.unmet(demand)}

    def learn(self):
        """Whoever comes although a demand is not met was bluffing; a demand that alone keeps somebody away is proved."""
        for guest in self.invited:
            chain = list(self.chain(guest))
            unmet = [demand for row in chain for demand in self.demands[row] if demand.rule in self.open]
            believed = [demand.rule for demand in unmet if self.is_taken_at_word(demand)]
            if self.came[guest]:
                self.bluff.update(demand.rule for demand in unmet)
            elif len(believed) == 1 and all(self.content(row, self.offer) for row in chain):
                self.proved.update(believed)

    # ---- terms

    def may_offer(self, package):
        return not self.is_forbidden(package) and not self.space.crossed(self.convenor, package)

    def choose(self, packages, rank, keeps):
        choice = Choice(lambda package: self.space.lot(self.stage, package))
        for package in packages:
            key = (rank(package), -multiple(self.space.utility(self.convenor, package)), differences(package, self.offer),
                   differences(package, self.space.current))
            if choice.might_take(key) and keeps(package):
                choice.admit(key, package)
        self.result.drawn |= choice.drawn
        return self.offer if choice.best is None else choice.best

    def open_offer(self):
        if self.may_offer(self.offer):
            return self.offer
        packages = [package for package in self.space.packages() if self.may_offer(package)]
        return self.choose(packages, lambda package: differences(package, self.offer), lambda package: True)

    def plan_offer(self, number):
        least = aspiration(self.trial, self.convenor, self.reservation, number, self.stage.rounds) - SLACK
        changes = self.stage.changes or len(self.space.issues)
        packages = [package for package in self.space.packages()
                    if self.space.utility(self.convenor, package) >= least and differences(package, self.offer) <= changes
                    and self.may_offer(package)]
        return self.choose(packages, self.rank, self.keeps)

    def believe(self, package):
        self.put(package)
        self.solve_attendance(package, self.is_taken_at_word)

    def rank(self, package):
        self.believe(package)
        if all(self.trial.state["attends", guest] for guest in self.wanted):
            return BRINGS_ALL
        hopeless = unmet = shortfall = 0
        for guest in self.wanted:
            chain = list(self.chain(guest))
            left = [demand.rule for row in chain for demand in self.demands[row] if self.is_taken_at_word(demand) and self.unmet(demand)]
            hopeless += not all(self.content(row, package) for row in chain) or any(rule in self.proved for rule in left)
            unmet += len(left)
            shortfall += sum(max(self.stay_out[row] - self.space.utility(row, package), 0.0) for row in chain)
        return hopeless, unmet, multiple(shortfall)

    def keeps(self, package):
        self.believe(package)
        return all(self.trial.state["attends", guest] for guest in self.keep if self.came_first[guest])

    # ---- the stage

    def play(self, number):
        self.space.show(self.space.current)
        if number > 1:
            self.refresh()
        self.hear()
        self.offer = self.open_offer() if number == 1 else self.plan_offer(number)
        self.answer()
        self.learn()
        if number == 1:
            self.came_first = dict(self.came)
        self.result.rounds.append((self.space.labels(self.offer), {guest: self.told(guest) for guest in self.invited}))
        self.result.agreed = all(self.came[guest] for guest in self.wanted)
        return self.result.agreed

    def refresh(self):
        if self.space.table_moves():
            self.space.tabulate()
        if self.space.moves(self.scenario.parties[self.convenor].reservation):
            self.read_reservation()

    def told(self, guest):
        chain = list(self.chain(guest))
        return {
            "came": self.came[guest], "utility": self.space.utility(guest, self.offer), "stay_out": self.stay_out[guest],
            "worse": any(self.space.utility(row, self.offer) < self.stay_out[row] - SLACK for row in chain),
            "red_lines_crossed": [issue for row in chain for issue in self.space.crossed(row, self.offer)],
            "unmet": [{"party": row, "precondition": demand.name, "meant": self.is_meant(demand)}
                      for row in chain for demand in self.demands[row] if demand.rule in self.open]}

    def reasons(self, guest):
        """Why it stays away, as columns of trials call it."""
        if self.came[guest]:
            return set()
        found = set()
        for row in self.chain(guest):
            whose = "" if row == guest else f".{row}"
            if self.space.utility(row, self.offer) < self.stay_out[row] - SLACK:
                found.add(f"worse-than-staying-away{whose}")
            if self.space.crossed(row, self.offer):
                found.add(f"red-line{whose}")
            found |= {f"precondition.{demand.name}{whose}" for demand in self.demands[row]
                      if demand.rule in self.open and self.is_meant(demand)}
        return found

    def end(self):
        self.trial.state.update({("attends", guest): self.came[guest] for guest in self.invited})
        if not self.wanted or any(self.came[guest] for guest in self.wanted):
            self.trial.option.update(zip(self.space.issues, self.offer))
        self.space.show(self.offer, "offered")
        result = self.result
        result.utility = {row: self.space.utility(row, self.offer) for row in self.space.rows}
        result.threshold = {self.convenor: self.reservation, **{guest: self.stay_out[guest] for guest in self.invited}}
        result.accepted, result.reasons = dict(self.came), {guest: self.reasons(guest) for guest in self.invited}
