"""What packages are worth and what no package may hold: docs/model.md, "What holds, and what it is worth", and the draw among equals."""

import itertools
import math

from reference.draws import LONG, address_hash, priority


def multiple(x):
    """In multiples of 1e-9."""
    return math.floor(x * 1e9 + 0.5)


def written(value):
    return repr(value).removesuffix(".0")


class Space:
    """The packages of a stage: one option of each of its issues, an index each, in order of name; and the parties that judge them."""

    def __init__(self, trial, issues, parties, tabled):
        self.trial, self.issues, self.tabled = trial, issues, tabled
        self.scenario = trial.scenario
        self.scales = [self.scenario.issues[name] for name in issues]
        self.current = tuple(trial.option[name] for name in issues)
        everybody = {above for party in parties for above in self.scenario.chain(party)}
        self.rows = sorted(everybody)
        self.lines = {row: self.lines_of(row) for row in self.rows}
        self.tabulate()

    # ---- utility

    def tabulate(self):
        self.cells, self.base, self.shares = {}, {}, {}
        for row in self.rows:
            positions = self.scenario.parties[row].positions
            weights = [self.trial.value(positions[issue].salience) if issue in positions and self.tabled[issue] else 0.0
                       for issue in self.issues]
            total = sum(weights)
            self.base[row] = 0.0 if total else 1.0
            self.shares[row] = [weight * (1 / total) if weight else 0.0 for weight in weights]
            self.cells[row] = [[worth * (weight * (1 / total)) for worth in self.worths(row, place)] if weight
                               else [0.0] * len(self.scales[place].values) for place, weight in enumerate(weights)]

    def worths(self, row, place):
        """Of each option of the issue; of what others deliver, the trusted share of the move counts."""
        issue, party = self.scales[place], self.scenario.parties[row]
        ideal = self.trial.value(party.positions[issue.name].ideal)
        worths = [1 - abs(value - ideal) * (1 / (issue.high - issue.low)) for value in issue.values]
        if issue.controllers and row not in issue.controllers and party.principal not in issue.controllers:
            now, trust = worths[self.current[place]], self.trial.value(issue.trust)
            worths = [now + trust * (worth - now) for worth in worths]
        return worths

    def utility(self, row, package):
        total = self.base[row]
        for cells, option in zip(self.cells[row], package):
            total += cells[option]
        return total

    def moves(self, number):
        """Whether it is read again in a later round."""
        if not number.rule:
            return False
        return number.rule.moves(self.scenario.shifted) or (self.table_moves() and ("status-quo", "") in number.rule.reads)

    def table_moves(self):
        return any(self.scenario.parties[row].positions[issue].salience.rule is not None
                   and self.scenario.parties[row].positions[issue].salience.rule.moves(self.scenario.shifted)
                   for row in self.rows for issue in self.issues if issue in self.scenario.parties[row].positions)

    # ---- lines, links and `never`

    def lines_of(self, row):
        """(place, line) of those that are meant."""
        positions = self.scenario.parties[row].positions
        stated = [(place, positions[issue].line) for place, issue in enumerate(self.issues)
                  if issue in positions and positions[issue].line and self.tabled[issue]]
        return [(place, line) for place, line in stated if self.trial.is_meant(line.firmness, line.chance)]

    def crossed(self, row, package):
        """The issues on which the package crosses a line of the row."""
        return [self.issues[place] for place, line in self.lines[row] if not line.allows(self.scales[place].values[package[place]])]

    def show(self, package, *kinds):
        """What conditions read of the stage's issues."""
        for issue, scale, option in zip(self.issues, self.scales, package):
            for kind in kinds or ("issue",):
                self.trial.state[kind, issue] = scale.values[option]

    def forbidden_by(self, rules):
        """A function of packages; the rules are read as the stage begins."""
        tables = []
        for rule in rules:
            places = [place for place, issue in enumerate(self.issues) if ("issue", issue) in rule.reads]
            table = {}
            for options in itertools.product(*(range(len(self.scales[place].values)) for place in places)):
                for place, option in zip(places, options):
                    self.trial.state["issue", self.issues[place]] = self.scales[place].values[option]
                table[options] = rule.evaluate(self.trial.state)
            self.show(self.current)
            tables.append((places, table))
        return lambda package: any(table[tuple(package[place] for place in places)] for places, table in tables)

    # ---- packages

    def packages(self):
        return itertools.product(*(range(len(scale.values)) for scale in self.scales))

    def count(self):
        return math.prod(len(scale.values) for scale in self.scales)

    def labels(self, package):
        return {issue: scale.label_of[option] for issue, scale, option in zip(self.issues, self.scales, package)}

    def option_key(self, place, option):
        return address_hash(f"{self.issues[place]}={written(self.scales[place].values[option])}")

    def lot(self, stage, package):
        key = sum(self.option_key(place, option) for place, option in enumerate(package)) & LONG
        return priority(self.trial.seed, self.trial.number, stage.name, key)


def differences(a, b):
    return sum(x != y for x, y in zip(a, b))


class Choice:
    """The least of several by a key; among equals a fair draw."""

    def __init__(self, lot):
        self.lot, self.key, self.best, self.drawn = lot, None, None, False

    def might_take(self, key):
        return self.key is None or key <= self.key

    def admit(self, key, package):
        if self.key is not None and key == self.key:
            self.drawn = True
            self.best = max(self.best, package, key=self.lot)
        elif self.might_take(key):
            self.key, self.best, self.drawn = key, package, False
