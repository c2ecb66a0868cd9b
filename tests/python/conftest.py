"""What the tests of the package share. The program is DETENTE_PROGRAM, else the one installed with the package."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

import detente

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("DETENTE_PROGRAM") or str(Path(sys.executable).parent / "detente")


def exactly(cell):
    """The number of a CSV cell; that of read_csv may be off in its last digit."""
    return float(cell) if cell else math.nan


@pytest.fixture
def program():
    """Runs the program from the root; what it wrote to standard output."""
    def run(*arguments, status=0):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode == status, done.stderr
        return done.stdout

    return run


@pytest.fixture
def report(program):
    return lambda *arguments: json.loads(program("run", *arguments, "--format", "json", "--quiet"))


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def first():
    return detente.load("scenarios/first-steps.toml")


@pytest.fixture
def doha():
    return detente.load("scenarios/doha-2-2024.toml")
