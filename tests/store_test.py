"""Results files from the outside: killed and resumed, shared out and merged, damaged, locked, out of room.

usage: store_test.py PROGRAM [--few]
"""

import contextlib
import csv
import io
import json
import os
import random
import resource
import shutil
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
SHARES, MEANS = 107, 15  # rows of a run of FIRST
BATCH = ("SLURM_", "OMPI_", "PMI_")
RUNNING = []  # what a test has started


def environment(**more):
    """Without what a batch system may have set around the test."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith(BATCH)}, **more}


def start(*arguments, **more):
    process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               errors="backslashreplace", **{"env": environment(), **more})
    RUNNING.append(process)
    return process


def kill_after(process, seconds):
    """Of processor time, which on a busy machine passes slowly, so that as much is done there as on an idle one."""
    clock = ~process.pid << 3 | 2  # clock_getcpuclockid(3)
    with contextlib.suppress(OSError):  # it has ended
        while process.poll() is None and time.clock_gettime(clock) < seconds:
            time.sleep(0.001)
    process.kill()
    process.communicate()


def kill_all():
    """Of a test that fails, too: what plays on takes the time of the others."""
    while RUNNING:
        process = RUNNING.pop()
        process.kill()
        process.communicate()


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
        self.addCleanup(kill_all)
        self.folder = Path(folder.name)
        self.out = self.folder / "results.sqlite"

    def run_into(self, *more, trials=100_000, out=None, scenario=FIRST, **how):
        return detente("run", scenario, "--trials", trials, "--out", out or self.out, "--format", "json", "--quiet",
                       *more, **how)

    def unbroken(self, trials, scenario=FIRST):
        return digest_of(detente("run", scenario, "--trials", trials, "--format", "json", "--quiet")[0])

    def count(self):
        found = set()
        for path in self.files():
            database = sqlite3.connect(path)
            try:
                found |= {row[0] for row in database.execute("SELECT part FROM parts")}
            except sqlite3.OperationalError:  # killed before there were tables
                pass
            finally:
                database.close()
        return len(found)

    def files(self):
        return sorted(self.folder.glob("*.sqlite"))


class Stopped:
    """stopped_by(signal, exit code): of what is played into a file."""

    def test_sigterm_keeps_what_is_done(self):
        self.stopped_by(signal.SIGTERM, EXIT_UNFINISHED)

    def test_sigusr1_keeps_what_is_done(self):
        self.stopped_by(signal.SIGUSR1, EXIT_UNFINISHED)

    def test_ctrl_c_keeps_what_is_done(self):
        self.stopped_by(signal.SIGINT, EXIT_INTERRUPTED)


class Killing(Stopped, Store):
    def test_killed_at_any_moment_it_goes_on_with_any_number_of_shards(self):
        """Killed 200 times; nothing that was committed is lost, played twice in one file, or changed."""
        kills, trials, longest = (10, 400_000, 2) if FEW else (200, 20_000_000, 0.3)
        parts = -(-trials // 16_384)
        chance, stored, broken_off = random.Random(7), 0, False
        for kill in range(kills):
            shards = chance.randint(1, 7)
            process = start("run", FIRST, "--trials", trials, "--out", self.out, "--quiet", "--threads", 2,
                            "--shard", f"{chance.randint(1, shards)}/{shards}")
            kill_after(process, chance.uniform(0, longest))
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

    def test_ranks_of_open_mpi_come_to_one_digest(self):
        launch = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n"]
        if not shutil.which("mpirun") or subprocess.run([*launch, "1", "true"], capture_output=True, timeout=60).returncode != 0:
            self.skipTest("mpirun is not there or starts nothing")
        trials = 150_000
        wanted = self.unbroken(trials)
        for ranks in (1, 3):
            for threads in (1, 2, 3):
                with self.subTest(ranks=ranks, threads=threads):
                    folder = self.folder / f"{ranks}-{threads}"
                    folder.mkdir()
                    subprocess.run([*launch, str(ranks), PROGRAM, "run", FIRST, "--trials", str(trials), "--threads", str(threads),
                                    "--out", folder / "r.sqlite", "--quiet"],
                                   env=environment(), check=True, capture_output=True, timeout=300)
                    parts = sorted(folder.glob("*.sqlite"))
                    self.assertEqual(len(parts), ranks)
                    _, said = detente("merge", folder / "whole.sqlite", *parts)
                    self.assertIn(f"digest {wanted}", said)

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

    def test_readers_keep_nobody_from_going_on_and_the_file_stands_alone(self):
        process = start("run", FIRST, "--trials", 10**8, "--out", self.out)
        while not self.out.exists() or not self.count():
            time.sleep(0.01)
        process.kill()
        process.communicate()
        reader = sqlite3.connect(f"file:{self.out}?mode=ro", uri=True)
        reader.execute("SELECT count(*) FROM parts").fetchall()
        process = start("run", FIRST, "--trials", 10**8, "--out", self.out)
        time.sleep(0.5)
        process.terminate()
        self.assertEqual(process.wait(), EXIT_UNFINISHED)
        alone = self.folder / "alone" / "copy.sqlite"
        alone.parent.mkdir()
        alone.write_bytes(self.out.read_bytes())
        self.assertEqual(detente("status", alone)[0].split(":")[1:], detente("status", self.out)[0].split(":")[1:])
        reader.close()

    def test_a_shard_that_goes_away_makes_no_other_damaged(self):
        self.run_into("--shard", "1/2", trials=10**6)
        process = start("run", FIRST, "--trials", 10**6, "--out", self.out, "--threads", 1)
        while not self.out.exists():
            time.sleep(0.01)
        (self.folder / "results.1-of-2.sqlite").unlink()
        _, error = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, error)

    def test_what_other_shards_have_is_not_played_again(self):
        self.run_into("--shard", "1/2")
        self.run_into("--shard", "1/3")
        database = sqlite3.connect(self.folder / "results.1-of-3.sqlite")
        self.assertEqual([row[0] for row in database.execute("SELECT part FROM parts")], [3])
        database.close()

    def test_a_second_writer_is_refused(self):
        process = start("run", FIRST, "--trials", 10**9, "--out", self.out)
        while not self.out.exists():
            time.sleep(0.01)
        time.sleep(0.1)
        _, error = self.run_into(trials=10**9, code=EXIT_FILE)
        self.assertIn("another process is writing", error)
        self.assertIn("0 mistakes found", detente("verify", self.out, "--share", "0.0001")[0], "reading while it is written")
        process.terminate()
        process.communicate()


class Sweeps(Stopped, Store):
    """Of a sweep a file has many runs, each mostly of one part."""

    VARIED = "parties.rebels.reservation=0.2:0.8:{}"

    def arguments(self, points=60, trials=2000, replications=2):
        return ["sweep", FIRST, "--vary", self.VARIED.format(points), "--trials", trials, "--replications", replications, "--format",
                "csv", "--quiet"]

    def sweep_into(self, *more, out=None, code=0, **how):
        return detente(*self.arguments(**how), "--out", out or self.out, *more, code=code)

    def unbroken_table(self, **how):
        return detente(*self.arguments(**how))[0]

    def query(self, path, text):
        database = sqlite3.connect(path)
        try:
            with database:
                return database.execute(text).fetchall()
        finally:
            database.close()

    def test_killed_at_any_moment_it_goes_on_with_any_number_of_shards(self):
        """Killed 60 times; no run that was committed is lost, and none is there in part."""
        kills, points, longest = (8, 500, 2) if FEW else (60, 2_000, 1)
        chance, stored, broken_off = random.Random(7), 0, False
        for _ in range(kills):
            shards = chance.randint(1, 7)
            process = start(*self.arguments(points), "--out", self.out, "--threads", chance.randint(1, 3), "--shard",
                            f"{chance.randint(1, shards)}/{shards}")
            kill_after(process, chance.uniform(0, longest))
            now = self.count_whole()
            self.assertGreaterEqual(now, stored)
            stored = now
            broken_off |= 0 < stored < 2 * points
        self.assertTrue(broken_off, "no run was ever left to resume")
        for shard in (1, 2, 3):
            self.sweep_into("--shard", f"{shard}/3", points=points)
        whole = self.folder / "whole.sqlite"
        detente("merge", whole, *self.files())
        self.assertEqual(detente("show", whole, "--format", "csv")[0], self.unbroken_table(points=points))

    def count_whole(self):
        """Runs with all they have, over all files."""
        found = set()
        for path in self.files():
            database = sqlite3.connect(path)
            try:
                counts = ", ".join(f"(SELECT count(*) FROM {table} WHERE run = r.run)" for table in ("shares", "means", "parts"))
                for number, point, replication, shares, means, parts in database.execute(
                        f"SELECT run, point, replication, {counts} FROM runs r"):
                    self.assertEqual((shares, means), (SHARES, MEANS))
                    self.assertGreater(parts, 0)
                    self.assertEqual(number, 2 * point + replication)
                    found.add(number)
            except sqlite3.OperationalError:  # killed before there were tables
                pass
            finally:
                database.close()
        return len(found)

    def test_any_number_of_threads_and_shards_comes_to_one_table(self):
        axis = "--vary", "parameters.cost=[0.1, 0.123456]"  # numbers that take more room, too
        wanted = detente(*self.arguments(points=7), *axis)[0]
        for threads in (1, 3):
            for shards in (1, 2, 5):
                with self.subTest(threads=threads, shards=shards):
                    folder = self.folder / f"{threads}-{shards}"
                    folder.mkdir()
                    for shard in range(1, shards + 1):
                        self.sweep_into("--shard", f"{shard}/{shards}", "--threads", threads, *axis, points=7,
                                                    out=folder / "r.sqlite")
                    whole = folder / "whole.sqlite"
                    detente("merge", whole, *sorted(folder.glob("*.sqlite")))
                    self.assertEqual(detente("show", whole, "--format", "csv")[0], wanted)

    def test_all_formats_are_those_of_the_sweep(self):
        printed = self.sweep_into()[0]
        self.assertEqual(printed, self.unbroken_table())
        for form in ("table", "markdown"):
            plain = self.arguments()
            plain[plain.index("csv")] = form
            self.assertEqual(detente("show", self.out, "--format", form)[0], detente(*plain)[0])
        plain[plain.index("markdown")] = "json"
        shown, wanted = json.loads(detente("show", self.out, "--format", "json")[0]), json.loads(detente(*plain)[0])
        del shown["run"]["command"], wanted["run"]["command"]
        self.assertEqual(shown, wanted)

    def test_export_is_csv(self):
        table = self.folder / "table.csv"
        printed = self.sweep_into()[0]
        detente("export", self.out, "--out", table)
        self.assertEqual(table.read_text(), printed)
        run = self.folder / "run.sqlite"
        self.run_into(out=run)
        self.assertEqual(detente("export", run)[0], detente("show", run, "--format", "csv")[0])

    def test_runs_that_end_by_precision(self):
        precise = ["sweep", FIRST, "--vary", self.VARIED.format(5), "--precision", "1pp", "--format", "csv", "--quiet"]
        wanted = detente(*precise)[0]
        self.assertEqual(detente(*precise, "--out", self.out)[0], wanted)
        self.query(self.out, "DELETE FROM parts WHERE run > 2")
        self.query(self.out, "DELETE FROM runs WHERE run > 1")
        self.assertEqual(detente(*precise, "--out", self.out)[0], wanted)

    def test_a_study_file_and_what_its_points_set(self):
        (self.folder / "first.toml").write_text(FIRST.read_text())
        study = self.folder / "study.toml"
        study.write_text('format = 1\nscenario = "first.toml"\nrun = { trials = 1024 }\n'
                         '[[variants]]\nname = "cheap"\nset = { "parameters.cost" = 0.01 }\n'
                         '[[variants]]\nname = "slow"\nset = { "stages.talks.rounds" = 9, "parameters.cost" = 0.2 }\n')
        wanted = detente("sweep", study, "--format", "csv")[0]
        self.assertEqual(detente("sweep", study, "--format", "csv", "--out", self.out)[0], wanted)
        self.assertEqual(self.query(self.out, "SELECT * FROM points"), [(0, 0, "variant", "cheap"), (1, 0, "variant", "slow")])
        self.assertIn("0 mistakes found", detente("verify", self.out, "--share", "100%", cwd="/")[0])

    def test_what_other_shards_have_is_not_played_again(self):
        self.sweep_into("--shard", "1/2")
        self.sweep_into("--shard", "1/3")
        runs = [run for run, in self.query(self.folder / "results.1-of-3.sqlite", "SELECT run FROM runs")]
        self.assertEqual(runs, [place for place in range(120) if place % 2 == 1 and place % 3 == 0])

    def stopped_by(self, number, code):
        process = start(*self.arguments(10_000, 20_000)[:-1], "--out", self.out, preexec_fn=restore_interrupt)
        while not self.out.exists() or not self.count_whole():
            time.sleep(0.01)
        process.send_signal(number)
        output, error = process.communicate(timeout=60)
        self.assertEqual(process.returncode, code, error)
        self.assertEqual(output, "")
        self.assertRegex(error, r"^'.*results.sqlite' has [\d,]+ of 20,000 runs(, and \d parts? of others)?; the same command goes on\n$")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["results.sqlite"])
        status = json.loads(detente("status", self.out, "--format", "json")[0])
        self.assertEqual(status["runs"], self.count_whole())
        self.assertGreaterEqual(status["parts"], 2 * status["runs"], "of which a run of 20,000 trials has two")
        self.assertGreaterEqual(status["trials"], 20_000 * status["runs"])
        self.assertEqual((status["parts_damaged"], status["runs_damaged"]), (0, 0))

    def test_as_many_points_as_there_may_be(self):
        """How much may be done with a file is bounded by its size, but not what the program itself puts into a new one."""
        table = self.folder / "points.csv"
        rows = ["parties.rebels.reservation,parameters.cost,stages.talks.rounds,parties.rebels.influence,parties.government.influence"]
        rows += [f"0.{200_000 + 6 * point},{point / 1e6},{1 + point % 5},{40 + point % 20},{50 + point % 7}" for point in range(100_000)]
        table.write_text("\n".join(rows) + "\n")
        process = start("sweep", FIRST, "--design", table, "--trials", 10, "--quiet", "--out", self.out)
        runs = 0
        while process.poll() is None and runs == 0:
            status = start("status", self.out, "--format", "json")
            output, _ = status.communicate(timeout=60)
            runs = json.loads(output)["runs"] if status.returncode == 0 else 0
        process.terminate()
        _, error = process.communicate(timeout=60)
        self.assertEqual(process.returncode, EXIT_UNFINISHED, error)
        self.assertGreater(runs, 0)

    def test_a_second_writer_is_refused(self):
        process = start(*self.arguments(10_000, 20_000), "--out", self.out)
        while not self.out.exists() or not self.count_whole():
            time.sleep(0.01)
        _, error = self.sweep_into(points=10_000, trials=20_000, code=EXIT_FILE)
        self.assertIn("another process is writing", error)
        self.assertIn("0 mistakes found", detente("verify", self.out, "--share", "0.0001")[0], "reading while it is written")
        process.terminate()
        process.communicate()

    def test_no_changed_byte_goes_unseen(self):
        """Whatever byte is changed: refused with a message, or some runs fewer, and these are played again."""
        wanted = self.sweep_into(points=20)[0]
        whole = self.out.read_bytes()
        chance = random.Random(11)
        refused = repaired = 0
        for _ in range(10 if FEW else 100):
            place = chance.randrange(len(whole))
            changed = bytearray(whole)
            changed[place] ^= 1 << chance.randrange(8)
            self.out.write_bytes(changed)
            process = start("show", self.out, "--format", "csv")
            output, error = process.communicate(timeout=60)
            if process.returncode == 0:
                self.assertTrue(set(output.splitlines()) <= set(wanted.splitlines()), place)
                if output == wanted:
                    continue
                process = start(*self.arguments(points=20), "--out", self.out)
                output, error = process.communicate(timeout=60)
                if process.returncode == 0:
                    repaired += 1
                    self.assertEqual(output, wanted, place)
            if process.returncode != 0:
                refused += 1
                self.assertEqual(process.returncode, EXIT_FILE, f"byte {place}: {error}")
                self.assertIn(str(self.out), error)
        self.assertTrue(FEW or (refused > 0 and repaired > 0))  # ten bytes may all be of what is made again

    def test_a_damaged_key_is_played_again_or_refused(self):
        wanted = self.sweep_into("--threads", 1, points=20)[0]
        whole = self.out.read_bytes()
        refused = 0
        for run, digest in self.query(self.out, "SELECT run, digest FROM runs WHERE replication = 0 AND point > 1"):
            changed = bytearray(whole)
            place = whole.index(digest.encode()) - 15  # before it: the run, eleven bytes of the row's header, point and trials
            self.assertEqual(changed[place], run)
            changed[place] ^= 16
            self.out.write_bytes(changed)
            process = start(*self.arguments(points=20), "--out", self.out)
            output, error = process.communicate(timeout=60)
            if process.returncode == EXIT_FILE:
                refused += "is damaged (" in error and "out of order" in error
            else:
                self.assertEqual((process.returncode, output), (0, wanted), f"{run}: {error}")
        self.assertGreater(refused, 0)

    def test_damaged_figures_are_made_again_of_the_parts(self):
        wanted = self.sweep_into()[0]
        self.query(self.out, "UPDATE shares SET k = k + 1 WHERE run = 7 AND place = 0")
        self.query(self.out, "UPDATE runs SET digest = 'x' WHERE run = 8")
        self.query(self.out, "UPDATE shares SET p = p + 1e-12 WHERE run = 10 AND place = 1")
        self.assertIn("figures of 3 runs damaged; the same command puts that right", detente("status", self.out)[0])
        shown, error = detente("show", self.out, "--format", "csv")
        self.assertEqual(len(shown.splitlines()), len(wanted.splitlines()) - 3 * (SHARES + MEANS))
        self.assertEqual(error, f"detente: '{self.out}' has 117 of 120 runs, and 3 parts of others; the sweep's command plays what is missing\n")
        verified = detente("verify", self.out, "--share", "100%", code=EXIT_FILE)[0]
        self.assertIn("point 3, replication 1: its figures are damaged\n", verified)
        self.assertIn("120 of 120 parts played again; 3 mistakes found", verified)
        self.assertEqual(self.sweep_into()[0], wanted)
        self.assertIn("120 of 120 parts played again; 0 mistakes found", detente("verify", self.out, "--share", "100%")[0])

    def test_a_damaged_part_is_played_again(self):
        wanted = self.sweep_into()[0]
        self.query(self.out, "UPDATE parts SET counts = substr(counts, 2) WHERE run = 7")
        self.assertIn("1 part damaged; the same command puts that right", detente("status", self.out)[0])
        self.assertEqual(detente("show", self.out, "--format", "csv")[0], wanted, "its figures are whole")
        verified = detente("verify", self.out, "--share", "100%", code=EXIT_FILE)[0]
        self.assertIn("point 3, replication 1: damaged\n", verified)
        self.assertIn("point 3, replication 1: its figures are told, and its parts are not all there\n", verified)
        self.assertEqual(self.sweep_into()[0], wanted)
        self.assertIn("120 of 120 parts played again; 0 mistakes found", detente("verify", self.out, "--share", "100%")[0])

    def test_more_trials_keep_the_whole_parts_of_each_run(self):
        wanted = self.unbroken_table(points=3, trials=40_000)
        self.sweep_into(points=3, trials=20_000)
        before = dict(self.query(self.out, "SELECT run, seal FROM parts WHERE part = 0"))
        self.assertEqual(self.sweep_into(points=3, trials=40_000)[0], wanted)
        self.assertEqual(dict(self.query(self.out, "SELECT run, seal FROM parts WHERE part = 0")), before)

    def test_a_long_run_goes_on_in_its_middle_and_is_shared(self):
        how = {"points": 2, "trials": 300_000, "replications": 1}
        for shard in (1, 2, 3):
            self.sweep_into("--shard", f"{shard}/3", **how)
        whole = self.folder / "whole.sqlite"
        detente("merge", whole, *self.files())
        self.assertEqual(detente("show", whole, "--format", "csv")[0], self.unbroken_table(**how))
        self.assertIn("38 of 38 parts played again; 0 mistakes found", detente("verify", whole, "--share", "100%")[0])

    def test_no_room_ends_with_a_message_and_whole_data(self):
        limit = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                         resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)))
        self.no_room(*self.arguments(300, 500, replications=100), "--out", self.out, preexec_fn=limit)

    def test_a_full_disk_ends_with_a_message_and_whole_data(self):
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", self.folder],
                                               capture_output=True).returncode != 0:
            self.skipTest("no small file system can be mounted")
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.folder], check=True)
        self.no_room(*self.arguments(300, 500, replications=100), "--out", self.out)

    def no_room(self, *arguments, **how):
        _, error = detente(*arguments, code=EXIT_FILE, **how)
        self.assertRegex(error, "what was committed is whole")
        self.assertIn(str(self.out), error)
        status = json.loads(detente("status", self.out, "--format", "json")[0])
        self.assertGreater(status["runs"], 0)
        self.assertEqual(status["runs_damaged"], 0)

    def test_shares_can_be_read_by_anyone(self):
        rows = list(csv.DictReader(io.StringIO(self.sweep_into()[0])))
        found = self.query(self.out, "SELECT r.point, r.replication, p.value, s.name, s.item, s.k, s.n, s.p, s.low, s.high, r.digest FROM "
                           "shares s JOIN runs r USING (run) JOIN points p USING (point) "
                           "WHERE p.axis = 'parties.rebels.reservation' ORDER BY s.run, s.place")
        number = lambda text: float(text) if text else None
        wanted = [(int(row["point"]), int(row["replication"]), row["parties.rebels.reservation"], row["name"], row["item"],
                   int(row["count"]), int(row["of"]), *(number(row[column]) for column in ("share", "low", "high")), row["digest"])
                  for row in rows if row["count"]]
        self.assertEqual(found, wanted)
        found = self.query(self.out, "SELECT point, replication, kind, name, n, mean, sd, low, high FROM means "
                           "JOIN runs USING (run) ORDER BY run, place")
        wanted = [(int(row["point"]), int(row["replication"]), row["kind"], row["name"], int(row["of"]),
                   *(number(row[column]) for column in ("mean", "sd", "low", "high")))
                  for row in rows if not row["count"]]
        self.assertEqual(found, wanted)


class Measured(Store):
    """What is played for the report alone is kept with the trials, and whoever finds it missing measures it."""

    def test_show_and_a_second_run_say_what_the_first_said(self):
        wanted = detente("run", DOHA, "--trials", 20_000, "--format", "csv", "--quiet")[0]
        self.assertIn("\nchoice,", wanted)
        for command in (["run", DOHA, "--trials", 20_000, "--quiet", "--out", self.out], ["show", self.out]):
            for _ in range(2):
                self.assertEqual(detente(*command, "--format", "csv")[0], wanted)

    def test_what_is_missing_is_told_and_measured_by_the_same_command(self):
        command = ["run", DOHA, "--trials", 20_000, "--quiet", "--out", self.out]
        wanted = detente(*command)[0]
        database = sqlite3.connect(self.out)
        with database:
            database.execute("DELETE FROM study WHERE key = 'measured_seal'")
        database.close()
        self.assertIn("Not measured, or damaged in the file since: `detente verify` tells which.", detente("show", self.out)[0])
        self.assertEqual(detente(*command)[0], wanted)
        self.assertNotIn("Not measured", detente("show", self.out)[0])

    def test_a_merged_file_has_it(self):
        shards = [self.folder / f"results.{shard}-of-2.sqlite" for shard in (1, 2)]
        for shard in (1, 2):
            self.run_into("--shard", f"{shard}/2", trials=40_000)
        detente("merge", self.out, *shards)
        self.assertEqual(detente("show", self.out, "--format", "csv")[0],
                         detente("run", FIRST, "--trials", 40_000, "--format", "csv", "--quiet")[0])

    def test_more_trials_have_it_measured_anew(self):
        self.run_into(trials=20_000)
        self.run_into(trials=60_000)
        self.assertEqual(detente("show", self.out, "--format", "csv")[0],
                         detente("run", FIRST, "--trials", 60_000, "--format", "csv", "--quiet")[0])


class EachTrial(Store):
    def rows(self, *arguments):
        output, error = detente("export", self.out, "--each-trial", *arguments)
        return list(csv.DictReader(io.StringIO(output))), error

    def test_the_trials_are_those_of_the_run(self):
        report = json.loads(self.run_into("--seed", 5, trials=3000, scenario=DOHA)[0])
        rows, error = self.rows()
        self.assertEqual([row["trial"] for row in rows], [str(trial) for trial in range(3000)])
        self.assertEqual({row["failed"] for row in rows}, {"0"})
        count = lambda column, value: sum(row[column] == value for row in rows)
        for name, share in report["outcomes"].items():
            self.assertEqual(count("outcome", name), share["count"])
        for name, share in report["events"].items():
            self.assertEqual(count(f"event {name}", "1"), share["count"])
        for stage, at in report["stages"].items():
            self.assertEqual(count(f"agreed {stage}", "1"), at["agreed"]["count"])
            rounds = [int(row[f"rounds {stage}"]) for row in rows if row[f"rounds {stage}"]]
            self.assertEqual(len(rounds), at["held"]["count"])
            self.assertAlmostEqual(sum(rounds) / len(rounds), at["rounds"]["mean"], 12)
        story = json.loads(detente("replay", DOHA, "--trial", 17, "--seed", 5, "--format", "json")[0])
        self.assertEqual(rows[17]["outcome"], story["outcome"])
        self.assertEqual({issue: rows[17][f"settled {issue}"] for issue in story["settled"]}, story["settled"])
        self.assertEqual(error, "")

    def test_what_an_input_is_explains_the_outcome(self):
        """The reservation that is drawn is the one that is played: fixed at it, the trial ends alike."""
        address = "parties.rebels.reservation"
        self.run_into("--set", f"{address}={{ uniform = [0.2, 0.8] }}", trials=40)
        rows, _ = self.rows()
        self.assertGreater(len({row[f"input {address}"] for row in rows}), 30)
        for row in rows:
            self.assertTrue(0.2 <= float(row[f"input {address}"]) <= 0.8)
            story = json.loads(detente("replay", FIRST, "--trial", row["trial"], "--format", "json", "--set",
                                       f"{address}={row[f'input {address}']}")[0])
            self.assertEqual(story["outcome"], row["outcome"])

    def test_the_run_has_to_be_complete(self):
        self.run_into("--shard", "2/2", trials=40_000)
        shard = self.folder / "results.2-of-2.sqlite"
        _, error = detente("export", shard, "--each-trial", code=EXIT_FILE)
        self.assertIn("lacks trials 0 to 16383", error)

    def test_stopped_it_leaves_what_was_there(self):
        self.run_into(trials=3_000_000)
        out = self.folder / "trials.csv"
        out.write_text("old")
        for number, code in ((signal.SIGINT, EXIT_INTERRUPTED), (signal.SIGTERM, EXIT_UNFINISHED)):
            process = start("export", self.out, "--each-trial", "--out", out, preexec_fn=restore_interrupt)
            while not list(self.folder.glob("*.part")):
                time.sleep(0.01)
            process.send_signal(number)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, code)
            self.assertEqual(out.read_text(), "old")
            self.assertEqual(list(self.folder.glob("*.part")), [])

    def test_it_ends_with_its_reader(self):
        self.run_into(trials=3_000_000)
        process = start("export", self.out, "--each-trial", "--progress", "json")
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().splitlines()
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertLess(json.loads(said[-1])["trials"], 1_000_000)


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
        self.assertTrue(FEW or refused > 0)

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
        database.execute("UPDATE parts SET counts = substr(counts, 2) WHERE part = 2")
        database.commit()
        database.close()
        self.assertIn("1 part damaged", detente("status", self.out)[0])
        self.assertIn("trials 32768 to 49151: damaged", detente("verify", self.out, "--share", "100%", code=EXIT_FILE)[0])
        self.assertEqual(digest_of(self.run_into()[0]), wanted)
        self.assertIn("7 of 7 parts played again; 0 mistakes found", detente("verify", self.out, "--share", "100%")[0])

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
        self.says("'./other.sqlite' is both the file to write and one to read, which would be lost; name another",
                  "merge", other, other, code=2)
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
        self.says("'./results.sqlite' would be no results file, which 'run' and 'sweep' alone write; call it otherwise", "check", FIRST,
                  "--out", self.out, code=2)
        self.says("--shard is of what is kept in a results file; add --out FILE.sqlite", "run", FIRST, "--shard", "1/2", code=2)
        (self.folder / "nowhere").mkdir()
        self.says(f"cannot write './none/r.sqlite': No such file or directory", "run", FIRST, "--out",
                  self.folder / "none" / "r.sqlite")

    def test_messages_of_sweeps(self):
        axis = "parties.rebels.reservation=0.2:0.8:{}"
        swept = ["sweep", FIRST, "--vary", axis.format(3), "--trials", 500, "--out", self.out]
        detente(*swept)
        run = self.folder / "run.sqlite"
        self.run_into(out=run)
        made = f"'./run.sqlite' holds another study (detente run {FIRST} --trials 100000 --out ./run.sqlite --format json --quiet)"
        self.says(f"{made}: it is of a run, not of a sweep; write to another file", *swept[:-1], run)
        self.says("'./run.sqlite' is not of the same study as './results.sqlite': it is of a run, not of a sweep", "merge",
                  self.folder / "all.sqlite", self.out, run)
        made = f"'./results.sqlite' holds another study (detente sweep {FIRST} --vary {axis.format(3)} --trials 500 --out ./results.sqlite)"
        for difference, *change in (["its points are others", "--vary", axis.format(4)],
                                    ["its runs are of 500 trials, not 600", "--vary", axis.format(3), "--trials", 600],
                                    ["it is of a sweep, not of a run"],
                                    ["it has seed 1, not 2", "--vary", axis.format(3), "--trials", 500, "--seed", 2],
                                    ["it has 1 replications, not 2", "--vary", axis.format(3), "--trials", 500, "--replications", 2],
                                    ["it has another design", "--vary", axis.format(3), "--trials", 500, "--own-luck"],
                                    ["its precision is 0, not 0.01", "--vary", axis.format(3), "--trials", 500, "--precision", "1pp"],
                                    ["its scenario is another", "--vary", axis.format(3), "--trials", 500, "--set",
                                     "parameters.cost=0.3"]):
            before = self.out.read_bytes()
            self.says(f"{made}: {difference}; write to another file", "sweep" if change else "run", FIRST, *change, "--out", self.out)
            self.assertEqual(self.out.read_bytes(), before)
        self.says("'./results.sqlite' is of 500 trials a run, more than 400; ask for as many, or write to another file", "sweep", FIRST,
                  "--vary", axis.format(3), "--trials", 400, "--out", self.out)
        other = self.folder / "other.sqlite"
        detente(*swept[:-1], other, "--seed", 2)
        self.says("'./other.sqlite' is not of the same study as './results.sqlite': it has seed 2, not 1", "merge",
                  self.folder / "all.sqlite", self.out, other)
        self.says("--shard is of what is kept in a results file; add --out FILE.sqlite", *swept[:-2], "--shard", "1/2", code=2)
        self.says("--each-trial is of a file of a run; 'detente run --set ... --out' makes one of a point", "export", self.out,
                  "--each-trial", code=2)
        self.changed("PRAGMA user_version = 99")
        self.says("'./results.sqlite' has format 99, and this program reads format 10; use a newer detente", "show", self.out)
        former = "which this program does not read; show it with the detente that wrote it, or play it again into another file"
        self.changed("PRAGMA user_version = 9")
        self.says(f"'./results.sqlite' has format 9, of before the first release, {former}", "show", self.out)
        self.changed("PRAGMA application_id = 0x64746E73; PRAGMA user_version = 4")
        self.says(f"'./results.sqlite' holds a sweep in format 4 of those that sweeps had before the first release, {former}", "merge",
                  self.folder / "all.sqlite", self.out)
        self.changed("PRAGMA application_id = 0x64746E74; PRAGMA user_version = 10; UPDATE points SET value = '0.3' WHERE point = 0")
        self.says("'./results.sqlite' is damaged: its points have changed", "show", self.out)
        self.changed("UPDATE study SET value = '4' WHERE key = 'points'")
        self.says("'./results.sqlite' is damaged: what it says of its study has changed", "status", self.out)
        self.changed("UPDATE study SET value = '400000' WHERE key = 'points'")
        self.says("'./results.sqlite' is damaged: its sizes cannot be", "status", self.out)
        self.changed("DROP TABLE shares; CREATE VIEW shares AS SELECT 1 AS point")
        self.says("'./results.sqlite' has other tables than this program writes, or more; it is damaged or not by it", "status", self.out)
        self.changed("PRAGMA application_id = 1")
        self.says("'./results.sqlite' is a database, but not of detente's results", "status", self.out)

    def changed(self, script):
        database = sqlite3.connect(self.out)
        database.executescript(script)
        database.close()

    def test_merge_and_verify_in_json(self):
        swept = self.folder / "swept.sqlite"
        detente("sweep", FIRST, "--vary", "parties.rebels.reservation=0.2:0.8:3", "--trials", 500, "--out", swept)
        digest = digest_of(self.run_into()[0])
        for path, counts in ((self.out, {"parts": 7, "parts_asked": 7, "runs": 1, "runs_asked": 1, "new": 7, "digest": digest}),
                             (swept, {"parts": 3, "parts_asked": 3, "runs": 3, "runs_asked": 3, "new": 3, "digest": None})):
            whole = self.folder / f"whole-{path.name}"
            merged = json.loads(detente("merge", whole, path, "--format", "json")[0])
            self.assertEqual(merged, {"format": 1, "file": str(whole), "repeated": 0, "damaged": 0, **counts})
            verified = json.loads(detente("verify", path, "--share", "100%", "--format", "json")[0])
            self.assertEqual(verified, {"format": 1, "file": str(path), "played": counts["new"], "stored": counts["new"],
                                        "mistakes": []})
        database = sqlite3.connect(swept)
        database.execute("UPDATE runs SET trials = 501 WHERE point = 1")
        database.commit()
        database.close()
        verified = json.loads(detente("verify", swept, "--share", "100%", "--format", "json", code=EXIT_FILE)[0])
        self.assertEqual(verified["mistakes"], [{"what": "point 1, replication 0", "mistake": "its figures are damaged"}])

    def test_a_merged_file_tells_of_a_run_though_another_lacks_its_parts(self):
        swept, whole = self.folder / "swept.sqlite", self.folder / "whole.sqlite"
        detente("sweep", FIRST, "--vary", "parties.rebels.reservation=[0.2, 0.8]", "--trials", 500, "--out", swept)
        database = sqlite3.connect(swept)
        database.executescript("DELETE FROM parts WHERE run = 0; DELETE FROM runs WHERE run = 1; DELETE FROM shares WHERE run = 1; "
                               "DELETE FROM means WHERE run = 1")
        database.close()
        merged = json.loads(detente("merge", whole, swept, "--format", "json")[0])
        self.assertEqual((merged["parts"], merged["runs"]), (1, 2))

    def test_progress_in_json(self):
        swept = ["sweep", FIRST, "--vary", "parties.rebels.reservation=0.2:0.8:3", "--trials", 500]
        kept = ["--out", self.folder / "run.sqlite"]
        for command, asked in ((["run", FIRST, "--trials", 20_000], 20_000), (["run", FIRST, "--trials", 20_000, *kept], 20_000),
                               ([*swept], 1500), ([*swept, "--out", self.out], 1500),
                               ([*swept, "--out", self.out], 0), (["verify", self.out, "--share", "100%"], 1500),
                               (["compare", FIRST, "--variant", "cheap: parameters.cost=0.01", "--trials", 2000], 2000)):
            _, error = detente(*command, "--progress", "json", "--quiet")
            line = json.loads(error.splitlines()[-1])
            more = ["choices", "choices_asked"] if command[0] == "run" else []
            self.assertEqual((list(line), line["trials_asked"]), (["trials", "trials_asked", "seconds", *more], asked), command)
            self.assertEqual([line[key] for key in more], [6, 6] if more else [])
            self.assertEqual(line["trials"], asked)
        process = start("run", FIRST, "--trials", 10**9, "--progress", "json")
        lines = [json.loads(process.stderr.readline()) for _ in range(2)]
        process.terminate()
        process.communicate()
        self.assertLess(lines[0]["trials"], lines[1]["trials"])
        self.assertGreaterEqual(lines[1]["seconds"] - lines[0]["seconds"], 0.9)

    def test_a_mistake_leaves_no_file(self):
        _, error = detente("sweep", FIRST, "--vary", "stages.talks.rounds=[2, 0]", "--out", self.out, code=3)
        self.assertIn("at point 1 (stages.talks.rounds = 0):", error)
        self.assertEqual(self.files(), [])

    def test_a_file_without_a_beginning_is_left_out(self):
        self.run_into()
        empty, whole = self.folder / "empty.sqlite", self.folder / "whole.sqlite"
        empty.write_bytes(b"")
        self.says("'./empty.sqlite' is empty: nothing has been committed to it, or its ./empty.sqlite-wal is missing; the run's "
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
        self.assertEqual(database.execute("SELECT digest FROM runs").fetchall(), [(report["digest"],)])
        database.close()


if __name__ == "__main__":
    PROGRAM, FEW = os.path.abspath(sys.argv[1]), "--few" in sys.argv  # one test runs it from elsewhere
    unittest.main(argv=sys.argv[:1], verbosity=1)
