"""Results files are read as the program writes them."""

import io
import sqlite3
import struct

import pandas as pd
import pytest

import detente

from conftest import exactly

FIRST = "scenarios/first-steps.toml"
SWEEP = ("sweep", FIRST, "--vary", "parties.rebels.reservation=[0.3, 0.5]", "--trials", 1000, "--replications", 2,
         "--seed", 7)
NUMBERS = {column: exactly for column in ("share", "mean", "sd", "low", "high")}


@pytest.fixture
def run_file(program, tmp_path):
    program("run", FIRST, "--trials", 3000, "--seed", 7, "--quiet", "--out", tmp_path / "run.sqlite")
    return tmp_path / "run.sqlite"


def test_a_run_s_shares(run_file, first):
    frame, result = detente.read_results(run_file), detente.run(first, 3000, seed=7)
    outcomes = frame[frame.kind == "outcome"].reset_index(drop=True)
    assert list(outcomes.name) == list(result.outcomes.name)
    assert list(outcomes["count"]) == list(result.outcomes.k)
    assert list(outcomes.low) == list(result.outcomes.low)
    assert set(frame.digest) == {result.digest} and set(frame.seed) == {7} and set(frame.trials) == {3000}


def test_a_sweep_s_are_those_exported(program, tmp_path):
    program(*SWEEP, "--quiet", "--out", tmp_path / "sweep.sqlite")
    program("export", tmp_path / "sweep.sqlite", "--out", tmp_path / "sweep.csv")
    frame = detente.read_results(tmp_path / "sweep.sqlite")
    written = pd.read_csv(io.StringIO((tmp_path / "sweep.csv").read_text()), converters=NUMBERS,
                          dtype={"parties.rebels.reservation": str}, keep_default_na=False)
    written["count"] = written["count"].replace("", pd.NA).astype("Int64")
    pd.testing.assert_frame_equal(frame.astype({"seed": "int64"}), written[list(frame.columns)], check_exact=True)
    assert set(frame.groupby(["point", "replication"]).size()) == {107 + 15}


def test_a_large_seed(program, tmp_path):
    program(*SWEEP[:-1], 2**64 - 2, "--quiet", "--out", tmp_path / "sweep.sqlite")
    assert set(detente.read_results(tmp_path / "sweep.sqlite").seed) == {2**64 - 2, 2**64 - 1}


def test_parquet(run_file, tmp_path):
    pytest.importorskip("pyarrow")
    frame = detente.read_results(run_file)
    frame.to_parquet(tmp_path / "run.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "run.parquet"), frame)


def change(path, *statements):
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


@pytest.mark.parametrize("statement, message", [
    ("PRAGMA application_id = 1", "is a database, but not of detente's results"),
    ("PRAGMA user_version = 11", "has format 11, and this program reads format 10; use a newer detente"),
    ("PRAGMA user_version = 6", "has format 6, of before the first release, which this program does not read"),
    ("DELETE FROM runs", "has not all parts of its run; the run's command plays what is missing"),
    ("DROP TABLE shares", "has other tables than this program writes"),
])
def test_files_that_are_not_read(run_file, statement, message):
    change(run_file, statement)
    with pytest.raises(ValueError, match=message):
        detente.read_results(run_file)


def test_reading_writes_nothing(run_file, tmp_path):
    """Whoever opens a database for writing has SQLite delete what a journal beside it names."""
    victim, journal = tmp_path / "victim", tmp_path / "run.sqlite-journal"
    victim.write_text("precious")
    magic, name = bytes.fromhex("d9d505f920a163d7"), str(victim).encode()
    begin = magic + struct.pack(">IIIII", 0, 1234, run_file.stat().st_size // 4096, 512, 4096)
    checksum = sum(byte - 256 * (byte >= 128) for byte in name) & 0xFFFFFFFF
    journal.write_bytes(begin.ljust(512, b"\0") + struct.pack(">I", 0x40000000 // 4096 + 1) + name +
                        struct.pack(">II", len(name), checksum) + magic)
    before = journal.read_bytes(), run_file.read_bytes()
    with pytest.raises(ValueError, match="names another file"):
        detente.read_results(run_file)
    assert victim.read_text() == "precious" and (journal.read_bytes(), run_file.read_bytes()) == before


@pytest.mark.parametrize("statement, message", [
    ("DELETE FROM runs WHERE run = 2", "figures of runs that are not in it"),
    ("DELETE FROM points WHERE point = 1", "points have no value of parties.rebels.reservation")])
def test_what_a_sweep_has_lost_is_told(program, tmp_path, statement, message):
    program(*SWEEP, "--quiet", "--out", tmp_path / "sweep.sqlite")
    change(tmp_path / "sweep.sqlite", statement)
    with pytest.raises(ValueError, match=message):
        detente.read_results(tmp_path / "sweep.sqlite")


def test_no_database(tmp_path):
    with pytest.raises(FileNotFoundError):
        detente.read_results(tmp_path / "none.sqlite")
    (tmp_path / "text.sqlite").write_text("not a database, but longer than the hundred bytes of a header " * 3)
    with pytest.raises(ValueError, match="is not a results file"):
        detente.read_results(tmp_path / "text.sqlite")


def test_texts_are_shown_as_text(run_file):
    """A file of somebody's whose names steer a terminal."""
    change(run_file, "UPDATE shares SET name = 'a' || char(27) || ']0;x' || char(7) || char(0x202E) || 'é' WHERE kind = 'outcome' AND "
           "name = 'a ceasefire'", "UPDATE runs SET digest = char(27) || '[2J'")
    frame = detente.read_results(run_file)
    assert r"a\u{1B}]0;x\u{7}\u{202E}é" in set(frame.name)
    assert set(frame.digest) == {r"\u{1B}[2J"}
