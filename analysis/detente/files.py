"""Results files of `detente run --out` and `detente sweep --out` (docs/store.md), as frames."""

from __future__ import annotations

import os

import pandas as pd

from ._core import StoredTables
from .tables import FIGURES, TYPES, noted

MASK = 2**64 - 1  # SQLite's numbers are signed


def read_results(path: str | os.PathLike) -> pd.DataFrame:
    """The figures in a results file, for example to write them as Parquet: ``read_results(path).to_parquet(...)``.

    Reading writes nothing, whoever has sent the file. Seals are not looked at: ``detente verify`` and ``detente
    status`` do.

    Parameters
    ----------
    path : str or os.PathLike
        Of a run, which has to be complete, or of a sweep, with the runs that are finished.

    Returns
    -------
    pandas.DataFrame
        A row for each share and mean: the columns that `sweep` describes, with the values of the points as text, "" for
        what the scenario says; of a run without those that tell points apart.

    Raises
    ------
    OSError
        It cannot be read.
    ValueError
        It is no results file, is damaged, is by a newer or an older program, or its run is not complete.
    """
    path = os.fspath(path)
    with open(path, "rb"):  # says what is wrong with it
        pass
    tables = StoredTables(os.fsencode(path))
    runs = selected(tables, ["run", "point", "replication", "trials", "failed", "clamped", "seed", "digest"], "FROM runs")
    if not tables.of_sweep and runs.empty:
        raise ValueError(f"'{path}' has not all parts of its run; the run's command plays what is missing")
    frame = figures(tables).merge(runs, on="run", how="left", indicator=True, validate="many_to_one")
    if (frame.pop("_merge") != "both").any():
        raise ValueError(f"'{path}' is damaged: there are figures of runs that are not in it")
    frame = frame.sort_values("run", kind="stable", ignore_index=True)
    frame["seed"] = pd.Series([seed & MASK for seed in frame.seed], dtype="uint64")
    return sweep_frame(frame, tables, path) if tables.of_sweep else frame[FIGURES]


def sweep_frame(frame, tables, path):
    addresses = [axis for (axis,) in tables.rows("SELECT axis FROM points WHERE point = 0 ORDER BY place")]
    for place, address in enumerate(addresses):
        values = dict(tables.rows(f"SELECT point, value FROM points WHERE place = {place}"))
        frame[address] = frame.point.map(values)
        if frame[address].isna().any():
            raise ValueError(f"'{path}' is damaged: points have no value of {address}")
    return noted(frame[["point", "replication", *addresses, *FIGURES]], addresses)


def figures(tables):
    """Of each run the shares, then the means."""
    shares, means = (selected(tables, ["run", "kind", "name", "item", *columns], f"FROM {table} ORDER BY run, place")
                     for table, columns in
                     (("shares", ["p AS share", "NULL AS mean", "NULL AS sd", "low", "high", "k AS count", 'n AS "of"']),
                      ("means", ["NULL AS share", "mean", "sd", "low", "high", "NULL AS count", 'n AS "of"'])))
    return pd.concat([shares.astype(TYPES), means.astype(TYPES)], ignore_index=True)


def selected(tables, columns, source):
    names = [column.split(" AS ")[-1].strip('"') for column in columns]
    return pd.DataFrame(tables.rows(f"SELECT {', '.join(columns)} {source}"), columns=names)
