"""A mediator tables a text, everybody says yes or no to it, the mediator amends it: docs/model.md, "Single text"."""

from dataclasses import dataclass, field

from reference.draws import priority
from reference.nearest_deal import nearest_deal
from reference.packages import Choice, Space, differences, multiple
from reference.tactics import aspiration

SLACK = 1e-9
LEAST_WEIGHT = 1e-3
WHOLE_SPACE = 100_000


@dataclass
class Result:
    agreed: bool = False
    drawn: bool = False
    all_refused: bool = False
    has_text: bool = False
    zone: int = 0
    rounds_used: int = 0
    present: list = field(default_factory=list)
    off_the_table: list = field(default_factory=list)
    rounds: list = field(default_factory=list)  # (draft or None, judgements) of each
    utility: dict = field(default_factory=dict)
    threshold: dict = field(default_factory=dict)  # of those who took part
    accepted: dict = field(default_factory=dict)
    pivotal: dict = field(default_factory=dict)
    away: dict = field(default_factory=dict)  # of those listed
    without_seat: dict = field(default_factory=dict)  # of veto holders
    reasons: dict = field(default_factory=dict)  # of the last refusals
    deal: dict = field(default_factory=dict)  # the nearest, labels by issue
    gives: dict = field(default_factory=dict)  # who would have had to for it, and why they refuse it


class Room:
    def __init__(self, trial, stage):
        self.trial, self.stage, self.scenario, self.result = trial, stage, trial.scenario, Result()
        self.mediator, self.decision = stage.stated["mediator"], stage.stated.get("decision", {"rule": "consensus"})
        self.seat()
        self.is_held = bool(self.voters)
        if self.is_held:
            self.begin()

    # ---- who is there

    def sits(self, name):
        return self.trial.state["attends", name] and name in self.stage.stated.get("present", self.scenario.parties)

    def votes(self, name):
        if "voters" in self.decision:
            return name in self.decision["voters"]
        party = self.scenario.parties[name]
        has_position = any(issue in party.positions for issue in self.stage.issues)
        return party.voice == "full" and has_position and not self.scenario.is_convenor(name)

    def seat(self):
        self.present = [name for name in self.scenario.parties if name == self.mediator or self.sits(name)]
        members = [name for name in self.present if name != self.mediator]
        self.voters = [name for name in members if self.votes(name)]
        self.vetoes = [name for name in members if name in self.decision.get("vetoes", ())]
        self.bargainers = sorted({*self.voters, *self.vetoes})
        self.deciders = {above for name in self.bargainers for above in self.scenario.chain(name)}
        self.heard = [name for name in self.present if name == self.mediator or self.scenario.parties[name].voice != "none"]

    def in_reach(self, name):
        return any(name in self.scenario.chain(agent) for agent in self.present)

    def begin(self):
        state = self.trial.state
        self.tabled = {issue: issue not in self.stage.tabled or self.stage.tabled[issue].evaluate(state) for issue in self.stage.issues}
        self.space = space = Space(self.trial, self.stage.issues, self.scenario.may_sit(self.stage), self.tabled)
        rows = [name for name in space.rows if name != self.mediator]
        self.result.away = {name: not state["attends", name] for name in self.stage.stated.get("present", ()) if name in rows}
        self.result.without_seat = {name: name not in self.present for name in self.decision.get("vetoes", ())
                                    if name in rows and name in self.scenario.may_sit(self.stage)}
        self.controlled = {name: [place for place, scale in enumerate(space.scales) if name in scale.controllers]
                           for name in self.scenario.parties}
        controllers = {name for place, scale in enumerate(space.scales) for name in scale.controllers
                       if self.tabled[scale.name] and self.in_reach(name)}
        self.asked = sorted(self.deciders | controllers)
        self.fixed = [not self.tabled[scale.name] or not all(self.in_reach(name) for name in scale.controllers) for scale in space.scales]
        self.influence, self.reservation = {}, {}
        for row in space.rows:
            self.read(row, lambda number: True)
        self.is_linked = space.forbidden_by([*self.scenario.links, *self.scenario.parties[self.mediator].never])
        self.breaks = {row: space.forbidden_by(self.scenario.parties[row].never) for row in space.rows if row != self.mediator}
        self.breaks[self.mediator] = lambda package: False  # it is forbidden
        self.moving = space.table_moves() or any(space.moves(number) for row in space.rows for number in (
            self.scenario.parties[row].influence, self.scenario.parties[row].reservation))
        self.draft, self.has_draft = space.current, False
        self.result.present, self.result.off_the_table = self.present, [issue for issue in self.stage.issues if not self.tabled[issue]]
        self.weigh()

    def read(self, row, is_read):
        party = self.scenario.parties[row]
        self.trial.state["status-quo", ""] = self.space.utility(row, self.space.current)
        if is_read(party.influence):
            self.influence[row] = self.trial.value(party.influence, row in self.asked or row in self.present)
        if is_read(party.reservation):
            self.reservation[row] = self.trial.value(party.reservation, row in self.asked)

    def weigh(self):
        """What hangs on influence and reservations; read again where they move."""
        space = self.space
        self.held = {row: space.utility(row, space.current) for row in self.asked}
        self.sinks = {row for row in self.deciders if not self.rule_holds(lambda name, row=row: name != row)}
        self.purposes = [[sum(space.cells[row][place][option] * self.influence[row] for row in self.heard)
                          for option in range(len(scale.values))] for place, scale in enumerate(space.scales)]
        self.weights = {row: max(self.influence[row], LEAST_WEIGHT) for row in self.asked}
        self.judged = {}

    # ---- does a text pass?

    def rule_holds(self, accepts):
        def content(name):
            return all(accepts(above) for above in self.scenario.chain(name))
        if not all(content(name) for name in self.vetoes):
            return False
        refusing = [name for name in self.voters if not content(name)]
        if self.decision["rule"] == "weighted-majority":
            total = against = 0.0
            for name in self.voters:
                total += self.influence[name]
                against += self.influence[name] if name in refusing else 0.0
            return total - against > (self.decision.get("share", 0.5) + SLACK) * total
        overlooked = self.decision.get("minus", 0) if self.decision["rule"] == "consensus" else 0
        return sum(name not in self.vetoes for name in refusing) <= overlooked

    def moves_what_is_controlled_by(self, row, package):
        return any(package[place] != self.space.current[place] for place in self.controlled[row])

    def has_a_say(self, row, package):
        return row in self.deciders or (row in self.asked and self.moves_what_is_controlled_by(row, package))

    def passes(self, package, accepts):
        controllers = [row for row in self.asked if self.moves_what_is_controlled_by(row, package)]
        return self.rule_holds(accepts) and all(accepts(row) for row in controllers)

    # ---- which texts there are

    def judge(self, package):
        """(forbidden, sunk over a line by somebody alone, who refuses over a line, utility of each) of a package."""
        if package not in self.judged:
            self.judged[package] = self.judge_anew(package)
        return self.judged[package]

    def judge_anew(self, package):
        space = self.space
        moved = [place for place, option in enumerate(package) if option != space.current[place]]
        if (not moved or any(self.fixed[place] for place in moved) or self.is_linked(package)
                or space.crossed(self.mediator, package)):
            return True, True, (), {}
        utility = {row: space.utility(row, package) for row in self.asked}
        if not any(self.has_a_say(row, package) and utility[row] > self.held[row] + SLACK for row in self.asked):
            return True, True, (), {}
        over_a_line = self.refusing_over_lines(package)
        sunk = any(row in self.sinks or self.moves_what_is_controlled_by(row, package) for row in over_a_line)
        return False, sunk, over_a_line, utility

    def refusing_over_lines(self, package):
        return [row for row in self.asked if self.space.crossed(row, package) or self.breaks[row](package)]

    def nearness(self, package, target):
        """In multiples of 1e-9; 0 if and only if it would pass."""
        _, _, over_a_line, utility = self.judge(package)
        lacking = 0.0
        for row in self.asked:
            if self.has_a_say(row, package):
                lacking += self.weights[row] * (1.0 if row in over_a_line else max(target[row] - utility[row], 0.0))
        near = multiple(lacking)
        if self.decision["rule"] == "unanimity" or (self.decision["rule"] == "consensus" and not self.decision.get("minus", 0)):
            return near
        if self.passes(package, lambda row: row not in over_a_line and utility[row] >= target[row] - SLACK):
            return 0
        return max(near, 1)

    def is_whole(self):
        return self.space.count() <= WHOLE_SPACE and (self.stage.changes == 0 or self.stage.changes > 2)

    def candidates(self, most):
        """All packages, or the draft and all changes of it in so many issues, at most two."""
        if self.is_whole():
            yield from self.space.packages()
            return
        sizes = [len(scale.values) for scale in self.space.scales]
        yield self.draft
        for first in range(len(sizes)):
            for option in range(sizes[first]):
                if option == self.draft[first]:
                    continue
                one = self.draft[:first] + (option,) + self.draft[first + 1:]
                yield one
                for second in range(first + 1, len(sizes) if most > 1 else 0):
                    for other in range(sizes[second]):
                        if other != self.draft[second]:
                            yield one[:second] + (other,) + one[second + 1:]

    def purpose(self, package):
        return multiple(sum(purposes[option] for purposes, option in zip(self.purposes, package)))

    def search(self, target):
        """The best text and the number of those that would pass."""
        passing, choice = 0, None
        for past_lines in (False, True):
            choice = Choice(lambda package: self.space.lot(self.stage, package))
            for package in self.candidates(1 if self.stage.changes == 1 else 2):
                forbidden, sunk = self.judge(package)[:2]
                if forbidden or (sunk and not past_lines):
                    continue
                near = self.nearness(package, target)
                passing += near == 0 and not past_lines
                changes = differences(package, self.draft) if self.has_draft else 0
                if self.is_whole() and 0 < self.stage.changes < changes:
                    continue
                choice.admit((near, -self.purpose(package), differences(package, self.space.current), changes), package)
            if choice.best is not None:
                break
        return choice, passing, past_lines

    # ---- drafts

    def mean_draft(self):
        """Of each issue the option nearest to the mean of those who are asked, and whether the draw chose one."""
        draft, drawn = list(self.space.current), False
        for place, scale in enumerate(self.space.scales):
            weighed = [(self.influence[row] * self.space.shares[row][place], self.trial.value(position.ideal))
                       for row in self.asked if (position := self.scenario.parties[row].positions.get(scale.name))]
            total = sum(weight for weight, _ in weighed)
            may = [option for option in range(len(scale.values)) if self.may_hold(place, option)]
            if not total or not may:
                continue
            mean = sum(weight * ideal for weight, ideal in weighed) / total
            choice = Choice(lambda option, place=place: self.lot_of_option(place, option))
            for option in may:
                choice.admit(multiple(abs(scale.values[option] - mean)), option)
            draft[place], drawn = choice.best, drawn or choice.drawn
        return tuple(draft), drawn

    def lot_of_option(self, place, option):
        return priority(self.trial.seed, self.trial.number, self.stage.name, self.space.option_key(place, option))

    def may_hold(self, place, option):
        """The option crosses no line of the mediator, or of anybody who sinks texts alone."""
        if self.fixed[place] and option != self.space.current[place]:
            return False
        value = self.space.scales[place].values[option]
        return all(line.allows(value) for row in {self.mediator, *self.sinks} for at, line in self.space.lines[row] if at == place)

    def first_draft(self):
        self.draft, drawn = self.mean_draft()
        forbidden, sunk = self.judge(self.draft)[:2]
        self.has_draft = not forbidden and not sunk
        choice = self.find_best(1)
        self.result.drawn |= drawn
        if not self.has_draft:
            self.take(choice)

    def find_best(self, number):
        """The zone is of texts that would pass at reservations, whatever drafts aim at."""
        choice, passing, past_lines = self.search(self.target)
        self.result.all_refused = past_lines and choice.best is not None
        if self.target is self.reservation:
            self.result.zone = passing
        elif number == 1 or self.moving:
            self.result.zone = self.search(self.reservation)[1]
        return choice

    def take(self, choice):
        if choice.best is not None:
            self.draft, self.has_draft = choice.best, True
            self.result.drawn |= choice.drawn

    # ---- the stage

    def play(self, number):
        if number > 1 and self.moving:
            self.refresh()
        aspirations = {row: aspiration(self.trial, row, self.reservation[row], number, self.stage.rounds)
                       if row in self.bargainers else self.reservation[row] for row in self.asked}
        self.target = aspirations if self.stage.stated.get("aims-at") == "aspirations" else self.reservation
        if number == 1:
            self.first_draft()
        else:
            self.take(self.find_best(number))
        return self.decide(aspirations)

    def refresh(self):
        if self.space.table_moves():
            self.space.tabulate()
        for row in self.space.rows:
            self.read(row, self.space.moves)
        self.weigh()

    def decide(self, aspirations):
        space, draft = self.space, self.draft
        over_a_line = self.refusing_over_lines(draft)
        utility = {row: space.utility(row, draft) for row in self.asked}
        accepts = {row: not self.has_a_say(row, draft) or (self.has_draft and row not in over_a_line
                                                           and utility[row] >= aspirations[row] - SLACK) for row in self.asked}
        result = self.result
        result.agreed = self.has_draft and self.passes(draft, accepts.__getitem__)
        result.threshold = {row: self.reservation[row] for row in self.asked if self.has_a_say(row, draft)}
        result.accepted = {row: accepts[row] for row in result.threshold}
        refusing = [row for row in self.asked if self.has_draft and not accepts[row]]
        result.reasons = {row: self.reason(row, draft) for row in refusing}
        result.pivotal = {row: self.passes(draft, lambda name, row=row: name == row or accepts[name]) for row in refusing}
        result.has_text, self.over_a_line = self.has_draft, over_a_line
        judgements = {row: {"accepts": accepts[row], "votes": row in self.voters, "utility": utility[row],
                            "aspiration": aspirations[row], "reservation": self.reservation[row], "reason": result.reasons.get(row)}
                      for row in self.asked}
        result.rounds.append((space.labels(draft) if self.has_draft else None, judgements))
        return result.agreed

    def reason(self, row, draft):
        space = self.space
        crossed = space.crossed(row, draft)
        if crossed:
            return f"red-line.{crossed[0]}"
        if self.breaks[row](draft):
            return "never"
        positions = self.scenario.parties[row].positions
        places = [place for place, issue in enumerate(space.issues) if issue in positions]
        cells = space.cells[row]
        losses = [(cells[place][space.current[place]] - cells[place][draft[place]], place) for place in places]
        misses = [(max(cells[place]) - cells[place][draft[place]], place) for place in places]
        loss, place = first_largest(losses)
        if loss > SLACK:
            return f"loss.{space.issues[place]}"
        missing, place = first_largest(misses)
        return f"too-little.{space.issues[place]}" if missing > SLACK else "unattainable"

    def end(self):
        trial, space, result = self.trial, self.space, self.result
        if result.agreed:
            for issue, option in zip(space.issues, self.draft):
                if self.tabled[issue]:
                    trial.option[issue] = option
            space.show(self.draft, "text")
        trial.state.update({("accepts", name): result.accepted.get(name, False) for name in self.scenario.parties})
        trial.state.update({("reservation", row): self.reservation[row] for row in space.rows})
        trial.state["gap", self.stage.name] = self.gap()
        if result.has_text and not result.agreed:
            self.find_nearest_deal()
        in_force = tuple(trial.option[issue] for issue in space.issues)
        result.utility = {row: space.utility(row, in_force) for row in space.rows}

    def find_nearest_deal(self):
        deal, givers = nearest_deal(self)
        if deal:
            self.result.deal = self.space.labels(deal)
            self.result.gives = {row: self.reason(row, deal) for row in givers}

    def gap(self):
        result = self.result
        if result.agreed:
            return 0.0
        if not result.has_text:
            return 1.0
        return max([0.0, *(1.0 if row in self.over_a_line else self.reservation[row] - self.space.utility(row, self.draft)
                           for row, accepted in result.accepted.items() if not accepted)])


def first_largest(pairs):
    return max(pairs, key=lambda pair: (pair[0], -pair[1]), default=(0.0, 0))
