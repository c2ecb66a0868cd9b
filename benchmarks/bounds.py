"""The bounds in seconds that are promised, and what the worst inputs that the tests know take of them, in processor time.

usage: bounds.py PROGRAM
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import hostile_test  # noqa: E402
import stop_test  # noqa: E402


def seconds_of(program, *arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, *map(str, arguments)], capture_output=True, timeout=600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def checks(program, folder):
    """Of each file that is made to hurt: what it is, and the time to check it."""
    for name, text in hostile_test.hostile():
        path = folder / "hostile.toml"
        path.write_text(text, encoding="latin-1")
        yield name, seconds_of(program, "check", path)


def rows(program, folder):
    name, seconds = max(checks(program, folder), key=lambda row: row[1])
    yield f"check: {name}", 2, seconds
    longest, slow = folder / "longest.toml", folder / "slow.toml"
    longest.write_text(stop_test.longest())
    slow.write_text(stop_test.slow())
    yield "one trial: guests who wait for each other", 5, seconds_of(program, "run", longest, "--trials", 1, "--lanes", 1, "--quiet")
    stop_test.PROGRAM = program
    for name, path in ("guests who wait for each other", longest), ("64 issues of 20 options", slow):
        yield f"SIGTERM: {name}", 1, stop_test.stopped("run", path, "--threads", 1, "--quiet", seconds=1)[3]
    budget = stop_test.stopped("run", slow, "--budget", "2s", "--threads", 1, "--quiet")[3]
    yield "--budget: 64 issues of 20 options", 1, budget - 2


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'':54}{'s':>8}{'of':>4}")
        for name, bound, seconds in rows(program, Path(folder)):
            print(f"{name:54}{seconds:8.2f}{bound:4}", flush=True)


if __name__ == "__main__":
    main()
