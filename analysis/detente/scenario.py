"""Scenarios: reading them, changing values by address, and what is wrong with them."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import _core

QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
TIME_TYPES = {np.datetime64: pd.Timestamp, np.timedelta64: pd.Timedelta}  # numpy's, whose `tolist` may give a number
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong with a scenario, or looks wrong.

    Attributes
    ----------
    file : str
        As it was named; ``--set ADDRESS=VALUE`` where a value that was set is meant.
    line, column : int
        From 1, columns in characters; 0 where there is no such place.
    severity : str
        ``"error"`` or ``"warning"``.
    cause, remedy : str
        What is wrong, and what to do about it.
    text : str
        All of it as the program prints it, with the line and a mark below it; what ``str()`` gives.
    """

    file: str
    line: int
    column: int
    severity: str
    cause: str
    remedy: str
    text: str

    def __str__(self):
        return self.text.rstrip("\n")


class ScenarioError(ValueError):
    """The scenario has mistakes: all that were found, told as the program tells them.

    Attributes
    ----------
    diagnostics : list of Diagnostic
        In the order of lines, at most 100; the last entry says if there are more.
    point : int or None
        Of a sweep: at which of its points, from 0.
    """

    point: int | None = None

    def __init__(self, diagnostics):
        super().__init__(diagnostics)
        self.diagnostics: list[Diagnostic] = [Diagnostic(*fields) for fields in diagnostics]

    def __str__(self):
        count = len(self.diagnostics)
        return "\n\n".join([*map(str, self.diagnostics), f"{count} mistake{'' if count == 1 else 's'} in the scenario"])


class Scenario:
    """A negotiation as `load` reads it. It never changes: `set` gives another one.

    ``print(scenario)`` shows it as it is understood, with every default, like ``detente check``.
    """

    def __init__(self, text, file, folder, sets=()):
        self._source = text, file, folder
        self._sets = tuple(sets)
        self._core = _core.Scenario(text, file, folder, self._sets)

    @property
    def name(self) -> str:
        """The name in the file, as in ``doha-2-2024``."""
        return self._core.name

    @property
    def label(self) -> str:
        """The title; empty if the file has none."""
        return self._core.label

    @property
    def warnings(self) -> list[Diagnostic]:
        """What has no effect or cannot be played yet; none in a scenario that is in order."""
        return [Diagnostic(*fields) for fields in self._core.warnings]

    def set(self, address: str, value: Any) -> Scenario:
        """The scenario with another value, as by ``--set ADDRESS=VALUE``.

        Parameters
        ----------
        address : str
            As in `addresses`: ``"parties.rebels.reservation"``. With ``+`` or ``-`` at its end the value is added to
            a list, or taken from it: ``"stages.convening.invited+"``.
        value : bool, int, float, str, date, list or dict
            Numbers have the units and ranges of the key (``detente explain KEY``). A distribution is a dict:
            ``{"pert": [0, 0.05, 0.2]}``. Values of numpy will do.

        Returns
        -------
        Scenario

        Raises
        ------
        ScenarioError
            There is no such address, or the value does not fit.
        TypeError
            The value is nothing that a scenario can hold.
        """
        return self.set_all({address: value})

    def set_all(self, values: Mapping[str, Any]) -> Scenario:
        """The scenario with several values changed at once, which may fit only together.

        Parameters
        ----------
        values : dict of str to value
            By address, as `set` takes them; they are set in this order.

        Returns
        -------
        Scenario
        """
        return Scenario(*self._source, self._sets + settings(values))

    def addresses(self) -> pd.DataFrame:
        """Every value with its address, like ``detente list``.

        Returns
        -------
        pandas.DataFrame
            Columns ``address``, ``value`` (as TOML), ``default`` (True where the scenario does not state it),
            ``confidence`` and ``source`` (empty where there is none).
        """
        return pd.DataFrame(self._core.addresses(), columns=["address", "value", "default", "confidence", "source"])

    def __repr__(self):
        def counted(count, what):
            return f"{count} {what}{'' if count == 1 else 's'}"

        core, sets = self._core, len(self._sets)
        parts = [counted(core.parties, "party").replace("partys", "parties"), counted(core.issues, "issue"),
                 counted(core.stages, "stage")] + ([f"{counted(sets, 'value')} set"] if sets else [])
        return f"<Scenario {core.name}: {', '.join(parts)}>"

    def __str__(self):
        return self._core.summary()

    def __reduce__(self):
        return Scenario, (*self._source, self._sets)


def load(path_or_text: str | os.PathLike, sets: Mapping[str, Any] | None = None) -> Scenario:
    """Reads a scenario.

    Parameters
    ----------
    path_or_text : str or path
        A file in TOML; a str with a line break in it is taken for the text itself.
    sets : dict of str to value, optional
        Values to change by address, as in `Scenario.set`.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        The scenario has mistakes.
    OSError
        The file cannot be read.

    Examples
    --------
    >>> scenario = detente.load("scenarios/first-steps.toml", {"stages.talks.rounds": 8})
    """
    if isinstance(path_or_text, str) and "\n" in path_or_text:
        source = path_or_text.removeprefix("\ufeff").encode(), "the text", os.fsencode(Path.cwd())
    else:
        path = Path(path_or_text)
        with open(path, "rb") as file:
            text = file.read(_core.file_bytes + 1)  # one byte too many is enough to refuse it
        source = text.removeprefix(BYTE_ORDER_MARK), os.fsencode(path), os.fsencode(path.parent.absolute())
    return Scenario(*source, settings({} if sets is None else sets))


# ---- values as TOML

def settings(values):
    if not isinstance(values, Mapping):
        raise TypeError(f"values are given as a dict by address, not as {type(values).__name__}")
    return tuple(setting(address, value) for address, value in values.items())


def setting(address, value):
    """``ADDRESS=VALUE``."""
    return f"{checked_address(address)}={toml_at(address, value)}"


def checked_address(address):
    if not isinstance(address, str):
        raise TypeError(f"an address is a str, not {type(address).__name__}")
    if "=" in QUOTED.sub("", address):
        raise ValueError(f"an address has no '=' in it: {address}")
    return address


def toml_at(address, value):
    try:
        return toml(value)
    except RecursionError:
        raise ValueError(f"{address}: a value this deep fits nowhere") from None


def toml(value):
    """The value as TOML writes it on one line."""
    if type(value) in TIME_TYPES:
        value = TIME_TYPES[type(value)](value)
    elif hasattr(value, "tolist") and value.dtype.kind not in "mM":  # of numpy or pandas
        value = value.tolist()
    if isinstance(value, datetime.datetime) and value is not pd.NaT and value.time() == datetime.time():
        value = value.date()  # a frame's column of dates holds midnights
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return repr(float(value))
    if isinstance(value, datetime.date) and value is not pd.NaT:
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(str(key))} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    raise TypeError(f"a scenario holds no {type(value).__name__}; give a bool, number, str, date, list or dict")
