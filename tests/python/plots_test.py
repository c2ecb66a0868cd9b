"""Pictures hold what they are drawn from."""

import pandas as pd
import pytest

import detente
from detente import tables

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")
from matplotlib import pyplot  # noqa: E402

from detente import plots  # noqa: E402

RESERVATION, ROUNDS = "parties.rebels.reservation", "stages.talks.rounds"


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def texts(ax):
    ax.figure.canvas.draw()
    return [text.get_text() for text in ax.texts]


def test_bars_are_as_long_as_the_shares(doha):
    result = detente.run(doha, 2000)
    ax = plots.outcome_bars(result)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(list(100 * result.outcomes.share))
    assert [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()] == list(result.outcomes.name)
    assert "below 0.19 %" in texts(ax)
    assert "95 % interval" in ax.get_xlabel()


def test_a_curve_goes_through_the_points(first):
    frame = detente.sweep(first, {RESERVATION: [0.6, 0.3, 0.5]}, 2000)
    ax = plots.outcome_curve(frame)
    assert [line.get_label() for line in ax.lines] == ["a ceasefire", "no ceasefire"]
    at = frame[frame.name == "a ceasefire"].sort_values(RESERVATION)
    assert list(ax.lines[0].get_xdata()) == [0.3, 0.5, 0.6]
    assert list(ax.lines[0].get_ydata()) == pytest.approx(list(100 * at.share))
    assert ax.get_xlabel() == RESERVATION


def test_replications_are_drawn_as_one(first):
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5]}, 1024, replications=3)
    (line, _) = plots.outcome_curve(frame).lines
    at = frame[frame.name == "a ceasefire"].groupby(RESERVATION)
    assert list(line.get_ydata()) == pytest.approx(list(100 * at["count"].sum() / at["of"].sum()))


def test_words_stand_in_the_order_of_the_sweep(first):
    frame = detente.sweep(first, {"stages.talks.aims-at": ["reservations", "aspirations"]}, 1024)
    ax = plots.outcome_curve(frame)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["reservations", "aspirations"]


def test_a_map_has_a_cell_for_each_point(first):
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [1, 3, 5]}, 1024)
    ax = plots.outcome_map(frame, "a ceasefire")
    assert ax.images[0].get_array().shape == (3, 2)
    assert (ax.get_xlabel(), ax.get_ylabel()) == (RESERVATION, ROUNDS)
    assert plots.outcome_map(frame, "a ceasefire", ROUNDS).images[0].get_array().shape == (2, 3)
    at = frame[(frame.name == "a ceasefire") & (frame[RESERVATION] == 0.5) & (frame[ROUNDS] == 5)]
    assert ax.images[0].get_array()[2, 1] == pytest.approx(100 * at.share.iloc[0])
    assert texts(ax).count("< 0.37") == 2 and "0" not in texts(ax)


def own_points(first, values):
    return detente.sweep(first, pd.DataFrame(values), 1024)


def test_a_point_of_the_scenario_s_own_value_is_a_line_across_the_curve(first):
    frame = own_points(first, {RESERVATION: [0.6, None, 0.3]})
    ax = plots.outcome_curve(frame)
    share = detente.run(first, 1024).outcomes.share
    across = [line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_ydata()[0] == line.get_ydata()[1]
              and line.get_label() == "_own"]
    assert [line.get_ydata()[0] for line in across] == pytest.approx(list(100 * share))
    assert list(ax.lines[1].get_xdata()) == [0.3, 0.6]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a ceasefire", "no ceasefire", tables.OWN]


def test_a_word_left_as_it_is_has_a_place_on_the_curve(first):
    frame = own_points(first, {"stages.talks.aims-at": ["aspirations", None]})
    ax = plots.outcome_curve(frame)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["aspirations", tables.OWN]
    shares = frame[frame.name == "a ceasefire"].share
    assert list(ax.lines[0].get_ydata()) == pytest.approx(list(100 * shares))
    assert len(plots.outcome_curve(own_points(first, {RESERVATION: [None]})).lines[0].get_xdata()) == 1


def test_a_map_has_cells_for_the_scenario_s_own_values(first):
    frame = own_points(first, {ROUNDS: [3, 3, None, None], RESERVATION: [0.3, None, 0.3, None]})
    ax = plots.outcome_map(frame, "no ceasefire", ROUNDS, RESERVATION)
    cells = ax.images[0].get_array()
    assert labels(ax.xaxis) == ["3", "as it is"] and labels(ax.yaxis) == ["0.3", "as it is"]
    assert cells[1, 1] == pytest.approx(100 * detente.run(first, 1024).outcomes.share[1])
    assert cells[1, 0] == pytest.approx(100 * detente.run(first.set(ROUNDS, 3), 1024).outcomes.share[1])


def test_of_many_labels_that_of_the_scenario_s_own_value_is_shown(first):
    frame = own_points(first, {RESERVATION: [*(place / 100 for place in range(30, 50)), None], ROUNDS: [5] * 21})
    shown = labels(plots.outcome_map(frame, "no ceasefire").xaxis)
    assert shown[-1] == "as it is" and shown[0] == "0.3" and len(shown) < 15


def test_replications_of_the_scenario_s_own_value_are_kept(first):
    frame = detente.sweep(first, {RESERVATION: [0.3, None]}, 1024, replications=3)
    across = [line for line in plots.outcome_curve(frame).lines if line.get_label() == "_own"]
    at = frame[(frame.name == "a ceasefire") & frame[RESERVATION].isna()]
    assert len(at) == 3
    assert across[0].get_ydata()[0] == pytest.approx(100 * at["count"].sum() / at["of"].sum())


def test_columns_are_known_by_their_names(first):
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5]}, 1024, replications=2)
    drawn = list(plots.outcome_curve(frame).lines[0].get_ydata())
    for other in (frame.assign(note="a"), frame[frame.columns[::-1]], frame.drop(columns=["digest", "sd"]),
                  frame.rename(columns={RESERVATION: "reservation"})):
        x = "reservation" if "reservation" in other else None
        assert list(plots.outcome_curve(other, x).lines[0].get_ydata()) == drawn
    with pytest.raises(ValueError, match="no column of the name"):
        plots.outcome_curve(frame.drop(columns="low"))
    with pytest.raises(TypeError, match="detente.sweep makes it, not a dict"):
        plots.outcome_curve({})


def test_different_points_are_not_pooled(first):
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [1, 5]}, 1024, common_luck=False)
    with pytest.raises(ValueError, match="lost its column stages.talks.rounds"):
        plots.outcome_curve(frame.drop(columns=ROUNDS))
    at = plots.outcome_curve(frame[frame[ROUNDS] == 5].drop(columns=ROUNDS))
    assert list(at.lines[0].get_xdata()) == [0.3, 0.5]
    one = detente.sweep(first, {RESERVATION: [0.3, 0.5]}, 1024)
    with pytest.raises(ValueError, match="the same values"):
        plots.outcome_curve(pd.concat([one, one]))  # the same trials again are no more trials


NAMES = ("_hidden", "from $5m to $10m", r"$\frac$")


def test_names_are_shown_as_they_are(first):
    with open("scenarios/first-steps.toml") as file:
        text = file.read()
    for index, name in enumerate(NAMES):
        scenario = detente.load(text.replace('name = "a ceasefire"', f"name = '{name}'"))
        curve = plots.outcome_curve(detente.sweep(scenario, {ROUNDS: [1, 5]}, 1024))
        curve.figure.canvas.draw()
        assert len(curve.get_legend().get_texts()) == 2
        bars = plots.outcome_bars(detente.run(scenario, 1024))
        bars.figure.canvas.draw()
        assert bars.get_yticklabels()[0].get_text() == name.replace("$", r"\$")


def labels(axis):
    return [label.get_text().replace("\n", "") for label in axis.get_ticklabels()]


def test_settlements_are_of_every_option(doha):
    result = detente.run(doha, 2000)
    ax = plots.settlements(result, ["envoy", "agenda"])
    settled = result.to_dict()["settled"]
    options = [option for issue in ("envoy", "agenda") for option in settled[issue]["options"].values()]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([100 * option["share"] for option in options])
    assert labels(ax.yaxis)[0] == "none (reversion)"
    assert settled["agenda"]["label"] in texts(ax)
    with pytest.raises(ValueError, match="there are: .*envoy"):
        plots.settlements(result, ["recognition"])


def test_settlements_of_one_issue(doha):
    result = detente.run(doha, 1024)
    one, listed = (plots.settlements(result, issues) for issues in ("envoy", ["envoy"]))
    assert labels(one.yaxis) == labels(listed.yaxis)
    assert labels(plots.settlements(result, iter(["envoy"])).yaxis) == labels(one.yaxis)


@pytest.mark.parametrize("issues, error, what", [
    ("env", ValueError, "no issue 'env'"), ("", ValueError, "no issue ''"), ([], ValueError, "no issue is named"),
    (["envoy", "envoy"], ValueError, "named twice"), ({"envoy"}, TypeError, "list of names"),
    (b"envoy", TypeError, "list of names"), (5, TypeError, "list of names"), ({"envoy": 1}, TypeError, "list of names"),
    ([None], ValueError, "no issue None")])
def test_issues_are_given_by_name(doha, issues, error, what):
    with pytest.raises(error, match=what):
        plots.settlements(detente.run(doha, 1024), issues)


def test_settlements_are_of_all_issues_unless_some_are_named(first):
    result = detente.run(first, 1024)
    issues = result.to_dict()["settled"].values()
    assert len(plots.settlements(result).patches) == sum(len(issue["options"]) for issue in issues)


def test_a_tornado_has_the_inputs_that_matter_first(doha):
    result = detente.run(doha, 20_000)
    drivers = result.to_dict()["drivers"]
    determined = {address: at for address, at in drivers["inputs"].items() if at["determined"]}
    ax = plots.tornado(result, count=3)
    assert labels(ax.yaxis) == list(determined)[:3]
    (overall,) = result.outcomes.share[result.outcomes.name == drivers["outcome"]]
    first = next(iter(determined.values()))
    ends = [100 * (first[f"share_in_{end}_quarter"] - overall) for end in ("lowest", "highest")]
    assert [bar.get_width() for bar in ax.patches[:2]] == pytest.approx(ends)
    assert list(ax.lines[0].get_xdata()) == pytest.approx([100 * overall] * 2)
    assert drivers["outcome"] in ax.get_title(loc="left").replace("\n", " ")


@pytest.mark.parametrize("count, error", [(-1, ValueError), (0, ValueError), (1.5, ValueError), (float("nan"), ValueError),
                                          ("3", TypeError), (True, TypeError), (None, TypeError)])
def test_a_tornado_has_one_input_at_least(doha, count, error):
    result = detente.run(doha, 20_000)
    with pytest.raises(error, match="count"):
        plots.tornado(result, count=count)
    assert len(labels(plots.tornado(result, count=1.0).yaxis)) == 1


def test_a_tornado_of_nothing_is_refused(first):
    with pytest.raises(ValueError, match="play more"):
        plots.tornado(detente.run(first, 1))


def test_concession_paths_are_those_of_the_story(first):
    story = detente.replay(first, 3)
    rounds = story["stages"]["talks"]["rounds"]
    figure = plots.concession_paths(story)
    panels = {ax.get_title(): ax for ax in figure.axes}
    assert set(panels) == {party for party, judged in rounds[0]["judgements"].items() if judged["votes"]}
    lines = {line.get_label(): line for line in panels["rebels"].lines}
    judged = [each["judgements"]["rebels"] for each in rounds]
    assert list(lines["what it asks for"].get_ydata()) == [each["aspiration"] for each in judged]
    assert list(lines["the draft"].get_ydata()) == [each["utility"] for each in judged]
    assert len(lines["the draft, accepted"].get_xdata()) == sum(each["accepts"] for each in judged)
    assert "trial 3, seed 1, agreed" in figure._suptitle.get_text()


def test_without_drafts_there_is_no_path(doha):
    story = detente.replay(doha, 1)
    with pytest.raises(ValueError, match="no drafts in convening"):
        plots.concession_paths(story, "convening")


def test_they_draw_where_they_are_told_to(first):
    figure, axes = pyplot.subplots(1, 2)
    assert plots.outcome_bars(detente.run(first, 1024), ax=axes[1]) is axes[1]
    assert len(pyplot.get_fignums()) == 1


def test_what_cannot_be_drawn_is_refused(first):
    frame = detente.sweep(first, {RESERVATION: [0.3, 0.5], ROUNDS: [1]}, 1024)
    for draw in (plots.outcome_curve, lambda frame: plots.outcome_map(frame, "a ceasefire", ROUNDS, ROUNDS)):
        with pytest.raises(ValueError, match="the sweep is over"):
            draw(frame)
    with pytest.raises(ValueError, match="the sweep is over"):
        plots.outcome_curve(frame, "parties.rebels.influence")
    with pytest.raises(ValueError, match="there are: a ceasefire"):
        plots.outcome_map(frame, "peace")
