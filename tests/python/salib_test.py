"""SALib's samples are played in order and whole."""

import numpy as np
import pandas as pd
import pytest

import detente
from detente import salib

RESERVATION, INFLUENCE = "parties.rebels.reservation", "parties.rebels.influence"


@pytest.fixture
def problem(first):
    return salib.problem(first, {RESERVATION: (0.3, 0.6), INFLUENCE: (30, 60)})


def test_a_problem_is_what_salib_takes(problem):
    assert problem == {"num_vars": 2, "names": [RESERVATION, INFLUENCE], "bounds": [[0.3, 0.6], [30.0, 60.0]]}


@pytest.mark.parametrize("bounds, error, what", [
    ({}, ValueError, "nothing to vary"),
    ([RESERVATION], TypeError, "dict by address"),
    ({RESERVATION: 0.3}, TypeError, "two numbers"),
    ({RESERVATION: (0.3, 0.4, 0.5)}, TypeError, "two numbers"),
    ({RESERVATION: "01"}, TypeError, "two numbers"),
    ({RESERVATION: {0.6, 0.3}}, TypeError, "two numbers"),
    ({RESERVATION: {0.3: 0.6, 0.4: 0.7}}, TypeError, "two numbers"),
    ({RESERVATION: ("0.3", "0.6")}, TypeError, "two numbers"),
    ({RESERVATION: (False, True)}, TypeError, "two numbers"),
    ({RESERVATION: (0.6, 0.3)}, ValueError, "goes up"),
    ({RESERVATION: (0.3, float("nan"))}, ValueError, "goes up"),
    ({RESERVATION: (-5, 0.3)}, detente.ScenarioError, "reservation"),
    ({"parties.rebels.reservations": (0, 1)}, detente.ScenarioError, "did you mean"),
])
def test_what_is_no_range_is_refused(first, bounds, error, what):
    with pytest.raises(error, match=what):
        salib.problem(first, bounds)


def test_rows_come_in_the_order_of_the_sample(first, problem):
    samples = np.array([[0.5, 40], [0.3, 60], [0.5, 40], [0.6, 30]])
    shares = salib.play(first, problem, samples, trials=2048, threads=3)
    assert list(shares) == ["a ceasefire", "no ceasefire"]
    assert list(shares.index) == [0, 1, 2, 3]
    for row, (reservation, influence) in zip(shares.itertuples(index=False), samples):
        played = detente.run(first.set_all({RESERVATION: reservation, INFLUENCE: influence}), 2048)
        assert list(row) == list(played.outcomes.share)


def test_a_frame_s_columns_are_known_by_their_names(first, problem):
    samples = pd.DataFrame({INFLUENCE: [40.0, 30.0], RESERVATION: [0.5, 0.3]})
    shares = salib.play(first, problem, samples, trials=1024)
    pd.testing.assert_frame_equal(shares, salib.play(first, problem, [[0.5, 40], [0.3, 30]], trials=1024))
    for other in (samples.rename(columns={INFLUENCE: "influence"}), samples.assign(more=1), samples[[RESERVATION]]):
        with pytest.raises(ValueError, match="the sample has the columns"):
            salib.play(first, problem, other)


def test_whole_numbers_of_a_sample_are_floats(first):
    rounds = {"stages.talks.rounds": (1, 5)}
    shares = salib.play(first, salib.problem(first, rounds), np.array([[1.0], [5.0]]), trials=1024)
    assert list(shares["a ceasefire"]) == [
        detente.run(first.set("stages.talks.rounds", played), 1024).outcomes.share[0] for played in (1, 5)]


@pytest.mark.parametrize("samples, error", [
    (np.ma.array([[0.5, 40]], mask=[[False, True]]), ValueError), ([[0.5, None]], ValueError),
    (np.array([[0.5 + 1j, 40]]), TypeError), (np.array([[True, False]]), TypeError), ([["a", "b"]], TypeError)])
def test_what_is_no_sample_of_numbers_is_refused(first, problem, samples, error):
    with pytest.raises(error, match="sample"):
        salib.play(first, problem, samples)


def test_events_stand_behind_outcomes(doha):
    problem = salib.problem(doha, {"parties.taliban.influence": (60, 90)})
    shares = salib.play(doha, problem, [[60], [90]], trials=1024)
    result = detente.run(doha, 1024)
    outcomes, events = list(result.outcomes.name), list(result.events.name)
    assert list(shares) == outcomes + [name for name in events if name not in outcomes]
    assert "Taliban attend" in outcomes and "Taliban attend" in events
    assert shares.notna().all(axis=None)


@pytest.mark.parametrize("samples, what", [
    ([[0.5]], "has 2 columns"), ([0.5, 40], "has 2 columns"), (np.empty((0, 2)), "1 to 100000 rows"),
    ([[0.5, np.nan]], "no finite number"), (np.full((100_001, 2), 0.5), "1 to 100000 rows")])
def test_samples_that_do_not_fit_are_refused(first, problem, samples, what):
    with pytest.raises(ValueError, match=what):
        salib.play(first, problem, samples)


def test_a_row_that_does_not_fit_is_named(first, problem):
    with pytest.raises(detente.ScenarioError) as caught:
        salib.play(first, problem, [[0.5, 40], [0.5, -1]], trials=16)
    assert caught.value.point == 1


def test_failed_trials_are_not_passed_over(first, problem, monkeypatch):
    def with_failures(*arguments, **named):
        return detente.sweep(*arguments, **named).assign(failed=lambda frame: 3 * (frame.point == 1))

    monkeypatch.setattr(salib, "sweep", with_failures)
    with pytest.raises(RuntimeError, match="failed in 1 of 2 rows, the first of them 1") as caught:
        salib.play(first, problem, [[0.5, 40], [0.5, 50]], trials=16)
    assert isinstance(caught.value.result, pd.DataFrame)


def test_it_finds_the_input_that_matters(first, problem):
    sample = pytest.importorskip("SALib.sample.sobol")
    analyze = pytest.importorskip("SALib.analyze.sobol")
    samples = sample.sample(problem, 64, calc_second_order=False, seed=1)
    shares = salib.play(first, problem, samples, trials=1024)
    indices = analyze.analyze(problem, shares["a ceasefire"].to_numpy(), calc_second_order=False, seed=1)
    assert indices["ST"][0] > 0.9 > indices["ST"][1] + indices["ST_conf"][1]


def test_elementary_effects_of_morris(first, problem):
    sample = pytest.importorskip("SALib.sample.morris")
    analyze = pytest.importorskip("SALib.analyze.morris")
    samples = sample.sample(problem, 20, num_levels=4, seed=3)
    shares = salib.play(first, problem, samples, trials=1024)
    effects = analyze.analyze(problem, samples, shares["a ceasefire"].to_numpy(), num_levels=4, seed=3)
    assert effects["mu_star"][0] - effects["mu_star_conf"][0] > 0.1
    assert effects["mu_star"][1] < 0.01
