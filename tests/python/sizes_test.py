"""Numbers of any size in frames are those that NumPy makes of the trials."""

import numpy as np
import pytest

import detente

TRIALS = 2000
NAMES = ["spread", "below", "walk", "constant"]


@pytest.fixture(params=[1e-300, 1e-9, 1.0, 1e9, 1e299])
def scale(request):
    return request.param


@pytest.fixture
def scenario(tmp_path, scale):
    path = tmp_path / "sized.toml"
    with open("scenarios/first-steps.toml", encoding="utf-8") as first:
        path.write_text(first.read() + f"""
[variables.spread]
initial = {{ uniform = [{scale}, {2 * scale}] }}
[variables.below]
initial = {{ normal = [{-scale}, {scale / 4}] }}
[variables.walk]
initial = 0
process = {{ kind = "random-walk", drift = {scale / 8}, sd = {scale / 16}, per = "week" }}
[variables.constant]
initial = {scale}
""", encoding="utf-8")
    return detente.load(path)


def of_trials(result, name, scale):
    """In units of the scale: squares of the smallest and the greatest are no numbers."""
    return result.each_trial()[f"variable {name}"].to_numpy() / scale


def near(number):
    return pytest.approx(number, rel=1e-12, abs=1e-14)


def test_reports(scenario, scale):
    result = detente.run(scenario, TRIALS)
    frame = result.frame()
    told = frame[frame.kind == "variable"].set_index(["name", "figure"]).value / scale
    for name in NAMES:
        numbers = of_trials(result, name, scale)
        assert told[name, "mean"] == near(numbers.mean())
        assert told[name, "sd"] == near(numbers.std())
        for figure, p in (("quantile_05", 0.05), ("median", 0.5), ("quantile_95", 0.95)):
            assert told[name, figure] == pytest.approx(np.quantile(numbers, p, method="inverted_cdf"), rel=1 / 62)


def test_sweeps(scenario, scale):
    drift, values = "variables.walk.process.drift", [scale / 8, np.float64(scale / 2)]
    frame = detente.sweep(scenario, {drift: values}, TRIALS)
    assert list(frame[drift].unique()) == values
    told = frame[frame.kind == "variable"].set_index(["point", "name"])[["mean", "sd", "low", "high"]] / scale
    for point, value in enumerate(values):
        result = detente.run(scenario.set(drift, value), TRIALS)
        for name in NAMES:
            numbers = of_trials(result, name, scale)
            half = 1.959963984540054 * numbers.std() / np.sqrt(TRIALS)
            assert list(told.loc[(point, name)]) == [
                near(number) for number in (numbers.mean(), numbers.std(), numbers.mean() - half, numbers.mean() + half)]


def test_comparisons(scenario, scale):
    other = scenario.set("variables.walk.process.drift", scale / 2)
    frame = detente.compare({"as it is": scenario, "other": other}, TRIALS).differences
    walk = frame[(frame.kind == "variable") & (frame.name == "walk")].iloc[0]
    before, after = (of_trials(detente.run(each, TRIALS), "walk", scale) for each in (scenario, other))
    assert [walk.reference / scale, walk.variant / scale, walk.change / scale] == [
        near(number) for number in (before.mean(), after.mean(), (after - before).mean())]
    assert walk.low < walk.change < walk.high
