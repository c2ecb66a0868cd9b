"""Scenarios side by side, played with the same luck."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from . import _core
from .arguments import check_scenario, seed_of, thread_count, trial_count
from .scenario import Scenario
from .study import TRIALS_DEFAULT, Report, Result, bar_of, frame_of_csv, result_of_stop

SCENARIOS_LIMIT = 32


class Comparison(Report):
    """What sets scenarios apart. ``print(comparison)`` shows the program's report.

    Attributes
    ----------
    results : dict of str to Result
        By name, the reference first. The digests are those of runs of their own.
    differences : pandas.DataFrame
        A row for each variant and figure that both it and the reference have, as docs/csv.md describes them under
        ``detente compare``: ``scenario`` (the variant's name), ``kind``, ``name`` and ``item`` (as in the table of
        `sweep`), the share of all pairs (0 to 1) or mean in the ``reference`` and in the ``variant``, their ``change``,
        ``low`` and ``high`` (its 95 % interval, paired), ``clear`` (zero lies outside), ``pairs`` of trials, how many
        of them are ``differing``, ``saving`` (how many times more trials independent draws would need for the same
        interval), ``seed``, ``trials``, ``reference_digest`` and ``digest``.
    """

    def __init__(self, scenarios, core):
        self._core = core
        self.results: dict[str, Result] = {name: Result(scenario, study) for (name, scenario), study
                                           in zip(scenarios.items(), core.studies)}
        self.differences = differences_of(core.csv())

    def _reference(self):
        return next(iter(self.results.values()))

    def _command(self):
        reference = self._reference()
        return f"detente.compare([{', '.join(self.results)}], trials={reference.trials}, seed={reference.seed})"

    def _headline(self):
        (name, *variants), reference = self.results, self._reference()
        return (f"{', '.join(variants)} compared with {name} · {reference.trials:,} trials each · "
                f"seed {reference.seed}")

    def _outcomes(self):
        rows = self.differences[self.differences.kind.isin(["outcome", "event"])]
        return rows[["scenario", "name", "reference", "variant", "change", "low", "high", "clear"]]

    def __str__(self):
        return self._core.table(self._command())

    def __repr__(self):
        return f"{self._headline()}\n{self._outcomes().to_string(index=False)}"

    def _repr_html_(self):
        return f"<p>{html.escape(self._headline())}</p>\n{self._outcomes().to_html(index=False)}"


def compare(scenarios: Mapping[str, Scenario] | Sequence[Scenario], trials: int = TRIALS_DEFAULT, seed: int = 1,
            threads: int = 0, progress: bool = False) -> Comparison:
    """Plays scenarios with the same luck and tells how what comes of them differs, like ``detente compare``.

    Draws are addressed by name, so each trial of one makes a pair with the same trial of another, and their difference
    is known better than either share.

    Parameters
    ----------
    scenarios : dict of str to Scenario, or list of Scenario
        2 to 32; the first is the reference. In a list they have their own names, numbered where two are the same.
    trials : int
        Of each, 1 to 2**48.
    seed : int
        Of all chance, 0 to 2**64 - 1.
    threads : int
        At most 1024; 0: as many as the machine has. No effect on the result.
    progress : bool
        Shows a bar, if tqdm is installed.

    Returns
    -------
    Comparison

    Raises
    ------
    ScenarioError
        One of them holds what cannot be played yet.
    KeyboardInterrupt
        By Ctrl-C; the blocks begun are finished first, and the exception's ``result`` is the Comparison so far.

    Examples
    --------
    >>> detente.compare({"as it is": scenario, "longer": scenario.set("stages.talks.rounds", 10)})
    """
    named = named_scenarios(scenarios)
    trials, seed, threads = trial_count(trials), seed_of(seed), thread_count(threads)
    with bar_of(progress, len(named) * trials) as watch, result_of_stop(lambda core: Comparison(named, core)):
        core = _core.compare(list(named), [scenario._core for scenario in named.values()], trials, seed, threads, watch)
        if watch:
            watch(len(named) * trials)
        return Comparison(named, core)


def named_scenarios(scenarios):
    if isinstance(scenarios, (str, Scenario)) or not isinstance(scenarios, (Mapping, Sequence)):
        raise TypeError(f"scenarios are given as a dict by name or as a list, not as a {type(scenarios).__name__}")
    if not isinstance(scenarios, Mapping):
        for scenario in scenarios:
            check_scenario(scenario)
        names = numbered([scenario.name for scenario in scenarios])
        scenarios = dict(zip(names, scenarios))
    for name, scenario in scenarios.items():
        check_scenario(scenario)
        if not isinstance(name, str):
            raise TypeError(f"a scenario's name is a str, not {name!r}")
    if not 2 <= len(scenarios) <= SCENARIOS_LIMIT:
        raise ValueError(f"2 to {SCENARIOS_LIMIT} scenarios can be compared, not {len(scenarios)}")
    return dict(scenarios)


def numbered(names):
    """The names, with a number behind those that another has had: "doha (2)"."""
    taken = []
    for name in names:
        others = (f"{name} ({number})" for number in range(2, len(names) + 2))
        taken.append(name if name not in taken else next(other for other in others if other not in taken))
    return taken


def differences_of(text):
    frame = frame_of_csv(text, ["reference", "variant", "change", "low", "high", "saving"])
    for column in ("pairs", "differing", "trials"):
        frame[column] = frame[column].astype("int64")
    return frame.assign(clear=frame.clear == "1", seed=frame.seed.astype("uint64"))
