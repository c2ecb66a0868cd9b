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
        A row for each share and mean. Of a run: ``kind``, ``name``, ``item``, ``share``, ``mean``, ``sd``, ``low``, ``high``,
        ``count``, ``of``, ``trials``, ``seed``, ``digest``, as `sweep` describes them. Of a sweep its columns, with the
        values of the points as text, "" for what the scenario says.

    Raises
    ------
    OSError
        It cannot be read.
    ValueError
        It is no results file, is damaged, is by a newer program, or its run is not complete.
    """
    path = os.fspath(path)
    with open(path, "rb"):  # says what is wrong with it
        pass
    tables = StoredTables(os.fsencode(path))
    return sweep_frame(tables, path) if tables.of_sweep else run_frame(tables, path)


def run_frame(tables, path):
    study = dict(tables.rows("SELECT key, value FROM study WHERE key IN ('trials', 'seed', 'digest')"))
    if "digest" not in study:
        raise ValueError(f"'{path}' has not all parts of its run; the run's command plays what is missing")
    frame = figures(tables, [])
    seed = pd.Series([int(study["seed"])] * len(frame), dtype="uint64")
    return frame.assign(trials=int(study["trials"]), seed=seed, digest=study["digest"])


def sweep_frame(tables, path):
    frame = figures(tables, ["point", "replication", "place"])
    runs = selected(tables, ["point", "replication", "trials", "failed", "clamped", "seed", "digest"], "FROM runs")
    frame = frame.merge(runs, on=["point", "replication"], how="left", indicator=True, validate="many_to_one")
    if (frame.pop("_merge") != "both").any():
        raise ValueError(f"'{path}' is damaged: there are figures of runs that are not in it")
    frame = frame.sort_values(["point", "replication"], kind="stable", ignore_index=True)
    addresses = [axis for (axis,) in tables.rows("SELECT axis FROM points WHERE point = 0 ORDER BY place")]
    for place, address in enumerate(addresses):
        values = dict(tables.rows(f"SELECT point, value FROM points WHERE place = {place}"))
        frame[address] = frame.point.map(values)
        if frame[address].isna().any():
            raise ValueError(f"'{path}' is damaged: points have no value of {address}")
    frame["seed"] = pd.Series([seed & MASK for seed in frame.seed], dtype="uint64")
    return noted(frame[["point", "replication", *addresses, *FIGURES]], addresses)


def figures(tables, key):
    """Of each run the shares, then the means."""
    order = f"ORDER BY {', '.join(key or ['rowid'])}"
    shares, means = (selected(tables, [*key, "kind", "name", "item", *columns], f"FROM {table} {order}") for table, columns in
                     (("shares", ["p AS share", "NULL AS mean", "NULL AS sd", "low", "high", "k AS count", 'n AS "of"']),
                      ("means", ["NULL AS share", "mean", "sd", "low", "high", "NULL AS count", 'n AS "of"'])))
    return pd.concat([shares.astype(TYPES), means.astype(TYPES)], ignore_index=True)


def selected(tables, columns, source):
    names = [column.split(" AS ")[-1].strip('"') for column in columns]
    return pd.DataFrame(tables.rows(f"SELECT {', '.join(columns)} {source}"), columns=names)
