"""Playing scenarios: runs and single trials."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import json
import math
from typing import Any

import numpy as np
import pandas as pd

from . import _core
from .arguments import TRIALS_LIMIT, check_scenario, number, seed_of, thread_count, trial_count, whole
from .executors import play_on
from .scenario import Scenario

TRIALS_DEFAULT = 100_000
TRIALS_FOR_PRECISION = 1_000_000_000
BUDGET_LIMIT = 366 * 24 * 3600
SHARES = ["name", "n", "k", "share", "low", "high"]


class Report:
    """What `_core` writes, as the report of the call that `_command` spells."""

    def to_dict(self) -> dict:
        """The whole report as a dict, as docs/json.md describes it.

        Returns
        -------
        dict
        """
        return json.loads(self._json)

    @functools.cached_property
    def _json(self):
        return self._core.json(self._command())


class Result(Report):
    """What came of a run. ``print(result)`` shows the program's report.

    Attributes
    ----------
    scenario : Scenario
        What was played.
    trials : int
        Played: as many as were asked for unless `ended_by` says otherwise.
    seed : int
        Of all chance.
    seconds : float
        Taken.
    digest : str
        SHA-256 of scenario, seed and counts, the same as the program's, whatever the machine and number of threads.
    ended_by : str
        ``"trials"`` (all were played), ``"precision"``, ``"budget"`` or ``"interrupt"``.
    outcomes, events : pandas.DataFrame
        A row each in the order of the file: ``name``, ``n`` (trials that did not fail), ``k`` (of them with this
        outcome), ``share`` (k / n, 0 to 1, NaN of nothing), ``low`` and ``high`` (its 95 % interval, Wilson's).
    """

    def __init__(self, scenario, core):
        self.scenario = scenario
        self._core = core
        self.trials: int = core.trials
        self.seed: int = core.seed
        self.seconds: float = core.seconds
        self.digest: str = core.digest
        self.ended_by: str = core.ended_by
        self.outcomes = pd.DataFrame(core.outcomes(), columns=SHARES)
        self.events = pd.DataFrame(core.events(), columns=SHARES)

    def frame(self) -> pd.DataFrame:
        """The whole report as a tidy table, one row a figure, as docs/csv.md describes it; empty cells are missing.

        Returns
        -------
        pandas.DataFrame
        """
        header, *rows = csv.reader(io.StringIO(self._core.csv()))
        columns = dict(zip(header, zip(*rows)))
        for name in ("value", "low", "high"):
            columns[name] = [float(cell) if cell else math.nan for cell in columns[name]]
        for name in ("count", "of"):
            columns[name] = pd.array([int(cell) if cell else None for cell in columns[name]], dtype="Int64")
        return pd.DataFrame(columns).assign(seed=self.seed, trials=self.trials)

    def each_trial(self) -> pd.DataFrame:
        """What each trial drew and came to. The trials are played again, on one thread. A number takes 8 bytes, and
        some 25 while the table is made.

        Returns
        -------
        pandas.DataFrame
            A row for each trial, with the columns of ``detente export --each-trial`` (docs/csv.md) but ``trial``, which
            is the index: ``failed``, ``outcome``, then one for each figure, such as ``event NAME``, ``agreed STAGE``,
            ``attendance STAGE.PARTY`` or ``absence STAGE.PARTY: REASON`` (1 or 0), ``rounds STAGE``, ``utility
            STAGE.PARTY``, ``variable NAME``, ``settled ISSUE``, then ``input ADDRESS`` and ``chance ADDRESS`` (0 to
            1; below its firmness a red line or precondition is meant). Missing where there is none; outcomes, options
            and issues are categories.

        Raises
        ------
        KeyboardInterrupt
            By Ctrl-C.

        Examples
        --------
        >>> table = detente.run(scenario, 10_000).each_trial()
        >>> table.groupby("outcome", observed=True)["input parties.rebels.reservation"].describe()
        """
        columns = {title: np.frombuffer(numbers) if labels is None else categories(np.frombuffer(numbers), labels)
                   for title, numbers, labels in self._core.each_trial()}
        return pd.DataFrame(columns).astype({"failed": bool}).rename_axis("trial")

    def _command(self):
        return f"detente.run({self.scenario.name}, trials={self.trials}, seed={self.seed})"

    def _headline(self):
        return f"{self.scenario.name} · {self.trials:,} trials · seed {self.seed} · digest {self.digest[:16]}"

    def __str__(self):
        return self._core.table(self._command())

    def __repr__(self):
        return f"{self._headline()}\n{percentages(self.outcomes).to_string(index=False)}"

    def _repr_html_(self):
        frames = [frame for frame in (self.outcomes, self.events) if len(frame)]
        return "\n".join([f"<p>{self._headline()}</p>", *(percentages(frame).to_html(index=False) for frame in frames)])


def frame_of_csv(text, floats):
    """What is written as CSV: text, but in the columns of `floats` the very numbers, NaN where a cell is empty."""
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    for column in floats:
        frame[column] = [float(cell) if cell else math.nan for cell in frame[column]]
    return frame


def categories(numbers, labels):
    return pd.Categorical.from_codes(np.nan_to_num(numbers, nan=-1).astype(int), labels)


class Story(dict):
    """One trial, as docs/json.md describes it under ``detente replay``; ``print(story)`` tells it."""

    def __init__(self, fields, text):
        super().__init__(fields)
        self._text = text

    def __str__(self):
        return self._text


def run(scenario: Scenario, trials: int | None = None, seed: int = 1, threads: int = 0, precision: float | None = None,
        budget: float | None = None, progress: bool = False, executor: Any = None) -> Result:
    """Plays a scenario many times.

    Parameters
    ----------
    scenario : Scenario
    trials : int, optional
        How often, at most: 1 to 2**48. By default 100,000; with `precision` 10**9; with `budget` no fewer than the
        time allows.
    seed : int
        Of all chance, 0 to 2**64 - 1. Runs with one seed share their luck, so that they are compared best.
    threads : int
        At most 1024; 0: as many as the machine has. No effect on the result.
    precision : float, optional
        Ends once the 95 % intervals of all outcomes are this narrow: half a width as a fraction, between 0 and 0.5.
        0.01 is one percentage point.
    budget : float, optional
        Ends when this many seconds are up.
    progress : bool
        Shows a bar, if tqdm is installed.
    executor : concurrent.futures.Executor or dask.distributed.Client, optional
        Whose workers play instead of threads of this process. It must be given alone: no `threads`, `precision` or
        `budget`. A task is 16,384 trials, in runs of more than 16,777,216 up to sixteen times as many; at most 512
        tasks are given out at a time. No effect on the result. The workers need the same version of detente, and the
        scenario's files of samples in the same place.

    Returns
    -------
    Result

    Raises
    ------
    ScenarioError
        The scenario holds what cannot be played yet.
    ValueError, TypeError
        An argument is out of range or no number.
    KeyboardInterrupt
        By Ctrl-C; the blocks begun are finished first, and the exception's ``result`` is the Result so far. With an
        `executor` no task is begun any more, and ``result`` is of the trials before the first that is missing, if
        there are any.

    Notes
    -----
    A task that fails on an `executor` is given out again, three times at most; then its exception ends the run,
    with the ``result`` so far. Dask gives the tasks of a lost worker to another. A pool of processes that has lost one
    is broken and takes no more tasks: with a RuntimeWarning, this process plays what is missing on threads of its own.
    """
    check_scenario(scenario)
    if executor is not None and (threads or precision is not None or budget is not None):
        raise ValueError("with an executor there are no threads, precision or budget; leave them out, and give trials")
    precision = None if precision is None else number("precision", precision, 0.5)
    budget = None if budget is None else number("budget", budget, BUDGET_LIMIT)
    if trials is None:
        trials = TRIALS_LIMIT if budget else TRIALS_FOR_PRECISION if precision else TRIALS_DEFAULT
    trials, seed, threads = trial_count(trials), seed_of(seed), thread_count(threads)
    wrap = functools.partial(Result, scenario)
    with bar_of(progress, None if precision or budget else trials) as watch:
        if executor is not None:
            return play_on(executor, scenario, trials, seed, watch, wrap)
        with result_of_stop(wrap):
            core = _core.run(scenario._core, trials, seed, threads, precision or 0, budget or 0, watch)
            if watch:
                watch(core.trials)
            return wrap(core)


def replay(scenario: Scenario, trial: int, seed: int = 1) -> Story:
    """Plays one trial again and tells it.

    Parameters
    ----------
    scenario : Scenario
    trial : int
        Which, from 0, below 2**48.
    seed : int
        Of the run it is from, 0 to 2**64 - 1.

    Returns
    -------
    Story
        A dict; ``print`` tells it in words.
    """
    check_scenario(scenario)
    trial, seed = whole("trial", trial, 0, TRIALS_LIMIT - 1), seed_of(seed)
    fields, text = _core.replay(scenario._core, seed, trial)
    return Story(json.loads(fields), text)


# ---- playing

@contextlib.contextmanager
def result_of_stop(wrap):
    """Ctrl-C comes with what was played until then; `wrap` makes it what the caller expects."""
    try:
        yield
    except BaseException as stop:
        if hasattr(stop, "result"):  # else it came before the first trial or after the last
            stop.result = wrap(stop.result)
        raise


@contextlib.contextmanager
def bar_of(progress, total):
    """A function to call with the trials done, which shows them in a bar; None where there is none to show."""
    tqdm = None
    if progress:
        with contextlib.suppress(ImportError):
            from tqdm.auto import tqdm
    if not tqdm:
        yield None
        return
    with tqdm(total=total, unit="trial", unit_scale=True) as bar:
        yield lambda done: bar.update(done - bar.n)


def percentages(shares):
    """For people, as in the program's table: what never happened is below something, never 0 %."""
    cells = [_core.share_cells(row.k, row.n) for row in shares.itertuples(index=False)]
    return pd.DataFrame({"name": shares.name, "share": [share for share, _ in cells],
                         "95 % interval": [interval for _, interval in cells]})
