"""The examples run: scripts, notebooks, the array of Slurm tasks (with a stand-in for sbatch), and R if it is there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import detente

from conftest import PROGRAM, ROOT

EXAMPLES = ROOT / "analysis" / "examples"
SCENARIO = ROOT / "scenarios" / "first-steps.toml"
PYTHON = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "default"}


def run(*command, **options):
    options = {"env": PYTHON, **options}
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_is_tested():
    here = Path(__file__).read_text(encoding="utf-8")
    for path in EXAMPLES.iterdir():
        assert path.name in here
        assert path.suffix == ".ipynb" or os.access(path, os.X_OK)


def test_nrf_and_recognition(tmp_path):
    pytest.importorskip("matplotlib")
    said = run(sys.executable, "-W", "error", EXAMPLES / "nrf_and_recognition.py", "--trials", 2000, "--picture", tmp_path / "map.png")
    rows = [line for line in said.splitlines() if "[" in line and "%" not in line]
    assert len(rows) == 5 and rows[0].startswith("not invited")
    assert (tmp_path / "map.png").stat().st_size > 10_000
    frame = detente.sweep(detente.load("scenarios/doha-2-2024.toml"), {
        "parties.un.positions.standing.red-line.at-most": ["side talks"], "stages.convening.invited+": ["nrf"]}, 2000)
    share = frame[(frame.kind == "attendance") & (frame.name == "convening.taliban")].share.iloc[0]
    assert f"{100 * share:.2f} [" in rows[1]


def test_hindcast():
    said = run(sys.executable, "-W", "error", EXAMPLES / "hindcast.py", "--trials", 2000)
    scores = detente.run(detente.load("scenarios/doha-2-2024.toml"), 2000).to_dict()["scores"]
    (row,) = [line.split() for line in said.split("Brier")[1].splitlines() if "doha-2" in line]
    assert float(row[2]) == pytest.approx(scores["status_quo"]["model_on_same_events"]["brier"], abs=1e-4)
    assert float(row[3]) == pytest.approx(scores["status_quo"]["brier"], abs=1e-4)


SBATCH = """#!/bin/bash
# Plays the tasks of an array one after the other, or what is wrapped.
folder=$(dirname "$0")
echo "$*" >> "$folder/calls"
for argument; do
  [[ $argument == --wrap=* ]] && { bash -c "${argument#--wrap=}" > "$folder/report"; exit; }
done
shift
export SLURM_ARRAY_TASK_COUNT=8 SLURM_CPUS_PER_TASK=1
for task in {0..7}; do SLURM_ARRAY_TASK_ID=$task bash "$@" || exit; done >&2
echo 1234
"""


def test_slurm_array(tmp_path):
    sbatch = tmp_path / "sbatch"
    sbatch.write_text(SBATCH)
    sbatch.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SLURM_")}
    environment.update(PATH=f"{tmp_path}:{os.environ['PATH']}", DETENTE_PROGRAM=os.path.abspath(PROGRAM))
    trials = 9 * 16_384
    run(EXAMPLES / "slurm_array.sh", SCENARIO, tmp_path / "results.sqlite", trials, env=environment)
    assert "--dependency=afterok:1234" in (tmp_path / "calls").read_text()
    assert len(list(tmp_path.glob("results.*-of-8.sqlite"))) == 8
    assert detente.run(detente.load(SCENARIO), trials).digest[:16] in (tmp_path / "report").read_text()


def test_read_results(tmp_path):
    if not shutil.which("Rscript"):
        pytest.skip("Rscript is not installed")
    script = EXAMPLES / "read_results.R"
    run("Rscript", "-e", "invisible(parse(commandArgs(TRUE)[1]))", script)
    has_sqlite = subprocess.run(["Rscript", "-e", "library(RSQLite)"], capture_output=True).returncode == 0
    if not has_sqlite:
        pytest.skip("R's package RSQLite is not installed; the script's syntax is right")
    results = tmp_path / "results.sqlite"
    run(PROGRAM, "run", SCENARIO, "--trials", 20_000, "--out", results, "--quiet")
    said = run("Rscript", script, results, tmp_path / "shares.pdf")
    result = detente.run(detente.load(SCENARIO), 20_000)
    assert f"20000 trials, seed 1, digest {result.digest[:16]}" in said
    assert "a ceasefire" in said and (tmp_path / "shares.pdf").stat().st_size > 1000


@pytest.mark.parametrize("name", ["first_steps.ipynb", "doha_2.ipynb"])
def test_notebooks(name, monkeypatch):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    for package in ("ipykernel", "matplotlib"):
        pytest.importorskip(package)
    notebook = nbformat.read(EXAMPLES / name, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs for cell in code)  # they are stored without
    monkeypatch.setenv("PYTHONPATH", PYTHON["PYTHONPATH"])
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
    assert any(output.output_type == "display_data" for cell in code for output in cell.outputs)
