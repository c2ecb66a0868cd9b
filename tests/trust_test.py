"""Results files that somebody else has made: whatever is in them or beside them, they are read, and nothing is written;
reading ends, within the memory it may have; what they tell is what is sealed.

usage: trust_test.py PROGRAM [--few]
"""

import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from hostile_results import BESIDE, Mutator, page_journal, run_script, share_overflow, super_journal

ROOT = Path(__file__).resolve().parent.parent
FIRST = ROOT / "scenarios" / "first-steps.toml"
SHARES = 107  # rows of a run of it
PROGRAM, FEW = "", False
EXIT_OK, EXIT_FILE, EXIT_UNFINISHED = 0, 4, 75
SECONDS, MEGABYTES = 5, 256  # that reading a file may take; tests look for three times as long, in processor time
BATCH = ("SLURM_", "OMPI_", "PMI_")
USERS = [None, 65534] if os.geteuid() == 0 else [None]  # None: who runs the test
TRIALS_WITHOUT_END = 1_000_000_000
READERS = [("status",), ("show",), ("show", "--format", "csv"), ("show", "--format", "json"), ("verify",), ("export",),
           ("export", "--each-trial")]


def environment():
    return {name: value for name, value in os.environ.items() if not name.startswith(BATCH)}


class Played:
    """How a command ended and what it took."""

    def __init__(self, *arguments, user=None, **more):
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment(), user=user, **more)
        try:
            self.output, self.error = (text.decode(errors="backslashreplace") for text in process.communicate(timeout=120))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise AssertionError(f"{arguments} does not end") from None
        self.code = process.returncode
        self.arguments = arguments


class Measured:
    """The same, with the time of it and the most memory it had."""

    def __init__(self, *arguments, **more):
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
            process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=output, stderr=error,
                                       env=environment(), preexec_fn=end_in_time, **more)
            _, status, used = os.wait4(process.pid, 0)
            self.code = process.returncode = os.waitstatus_to_exitcode(status)
            self.output, self.error = (read_all(file) for file in (output, error))
        self.seconds, self.megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def end_in_time():
    """Killed by SIGXCPU, or by SIGALRM where it waits."""
    resource.setrlimit(resource.RLIMIT_CPU, (4 * SECONDS, 4 * SECONDS))
    signal.alarm(600)


def read_all(file):
    file.seek(0)
    return file.read().decode(errors="backslashreplace")


class Trust(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.folder.chmod(0o777)

    def played(self, *arguments, code=EXIT_OK, **more):
        play = Played(*arguments, **more)
        self.assertEqual(play.code, code, f"{arguments}\n{play.output}{play.error}")
        return play

    def results(self, name="results.sqlite", trials=40_000, *more):
        self.played("run", FIRST, "--trials", trials, "--quiet", "--out", self.folder / name, *more)
        return self.folder / name

    def swept(self, name="swept.sqlite", points=5):
        self.played("sweep", FIRST, "--vary", f"parties.rebels.reservation=0.2:0.8:{points}", "--trials", 500, "--quiet", "--out",
                    self.folder / name)
        return self.folder / name

    def listing(self, folder=None):
        """Every file with its bytes."""
        return {path.name: path.read_bytes() if path.is_file() and not path.is_symlink() else None
                for path in (folder or self.folder).iterdir()}

    def script(self, path, text):
        run_script(path, text)
        return path


class Reading(Trust):
    def test_a_journal_that_names_a_file_is_refused_by_every_command(self):
        """As root and, where the test runs as root, as another user."""
        evil, victim = self.results("evil.sqlite"), self.folder / "victim"
        victim.write_text("precious")
        (self.folder / "evil.sqlite-journal").write_bytes(super_journal(evil, victim))
        for path in self.folder.iterdir():
            path.chmod(0o666)
        before = self.listing()
        commands = [(*command[:1], evil, *command[1:]) for command in READERS]
        commands += [("merge", self.folder / "merged.sqlite", evil), ("merge", evil, evil.with_name("evil.sqlite")),
                     ("run", FIRST, "--trials", 40_000, "--out", evil)]
        for user in USERS:
            for command in commands:
                play = Played(*command, user=user)
                if "both the file" not in play.error:
                    self.assertEqual(play.code, EXIT_FILE, command)
                    self.assertIn("names another file, which SQLite would delete", play.error)
                self.assertEqual(self.listing(), before, command)

    def test_a_hostile_shard_does_no_harm_to_a_run_beside_it(self):
        evil, victim = self.results("talks.2-of-2.sqlite"), self.folder / "victim"
        victim.write_text("precious")
        (self.folder / "talks.2-of-2.sqlite-journal").write_bytes(super_journal(evil, victim))
        for path in self.folder.iterdir():
            path.chmod(0o666)
        before = self.listing()
        for user in USERS:
            self.played("run", FIRST, "--trials", 40_000, "--quiet", "--out", self.folder / "talks.sqlite", user=user)
            after = self.listing()
            self.assertTrue(after.pop("talks.sqlite"))
            self.assertEqual(after, before)
            (self.folder / "talks.sqlite").unlink()

    def test_rows_that_share_their_bytes_are_refused(self):
        """A small file whose rows, or whose tables' statements, come to gigabytes."""
        for table in BESIDE:
            path = self.unfinished()
            share_overflow(path, table, 500_000, 3000)
            self.assertLess(path.stat().st_size, 3_000_000)
            commands = [(*command[:1], path, *command[1:]) for command in READERS]
            commands += [("merge", self.folder / "merged.sqlite", path), ("merge", path, self.results()),
                         ("run", FIRST, "--trials", TRIALS_WITHOUT_END, "--out", path)]
            for command in commands:
                play = Measured(*command)
                self.assertEqual(play.code, EXIT_FILE, f"{table}, {command}\n{play.output}{play.error}")
                self.assertIn("is damaged", play.error)
                self.assertLess(play.seconds, SECONDS, (table, command))
                self.assertLess(play.megabytes, MEGABYTES, (table, command))
            path.unlink()

    def unfinished(self):
        """A run of more parts than it will ever have, stopped after some of them."""
        process, path = self.playing("unfinished.sqlite")
        process.send_signal(signal.SIGTERM)
        process.communicate()
        self.assertEqual(process.returncode, EXIT_UNFINISHED)
        return path

    def test_what_beside_it_cannot_be_read_is_named(self):
        """A journal that this user may not read may name a file, or not."""
        path = self.results()
        for path_beside in (path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm")):
            path_beside.write_bytes(b"x" * 600)
            path_beside.chmod(0)
            for user in USERS[os.geteuid() == 0:]:  # root may read anything
                for command, *more in READERS:
                    error = self.played(command, path, *more, code=EXIT_FILE, user=user).error
                    self.assertIn(f"cannot read '{path_beside}', which belongs to the results: Permission denied", error)
            path_beside.unlink()

    def test_nothing_is_written_over_what_is_beside_a_file_that_is_read(self):
        path = self.killed()
        before = self.listing()
        for end in ("-wal", "-shm", ".lock"):
            self.assertIn(f"killed.sqlite{end}", before)
            for command in ("status", "show", "export"):
                error = self.played(command, path, "--out", f"{path}{end}", code=2).error
                self.assertIn(f"{end}' is both the file to write and one to read", error)
            whole = self.folder / f"killed.sqlite{end}.sqlite"
            whole.symlink_to(f"killed.sqlite{end}")
            self.assertIn("is both the file to write and one to read", self.played("merge", whole, path, code=2).error)
            whole.unlink()
            self.assertEqual(self.listing(), before)

    def test_what_was_not_finished_is_taken_back_by_the_writer_alone(self):
        path = self.results()
        page = path.read_bytes()[:4096]
        path.with_name("results.sqlite-journal").write_bytes(page_journal(page, pages=path.stat().st_size // 4096))
        before = self.listing()
        for command, *more in READERS:
            play = self.played(command, path, *more, code=EXIT_FILE)
            self.assertIn("results.sqlite-journal' holds what has to be taken back first", play.error)
            self.assertIn("the run's command does so", play.error)
            self.assertNotIn("killed", play.error)
            self.assertEqual(self.listing(), before)
        self.played("run", FIRST, "--trials", 40_000, "--quiet", "--out", path)
        self.played("status", path)

    def test_a_journal_of_a_larger_file_is_refused_by_every_command(self):
        """SQLite gives the database back the length that the journal says: 8 TB."""
        path = self.results()
        path.with_name("results.sqlite-journal").write_bytes(page_journal(path.read_bytes()[:4096], pages=2**31))
        before = self.listing()
        commands = [(*command[:1], path, *command[1:]) for command in READERS]
        for command in commands + [("merge", path, self.results("other.sqlite")), ("run", FIRST, "--trials", 40_000, "--out", path)]:
            self.assertIn("results.sqlite-journal' is of a larger file than", self.played(*command, code=EXIT_FILE).error)
            after = self.listing()
            after.pop("other.sqlite", None)
            self.assertEqual(after, before)

    def test_a_killed_run_is_read_without_writing_beside_it(self):
        path = self.killed()
        for files in ([""], ["", "-wal"], ["", "-wal", "-shm"]):
            folder = self.folder / f"copy{len(files)}"
            folder.mkdir()
            for end in files:
                shutil.copy(f"{path}{end}", folder)
            before, private = self.listing(folder), set(os.listdir(tempfile.gettempdir()))
            parts = {json.loads(self.played("status", folder / path.name, "--format", "json").output)["parts"]}
            for command, *more in READERS[1:]:
                Played(command, folder / path.name, *more)
                self.assertEqual(self.listing(folder), before)
            left = {name for name in set(os.listdir(tempfile.gettempdir())) - private if name.startswith("detente-")}
            self.assertEqual(left, set())
            self.assertEqual(min(parts) > 0, len(files) > 1)

    def test_a_log_of_which_a_kill_left_but_its_head_is_none(self):
        path = self.killed()
        for size in None, 0, 16, 32, 40:
            with self.subTest(size=size):
                folder = self.folder / f"log{size}"
                folder.mkdir()
                for end in "", "-wal", "-shm":
                    shutil.copy(f"{path}{end}", folder)
                log = folder / f"{path.name}-wal"
                log.unlink() if size is None else os.truncate(log, size)
                before = self.listing(folder)
                for command in "status", "verify":
                    self.played(command, folder / path.name)
                self.assertEqual(self.listing(folder), before)

    def killed(self):
        process, path = self.playing("killed.sqlite")
        process.kill()
        process.communicate()
        return path

    def playing(self, name):
        """A run that has some of its parts, and goes on."""
        path = self.folder / name
        process = subprocess.Popen([PROGRAM, "run", str(FIRST), "--trials", str(TRIALS_WITHOUT_END), "--quiet", "--out", str(path)],
                                   stdout=subprocess.DEVNULL, env=environment())
        while True:
            try:
                if json.loads(Played("status", path, "--format", "json").output)["parts"] > 3:
                    return process, path
            except ValueError:
                self.assertIsNone(process.poll())

    def test_what_lies_beside_it_is_a_file_or_refused(self):
        path, elsewhere = self.results(), self.folder / "elsewhere"
        elsewhere.write_text("precious")
        for end in ("-journal", "-wal", "-shm"):
            for make in (os.mkfifo, os.mkdir, lambda name: os.symlink(elsewhere, name), self.bind):
                beside = Path(f"{path}{end}")
                make(beside)
                for command in [*READERS, ("merge", self.folder / "merged.sqlite")]:
                    play = self.played(*command, path, code=EXIT_FILE)
                    self.assertIn(f"{path.name}{end}' is no regular file", play.error)
                self.assertEqual(elsewhere.read_text(), "precious")
                beside.rmdir() if beside.is_dir() else beside.unlink()

    @staticmethod
    def bind(name):
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(name))

    def test_a_lock_follows_no_link_and_removes_nothing_else(self):
        path, elsewhere = self.folder / "talks.sqlite", self.folder / "elsewhere"
        lock = self.folder / "talks.sqlite.lock"
        run = ["run", FIRST, "--trials", 1000, "--quiet", "--out", path]
        elsewhere.write_text("")
        lock.symlink_to(elsewhere)
        self.assertIn("talks.sqlite.lock': it is a link", self.played(*run, code=EXIT_FILE).error)
        lock.unlink()
        lock.symlink_to(self.folder / "nowhere")
        self.played(*run, code=EXIT_FILE)
        self.assertFalse((self.folder / "nowhere").exists())
        lock.unlink()
        lock.write_text("a note of somebody's")
        self.assertIn("is something else; move it away", self.played(*run, code=EXIT_FILE).error)
        self.assertEqual(lock.read_text(), "a note of somebody's")
        lock.unlink()
        os.mkfifo(lock)
        self.assertIn("is something else", self.played(*run, code=EXIT_FILE).error)
        lock.unlink()
        lock.write_text("")  # left by a run that was killed
        self.played(*run)
        self.assertFalse(lock.exists())

    def test_samples_are_in_the_file(self):
        """Whoever gets a results file reads no other: neither beside it nor where its sender says."""
        home, away = self.folder / "home", self.folder / "away"
        home.mkdir()
        away.mkdir()
        scenario = home / "talks.toml"
        scenario.write_text(FIRST.read_text().replace("{ triangular = [0.3, 0.5, 0.8] }", '{ samples = "below/asks.csv#ask" }'))
        (home / "below").mkdir()
        (home / "below" / "asks.csv").write_text("ask\n0.3\n0.5\n0.7\n")
        (home / "costs.csv").write_text("cost\n0.1\n0.2\n")
        wanted = self.played("run", scenario, "--trials", 20_000, "--quiet", "--format", "csv").output
        self.played("run", scenario, "--trials", 20_000, "--quiet", "--out", away / "r.sqlite")
        for shard in (1, 2):
            self.played("run", scenario, "--trials", 20_000, "--quiet", "--shard", f"{shard}/2", "--out", away / "p.sqlite")
        varied = ["--vary", 'parameters.cost=[0.1, { samples = "costs.csv#cost" }]', "--trials", 500, "--quiet"]
        swept = self.played("sweep", scenario, *varied, "--format", "csv").output
        self.played("sweep", scenario, *varied, "--out", away / "s.sqlite")
        shutil.rmtree(home)
        before = self.listing(away)
        for name, shown in (("r.sqlite", wanted), ("s.sqlite", swept)):
            self.assertEqual(self.played("show", away / name, "--format", "csv").output, shown)
            self.assertEqual(self.played("export", away / name).output, shown)
            self.assertIn(" 0 mistakes found", self.played("verify", away / name, "--share", "100%").output)
        self.assertEqual(self.played("export", away / "r.sqlite", "--each-trial").output.count("\n"), 20_001)
        self.assertEqual(self.listing(away), before)
        self.played("merge", away / "m.sqlite", *sorted(away.glob("p.*.sqlite")))
        self.assertEqual(self.played("show", away / "m.sqlite", "--format", "csv").output, wanted)

    def test_samples_that_have_changed_are_told(self):
        home = self.folder / "home"
        home.mkdir()
        scenario = home / "talks.toml"
        scenario.write_text(FIRST.read_text().replace("{ triangular = [0.3, 0.5, 0.8] }", '{ samples = "asks.csv#ask" }'))
        (home / "asks.csv").write_text("ask\n0.3\n0.5\n0.7\n")
        run = ["run", scenario, "--trials", 20_000, "--quiet", "--out", self.folder / "r.sqlite"]
        sweep = ["sweep", scenario, "--vary", 'parameters.cost=[0.1, { samples = "asks.csv#ask" }]', "--trials", 500, "--quiet", "--out",
                 self.folder / "s.sqlite"]
        self.played(*run)
        self.played(*sweep)
        for path in (self.folder / "r.sqlite", self.folder / "s.sqlite"):
            whole = path.read_bytes()
            self.script(path, "UPDATE samples SET text = CAST('ask\n0.3\n0.5\n0.8\n' AS BLOB)")
            self.assertIn("has changed", self.played("show", path, code=EXIT_FILE).error)
            path.write_bytes(whole)
            self.script(path, "UPDATE samples SET text = zeroblob(2000000)")
            self.assertIn("its files of samples cannot be", self.played("show", path, code=EXIT_FILE).error)
            path.write_bytes(whole)
        (home / "asks.csv").write_text("ask\n0.3\n0.5\n0.8\n")
        self.assertIn("holds another study", self.played(*run, code=EXIT_FILE).error)
        self.assertIn("its scenario is another", self.played(*sweep, code=EXIT_FILE).error)


def packed(text):
    return struct.pack("<Q", len(text.encode())) + text.encode()


def seal_run(path, run):
    """What the file tells of a run has a seal that fits."""
    database = sqlite3.connect(path)
    with database:
        *numbers, digest = database.execute("SELECT point, replication, seed, trials, failed, clamped, digest FROM runs WHERE run = ?", (run,)).fetchone()
        sealed = struct.pack("<6q", *numbers) + packed(digest)
        for *texts, n, k in database.execute("SELECT kind, name, item, n, k FROM shares WHERE run = ? ORDER BY place", (run,)):
            sealed += b"".join(map(packed, texts)) + struct.pack("<QQ", n, k)
        for *texts, n, mean, sd in database.execute("SELECT kind, name, item, n, mean, sd FROM means WHERE run = ? ORDER BY place", (run,)):
            sealed += b"".join(map(packed, texts)) + struct.pack("<Q", n)
            for figure in (mean, sd):
                sealed += struct.pack("<Q", figure is not None) + (b"" if figure is None else struct.pack("<d", figure))
        database.execute("UPDATE runs SET seal = ? WHERE run = ?", (hashlib.sha256(sealed).digest(), run))
    database.close()


def seal_measured(path):
    """Whatever the file says was measured has a seal that fits."""
    database = sqlite3.connect(path)
    with database:
        study = dict(database.execute("SELECT key, value FROM study"))
        sealed = struct.pack("<QQ", study["failed_trial"] != "", int(study["failed_trial"] or 0)) + packed(study["failed_of"])
        sealed += struct.pack("<Q", int(study["choices_trials"]))
        for *texts, change, low, high in database.execute("SELECT kind, choice, otherwise, change, low, high FROM choices ORDER BY place"):
            sealed += b"".join(map(packed, texts)) + struct.pack("<ddd", change, low, high)
        database.execute("UPDATE study SET value = ? WHERE key = 'measured_seal'", (hashlib.sha256(sealed).hexdigest(),))
    database.close()


def forge_choices(path, change):
    """Every fixed choice has this change, wherever a file of a run says so, and the seal fits."""
    figures = f"{change}, low = {change - 0.01}, high = {change + 0.01}"
    run_script(path, f"UPDATE choices SET change = {figures}; UPDATE findings SET value = {figures} WHERE kind = 'choice'")
    seal_measured(path)


class Told(Trust):
    def test_changed_figures_of_a_run_are_reported(self):
        figures, choices = "the run: its figures are damaged", "fixed choices and the first trial that failed: damaged"
        for script, what in (("UPDATE shares SET p = 0.9 WHERE name = 'a ceasefire'", figures),
                             ("UPDATE shares SET k = k + 1, n = n + 1 WHERE kind = 'held'", figures),
                             ("UPDATE shares SET low = NULL WHERE kind = 'agreed'", figures),
                             ("UPDATE shares SET high = '0.5x' WHERE kind = 'agreed'", figures),
                             ("DELETE FROM shares WHERE kind = 'held'", figures),
                             (f"INSERT INTO shares VALUES (0, {SHARES}, 'outcome', 'a miracle', '', 1, 1, 1, 1, 1)", figures),
                             ("INSERT INTO shares SELECT run, place + 1000, kind, name, item, n, k, .1, low, high FROM shares", figures),
                             ("UPDATE means SET mean = mean + 1e-15 WHERE kind = 'rounds'", figures),
                             ("UPDATE findings SET value = value + 1 WHERE kind = 'packages'", "findings: packages 'talks' 'count'"),
                             ("UPDATE findings SET figure = 'index' WHERE figure = 'noise'", "findings: driver "),
                             ("UPDATE findings SET value = '0.5x' WHERE kind = 'packages'", "findings: packages 'talks' 'count'"),
                             ("DELETE FROM findings WHERE kind = 'packages'", "findings: packages 'talks' 'count'"),
                             ("INSERT INTO findings SELECT * FROM findings LIMIT 1", "findings: "),
                             ("UPDATE choices SET change = change + 1e-9", choices),
                             ("DELETE FROM study WHERE key = 'measured_seal'", choices),
                             ("UPDATE study SET value = 'x' WHERE key = 'choices_trials'", "findings: choice 'concedes evenly"),
                             ("UPDATE runs SET digest = 'x'", figures),
                             ("UPDATE parts SET trials = trials + 0.5 WHERE part = 2", "trials 32768 to 39999: damaged"),
                             ("UPDATE parts SET hash = CAST(hash AS TEXT) WHERE part = 0", "trials 0 to 16383: damaged"),
                             ("DELETE FROM parts WHERE part = 1", "the run: its figures are told, and its parts are not all there"),
                             ("UPDATE parts SET part = part + 99", "parts: 3 rows of no run: told, and not sealed"),
                             ("DELETE FROM runs", f"shares: {SHARES} rows of no run: told, and not sealed"),
                             ("DELETE FROM study WHERE key = 'findings_of'", "findings: ")):
            with self.subTest(script):
                path = self.script(self.results(), script)
                play = self.played("verify", path, code=EXIT_FILE)
                self.assertIn(what, play.output)
                mistakes = json.loads(self.played("verify", path, "--format", "json", code=EXIT_FILE).output)["mistakes"]
                self.assertGreater(len(mistakes), 0)
                path.unlink()
        self.assertIn("0 mistakes found", self.played("verify", self.results()).output)

    def test_figures_that_are_sealed_and_not_what_parts_come_to_are_reported(self):
        """Of a run whatever share of it is played again; of a sweep where one of its parts is."""
        for path, point, share in ((self.results(), 0, "0.0001%"), (self.swept(), 3, "100%")):
            self.script(path, f"UPDATE shares SET name = 'a miracle' WHERE run = {point} AND place = 0")
            seal_run(path, point)
            self.assertIn(f"{'point 3, replication 0' if point else 'the run'}: its figures are not what its parts come to",
                          self.played("verify", path, "--share", share, code=EXIT_FILE).output)

    def test_what_was_measured_is_shown_as_it_is_kept_and_measured_again_by_verify(self):
        path = self.results()
        forge_choices(path, 0.123)
        self.assertIn("+12.3", self.played("show", path).output)
        self.assertIn("the choice 'concedes evenly (tactic, beta 1): ", self.played("verify", path, "--share", "100%", code=EXIT_FILE).output)

    def test_what_cannot_have_been_measured_is_not_shown(self):
        """However well it is sealed: choices of another scenario, none, many thousands; a failure where no trial failed."""
        for script in ("DELETE FROM choices", "UPDATE choices SET otherwise = 'more' WHERE place = 0",
                       "UPDATE study SET value = '0' WHERE key = 'choices_trials'",
                       "UPDATE study SET value = '17' WHERE key = 'failed_trial'; UPDATE study SET value = 'fate' WHERE key = 'failed_of'",
                       "INSERT INTO choices WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                       "SELECT i, 'link', hex(randomblob(20)), hex(randomblob(20)), 0.0, -0.1, 0.1 FROM n"):
            with self.subTest(script):
                path = self.script(self.results(), script)
                seal_measured(path)
                self.assertIn("Not measured", self.played("show", path).output)
                self.assertIn("fixed choices and the first trial that failed: damaged", self.played("verify", path, code=EXIT_FILE).output)
                path.unlink()

    def test_the_first_trial_that_failed_is_looked_for_again(self):
        scenario = self.folder / "failing.toml"
        scenario.write_text(FIRST.read_text().replace('reservation = "status-quo + cost"',
                                                      'reservation = "0.3 + max(cost - 0.12, 0) * 1e300 * 1e300"'))
        path = self.folder / "failing.sqlite"
        self.played("run", scenario, "--trials", 20_000, "--quiet", "--out", path)
        whole = path.read_bytes()
        self.assertRegex(self.played("show", path).output, r"The first of them is trial \d+: the expression")
        self.assertIn(" 0 mistakes found", self.played("verify", path, "--share", "100%").output)
        for script in ("UPDATE study SET value = '' WHERE key IN ('failed_trial', 'failed_of')",
                       "UPDATE study SET value = 'fate' WHERE key = 'failed_of'"):
            path.write_bytes(whole)
            self.script(path, script)
            seal_measured(path)
            self.assertIn("the first trial that failed: other results",
                          self.played("verify", path, "--share", "100%", code=EXIT_FILE).output)

    def test_changed_figures_of_a_sweep_are_reported(self):
        damaged = "point {}, replication 0: its figures are damaged"
        for script, what in (("INSERT INTO shares SELECT 99, place, kind, name, item, n, k, p, low, high FROM shares WHERE run = 0",
                              f"shares: {SHARES} rows of no run: told, and not sealed"),
                             ("INSERT INTO means VALUES (7, 0, 'rounds', 'talks', '', 1, 1, 1, 1, 1)", "means: 1 row of no run"),
                             ("INSERT INTO runs VALUES (7, 7, 0, 1, 500, 0, 0, 'x', zeroblob(32))", "runs: 1 row of no run"),
                             ("INSERT INTO parts SELECT 7, part, trials, hash, counts, sums, outcomes, seal FROM parts WHERE run = 0",
                              "parts: 1 row of no run"),
                             ("INSERT INTO parts SELECT run, 0.5, trials, hash, counts, sums, outcomes, seal FROM parts WHERE run = 0",
                              "parts: 1 row of no run"),
                             (f"INSERT INTO shares SELECT run, {SHARES}, kind, 'more', '', n, k, p, low, high FROM shares "
                              "WHERE run = 0 AND place = 0", damaged.format(0)),
                             ("UPDATE shares SET k = k + 0.9 WHERE k > 0", damaged.format(0)),
                             ("UPDATE shares SET n = n + 0.4", damaged.format(4)),
                             ("UPDATE shares SET p = NULL WHERE p = 0", damaged.format(0)),
                             ("UPDATE shares SET place = place + 1000 WHERE run = 2", damaged.format(2)),
                             ("UPDATE means SET kind = CAST(kind AS BLOB)", damaged.format(0)),
                             ("UPDATE means SET sd = '0.1x' WHERE run = 3", damaged.format(3)),
                             ("UPDATE runs SET trials = trials + 0.5", damaged.format(0)),
                             ("UPDATE runs SET point = 0 WHERE run = 4", damaged.format(4)),
                             ("UPDATE runs SET digest = CAST(digest AS BLOB)", damaged.format(0))):
            with self.subTest(script):
                path = self.script(self.swept(), script)
                for share in ("100%", "0.0001%"):  # the figures of all runs are looked at, and one part is played
                    self.assertIn(what, self.played("verify", path, "--share", share, code=EXIT_FILE).output)
                path.unlink()
        self.assertIn("0 mistakes found", self.played("verify", self.swept(), "--share", "100%").output)


class Mutations(Trust):
    """2,000 hostile files by script: nothing is written but what a command is to write, reading ends, what is refused is
    refused with a message, and what is gone on with comes to what it always comes to."""

    COUNT = 2000
    RUN = ["run", FIRST, "--trials", 20_000, "--quiet", "--format", "csv", "--out"]
    SWEEP = ["sweep", FIRST, "--vary", "parties.rebels.reservation=0.2:0.8:5", "--trials", 500, "--quiet", "--format", "csv", "--out"]

    def left_by_a_kill(self):
        """A database and its log, as they lie while it is written."""
        source, copy = self.results("source.sqlite", 20_000), self.folder / "copy.sqlite"
        database = sqlite3.connect(source)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("UPDATE shares SET k = k + 1")
        database.execute("UPDATE parts SET trials = trials + 1")
        database.commit()
        shutil.copy(source, copy)
        left = copy.read_bytes(), Path(f"{source}-wal").read_bytes()
        database.close()
        return left

    def commands(self, path, whole):
        """Each with what it writes, if anything."""
        merged = path.with_name("merged.sqlite")
        return [((command, path, *more), None) for command, *more in READERS] + [
            (("merge", merged, path), merged), (("merge", path, whole), path), ((*self.RUN, path), path), ((*self.SWEEP, path), path)]

    def test_none_does_harm(self):
        victim, place = self.folder / "victim", self.folder / "place"
        path = place / "r.sqlite"
        mutator = Mutator(victim, self.left_by_a_kill())
        wholes = [self.folder / "run.sqlite", self.folder / "sweep.sqlite"]
        wanted = [self.played(*command, whole).output for command, whole in zip((self.RUN, self.SWEEP), wholes)]
        victim.write_text("precious")
        chance, codes, kinds = random.Random(13), {}, mutator.kinds
        for number in range(self.COUNT):
            mutate = kinds[number % len(kinds)]
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            whole = wholes[chance.random() < 0.4 and mutate != mutator.by_a_log]
            shutil.copyfile(whole, path)
            mutate(path, chance)
            before = self.listing(place), self.listing()
            commands = self.commands(path, whole)
            command, written = commands[number // len(kinds) % len(commands)]
            play = Measured(*command, cwd=place)
            told = f"mutation {number}, {mutate.__name__}, {command}: exit {play.code}\n{play.output[:500]}{play.error[:500]}"
            self.assertEqual((self.but(place, written, before[0]), self.listing()), before, told)
            self.assertIn(play.code, (EXIT_OK, EXIT_FILE, 2 if "--each-trial" in command else EXIT_FILE), told)
            self.assertTrue(play.code != EXIT_FILE or play.error or command[0] == "verify", told)
            self.assertNotIn("\x1b", play.output + play.error, told)
            self.assertLess(play.seconds, 3 * SECONDS, told)
            self.assertLess(play.megabytes, MEGABYTES, told)
            if command[0] in ("run", "sweep") and play.code == EXIT_OK:
                self.assertIn(play.output, wanted, told)
            codes[play.code] = codes.get(play.code, 0) + 1
        self.assertGreater(codes[EXIT_FILE], self.COUNT // 4)

    def but(self, place, written, before):
        """What lies there, with what a command wrote as it was before."""
        own = [f"{written.name}{end}" for end in ("", "-journal", "-wal", "-shm", ".lock")] if written else []
        others = {name: data for name, data in self.listing(place).items() if name not in own}
        return others | {name: data for name, data in before.items() if name in own}


if __name__ == "__main__":
    PROGRAM, FEW = os.path.abspath(sys.argv[1]), "--few" in sys.argv
    if FEW:
        Mutations.COUNT = 96
    unittest.main(argv=sys.argv[:1], verbosity=1)
