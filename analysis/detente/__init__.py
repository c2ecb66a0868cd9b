"""How a multi-party negotiation may end: detente from Python.

>>> import detente
>>> scenario = detente.load("scenarios/first-steps.toml")
>>> detente.run(scenario).outcomes

`load` reads a scenario and `Scenario.set` changes values in it; `run` plays it, on this machine or by an executor's
workers, `replay` tells one trial, `sweep` plays it at many points, `compare` tells several apart, `sensitivity` says
what an outcome depends on; `detente.plots` draws what comes of it, `to_xarray` and `detente.salib` hand it on, and
`read_results` reads results files. The results are the program's, to the bit.
"""

from . import plots, salib
from .comparison import Comparison, compare
from .files import read_results
from .indices import Sensitivity, sensitivity
from .scenario import Diagnostic, Scenario, ScenarioError, load
from .study import Result, Story, replay, run
from .sweeps import sweep, to_xarray

__all__ = ["Comparison", "Diagnostic", "Result", "Scenario", "ScenarioError", "Sensitivity", "Story", "compare", "load",
           "plots", "read_results", "replay", "run", "salib", "sensitivity", "sweep", "to_xarray"]
