"""The program plays every trial as an independent reference does: tests/reference, which is docs/model.md in plain Python. Outcomes,
offers, drafts, answers and their reasons are the same; numbers are within 1e-9.

usage: reference_test.py PROGRAM [--few]
"""

import collections
import csv
import io
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from reference.columns import columns
from reference.draws import address_hash, philox
from reference.random_scenarios import random_scenario
from reference.scenario import Scenario
from reference.trial import Trial

PROGRAM = ""
TESTS = Path(__file__).resolve().parent
SCENARIOS = sorted((TESTS.parent / "scenarios").glob("*.toml"))
CASES = [*sorted((TESTS / "protocols" / "cases").glob("*.toml")), *(TESTS / "scenario" / "good" / f"{name}.toml"
                                                                    for name in ("harbour", "recognition-first"))]
RANDOM = 300
SEED = 7
TOLERANCE = 1e-9
NOT_TOLD = ("trial", "failed", "input", "chance", "below_norm_floor", "settled")  # by the reference; settled: the bins of ranges


# ---- what the program says

def detente(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments), "--quiet"], capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise AssertionError(f"{arguments}: {done.stderr}")
    return done.stdout


def trials_of(path, folder, count):
    """A dictionary of columns for each trial."""
    results = folder / f"{path.stem}.sqlite"
    detente("run", path, "--trials", count, "--seed", SEED, "--threads", 1, "--out", results)
    return list(csv.DictReader(io.StringIO(detente("export", results, "--each-trial"))))


def story_of(path, trial):
    return json.loads(detente("replay", path, "--trial", trial, "--seed", SEED, "--format", "json"))


# ---- comparing

def are_same(own, theirs):
    """theirs: a cell, of a number maybe with its unit, or a value of JSON."""
    if isinstance(own, dict):
        return own.keys() == theirs.keys() and all(are_same(own[key], theirs[key]) for key in own)
    if isinstance(own, list):
        return sorted(map(str, own)) == sorted(map(str, theirs))
    if isinstance(own, str) or own is None or theirs in ("", None):
        return own == theirs
    return abs(own - float(theirs.split(" ")[0] if isinstance(theirs, str) else theirs)) <= TOLERANCE * max(1.0, abs(own))


def is_nothing(cell):
    """Of a column that the reference has not: it is of somebody who took no part, or something that did not happen."""
    return cell in ("", "0")


def cells_that_differ(own, theirs):
    for column, cell in theirs.items():
        kind = column.partition(" ")[0]
        if column in own:
            if not are_same(own[column], cell):
                yield column, own[column], cell
        elif kind not in NOT_TOLD and not is_nothing(cell):
            yield column, None, cell
    for column in own:
        if column not in theirs and own[column] and not column.startswith(("input", "chance")):
            yield column, own[column], None


def stories_that_differ(trial, story):
    """How it ends, and every round of it."""
    settled = {name: issue.label_of[trial.option[name]] for name, issue in trial.scenario.issues.items()}
    for what, own in (("outcome", trial.outcome), ("events", trial.events), ("settled", settled)):
        if own != story[what]:
            yield what, own, story[what]
    for name, stage in story["stages"].items():
        own = name in trial.reached, trial.held.get(name, False), trial.held.get(name, False) and trial.reached[name].agreed
        if own != (stage["reached"], stage["held"], stage["agreed"]):
            yield name, own, stage
            return
    yield from rounds_that_differ(trial, story)


def rounds_that_differ(trial, story):
    """Every offer and answer, every draft and judgement."""
    for name, stage in story["stages"].items():
        result = trial.reached.get(name)
        if not stage["held"] or not hasattr(result, "rounds"):  # of a wait there is nothing to tell
            continue
        if hasattr(result, "zone"):
            deal = {"terms": result.deal, "had_to_give": result.gives} if result.deal else None
            own = result.present, result.off_the_table, result.zone, deal
            told = stage["present"], stage["off_the_table"], stage["acceptable_packages"], stage["nearest_deal"]
            if own != told:
                yield name, own, told
        if len(result.rounds) != len(stage["rounds"]):
            yield name, "rounds", len(result.rounds), len(stage["rounds"])
        for number, (own, theirs) in enumerate(zip(result.rounds, stage["rounds"]), 1):
            told = theirs.get("offer", theirs.get("draft")), theirs.get("answers", theirs.get("judgements"))
            for party in told[1]:
                told[1][party].pop("conceded", None)
            if own[0] != told[0] or not are_same(own[1], told[1]):
                yield name, number, own, told


class Reference(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def compare(self, path, text, trials, replayed):
        """Plays trials in all three ways; those of the reference."""
        scenario, played = Scenario(text), []
        rows = trials_of(path, self.folder, trials)
        for number in range(trials):
            played.append(Trial(scenario, SEED, number).play())
            differences = list(cells_that_differ(columns(played[-1]), rows[number]))
            if number < replayed:
                differences += stories_that_differ(played[-1], story_of(path, number))
            if differences:
                self.fail(f"{path.name}, trial {number}, seed {SEED}: (what, reference, program)\n"
                          + "\n".join(map(str, differences[:6])) + "\n" + (text if self.folder in path.parents else ""))
        return played

    def test_philox_gives_its_published_answers(self):
        self.assertEqual(philox((0, 0, 0, 0), (0, 0)), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8))
        ones = 0xFFFFFFFF
        self.assertEqual(philox((ones,) * 4, (ones,) * 2), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD))

    def test_shipped_scenarios(self):
        for path in SCENARIOS:
            with self.subTest(path.name):
                self.compare(path, path.read_text(encoding="utf-8"), trials=40, replayed=6)

    def test_cases_made_for_a_rule_each(self):
        for path in CASES:
            with self.subTest(path.name):
                self.compare(path, path.read_text(encoding="utf-8"), trials=8, replayed=1)

    def test_random_scenarios(self):
        seen = collections.Counter()
        for seed in range(RANDOM):
            path, text = self.folder / f"random-{seed}.toml", random_scenario(seed)
            path.write_text(text, encoding="utf-8")
            for trial in self.compare(path, text, trials=8, replayed=2):
                seen.update(happenings(trial))
        if RANDOM >= 300:
            rare = {what: seen[what] for what in WORTH_SEEING if seen[what] < 10}
            self.assertEqual(rare, {}, f"random scenarios seldom come to this; they do to {dict(seen)}")

    def test_the_trial_by_hand_has_the_right_numbers(self):
        page = (TESTS.parent / "docs" / "model.md").read_text(encoding="utf-8")
        page = " ".join(page[page.index("## A trial by hand"):page.index("## Points")].split())
        trial = Trial(Scenario((TESTS.parent / "scenarios" / "first-steps.toml").read_text(encoding="utf-8")), 1, 12).play()
        first, *later = [judgements for _, judgements in trial.reached["talks"].rounds]
        numbers = [*(judgement[key] for judgement in first.values() for key in ("utility", "aspiration", "reservation")),
                   *(judgement["utility"] for judgement in later[0].values()), later[0]["government"]["aspiration"],
                   *(judgements["rebels"]["aspiration"] for judgements in later), trial.inputs["parameters.cost"]]
        shown = [f"{number:.4f}".removeprefix("0") for number in numbers]
        path = "parties.government.positions.aid"
        shown += [f"ideal {trial.inputs[f'{path}.ideal']:.3f}", f"{address_hash(path):x}"]
        self.assertEqual([number for number in shown if number not in page], [])

    # One of eight trials has a line meant over which every text is refused; what is the best text in the others is for them alone.
    def test_a_trial_is_the_same_beside_others(self):
        self.play_beside('changes = 1\naims-at = "reservations"')

    def test_a_zone_is_the_same_beside_others(self):
        self.play_beside('aims-at = "aspirations"')

    def play_beside(self, keys):
        self.compare_small(BESIDE.replace("KEYS", keys), 8)

    def compare_small(self, text, trials):
        path = self.folder / "small.toml"
        path.write_text(text, encoding="utf-8")
        self.compare(path, text, trials, replayed=trials)

    # What the answers to an invitation hang on is read in every round, whatever else moves.
    def test_staying_out_is_read_in_every_round(self):
        self.read_again(stay_out='"if(attends(b), 0.4, 0.9)"')

    def test_staying_out_is_read_again_where_a_shock_moves_a_range(self):
        self.read_again(stay_out='"0.9 - rent / 120"')

    def test_a_demand_is_read_again_where_a_shock_moves_a_range(self):
        self.read_again(more='preconditions.rent = { requires = "rent >= 50" }')

    def test_a_mean_is_read_before_shocks(self):
        self.read_again(mean='"rent"')

    def read_again(self, stay_out="0.4", mean="0", more=""):
        self.compare_small(READ_AGAIN.replace("STAY-OUT", stay_out).replace("MEAN", mean).replace("MORE", more), 1)


READ_AGAIN = """
format = 1
name = "read-again"
source = "test"
confidence = "low"
issues.x = { reversion = "no", options = { no = 0, half = 50, yes = 100 } }
issues.rent = { reversion = 0, range = [0, 100], step = 10 }
[variables.price]
initial = 0
process = { kind = "ar1", mean = MEAN, phi = 0.5, sd = 0, per = "month" }
[[shocks]]
name = "rise"
chance = 1
per = "month"
set = { rent = 60 }
[parties.c]
role = "convenor"
influence = 50
reservation = 0
positions.x = ["no", 50]
[parties.a]
role = "government"
influence = 50
positions.x = ["yes", 50]
stay-out = STAY-OUT
MORE
[parties.b]
role = "government"
influence = 50
[[stages]]
name = "talks"
protocol = "participation"
convenor = "c"
invited = ["a", "b"]
wanted = ["a"]
issues = ["x"]
offer = { x = "no" }
rounds = 3
[[outcomes]]
name = "half"
when = "x = 'half'"
[[outcomes]]
name = "other"
when = "true"
"""

BESIDE = """
format = 1
name = "beside"
source = "test"
confidence = "low"
issues.x = { reversion = "no", options = { no = 0, half = 50, yes = 100 } }
[parties.a]
role = "government"
influence = 50
positions.x = ["yes", 50]
[parties.b]
role = "armed-group"
influence = 50
reservation = 0
tactic = { kind = "time-dependent", beta = 0.1 }
positions.x = { ideal = "no", salience = 50, red-line = { at-most = "no", firmness = 0.5 } }
[parties.m]
role = "mediator"
influence = 100
positions.x = ["yes", 50]
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["x"]
rounds = 2
KEYS
decision = { rule = "consensus" }
[[outcomes]]
name = "yes"
when = "x >= 'yes'"
[[outcomes]]
name = "no"
when = "true"
"""

# What random scenarios have to come to, or else comparing them says little.
WORTH_SEEING = (
    "offer", "later offer", "amended draft", "no text", "every text refused", "drawn", "agreed", "not held", "off the table",
    "past a refusal", "red-line", "never", "loss", "too-little", "pivotal", "not pivotal", "worse-than-staying-away", "precondition",
    "of who instructs",
    "a meant demand", "a bluff", "zone")


def happenings(trial):
    for name, result in trial.reached.items():
        if not trial.held[name]:
            yield "not held"
            continue
        yield from ["agreed"] * result.agreed + ["drawn"] * getattr(result, "drawn", False)
        texts = [text for text, _ in getattr(result, "rounds", ())]
        if hasattr(result, "zone"):
            yield from ["amended draft"] * (texts[0] != texts[-1]) + ["no text"] * (not result.has_text) + ["zone"] * (result.zone > 1)
            yield from ["every text refused"] * result.all_refused + ["off the table"] * bool(result.off_the_table)
            yield from ["past a refusal"] * (result.agreed and bool(result.reasons))
            yield from (reason.partition(".")[0] for reason in result.reasons.values())
            yield from ("pivotal" if pivotal else "not pivotal" for pivotal in result.pivotal.values())
        elif texts:
            yield from ["offer", *["later offer"] * (texts[0] != texts[-1])]
            for guest, reasons in result.reasons.items():
                yield from (reason.partition(".")[0] for reason in reasons)
                yield from ["of who instructs"] * any(reason.endswith(f".{party}") for reason in reasons
                                                      for party in trial.scenario.parties)
                unmet = result.rounds[-1][1][guest]["unmet"]
                yield from ("a meant demand" if demand["meant"] else "a bluff" for demand in unmet)


def main():
    global PROGRAM, RANDOM
    arguments = [argument for argument in sys.argv[1:] if argument != "--few"]
    if len(arguments) != 1:
        print(__doc__.splitlines()[-1], file=sys.stderr)
        return 2
    PROGRAM = str(Path(arguments[0]).resolve())
    RANDOM = 20 if "--few" in sys.argv else RANDOM
    return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
