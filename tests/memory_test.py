"""The peak of memory does not grow with the number of trials: at 10^7 within 5 % or 2 MB of that at 10^5.

usage: memory_test.py PROGRAM
"""

import subprocess
import sys
from pathlib import Path

SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "doha-1-2023.toml"
PEAK = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);" \
       "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


def peak_kilobytes(program, trials):
    run = [program, "run", str(SCENARIO), "--trials", str(trials), "--threads", "2", "--quiet"]
    return int(subprocess.run([sys.executable, "-c", PEAK, *run], check=True, capture_output=True, text=True).stdout)


def main():
    program = sys.argv[1]
    few, many = peak_kilobytes(program, 10**5), peak_kilobytes(program, 10**7)
    print(f"peak at 10^5 trials: {few} kB, at 10^7: {many} kB")
    return 0 if many - few <= max(0.05 * few, 2048) else 1


if __name__ == "__main__":
    sys.exit(main())
