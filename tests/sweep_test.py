"""analysis/sweep.py: what it varies, what it writes, and what it leaves behind when it is stopped.

usage: sweep_test.py PROGRAM
"""

import csv
import importlib.util
import io
import json
import os
import pty
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SWEEP = ROOT / "analysis" / "sweep.py"
FIRST = ROOT / "scenarios" / "first-steps.toml"
DOHA = ROOT / "scenarios" / "doha-2-2024.toml"
PROGRAM = ""

specification = importlib.util.spec_from_file_location("sweep", SWEEP)
sweep = importlib.util.module_from_spec(specification)
specification.loader.exec_module(sweep)


def command(*arguments):
    return [sys.executable, str(SWEEP), "--program", PROGRAM, *map(str, arguments)]


def run(*arguments, **more):
    return subprocess.run(command(*arguments), capture_output=True, text=True, **more)


def table(*arguments):
    done = run(*arguments)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def report(*arguments):
    done = subprocess.run([PROGRAM, "run", *map(str, arguments), "--format", "json", "--quiet"], check=True, capture_output=True,
                          text=True)
    return json.loads(done.stdout)


class Values(unittest.TestCase):
    def axis(self, text):
        axis = sweep.Axis(text)
        return axis.column, axis.values

    def test_commas_separate_values(self):
        self.assertEqual(self.axis("stages.talks.rounds=2,4, 8"), ("stages.talks.rounds", ["2", "4", "8"]))

    def test_a_range_has_n_equal_steps_and_both_ends(self):
        self.assertEqual(self.axis("a=0..1/4")[1], ["0", "0.25", "0.5", "0.75", "1"])
        self.assertEqual(self.axis("a=0.1..0.3/2")[1], ["0.1", "0.2", "0.3"])
        self.assertEqual(self.axis("a=10..-10/2")[1], ["10", "0", "-10"])
        self.assertEqual(self.axis("a=0..1/2,5")[1], ["0", "0.5", "1", "5"])

    def test_quotes_and_brackets_keep_commas(self):
        self.assertEqual(self.axis('a="ceasefire, monitored",local truces')[1], ['"ceasefire, monitored"', "local truces"])
        self.assertEqual(self.axis("p=[60, 80],{ pert = [1, 2, 3] }")[1], ["[60, 80]", "{ pert = [1, 2, 3] }"])
        self.assertEqual(self.axis("a=the chair's text,none")[1], ["the chair's text", "none"])

    def test_additions_name_the_column_and_no_value_is_what_the_file_says(self):
        axis = sweep.Axis("stages.convening.invited+=,nrf")
        self.assertEqual(axis.column, "stages.convening.invited+=")
        self.assertEqual([axis.setting(value) for value in axis.values], [[], ["--set", "stages.convening.invited+=nrf"]])

    def test_an_equals_sign_in_a_quoted_address_does_not_end_it(self):
        self.assertEqual(self.axis('issues.aid.options."a = b"=1,2'), ('issues.aid.options."a = b"', ["1", "2"]))

    def test_what_is_no_address_is_refused(self):
        for text in ("rounds", "=1,2", "a=1,1", "a=0..1/0", "a=0..1/99999"):
            with self.assertRaises(sweep.Mistake, msg=text):
                sweep.Axis(text)


class Tables(unittest.TestCase):
    def test_several_multiply_and_every_point_has_every_row(self):
        rows = table(FIRST, "--vary", "stages.talks.rounds=2,5", "--vary", "parties.rebels.reservation=,0.4", "--trials", 2048)
        self.assertEqual(list(rows[0]), ["stages.talks.rounds", "parties.rebels.reservation", "kind", "name", "share", "low", "high",
                                         "trials", "valid", "failed", "seed", "digest"])
        self.assertEqual([(row["stages.talks.rounds"], row["parties.rebels.reservation"], row["name"]) for row in rows],
                         [(rounds, least, name) for rounds in ("2", "5") for least in ("", "0.4")
                          for name in ("a ceasefire", "no ceasefire")])

    def test_a_point_is_the_run_with_its_values_set(self):
        rows = table(DOHA, "--vary", "stages.convening.invited+=,nrf", "--set", "parties.un.influence=50", "--trials", 3000, "--seed", 7)
        for value, sets in (("", []), ("nrf", ["--set", "stages.convening.invited+=nrf"])):
            expected = report(DOHA, *sets, "--set", "parties.un.influence=50", "--trials", 3000, "--seed", 7)
            mine = [row for row in rows if row["stages.convening.invited+="] == value]
            self.assertEqual({row["digest"] for row in mine}, {expected["digest"]})
            self.assertEqual({(row["trials"], row["valid"], row["failed"], row["seed"]) for row in mine}, {("3000", "3000", "0", "7")})
            found = {(row["kind"], row["name"]): (float(row["share"]), float(row["low"]), float(row["high"])) for row in mine}
            shares = {("outcome", name): share for name, share in expected["outcomes"].items()}
            shares |= {("event", name): share for name, share in expected["events"].items()}
            shares |= {("attendance", f"convening.{name}"): share
                       for name, share in expected["stages"]["convening"]["attendance"].items()}
            self.assertEqual(found, {key: (share["share"], share["low"], share["high"]) for key, share in shares.items()})

    def test_all_points_share_their_luck(self):
        rows = table(FIRST, "--vary", "stages.talks.label=one,another", "--trials", 2048)
        self.assertEqual(len({row["digest"] for row in rows}), 1)

    def test_jobs_change_nothing(self):
        arguments = [FIRST, "--vary", "parties.rebels.reservation=0.3..0.6/5", "--trials", 2048]
        self.assertEqual(run(*arguments, "--jobs", 1).stdout, run(*arguments, "--jobs", 4).stdout)

    def test_labels_stand_without_quotes(self):
        rows = table(FIRST, "--vary", 'parties.rebels.positions.ceasefire.ideal="ceasefire, monitored",local truces', "--trials", 1024)
        self.assertEqual({row["parties.rebels.positions.ceasefire.ideal"] for row in rows}, {"ceasefire, monitored", "local truces"})

    def test_a_scenario_may_come_from_standard_input(self):
        done = run("-", "--vary", "stages.talks.rounds=2,5", "--trials", 1024, input=FIRST.read_text())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, run(FIRST, "--vary", "stages.talks.rounds=2,5", "--trials", 1024).stdout)


class Problems(unittest.TestCase):
    def test_nothing_is_said_where_there_are_none(self):
        self.assertEqual(run(FIRST, "--vary", "stages.talks.rounds=2,5", "--trials", 1024).stderr, "")

    def test_failed_trials_are_shown_and_told(self):
        values = '0.5,"max(0.1 - cost * 2, 0) * 1e300 * 1e300 + 0.5"'
        arguments = (FIRST, "--vary", f"parties.rebels.reservation={values}", "--trials", 2048)
        done = run(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("sweep: trials failed at 1 of 2 points, most (", done.stderr)
        self.assertIn(') at parties.rebels.reservation="max(0.1', done.stderr)
        for row in csv.DictReader(io.StringIO(done.stdout)):
            failed, valid = int(row["failed"]), int(row["valid"])
            self.assertEqual(failed + valid, 2048)
            self.assertEqual(failed > 0, row["parties.rebels.reservation"] != "0.5")
            expected = report(FIRST, "--trials", 2048, "--set", f"parties.rebels.reservation={row['parties.rebels.reservation']}")
            self.assertEqual(failed, expected["problems"]["failed_trials"])
            self.assertAlmostEqual(float(row["share"]) * valid, expected["outcomes"][row["name"]]["count"])

    def test_clamped_numbers_are_told(self):
        done = run(FIRST, "--vary", "parties.rebels.reservation=0.5,cost - 0.1", "--trials", 1024)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("sweep: numbers out of range were clamped at 1 of 2 points, most (", done.stderr)
        self.assertIn("at parties.rebels.reservation=cost - 0.1", done.stderr)


class Failures(unittest.TestCase):
    def test_a_point_in_error_shows_what_detente_says(self):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.csv"
            out.write_text("as it was\n")
            done = run(FIRST, "--vary", "stages.talks.round=2,5", "--out", out)
            self.assertEqual(done.returncode, 3)
            self.assertIn("sweep: at stages.talks.round=2:\n", done.stderr)
            self.assertIn("did you mean 'rounds'?", done.stderr)
            self.assertEqual(out.read_text(), "as it was\n")
            self.assertEqual(os.listdir(folder), ["out.csv"])

    def test_points_before_the_one_in_error_are_kept(self):
        done = run(FIRST, "--vary", "stages.talks.rounds=2,0,5", "--trials", 1024, "--jobs", 1)
        self.assertEqual(done.returncode, 3)
        self.assertEqual({line.split(",")[0] for line in done.stdout.splitlines()[1:]}, {"2"})

    def test_wrong_usage(self):
        for arguments in ((FIRST,), (FIRST, "--vary", "x"), (FIRST, "--vary", "a=1", "--vary", "a=2"),
                          (FIRST, "--vary", "a=1", "--jobs", "0"), (FIRST, "--vary", "a=1", "--out", "/no/such/folder/out.csv")):
            self.assertEqual(run(*arguments).returncode, 2, arguments)
        self.assertEqual(run("no-such-file.toml", "--vary", "a=1").returncode, 4)

    def test_a_program_that_writes_no_report_is_an_error(self):
        done = subprocess.run([sys.executable, str(SWEEP), "--program", "/bin/true", str(FIRST), "--vary", "stages.talks.rounds=2,5"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("/bin/true: ", done.stderr)

    def test_interrupted_it_leaves_the_complete_points(self):
        try:
            terminal, inside = pty.openpty()  # progress, which tells when a point is done, is shown on a terminal only
        except OSError as error:
            self.skipTest(f"no terminal to be had: {error}")
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.csv"
            process = subprocess.Popen(command(FIRST, "--vary", "parties.rebels.influence=1..80/79",
                                               "--trials", 100_000, "--jobs", 1, "--out", out), stderr=inside)
            self.addCleanup(process.kill)
            os.close(inside)
            shown, end = b"", time.monotonic() + 120
            while b"2 of 80 points" not in shown and time.monotonic() < end:
                shown += os.read(terminal, 1000)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=60), 130)
            os.close(terminal)
            with open(out) as file:
                rows = list(csv.DictReader(file))
            self.assertEqual(os.listdir(folder), ["out.csv"])
        points = {row["parties.rebels.influence"] for row in rows}
        self.assertGreaterEqual(len(points), 2)
        self.assertLess(len(points), 80)
        self.assertEqual(len(rows), 2 * len(points))
        self.assertEqual({row["trials"] for row in rows}, {"100000"})


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[-1])
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
