"""Pictures of results and sweeps, by matplotlib.

Shares are in percent. Intervals are 95 %, Wilson's: they say how precisely the model's own answer is known, not how
good the model is. Each function draws into `ax`, or into a new figure, and returns the Axes.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import _core
from .study import Result, percentages
from .sweeps import addresses_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_WIDTH = 32
CELLS_WITH_TEXT = 150  # of a map; of more the colour must do
SHARE_LABEL = "share of trials, % (95 % interval)"
# Told apart by colour-blind readers, too (Okabe and Ito); then again with broken lines.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
LINES = ["-", "--", ":", "-."]


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
    places, centre = np.arange(len(shares)), 100 * shares.share
    reach = [centre - 100 * shares.low, 100 * shares.high - centre]
    ax.barh(places, centre, height=0.6, color=COLOURS[5], xerr=np.maximum(reach, 0),
            error_kw={"elinewidth": 1.2, "capsize": 3})
    said = percentages(shares).itertuples(index=False)
    for place, high, (_, share, interval) in zip(places, 100 * shares.high, said):
        ax.annotate(share or interval, (high, place), xytext=(6, 0), textcoords="offset points", va="center")
    ax.set_yticks(places, [wrapped(name) for name in shares.name])
    ax.invert_yaxis()  # the first on top
    ax.set_xlim(0, 118)  # room for what stands beside the longest bar
    ax.set_xticks(range(0, 101, 20))
    ax.set_xlabel(SHARE_LABEL)
    title(ax, title_of(result.scenario), f"{result.trials:,} trials, seed {result.seed}")
    tidy(ax, "x")
    return ax


def outcome_curve(frame: pd.DataFrame, x: str | None = None, ax: Axes | None = None) -> Axes:
    """How the outcomes' shares move along one input, with their intervals.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `detente.sweep`, over this input alone.
    x : str, optional
        The address; by default the only one.
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
    outcomes = pooled(frame[frame.kind == "outcome"], x)
    ax = ax or new_axes(width=8.5)
    numeric, values = scale(outcomes[x])
    for index, (name, rows) in enumerate(outcomes.groupby("name", sort=False)):
        places = rows[x].astype(float) if numeric else rows[x].map(values.index)
        order = np.argsort(places.to_numpy(), kind="stable")
        places, rows = places.iloc[order], rows.iloc[order]
        look = {"color": COLOURS[index % len(COLOURS)], "linestyle": LINES[index // len(COLOURS) % len(LINES)]}
        label = wrapped(name if rows.share.any() else f"{name} (in no trial)")
        ax.plot(places, 100 * rows.share, marker="o", markersize=3.5, label=label, **look)
        ax.fill_between(places, 100 * rows.low, 100 * rows.high, color=look["color"], alpha=0.25, linewidth=0)
    if not numeric:
        ax.set_xticks(range(len(values)), [wrapped(value) for value in values])
    ax.set_ylim(-2, 102)
    ax.set_xlabel(x)
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
        Of `detente.sweep`, over these two inputs alone.
    outcome : str
        The name of an outcome or event.
    x, y : str, optional
        The addresses; by default the two there are, in their order.
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
    rows = frame[frame.name == outcome]
    if rows.empty:
        raise ValueError(f"there is no outcome or event {outcome!r}; there are: {', '.join(frame.name.unique())}")
    rows = pooled(rows[rows.kind == rows.kind.iloc[0]], x, y)  # an outcome before an event of the same name
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
        every = -(-len(values) // 12)  # labels that fit
        axis.set_ticks(range(0, len(values), every), [wrapped(value, 14) for value in values[::every]])
        axis.set_label_text(address)
    ax.figure.colorbar(image, ax=ax, label="share of trials, %")
    widest = 50 * (rows.high - rows.low).max()
    title(ax, outcome, f"{trials_of(rows)}; widest 95 % interval ± {widest:.2g} points")
    return ax


# ---- what they share

def new_axes(width=7.5, height=4.5):
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def addresses(frame, *wanted):
    """As many addresses as are wanted, which must be all that the sweep varies; None stands for what is left."""
    varied = addresses_of(frame)
    left = [address for address in varied if address not in wanted]
    found = [address or (left.pop(0) if left else "?") for address in wanted]
    if left or sorted(found) != sorted(varied):
        raise ValueError(f"this draws {len(wanted)} of the addresses, and the sweep is over {', '.join(varied)}")
    return found


def pooled(rows, *where):
    """The replications of each point as one."""
    if not rows.duplicated([*where, "name"]).any():
        return rows
    sums = rows.groupby([*where, "name"], sort=False, as_index=False)[["count", "of", "trials"]].sum()
    shares = [_core.share(*counts) for counts in zip(sums["count"], sums["of"])]
    return sums.assign(**dict(zip(("share", "low", "high"), zip(*shares))))


def scale(column):
    """Whether all values are numbers, and the values: numbers in their order, others in that of the sweep."""
    values = list(dict.fromkeys(column))
    numeric = all(isinstance(value, (int, float, np.number)) and not isinstance(value, bool) for value in values)
    return numeric, sorted(values) if numeric else values


def cell_text(at):
    """In percent; what never happened, or always, is below or above something."""
    if at.share == 0:
        return f"< {100 * at.high:.2g}"
    return f"> {100 * at.low:.4g}" if at.share == 1 else f"{100 * at.share:.3g}"


def trials_of(rows):
    counts = sorted(set(rows.trials))
    return f"{counts[0]:,} trials a point" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,} trials a point"


def title(ax, *lines):
    ax.set_title("\n".join(lines), loc="left", fontsize="medium")


def title_of(scenario):
    return textwrap.fill(scenario.label or scenario.name, 70)


def wrapped(value, width=LABEL_WIDTH):
    text = f"{value:.6g}" if isinstance(value, (float, np.floating)) else str(value)
    return textwrap.fill(text, width)


def tidy(ax, grid):
    ax.grid(axis=grid, color="0.88")
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
