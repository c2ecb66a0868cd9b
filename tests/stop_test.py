"""Whatever a trial takes, --budget and signals are felt within a second, and what was complete stays; no trial takes long.

usage: stop_test.py PROGRAM [--few]     --few: the program has sanitizers, which take time of their own
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = ""
SLOWER = 1  # than the program without sanitizers
FELT_WITHIN = 3  # three times the second that is promised, in processor time


def slow(count=64, red_line=""):
    """Legal, and a block of its trials takes minutes: as many parties, issues and options as there may be."""
    options = ", ".join(f"o{o} = {100 * o / 19:.6g}" for o in range(20))
    names = [f"i{i}" for i in range(count)]
    text = 'format = 1\nname = "slow"\nsource = "test"\nconfidence = "low"\nspread = { ideal = 10, salience = 10, influence = 5 }\n'
    text += "".join(f'issues.{name} = {{ reversion = "o0", options = {{ {options} }} }}\n' for name in names)
    for p in range(count):
        text += f'[parties.p{p}]\nrole = "{"convenor" if p == 0 else "envoy"}"\ninfluence = 50\nreservation = 0.3\n'
        text += "".join(f"positions.{name} = [{(37 * p + 11 * i) % 101}, {10 + (13 * p + 7 * i) % 90}]\n"
                        for i, name in enumerate(names) if not red_line or i != p)
        text += red_line and f"[parties.p{p}.positions.{names[p]}]\nideal = 50\nsalience = 50\nred-line = {red_line}\n"
    quoted = ", ".join(f'"{name}"' for name in names)
    return text + (f'[[stages]]\nname = "s"\nprotocol = "single-text"\nmediator = "p0"\nissues = [{quoted}]\nrounds = 100\n'
                   'aims-at = "aspirations"\n[[outcomes]]\nname = "deal"\nwhen = "agreed(s)"\n[[outcomes]]\nname = "none"\n'
                   'when = "true"\n')


def longest():
    """Legal, and a trial of it nears the limits of a round and of a trial: guests who wait for each other, for every package."""
    options = ", ".join(f"o{o} = {o}" for o in range(6))
    names = [f"i{i}" for i in range(5)]
    text = 'format = 1\nname = "longest"\nsource = "test"\nconfidence = "low"\n'
    text += "".join(f'issues.{name} = {{ reversion = "o0", options = {{ {options} }} }}\n' for name in names)
    text += '[parties.chair]\nrole = "convenor"\ninfluence = 50\nreservation = 0\n'
    text += "".join(f"positions.{name} = [5, 50]\n" for name in names)
    for guest in range(63):
        text += f'[parties.g{guest}]\nrole = "envoy"\ninfluence = 50\npreconditions.next.requires = '
        text += f'"attends(g{guest + 1})"\n' if guest < 62 else '"i0 > 10"\n'
    guests = ", ".join(f'"g{guest}"' for guest in range(63))
    quoted = ", ".join(f'"{name}"' for name in names)
    return text + (f'[[stages]]\nname = "s"\nprotocol = "participation"\nconvenor = "chair"\ninvited = [{guests}]\nwanted = ["g0"]\n'
                   f'issues = [{quoted}]\nrounds = 7\n[stages.offer]\n' + "".join(f'{name} = "o0"\n' for name in names) +
                   '[[outcomes]]\nname = "any"\nwhen = "true"\n')


def figures():
    """Legal, and a stage of it has 70,000 figures: each guest may stay away for any reason of all who stand above it."""
    names = [f"g{guest}" for guest in range(63)]
    text = 'format = 1\nname = "figures"\nsource = "test"\nconfidence = "low"\nissues.a = { reversion = "no", options = { no = 0, yes = 100 } }\n'
    text += '[parties.chair]\nrole = "convenor"\ninfluence = 50\nreservation = 0\npositions.a = [100, 50]\n'
    for guest, above in zip(names, [*names[1:], None]):
        text += f'[parties.{guest}]\nrole = "envoy"\ninfluence = 50\nstay-out = 0.1\npositions.a = {{ ideal = 5, salience = 20, red-line = {{ at-most = 99 }} }}\n'
        text += f'principal = "{above}"\n' if above else ""
        text += "".join(f'preconditions.d{precondition} = {{ label = "d", requires = "a >= {precondition}" }}\n' for precondition in range(16))
    return text + ('[[stages]]\nname = "s"\nprotocol = "participation"\nconvenor = "chair"\n'
                   f'invited = [{", ".join(map(json.dumps, names))}]\nwanted = ["g0"]\nissues = ["a"]\nrounds = 2\noffer.a = "no"\n'
                   '[[outcomes]]\nname = "any"\nwhen = "true"\n')


def is_caught(process, number):
    """Whether the process has read its files: until then a signal ends it as any other program."""
    caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{process}/status").read_text())
    return bool(caught and int(caught[1], 16) >> (number - 1) & 1)


def stopped(*arguments, seconds=None, stop=signal.SIGTERM):
    """What the command says, its exit status, and the processor time after the signal, which is sent after so many seconds of it."""
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=told, stderr=said)
        at_signal = 0.0
        while seconds is not None:
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            at_signal = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
            if fields[0] == "Z":  # it has ended by itself
                break
            if at_signal >= seconds and is_caught(process.pid, stop):
                process.send_signal(stop)
                break
            time.sleep(0.02)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said.seek(0)
        return told.read(), said.read(), process.returncode, usage.ru_utime + usage.ru_stime - at_signal


class SlowTrials(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.scenario = self.folder / "slow.toml"
        self.scenario.write_text(slow())

    def test_a_budget_ends_within_a_block_and_keeps_the_trials_that_are_complete(self):
        told, _, status, seconds = stopped("run", self.scenario, "--budget", "4s", "--threads", 1, "--format", "json", "--quiet")
        report = json.loads(told)
        self.assertEqual(report["ended_by"], "budget")
        self.assertLess(seconds, 4 + FELT_WITHIN)
        self.assertLess(report["trials"], 1024)
        if report["trials"] > 0:  # the machine may be too busy for one
            self.assertEqual(status, 0)
            again = subprocess.run([PROGRAM, "run", self.scenario, "--trials", str(report["trials"]), "--threads", "3", "--format",
                                    "json", "--quiet"], check=True, capture_output=True, text=True)
            self.assertEqual(json.loads(again.stdout)["digest"], report["digest"])

    def test_what_is_played_for_the_report_alone_ends_soon_after_the_budget(self):
        self.scenario.write_text(slow(16, red_line="{ at-least = 0 }"))
        told, _, status, seconds = stopped("run", self.scenario, "--budget", "2s", "--threads", 1, "--quiet")
        self.assertEqual(status, 0)
        self.assertLess(seconds, 2 + FELT_WITHIN)
        if int(re.search(r"([\d,]+) trials? · seed", told)[1].replace(",", "")) >= 128:  # else there are none to measure
            self.assertIn("Not measured: there was no time left.", told)

    def test_a_signal_while_fixed_choices_are_measured_leaves_a_file_that_can_go_on(self):
        self.scenario.write_text(slow(16, red_line="{ at-least = 0 }"))
        results = self.folder / "slow.sqlite"
        process = subprocess.Popen([PROGRAM, "run", self.scenario, "--trials", "128", "--threads", "1", "--quiet", "--out", results],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while self.status(results).get("parts") != 1:
            self.assertIsNone(process.poll(), "it had measured before its part was seen")
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        told, said = process.communicate()
        self.assertEqual(process.returncode, 75)
        self.assertIn("Not measured", told)
        self.assertIn("the same command goes on", said)
        self.assertIs(self.status(results)["measured"], False)

    def status(self, results):
        done = subprocess.run([PROGRAM, "status", results, "--format", "json"], capture_output=True, text=True)
        return json.loads(done.stdout) if done.returncode == 0 else {}

    def test_a_budget_too_small_for_a_trial_is_told(self):
        told, said, status, _ = stopped("run", self.scenario, "--budget", "10ms", "--threads", 1)
        self.assertEqual(status, 75)
        self.assertIn("the time was up before a trial was complete", said)
        self.assertIn("Ended: 0.01 s were up", told)

    def test_whole_blocks_of_a_part_that_takes_long_are_kept(self):
        self.scenario.write_text(slow(12))
        results, command = self.folder / "slow.sqlite", ["run", self.scenario, "--trials", "2100", "--threads", "1", "--quiet"]
        process = subprocess.Popen([PROGRAM, *command, "--out", results], stdout=subprocess.DEVNULL)
        while '"trials_of_parts_begun": 1024' not in subprocess.run([PROGRAM, "status", results, "--format", "json"],
                                                                    capture_output=True, text=True).stdout:
            self.assertIsNone(process.poll(), "it kept no block before its end")
            time.sleep(0.05)
        process.kill()
        process.wait()
        digests = []
        for more in ["--out", results], []:
            told = subprocess.run([PROGRAM, *command, *more, "--format", "json"], check=True, capture_output=True, text=True).stdout
            digests.append(json.loads(told)["digest"])
        self.assertEqual(digests[0], digests[1])

    def test_signals_are_felt_in_every_command(self):
        results = self.folder / "slow.sqlite"
        for command in [["run", self.scenario], ["run", self.scenario, "--precision", "1pp"], ["run", self.scenario, "--out", results],
                        ["sweep", self.scenario, "--vary", "parties.p1.influence=[10, 20, 30]"],
                        ["sweep", self.scenario, "--vary", "parties.p1.influence=[10, 20]", "--out", self.folder / "sweep.sqlite"],
                        ["compare", self.scenario, "--variant", "other: parties.p1.influence=10"], ["sensitivity", self.scenario]]:
            for stop, expected in (signal.SIGTERM, 75), (signal.SIGINT, 130):
                with self.subTest(command=command[0], stop=stop):
                    _, said, status, seconds = stopped(*command, "--threads", 1, "--quiet", seconds=1, stop=stop)
                    self.assertEqual(status, expected, said)
                    self.assertLess(seconds, FELT_WITHIN)


class LongTrials(unittest.TestCase):
    def test_one_takes_seconds_and_can_be_left_within_a_second(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "longest.toml"
            path.write_text(longest())
            _, said, status, seconds = stopped("run", path, "--trials", 1, "--lanes", 1, "--quiet")
            self.assertEqual(status, 0, said)
            self.assertLess(seconds, SLOWER * 3 * 5)
            _, said, status, seconds = stopped("run", path, "--trials", 8, "--lanes", 1, "--threads", 1, "--quiet", seconds=0.5)
            self.assertEqual(status, 75, said)
            self.assertLess(seconds, SLOWER * FELT_WITHIN)


class ManyFigures(unittest.TestCase):
    def test_a_report_and_a_comparison_of_them_take_seconds(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "figures.toml"
            path.write_text(figures())
            for command in ("run", path), ("compare", path, "--variant", "other: parties.g0.influence=10", "--format", "csv"):
                with self.subTest(command[0]):
                    _, said, status, seconds = stopped(*command, "--trials", 1, "--quiet")
                    self.assertEqual(status, 0, said)
                    self.assertLess(seconds, SLOWER * 3 * 5)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[-1])
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    if "--few" in sys.argv:
        sys.argv.remove("--few")
        SLOWER = 10
    unittest.main()
