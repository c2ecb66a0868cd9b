"""Results files of `detente run --out` and `detente sweep --out` (docs/store.md), as frames."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

import pandas as pd

from .sweeps import FIGURES, TYPES

RUN, SWEEP = 0x64746E74, 0x64746E73  # PRAGMA application_id
FORMATS = {RUN: 1, SWEEP: 2}  # PRAGMA user_version, which is read
MASK = 2**64 - 1  # SQLite's numbers are signed


def read_results(path: str | os.PathLike) -> pd.DataFrame:
    """The figures in a results file, for example to write them as Parquet: ``read_results(path).to_parquet(...)``.

    Seals are not looked at: ``detente verify`` and ``detente status`` do.

    Parameters
    ----------
    path : str or os.PathLike
        Of a run, which has to be complete, or of a sweep, with the runs that are finished.

    Returns
    -------
    pandas.DataFrame
        A row for each share and mean. Of a run: ``kind``, ``name``, ``share``, ``mean``, ``sd``, ``low``, ``high``,
        ``count``, ``of``, ``trials``, ``seed``, ``digest``, as `sweep` describes them. Of a sweep its columns, with the
        values of the points as text, "" for what the scenario says.

    Raises
    ------
    OSError
        It cannot be read.
    ValueError
        It is no results file, is by a newer program, or its run is not complete.
    """
    path = os.fspath(path)
    with open(path, "rb"):  # says what is wrong with it
        pass
    try:
        with contextlib.closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)) as database:
            (kind,), (version,) = (database.execute(f"PRAGMA {what}").fetchone()
                                   for what in ("application_id", "user_version"))
            if kind not in (RUN, SWEEP):
                raise ValueError(f"'{path}' is not a results file of detente")
            if 0 < version < FORMATS[kind]:
                raise ValueError(f"'{path}' has format {version}, of before the first release; play it again")
            if version > FORMATS[kind]:
                raise ValueError(f"'{path}' has format {version}, and this package reads up to {FORMATS[kind]}; "
                                 "use a newer detente")
            return run_frame(database, path) if kind == RUN else sweep_frame(database)
    except sqlite3.DatabaseError as error:
        raise ValueError(f"'{path}' is not a results file, or is damaged ({error})") from None


def run_frame(database, path):
    study = dict(database.execute("SELECT key, value FROM study WHERE key IN ('trials', 'seed', 'digest')"))
    if "digest" not in study:
        raise ValueError(f"'{path}' has not all parts of its run; the run's command plays what is missing")
    frame = figures(database, [])
    seed = pd.Series([int(study["seed"])] * len(frame), dtype="uint64")
    return frame.assign(trials=int(study["trials"]), seed=seed, digest=study["digest"])


def sweep_frame(database):
    frame = figures(database, ["point", "replication", "place"])
    runs = selected(database, "SELECT point, replication, trials, failed, clamped, seed, digest FROM runs")
    frame = frame.merge(runs, on=["point", "replication"]).sort_values(["point", "replication"], kind="stable",
                                                                      ignore_index=True)
    addresses = [axis for (axis,) in database.execute("SELECT axis FROM points WHERE point = 0 ORDER BY place")]
    for place, address in enumerate(addresses):
        values = dict(database.execute("SELECT point, value FROM points WHERE place = ?", (place,)))
        frame[address] = frame.point.map(values)
    frame["seed"] = pd.Series([seed & MASK for seed in frame.seed], dtype="uint64")
    return frame[["point", "replication", *addresses, *FIGURES]]


def figures(database, key):
    """Of each run the shares, then the means, which files by earlier programs have not."""
    columns, order = ", ".join([*key, "kind", "name"]), f"ORDER BY {', '.join(key or ['rowid'])}"
    query = f"SELECT {columns}, p AS share, NULL AS mean, NULL AS sd, low, high, k AS count, n AS \"of\" FROM shares {order}"
    frames = [selected(database, query)]
    if database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'means'").fetchone()[0]:
        query = f"SELECT {columns}, NULL AS share, mean, sd, low, high, NULL AS count, n AS \"of\" FROM means {order}"
        frames.append(selected(database, query))
    return pd.concat([frame.astype(TYPES) for frame in frames], ignore_index=True)


def selected(database, query):
    cursor = database.execute(query)
    return pd.DataFrame(cursor.fetchall(), columns=[column for column, *_ in cursor.description])
