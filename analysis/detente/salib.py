"""Sensitivity by SALib: its samples played, in order and whole.

>>> from SALib.analyze import sobol
>>> from SALib.sample import sobol as samples
>>> from detente import salib
>>> problem = salib.problem(scenario, {"parties.rebels.reservation": (0.3, 0.6), "parties.rebels.influence": (20, 60)})
>>> shares = salib.play(scenario, problem, samples.sample(problem, 256))
>>> sobol.analyze(problem, shares["a ceasefire"].to_numpy())

Elementary effects (Morris) likewise: `SALib.sample.morris`, `SALib.analyze.morris`, which takes the sample as well.

``pip install detente[salib]`` installs it. For what `detente.run` knows by itself, first-order indices of all uncertain
inputs, it is not needed; see ``drivers`` in `Result.to_dict`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from .arguments import check_scenario
from .scenario import Scenario
from .study import TRIALS_DEFAULT
from .sweeps import POINTS_LIMIT, sweep


def problem(scenario: Scenario, bounds: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """What SALib is to vary.

    Parameters
    ----------
    scenario : Scenario
    bounds : dict of str to (low, high)
        For each address the ends of its range, in the units of the key. Every number between them must fit; for a key
        of whole numbers round that column of the sample.

    Returns
    -------
    dict
        ``num_vars``, ``names`` (the addresses) and ``bounds``, as SALib takes it. Add ``dists`` or ``groups`` by its
        manual where they are wanted.

    Raises
    ------
    ScenarioError
        There is no such address, or an end does not fit.
    ValueError, TypeError
        A range is none.
    """
    check_scenario(scenario)
    if not isinstance(bounds, Mapping):
        raise TypeError(f"bounds are given as a dict by address, not as {type(bounds).__name__}")
    if not bounds:
        raise ValueError("there is nothing to vary; give an address and its range")
    ranges = []
    for address, ends in bounds.items():
        low, high = range_of(address, ends)
        if not low < high:
            raise ValueError(f"{address}: a range goes up, and {low} is not below {high}")
        for end in (low, high):
            scenario.set(address, end)
        ranges.append([low, high])
    return {"num_vars": len(ranges), "names": list(bounds), "bounds": ranges}


def play(scenario: Scenario, problem: Mapping[str, Any], samples: np.ndarray, trials: int = TRIALS_DEFAULT,
         seed: int = 1, common_luck: bool = True, threads: int = 0, progress: bool = False) -> pd.DataFrame:
    """Plays every row of a sample.

    Parameters
    ----------
    scenario : Scenario
    problem : dict
        As `problem` makes it.
    samples : array of shape (rows, num_vars)
        By one of SALib's samplers; at most 100,000 rows. The columns of a DataFrame are known by their names.
    trials, seed, common_luck, threads, progress
        Of every row, as for `detente.sweep`. With common luck an output is a smooth function of the inputs, as SALib's
        methods have it; without, the luck in the room is part of what higher orders explain.

    Returns
    -------
    pandas.DataFrame
        A row for each row of the sample, in its order, and a column for each outcome and each event whose name is no
        outcome's: its share of the trials, 0 to 1. What SALib's ``analyze`` takes is one column, ``.to_numpy()``.

    Raises
    ------
    ValueError
        The sample does not fit the problem, or holds what is no finite number.
    ScenarioError
        A row does not fit the scenario; ``point`` is its number, from 0.
    RuntimeError
        Trials have failed, so that the shares of some rows are of the others alone; ``result`` is the sweep.
    """
    check_scenario(scenario)
    names = problem["names"]
    if isinstance(names, str):
        raise TypeError(f"names are given as a list of addresses, not as {names!r}")
    names = list(names)
    samples = numbers_of(samples, names)
    if samples.ndim != 2 or samples.shape[1] != len(names):
        raise ValueError(f"a sample of this problem has {len(names)} columns; the shape of this one is {samples.shape}")
    if not 1 <= len(samples) <= POINTS_LIMIT:
        raise ValueError(f"a sample has 1 to {POINTS_LIMIT} rows, not {len(samples)}")
    if not np.isfinite(samples).all():
        raise ValueError("the sample holds what is no finite number")
    frame = sweep(scenario, pd.DataFrame(samples, columns=names), trials, seed, common_luck=common_luck,
                  threads=threads, progress=progress)
    failed = frame[frame.failed > 0].point.unique()
    if len(failed):
        error = RuntimeError(f"trials have failed in {len(failed)} of {len(samples)} rows, the first of them "
                             f"{failed[0]}; `detente.run` with its values says more")
        error.result = frame
        raise error
    shares = {}
    for kind in ("outcome", "event"):
        for name, rows in frame[frame.kind == kind].groupby("name", sort=False):
            shares.setdefault(name, rows.set_index("point").share)
    return pd.DataFrame(shares, index=range(len(samples)))


def range_of(address, ends):
    """Low and high; what has no order, or numbers as text, is none."""
    pair = list(ends) if isinstance(ends, (Sequence, np.ndarray, pd.Series)) and not isinstance(ends, (str, bytes)) else []
    if len(pair) != 2 or not all(isinstance(end, Real) and not isinstance(end, bool) for end in pair):
        raise TypeError(f"{address}: a range is two numbers, not {ends!r}")
    return tuple(map(float, pair))


def numbers_of(samples, names):
    """A sample as an array, its columns in the order of the names."""
    if isinstance(samples, pd.DataFrame):
        if sorted(map(str, samples.columns)) != sorted(names):
            raise ValueError(f"the sample has the columns {', '.join(map(str, samples.columns))}, and the problem is of "
                             f"{', '.join(names)}")
        samples = samples[names]
    if np.ma.is_masked(samples):
        raise ValueError("the sample has masked values")
    samples = np.asarray(samples)
    if samples.dtype.kind not in "iufO":
        raise TypeError(f"a sample is of numbers, not of {samples.dtype}")
    return samples.astype(float)
