"""Every shipped scenario has one digest: the committed one, for any number of threads and lanes, and any build given.

usage: digest_test.py [--update] PROGRAM [PROGRAM ...]
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = Path(__file__).resolve().parent / "digests.json"
TRIALS, SEED = 20_000, 1
WAYS = [(1, 8), (2, 8), (3, 4), (8, 16), (2, 1)]  # threads, lanes


def digest(program, scenario, threads, lanes):
    command = [program, "run", str(scenario), "--trials", str(TRIALS), "--seed", str(SEED), "--threads", str(threads),
               "--lanes", str(lanes), "--format", "json", "--quiet"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["digest"]


def main():
    programs = [argument for argument in sys.argv[1:] if argument != "--update"]
    scenarios = sorted((ROOT / "scenarios").glob("*.toml"))
    if "--update" in sys.argv:
        found = {scenario.stem: digest(programs[0], scenario, 1, 8) for scenario in scenarios}
        COMMITTED.write_text(json.dumps(found, indent=2) + "\n")
    committed = json.loads(COMMITTED.read_text())
    wrong = [f"{name} has no scenario" for name in committed if name not in {scenario.stem for scenario in scenarios}]
    compared = 0
    for program in programs:
        for scenario in scenarios:
            for threads, lanes in WAYS:
                got = digest(program, scenario, threads, lanes)
                compared += 1
                if got != committed.get(scenario.stem):
                    wrong.append(f"{program}, {scenario.stem}, {threads} threads, {lanes} lanes: {got},"
                                 f" committed: {committed.get(scenario.stem)}")
    print("\n".join(wrong) or f"{compared} digests as committed")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
