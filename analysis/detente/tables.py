"""Tables of sweeps, read by the names of their columns.

`sweep` notes in the table's ``attrs`` which of its columns are addresses: copies, parts and tables with more columns
keep that. Where it is lost, as in a file, a column whose name is an address is one.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

NUMBERS = ["share", "mean", "sd", "low", "high", "count", "of"]
FIGURES = ["kind", "name", "item", *NUMBERS, "trials", "failed", "clamped", "seed", "digest"]
TYPES = dict.fromkeys(["share", "mean", "sd", "low", "high"], "float64") | {"count": "Int64", "of": "int64"}
NOTE = "detente.addresses"  # in attrs
MISSING = ("{} are missing in the table; pandas.read_csv takes some, such as \"None\", for missing unless it is given "
           "keep_default_na=False and na_values=[\"\"]")
OWN = "as it is"  # stands for the value of a point that leaves it
ADDRESS = re.compile(r"(events|issues|links|observed|outcomes|parameters|parties|shocks|spread|stages|time|variables)\.")


def noted(frame, addresses):
    """The table with the note which of its columns are addresses."""
    frame.attrs[NOTE] = list(addresses)
    return frame


def addresses_of(frame):
    """Its columns that are addresses; `variant` is that of a study's variants."""
    note = frame.attrs.get(NOTE)
    if note is None:
        return [column for column in frame.columns
                if isinstance(column, str) and (column == "variant" or ADDRESS.match(column))]
    return [address for address in note if address in frame.columns]


def checked_table(frame, columns):
    """Refuses what is no table of a sweep, or no longer one."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"the table of a sweep is a DataFrame, as detente.sweep makes it, not a {type(frame).__name__}")
    for column in columns:
        if list(frame.columns).count(column) != 1:
            found = "two columns" if column in frame.columns else "no column"
            raise ValueError(f"a table of detente.sweep has one column '{column}', and this one has {found} of the name")
    if frame["name"].isna().any():
        raise ValueError(MISSING.format("names"))


def with_own(rows, addresses):
    """The rows with OWN where a point leaves what the scenario says: pandas drops missing keys."""
    rows = rows.copy()
    for address in addresses:
        if (missing := rows[address].isna() | rows[address].isin([""])).any():
            rows[address] = np.array([OWN if own else value for value, own in zip(rows[address], missing)], dtype=object)
    return rows


def check_places(rows, places, frame):
    """Each row has a place of its own."""
    if rows.duplicated(places).any():
        gone = [address for address in frame.attrs.get(NOTE, []) if address not in frame.columns]
        raise ValueError("two points of the sweep have the same values" +
                         (f": the table has lost its column {', '.join(gone)}; name the columns that hold the values" if gone
                          else "; give each a place of its own"))


def scale(column):
    """Whether all values are numbers, and the values: numbers in their order, others in that of the sweep; OWN last."""
    values = list(dict.fromkeys(column))
    stated = [value for value in values if value != OWN]
    numeric = bool(stated) and all(isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
                                   for value in stated)
    return numeric, (sorted(stated) if numeric else stated) + [OWN] * (len(stated) < len(values))
