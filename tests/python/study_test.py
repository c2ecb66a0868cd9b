"""run and replay give what the program gives, and stop cleanly."""

import csv
import ctypes
import ctypes.util
import io
import json
import math
import platform
import signal
import struct
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest

import detente

SCENARIOS = ["first-steps", "doha-1-2023", "doha-2-2024", "doha-3-2024"]


# ---- run

@pytest.mark.parametrize("name", SCENARIOS)
def test_the_digest_is_the_program_s(name, report):
    path = f"scenarios/{name}.toml"
    result = detente.run(detente.load(path), trials=3000, seed=7)
    assert result.digest == report(path, "--trials", 3000, "--seed", 7)["digest"]


def test_it_depends_on_the_seed_and_not_on_the_threads(doha):
    digests = [detente.run(doha, 5000, seed, threads).digest for seed, threads in ((1, 1), (1, 3), (2, 1))]
    assert digests[0] == digests[1] != digests[2]


def test_outcomes_and_events_are_those_of_the_report(doha):
    result = detente.run(doha, 5000)
    for kind, frame in (("outcomes", result.outcomes), ("events", result.events)):
        told = result.to_dict()[kind]
        assert list(frame.name) == list(told)
        for row in frame.itertuples():
            share = told[row.name]
            assert row.n == 5000
            assert [row.k, row.share, row.low, row.high] == [share[key] for key in ("count", "share", "low", "high")]


def test_the_report_is_the_program_s(doha, report):
    ours, theirs = detente.run(doha, 3000).to_dict(), report("scenarios/doha-2-2024.toml", "--trials", 3000)
    assert ours["run"].pop("command") == "detente.run(doha-2-2024, trials=3000, seed=1)"
    del ours["run"], theirs["run"]
    assert ours == theirs


def test_the_frame_is_the_program_s_table(doha, program):
    frame = detente.run(doha, 3000).frame()
    text = program("run", "scenarios/doha-2-2024.toml", "--trials", 3000, "--format", "csv")
    header, *rows = csv.reader(io.StringIO(text))
    assert list(frame) == header
    assert len(frame) == len(rows)
    for row, cells in zip(frame.itertuples(index=False), rows):
        for value, cell in zip(row, cells):
            assert pd.isna(value) if cell == "" and not isinstance(value, str) else type(value)(cell) == value


def test_printed_it_is_the_program_s_report(first, program):
    printed, written = str(detente.run(first, 2000)), program("run", "scenarios/first-steps.toml", "--trials", 2000)
    assert printed.split("PROVENANCE")[0] == written.split("PROVENANCE")[0]


def test_shown_it_says_the_shares(first):
    result = detente.run(first, 2000)
    assert repr(result).startswith(f"first-steps · 2,000 trials · seed 1 · digest {result.digest[:16]}\n")
    assert "no ceasefire" in repr(result)
    assert "<table" in result._repr_html_()


def test_what_never_happened_is_not_zero_percent(doha):
    shown = repr(detente.run(doha, 1024))
    assert "below 0.37 %" in shown
    assert " 0 %" not in shown


def test_a_precision_ends_it(first, report):
    result = detente.run(first, precision=0.01)
    assert result.ended_by == "precision"
    assert result.trials == report("scenarios/first-steps.toml", "--precision", "1pp")["trials"]
    assert ((result.outcomes.high - result.outcomes.low) / 2 <= 0.01).all()


def test_a_budget_ends_it(doha):
    result = detente.run(doha, budget=0.2)
    assert result.ended_by == "budget"
    assert result.trials >= 1024


def test_arguments_of_numpy_and_whole_floats_will_do(first):
    assert detente.run(first, np.int64(2000), np.uint64(3)).digest == detente.run(first, 2e3, 3).digest


@pytest.mark.parametrize("arguments", [
    {"trials": 0}, {"trials": -5}, {"trials": 1.5}, {"trials": 2**48 + 1}, {"trials": 10**30}, {"trials": math.nan},
    {"trials": math.inf}, {"seed": -1}, {"seed": 2**64}, {"seed": 1e16}, {"seed": np.float64(2**63)}, {"threads": -1}, {"threads": 1025}, {"precision": 0},
    {"precision": 0.5}, {"precision": math.nan}, {"budget": 0}, {"budget": -1}, {"budget": math.inf}])
def test_numbers_out_of_range_are_refused(first, arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=name):
        detente.run(first, **arguments)


@pytest.mark.parametrize("arguments", [
    {"trials": "many"}, {"trials": True}, {"seed": None}, {"seed": 1j}, {"threads": []}, {"precision": "1pp"},
    {"budget": {}}])
def test_what_is_no_number_is_refused(first, arguments):
    (name,) = arguments
    with pytest.raises(TypeError, match=name):
        detente.run(first, **arguments)


@pytest.mark.parametrize("scenario", [None, "scenarios/first-steps.toml", {}])
def test_what_is_no_scenario_is_refused(scenario):
    for function, *arguments in ((detente.run,), (detente.replay, 0), (detente.sweep, {})):
        with pytest.raises(TypeError, match="detente.load"):
            function(scenario, *arguments)


def test_the_compiled_part_refuses_what_it_cannot_take(first):
    core = detente.study._core
    for arguments in ((None, 1, 1, 1, 0, 0, None), (first, 1, 1, 1, 0, 0, None), (first._core, -1, 1, 1, 0, 0, None)):
        with pytest.raises(TypeError):
            core.run(*arguments)
    with pytest.raises(TypeError):
        core.replay(None, 1, 1)
    with pytest.raises(TypeError):
        core.sweep(None, [], [], 1, True, 1, 1, 1, None)
    with pytest.raises(TypeError):
        core.Result()


def test_other_threads_go_on_while_it_plays(doha):
    worker = threading.Thread(target=detente.run, args=(doha, 100_000), kwargs={"threads": 1})
    worker.start()
    turns = 0
    while worker.is_alive():
        turns += 1
        time.sleep(0.001)
    assert turns > 20


INTERRUPTED = """
import os, signal, threading
import detente
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
scenario = detente.load("scenarios/doha-2-2024.toml")
try:
    threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
    detente.run(scenario, trials=10**12)
except KeyboardInterrupt as stop:
    partial = stop.result
again = detente.run(scenario, trials=partial.trials)
print(partial.ended_by, partial.trials % 1024, partial.digest == again.digest)
"""


def test_interrupted_it_stops_after_whole_blocks():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=120)
    assert done.stdout == "interrupt 0 True\n", done.stderr


STOPPED_REPORT = """
import os, signal, sys, threading
import detente
sys.path.insert(0, "tests")
from stop_test import slow
signal.signal(signal.SIGINT, signal.default_int_handler)
result = detente.run(detente.load(slow(16, red_line="{ at-least = 0 }")), trials=128, threads=1)
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    print(result)
except KeyboardInterrupt as stop:
    print(result.trials, len(result.outcomes), result.ended_by)
"""


def test_ctrl_c_while_it_measures_for_a_report_leaves_the_result_whole():
    done = subprocess.run([sys.executable, "-B", "-c", STOPPED_REPORT], capture_output=True, text=True, timeout=120)
    assert done.stdout == "128 2 trials\n", done.stderr


def test_what_is_played_for_a_report_is_played_once(doha):
    result = detente.run(doha, 5000)
    assert result._core.measurements == 0
    print(result)
    frame, fields = result.frame(), result.to_dict()
    assert result._core.measurements == 1
    changes = frame[frame.kind == "choice"].value
    assert [each["change"] for each in fields["fixed_choices"]["choices"]] == list(changes) and len(changes) > 5


# ---- trials

def test_each_trial_is_as_the_program_writes_it(doha, program, tmp_path):
    frame = detente.run(doha, 3000, seed=5).each_trial()
    program("run", "scenarios/doha-2-2024.toml", "--trials", 3000, "--seed", 5, "--quiet", "--out", tmp_path / "run.sqlite")
    program("export", tmp_path / "run.sqlite", "--each-trial", "--out", tmp_path / "trials.csv")
    with open(tmp_path / "trials.csv", newline="") as file:
        written = list(csv.DictReader(file))
    assert ["trial", *frame.columns] == list(written[0])
    assert list(frame.index) == list(range(3000))
    for title, column in frame.items():
        cells = [row[title] for row in written]
        if column.dtype == "category":
            assert list(column.astype(object).fillna("")) == cells, title
        else:
            np.testing.assert_array_equal(column.astype(float), [float(cell) if cell else math.nan for cell in cells], title)


def test_each_trial_counts_up_to_the_run(first):
    result = detente.run(first, 5000)
    counts = result.each_trial().outcome.value_counts()
    assert dict(counts) == dict(zip(result.outcomes.name, result.outcomes.k))


MOOD = "chance parties.taliban.mood"


def test_each_trial_has_a_column_for_each_chance(doha):
    """One alone explains most of the variance, and what is meant is what lies below its firmness."""
    table = detente.run(doha, 20_000).each_trial()
    chances = [title for title in table if title.startswith("chance ")]
    named = detente.sensitivity(doha, 1024).indices
    assert {title.removeprefix("chance ") for title in chances} == set(named.input[named.kind == "chance"])
    assert table[chances].gt(0).all(axis=None) and table[chances].lt(1).all(axis=None)
    came = table["attendance convening.taliban"]
    tenths = came.groupby(np.floor(10 * table[MOOD])).mean()
    assert ((tenths - came.mean()) ** 2).mean() / came.var() > 0.4
    assert tenths.iloc[0] < 0.05 and tenths.iloc[-1] > 0.5


def test_with_its_firmness_fixed_a_precondition_is_meant_as_the_chance_has_it(doha):
    preconditions = [f"parties.taliban.preconditions.{name}.firmness"
               for name in ("official", "rivals-out", "no-criticism", "senior")]
    halves = doha.set_all(dict.fromkeys(preconditions, 0.5))
    table = detente.run(halves, 4096).each_trial()
    meant = table[MOOD] < 0.5
    always, never = (detente.run(doha.set_all(dict.fromkeys(preconditions, value)), 4096).each_trial() for value in (1, 0))
    told = ["outcome", *(title for title in table if title.startswith(("event ", "agreed ", "attendance ", "settled ")))]
    assert table[told].equals(always[told].where(meant, never[told]).astype(table[told].dtypes))
    assert not always[told].equals(never[told])


# ---- replay

def test_a_story_is_the_program_s(doha, program):
    story = detente.replay(doha, 17, seed=3)
    arguments = ["replay", "scenarios/doha-2-2024.toml", "--trial", 17, "--seed", 3]
    assert story == json.loads(program(*arguments, "--format", "json"))
    assert str(story) == program(*arguments)


def test_trials_that_there_are_not_are_refused(first):
    for trial in (-1, 2**48, 0.5):
        with pytest.raises(ValueError, match="trial"):
            detente.replay(first, trial)


def test_a_bar_counts_the_trials(first, capfd):
    pytest.importorskip("tqdm")
    detente.run(first, 2048, progress=True)
    assert "2.05k/2.05k" in capfd.readouterr().err

MODES = {"nearest": 0, "downward": 0x400, "upward": 0x800, "to zero": 0xC00}  # of <fenv.h> on x86-64


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers of the modes are the processor's")
@pytest.mark.parametrize("mode", [*MODES, "flush to zero, denormals are zero"])
def test_the_caller_s_floating_point_changes_no_bits(first, mode):
    """The thread is in the mode before the package plays, and still is after."""
    libm = ctypes.CDLL(ctypes.util.find_library("m"))
    environment, before = (ctypes.create_string_buffer(64) for _ in range(2))  # a fenv_t is 32 bytes

    def played():
        scenario = detente.load("scenarios/doha-2-2024.toml")
        result = detente.run(scenario, 2000, seed=3, threads=2)
        frame = detente.sweep(scenario, {"parties.taliban.reservation": [0.1, 0.3]}, 500, threads=2)
        compared = detente.compare([scenario, scenario.set("parties.un.influence", 33.3)], 1000)
        found = detente.sensitivity(first, 1024)
        bits = [each.to_numpy().view(np.uint64).tolist() for each in (
            frame[["share", "mean", "sd", "low", "high"]].astype(float), result.each_trial().select_dtypes(float),
            result.outcomes.select_dtypes(float))]
        texts = [result._core.csv(), str(result), compared._core.csv(), found._core.csv(), str(scenario),
                 str(detente.replay(scenario, trial=5, seed=3))]
        return result.digest, bits, texts
    expected = played()
    libm.fegetenv(before)
    try:
        libm.fegetenv(environment)
        if mode in MODES:
            libm.fesetround(MODES[mode])
        else:
            control = struct.unpack_from("<I", environment, 28)[0]  # MXCSR
            struct.pack_into("<I", environment, 28, control | 0x8040)
            libm.fesetenv(environment)
        found = played()
        still = libm.fegetround()
        libm.fegetenv(environment)
        control = struct.unpack_from("<I", environment, 28)[0]
    finally:
        libm.fesetenv(before)
    assert found == expected
    assert still == MODES.get(mode, 0)
    assert bool(control & 0x8040) == (mode not in MODES)
