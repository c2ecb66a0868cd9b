"""Results files that somebody else has made: whatever is in them or beside them, they are read, and nothing is written;
reading ends, within the memory it may have; what they tell is what is sealed.

usage: trust_test.py PROGRAM [--few]
"""

import json
import os
import random
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

ROOT = Path(__file__).resolve().parent.parent
FIRST = ROOT / "scenarios" / "first-steps.toml"
PROGRAM, FEW = "", False
EXIT_OK, EXIT_FILE, EXIT_UNFINISHED = 0, 4, 75
SECONDS, MEGABYTES = 5, 256  # that reading a file may take; tests look for three times as long, in processor time
BATCH = ("SLURM_", "OMPI_", "PMI_")
MAGIC = bytes.fromhex("d9d505f920a163d7")
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


def super_journal(database, victim):
    """A hot rollback journal that names a file, which SQLite deletes when it rolls back."""
    name = str(victim).encode()
    begin = MAGIC + struct.pack(">IIIII", 0, 1234, database.stat().st_size // 4096, 512, 4096)
    checksum = sum(byte - 256 * (byte >= 128) for byte in name) & 0xFFFFFFFF
    return begin.ljust(512, b"\0") + struct.pack(">I", 0x40000000 // 4096 + 1) + name + struct.pack(">II", len(name), checksum) + MAGIC


def page_journal(page, number=1, pages=10):
    """A hot rollback journal with the former content of a page; nonce 0."""
    begin = MAGIC + struct.pack(">IIIII", 1, 0, pages, 512, 4096)
    checksum = sum(page[place] for place in range(4096 - 200, 0, -200))
    return begin.ljust(512, b"\0") + struct.pack(">I", number) + page + struct.pack(">I", checksum)


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
        database = sqlite3.connect(path)
        database.executescript(text)
        database.close()
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
        for user in (None, 65534) if os.geteuid() == 0 else (None,):
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
        before = self.listing()
        self.played("run", FIRST, "--trials", 40_000, "--quiet", "--out", self.folder / "talks.sqlite")
        after = self.listing()
        self.assertTrue(after.pop("talks.sqlite"))
        self.assertEqual(after, before)

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

    def killed(self):
        path = self.folder / "killed.sqlite"
        process = subprocess.Popen([PROGRAM, "run", str(FIRST), "--trials", "1000000000", "--quiet", "--out", str(path)],
                                   stdout=subprocess.DEVNULL, env=environment())
        while True:
            try:
                if json.loads(Played("status", path, "--format", "json").output)["parts"] > 3:
                    break
            except ValueError:
                self.assertIsNone(process.poll())
        process.kill()
        process.communicate()
        return path

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

    def test_samples_are_looked_for_where_the_reader_says(self):
        """A results file that names a folder of its sender's choice."""
        home = self.folder / "home"
        home.mkdir()
        scenario = home / "talks.toml"
        scenario.write_text(FIRST.read_text().replace("{ triangular = [0.3, 0.5, 0.8] }", '{ samples = "asks.csv#ask" }'))
        (home / "asks.csv").write_text("ask\n0.3\n0.5\n0.7\n")
        away = self.folder / "away"
        away.mkdir()
        self.played("run", scenario, "--trials", 20_000, "--quiet", "--out", away / "r.sqlite")
        self.played("sweep", scenario, "--vary", "parameters.cost=[0.1, 0.2]", "--trials", 500, "--quiet", "--out", away / "s.sqlite")
        for name, commands in (("r.sqlite", (["show"], ["verify"], ["export", "--each-trial"])), ("s.sqlite", (["verify"],))):
            for command, *more in commands:
                play = self.played(command, away / name, *more, code=EXIT_FILE)
                self.assertIn("there is no file 'asks.csv'", play.error)
                self.assertIn(f"--samples; when it was written they lay in '{home}", play.error)
                self.played(command, away / name, *more, "--samples", home)
        self.assertIn("has no tables of figures", self.played("merge", away / "m.sqlite", away / "r.sqlite").error)
        self.assertEqual(self.played("merge", away / "n.sqlite", away / "r.sqlite", "--samples", home).error.count("\n"), 1)
        shutil.copy(home / "asks.csv", away)
        self.played("show", away / "r.sqlite")
        os.unlink(away / "asks.csv")
        os.mkfifo(away / "asks.csv")
        self.played("show", away / "r.sqlite", code=EXIT_FILE)


class Told(Trust):
    def test_changed_figures_of_a_run_are_reported(self):
        for script, what in (("UPDATE shares SET p = 0.9 WHERE name = 'a ceasefire'", "shares: outcome 'a ceasefire'"),
                             ("UPDATE shares SET k = k + 1, n = n + 1 WHERE kind = 'held'", "shares: held 'talks'"),
                             ("UPDATE shares SET low = NULL WHERE kind = 'agreed'", "shares: agreed 'talks'"),
                             ("UPDATE shares SET high = '0.5x' WHERE kind = 'agreed'", "shares: agreed 'talks'"),
                             ("DELETE FROM shares WHERE kind = 'held'", "shares: held 'talks'"),
                             ("INSERT INTO shares VALUES ('outcome', 'a miracle', 1, 1, 1, 1, 1)", "shares: outcome 'a miracle'"),
                             ("INSERT INTO shares SELECT CAST(kind AS BLOB), name, n, k, .1, low, high FROM shares", "shares: "),
                             ("UPDATE means SET mean = mean + 1e-15 WHERE kind = 'rounds'", "means: rounds 'talks'"),
                             ("UPDATE study SET value = 'x' WHERE key = 'digest'", "digest: x is stored"),
                             ("DELETE FROM stretches WHERE stretch = 1", "digest: stored, and its parts are not all there"),
                             ("DELETE FROM study WHERE key = 'digest'", "shares: outcome 'a ceasefire'")):
            with self.subTest(script):
                path = self.script(self.results(), script)
                play = self.played("verify", path, code=EXIT_FILE)
                self.assertIn(what, play.output)
                mistakes = json.loads(self.played("verify", path, "--format", "json", code=EXIT_FILE).output)["mistakes"]
                self.assertGreater(len(mistakes), 0)
                path.unlink()
        self.assertIn("0 wrong", self.played("verify", self.results()).output)

    def test_changed_figures_of_a_sweep_are_reported(self):
        for script, what in (("INSERT INTO shares SELECT 99, replication, place, kind, name, n, k, p, low, high FROM shares "
                              "WHERE point = 0", "shares: 4 rows of no run: told, and not sealed"),
                             ("INSERT INTO means VALUES (1, 7, 0, 'rounds', 'talks', 1, 1, 1, 1, 1)", "means: 1 row of no run"),
                             ("INSERT INTO shares SELECT point, replication, 50, kind, 'more', n, k, p, low, high FROM shares "
                              "WHERE point = 0 AND place = 0", "point 0, replication 0: damaged")):
            with self.subTest(script):
                path = self.script(self.swept(), script)
                self.assertIn(what, self.played("verify", path, "--share", "100%", code=EXIT_FILE).output)
                path.unlink()
        self.assertIn("0 wrong", self.played("verify", self.swept(), "--share", "100%").output)


TABLE = "CREATE TABLE shares (kind TEXT, name TEXT, n INTEGER, k INTEGER, p REAL, low REAL, high REAL{}, PRIMARY KEY (kind, name))"
DOUBLING = "".join(f", g{i} AS (g{i - 1} || g{i - 1})" for i in range(1, 60))
SCHEMAS = [  # in place of the table `shares`, or beside the tables
    "DROP TABLE shares; " + TABLE.format(", g0 AS (kind || name)" + DOUBLING),
    "DROP TABLE shares; " + TABLE.format(", CHECK (k < n)"),
    "DROP TABLE shares; " + TABLE.format(" DEFAULT (hex(randomblob(1000000000)))"),
    "DROP TABLE shares; " + TABLE.format(", extra"),
    "DROP TABLE shares; " + TABLE.replace("INTEGER", "integer").format(""),
    "DROP TABLE shares; CREATE VIEW shares AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r",
    "ALTER TABLE stretches RENAME TO s; CREATE VIEW stretches AS SELECT * FROM s, s AS t, s AS u",
    "CREATE TRIGGER t AFTER INSERT ON stretches BEGIN DELETE FROM stretches; END",
    "CREATE TRIGGER t AFTER DELETE ON shares BEGIN INSERT INTO shares SELECT randomblob(9), 'x', 0, 0, 0, 0, 0 FROM stretches; END",
    "CREATE INDEX i ON stretches (abs(stretch))",
    "CREATE INDEX i ON shares (name) WHERE k > 0",
    "CREATE INDEX i ON stretches (trials)",
    "CREATE VIRTUAL TABLE v USING fts5(x)",
    "CREATE VIRTUAL TABLE v USING rtree(a, b, c)",
    "CREATE TABLE more (x)",
    "ANALYZE",
    "".join(f"CREATE TABLE t{i} (x); " for i in range(500)),
    "CREATE TABLE wide ({})".format(", ".join(f"c{i}" for i in range(1500))),
    "CREATE TABLE deep (x CHECK ({}x{}))".format("(" * 90, ")" * 90),
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2 WHERE rootpage > 2",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'stretches'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || char(10)",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE stretches AS SELECT 1' WHERE name = 'stretches'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = printf('%*s', 900000, '(') WHERE name = 'shares'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = 'view' WHERE name = 'sets'",
    "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM sqlite_schema",
    "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'study'",
]
CONTENTS = [
    "UPDATE study SET value = '{number}' WHERE key = '{key}'",
    "UPDATE study SET value = randomblob(100000) WHERE key = '{key}'",
    "UPDATE study SET value = char(27) || ']0;x' || char(7) || value WHERE key = '{key}'",
    "DELETE FROM study WHERE key = '{key}'",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20000) INSERT INTO sets (value) SELECT 'x=' || n FROM r",
    "UPDATE {table} SET {column} = {number}",
    "UPDATE {table} SET {column} = NULL",
    "UPDATE {table} SET {column} = zeroblob(3000000)",
    "UPDATE {table} SET {column} = printf('%.*c', 100000, 'x')",
    "DELETE FROM {table}",
    "PRAGMA user_version = {number}",
    "PRAGMA application_id = {number}",
]
MORE_OF_A_SWEEP = [
    "WITH RECURSIVE r(n) AS (SELECT 9 UNION ALL SELECT n + 1 FROM r WHERE n < 200000) "
    "INSERT INTO shares SELECT 0, 0, n, 'outcome', 'x' || n, 1, 1, 1, 1, 1 FROM r",
    "WITH RECURSIVE r(n) AS (SELECT 9 UNION ALL SELECT n + 1 FROM r WHERE n < 200000) "
    "INSERT INTO points SELECT 0, n, 'x' || n, '1' FROM r",
    "WITH RECURSIVE r(n) AS (SELECT 9 UNION ALL SELECT n + 1 FROM r WHERE n < 50000) "
    "INSERT INTO runs SELECT n, 0, 1, 1, 0, 0, 'x', zeroblob(32) FROM r",
    "UPDATE points SET point = -point - 1",
    "UPDATE point_sets SET point = point + 1000000",
]
NUMBERS = [-1, 0, 1, 2, 99, 2**31, 2**32, 2**53, 2**63 - 1, -(2**63), 1e308, 0.5]


class Mutations(Trust):
    """2,000 hostile files by script: nothing is written, reading ends, and what is refused is refused with a message."""

    COUNT = 2000

    def tables(self, path):
        database = sqlite3.connect(path)
        names = {name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")] for name, in
                 database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        keys = [key for key, in database.execute("SELECT key FROM study")]
        database.close()
        return names, keys

    def statements(self, path, chance):
        tables, keys = self.tables(path)
        for _ in range(chance.randint(1, 3)):
            table = chance.choice(list(tables))
            text = chance.choice(CONTENTS + MORE_OF_A_SWEEP * ("runs" in tables))
            yield text.format(table=table, column=chance.choice(tables[table]), key=chance.choice(keys), number=chance.choice(NUMBERS))

    def by_statements(self, path, chance):
        database = sqlite3.connect(path)
        database.execute("PRAGMA max_page_count = 5000")
        for text in self.statements(path, chance):
            try:
                database.executescript(text)
            except (sqlite3.Error, OverflowError):
                pass
        database.close()

    def by_schema(self, path, chance):
        try:
            self.script(path, chance.choice(SCHEMAS))
        except sqlite3.Error:
            pass

    def by_bytes(self, path, chance):
        whole = bytearray(path.read_bytes())
        for _ in range(chance.choice([1, 2, 10, 100])):
            page = 4096 * chance.randrange(len(whole) // 4096)
            near = chance.choice([page + chance.randrange(16), page + chance.randrange(4096), chance.randrange(100)])
            whole[near] = chance.choice([0, 1, 2, 5, 10, 13, 127, 255, chance.randrange(256)])
        path.write_bytes(whole)

    def by_pages(self, path, chance):
        """Pages in each other's place: trees that are no trees."""
        whole = bytearray(path.read_bytes())
        pages = len(whole) // 4096
        for _ in range(chance.choice([1, 1, 3])):
            into, of = 4096 * chance.randrange(1, pages), 4096 * chance.randrange(1, pages)
            whole[into:into + 4096] = whole[of:of + 4096]
        path.write_bytes(whole)

    def by_a_tree_without_end(self, path, chance):
        """An inner page all of whose children are one page, above and above."""
        whole = bytearray(path.read_bytes())
        whole += bytes(4096 * 6)
        pages = len(whole) // 4096
        database = sqlite3.connect(path)
        roots = [root for root, in database.execute("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name IN "
                                                    "('stretches', 'sets', 'shares')")]
        database.close()
        root, child = chance.choice(roots), pages
        leaf = whole[4096 * (root - 1):4096 * root]
        whole[4096 * (child - 1):4096 * child] = leaf
        for number in [pages - 1, pages - 2, pages - 3, pages - 4, root]:
            cells, cell = 300, struct.pack(">I", child) + b"\x01"
            start = 4096 - cells * len(cell)
            page = struct.pack(">BHHHBI", 5, 0, cells, start, 0, child)
            page += b"".join(struct.pack(">H", start + len(cell) * i) for i in range(cells))
            whole[4096 * (number - 1):4096 * number] = page.ljust(start, b"\0") + cell * cells
            child = number
        whole[28:32] = struct.pack(">I", pages)
        path.write_bytes(whole)

    def by_a_journal(self, path, chance):
        beside = Path(f"{path}-journal")
        page = bytearray(path.read_bytes()[:4096])
        page[chance.randrange(4096)] ^= 255
        kind = chance.choice(["page", "super", "noise", "short", "zero"])
        beside.write_bytes({"page": page_journal(bytes(page), chance.choice([1, 2, 2**31]), chance.choice([0, 1, 2**31])),
                            "super": super_journal(path, self.folder / "victim"), "noise": chance.randbytes(2000),
                            "short": MAGIC[:chance.randrange(8)], "zero": bytes(600)}[kind])

    def by_a_log(self, path, chance):
        log, index = Path(f"{path}-wal"), Path(f"{path}-shm")
        log.write_bytes(self.log[:chance.choice([len(self.log), 32, 31, 0, chance.randrange(len(self.log))])])
        if chance.random() < 0.5:
            whole = bytearray(log.read_bytes())
            for _ in range(chance.choice([1, 20])):
                if whole:
                    whole[chance.randrange(len(whole))] = chance.randrange(256)
            log.write_bytes(whole)
        if chance.random() < 0.5:
            index.write_bytes(chance.choice([b"", bytes(32768), chance.randbytes(32768), b"x"]))
        if chance.random() < 0.5:
            path.write_bytes(self.base)

    def left_by_a_kill(self):
        """A database and its log, as they lie while it is written."""
        source, copy = self.results("source.sqlite", 20_000), self.folder / "copy.sqlite"
        database = sqlite3.connect(source)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("UPDATE shares SET k = k + 1")
        database.execute("UPDATE stretches SET trials = trials + 1")
        database.commit()
        shutil.copy(source, copy)
        self.base, self.log = copy.read_bytes(), Path(f"{source}-wal").read_bytes()
        database.close()

    def test_none_does_harm(self):
        self.left_by_a_kill()
        place = self.folder / "place"
        run, sweep = self.results("run.sqlite", 20_000).read_bytes(), self.swept().read_bytes()
        chance, codes = random.Random(13), {}
        kinds = [self.by_statements, self.by_schema, self.by_bytes, self.by_pages, self.by_a_tree_without_end, self.by_a_journal,
                 self.by_a_log]
        for number in range(self.COUNT):
            mutate = kinds[number % len(kinds)]
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            path = place / "r.sqlite"
            path.write_bytes(sweep if chance.random() < 0.4 and mutate is not self.by_a_log else run)
            (self.folder / "victim").write_text("precious")
            mutate(path, chance)
            before = self.listing(place), self.listing()
            command, *more = READERS[number // len(kinds) % len(READERS)]
            play = Measured(command, path, *more, cwd=place)
            told = f"mutation {number}, {mutate.__name__}, {command} {more}: exit {play.code}\n{play.output[:500]}{play.error[:500]}"
            self.assertEqual((self.listing(place), self.listing()), before, told)
            self.assertIn(play.code, (EXIT_OK, EXIT_FILE, 2 if "--each-trial" in more else EXIT_FILE), told)
            self.assertTrue(play.code != EXIT_FILE or play.error or command == "verify", told)
            self.assertNotIn("\x1b", play.output + play.error, told)
            self.assertLess(play.seconds, 3 * SECONDS, told)
            self.assertLess(play.megabytes, MEGABYTES, told)
            codes[play.code] = codes.get(play.code, 0) + 1
        self.assertGreater(codes[EXIT_FILE], self.COUNT // 4)


if __name__ == "__main__":
    PROGRAM, FEW = os.path.abspath(sys.argv[1]), "--few" in sys.argv
    if FEW:
        Mutations.COUNT = 60
    unittest.main(argv=sys.argv[:1], verbosity=1)
