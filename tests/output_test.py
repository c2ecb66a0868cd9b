"""Where results go: never over what was read, never lost because a file cannot be written any more, and never waiting for
ever for somebody to read.

usage: output_test.py PROGRAM
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from html.parser import HTMLParser
from pathlib import Path

PROGRAM = ""
SCENARIO = (Path(__file__).resolve().parent.parent / "scenarios/first-steps.toml").read_text()
SAMPLED = SCENARIO.replace("{ pert = [0, 0.05, 0.2] }", '{ samples = "draws.csv#cost" }')
SLOW = ("--trials", "1e9", "--quiet")


class Outputs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.write("a.toml", SAMPLED)
        self.write("b.toml", SCENARIO)
        self.write("draws.csv", "cost\n0.1\n0.2\n")

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def run_it(self, *arguments, code=0, **more):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, **more)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stderr}")
        return done

    def start(self, *arguments, **more):
        more = {"stdout": subprocess.PIPE, **more}
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder, stderr=subprocess.PIPE, text=True, **more)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def names_of(self, name):
        """The file under all names it can be given."""
        (self.folder / "below").mkdir(exist_ok=True)
        for link, make in (("symbolic", os.symlink), ("hard", os.link), ("symbolic.sqlite", os.symlink), ("hard.sqlite", os.link)):
            (self.folder / link).unlink(missing_ok=True)
            make(self.folder / name, self.folder / link)
        return name, f"./{name}", f"below/../{name}", str(self.folder / name), "symbolic", "hard"


class Structure(HTMLParser):
    """Elements that are not closed in turn, how wide the rows of each table are, and the text of what is there."""

    def __init__(self, page):
        super().__init__()
        self.open, self.mistakes, self.names, self.widths, self.text = [], [], set(), [], []
        self.feed(page)
        self.close()
        self.mistakes += self.open

    def handle_starttag(self, name, attributes):
        self.names.add(name)
        if name == "table":
            self.widths.append([])
        if name == "tr":
            self.widths[-1].append(0)
        if name in ("td", "th"):
            self.widths[-1][-1] += int(dict(attributes).get("colspan", 1))
        if name != "meta":
            self.open.append(name)

    def handle_endtag(self, name):
        if not self.open or self.open.pop() != name:
            self.mistakes.append(f"/{name}")

    def handle_data(self, data):
        self.text.append(data)


class Html(Outputs):
    LABEL = "<script>alert(\"1 & 2\")</script> 'x'"
    LABELLED = SCENARIO.replace("\n[parties.government]\n", f'\n[parties.government]\nlabel = """{LABEL}"""\n')
    COMMANDS = (("run", "a.toml", "--trials", "300"), ("check", "a.toml"), ("list", "a.toml"), ("replay", "a.toml", "--trial", "1"),
                ("compare", "a.toml", "b.toml", "--trials", "300"), ("sensitivity", "a.toml", "--trials", "1024"),
                ("sweep", "a.toml", "--vary", "stages.talks.rounds=[1, 2]", "--trials", "300"))

    def test_every_page_is_whole(self):
        self.write("a.toml", self.LABELLED)
        for command in self.COMMANDS:
            with self.subTest(command[0]):
                page = Structure(self.run_it(*command, "--format", "html").stdout)
                self.assertEqual(page.mistakes, [])
                self.assertNotIn("script", page.names)
                self.assertLessEqual({"html", "head", "title", "body", "h1"}, page.names)
                for widths in page.widths:
                    self.assertEqual(len(set(widths)), 1, widths)

    def test_what_a_page_is_given_is_text(self):
        self.write("a.toml", self.LABELLED)
        self.assertIn(self.LABEL, "".join(Structure(self.run_it("check", "a.toml", "--format", "html").stdout).text))

    def test_it_holds_what_the_table_holds(self):
        command = ("run", "b.toml", "--trials", "3000")
        text = " ".join(Structure(self.run_it(*command, "--format", "html").stdout).text)
        for word in self.run_it(*command).stdout.split():  # long ones are broken
            if "…" not in word:
                self.assertIn(word, text)


class Apart(Outputs):
    def is_kept(self, read, *command):
        """Whatever the command is told to write over is left as it was."""
        before = {path: path.read_bytes() for path in self.folder.iterdir() if path.suffix and path.stem not in ("hard", "symbolic")}
        for out in self.names_of(read):
            with self.subTest(command=command, out=out):
                said = self.run_it(*command, "--out", out, code=2).stderr
                self.assertIn("is both the file to write and one to read", said)
        for path, text in before.items():
            self.assertEqual(path.read_bytes(), text, path)

    def test_scenarios(self):
        for command in (["run"], ["check"], ["list"], ["replay", "--trial", "1"], ["sensitivity"], ["schema"],
                        ["sweep", "--vary", "stages.talks.rounds=[1,2]"]):
            self.is_kept("a.toml", command[0], "a.toml", *command[1:])
        for read in ("a.toml", "b.toml"):
            self.is_kept(read, "compare", "a.toml", "b.toml")
            self.is_kept(read, "compare", "a.toml", "b.toml", "--diff-only")

    def test_samples(self):
        for command in (["run"], ["check"], ["list"], ["replay", "--trial", "1"], ["sensitivity"],
                        ["sweep", "--vary", "stages.talks.rounds=[1,2]"]):
            self.is_kept("draws.csv", command[0], "a.toml", *command[1:])
        self.is_kept("draws.csv", "compare", "b.toml", "a.toml")
        draws = '{ samples = "draws.csv#cost" }'
        self.is_kept("draws.csv", "run", "b.toml", "--set", f"parameters.cost={draws}")
        self.is_kept("draws.csv", "compare", "b.toml", "--variant", f"x: parameters.cost={draws}")
        self.is_kept("draws.csv", "sweep", "b.toml", "--vary", f"parameters.cost=[0.1, {draws}]")
        cell = draws.replace('"', '""')
        self.write("design.csv", f'parameters.cost\n0.1\n"{cell}"\n')
        self.is_kept("draws.csv", "sweep", "b.toml", "--design", "design.csv")

    def test_studies_and_designs(self):
        self.write("design.csv", "stages.talks.rounds\n2\n")
        self.is_kept("design.csv", "sweep", "a.toml", "--design", "design.csv")
        self.write("study.toml", 'format = 1\nscenario = "a.toml"\n[[sweep]]\naddress = "stages.talks.rounds"\nvalues = [1, 2]\n')
        for read in ("study.toml", "a.toml", "draws.csv"):
            self.is_kept(read, "sweep", "study.toml")

    def test_results_files(self):
        self.run_it("run", "a.toml", "--trials", "10", "--out", "run.sqlite")
        self.run_it("sweep", "a.toml", "--trials", "10", "--vary", "stages.talks.rounds=[1,2]", "--out", "sweep.sqlite")
        for file in ("run.sqlite", "sweep.sqlite"):
            whole = (self.folder / file).read_bytes()
            for out in self.names_of(file):
                for command in (["show"], ["export"], ["status"]):
                    self.run_it(*command, file, "--out", out, code=2)
            for out in ("symbolic.sqlite", "hard.sqlite", file):
                self.run_it("merge", out, file, code=2)
            self.assertEqual((self.folder / file).read_bytes(), whole)

    def test_results_files_and_shards_are_no_inputs(self):
        before = (self.folder / "a.toml").read_bytes()
        for name in ("s.sqlite", "s.2-of-7.sqlite"):
            os.symlink(self.folder / "a.toml", self.folder / name)
        self.run_it("run", "a.toml", "--trials", "10", "--out", "s.sqlite", code=2)
        self.run_it("run", "a.toml", "--trials", "10", "--out", "s.sqlite", "--shard", "2/7", code=2)
        self.run_it("sweep", "a.toml", "--vary", "stages.talks.rounds=[1,2]", "--out", "s.sqlite", "--shard", "2/7", code=2)
        self.assertEqual((self.folder / "a.toml").read_bytes(), before)
        self.run_it("run", "a.toml", "--trials", "10", "--out", "other")
        self.run_it("run", "a.toml", "--trials", "10", "--out", "other")  # a result may be written over


class NotLost(Outputs):
    def test_a_part_file_is_left_behind(self):
        victim = self.folder / "victim"
        victim.write_text("precious")
        script = 'ln -s victim "out.txt.$$.part"; : > "out.txt.$$-1.part"; exec "$0" run a.toml --trials 1000 --out out.txt'
        done = subprocess.run(["/bin/sh", "-c", script, PROGRAM], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr, done.stdout), (0, "", ""))
        self.assertIn("OUTCOMES", (self.folder / "out.txt").read_text())
        self.assertEqual(victim.read_text(), "precious")

    def test_a_name_too_long_for_a_part_file(self):
        self.run_it("run", "a.toml", "--trials", "1000", "--out", "x" * 255)
        self.assertIn("OUTCOMES", (self.folder / ("x" * 255)).read_text())

    def test_links_stay_links(self):
        """Whatever they lead to, there or not yet."""
        (self.folder / "below").mkdir()
        os.symlink("below/out.csv", self.folder / "link")
        os.symlink("link", self.folder / "further")
        for out in ("further", "link", self.folder / "further"):
            self.run_it("run", "a.toml", "--trials", "100", "--format", "csv", "--out", out)
            self.assertTrue((self.folder / "link").is_symlink() and (self.folder / "further").is_symlink(), out)
            self.assertIn("ceasefire", (self.folder / "below/out.csv").read_text())
            (self.folder / "below/out.csv").unlink()
        os.symlink("nowhere/out.csv", self.folder / "lost")
        said = self.run_it("run", "a.toml", "--trials", "100", "--out", "lost", code=4).stderr
        self.assertIn("cannot write 'lost': No such file or directory", said)

    def stopped_once_it_plays(self, *arguments, change, **more):
        """The process's output, error and exit status; `change` happens while it plays."""
        process = self.start(*arguments, *SLOW, **more)
        time.sleep(0.5)
        change()
        process.send_signal(signal.SIGTERM)
        output, error = process.communicate(timeout=30)
        return output, error, process.returncode

    def test_the_folder_vanishes(self):
        for command, format in ((["run", "a.toml"], "json"), (["run", "a.toml"], "table"), (["compare", "a.toml", "b.toml"], "csv")):
            (self.folder / "results").mkdir()
            output, error, status = self.stopped_once_it_plays(
                *command, "--format", format, "--out", "results/out", change=lambda: shutil.rmtree(self.folder / "results"))
            self.assertEqual(status, 4, error)
            self.assertIn("'results/out'", error)
            self.assertIn("the result goes to standard output", error)
            self.assertIn("ceasefire", output)
            if format == "json":
                self.assertGreater(json.loads(output)["trials"], 0)

    def test_there_is_a_folder_in_its_place(self):
        output, error, status = self.stopped_once_it_plays("run", "a.toml", "--out", "out",
                                                           change=lambda: (self.folder / "out").mkdir())
        self.assertEqual(status, 4, error)
        self.assertIn("OUTCOMES", output)
        self.assertEqual(list(self.folder.glob("**/*.part")), [])

    def test_standard_output_is_closed_or_full(self):
        script = '"$0" run a.toml --trials 10 >&-'
        done = subprocess.run(["/bin/sh", "-c", script, PROGRAM], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 4)
        self.assertIn("cannot write 'standard output'", done.stderr)
        script = '"$0" run a.toml --trials 10 > /dev/full'
        done = subprocess.run(["/bin/sh", "-c", script, PROGRAM], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 4)

    def test_a_closed_standard_error_is_no_result(self):
        """What is opened next gets its number, and would have the messages."""
        for closed in ("2>&-", "0<&- 1>&- 2>&-"):
            subprocess.run(["/bin/sh", "-c", f'"$0" run a.toml --trials 10 --progress json --format json --out out {closed}', PROGRAM],
                           cwd=self.folder, stdout=subprocess.DEVNULL)
            json.loads((self.folder / "out").read_text())
            subprocess.run(["/bin/sh", "-c", f'"$0" run a.toml --trials 10 --progress json --out out.sqlite {closed}', PROGRAM],
                           cwd=self.folder, stdout=subprocess.DEVNULL)
            self.run_it("verify", "out.sqlite", "--share", "100%")


class Waiting(Outputs):
    def ends(self, process, signal_number, status):
        """It does so soon after the signal; the time is ample for a busy machine, and by far less than for ever."""
        time.sleep(0.5)
        self.assertIsNone(process.poll())
        process.send_signal(signal_number)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.fail("it goes on")
        self.assertEqual(process.returncode, status)

    def test_nobody_opens_the_pipe(self):
        os.mkfifo(self.folder / "pipe")
        for signal_number, status in ((signal.SIGTERM, 75), (signal.SIGINT, 130), (signal.SIGUSR1, 75)):
            process = self.start("run", "a.toml", "--trials", "1000", "--format", "json", "--out", "pipe")
            self.ends(process, signal_number, status)
            output, error = process.communicate()
            self.assertIn("nobody reads 'pipe'", error)
            self.assertEqual(json.loads(output)["trials"], 1000)  # it was finished, and is not lost
        process = self.start("run", "a.toml", *SLOW, "--out", "pipe")
        self.ends(process, signal.SIGTERM, 75)  # while it plays

    def test_a_reader_stops_reading(self):
        self.run_it("run", "a.toml", "--trials", "20000", "--out", "run.sqlite")
        os.mkfifo(self.folder / "pipe")
        process = self.start("export", "run.sqlite", "--each-trial", "--out", "pipe", "--quiet")
        with open(self.folder / "pipe", "rb") as reader:
            self.assertEqual(reader.read(5), b"trial")
            self.ends(process, signal.SIGTERM, 75)
        process = self.start("export", "run.sqlite", "--each-trial", "--quiet")
        self.assertEqual(process.stdout.read(5), "trial")
        self.ends(process, signal.SIGTERM, 75)

    def test_a_slow_reader_has_all(self):
        self.run_it("run", "a.toml", "--trials", "4000", "--out", "run.sqlite")
        whole = self.run_it("export", "run.sqlite", "--each-trial").stdout
        os.mkfifo(self.folder / "pipe")
        process = self.start("export", "run.sqlite", "--each-trial", "--out", "pipe")
        text = b""
        with open(self.folder / "pipe", "rb", buffering=0) as reader:
            while piece := reader.read(70_000):
                text += piece
                time.sleep(0.05)
        self.assertEqual(process.wait(timeout=20), 0)
        self.assertEqual(text.decode(), whole)

    def test_a_scenario_that_nobody_writes(self):
        os.mkfifo(self.folder / "pipe.toml")
        for command in (["run"], ["sweep", "--vary", "x=[1,2]"]):
            process = self.start(command[0], "pipe.toml", *command[1:])
            self.ends(process, signal.SIGTERM, -signal.SIGTERM)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[-1])
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
