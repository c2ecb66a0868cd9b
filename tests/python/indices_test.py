"""sensitivity gives what the program gives."""

import io
import json

import pandas as pd
import pytest

import detente

from conftest import exactly

DOHA = "scenarios/doha-2-2024.toml"


@pytest.fixture
def told(program):
    return lambda *arguments: program("sensitivity", DOHA, "--trials", 2048, "--seed", 4, "--quiet", *arguments)


def test_the_indices_are_the_program_s(doha, told):
    indices = detente.sensitivity(doha, 2048, seed=4).indices
    numbers = {column: exactly for column in ("alone", "noise", "in_all", "low", "high")}
    written = pd.read_csv(io.StringIO(told("--format", "csv")), keep_default_na=False, converters=numbers)
    pd.testing.assert_frame_equal(indices, written, check_exact=True)
    assert (indices.in_all > 0.5).any() and indices.screened_out.any()


def test_the_report_is_the_program_s(doha, told):
    found = detente.sensitivity(doha, 2048, seed=4)
    ours, theirs = found.to_dict(), json.loads(told("--format", "json"))
    assert ours["run"].pop("command") == "detente.sensitivity(doha-2-2024, trials=2048, seed=4)"
    del ours["run"], theirs["run"]
    assert ours == theirs
    assert str(found).split("PROVENANCE")[0] == told().split("PROVENANCE")[0]
    other = found.result.outcomes.name.iloc[0]
    assert found.report(other).split("PROVENANCE")[0] == told("--outcome", other).split("PROVENANCE")[0]


def test_its_result_is_that_of_a_run(first):
    assert detente.sensitivity(first, 1024, threads=3).result.digest == detente.run(first, 1024).digest


def test_an_outcome_that_is_not_there(first):
    with pytest.raises(ValueError, match="there is no outcome 'peace'; there are: a ceasefire, no ceasefire"):
        detente.sensitivity(first, 1024).report("peace")


def test_it_shows_what_it_is(first):
    found = detente.sensitivity(first, 1024)
    assert 'what "no ceasefire" depends on' in repr(found)
    assert "parties.rebels.reservation" in found._repr_html_()


@pytest.mark.parametrize("arguments", [{"trials": 0}, {"trials": 1.5}, {"seed": -1}, {"threads": 2000}])
def test_arguments_out_of_range(first, arguments):
    with pytest.raises(ValueError, match=next(iter(arguments))):
        detente.sensitivity(first, **arguments)
