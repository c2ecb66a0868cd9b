#!/usr/bin/env python3
"""How well the shipped scenarios would have foretold what happened, beside "nothing changes".

Each scenario says under [observed] what came of the meeting; the Brier score is the mean squared distance between the
share of trials with an event and what happened (0 or 1): 0 is perfect, 0.25 is a coin. The status quo persists is the
baseline that is hard to beat. Three meetings are far too few to trust a model by, and these scenarios were written
afterwards.

usage: hindcast.py [--trials N] [SCENARIO.toml ...]
"""

import argparse
from pathlib import Path

import pandas as pd

import detente

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("doha-*.toml"))

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--trials", type=float, default=100_000)
parser.add_argument("scenarios", nargs="*", default=SHIPPED, metavar="SCENARIO.toml", help="with [observed]")
options = parser.parse_args()

events, scores = [], []
for path in options.scenarios:
    report = detente.run(detente.load(path), options.trials).to_dict()
    name, model, status_quo = report["scenario"]["name"], report["scores"]["model"], report["scores"]["status_quo"]
    like = status_quo["model_on_same_events"]  # the baseline may say nothing about some events
    scores.append({"scenario": name, "events": like["events"], "model": like["brier"],
                   "status quo": status_quo["brier"]})
    for label, event in report["events"].items():
        if event["observed"] is not None:
            events.append({"scenario": name, "event": label, "forecast": event["share"], "low": event["low"],
                           "high": event["high"], "happened": event["observed"], "status quo": event["status_quo"]})

print(pd.DataFrame(events).round(4).to_string(index=False))
print("\nBrier scores on the events that both speak about (0 is perfect); skill: 1 is perfect, 0 as the baseline")
table = pd.DataFrame(scores)
table["skill"] = 1 - table["model"] / table["status quo"]
print(table.round(4).to_string(index=False))
