#!/usr/bin/env python3
"""Doha II: does the Taliban's attendance hang on who else is invited, or on how far it would be recognised?

The furthest standing that the UN may grant is varied, with and without an invitation of the National Resistance Front,
all with the same luck: how often the Taliban come, with 95 % intervals.

usage: nrf_and_recognition.py [--trials N] [--picture FILE.png]
"""

import argparse
from pathlib import Path

import detente

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "doha-2-2024.toml"
INVITED, STANDING = "stages.convening.invited+", "parties.un.positions.standing.red-line.at-most"
TERMS = ["not invited", "side talks", "beside other Afghans", "only Afghans at the table",
         "recognised as sole representative"]

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--trials", type=float, default=100_000, help="of each point")
parser.add_argument("--picture", help="a file to draw it into, by matplotlib")
options = parser.parse_args()

table = detente.sweep(detente.load(SCENARIO), {STANDING: TERMS, INVITED: [[], "nrf"]}, options.trials)
table[INVITED] = table[INVITED].map({"[]": "NRF not invited", "nrf": "NRF invited"})

came = table[(table.kind == "attendance") & (table.name == "convening.taliban")]
cells = came.apply(lambda row: f"{100 * row.share:.2f} [{100 * row.low:.2f}, {100 * row.high:.2f}]", axis=1)
print(f"The Taliban come, in % of {came.trials.iloc[0]:,} trials [95 % interval]\n")
print(came.assign(came=cells).pivot(index=STANDING, columns=INVITED, values="came").loc[TERMS]
      .rename_axis(index="at most", columns=None).to_string())

if options.picture:
    import matplotlib

    matplotlib.use("agg")
    ax = detente.plots.outcome_map(table, "convening.taliban", x=INVITED, y=STANDING)
    ax.set(xlabel="", ylabel="the furthest standing that the UN may grant")
    ax.figure.savefig(options.picture, dpi=150)
