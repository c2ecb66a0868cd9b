"""The engine compiled for WebAssembly (tests/wasm/CMakeLists.txt) comes to what the program comes to: the committed digest of
every shipped scenario, the committed words about every bad one, and the right SHA-256.

usage: wasm_test.py NODE COUNTS.wasm
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from digest_test import COMMITTED, SEED, TRIALS  # noqa: E402

LANES = [1, 8]
NOT_COMPARED = {"56-samples-outside"}  # which files may be read is said by who reads them


def counts(folder, *arguments):
    """Exit status and output of the program, which sees this folder."""
    node, program = sys.argv[1], str(Path(sys.argv[2]).resolve())
    command = [node, "--no-warnings", str(ROOT / "tests/wasm/run.mjs"), program, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def wrong_digests():
    committed = json.loads(COMMITTED.read_text())
    for name, digest in committed.items():
        for lanes in LANES:
            got = counts(ROOT / "scenarios", name + ".toml", TRIALS, SEED, lanes)
            if got != (0, digest + "\n"):
                yield f"{name}, {lanes} lanes: {got}, committed: {digest}"


def wrong_words():
    for golden in sorted((ROOT / "tests/scenario/bad").glob("*.txt")):
        if golden.stem in NOT_COMPARED:
            continue
        got = counts(golden.parent, golden.stem + ".toml")
        if got != (1, golden.read_text()):
            yield f"{golden.stem}: {got}, committed: {golden.read_text()}"


def wrong_samples():
    """Files are read by who calls the loader, by the names that the scenario gives them."""
    got = counts(ROOT / "tests/scenario/good", "every-form.toml")
    if got != (0, ""):
        yield f"every-form.toml: {got}"


def wrong_hashes():
    with tempfile.TemporaryDirectory() as folder:
        for size in [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]:
            text = bytes(7 * i % 256 for i in range(size))
            (Path(folder) / "text").write_bytes(text)
            got = counts(folder, "--sha256", "text")
            if got != (0, hashlib.sha256(text).hexdigest() + "\n"):
                yield f"SHA-256 of {size} bytes: {got}"


def main():
    checks = [wrong_digests, wrong_words, wrong_samples, wrong_hashes]
    wrong = [problem for check in checks for problem in check()]
    print("\n".join(wrong) or "digests and words as committed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
