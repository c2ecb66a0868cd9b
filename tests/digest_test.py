"""Every shipped scenario has one digest: the committed one, for any number of threads and lanes, and any build given. With
--precision it is that of as many trials asked for directly, and they are as many everywhere.

usage: digest_test.py [--update] PROGRAM [PROGRAM ...]
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = Path(__file__).resolve().parent / "digests.json"
TRIALS, SEED = 20_000, 1
PRECISION = "1pp"
WAYS = [(1, 8), (2, 8), (3, 4), (8, 16), (2, 1)]  # threads, lanes


def report(program, scenario, threads, lanes, *more):
    command = [program, "run", str(scenario), "--seed", str(SEED), "--threads", str(threads), "--lanes", str(lanes), "--format",
               "json", "--quiet", *more]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def digest(program, scenario, threads, lanes):
    return report(program, scenario, threads, lanes, "--trials", str(TRIALS))["digest"]


def stopped_otherwise(programs, scenario):
    """Where --precision does not end as the first program does, or not with the digest of a run of that length."""
    first = report(programs[0], scenario, 1, 8, "--precision", PRECISION)
    direct = report(programs[0], scenario, 2, 8, "--trials", str(first["trials"]))
    if first["ended_by"] != "precision" or first["digest"] != direct["digest"]:
        yield f"{scenario.stem}: {first['trials']} trials with --precision {PRECISION} are not those asked for directly"
    for program in programs:
        for threads in (2, 3, 8):
            got = report(program, scenario, threads, 8, "--precision", PRECISION)
            if (got["trials"], got["digest"]) != (first["trials"], first["digest"]):
                yield f"{program}, {scenario.stem}, {threads} threads, --precision {PRECISION}: another result"


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
    for scenario in scenarios:
        wrong += stopped_otherwise(programs, scenario)
    print("\n".join(wrong) or f"{compared} digests as committed")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
