"""How a party concedes: docs/model.md, "What holds, and what it is worth"."""

import math


def conceded(tactic, beta, start, time):
    """The share of the way from 1 to its reservation; time: 0..1."""
    if time == 1:
        return 1.0
    if tactic.kind == "fixed":
        return 0.0
    if tactic.curve == "poly":
        return start + (1 - start) * time ** (1 / beta)
    return math.exp((1 - time) ** beta * math.log(max(start, 1e-9)))


def aspiration(trial, party, reservation, round_number, rounds):
    tactic = trial.scenario.parties[party].tactic
    share = conceded(tactic, trial.value(tactic.beta), trial.value(tactic.start), round_number / rounds)
    return reservation + (1 - reservation) * (1 - share)
