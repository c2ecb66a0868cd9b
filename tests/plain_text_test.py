"""What strangers' files hold reaches a terminal as text: each control character, and each that turns around the order in
which text is read, in each place that takes a text, is refused or shown as an escape in whatever a command prints.

usage: plain_text_test.py PROGRAM
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = ""
SCENARIO = (Path(__file__).resolve().parent.parent / "scenarios/first-steps.toml").read_text()
CONTROLS = [chr(point) for point in [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
            if chr(point) not in "\t\n"]
SOME = ["\x01", "\r", "\x1b", "\x7f", "\x85", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069"]
ALLOWED = ["\u200c", "\u200d", "\u200e", "\u200f", "\u061c", "صلح\u200cنامه"]


def escape(letter):
    return f"\\U{ord(letter):08X}"


def replaced(old, new, text=SCENARIO):
    if old not in text:
        raise AssertionError(f"{old!r} is not in the scenario any more")
    return text.replace(old, new)


# What the scenario says with a text in each place.
PLACES = {
    "source": lambda text: re.sub('(?m)^source = .*$', lambda _: f'source = "{text}"', SCENARIO),
    "label": lambda text: replaced('name = "first-steps"', f'name = "first-steps"\nlabel = "{text}"'),
    "name": lambda text: replaced('name = "first-steps"', f'name = "{text}"'),
    "notes": lambda text: replaced('name = "first-steps"', f'name = "first-steps"\nnotes = """a\n{text}"""'),
    "option": lambda text: replaced('one corridor', f'one {text} corridor'),
    "outcome": lambda text: replaced('name = "a ceasefire"', f'name = "a {text} ceasefire"'),
    "party": lambda text: replaced("[parties.rebels]", f'[parties."reb{text}els"]'),
    "key": lambda text: replaced('confidence = "low"', f'"conf{text}" = 1\nconfidence = "low"'),
    "condition": lambda text: replaced('when = "true"', f'when = "true{text}"'),
    "event": lambda text: SCENARIO + f'[events]\n"a {text}" = "true"\n',
}


class PlainText(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, text, name="a.toml"):
        (self.folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    def run_it(self, *arguments, code=None):
        """What it prints, once none of that is anything but text."""
        done = subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        for stream in (done.stdout, done.stderr):
            found = sorted({letter for letter in stream.decode() if letter in CONTROLS})  # UTF-8, too
            self.assertEqual(found, [], f"{arguments}: {stream[:500]}")
        if code is not None:
            self.assertEqual(done.returncode, code, f"{arguments}: {done.stderr.decode()}")
        return done.stdout.decode() + done.stderr.decode()

    def test_scenarios_with_them_are_refused(self):
        for letter in CONTROLS:
            for place, make in PLACES.items():
                for text in (letter, escape(letter)):
                    with self.subTest(place=place, text=ascii(text)):
                        said = self.run_it("check", self.write(make(text)), code=3)
                        self.assertRegex(said, r"(?m)^a\.toml:\d+:\d+: error: ")
                        if text != letter:
                            self.assertIn(f"U+{ord(letter):04X}", said)

    def test_they_are_refused_in_comments(self):
        for letter in CONTROLS:
            said = self.run_it("check", self.write(replaced('name = "first-steps"', f'name = "first-steps" # {letter}x')), code=3)
            self.assertRegex(said, r"a\.toml:\d+:\d+: error: .*U\+")

    def test_joiners_and_marks_of_persian_are_text(self):
        for text in ALLOWED:
            for place in ("source", "label", "option", "outcome", "event", "notes"):
                with self.subTest(place=place, text=ascii(text)):
                    self.run_it("check", self.write(PLACES[place](text)), code=0)
        self.run_it("check", self.write(PLACES["notes"]("tabs\tand\r\nlines")), code=0)

    def test_no_command_prints_them(self):
        for letter in ("\x1b", "\x9b", "\u202e"):
            for text in (letter, escape(letter)):
                self.write(PLACES["source"](text))
                for command in (["run", "a.toml"], ["run", "a.toml", "--format", "json"], ["replay", "a.toml", "--trial", "1"],
                                ["list", "a.toml"], ["compare", "a.toml", "a.toml"], ["sensitivity", "a.toml"],
                                ["sweep", "a.toml", "--vary", "stages.talks.rounds=[1,2]"], ["schema", "a.toml"]):
                    self.run_it(*command, code=3)

    def test_on_the_command_line(self):
        self.write(SCENARIO)
        for letter in CONTROLS[1:]:  # no argument holds NUL
            for text in (letter, escape(letter)):
                with self.subTest(text=ascii(text)):
                    self.run_it("run", "a.toml", "--trials", "10", "--set", f'source="a{text}"', code=3)
                    self.run_it("sweep", "a.toml", "--trials", "10", "--vary", f'label=["a", "a{text}"]', code=2 if text == letter else 3)
            self.run_it("check", "a.toml", "--set", f"na{letter}me=3", code=3)
            self.run_it("compare", "a.toml", "--trials", "10", "--variant", f"x{letter}: stages.talks.rounds=2", code=2)
            self.run_it("explain", f"na{letter}me", code=2)
            self.run_it("run", f"--{letter}", code=2)
            self.run_it("sensitivity", "a.toml", "--trials", "10", "--outcome", letter, code=2)

    def test_study_files_and_designs(self):
        self.write(SCENARIO)
        for letter in CONTROLS:
            for text in (letter, escape(letter)):
                with self.subTest(text=ascii(text)):
                    self.write(f'format = 1\nscenario = "a.toml"\n[[variants]]\nname = "x{text}"\nset = {{ "stages.talks.rounds" = 2 }}\n',
                               "study.toml")
                    self.assertRegex(self.run_it("sweep", "study.toml", code=3), r"study\.toml:\d+:\d+: error: ")
                    self.write(f'label\n"""a{text}"""\n', "cells.csv")
                    self.run_it("sweep", "a.toml", "--trials", "10", "--design", "cells.csv", code=4 if text == letter else 3)
            self.write(f"stages.talks.rounds{letter}x\n2\n" if letter != "\r" else "\"stages.talks.rounds\rx\"\n2\n", "titles.csv")
            self.run_it("sweep", "a.toml", "--trials", "10", "--design", "titles.csv", code=4)

    def test_columns_of_samples(self):
        for letter in CONTROLS:
            self.write(f"good,bad{letter}x\n1,2\n", "draws.csv")
            self.write(replaced("{ pert = [0, 0.05, 0.2] }", '{ samples = "draws.csv#good" }'))
            self.assertRegex(self.run_it("check", "a.toml", code=3), r"a\.toml:\d+:\d+: error: draws\.csv:" + ("2: " if letter == "\r" else "1:9: "))

    def test_names_of_files(self):
        for letter in CONTROLS[1:]:
            name = self.write(SCENARIO, f"a{letter}b.toml")
            shown = f"a\\u{{{ord(letter):X}}}b.toml"
            self.assertIn(shown, self.run_it("run", name, "--trials", "10", code=0))
            self.run_it("run", name, "--trials", "10", "--format", "markdown", code=0)
            text = self.run_it("run", name, "--trials", "10", "--format", "json", code=0)
            self.assertIn(name, json.loads(text)["run"]["command"])
            broken = self.write(SCENARIO + "[", f"{name}.toml")
            self.assertIn(shown, self.run_it("run", broken, code=3))
            self.assertIn(broken, json.loads(self.run_it("check", broken, "--format", "json", code=3))["diagnostics"][0]["file"])
            self.assertIn(shown, self.run_it("check", f"c{name}", code=4))
        name = os.fsencode(self.folder) + b"/\xff.toml"  # is not UTF-8
        Path(os.fsdecode(name)).write_text(SCENARIO)
        self.assertIn("\\xFF.toml", self.run_it("run", os.fsdecode(name), "--trials", "10", code=0))
        json.loads(self.run_it("run", os.fsdecode(name), "--trials", "10", "--format", "json", code=0))

    def test_results_files(self):
        self.write(SCENARIO)
        self.run_it("run", "a.toml", "--trials", "10", "--out", "run.sqlite", code=0)
        self.run_it("sweep", "a.toml", "--trials", "10", "--vary", "stages.talks.rounds=[1,2]", "--out", "sweep.sqlite", code=0)
        commands = [[command, *more] for command, *more in (
            ["show"], ["show", "--format", "json"], ["show", "--format", "csv"], ["show", "--format", "markdown"], ["show", "--format", "html"], ["export"],
            ["status"], ["status", "--format", "json"], ["verify"])]
        for file in ("run.sqlite", "sweep.sqlite"):
            whole = (self.folder / file).read_bytes()
            for key in ("command", "file", "version"):
                for letter in ("\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"):
                    (self.folder / file).write_bytes(whole)
                    with sqlite3.connect(self.folder / file) as database:
                        database.execute("UPDATE study SET value = value || ? WHERE key = ?", (letter + "]0;x", key))
                    database.close()
                    for command, *more in commands:
                        self.assertNotEqual(self.run_it(command, file, *more), "")
            (self.folder / file).write_bytes(whole)
        with sqlite3.connect(self.folder / "run.sqlite") as database:
            database.execute("UPDATE study SET value = replace(value, 'one corridor', 'one\x1b corridor') WHERE key = 'scenario'")
        database.close()
        self.run_it("show", "run.sqlite")

    def test_results_files_of_strange_names(self):
        for letter in SOME:
            folder, shown = f"a{letter}b", f"a\\u{{{ord(letter):X}}}b"
            (self.folder / folder).mkdir()
            scenario, file = self.write(SCENARIO, f"{folder}/a.toml"), f"{folder}/a.sqlite"
            self.run_it("run", scenario, "--trials", "10", "--out", file, code=0)
            for command in (["show"], ["status"], ["show", "--format", "markdown"]):
                self.assertIn(shown if len(command) == 1 else shown.replace("\\", "\\" * 2), self.run_it(command[0], file, *command[1:], code=0))
            self.assertEqual(json.loads(self.run_it("status", file, "--format", "json", code=0))["file"], file)
            for command in (["export", file], ["verify", file], ["merge", f"{folder}/b.sqlite", file],
                            ["verify", file, "--format", "json"], ["show", scenario], ["status", "nothing" + file]):
                self.run_it(*command)

    def test_csv_for_spreadsheets(self):
        text = replaced('name = "a ceasefire"', 'name = "=1+1"').replace('name = "no ceasefire"', 'name = "-2"')
        self.write(text.replace("[[stages]]", '[events]\n"@a" = "true"\n[[stages]]', 1))
        self.run_it("run", "a.toml", "--trials", "10", "--out", "run.sqlite", code=0)
        for command in (["run", "a.toml", "--trials", "10", "--format", "csv"], ["show", "run.sqlite", "--format", "csv"],
                        ["export", "run.sqlite"], ["export", "run.sqlite", "--each-trial"],
                        ["sweep", "a.toml", "--trials", "10", "--vary", "stages.talks.rounds=[1,2]", "--format", "csv"],
                        ["compare", "a.toml", "a.toml", "--trials", "10", "--format", "csv"],
                        ["sensitivity", "a.toml", "--trials", "10", "--format", "csv"]):
            with self.subTest(command=command):
                plain, safe = self.run_it(*command), self.run_it(*command, "--csv-safe")
                self.assertRegex(plain, "(?m)(^|,)=1[+]1,")
                self.assertNotRegex(safe, "(?m)(^|,)[=+@]")
                self.assertRegex(safe, "(?m)(^|,)'=1[+]1,")
                self.assertEqual(safe.replace(",'", ",").replace("\n'", "\n"), plain)  # and numbers are as they were
        self.run_it("run", "a.toml", "--csv-safe", code=2)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[-1])
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
