"""Checks of what functions are given, where the names of arguments are known."""

import math
from numbers import Real

from .scenario import Scenario

TRIALS_LIMIT = 2**48


def check_scenario(scenario):
    if not isinstance(scenario, Scenario):
        raise TypeError(f"scenario is a {type(scenario).__name__}; detente.load makes a Scenario of a file")


def whole(name, value, low, high):
    """A whole number from low to high; 1e6 is one."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} is a whole number, not {value!r}")
    if not low <= value <= high or value != int(value):
        raise ValueError(f"{name} is a whole number from {low} to {high}, not {value!r}")
    return int(value)


def number(name, value, below):
    """A number above 0 and below a limit."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} is a number, not {value!r}")
    if not 0 < value < below or math.isnan(value):
        raise ValueError(f"{name} is more than 0 and less than {below}, not {value!r}")
    return float(value)


def trial_count(trials):
    return whole("trials", trials, 1, TRIALS_LIMIT)


def seed_of(seed):
    return whole("seed", seed, 0, 2**64 - 1)


def thread_count(threads):
    return whole("threads", threads, 0, 1024)
