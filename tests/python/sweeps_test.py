"""sweep gives what the program gives, at points of a grid or a table, and loses nothing that is finished."""

import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import detente

from conftest import exactly

FIRST = "scenarios/first-steps.toml"
RESERVATION, ROUNDS = "parties.rebels.reservation", "stages.talks.rounds"


def test_a_sweep_is_the_program_s(doha, program):
    address = "stages.convening.rounds"
    frame = detente.sweep(doha, {address: [1, 3], "stages.convening.invited": [["taliban"], ["taliban", "us"]]}, 2000,
                          seed=5, replications=2)
    told = program("sweep", "scenarios/doha-2-2024.toml", "--vary", f"{address}=[1, 3]", "--vary",
                   "stages.convening.invited=[['taliban'], ['taliban', 'us']]", "--trials", 2000, "--seed", 5,
                   "--replications", 2, "--format", "csv", "--quiet")
    written = pd.read_csv(io.StringIO(told), converters={column: exactly for column in ("share", "mean", "sd", "low", "high")},
                          dtype={"count": "Int64"})
    assert list(frame) == list(written)
    assert set(frame.kind) == {"outcome", "event", "held", "agreed", "attendance", "rounds", "utility"}
    texts = ["stages.convening.invited"]
    pd.testing.assert_frame_equal(frame.drop(columns=texts), written.drop(columns=texts), check_exact=True)


def test_each_point_is_a_run(first):
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [2, 5]}, 2000)
    assert len(frame) == 2 * 2 * (4 + 4), "two outcomes, a stage held and agreed; its rounds and three utilities"
    at = frame[(frame.kind == "outcome") & (frame[RESERVATION] == 0.5) & (frame[ROUNDS] == 2)]
    result = detente.run(first.set(RESERVATION, 0.5).set(ROUNDS, 2), 2000)
    assert set(at.digest) == {result.digest}
    assert list(at.share) == list(result.outcomes.share)
    assert list(at["count"]) == list(result.outcomes.k)


def test_a_number_is_what_it_is_alone_beside_other_forms(doha):
    """Under [spread] a plain number is a distribution; a label, and what is said to be exact, is none."""
    ideal, reservation = "parties.taliban.positions.standing.ideal", "parties.taliban.reservation"
    forms = ["side talks", 70, {"exact": 70}, 50.5, {"pert": [40, 50, 90]}, "not invited"]
    dice = np.random.default_rng(3)
    for _ in range(4):
        rows = [{ideal: forms[dice.integers(len(forms))], reservation: [0.25, {"uniform": [0, 0.5]}, 0.5][dice.integers(3)]}
                for _ in range(6)]
        alone = [detente.run(doha.set(ideal, row[ideal]).set(reservation, row[reservation]), 64).digest for row in rows]
        table = pd.DataFrame(rows, dtype=object)
        for threads in (1, 2, 3, 8):
            frame = detente.sweep(doha, table, 64, threads=threads)
            assert list(frame.groupby("point").digest.first()) == alone, (rows, threads)


def test_it_does_not_depend_on_the_threads(first):
    one, three = (detente.sweep(first, {ROUNDS: [1, 2, 3, 4]}, 2000, threads=threads) for threads in (1, 3))
    pd.testing.assert_frame_equal(one, three, check_exact=True)


def test_values_that_are_no_numbers_can_be_swept(first):
    frame = detente.sweep(first, {RESERVATION: [{"uniform": [0, 1]}, 0.5]}, trials=1024)
    assert list(frame[RESERVATION].unique()) == ['{ "uniform" = [0, 1] }', 0.5]


def test_a_row_of_a_table_is_a_point(first):
    table = pd.DataFrame({RESERVATION: [0.5, np.nan, 0.3], ROUNDS: pd.array([2, 4, None], dtype="Int64")})
    frame = detente.sweep(first, table, 1024)
    frame = frame[frame.kind == "outcome"]
    assert list(frame.point) == [0, 0, 1, 1, 2, 2]
    variants = [{RESERVATION: 0.5, ROUNDS: 2}, {ROUNDS: 4}, {RESERVATION: 0.3}]
    for (_, rows), variant in zip(frame.groupby("point"), variants):
        assert set(rows.digest) == {detente.run(first.set_all(variant), 1024).digest}


def test_replications_have_luck_of_their_own(first):
    frame = detente.sweep(first, {ROUNDS: [2, 5]}, 1024, seed=7, replications=2)
    assert list(frame.drop_duplicates(["point", "replication"]).seed) == [7, 8, 7, 8]
    frame = detente.sweep(first, {ROUNDS: [2, 5]}, 1024, seed=7, replications=2, common_luck=False)
    assert list(frame.drop_duplicates(["point", "replication"]).seed) == [7, 8, 9, 10]


def test_without_addresses_the_scenario_is_played(first):
    assert set(detente.sweep(first, {}, 1024).digest) == {detente.run(first, 1024).digest}


@pytest.mark.parametrize("values, error, what", [
    ({ROUNDS: []}, ValueError, "no values"),
    ({ROUNDS: 3}, TypeError, "list"),
    ({ROUNDS: "3"}, TypeError, "list"),
    ({"a=b": [3]}, ValueError, "no '='"),
    ({3: [3]}, TypeError, "an address is a str"),
    ({ROUNDS: [object()]}, TypeError, "a scenario holds no"),
    ({ROUNDS: range(1000), RESERVATION: range(1000)}, ValueError, "at most 100000"),
    (pd.DataFrame(), ValueError, "empty"),
    (pd.DataFrame([[1, 2]], columns=[ROUNDS, ROUNDS]), ValueError, "same address"),
])
def test_points_that_cannot_be_are_refused(first, values, error, what):
    with pytest.raises(error, match=what):
        detente.sweep(first, values)


@pytest.mark.parametrize("arguments, error", [
    ({"replications": 0}, ValueError), ({"replications": 100_001}, ValueError), ({"replications": "2"}, TypeError),
    ({"common_luck": 1}, TypeError)])
def test_arguments_out_of_range_are_refused(first, arguments, error):
    (name,) = arguments
    with pytest.raises(error, match=name):
        detente.sweep(first, {ROUNDS: [2]}, **arguments)


# ---- what is finished is kept

def test_a_mistake_at_a_late_point_leaves_the_points_before(first):
    reservations = [place / 1000 for place in range(300)]
    with pytest.raises(detente.ScenarioError, match="reservation") as caught:
        detente.sweep(first, {RESERVATION: [*reservations, -5]}, trials=64, threads=1)
    assert caught.value.point == 300
    pd.testing.assert_frame_equal(caught.value.result, detente.sweep(first, {RESERVATION: reservations}, trials=64))


INTERRUPTED = """
import os, signal, threading
import detente
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
scenario = detente.load("scenarios/first-steps.toml")
values = {"parties.rebels.reservation": [place / 10**5 for place in range(20_000)]}
try:
    detente.sweep(scenario, values, trials=16_384, threads=2)
except KeyboardInterrupt as stop:
    partial = stop.result
points = partial.point.unique()
again = detente.sweep(scenario, {key: value[:points[-1] + 1] for key, value in values.items()}, trials=16_384)
again = again[again.point.isin(points)].reset_index(drop=True)
print(0 < len(points) < 20_000, len(partial) == 8 * len(points), partial.equals(again))
"""


def test_interrupted_it_keeps_the_complete_points():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=120)
    assert done.stdout == "True True True\n", done.stderr


def test_a_bar_counts_the_trials(first, capfd):
    pytest.importorskip("tqdm")
    detente.sweep(first, {ROUNDS: [2, 5]}, 2048, progress=True)
    assert "4.10k/4.10k" in capfd.readouterr().err


# ---- xarray

def test_a_dataset_has_a_dimension_for_each_address(first):
    pytest.importorskip("xarray")
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [1, 3, 5]}, 1024)
    dataset = detente.to_xarray(frame)
    assert dict(dataset.sizes) == {RESERVATION: 2, ROUNDS: 3, "outcome": 2}
    assert list(dataset) == ["share", "low", "high", "count", "of"]
    for row in frame[frame.kind == "outcome"].itertuples(index=False):
        at = dataset.sel({RESERVATION: row[2], ROUNDS: row[3], "outcome": row.name})
        assert [at.share, at.low, at.high] == [row.share, row.low, row.high]


def test_replications_and_kinds_are_kept_apart(doha):
    pytest.importorskip("xarray")
    frame = detente.sweep(doha, {"stages.convening.rounds": [1, 3]}, 1024, replications=3)
    dataset = detente.to_xarray(frame, "attendance")
    assert dict(dataset.sizes) == {"stages.convening.rounds": 2, "replication": 3, "attendance": 9}
    with pytest.raises(ValueError, match="it has: outcome, event, held, agreed, attendance, rounds, utility"):
        detente.to_xarray(frame, "outcomes")


def test_a_dataset_of_means(first):
    pytest.importorskip("xarray")
    frame = detente.sweep(first, {RESERVATION: [0.25, 0.5]}, 1024)
    dataset = detente.to_xarray(frame, "rounds")
    assert list(dataset) == ["mean", "sd", "low", "high", "of"]
    report = detente.run(first.set(RESERVATION, 0.25), 1024).frame()
    mean = dataset.sel({RESERVATION: 0.25, "rounds": "talks"})
    assert float(mean["mean"]) == pytest.approx(report[report.figure == "mean_rounds"].value.item(), rel=1e-15)
    assert float(mean.low) < float(mean["mean"]) < float(mean.high)


def test_places_that_were_not_played_are_missing(first):
    pytest.importorskip("xarray")
    points = pd.DataFrame({RESERVATION: [0.3, 0.5], ROUNDS: [1, 3]})
    assert int(detente.to_xarray(detente.sweep(first, points, 1024)).share.isnull().sum()) == 4
    with pytest.raises(ValueError, match="same values"):
        detente.to_xarray(detente.sweep(first, pd.concat([points, points]), 1024))
