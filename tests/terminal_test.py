"""What happens on a terminal: `detente new` asks, and bash completes command lines.

usage: terminal_test.py PROGRAM
"""

import os
import pty
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = ""


def run(*arguments, **more):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, stdin=subprocess.DEVNULL, **more)


class New(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def typed(self, lines, *arguments):
        """What the program prints, and its exit status, where these lines are typed on its terminal."""
        try:
            terminal, inside = pty.openpty()
        except OSError as error:
            self.skipTest(f"no terminal to be had: {error}")
        process = subprocess.Popen([PROGRAM, "new", *arguments], cwd=self.folder, stdin=inside, stderr=inside, stdout=subprocess.PIPE,
                                   text=True)
        os.close(inside)
        os.write(terminal, lines.encode())
        output = process.communicate(timeout=60)[0]
        os.close(terminal)
        return output, process.returncode

    def runs_without_a_word(self, name):
        for command in ("check", "run"):
            done = run(command, self.folder / name)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_without_a_terminal_it_takes_defaults(self):
        done = run("new", "Lake talks", cwd=self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("lake-talks.toml is written.", done.stdout)
        self.runs_without_a_word("lake-talks.toml")

    def test_it_never_writes_over_a_file(self):
        (self.folder / "my-talks.toml").write_text("precious")
        self.assertEqual(run("new", cwd=self.folder).returncode, 4)
        self.assertEqual(run("new", "x", "--out", "my-talks.toml", cwd=self.folder).returncode, 4)
        self.assertEqual((self.folder / "my-talks.toml").read_text(), "precious")

    def test_it_writes_to_standard_output(self):
        done = run("new", "--party", "north", "--party", "south", "--issue", "dam=no,yes", "--rounds", 2, "--out", "-")
        self.assertEqual(subprocess.run([PROGRAM, "check", "-"], input=done.stdout, capture_output=True, text=True).stderr, "")
        self.assertIn("[parties.south]", done.stdout)

    def test_on_a_terminal_it_asks(self):
        output, status = self.typed("Lake talks\nnorth, south\n\nfishing, dam\nnone, shared, open\nno, yes\nmany\n4\n")
        self.assertEqual(status, 0)
        self.assertIn("lake-talks.toml is written.", output)
        text = (self.folder / "lake-talks.toml").read_text()
        for line in ("[parties.north]", "[parties.south]", "[parties.mediator]", '"shared" = 50', "rounds = 4"):
            self.assertIn(line + "\n", text)
        self.runs_without_a_word("lake-talks.toml")

    def test_it_asks_for_what_is_not_given(self):
        output, status = self.typed("\n", "talks", "--party", "north", "--party", "south", "--issue", "dam=no,yes", "--rounds", "3")
        self.assertEqual(status, 0)
        self.assertIn("[parties.mediator]", (self.folder / "talks.toml").read_text())

    def test_where_the_answers_end_nothing_is_written(self):
        self.assertEqual(self.typed("Lake talks\n\x04")[1], 2)
        self.assertEqual(os.listdir(self.folder), [])

    def test_answers_that_make_no_scenario_are_refused(self):
        done = run("new", "--issue", "not=a,b", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("'not' is a word of the condition language", done.stderr)
        self.assertEqual(os.listdir(self.folder), [])


class Bash(unittest.TestCase):
    def completed(self, *words):
        """What bash would offer for the last of these words."""
        line = " ".join(f"'{word}'" for word in ("detente", *words))
        script = f"source <('{PROGRAM}' completions bash); COMP_WORDS=({line}); COMP_CWORD={len(words)}; _detente;" \
                 " printf '%s\\n' \"${COMPREPLY[@]}\""
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=Path(__file__).resolve().parent.parent)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_commands(self):
        self.assertEqual(self.completed("r"), ["run", "replay"])
        for command in ("new", "check", "run", "list", "replay", "completions", "help", "--version"):
            self.assertIn(command, self.completed(""))

    def test_options_of_the_command(self):
        self.assertEqual(self.completed("run", "x.toml", "--pre"), ["--precision"])
        self.assertEqual(self.completed("check", "--pre"), [])
        self.assertEqual(self.completed("replay", "--tria"), ["--trial"])

    def test_values(self):
        self.assertEqual(self.completed("run", "--format", ""), ["table", "json", "csv", "markdown", "html"])
        self.assertEqual(self.completed("list", "--format", "c"), ["csv"])
        self.assertEqual(self.completed("run", "--format", "=", "ma"), ["markdown"])
        self.assertEqual(self.completed("run", "--format", "="), ["table", "json", "csv", "markdown", "html"])
        self.assertEqual(self.completed("run", "--trials", ""), [])
        self.assertEqual(self.completed("completions", ""), ["bash", "zsh", "fish"])
        self.assertIn("replay", self.completed("help", ""))

    def test_files(self):
        self.assertEqual(self.completed("run", "scenarios/first"), ["scenarios/first-steps.toml"])
        self.assertEqual(self.completed("run", "--out", "READ"), ["README.md"])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[-1])
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
