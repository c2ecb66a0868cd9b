"""Pictures of results, sweeps and stories, by matplotlib.

Shares are in percent. Intervals are 95 %, Wilson's: they say how precisely the model's own answer is known, not how
good the model is. Each function but `concession_paths` draws into `ax`, or into a new figure, and returns the Axes.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import _core
from .arguments import names, whole
from .study import Result, Story, percentages
from .tables import OWN, addresses_of, check_places, checked_table, scale, with_own

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABEL_WIDTH = 32
CELLS_WITH_TEXT = 150  # of a map; of more the colour must do
POOLED = ["point", "share", "low", "high", "count", "of", "trials", "seed"]
SHARE_LABEL = "share of trials, % (95 % interval)"
# Told apart by colour-blind readers, too (Okabe and Ito); then again with broken lines.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
LINES = ["-", "--", ":", "-."]
DOTTED = (0, (1, 3))


def outcome_bars(result: Result, ax: Axes | None = None) -> Axes:
    """How often each outcome comes about, with its interval.

    Parameters
    ----------
    result : Result
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    shares = result.outcomes
    ax = ax or new_axes(height=1.2 + 0.45 * len(shares))
    share_bars(ax, np.arange(len(shares)), shares)
    ax.set_yticks(range(len(shares)), [wrapped(name) for name in shares.name])
    title(ax, title_of(result.scenario), trials_and_seed(result))
    return ax


def settlements(result: Result, issues: Sequence[str] | str | None = None, ax: Axes | None = None) -> Axes:
    """What is in force at the end on each issue: how often each of its options, with its interval.

    Parameters
    ----------
    result : Result
    issues : list of str, or str, optional
        Their names; by default all.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        There is no issue of one of the names.
    """
    settled = result.to_dict()["settled"]
    chosen = [settled[issue] for issue in (settled if issues is None else names("issue", issues, settled))]
    ax = ax or new_axes(width=8.5, height=1.2 + sum(0.55 + 0.3 * len(at["options"]) for at in chosen))
    ticks, place = {}, 0
    for at in chosen:
        ax.annotate(plain(at["label"]), (0, place), xytext=(4, 0), textcoords="offset points", va="center", weight="bold")
        rows = pd.DataFrame([{"name": name, "n": result.outcomes.n.iloc[0], "k": option["count"], **option}
                             for name, option in at["options"].items()])
        places = place + 0.9 + np.arange(len(rows))
        share_bars(ax, places, rows)
        for where, name in zip(places, rows.name):
            marks = [mark for mark in ("reversion", "norm_floor") if at[mark] == name]
            ticks[where] = wrapped(name) + "".join(f" ({mark.replace('_', ' ')})" for mark in marks)
        place = places[-1] + 1.3
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.set_ylim(place - 0.6, -0.8)
    title(ax, title_of(result.scenario), f"What is in force at the end; {trials_and_seed(result)}")
    return ax


def tornado(result: Result, count: int = 10, ax: Axes | None = None) -> Axes:
    """What matters most: how the likeliest outcome's share moves with each uncertain input, and by how much of its
    variance.

    Parameters
    ----------
    result : Result
    count : int
        How many inputs at most, the most important first. Those without an effect that can be told from chance are left
        out.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        No input has an effect that can be told from chance, or `count` is no whole number from 1.
    """
    count = whole("count", count, 1, 10**6)
    drivers = result.to_dict()["drivers"]
    known = [(address, at) for address, at in drivers["inputs"].items() if at["determined"]]
    if not known:
        raise ValueError("no input has an effect that these trials can tell from chance; play more of them")
    shown = known[:count]
    ax = ax or new_axes(width=9, height=1.6 + 0.55 * len(shown))
    at_large = result.outcomes[result.outcomes.name == drivers["outcome"]].iloc[0]
    quarter = min(int(at_large.n), _core.drawn_trials) // 4  # trials with the input in its lowest, or its highest, quarter
    ax.axvline(100 * at_large.share, color="0.3", linewidth=1)
    for place, (address, at) in enumerate(shown):
        for end, colour, up in (("lowest", COLOURS[4], -1), ("highest", COLOURS[0], 1)):
            share = at[f"share_in_{end}_quarter"]
            _, low, high = _core.share(round(share * quarter), quarter)
            ax.barh(place + up * 0.19, 100 * (share - at_large.share), left=100 * at_large.share, height=0.36,
                    color=colour, label=f"{end} quarter of the input" if place == 0 else None,
                    xerr=[[100 * (share - low)], [100 * (high - share)]], error_kw={"elinewidth": 1.2, "capsize": 3})
        ax.annotate(f"{100 * at['index']:.2g} ± {196 * at['noise']:.1g} %", (1, place), xytext=(6, 0),
                    xycoords=("axes fraction", "data"), textcoords="offset points", va="center", annotation_clip=False)
    ax.annotate("of its variance, 95 %", (1, -0.75), xytext=(6, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", annotation_clip=False, fontsize="small")
    ax.set_yticks(range(len(shown)), [broken(address) for address, _ in shown])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlabel(SHARE_LABEL)
    left = len(drivers["inputs"]) - len(shown)
    others = f"; {left} inputs not shown" if left else ""
    title(ax, f"What moves “{drivers['outcome']}”",
          f"{trials_and_seed(result)}; line: all trials, {100 * at_large.share:.3g} %{others}")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), borderaxespad=4, ncol=2, frameon=False)  # below the label
    tidy(ax, "x")
    return ax


def concession_paths(story: Story, stage: str | None = None) -> Figure:
    """How the parties that have a say concede from draft to draft in one trial: a panel each.

    Parameters
    ----------
    story : Story
        Of `detente.replay`.
    stage : str, optional
        The name of a stage with drafts; by default the first that was held.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        The stage has no drafts, or was not held in this trial.
    """
    stages = {name: at["rounds"] for name, at in story["stages"].items() if at["rounds"] and "draft" in at["rounds"][0]}
    stage = next(iter(stages), None) if stage is None else stage
    if stage not in stages:
        raise ValueError("this trial has no drafts" + ("" if stage is None else f" in {stage}") + "; replay another one")
    rounds = stages[stage]
    parties = [name for name, judged in rounds[0]["judgements"].items() if judged["votes"]]
    from matplotlib import pyplot

    across = min(len(parties), 4)
    down = -(-len(parties) // across)
    figure, panels = pyplot.subplots(down, across, figsize=(1.2 + 2.4 * across, 1.6 + 1.9 * down), sharex=True,
                                     sharey=True, squeeze=False, layout="constrained")
    for ax in panels.flat[len(parties):]:
        ax.set_visible(False)
    numbers = np.arange(1, len(rounds) + 1)
    for ax, party in zip(panels.flat, parties):
        judged = [each["judgements"][party] for each in rounds]
        utility = np.array([each["utility"] for each in judged])
        accepts = np.array([each["accepts"] for each in judged])
        ax.plot(numbers, [each["aspiration"] for each in judged], color=COLOURS[0], label="what it asks for")
        ax.plot(numbers, [each["reservation"] for each in judged], color="0.45", linestyle=":",
                label="its reservation")
        ax.plot(numbers, utility, color=COLOURS[1], linestyle="--", linewidth=1, label="the draft")
        for which, fill, label in ((accepts, COLOURS[1], "accepted"), (~accepts, "white", "refused")):
            ax.plot(numbers[which], utility[which], "o", color=COLOURS[1], markerfacecolor=fill,
                    label=f"the draft, {label}")
        ax.set_title(wrapped(party), fontsize="medium")
        tidy(ax, "y")
    ax.xaxis.get_major_locator().set_params(integer=True)
    for ax in panels.flat[max(len(parties) - across, 0):len(parties)]:  # with no other below
        ax.tick_params(labelbottom=True)
        ax.set_xlabel("round")
    figure.supylabel("utility to the party, 0 to 1", fontsize="medium")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncol=3, frameon=False)
    below = 0.6 / figure.get_size_inches()[1]  # room for it, which the layout does not know
    figure.get_layout_engine().set(rect=(0, below, 1, 1 - below))
    end = "agreed" if story["stages"][stage]["agreed"] else "not agreed"
    figure.suptitle(f"{story['scenario']}, {stage}: trial {story['trial']:,}, seed {story['seed']}, {end}",
                    fontsize="medium")
    return figure


def outcome_curve(frame: pd.DataFrame, x: str | None = None, ax: Axes | None = None) -> Axes:
    """How the outcomes' shares move along one input, with their intervals.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `detente.sweep`, over this input alone. A point that leaves what the scenario says is a dotted line across.
    x : str, optional
        The address, or another column that holds its values; by default the only one.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        The sweep is over other addresses, or over more.
    """
    (x,) = addresses(frame, x)
    outcomes = pooled(frame[frame["kind"] == "outcome"], frame, x)
    ax = ax or new_axes(width=8.5)
    numeric, values = scale(outcomes[x])
    for index, (name, rows) in enumerate(outcomes.groupby("name", sort=False, observed=True)):
        if numeric and OWN in values:  # it has no place among numbers, so it is a line across
            for own in rows[rows[x] == OWN].itertuples():
                colour = COLOURS[index % len(COLOURS)]
                ax.axhline(100 * own.share, color=colour, linestyle=DOTTED, label="_own")  # not in the legend
                ax.axhspan(100 * own.low, 100 * own.high, color=colour, alpha=0.12, linewidth=0)
            rows = rows[rows[x] != OWN]
        places = rows[x].astype(float) if numeric else rows[x].map(values.index)
        order = np.argsort(places.to_numpy(), kind="stable")
        places, rows = places.iloc[order], rows.iloc[order]
        look = {"color": COLOURS[index % len(COLOURS)], "linestyle": LINES[index // len(COLOURS) % len(LINES)]}
        label = shown(name if rows.share.any() else f"{name} (in no trial)")
        ax.plot(places, 100 * rows.share, marker="o", markersize=3.5, label=label, **look)
        ax.fill_between(places, 100 * rows.low, 100 * rows.high, color=look["color"], alpha=0.25, linewidth=0)
    if numeric and OWN in values:
        ax.plot([], [], color="0.3", linestyle=DOTTED, label=OWN)
    if not numeric:
        ax.set_xticks(range(len(values)), [wrapped(value) for value in values])
    ax.set_ylim(-2, 102)
    ax.set_xlabel(plain(x))
    ax.set_ylabel(SHARE_LABEL)
    title(ax, trials_of(outcomes))
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    tidy(ax, "both")
    return ax


def outcome_map(frame: pd.DataFrame, outcome: str, x: str | None = None, y: str | None = None,
                ax: Axes | None = None) -> Axes:
    """How often one outcome comes about over two inputs.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `detente.sweep`, over these two inputs alone. Points that leave what the scenario says stand last.
    outcome : str
        The name of an outcome or event, or ``"STAGE.PARTY"``: the party comes.
    x, y : str, optional
        The addresses, or other columns that hold their values; by default the two there are, in their order.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        The sweep is over other addresses, or over more or fewer, or there is no such outcome.
    """
    x, y = addresses(frame, x, y)
    drawn = frame[frame["kind"].isin(["outcome", "event", "attendance"])]
    rows = drawn[drawn["name"] == outcome]
    if rows.empty:
        known = ", ".join(drawn["name"].unique())
        raise ValueError(f"there is no outcome, event or guest {outcome!r}; there are: {known}")
    rows = pooled(rows[rows["kind"] == rows["kind"].iloc[0]], frame, x, y)  # an outcome before an event of the same name
    ax = ax or new_axes(width=7.5, height=5.5)
    (_, across), (_, up) = scale(rows[x]), scale(rows[y])
    shares = np.full((len(up), len(across)), np.nan)
    for column, row, at in zip(rows[x].map(across.index), rows[y].map(up.index), rows.itertuples()):
        shares[row, column] = 100 * at.share
        if len(rows) <= CELLS_WITH_TEXT:
            ax.text(column, row, cell_text(at), ha="center", va="center", fontsize="small",
                    color="black" if at.share > 0.55 else "white")
    image = ax.imshow(shares, origin="lower", aspect="auto", cmap="cividis", vmin=0, vmax=100)
    for axis, values, address in ((ax.xaxis, across, x), (ax.yaxis, up, y)):
        every = -(-len(values) // 12)  # labels that fit, and that of what is no number
        places = [place for place, value in enumerate(values) if place % every == 0 or value == OWN]
        axis.set_ticks(places, [wrapped(values[place], 14) for place in places])
        axis.set_label_text(plain(address))
    ax.figure.colorbar(image, ax=ax, label="share of trials, %")
    widest = 50 * (rows.high - rows.low).max()
    title(ax, outcome, f"{trials_of(rows)}; widest 95 % interval ± {widest:.2g} points")
    return ax


# ---- what they share

def share_bars(ax, places, shares):
    """Horizontal bars, the first on top, with what they come to beside them."""
    centre = 100 * shares.share
    reach = [centre - 100 * shares.low, 100 * shares.high - centre]
    ax.barh(places, centre, height=0.6, color=COLOURS[5], xerr=np.maximum(reach, 0),
            error_kw={"elinewidth": 1.2, "capsize": 3})
    said = percentages(shares).itertuples(index=False)
    for place, high, (_, share, interval) in zip(places, 100 * shares.high, said):
        ax.annotate(interval if share in ("", "all", "none") else share, (high, place), xytext=(6, 0), textcoords="offset points", va="center")
    if not ax.yaxis_inverted():
        ax.invert_yaxis()
    ax.set_xlim(0, 126)  # room for what stands beside the longest bar
    ax.set_xticks(range(0, 101, 20))
    ax.set_xlabel(SHARE_LABEL)
    tidy(ax, "x")


def new_axes(width=7.5, height=4.5):
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def addresses(frame, *wanted):
    """As many addresses as are wanted, which must be all that the sweep varies; None stands for what is left."""
    checked_table(frame, ["point", "replication", "kind", "name", "share", "low", "high", "count", "of", "trials", "seed"])
    varied = addresses_of(frame)
    left = [address for address in varied if address not in wanted]
    found = [(left.pop(0) if left else None) if address is None else address for address in wanted]
    if left or len(set(found)) < len(found) or not set(found) <= set(frame.columns):
        raise ValueError(f"this draws {len(wanted)} of the addresses, and the sweep is over {', '.join(varied)}")
    checked_table(frame, found)
    return found


def pooled(rows, frame, *where):
    """The replications of each point as one."""
    places = [*where, "name"]
    rows = with_own(rows.drop(columns=[column for column in rows if column not in [*places, *POOLED]]), where)
    check_places(rows, [*places, "seed"], frame)  # else one run would count twice
    check_places(rows.drop_duplicates([*places, "point"]), places, frame)
    if not rows.duplicated(places).any():
        return rows
    sums = rows.groupby(places, sort=False, as_index=False, observed=True)[["count", "of", "trials"]].sum().astype(
        {"count": "int64", "of": "int64", "trials": "int64"})
    shares = [_core.share(*counts) for counts in zip(sums["count"], sums["of"])]
    return sums.assign(**dict(zip(("share", "low", "high"), zip(*shares))))


def cell_text(at):
    """In percent; what never happened, or always, is below or above something."""
    if math.isnan(at.share):
        return "none"  # of its trials is valid
    if at.share == 0:
        return f"< {100 * at.high:.2g}"
    return f"> {100 * at.low:.4g}" if at.share == 1 else f"{100 * at.share:.3g}"


def trials_of(rows):
    counts = sorted(set(rows.trials))
    return f"{counts[0]:,} trials a point" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,} trials a point"


def trials_and_seed(result):
    return f"{result.trials:,} trials, seed {result.seed}"


def title(ax, *lines):
    ax.set_title(plain("\n".join(lines)), loc="left", fontsize="medium")


def title_of(scenario):
    return textwrap.fill(scenario.label or scenario.name, 70)


def wrapped(value, width=LABEL_WIDTH):
    text = f"{value:.6g}" if isinstance(value, (float, np.floating)) else str(value)
    return plain(textwrap.fill(text, width))


def shown(name):
    """As a label that a legend shows: one that begins with an underscore it leaves out."""
    return (" " if name.startswith("_") else "") + wrapped(name)


def plain(text):
    """Without formulas, which matplotlib sees between dollars."""
    return text.replace("$", r"\$")


def broken(address, width=LABEL_WIDTH):
    """An address on lines that end at its dots."""
    lines = [""]
    for part in re.findall(r'"[^"]*"\.?|[^."]+\.?', address):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return plain("\n".join(lines))


def tidy(ax, grid):
    ax.grid(axis=grid, color="0.88")
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
