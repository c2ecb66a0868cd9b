"""How a multi-party negotiation may end: detente from Python.

>>> import detente
>>> scenario = detente.load("scenarios/first-steps.toml")
>>> detente.run(scenario).outcomes

`load` reads a scenario and `Scenario.set` changes values in it; `run` plays it, `replay` tells one trial, `sweep` plays
it for every combination of values; `detente.plots` draws what comes of it. The results are the program's, to the bit.
"""

from . import plots
from .scenario import Diagnostic, Scenario, ScenarioError, load
from .study import Result, Story, replay, run, sweep

__all__ = ["Diagnostic", "Result", "Scenario", "ScenarioError", "Story", "load", "plots", "replay", "run", "sweep"]
