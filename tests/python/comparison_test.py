"""compare gives what the program gives."""

import io
import json
import subprocess
import sys

import pandas as pd
import pytest

import detente

from conftest import exactly

FIRST = "scenarios/first-steps.toml"
ROUNDS, RESERVATION = "stages.talks.rounds", "parties.rebels.reservation"
INVITED = "stages.convening.invited+"


@pytest.fixture
def variants(doha):
    return {"doha-2-2024": doha, "with the NRF": doha.set(INVITED, "nrf")}


@pytest.fixture
def told(program):
    def tell(*arguments):
        return program("compare", "scenarios/doha-2-2024.toml", "--variant",
                       "with the NRF: stages.convening.invited+=nrf", "--trials", 3000, "--seed", 4, "--quiet",
                       *arguments)

    return tell


def test_the_differences_are_the_program_s(variants, told):
    frame = detente.compare(variants, 3000, seed=4).differences
    written = pd.read_csv(io.StringIO(told("--format", "csv")), keep_default_na=False, converters={
        column: exactly for column in ("reference", "variant", "change", "low", "high", "saving")})
    pd.testing.assert_frame_equal(frame.assign(clear=frame.clear.astype("int64")), written.astype({"seed": "uint64"}),
                                  check_exact=True)
    assert frame.clear.any()


def test_the_report_is_the_program_s(variants, told):
    ours, theirs = detente.compare(variants, 3000, seed=4).to_dict(), json.loads(told("--format", "json"))
    assert ours["run"].pop("command") == "detente.compare([doha-2-2024, with the NRF], trials=3000, seed=4)"
    del ours["run"], theirs["run"]
    assert ours == theirs


def test_printed_it_is_the_program_s_report(variants, told):
    printed = str(detente.compare(variants, 3000, seed=4))
    assert printed.split("PROVENANCE")[0] == told().split("PROVENANCE")[0]


def test_the_results_are_those_of_runs(variants):
    results = detente.compare(variants, 3000, threads=3).results
    assert list(results) == list(variants)
    for name, scenario in variants.items():
        assert results[name].digest == detente.run(scenario, 3000).digest
        assert results[name].scenario is scenario


def test_in_a_list_they_have_their_own_names(first, doha):
    comparison = detente.compare([first, first.set(ROUNDS, 2), doha, first.set(ROUNDS, 3)], 1024)
    assert list(comparison.results) == ["first-steps", "first-steps (2)", "doha-2-2024", "first-steps (3)"]


def test_what_does_not_differ_has_no_change(first):
    frame = detente.compare([first, first.set("label", "the same")], 1024).differences
    assert (frame.differing == 0).all() and not frame.clear.any()
    assert (frame.change[frame.pairs > 0] == 0).all() and (frame.pairs == 0).any()
    assert frame[frame.pairs == 0][["reference", "variant", "change", "low", "high"]].isna().all(axis=None)


def test_pairs_save_trials(first):
    """A change in one reservation value alone: the claim of common random numbers, with room."""
    frame = detente.compare([first.set(RESERVATION, 0.5), first.set(RESERVATION, 0.49)], 20_000).differences
    assert (frame[frame.kind == "outcome"].saving > 9).all()  # an interval three times narrower


def test_shown_it_says_what_changes(first):
    shown = repr(detente.compare({"as it is": first, "longer": first.set(ROUNDS, 8)}, 2000))
    assert shown.startswith("longer compared with as it is · 2,000 trials each · seed 1\n")
    assert "a ceasefire" in shown


@pytest.mark.parametrize("count", [0, 1, 33])
def test_too_few_and_too_many_are_refused(first, count):
    with pytest.raises(ValueError, match="2 to 32"):
        detente.compare([first] * count)


def test_what_is_no_scenario_is_refused(first):
    for given in (first, FIRST, None, 5):
        with pytest.raises(TypeError, match="dict by name or as a list"):
            detente.compare(given)
    for given in ([first, FIRST], {"a": first, "b": None}):
        with pytest.raises(TypeError, match="detente.load"):
            detente.compare(given)
    with pytest.raises(TypeError, match="name is a str"):
        detente.compare({1: first, 2: first})


INTERRUPTED = """
import os, signal, threading
import detente
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
scenario = detente.load("scenarios/first-steps.toml")
try:
    detente.compare([scenario, scenario.set("stages.talks.rounds", 8)], trials=10**12)
except KeyboardInterrupt as stop:
    partial = stop.result
reference = partial.results["first-steps"]
again = detente.run(scenario, reference.trials)
print(reference.trials % 1024, partial.to_dict()["stopped"], again.digest == reference.digest)
"""


def test_interrupted_it_stops_after_whole_blocks():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=120)
    assert done.stdout == "0 True True\n", done.stderr


def test_a_bar_counts_the_trials(first, capfd):
    pytest.importorskip("tqdm")
    detente.compare([first, first], 2048, progress=True)
    assert "4.10k/4.10k" in capfd.readouterr().err
