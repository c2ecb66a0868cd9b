"""Every number that is told is the one that the trials come to, at any scale: shares, means, spreads and quantiles of the table, of JSON,
CSV, results files, comparisons and sweeps against exact sums over `export --each-trial`. No number is told that is none.

usage: numbers_test.py PROGRAM
"""

import csv
import io
import json
import math
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction
from pathlib import Path

PROGRAM = ""
SCALES = (1e-300, 1e-9, 1.0, 1e9, 1e300)
TRIALS = 3000
NO_NUMBER = re.compile(r"(?<![\w-])-?(nan|inf|infinity)(?![\w-])", re.IGNORECASE)

STAGES = """
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["aid", "land"]
rounds = 4
round-length = "1 week"
decision = { rule = "weighted-majority", share = 0.55 }
[[outcomes]]
name = "deal"
when = "agreed(talks)"
[[outcomes]]
name = "none"
when = "true"
"""


def parties(influence, salience, more=""):
    return f"""
format = 1
name = "scale"
source = "test"
confidence = "low"
issues.aid = {{ reversion = "none", options = {{ none = 0, some = 50, all = 100 }} }}
issues.land = {{ reversion = "no", options = {{ no = 0, yes = 100 }} }}
[parties.a]
role = "government"
influence = {influence}
reservation = {{ uniform = [0.2, 0.9] }}
positions.aid = ["none", {salience}]
positions.land = ["no", {salience}]
[parties.b]
role = "armed-group"
influence = {influence}
reservation = {{ uniform = [0.2, 0.9] }}
positions.aid = ["all", {salience}]
positions.land = ["yes", {salience}]
[parties.m]
role = "mediator"
influence = {influence}
positions.aid = [60, {salience}]
{more}"""


def variables(scale):
    """Of each kind: what is drawn, what moves, and what shocks make of it."""
    small, large = min(scale, 1e299), max(scale, 1e-299)
    return f"""
[variables.constant]
initial = {scale}
[variables.spread]
initial = {{ uniform = [{small}, {2 * small}] }}
[variables.below]
initial = {{ normal = [{-small}, {small / 4}] }}
[variables.both]
initial = {{ normal = [0, {small}] }}
[variables.narrow]
initial = {{ normal = [{scale}, {large * 1e-9}] }}
[variables.two]
initial = {{ choice = {{ "{-small!r}" = 1, "{3 * small!r}" = 3 }} }}
[variables.far]
initial = {{ lognormal = [{math.log(scale) if 1e-200 < scale < 1e200 else math.copysign(590, math.log(scale))}, 2] }}
[variables.walk]
initial = 0
process = {{ kind = "random-walk", drift = {small / 8}, sd = {small / 16}, per = "week" }}
[variables.back]
initial = {small}
process = {{ kind = "ar1", mean = {small / 2}, phi = 0.5, sd = {small / 100}, per = "week" }}
[variables.struck]
initial = {small}
[[shocks]]
name = "hit"
chance = 0.3
per = "week"
multiply = {{ struck = 0.5 }}
add = {{ spread = {small} }}
"""


def sized(scale):
    """Parameters and variables of one size; outcomes and events compare their ratios, which are the same at any."""
    small = min(scale, 1e299)
    return parties(50, 50, f"""
[parameters]
size = {{ uniform = [{small}, {2 * small}] }}
line = {{ triangular = [{small}, {1.2 * small}, {2 * small}] }}
plain = {small}
""" + variables(scale)) + STAGES.replace("[[outcomes]]", """[[outcomes]]
name = "rich"
when = "size / plain > 1.4 and spread / size > 1"
[[outcomes]]""", 1) + f"""
[events]
"over the line" = "size / line > 1"
"far away" = "walk / {small} > 0.25"
"""


def run(*arguments, fails=False):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    if (done.returncode != 0) != fails:
        raise AssertionError(f"{' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr}")
    return done.stderr if fails else done.stdout


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def numbers_of(trials, title):
    return [float(row[title]) for row in trials if row["failed"] == "0" and row[title] != ""]


class Study:
    """One scenario, run, kept and told in every way."""

    def __init__(self, folder, text, trials=TRIALS):
        self.scenario = Path(folder) / "scale.toml"
        self.scenario.write_text(text)
        self.file = Path(folder) / "scale.sqlite"
        self.file.unlink(missing_ok=True)
        often = ("--trials", trials, "--seed", 3, "--quiet")
        run("run", self.scenario, *often, "--out", self.file)
        run("verify", self.file)
        self.table = run("run", self.scenario, *often)
        self.json = json.loads(run("run", self.scenario, *often, "--format", "json"), parse_constant=self.refuse)
        self.csv_text = run("run", self.scenario, *often, "--format", "csv")
        self.csv = rows_of(run("export", self.file, "--quiet"))
        self.trials = rows_of(run("export", self.file, "--each-trial", "--quiet"))

    @staticmethod
    def refuse(constant):
        raise AssertionError(f"{constant} in JSON")

    def column(self, title):
        return numbers_of(self.trials, title)

    def means(self):
        with sqlite3.connect(self.file) as file:
            return {(kind, name): (n, mean, sd) for kind, name, n, mean, sd in
                    file.execute("SELECT kind, name, n, mean, sd FROM means")}


def moments(numbers):
    """Mean and standard deviation, right to the last digit."""
    exact = [Fraction(number) for number in numbers]
    mean = sum(exact) / len(exact)
    variance = sum(x * x for x in exact) / len(exact) - mean * mean
    return float(mean), root(variance)


def root(fraction):
    """The square root of a fraction that may be beyond what doubles hold."""
    if fraction == 0:
        return 0.0
    half = (fraction.numerator.bit_length() - fraction.denominator.bit_length()) // 2
    return math.ldexp(math.sqrt(fraction / Fraction(4) ** half), half)


def quantile(numbers, p):
    return sorted(numbers)[max(0, math.ceil(Fraction(str(p)) * len(numbers)) - 1)]


class Scales(unittest.TestCase):
    def expect_near(self, told, right, within, what):
        self.assertIsNotNone(told, what)
        self.assertTrue(math.isfinite(told), f"{what}: {told}")
        self.assertLessEqual(abs(Fraction(told) - Fraction(right)), Fraction(within) * abs(Fraction(right)), f"{what}: {told}, not {right}")

    def expect_words(self, study):
        """Nothing but numbers where numbers stand."""
        for text in (study.table, json.dumps(study.json)):
            self.assertIsNone(NO_NUMBER.search(text.replace("Infinity", "inf")), text)
        for rows in (study.csv, study.trials):
            for row in rows:
                for cell in row.values():
                    self.assertNotIn(str(cell).lower(), ("nan", "-nan", "inf", "-inf"), row)

    def check_variables(self, study):
        means = study.means()
        for title in (title for title in study.trials[0] if title.startswith("variable ")):
            name, numbers = title.split(" ", 1)[1], study.column(title)
            mean, sd = moments(numbers)
            told = study.json["variables"][name]
            self.expect_near(told["mean"], mean, 1e-14, f"mean of {name}")
            self.expect_near(told["sd"], sd, 1e-14, f"sd of {name}")
            for key, p in (("quantile_05", 0.05), ("median", 0.5), ("quantile_95", 0.95)):
                self.expect_near(told[key], quantile(numbers, p), 1 / 62, f"{key} of {name}")
            self.assertEqual(means["variable", name], (len(numbers), told["mean"], told["sd"]))
            row = next(line for line in study.table.splitlines() if line.split()[:1] == [name])
            for number, key in zip(row.split()[1:], ("mean", "sd", "quantile_05", "median", "quantile_95")):
                self.expect_near(float(number), told[key], 1e-3, f"{key} of {name} in the table")

    def check_stage(self, study):
        stage, means = study.json["stages"]["talks"], study.means()
        self.expect_near(stage["agreed"]["share"], sum(study.column("agreed talks")) / len(study.column("agreed talks")), 1e-14, "agreed")
        self.expect_near(means["rounds", "talks"][1], moments(study.column("rounds talks"))[0], 1e-14, "rounds")
        for party in "ab":
            numbers = study.column(f"utility talks.{party}")
            self.assertTrue(all(0 <= number <= 1 + 1e-9 for number in numbers), numbers[:10])
            self.expect_near(means["utility", f"talks.{party}"][1], moments(numbers)[0], 1e-12, f"utility of {party}")

    def check_csv(self, study):
        """The very numbers of JSON."""
        self.assertEqual(rows_of(study.csv_text), study.csv)
        told = {(row["kind"], row["name"], row["figure"]): row for row in study.csv}
        for name, variable in study.json["variables"].items():
            for figure in ("mean", "sd", "quantile_05", "median", "quantile_95"):
                self.assertEqual(float(told["variable", name, figure]["value"]), variable[figure], f"{figure} of {name}")
        for section in ("outcome", "event"):
            for name, share in study.json[f"{section}s"].items():
                row = told[section, name, "share"]
                self.assertEqual([float(row[key]) for key in ("value", "low", "high", "count")],
                                 [share[key] for key in ("share", "low", "high", "count")], name)

    def test_variables_of_any_size_are_summed_up_as_their_trials(self):
        for scale in SCALES:
            with self.subTest(scale=scale), tempfile.TemporaryDirectory() as folder:
                study = Study(folder, parties(50, 50, variables(scale)) + STAGES)
                self.expect_words(study)
                self.assertEqual(study.json["problems"]["failed_trials"], 0)
                self.check_variables(study)
                self.check_stage(study)
                self.check_csv(study)

    def check_point(self, rows, trials):
        """The rows of a sweep's CSV that tell of one point; the shares in them."""
        counts = {}
        for row in rows:
            kind, name, what = row["kind"], row["name"], f"{row['kind']} {row['name']}"
            figures = {key: float(row[key]) for key in ("share", "mean", "sd", "low", "high") if row[key] != ""}
            if kind in ("outcome", "event"):
                holds = [trial["outcome"] == name if kind == "outcome" else trial[what] == "1" for trial in trials]
                counts[what] = sum(holds)
                self.assertEqual((int(row["count"]), int(row["of"])), (sum(holds), len(trials)), what)
                self.assertEqual(figures["share"], sum(holds) / len(trials), what)
            elif kind == "variable":
                mean, sd = moments(numbers_of(trials, what))
                self.expect_near(figures["mean"], mean, 1e-14, f"mean of {name}")
                self.expect_near(figures["sd"], sd, 1e-14, f"sd of {name}")
                half = (Fraction(figures["high"]) - Fraction(figures["low"])) / 2
                self.assertLessEqual(abs(half - Fraction(1.959963984540054) * Fraction(sd) / root(Fraction(len(trials)))),
                                     Fraction(1e-12) * half + Fraction(4e-16) * abs(Fraction(mean)), f"interval of {name}")
            if "low" in figures:
                middle = figures.get("share", figures.get("mean"))
                self.assertTrue(figures["low"] <= middle <= figures["high"], f"{what}: {figures}")
        return counts

    def check_sweep_file(self, file, rows):
        """The tables that SQL reads hold the numbers of the CSV."""
        with sqlite3.connect(file) as database:
            stored = database.execute("SELECT run, kind, name, item, p, NULL, NULL, low, high FROM shares UNION ALL "
                                      "SELECT run, kind, name, item, NULL, mean, sd, low, high FROM means").fetchall()
        told = [(int(row["point"]), row["kind"], row["name"], row["item"], *(float(row[key]) if row[key] else None for key in
                ("share", "mean", "sd", "low", "high"))) for row in rows]
        self.assertCountEqual(stored, told)

    def check_sweep_json(self, text, rows):
        runs = json.loads(text, parse_constant=Study.refuse)["runs"]
        for row in rows:
            told = runs[int(row["point"])]["shares" if row["count"] else "means"][row["kind"]][row["name"]]
            told = told[row["item"]] if row["item"] else told
            for key in ("share", "mean", "sd", "low", "high"):
                self.assertEqual(told.get(key), float(row[key]) if row[key] else None, row)

    def test_points_of_any_size_come_to_what_their_trials_come_to(self):
        expected = draws = None
        for scale in SCALES:
            with self.subTest(scale=scale), tempfile.TemporaryDirectory() as folder:
                small, often = min(scale, 1e299), ("--trials", 600, "--seed", 3, "--quiet")
                scenario, file = Path(folder) / "sized.toml", Path(folder) / "sized.sqlite"
                scenario.write_text(sized(scale))
                sweep = ("sweep", scenario, "--vary", f"parameters.plain={small}:{2 * small}:3",
                         "--vary", f"variables.walk.process.drift=[{small / 8}, {small / 2}]", *often)
                table = run(*sweep, "--out", file)
                self.assertIsNone(NO_NUMBER.search(table), table)
                run("verify", file)
                rows = rows_of(run("export", file, "--quiet"))
                self.assertEqual(rows, rows_of(run(*sweep, "--format", "csv")))
                self.check_sweep_file(file, rows)
                self.check_sweep_json(run(*sweep, "--format", "json"), rows)
                found = []
                for point in (0, 5):
                    here = [row for row in rows if row["point"] == str(point)]
                    values = {key: here[0][key] for key in ("parameters.plain", "variables.walk.process.drift")}
                    self.assertEqual([float(value) for value in values.values()],
                                     [2 * small, small / 2] if point else [small, small / 8])
                    alone = Path(folder) / f"{point}.sqlite"
                    run("run", scenario, *often, "--out", alone, *(f"--set={key}={value}" for key, value in values.items()))
                    trials = rows_of(run("export", alone, "--each-trial", "--quiet"))
                    found.append(self.check_point(here, trials))
                expected = expected or found
                self.assertEqual(found, expected, "the same ratios")
                drawn = [[float(row[f"input parameters.{name}"]) / small for row in trials] for name in ("size", "line")]
                draws = draws or drawn
                for here, first in zip(drawn, draws):
                    for number, right in zip(here, first):
                        self.expect_near(number, right, 1e-14, "a draw")

    def test_what_outcomes_depend_on_is_the_same_at_any_size(self):
        expected = None
        for scale in SCALES:
            with self.subTest(scale=scale), tempfile.TemporaryDirectory() as folder:
                scenario = Path(folder) / "sized.toml"
                scenario.write_text(sized(scale))
                often = ("sensitivity", scenario, "--trials", 1024, "--seed", 3, "--quiet", "--format")
                told = json.loads(run(*often, "json"), parse_constant=Study.refuse)["outcomes"]
                for row in rows_of(run(*often, "csv")):
                    at = told[row["outcome"]]["inputs"][row["input"]]
                    for key in ("alone", "noise", "in_all", "low", "high"):
                        self.assertEqual(float(row[key]) if row[key] else None, at[key], row)
                    self.assertTrue(0 <= at["low"] <= at["in_all"] <= at["high"] <= 1, row)
                    if at["alone"] is not None:
                        self.assertTrue(0 <= at["alone"] <= 1 and 0 < at["noise"] < 1, row)
                    if at["determined"]:
                        self.assertLess(at["alone"] - 3 * at["noise"], at["high"], row)
                self.assertGreater(told["rich"]["inputs"]["parameters.size"]["alone"], 0.3)
                self.assertGreater(told["rich"]["inputs"]["shocks.hit"]["low"], 0.1)
                expected = expected or told
                self.assertEqual(told, expected, "the same ratios")

    def test_variables_of_any_size_are_compared_as_their_trials(self):
        for scale in SCALES:
            with self.subTest(scale=scale), tempfile.TemporaryDirectory() as folder:
                before = Study(folder, parties(50, 50, variables(scale)) + STAGES)
                text = before.scenario.read_text()
                drift = min(scale, 1e299) / 8
                self.assertIn(f"drift = {drift}", text)
                other = Path(folder) / "other.toml"
                other.write_text(text.replace(f"drift = {drift}", f"drift = {2 * drift}"))
                told = json.loads(run("compare", before.scenario, other, "--trials", TRIALS, "--seed", 3, "--quiet", "--format", "json"),
                                  parse_constant=Study.refuse)
                after = Study(folder, other.read_text())
                for measure in told["variants"][0]["figures"]:
                    if measure["kind"] != "variable":
                        continue
                    title, n = f"variable {measure['name']}", TRIALS
                    first, second = before.column(title), after.column(title)
                    changes = [Fraction(b) - Fraction(a) for a, b in zip(first, second)]
                    self.expect_near(measure["reference"], moments(first)[0], 1e-13, title)
                    self.expect_near(measure["variant"], moments(second)[0], 1e-13, title)
                    if not any(changes):
                        self.assertEqual((measure["change"], measure["low"], measure["high"]), (0, 0, 0))
                        continue
                    mean = sum(changes) / n
                    self.expect_near(measure["change"], mean, 1e-13, f"change of {title}")
                    half = (Fraction(measure["high"]) - Fraction(measure["low"])) / 2
                    # Agresti and Min's, with two pairs added: see sim/stats/paired.h.
                    squares = sum(x * x for x in changes)
                    variance = (squares - n * mean * mean + squares / sum(x != 0 for x in changes)) / (n + 2) \
                        + mean * mean * n * 2 / Fraction(n + 2) ** 2
                    self.expect_near(half, Fraction(1.959963984540054) * Fraction(root(variance / (n + 2))), 1e-9, f"interval of {title}")

    def test_weights_count_by_their_shares_alone(self):
        expected = None
        for scale in (1e-320, 1e-310, 1e-300, 1e-160, 1e-9, 1.0, 50.0):
            with self.subTest(scale=scale), tempfile.TemporaryDirectory() as folder:
                study = Study(folder, parties(scale, scale) + STAGES)
                self.expect_words(study)
                self.check_stage(study)
                self.assertEqual(study.json["problems"]["failed_trials"], 0)
                shares = {name: share["share"] for name, share in study.json["outcomes"].items()}
                expected = expected or shares
                self.assertEqual(shares, expected, "twice the weight for everybody is none for anybody")

    def test_what_has_no_width_is_clamped_as_what_has_next_to_none(self):
        told = []
        for salience in ("{ normal = [-3, 1e-12] }", "{ normal = [-3, 0] }", "{ normal = [-300, 0], max = -1 }"):
            with self.subTest(salience=salience), tempfile.TemporaryDirectory() as folder:
                text = parties(50, 50).replace('positions.aid = ["all", 50]', f'positions.aid = ["all", {salience}]')
                study = Study(folder, text + STAGES)
                self.expect_words(study)
                self.check_stage(study)
                self.assertEqual(study.json["problems"]["trials_with_clamped_numbers"], TRIALS)
                told.append((study.json["outcomes"], study.json["stages"]))
        self.assertTrue(all(each == told[0] for each in told[1:]))

    def test_what_is_no_number_fails_its_trials_and_is_named(self):
        many = '[parameters]\nbig = { uniform = [-1, 1] }\n'
        for text, cause in (
            (parties(50, '"max(big, 0) * 1e300 * 1e300"', many), 'the expression "max(big, 0) * 1e+300 * 1e+300" gave no finite number'),
            (parties(50, 50, '[variables.v]\ninitial = { uniform = [-1e300, 1e300] }\n[[shocks]]\nname = "boom"\nchance = 0.2\n'
                     'per = "week"\nmultiply = { v = 1e9 }\n'), "variables.v was no longer a finite number in round "),
        ):
            with self.subTest(cause=cause), tempfile.TemporaryDirectory() as folder:
                study = Study(folder, text + STAGES)
                self.expect_words(study)
                self.assertGreater(study.json["problems"]["failed_trials"], 0)
                first = study.json["problems"]["first_failed"]
                self.assertIn(cause, first["cause"])
                self.assertEqual(study.trials[first["trial"]]["failed"], "1")
                self.assertNotIn("1", [row["failed"] for row in study.trials[:first["trial"]]])
                self.assertIn(cause, " ".join(study.table.split()))
                self.assertIn(cause, " ".join(run("replay", study.scenario, "--seed", 3, "--trial", first["trial"]).split()))


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
