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
                          dtype={"count": "Int64"}, keep_default_na=False, na_values={"count": [""]})
    assert list(frame) == list(written)
    assert {"outcome", "event", "held", "agreed", "attendance", "absence", "rounds", "utility"} <= set(frame.kind)
    texts = ["stages.convening.invited"]
    pd.testing.assert_frame_equal(frame.drop(columns=texts), written.drop(columns=texts), check_exact=True)


def test_each_point_is_a_run(first):
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [2, 5]}, 2000)
    assert set(frame.groupby("point").size()) == {104 + 15, 107 + 15}, "shares and means; shares of rounds 1 to 2, and to 5"
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


def test_whole_numbers_of_a_table_may_be_floats(first):
    table = pd.DataFrame({ROUNDS: [3, None]})
    assert table[ROUNDS].dtype == float
    told = detente.sweep(first, {ROUNDS: [3, None]}, 1024)
    for values in (table, {ROUNDS: np.array([3.0]).tolist() + [None]}):
        assert list(detente.sweep(first, values, 1024).digest) == list(told.digest)
    assert set(detente.sweep(first, {ROUNDS: np.linspace(1, 5, 3)}, 1024).digest) == {
        detente.run(first.set(ROUNDS, rounds), 1024).digest for rounds in (1, 3, 5)}


def test_a_design_s_whole_numbers_may_have_a_point(first, program, tmp_path):
    (tmp_path / "design.csv").write_text(f"{ROUNDS},{RESERVATION}\n3.0,0.5\n,0.5\n")
    told = program("sweep", FIRST, "--design", tmp_path / "design.csv", "--trials", 1024, "--format", "csv", "--quiet")
    digests = pd.read_csv(io.StringIO(told)).groupby("point").digest.first()
    assert list(digests) == [detente.run(first.set_all(values), 1024).digest
                             for values in ({ROUNDS: 3, RESERVATION: 0.5}, {RESERVATION: 0.5})]


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
    ({ROUNDS: b"3"}, TypeError, "list"),
    ({ROUNDS: {2, 3}}, TypeError, "list"),
    ({ROUNDS: {2: 3}}, TypeError, "list"),
    ({ROUNDS: range(10**12)}, ValueError, "at most 100000"),
    ({"a=b": [3]}, ValueError, "no '='"),
    ({3: [3]}, TypeError, "an address is a str"),
    ({ROUNDS: [object()]}, TypeError, "a scenario holds no"),
    ({ROUNDS: range(1000), RESERVATION: range(1000)}, ValueError, "at most 100000"),
    ({ROUNDS: [2], 'stages.talks. "rounds"': [3]}, ValueError, "varied twice"),
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
import os, signal, threading, time
import detente
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored

def interrupt():  # after some work, however busy the machine
    begin = time.process_time()
    while time.process_time() < begin + 1:
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt).start()
scenario = detente.load("scenarios/first-steps.toml")
values = {"parties.rebels.reservation": [place / 10**5 for place in range(20_000)]}
try:
    detente.sweep(scenario, values, trials=16_384, threads=2)
except KeyboardInterrupt as stop:
    partial = stop.result
points = partial.point.unique()
again = detente.sweep(scenario, {key: value[:points[-1] + 1] for key, value in values.items()}, trials=16_384)
again = again[again.point.isin(points)].reset_index(drop=True)
print(0 < len(points) < 20_000, len(partial) == 122 * len(points), partial.equals(again))
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
    with pytest.raises(ValueError, match="it has: outcome, event, settled, reached, held, agreed, rounds, took_part, accepted, drawn_among_equals, attendance, absence"):
        detente.to_xarray(frame, "outcomes")


def test_a_dataset_of_means(first):
    pytest.importorskip("xarray")
    frame = detente.sweep(first, {RESERVATION: [0.25, 0.5]}, 1024)
    dataset = detente.to_xarray(frame, "rounds")
    assert list(dataset) == ["mean", "sd", "low", "high", "of"]
    report = detente.run(first.set(RESERVATION, 0.25), 1024).frame()
    mean = dataset.sel({RESERVATION: 0.25, "rounds": "talks"})
    assert float(mean["mean"]) == pytest.approx(report[(report.kind == "rounds") & (report.figure == "mean")].value.item(), rel=1e-15)
    assert float(mean.low) < float(mean["mean"]) < float(mean.high)


def test_a_dataset_of_figures_with_items(doha):
    pytest.importorskip("xarray")
    frame = detente.sweep(doha, {"stages.convening.rounds": [1, 3]}, 1024)
    dataset = detente.to_xarray(frame, "absence")
    assert list(dataset.dims) == ["stages.convening.rounds", "absence", "item"]
    reason = dict(absence="convening.taliban", item="precondition.official")
    rows = frame[(frame.kind == "absence") & (frame.name == reason["absence"]) & (frame.item == reason["item"])]
    assert list(dataset.share.sel(reason)) == list(rows.share) and rows.share.gt(0).all()
    assert dataset.share.sel(absence="convening.us", item=reason["item"]).isnull().all(), "no reason of theirs"
    options = detente.to_xarray(frame, "settled").share.sum("item")
    np.testing.assert_allclose(options, 1)


def test_places_that_were_not_played_are_missing(first):
    pytest.importorskip("xarray")
    points = pd.DataFrame({RESERVATION: [0.3, 0.5], ROUNDS: [1, 3]})
    assert int(detente.to_xarray(detente.sweep(first, points, 1024)).share.isnull().sum()) == 4
    with pytest.raises(ValueError, match="same values"):
        detente.to_xarray(detente.sweep(first, pd.concat([points, points]), 1024))


def test_the_scenario_s_own_value_has_a_coordinate(first):
    pytest.importorskip("xarray")
    points = pd.DataFrame({RESERVATION: [0.5, None, 0.3, None], ROUNDS: [2, 2, None, None]})
    frame = detente.sweep(first, points, 1024)
    dataset = detente.to_xarray(frame)
    own = "as it is"
    assert list(dataset[RESERVATION].values) == [0.3, 0.5, own] and list(dataset[ROUNDS].values) == [2, own]
    assert int(dataset.share.notnull().sum()) == 2 * 4
    for values, variant in (((0.5, 2), {RESERVATION: 0.5, ROUNDS: 2}), ((own, 2), {ROUNDS: 2}),
                            ((0.3, own), {RESERVATION: 0.3}), ((own, own), {})):
        at = dataset.sel(dict(zip((RESERVATION, ROUNDS), values)))
        assert list(at.share.values) == list(detente.run(first.set_all(variant), 1024).outcomes.share)


@pytest.mark.parametrize("values", [[None], ["aspirations", None], [None, "aspirations"]])
def test_words_and_the_scenario_s_own(first, values):
    pytest.importorskip("xarray")
    dataset = detente.to_xarray(detente.sweep(first, {"stages.talks.aims-at": values}, 1024))
    assert sorted(dataset["stages.talks.aims-at"].values) == sorted(value or "as it is" for value in values)
    assert not dataset.share.isnull().any()


def same(first, other):
    import xarray

    xarray.testing.assert_identical(first, other)


def test_columns_are_known_by_their_names(first):
    pytest.importorskip("xarray")
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [1, None]}, 1024, replications=2)
    dataset = detente.to_xarray(frame)
    with_more = frame.assign(note=range(len(frame)))
    with_more.insert(2, "parties.own.note", "more")
    for other in (frame.copy(), frame.sample(frac=1, random_state=1), with_more, frame[frame.columns[::-1]],
                  frame.drop(columns=["digest", "seed", "clamped"]), frame.query("kind == 'outcome'"),
                  frame.reset_index(), frame.reset_index(drop=True).assign(outcome="an extra column of the kind's name")):
        same(detente.to_xarray(other), dataset)
    renamed = frame.rename(columns={RESERVATION: "reservation"})
    same(detente.to_xarray(renamed, addresses=["reservation", ROUNDS]).rename(reservation=RESERVATION), dataset)
    same(detente.to_xarray(frame, addresses=[ROUNDS, RESERVATION]).transpose(*dataset.dims), dataset)


def test_a_table_may_come_back_from_a_file(first, tmp_path):
    xarray = pytest.importorskip("xarray")
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [1, None]}, 1024, replications=2)
    for index in (True, False):  # a column of numbers more, or not
        frame.assign(note="a").to_csv(tmp_path / "sweep.csv", index=index)
        read = detente.to_xarray(pd.read_csv(tmp_path / "sweep.csv"))  # which may be off in the last digit of a float
        xarray.testing.assert_allclose(read, detente.to_xarray(frame), rtol=1e-15)


def test_a_results_file_is_a_table_of_a_sweep(first, program, tmp_path):
    pytest.importorskip("xarray")
    (tmp_path / "design.csv").write_text(f"{ROUNDS}\n3.0\n\"\"\n")
    program("sweep", FIRST, "--design", tmp_path / "design.csv", "--trials", 1024, "--quiet", "--out", tmp_path / "a.sqlite")
    dataset = detente.to_xarray(detente.read_results(tmp_path / "a.sqlite"))
    assert list(dataset[ROUNDS].values) == ["3.0", "as it is"]
    assert not dataset.share.isnull().any()


def test_what_has_lost_a_column_is_refused(first):
    pytest.importorskip("xarray")
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [1, 3]}, 1024)
    with pytest.raises(ValueError, match="has lost its column stages.talks.rounds"):
        detente.to_xarray(frame.drop(columns=ROUNDS))
    assert list(detente.to_xarray(frame[frame[ROUNDS] == 3].drop(columns=ROUNDS)).dims) == [RESERVATION, "outcome"]
    for column in ("kind", "name", "item", "low"):
        with pytest.raises(ValueError, match=f"'{column}', and this one has no column"):
            detente.to_xarray(frame.drop(columns=column))
    with pytest.raises(ValueError, match="has two columns of the name"):
        detente.to_xarray(pd.concat([frame, frame[["low"]]], axis=1))
    with pytest.raises(ValueError, match="keep_default_na"):
        detente.to_xarray(frame.assign(name=frame.name.where(frame.name != "no ceasefire")))
    settled = frame[frame.kind == "settled"]
    with pytest.raises(ValueError, match="items are missing in the table; pandas.read_csv takes some"):
        detente.to_xarray(settled.assign(item=settled.item.where(settled.item != "local truces")), "settled")
    with pytest.raises(ValueError, match="no column 'reservation'"):
        detente.to_xarray(frame, addresses=["reservation"])
    for other in (None, {}, frame.share):
        with pytest.raises(TypeError, match="as detente.sweep makes it"):
            detente.to_xarray(other)
