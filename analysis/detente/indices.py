"""What an outcome depends on."""

from __future__ import annotations

import html

from . import _core
from .arguments import check_scenario, seed_of, thread_count, whole
from .scenario import Scenario
from .study import Report, Result, bar_of, frame_of_csv, result_of_stop

TRIALS_DEFAULT = 16_384
TRIALS_MOST = 100_000_000
FLOATS = ["alone", "noise", "in_all", "low", "high"]


class Sensitivity(Report):
    """What outcomes depend on, input by input. ``print(sensitivity)`` shows the program's report on the likeliest.

    Attributes
    ----------
    result : Result
        Of the trials as they are.
    indices : pandas.DataFrame
        A row for each outcome and input, as docs/csv.md describes them under ``detente sensitivity``: ``outcome``,
        ``input`` (its address), ``kind`` (input or chance), how much of the outcome's variance goes with it ``alone``
        (first order, 0 to 1, NaN where the trials do not tell it) and the standard error of that, ``noise``; how much
        goes with it ``in_all``, together with others (total order), with its 95 % interval ``low`` to ``high``;
        ``screened_out`` (left at the first 4,096 trials), ``confidence``, and ``not_alone``: why inputs that are drawn
        together, which have one row, are not told one by one. No rows if it was stopped.
    """

    def __init__(self, scenario, core):
        self._core = core
        self.result = Result(scenario, core.study)
        self.indices = frame_of_csv(core.csv(), FLOATS)
        self.indices["screened_out"] = self.indices["screened_out"] == "true"

    def report(self, outcome: str | None = None) -> str:
        """The program's report on one outcome, by default the likeliest.

        Returns
        -------
        str
        """
        names = list(self.result.outcomes.name)
        if outcome is not None and outcome not in names:
            raise ValueError(f"there is no outcome {outcome!r}; there are: {', '.join(names)}")
        index = self._core.likeliest if outcome is None else names.index(outcome)
        return self._core.table(index, self._command())

    def _command(self):
        result = self.result
        return f"detente.sensitivity({result.scenario.name}, trials={result.trials}, seed={result.seed})"

    def __str__(self):
        return self.report()

    def _largest(self):
        likeliest = self.result.outcomes.name[self._core.likeliest]
        rows = self.indices[(self.indices.outcome == likeliest) & ~self.indices.screened_out]
        return likeliest, rows.sort_values("in_all", ascending=False).drop(columns=["outcome", "screened_out"])

    def __repr__(self):
        outcome, rows = self._largest()
        return f"what \"{outcome}\" depends on · {self.result.trials:,} trials\n{rows.to_string(index=False)}"

    def _repr_html_(self):
        outcome, rows = self._largest()
        return f"<p>what “{html.escape(outcome)}” depends on · {self.result.trials:,} trials</p>\n{rows.to_html(index=False)}"


def sensitivity(scenario: Scenario, trials: int = TRIALS_DEFAULT, seed: int = 1, threads: int = 0,
                progress: bool = False) -> Sensitivity:
    """Says which inputs the outcomes depend on, alone and together with others, like ``detente sensitivity``.

    All trials are played once more for every uncertain input, with that one drawn anew and everything else as it was;
    inputs without effect are left out early.

    Parameters
    ----------
    scenario : Scenario
    trials : int
        How often each input is drawn anew, 1 to 100,000,000; rounded up to whole blocks of 1,024.
    seed : int
        Of all chance, 0 to 2**64 - 1.
    threads : int
        At most 1024; 0: as many as the machine has. No effect on the result.
    progress : bool
        Shows a bar, if tqdm is installed.

    Returns
    -------
    Sensitivity

    Raises
    ------
    ScenarioError
        The scenario holds what cannot be played yet.
    KeyboardInterrupt
        By Ctrl-C; the exception's ``result`` has the trials played as they are, but no indices.
    """
    check_scenario(scenario)
    trials, seed = whole("trials", trials, 1, TRIALS_MOST), seed_of(seed)
    threads = thread_count(threads)
    most = trials * (_core.source_count(scenario._core) + 2)  # if every input has an effect
    with bar_of(progress, most) as watch, result_of_stop(lambda core: Sensitivity(scenario, core)):
        return Sensitivity(scenario, _core.sensitivity(scenario._core, trials, seed, threads, watch))
