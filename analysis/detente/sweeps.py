"""A scenario at many points."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from . import _core
from .arguments import check_scenario, names, seed_of, thread_count, trial_count, whole
from .scenario import Scenario, checked_address, toml, toml_at
from .study import TRIALS_DEFAULT, bar_of, result_of_stop
from .tables import FIGURES, MISSING, NUMBERS, OWN, TYPES, addresses_of, check_places, checked_table, noted, scale, with_own

if TYPE_CHECKING:
    import xarray

POINTS_LIMIT = 100_000
OF_RUN = ["point", "replication", "trials", "failed", "clamped", "seed", "digest"]
SHARE, MEAN = ["share", "low", "high", "count", "of"], ["mean", "sd", "low", "high", "of"]


def sweep(scenario: Scenario, values: Mapping[str, Iterable[Any]] | pd.DataFrame, trials: int = TRIALS_DEFAULT,
          seed: int = 1, replications: int = 1, common_luck: bool = True, threads: int = 0,
          progress: bool = False) -> pd.DataFrame:
    """Plays a scenario at many points, like ``detente sweep``.

    Parameters
    ----------
    scenario : Scenario
    values : dict of str to list, or pandas.DataFrame
        A dict has for each address, as `Scenario.set` takes it, the values that it takes one after the other: every
        combination is played, the last address fastest. A DataFrame has a column for each address and a row for each
        point. None, in a DataFrame NaN as well, leaves what the scenario says. Whole numbers may be floats, as in a
        column that also holds NaN. At most 100,000 points, replications counted.
    trials : int
        Of every point, 1 to 2**48.
    seed : int
        Of the first replication, 0 to 2**64 - 1; the next has the next.
    replications : int
        How often every point is played, each time with other luck.
    common_luck : bool
        All points of a replication share their luck (common random numbers), so that the difference between two points
        is known far better than either share. False: each point has a seed of its own, one after the other.
    threads : int
        At most 1024; 0: as many as the machine has. No effect on the result.
    progress : bool
        Shows a bar, if tqdm is installed.

    Returns
    -------
    pandas.DataFrame
        A row for each point, replication and figure: ``point`` and ``replication`` (from 0), a column for each address
        (lists and distributions as TOML; missing for what the scenario says, so give ``groupby`` over it
        ``dropna=False``), ``kind``, ``name`` and ``item`` as docs/csv.md lists them (``"absence"`` of
        ``"convening.donor"``, ``"red-line"``), then of shares ``share`` (0 to 1), ``low``, ``high`` (95 %, Wilson's)
        and ``count``, of means (rounds, utility, threshold, zone, variable) ``mean``, ``sd``, ``low`` and ``high`` (95 %,
        of the mean), each missing where there is none; ``of`` how many trials, ``trials``, ``failed`` and ``clamped``
        (trials), ``seed`` and ``digest``, as docs/csv.md describes them.

    Raises
    ------
    ScenarioError
        At one of the points, which ``point`` numbers.
    KeyboardInterrupt
        By Ctrl-C.

    Notes
    -----
    Both exceptions have as ``result`` the table of what was complete.

    Examples
    --------
    >>> detente.sweep(scenario, {"parties.rebels.reservation": [0.3, 0.5, 0.7], "stages.talks.rounds": [2, 5]})
    """
    check_scenario(scenario)
    trials, seed, threads = trial_count(trials), seed_of(seed), thread_count(threads)
    replications = whole("replications", replications, 1, POINTS_LIMIT)
    if not isinstance(common_luck, bool):
        raise TypeError(f"common_luck is True or False, not {common_luck!r}")
    addresses, points = points_of(values)
    if len(points) * replications > POINTS_LIMIT:
        raise ValueError(f"these are {len(points)} points, played {replications} times; at most {POINTS_LIMIT} are "
                         "possible")
    rows = [["" if value is None else toml_at(address, value) for address, value in zip(addresses, point)]
            for point in points]

    def table(runs):
        return sweep_frame(addresses, points, runs)

    with bar_of(progress, len(points) * replications * trials) as watch, result_of_stop(table):
        runs, error = _core.sweep(scenario._core, addresses, rows, replications, common_luck, trials, seed, threads,
                                  watch)
        if watch:
            watch(len(runs) * trials)
    if error is not None:
        error.result = table(runs)
        raise error
    return table(runs)


def to_xarray(frame: pd.DataFrame, kind: str = "outcome", addresses: Sequence[str] | None = None) -> xarray.Dataset:
    """A sweep as a Dataset of xarray.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `sweep`. Columns are known by their names: their order and further ones do not matter.
    kind : str
        Of which figures, as `sweep` names them.
    addresses : list of str, optional
        The columns that hold the points' values; by default those of the addresses that were swept.

    Returns
    -------
    xarray.Dataset
        A dimension for each address, one named as the `kind` (which holds the names), ``item`` where figures of the
        kind have items, and ``replication`` where there is more than one. Where a point leaves what the scenario
        says, its coordinate is ``"as it is"``, the last one. Variables ``share`` (0 to 1), ``low``, ``high``, ``count``
        and ``of``, or ``mean``, ``sd``, ``low``, ``high`` and ``of``; of ``rounds`` and ``zone`` the means. NaN at places of the
        grid that were not played, and of names and items that do not go together.

    Raises
    ------
    ValueError
        There is nothing of this kind, or two points have the same values.

    Examples
    --------
    >>> detente.to_xarray(table).share.sel(outcome="a ceasefire")
    """
    checked_table(frame, ["point", "replication", "kind", "name", "item", "count"])
    axes = addresses_of(frame) if addresses is None else names("column", addresses, list(frame.columns))
    rows = frame[frame["kind"] == kind]
    if rows.empty:
        raise ValueError(f"the sweep has no {kind}; it has: {', '.join(frame['kind'].unique())}")
    means = rows["count"].isna()
    rows, figures = (rows[means], MEAN) if means.any() else (rows, SHARE)
    checked_table(frame, [*axes, *figures])
    if rows["item"].isna().any() and not rows["item"].isna().all():  # read_csv takes what is empty for missing
        raise ValueError(MISSING.format("items"))
    rows = rows.assign(item=rows["item"].fillna(""))
    named = [kind] + (["item"] if rows["item"].any() else [])
    dimensions = axes + (["replication"] if rows["replication"].any() else []) + named
    columns = ["name" if column == kind else column for column in dimensions]
    rows = with_own(rows[[*columns, *figures]].set_axis([*dimensions, *figures], axis=1), axes)
    check_places(rows, dimensions, frame)
    rows = rows.astype({"count": "int64"} if figures is SHARE else {})
    dataset = rows.set_index(dimensions)[figures].to_xarray()
    return dataset.isel({address: places_of(scale(rows[address])[1], dataset[address].values) for address in axes
                         if OWN in set(rows[address])})


def places_of(values, found):
    places = {value: place for place, value in enumerate(found)}
    return [places[value] for value in values]


def points_of(values):
    """Addresses, and for each point their values; None for what the scenario says."""
    if isinstance(values, pd.DataFrame):
        if not values.columns.is_unique:
            raise ValueError("two columns of the table have the same address")
        if values.empty:
            raise ValueError("the table of points is empty")
        rows = values.itertuples(index=False, name=None)
        points = [tuple(None if pd.api.types.is_scalar(value) and pd.isna(value) else value for value in row)
                  for row in rows]
        return [checked_address(address) for address in values.columns], points
    if not isinstance(values, Mapping):
        raise TypeError(f"values are given as a dict by address or as a DataFrame, not as {type(values).__name__}")
    axes = {checked_address(address): axis(address, each) for address, each in values.items()}
    return list(axes), list(itertools.islice(itertools.product(*axes.values()), POINTS_LIMIT + 1))


def axis(address, values):
    if isinstance(values, (str, bytes, Mapping, Set)) or not hasattr(values, "__iter__"):  # a set has no order
        raise TypeError(f"{address}: give a list of values, not {type(values).__name__}")
    values = list(itertools.islice(values, POINTS_LIMIT + 1))
    if not values:
        raise ValueError(f"{address}: there are no values")
    return values


def sweep_frame(addresses, points, runs):
    cells = [[toml(value) if isinstance(value, (list, tuple, dict)) else value for value in point] for point in points]
    known = {}  # by the list of names that runs share, their columns
    names, numbers = [np.empty((0, 3), dtype=object)], [np.empty((0, len(NUMBERS)))]
    for *_, rows, bytes_of_rows in runs:
        if id(rows) not in known:
            known[id(rows)] = np.array(rows, dtype=object)
        names.append(known[id(rows)])
        numbers.append(np.frombuffer(bytes_of_rows).reshape(-1, len(NUMBERS)))
    rows_of = np.repeat(np.arange(len(runs)), [len(rows) for *_, rows, _ in runs])
    of_runs = pd.DataFrame([run[:-2] for run in runs], columns=OF_RUN)
    for place, address in enumerate(addresses):
        of_runs[address] = pd.Series([cells[run[0]][place] for run in runs], dtype=None if runs else object)
    frame = of_runs.take(rows_of).reset_index(drop=True)
    frame[["kind", "name", "item"]] = np.concatenate(names)
    frame[NUMBERS] = np.concatenate(numbers)
    return noted(frame[["point", "replication", *addresses, *FIGURES]].astype(TYPES), addresses)
