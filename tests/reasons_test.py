"""Why texts failed, by brute force: the reason named for a refusal, taken away, removes or lowers it; who would have had to give, given,
lets a text pass, and nobody fewer would; whoever is called pivotal is.

400 failures are judged: trials of random scenarios, at most four of each, in which a single text failed. What a text is worth, which lines
it crosses and whether it passes is asked of tests/reference; what the program says of it is taken away in the file, and the program asked
again about the same text.

usage: reasons_test.py PROGRAM [--few]
"""

import collections
import csv
import io
import json
import subprocess
import sys
import tempfile
import unittest
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, count
from pathlib import Path

from reference.packages import differences, written
from reference.random_scenarios import Writer
from reference.scenario import Scenario
from reference.trial import Trial

PROGRAM = ""
FAILURES, LEAST = 400, 200  # trials that failed
TRIALS, OF_EACH = 16, 4  # of a scenario that are played, and that are judged at most
FIRST_SEED, SEED = 5000, 11
PACKAGES = 500  # of larger spaces sets are not counted out; there is none among these scenarios
SLACK = 1e-9


# ---- scenarios

class Hard(Writer):
    """Parties ask for more and draw more lines, so that more texts fail; a text comes first."""

    def stage(self, protocol, name):
        super().stage(protocol if self.stages else "single-text", name)

    def party(self, name):
        start = len(self.lines)
        super().party(name)
        if not any(line.startswith("reservation") for line in self.lines[start:]):
            self.lines.insert(start + 1, f'reservation = "status-quo + {self.pick((0.05, 0.1, 0.2))}"')

    def position(self, party, issue):
        super().position(party, issue)
        if not self.lines[-1].startswith("red-line") and self.is_chance(0.4):
            self.write(f"red-line = {{ {self.pick(('at-least', 'at-most'))} = {self.pick(self.options[issue])} }}")


def scenario_text(seed):
    return (Hard if seed % 2 else Writer)(seed).scenario()


def edited(text, change):
    """change: of a line and the table that it stands in, the lines that take its place."""
    lines, table = [], ""
    for line in text.splitlines():
        table = line if line.startswith("[") else table
        lines += change(line, table)
    return "\n".join(lines) + "\n"


def without(text, table, key):
    return edited(text, lambda line, where: [] if where == f"[{table}]" and line.startswith(f"{key} =") else [line])


def consenting(text, party):
    """It signs whatever is tabled."""
    def change(line, where):
        if line == f"[parties.{party}]":
            return [line, "reservation = 0"]
        own = where == f"[parties.{party}]" or where.startswith(f"[parties.{party}.")
        return [] if own and line.startswith(("reservation =", "never =", "red-line =")) else [line]
    return edited(text, change)


def lifted(text, party, reason):
    kind, _, issue = reason.partition(".")
    return without(text, f"parties.{party}.positions.{issue}", kind) if issue else without(text, f"parties.{party}", kind)


def pinned(text, space, package):
    """The package is the only one that may be tabled, from the first round on."""
    others = " or ".join(f"{scale.name} != {written(scale.values[option])}" for scale, option in zip(space.scales, package))
    text = edited(text, lambda line, where: [] if where == "[[stages]]" and line.startswith("changes =") else [line])
    return text + f'[[links]]\nname = "pinned"\nnever = "{others}"\n'


# ---- what the program says

def detente(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments), "--seed", str(SEED), "--quiet"], capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise AssertionError(f"{arguments}: {done.stderr}")
    return done.stdout


def table_of(text, folder, trials):
    """A dictionary of columns for each trial."""
    path, results = folder / "scenario.toml", folder / "results.sqlite"
    path.write_text(text, encoding="utf-8")
    results.unlink(missing_ok=True)
    detente("run", path, "--trials", trials, "--threads", 1, "--out", results)
    done = subprocess.run([PROGRAM, "export", results, "--each-trial", "--quiet"], capture_output=True, text=True, check=True, timeout=600)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def story_of(text, folder, trial):
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return json.loads(detente("replay", path, "--trial", trial, "--format", "json"))


# ---- failures

class Kept(Trial):
    """A trial of which every stage's room is kept, as it was in the last round."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.rooms = {}

    def end_stage(self, stage, room, rounds):
        self.rooms[stage.name] = room
        super().end_stage(stage, room, rounds)


@dataclass
class Failure:
    """A text that failed: the program's account of it, and the room in which it did."""
    text: str
    number: int
    stage: str
    room: object
    told: dict
    row: dict
    is_first: bool  # nothing was played before

    def __str__(self):
        return f"trial {self.number}, seed {SEED}, {self.stage} of\n{self.text}"

    @property
    def judgements(self):
        return self.told["rounds"][-1]["judgements"]

    @cached_property
    def draft(self):
        return self.package(self.told["rounds"][-1]["draft"])

    @cached_property
    def refusals(self):
        return {party: judgement["reason"] for party, judgement in self.judgements.items() if judgement["reason"]}

    @cached_property
    def terms(self):
        return self.package(self.told["nearest_deal"]["terms"])

    @property
    def givers(self):
        return self.told["nearest_deal"]["had_to_give"]

    def reasons(self):
        """(package, party, why it refuses it): of the last text, and of the terms for which somebody would have had to give."""
        yield from ((self.draft, party, reason) for party, reason in self.refusals.items())
        if self.told["nearest_deal"]:
            yield from ((self.terms, party, reason) for party, reason in self.givers.items())

    def package(self, labels):
        return tuple(scale.label_of.index(labels[scale.name]) for scale in self.room.space.scales)

    # ---- by the reference

    def is_possible(self, package):
        """It may be tabled, be it refused over a line."""
        return not self.room.judge(package)[0]

    def grounds(self, party, package, without=""):
        """All on which it refuses the package in the last round. without: a line, or its `never`, that is taken away."""
        space = self.room.space
        crossed = {f"red-line.{issue}" for issue in space.crossed(party, package)}
        found = crossed - {without}
        if without != "never" and self.room.breaks[party](package):
            found.add("never")
        if space.utility(party, package) < self.room.reservation[party] - SLACK:
            found.add("worth")
        return found

    def passes(self, package, consenting):
        """With the consent of these, whatever they say; all others are at their reservations."""
        return self.room.passes(package, lambda party: party in consenting or not self.grounds(party, package))

    def last_text_passes(self, consenting=""):
        """The answers as the program told them, but for whose consent is given."""
        return self.room.passes(self.draft, lambda party: party == consenting or self.judgements[party]["accepts"])

    def moved(self, package, issue, party, reason):
        """The reason taken away there: the issue at what holds, or at the best for the party."""
        space, place = self.room.space, self.room.space.issues.index(issue)
        options = range(len(space.scales[place].values)) if reason.startswith("too-little") else [space.current[place]]
        return max(((*package[:place], option, *package[place + 1:]) for option in options),
                   key=lambda other: space.utility(party, other))

    def gains(self, party, package, reason):
        """By issue: what the text is worth more to the party with this one issue moved."""
        space = self.room.space
        return {issue: space.utility(party, self.moved(package, issue, party, reason)) - space.utility(party, package)
                for issue in space.issues}

    def is_at_its_best(self, party, package):
        return max(self.gains(party, package, "too-little").values()) <= SLACK

    def in_reach(self):
        """Packages of which the nearest deal is one: all, or of a search among neighbours those within two issues of the last text."""
        for package in self.room.space.packages():
            if (self.room.is_whole() or differences(package, self.draft) <= 2) and self.is_possible(package):
                yield package

    def smaller_sets(self, package, size):
        """Of parties that refuse the package, fewer than so many; consent of others would change nothing."""
        refusing = [party for party in self.room.asked if self.grounds(party, package)]
        return (parties for smaller in range(min(size, len(refusing) + 1)) for parties in combinations(refusing, smaller))

    # ---- by the program, asked again

    @property
    def may_be_asked_again(self):
        """A change of the file changes nothing before the stage, and all rounds are like the last but for what is asked."""
        return self.is_first and not self.room.moving

    def asked_again(self, text, package, folder):
        """What it says of the same trial where only the package may be tabled."""
        told = story_of(pinned(text, self.room.space, package), folder, self.number)["stages"][self.stage]
        draft = told["rounds"][-1]["draft"]
        if draft is None or self.package(draft) != package:
            raise AssertionError(f"another text than {package}: {told} {self}")
        return told


def failed_stages(row, scenario):
    for stage in scenario.stages:
        if stage.protocol == "single-text" and row[f"held {stage.name}"] == "1" and row[f"agreed {stage.name}"] == "0" \
                and row[f"no_admissible_text {stage.name}"] == "0":
            yield stage.name


def failures_of(text, folder):
    """By trial."""
    scenario, found = Scenario(text), {}
    for number, row in enumerate(table_of(text, folder, TRIALS)):
        stages = list(failed_stages(row, scenario))
        if stages and len(found) < OF_EACH:
            trial, story = Kept(scenario, SEED, number).play(), story_of(text, folder, number)
            found[number] = [Failure(text, number, name, trial.rooms[name], story["stages"][name], row,
                                     not any(trial.held[other] for other in list(trial.held)[:list(trial.held).index(name)]))
                             for name in stages]
    return list(found.values())


def rank(reason):
    """The first that holds is named: the least."""
    kind, _, issue = reason.partition(".")
    return {"red-line": (0, issue), "never": (1, "")}.get(kind, (2, ""))


class Reasons(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder, trials = Path(folder.name), []
        for seed in count(FIRST_SEED):
            trials += failures_of(scenario_text(seed), cls.folder)
            if len(trials) >= FAILURES:
                break
        cls.trials = trials[:FAILURES]
        cls.failures = [failure for failed in cls.trials for failure in failed]

    def refusals(self, *kinds):
        """(failure, package, party, reason), also of who would have had to give for the nearest deal."""
        for failure in self.failures:
            yield from ((failure, *told) for told in failure.reasons() if told[2].partition(".")[0] in kinds)

    def asked_again(self):
        return (failure for failure in self.failures if failure.may_be_asked_again)

    # ---- refusals

    def test_who_asks_for_more_than_any_text_gives_has_the_best_of_every_issue(self):
        for failure, package, party, _ in self.refusals("unattainable"):
            self.assertTrue(failure.is_at_its_best(party, package), failure)

    def test_enough_failures_of_every_kind_are_judged(self):
        seen = collections.Counter(trials=len(self.trials))
        for failure in self.failures:
            seen.update(reason.partition(".")[0] for _, _, reason in failure.reasons())
            seen.update(f"pivotal {failure.row[f'pivotal {failure.stage}.{party}']}" for party in failure.refusals)
            seen["whole"] += failure.room.is_whole()
            seen["asked again"] += failure.may_be_asked_again
            seen["several give"] += len((failure.told["nearest_deal"] or {"had_to_give": ()})["had_to_give"]) > 1
        if FAILURES < LEAST:
            return
        self.assertGreaterEqual(len(self.trials), LEAST)
        kinds = ("red-line", "never", "loss", "too-little", "unattainable", "pivotal 0", "pivotal 1", "several give", "whole",
                 "asked again")
        self.assertEqual([kind for kind in kinds if seen[kind] < 30], [], seen)

    def test_the_reference_has_the_same_text(self):
        for failure in self.failures:
            self.assertEqual(failure.draft, failure.room.draft, failure)

    def test_whoever_refuses_has_a_ground_and_nobody_else(self):
        for failure in self.failures:
            refusing = [party for party in failure.room.asked
                        if failure.room.has_a_say(party, failure.draft) and failure.grounds(party, failure.draft)]
            self.assertEqual(refusing, sorted(failure.refusals), failure)
            self.assertFalse(failure.last_text_passes(), failure)

    def test_a_line_or_never_taken_away_leaves_a_weaker_refusal_or_none(self):
        for failure, package, party, reason in self.refusals("red-line", "never"):
            grounds = failure.grounds(party, package)
            self.assertIn(reason, grounds, failure)
            left = failure.grounds(party, package, without=reason)
            self.assertEqual(left, grounds - {reason}, failure)
            self.assertTrue(all(rank(other) > rank(reason) for other in left), failure)

    def test_the_program_refuses_no_longer_over_what_is_taken_away(self):
        for failure, package, party, reason in self.refusals("red-line", "never"):
            if failure.may_be_asked_again:
                told = failure.asked_again(lifted(failure.text, party, reason), package, self.folder)["rounds"][-1]["judgements"][party]
                self.assertTrue(told["accepts"] or rank(told["reason"]) > rank(reason), (party, reason, told, failure))

    def test_a_refusal_over_worth_has_no_other_ground(self):
        for failure, package, party, _ in self.refusals("loss", "too-little"):
            self.assertEqual(failure.grounds(party, package), {"worth"}, failure)

    def test_an_issue_moved_back_gains_what_was_lost_and_none_gains_more(self):
        self.check_gains("loss")

    def test_an_issue_at_the_best_gains_what_was_missed_and_none_gains_more(self):
        self.check_gains("too-little")

    def check_gains(self, kind):
        for failure, package, party, reason in self.refusals(kind):
            gains = failure.gains(party, package, reason)
            named = gains[reason.partition(".")[2]]
            self.assertGreater(named, SLACK, (party, reason, failure))
            self.assertLessEqual(max(gains.values()), named + SLACK, (party, reason, gains, failure))

    def test_nothing_that_could_be_called_a_loss_is_called_too_little(self):
        for failure, package, party, _ in self.refusals("too-little"):
            self.assertLessEqual(max(failure.gains(party, package, "loss").values()), SLACK, failure)

    def test_the_program_finds_the_text_worth_more_with_the_issue_moved(self):
        for failure, package, party, reason in (*self.refusals("loss"), *self.refusals("too-little")):
            better = failure.moved(package, reason.partition(".")[2], party, reason)
            if failure.may_be_asked_again and failure.is_possible(better):
                before, after = (failure.asked_again(failure.text, text, self.folder)["rounds"][-1]["judgements"][party]["utility"]
                                 for text in (package, better))
                self.assertGreater(after, before + SLACK, (party, reason, failure))

    # ---- who would have had to give

    def deals(self):
        return (failure for failure in self.failures if failure.told["nearest_deal"])

    def test_the_consent_of_who_had_to_give_lets_the_terms_pass(self):
        for failure in self.deals():
            self.assertTrue(failure.is_possible(failure.terms), failure)
            self.assertTrue(failure.passes(failure.terms, failure.givers), failure)

    def test_none_of_them_can_be_spared(self):
        for failure in self.deals():
            for parties in failure.smaller_sets(failure.terms, len(failure.givers)):
                self.assertFalse(failure.passes(failure.terms, parties), (parties, failure))
            for party in failure.givers:
                self.assertFalse(failure.passes(failure.terms, set(failure.givers) - {party}), (party, failure))

    def test_no_package_passes_with_fewer(self):
        for failure in self.deals():
            self.assertLessEqual(failure.room.space.count(), PACKAGES)
            for package in failure.in_reach():
                for parties in failure.smaller_sets(package, len(failure.givers)):
                    self.assertFalse(failure.passes(package, parties), (package, parties, failure))

    def test_where_there_is_no_nearest_deal_nothing_passes_though_all_consent(self):
        for failure in self.failures:
            if not failure.told["nearest_deal"]:
                passing = [package for package in failure.in_reach() if failure.passes(package, failure.room.asked)]
                self.assertEqual(passing, [], failure)

    def test_the_program_agrees_once_they_give_and_not_without_one_of_them(self):
        for failure in self.asked_again():
            if failure.told["nearest_deal"]:
                self.assertTrue(self.agreed(failure, failure.terms, failure.givers), failure)
                for party in failure.givers:
                    self.assertFalse(self.agreed(failure, failure.terms, set(failure.givers) - {party}), (party, failure))

    def agreed(self, failure, package, consenters):
        text = failure.text
        for party in consenters:
            text = consenting(text, party)
        return failure.asked_again(text, package, self.folder)["agreed"]

    # ---- whose consent alone was lacking

    def test_who_is_pivotal_is_who_alone_could_let_the_last_text_pass(self):
        for failure in self.failures:
            for party in failure.judgements:
                told = {kind: failure.row.get(f"{kind} {failure.stage}.{party}") == "1" for kind in ("refused", "pivotal")}
                self.assertEqual(told["refused"], party in failure.refusals, (party, failure))
                self.assertEqual(told["pivotal"], told["refused"] and failure.last_text_passes(party), (party, failure))

    def test_the_program_agrees_once_who_is_pivotal_consents(self):
        for failure in self.asked_again():
            for party in failure.refusals:
                pivotal = failure.row[f"pivotal {failure.stage}.{party}"] == "1"
                self.assertEqual(self.agreed(failure, failure.draft, [party]), pivotal, (party, failure))


class AtItsBest(unittest.TestCase):
    """Somebody has the best there is for it on every issue, and asks for more: no issue can be moved to bring it anything."""

    def setUp(self):
        with tempfile.TemporaryDirectory() as folder:
            self.told = story_of(BEST, Path(folder), 0)["stages"]["talks"]["rounds"][-1]

    def test_it_refuses_the_best_text_there_is(self):
        judgement = self.told["judgements"]["a"]
        self.assertEqual((self.told["draft"], judgement["accepts"], judgement["utility"]), ({"x": "half"}, False, 0.9))

    def test_no_issue_is_named_on_which_nothing_is_missed(self):
        self.assertEqual(self.told["judgements"]["a"]["reason"], "unattainable")


BEST = """
format = 1
name = "best"
source = "test"
confidence = "low"
issues.x = { reversion = "no", options = { no = 0, half = 50, yes = 100 } }
[parties.a]
role = "government"
influence = 50
reservation = 0.95
positions.x = [60, 100]
[parties.m]
role = "mediator"
influence = 50
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["x"]
[[outcomes]]
name = "all"
when = "true"
"""


def main():
    global PROGRAM, FAILURES
    arguments = [argument for argument in sys.argv[1:] if argument != "--few"]
    if len(arguments) != 1:
        print(__doc__.splitlines()[-1], file=sys.stderr)
        return 2
    PROGRAM = str(Path(arguments[0]).resolve())
    FAILURES = FAILURES // 10 if "--few" in sys.argv else FAILURES
    return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
