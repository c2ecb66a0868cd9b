"""Checks of what functions are given, where the names of arguments are known."""

import math
from collections.abc import Iterable, Mapping, Set
from numbers import Rational, Real

from .scenario import Scenario

TRIALS_LIMIT = 2**48
EXACT = 2**53  # above it a float has no place for ones


def check_scenario(scenario):
    if not isinstance(scenario, Scenario):
        raise TypeError(f"scenario is a {type(scenario).__name__}; detente.load makes a Scenario of a file")


def whole(name, value, low, high):
    """A whole number from low to high; 1e6 is one."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} is a whole number, not {value!r}")
    if not low <= value <= high or value != int(value):
        raise ValueError(f"{name} is a whole number from {low} to {high}, not {value!r}")
    if value > EXACT and not isinstance(value, Rational):
        raise ValueError(f"{name} is {value!r}, a float, which holds whole numbers only up to 2**53; give an int")
    return int(value)


def number(name, value, below):
    """A number above 0 and below a limit."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} is a number, not {value!r}")
    if not 0 < value < below or math.isnan(value):
        raise ValueError(f"{name} is more than 0 and less than {below}, not {value!r}")
    return float(value)


def names(what, given, known):
    """A list of names of what there is, each once; one alone will do."""
    if isinstance(given, (bytes, Mapping, Set)) or not isinstance(given, Iterable):  # a set has no order
        raise TypeError(f"give a list of names, each of one {what}, not {type(given).__name__}")
    chosen = [given] if isinstance(given, str) else list(given)
    for name in chosen:
        if name not in known:
            raise ValueError(f"there is no {what} {name!r}; there are: {', '.join(map(str, known))}")
        if chosen.count(name) > 1:
            raise ValueError(f"the {what} {name!r} is named twice")
    if not chosen:
        raise ValueError(f"no {what} is named; there are: {', '.join(map(str, known))}")
    return chosen


def trial_count(trials):
    return whole("trials", trials, 1, TRIALS_LIMIT)


def seed_of(seed):
    return whole("seed", seed, 0, 2**64 - 1)


def thread_count(threads):
    return whole("threads", threads, 0, 1024)
