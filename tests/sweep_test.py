"""`detente sweep` from the outside: what it writes, and what it leaves behind when it is stopped.

usage: sweep_test.py PROGRAM [--few]     --few: the program has sanitizers, which take memory of their own
"""

import csv
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
FIRST = ROOT / "scenarios" / "first-steps.toml"
DOHA = ROOT / "scenarios" / "doha-2-2024.toml"
PROGRAM, FEW = "", False


def run(*arguments, **more):
    return subprocess.run([PROGRAM, "sweep", *map(str, arguments)], capture_output=True, text=True, **more)


def table(*arguments, **more):
    done = run(*arguments, "--format", "csv", **more)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def report(*arguments):
    done = subprocess.run([PROGRAM, "run", *map(str, arguments), "--format", "json", "--quiet"], check=True, capture_output=True,
                          text=True)
    return json.loads(done.stdout)


def figures_of(*arguments):
    done = subprocess.run([PROGRAM, "run", *map(str, arguments), "--format", "csv", "--quiet"], check=True, capture_output=True,
                          text=True)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def memory_of(*command):
    """The most megabytes that the program held, and what it said."""
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen([PROGRAM, *map(str, command)], stdout=subprocess.DEVNULL, stderr=said,
                                 env=os.environ | {"ASAN_OPTIONS": "quarantine_size_mb=1"})  # else it keeps what was given back
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return usage.ru_maxrss / 1024, said.read()


class Tables(unittest.TestCase):
    def test_a_table_of_25_mb_takes_less_than_200(self):
        names = [f"p{i}" for i in range(200)]
        with tempfile.TemporaryDirectory() as folder:
            scenario, design = Path(folder, "many.toml"), Path(folder, "design.csv")
            scenario.write_text(FIRST.read_text().replace("parameters.cost", "".join(f"parameters.{name} = 1\n" for name in names) +
                                                          "parameters.cost"))
            row = ",".join("1" * len(names)) + "\n"  # many short cells are the worst
            with open(design, "w") as table_of_points:
                print(*[f"parameters.{name}" for name in names], sep=",", file=table_of_points)
                table_of_points.write(row.replace("1", '"none of these"', 1))
                table_of_points.write(row * (25_000_000 // len(row)))
            megabytes, said = memory_of("sweep", scenario, "--design", design, "--trials", 1)
            self.assertIn("at point 0", said, "it is read to the end before anything is played")
            self.assertLess(megabytes, 400 if FEW else 200)

    def test_a_point_is_the_run_with_its_values_set(self):
        rows = table(DOHA, "--vary", 'stages.convening.invited+=[[], "nrf"]', "--set", "parties.un.influence=50", "--trials", 3000,
                     "--seed", 7)
        for value, sets in (("[]", []), ("nrf", ["--set", "stages.convening.invited+=nrf"])):
            expected = report(DOHA, *sets, "--set", "parties.un.influence=50", "--trials", 3000, "--seed", 7)
            mine = [row for row in rows if row["stages.convening.invited+"] == value]
            self.assertEqual({(row["digest"], row["trials"], row["failed"], row["seed"]) for row in mine},
                             {(expected["digest"], "3000", "0", "7")})
            figures = [row for row in figures_of(DOHA, *sets, "--set", "parties.un.influence=50", "--trials", 3000, "--seed", 7)
                       if row["figure"] in ("share", "mean") and row["kind"] != "driver"]
            told = lambda row, value: [row["kind"], row["name"], row["item"], value, row["low"], row["high"], row["count"], row["of"]]
            self.assertEqual([told(row, row["share"] or row["mean"]) for row in mine], [told(row, row["value"]) for row in figures])
            self.assertGreater(len(figures), 200)

    def test_json_and_csv_say_the_same(self):
        arguments = (FIRST, "--vary", "stages.talks.rounds=[2, 5]", "--trials", 2048, "--replications", 2)
        written = json.loads(run(*arguments, "--format", "json").stdout)
        self.assertEqual(written["addresses"], ["stages.talks.rounds"])
        rows = {(int(row["point"]), int(row["replication"]), row["kind"], row["name"], row["item"], row["count"] != ""): row
                for row in table(*arguments)}
        number = lambda text: float(text) if text else None
        for at in written["runs"]:
            take = lambda *key: rows.pop((at["point"], at["replication"], *key))
            for kind, name, figure in ((kind, name, figure) for kind, named in at["shares"].items() for name, figure in named.items()):
                for item, share in ({"": figure} if "share" in figure else figure).items():
                    row = take(kind, name, item, True)
                    self.assertEqual((share["share"], share["count"], at["digest"], at["values"]),
                                     (number(row["share"]), int(row["count"]), row["digest"], [row["stages.talks.rounds"]]))
            for kind, name, mean in ((kind, name, mean) for kind, named in at["means"].items() for name, mean in named.items()):
                row = take(kind, name, "", False)
                self.assertEqual(mean, {column: number(row[column]) for column in ("mean", "sd", "low", "high", "of")})
        self.assertEqual(rows, {})

    def test_a_study_file_says_what_the_command_line_says(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "first.toml").write_text(FIRST.read_text())
            study = Path(folder) / "study.toml"
            study.write_text('format = 1\nscenario = "first.toml"\nrun = { trials = 1024, seed = 3 }\n'
                             'set = { "parties.rebels.reservation" = 0.4 }\n'
                             '[[sweep]]\naddress = "stages.talks.rounds"\nfrom = 2\nto = 6\nsteps = 3\n')
            rows = table(FIRST, "--vary", "stages.talks.rounds=2:6:3", "--set", "parties.rebels.reservation=0.4", "--trials", 1024,
                         "--seed", 3)
            self.assertEqual(table(study), rows)
            again = table(study, "--seed", 4)
            self.assertEqual({row["seed"] for row in again}, {"4"})

    def test_a_table_of_points_and_standard_input(self):
        with tempfile.TemporaryDirectory() as folder:
            points = Path(folder) / "points.csv"
            points.write_text("stages.talks.rounds,parties.rebels.reservation\n2,\n5,0.4\n")
            rows = table("-", "--design", points, "--trials", 1024, input=FIRST.read_text())
        self.assertEqual({(row["stages.talks.rounds"], row["parties.rebels.reservation"]) for row in rows}, {("2", ""), ("5", "0.4")})
        digests = {row["digest"] for row in rows}
        self.assertIn(report(FIRST, "--set", "stages.talks.rounds=2", "--trials", 1024)["digest"], digests)

    def test_threads_change_nothing(self):
        arguments = [FIRST, "--vary", "parties.rebels.reservation=0.3:0.6:6", "--trials", 2048, "--format", "csv"]
        self.assertEqual(run(*arguments, "--threads", 1).stdout, run(*arguments, "--threads", 5).stdout)


class Problems(unittest.TestCase):
    def test_nothing_is_said_where_there_are_none(self):
        self.assertEqual(run(FIRST, "--vary", "stages.talks.rounds=[2, 5]", "--trials", 1024).stderr, "")

    def test_failed_trials_and_clamped_numbers_are_told(self):
        values = '[0.5, "max(0.1 - cost * 2, 0) * 1e300 * 1e300 + 0.5", "cost - 0.1"]'
        arguments = (FIRST, "--vary", f"parties.rebels.reservation={values}", "--trials", 2048)
        self.assertIn("1 run had trials that failed", run(*arguments).stdout)
        done = run(*arguments, "--format", "csv")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 run had trials that failed", done.stderr)
        self.assertIn("had numbers out of range", done.stderr)
        failed = {int(row["point"]) for row in csv.DictReader(io.StringIO(done.stdout)) if int(row["failed"]) > 0}
        self.assertEqual(failed, {1})


class Failures(unittest.TestCase):
    def test_a_point_in_error_says_which_and_leaves_the_file(self):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.csv"
            out.write_text("as it was\n")
            done = run(FIRST, "--vary", "stages.talks.round=[2, 5]", "--out", out)
            self.assertEqual(done.returncode, 3)
            self.assertIn("at point 0 (stages.talks.round = 2):\n", done.stderr)
            self.assertIn("did you mean 'rounds'?", done.stderr)
            self.assertEqual(out.read_text(), "as it was\n")
            self.assertEqual(os.listdir(folder), ["out.csv"])

    def test_a_mistake_at_a_later_point_is_found_first(self):
        done = run(FIRST, "--vary", "stages.talks.rounds=[2, 0, 5]", "--trials", 1024, "--format", "csv")
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertIn("at point 1 (stages.talks.rounds = 0):\n", done.stderr)

    def test_outcomes_may_be_what_is_varied(self):
        outcomes = '[{ name = "x", when = "false" }, { name = "y", when = "true" }]', '[{ name = "y", when = "true" }]'
        done = run(FIRST, "--vary", f"outcomes=[{', '.join(outcomes)}]", "--trials", 1024)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Nowhere: x.", done.stdout)
        self.assertNotIn("B ", done.stdout)

    def test_a_table_of_points_is_not_written_over(self):
        with tempfile.TemporaryDirectory() as folder:
            points = Path(folder) / "points.csv"
            points.write_text("stages.talks.rounds\n2\n")
            self.assertEqual(run(FIRST, "--design", points, "--out", points, "--trials", 1).returncode, 2)
            self.assertEqual(points.read_text(), "stages.talks.rounds\n2\n")

    def test_a_wrong_cell_of_a_table_is_told_with_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            points = Path(folder) / "points.csv"
            points.write_text("parties.rebels.reservation,stages.talks.rounds\n0.2,2\n\n0.3,  0\n")
            done = run(FIRST, "--design", points, "--trials", 1)
            self.assertEqual(done.returncode, 3)
            self.assertIn("at point 1 (parties.rebels.reservation = 0.3, stages.talks.rounds = 0):\n"
                          f"{points}:4:7: error: 'stages.talks.rounds' is out of range\n"
                          "    4 | 0.3,  0\n      |       ^\n", done.stderr)
            points.write_text("stages.talks.rounds\nx\"y\n")
            done = run(FIRST, "--design", points, "--trials", 1)
            self.assertEqual(done.returncode, 4)
            self.assertIn(f"{points}:2: a quote inside the cell", done.stderr)

    def test_wrong_usage(self):
        for arguments in ((FIRST,), (FIRST, "--vary", "x"), (FIRST, "--vary", "a=[1]", "--vary", "a=[2]"),
                          (FIRST, "--vary", "a=0:1"), (FIRST, "--vary", "a=[1]", "--design", "random"),
                          (FIRST, "--vary", "a=[1]", "--design", "points.csv"),
                          (FIRST, "--vary", "stages.talks.rounds=[1]", "--set", "stages.talks.rounds=2")):
            self.assertEqual(run(*arguments).returncode, 2, arguments)
        self.assertEqual(run("no-such-file.toml", "--vary", "a=[1]").returncode, 4)
        done = run(FIRST, "--design", "no-such-points.csv")
        self.assertEqual((done.returncode, done.stderr), (4, "detente: no-such-points.csv: the file cannot be opened: No such file or "
                                                             "directory; check its name and folder\n"))
        self.assertEqual(run(FIRST, "--vary", "a=[1]", "--out", "/no/such/folder/out.csv").returncode, 4)

    def test_interrupted_it_leaves_the_complete_points(self):
        try:
            terminal, inside = pty.openpty()  # progress, which tells that it runs, is shown on a terminal only
        except OSError as error:
            self.skipTest(f"no terminal to be had: {error}")
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.csv"
            process = subprocess.Popen([PROGRAM, "sweep", FIRST, "--vary", "parties.rebels.influence=1:80:2000", "--trials", "20000",
                                        "--format", "csv", "--out", out], stderr=inside)
            self.addCleanup(process.kill)
            os.close(inside)
            shown, end = b"", time.monotonic() + 120
            while b"a second" not in shown and time.monotonic() < end:
                shown += os.read(terminal, 1000)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=60), 130)
            os.close(terminal)
            with open(out) as file:
                rows = list(csv.DictReader(file))
            self.assertEqual(os.listdir(folder), ["out.csv"])
        points = {row["parties.rebels.influence"] for row in rows}
        self.assertGreaterEqual(len(points), 1)
        self.assertLess(len(points), 2000)
        self.assertEqual(len(rows), 122 * len(points))
        self.assertEqual({row["trials"] for row in rows}, {"20000"})


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[-1])
    PROGRAM, FEW = str(Path(sys.argv[1]).resolve()), "--few" in sys.argv
    unittest.main(argv=sys.argv[:1])
