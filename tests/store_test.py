"""Results files from the outside: killed and resumed, shared out and merged, damaged, locked, out of room.

usage: store_test.py PROGRAM [--few]
"""

import json
import os
import random
import resource
import signal
import sqlite3
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
EXIT_FILE, EXIT_UNFINISHED, EXIT_INTERRUPTED = 4, 75, 130
BATCH = ("SLURM_", "OMPI_", "PMI_")


def environment(**more):
    """Without what a batch system may have set around the test."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith(BATCH)}, **more}


def start(*arguments, **more):
    return subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            **{"env": environment(), **more})


def detente(*arguments, code=0, **more):
    process = start(*arguments, **more)
    output, error = process.communicate(timeout=300)
    if process.returncode != code:
        raise AssertionError(f"{arguments}: exit {process.returncode}, not {code}\n{output}{error}")
    return output, error


def digest_of(text):
    return json.loads(text)["digest"]


class Store(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.out = self.folder / "results.sqlite"

    def run_into(self, *more, trials=100_000, out=None, scenario=FIRST, **how):
        return detente("run", scenario, "--trials", trials, "--out", out or self.out, "--format", "json", "--quiet",
                       *more, **how)

    def unbroken(self, trials, scenario=FIRST):
        return digest_of(detente("run", scenario, "--trials", trials, "--format", "json", "--quiet")[0])

    def files(self):
        return sorted(self.folder.glob("*.sqlite"))


class Killing(Store):
    def test_killed_at_any_moment_it_goes_on_with_any_number_of_shards(self):
        """Killed 200 times; nothing that was committed is lost, played twice in one file, or changed."""
        kills, trials, longest = (10, 400_000, 1.5) if FEW else (200, 20_000_000, 0.2)
        parts = -(-trials // 16_384)
        chance, stored, broken_off = random.Random(7), 0, False
        for kill in range(kills):
            shards = chance.randint(1, 7)
            process = start("run", FIRST, "--trials", trials, "--out", self.out, "--quiet", "--threads", 2,
                            "--shard", f"{chance.randint(1, shards)}/{shards}")
            time.sleep(chance.uniform(0, longest))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if kill % (kills // 10) == 0:
                now = self.count()
                self.assertGreaterEqual(now, stored)
                stored = now
                broken_off |= 0 < stored < parts
        self.assertTrue(broken_off, "no part was ever left to resume")
        for shard in (1, 2, 3):
            self.run_into("--shard", f"{shard}/3", trials=trials)
        whole = self.folder / "whole.sqlite"
        detente("merge", whole, *self.files())
        self.assertEqual(digest_of(detente("show", whole, "--format", "json")[0]), self.unbroken(trials))

    def count(self):
        found = set()
        for path in self.files():
            database = sqlite3.connect(path)
            try:
                found |= {row[0] for row in database.execute("SELECT stretch FROM stretches")}
            except sqlite3.OperationalError:  # killed before there were tables
                pass
            finally:
                database.close()
        return len(found)

    def stopped_by(self, number, code):
        trials = 100_000_000
        process = start("run", FIRST, "--trials", trials, "--out", self.out, preexec_fn=restore_interrupt)
        while not self.out.exists() or not self.count():
            time.sleep(0.01)
        process.send_signal(number)
        output, error = process.communicate(timeout=60)
        self.assertEqual(process.returncode, code, error)
        self.assertEqual(output, "")
        self.assertIn("the same command goes on", error)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["results.sqlite"])
        status = json.loads(detente("status", self.out, "--format", "json")[0])
        self.assertEqual(status["trials"], status["parts"] * 16_384)
        self.assertEqual(status["parts_damaged"], 0)

    def test_sigterm_keeps_what_is_done(self):
        self.stopped_by(signal.SIGTERM, EXIT_UNFINISHED)

    def test_sigusr1_keeps_what_is_done(self):
        self.stopped_by(signal.SIGUSR1, EXIT_UNFINISHED)

    def test_ctrl_c_keeps_what_is_done(self):
        self.stopped_by(signal.SIGINT, EXIT_INTERRUPTED)


def restore_interrupt():
    """A job in the background has SIGINT ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Sharing(Store):
    def test_any_number_of_threads_and_shards_comes_to_one_digest(self):
        trials = 150_000
        wanted = self.unbroken(trials, DOHA)
        for threads in (1, 2, 3):
            for shards in (1, 2, 7):
                with self.subTest(threads=threads, shards=shards):
                    folder = self.folder / f"{threads}-{shards}"
                    folder.mkdir()
                    for shard in range(1, shards + 1):
                        self.run_into("--shard", f"{shard}/{shards}", "--threads", threads, trials=trials,
                                      out=folder / "r.sqlite", scenario=DOHA)
                    whole = folder / "whole.sqlite"
                    _, said = detente("merge", whole, *sorted(folder.glob("*.sqlite")))
                    self.assertIn(f"digest {wanted}", said)

    def test_batch_systems_say_which_shard(self):
        for index, names in enumerate([{"SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "5"},
                                       {"OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "3"},
                                       {"PMI_RANK": "2", "PMI_SIZE": "3"}]):
            out = self.folder / f"{index}.sqlite"
            self.run_into(out=out, env=environment(**names))
            self.assertTrue((self.folder / f"{index}.3-of-3.sqlite").exists(), names)

    def test_an_array_with_gaps_makes_no_shard(self):
        _, error = self.run_into(env=environment(SLURM_ARRAY_TASK_ID="7", SLURM_ARRAY_TASK_COUNT="3", SLURM_ARRAY_TASK_MIN="3"),
                                 code=2)
        self.assertIn("give --shard I/N", error)
        self.assertEqual(self.files(), [])
        self.run_into(env=environment(SLURM_ARRAY_TASK_ID="7", SLURM_ARRAY_TASK_COUNT="3", SLURM_ARRAY_TASK_MIN="3",
                                      SLURM_ARRAY_TASK_STEP="2"))
        self.assertEqual([path.name for path in self.files()], ["results.3-of-3.sqlite"])

    def test_a_scenario_in_this_folder(self):
        (self.folder / "talks.toml").write_bytes(FIRST.read_bytes())
        self.run_into(scenario="talks.toml", cwd=self.folder)
        self.assertIn("OUTCOMES", detente("show", self.out)[0])

    def test_a_run_ends_though_it_is_read(self):
        process = start("run", FIRST, "--trials", 10**8, "--out", self.out)
        while not self.out.exists() or not self.out.stat().st_size:
            time.sleep(0.01)
        reader = sqlite3.connect(self.out)
        reader.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        process.terminate()
        _, error = process.communicate(timeout=60)
        self.assertEqual(process.returncode, EXIT_UNFINISHED, error)
        reader.close()

    def test_what_other_shards_have_is_not_played_again(self):
        self.run_into("--shard", "1/2")
        self.run_into("--shard", "1/3")
        database = sqlite3.connect(self.folder / "results.1-of-3.sqlite")
        self.assertEqual([row[0] for row in database.execute("SELECT stretch FROM stretches")], [3])
        database.close()

    def test_a_second_writer_is_refused(self):
        process = start("run", FIRST, "--trials", 10**9, "--out", self.out)
        while not self.out.exists():
            time.sleep(0.01)
        time.sleep(0.1)
        _, error = self.run_into(trials=10**9, code=EXIT_FILE)
        self.assertIn("another process is writing", error)
        self.assertIn("0 wrong", detente("verify", self.out, "--share", "0.0001")[0], "reading while it is written")
        process.terminate()
        process.communicate()


class Damage(Store):
    def test_no_changed_byte_goes_unseen(self):
        """Whatever byte is changed: refused with a message, or the same result."""
        self.run_into()
        whole = self.out.read_bytes()
        wanted = self.unbroken(100_000)
        chance = random.Random(11)
        refused = 0
        for _ in range(20 if FEW else 150):
            place = chance.randrange(len(whole))
            changed = bytearray(whole)
            changed[place] ^= 1 << chance.randrange(8)
            self.out.write_bytes(changed)
            for command in ("show", "status"):
                process = start(command, self.out, "--format", "json")
                output, error = process.communicate(timeout=60)
                if process.returncode == 0:
                    self.assertIn(digest_of(output), (wanted, None), place)
                else:
                    refused += 1
                    self.assertEqual(process.returncode, EXIT_FILE, f"byte {place}: {error}")
                    self.assertIn(str(self.out), error)
        self.assertGreater(refused, 0)

    def test_a_truncated_file_is_refused(self):
        self.run_into()
        whole = self.out.read_bytes()
        for size in (1, 15, 100, 5000, len(whole) // 2, len(whole) - 4096):
            self.out.write_bytes(whole[:size])
            for command in ("show", "status", "verify"):
                _, error = detente(command, self.out, code=EXIT_FILE)
                self.assertIn(str(self.out), error)

    def test_a_damaged_part_is_played_again(self):
        wanted = digest_of(self.run_into()[0])
        database = sqlite3.connect(self.out)
        database.execute("UPDATE stretches SET counts = substr(counts, 2) WHERE stretch = 2")
        database.commit()
        database.close()
        self.assertIn("1 part damaged", detente("status", self.out)[0])
        self.assertIn("trials 32768 to 49151: damaged", detente("verify", self.out, "--share", "100%", code=EXIT_FILE)[0])
        self.assertEqual(digest_of(self.run_into()[0]), wanted)
        self.assertIn("7 of 7 parts played again: 0 wrong", detente("verify", self.out, "--share", "100%")[0])

    def test_no_room_ends_with_a_message_and_whole_data(self):
        limit = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                         resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)))
        _, error = self.run_into(trials=50_000_000, code=EXIT_FILE, preexec_fn=limit)
        self.assertRegex(error, "what was committed is whole")
        status = json.loads(detente("status", self.out, "--format", "json")[0])
        self.assertGreater(status["parts"], 0)
        self.assertEqual(status["parts_damaged"], 0)


class Words(Store):
    """What is said of what cannot be done; all of it in one line, and with the exit code of files or of usage."""

    def says(self, words, *arguments, code=EXIT_FILE):
        output, error = detente(*arguments, code=code)
        self.assertEqual(output, "")
        self.assertEqual(error.replace(str(self.folder), ".").splitlines()[0], f"detente: {words}")

    def test_messages(self):
        self.run_into()
        text = self.folder / "text.sqlite"
        text.write_text("x" * 5000)
        other = self.folder / "other.sqlite"
        self.run_into("--seed", 2, out=other)
        self.says("cannot read './none.sqlite': No such file or directory", "show", self.folder / "none.sqlite")
        self.says("'./text.sqlite' is not a results file (no SQLite database)", "status", text)
        self.says("'./other.sqlite' is not of the same study as './results.sqlite': it has seed 2, not 1", "merge",
                  self.folder / "all.sqlite", self.out, other)
        self.says("'./new' is to be written; call it FILE.sqlite", "merge", self.folder / "new", self.out, code=2)
        self.says("'./other.sqlite' is both the file to write and one to read", "merge", other, other, code=2)
        self.says("'./results.sqlite' is of 100000 trials, more than 5000; ask for as many, or write to another file",
                  "run", FIRST, "--trials", 5000, "--out", self.out)
        self.says(f"'./results.sqlite' holds another study (detente run {FIRST} --trials 100000 --out ./results.sqlite "
                  "--format json --quiet): it has seed 1, not 3; write to another file", "run", FIRST, "--seed", 3, "--out", self.out)
        self.says("a results file is of so many trials; leave out --precision and --budget, and use --trials", "run",
                  FIRST, "--precision", "1pp", "--out", self.out, code=2)
        for wrong in ("3/2", "0/2", "1", "1/x", "-1/2", "1/2000000"):
            self.says(f'--shard: "{wrong}" is no part of a whole; write the second of seven as 2/7', "run", FIRST,
                      "--shard", wrong, "--out", self.out, code=2)
        for wrong in ("0", "101%", "x"):
            self.says(f'--share: "{wrong}" is no share, more than 0 and at most 100%; write it as 1% or 0.01', "verify",
                      self.out, "--share", wrong, code=2)
        self.says("'./results.sqlite' would be no results file, which 'run' alone writes; call it otherwise", "check", FIRST,
                  "--out", self.out, code=2)
        self.says("--shard is of a run into a results file; add --out FILE.sqlite", "run", FIRST, "--shard", "1/2", code=2)
        (self.folder / "nowhere").mkdir()
        self.says(f"cannot write './none/r.sqlite': No such file or directory", "run", FIRST, "--out",
                  self.folder / "none" / "r.sqlite")

    def test_a_file_without_a_beginning_is_left_out(self):
        self.run_into()
        empty, whole = self.folder / "empty.sqlite", self.folder / "whole.sqlite"
        empty.write_bytes(b"")
        self.says("'./empty.sqlite' is empty: what was to write it was killed, or its ./empty.sqlite-wal is missing; the run's "
                  "command goes on", "show", empty)
        _, said = detente("merge", whole, empty, self.out)
        self.assertIn("it is left out", said)
        self.assertIn("7 of 7 parts", said)

    def test_status_counts(self):
        self.run_into("--shard", "1/2")
        status = json.loads(detente("status", self.folder / "results.1-of-2.sqlite", "--format", "json")[0])
        self.assertEqual((status["parts"], status["parts_asked"], status["trials"], status["digest"]), (4, 7, 3 * 16_384 + (100_000 - 6 * 16_384), None))

    def test_shares_can_be_read_by_anyone(self):
        report = json.loads(self.run_into()[0])
        database = sqlite3.connect(self.out)
        rows = dict(database.execute("SELECT name, k FROM shares WHERE kind = 'outcome'"))
        self.assertEqual(rows, {name: share["count"] for name, share in report["outcomes"].items()})
        self.assertEqual(dict(database.execute("SELECT key, value FROM study"))["digest"], report["digest"])
        database.close()


if __name__ == "__main__":
    PROGRAM, FEW = os.path.abspath(sys.argv[1]), "--few" in sys.argv  # one test runs it from elsewhere
    unittest.main(argv=sys.argv[:1], verbosity=1)
