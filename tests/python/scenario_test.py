"""Scenarios from Python: what is read, what can be set, and what mistakes look like."""

import datetime
import io
import math
import pickle
import subprocess

import numpy as np
import pandas as pd
import pytest

import detente

from conftest import PROGRAM, ROOT

FIRST = "scenarios/first-steps.toml"


# ---- reading

def test_text_and_file_are_one_scenario(first):
    with open(FIRST) as file:
        text = detente.load(file.read())
    assert (text.name, text.label) == (first.name, first.label) == ("first-steps", "")
    assert detente.run(text, 1024).digest == detente.run(first, 1024).digest


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "marked.toml"
    with open(FIRST, "rb") as file:
        path.write_bytes(b"\xef\xbb\xbf" + file.read())
    assert detente.load(path).name == "first-steps"


def test_what_cannot_be_read_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        detente.load("no-such-file.toml")
    with pytest.raises(IsADirectoryError):
        detente.load(tmp_path)


@pytest.mark.parametrize("given", [None, 5, ["a"], {}])
def test_what_is_no_path_is_refused(given):
    with pytest.raises(TypeError):
        detente.load(given)


def test_printed_it_is_what_check_prints(doha, program):
    assert str(doha) == program("check", "scenarios/doha-2-2024.toml")


def test_shown_it_says_how_large_it_is(first):
    assert repr(first) == "<Scenario first-steps: 3 parties, 2 issues, 1 stage>"
    assert repr(first.set("stages.talks.rounds", 3)).endswith("1 stage, 1 value set>")


def test_addresses_are_those_of_list(doha, program):
    text = program("list", "scenarios/doha-2-2024.toml", "--format", "csv")
    written = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    frame = doha.addresses()
    assert list(frame) == list(written)
    assert frame.astype({"default": int}).astype(str).equals(written)


def test_warnings_have_places(first):
    assert first.warnings == []
    (warning,) = first.set("parties.rebels.reservation", 0.5).set("parties.government.reservation", 0.5).warnings
    assert (warning.severity, warning.line > 0) == ("warning", True)
    assert "cost" in warning.cause


def test_it_can_be_sent_to_another_process(first):
    changed = first.set("stages.talks.rounds", 3)
    copy = pickle.loads(pickle.dumps(changed))
    assert detente.run(copy, 1024).digest == detente.run(changed, 1024).digest


# ---- setting

def value_at(scenario, address):
    frame = scenario.addresses().set_index("address")
    return frame.value[address]


@pytest.mark.parametrize("address, value, written", [
    ("stages.talks.rounds", 3, "3"),
    ("stages.talks.rounds", np.int32(3), "3"),
    ("parties.rebels.reservation", 0.25, "0.25"),
    ("parties.rebels.reservation", np.float64(0.25), "0.25"),
    ("parties.rebels.reservation", "status-quo + cost", '"status-quo + cost"'),
    ("parties.rebels.reservation", {"uniform": np.array([0.25, 0.5])}, "{ uniform = [0.25, 0.5] }"),
    ("stages.talks.issues", ["aid"], '["aid"]'),
    ("stages.talks.issues", ("aid",), '["aid"]'),
    ("stages.talks.issues-", "aid", '["ceasefire"]'),
    ("parties.mediator.what-if", True, "true"),
    ("time.start", datetime.date(2024, 2, 18), "2024-02-18"),
    ("time.start", pd.Timestamp("2024-02-18"), "2024-02-18"),
    ("time.start", np.datetime64("2024-02-18", "ns"), "2024-02-18"),
    ("stages.talks.rounds", 3.0, "3"),
    ("stages.talks.rounds", np.float32(3), "3"),
    ("stages.talks.rounds", np.linspace(1, 5, 3)[1], "3"),
    ("label", 'a "quoted" \\ name', None),
])
def test_values_of_python_become_values_of_the_scenario(first, address, value, written):
    changed = first.set(address, value)
    if written:
        assert value_at(changed, address.rstrip("-")) == written
    else:
        assert changed.label == value


def test_setting_leaves_the_scenario_as_it_was(first):
    digest = detente.run(first, 1024).digest
    assert detente.run(first.set("parties.rebels.reservation", 0.5), 1024).digest != digest
    assert detente.run(first, 1024).digest == digest


def test_it_is_what_set_does_on_the_command_line(first, report):
    told = report(FIRST, "--trials", 2000, "--set", "parties.rebels.reservation=0.5", "--set", "stages.talks.rounds=3")
    changed = detente.load(FIRST, {"parties.rebels.reservation": 0.5, "stages.talks.rounds": 3})
    assert detente.run(changed, 2000).digest == told["digest"]


def test_a_whole_number_may_be_a_float(first):
    digests = {detente.run(first.set("stages.talks.rounds", three), 1024).digest for three in (3, 3.0, np.float64(3))}
    assert len(digests) == 1
    for value in (2.5, 3.0000001, 0.0, 1e300, math.nan):
        with pytest.raises(detente.ScenarioError, match="rounds"):
            first.set("stages.talks.rounds", value)


@pytest.mark.parametrize("value", [
    None, object(), 1j, b"bytes", {1, 2}, [None], lambda: 0, pd.NA, pd.NaT, np.timedelta64(3, "ns"), pd.Timedelta(3),
    np.array(["2024-02-18"], dtype="M8[ns]"), np.ma.array([1, 2], mask=[False, True])])
def test_what_no_scenario_can_hold_is_refused(first, value):
    with pytest.raises(TypeError, match="a scenario holds no"):
        first.set("stages.talks.rounds", value)


def test_values_come_by_address(first):
    for function, *arguments in ((detente.load, FIRST), (detente.Scenario.set_all, first), (detente.sweep, first)):
        with pytest.raises(TypeError, match="dict by address"):
            function(*arguments, ["stages.talks.rounds=2"])


def test_what_is_no_address_is_refused(first):
    with pytest.raises(TypeError, match="an address is a str"):
        first.set(5, 5)
    with pytest.raises(ValueError, match="no '='"):
        first.set("stages.talks.rounds=2", 5)


@pytest.mark.parametrize("address, value", [
    ("", 1), (".", 1), ("\0", 1), ("a" * 100_000, 1), ("a." * 5000 + "b", 1), ('stages."talks', 1),
    ("parties.rebels.reservation", float("inf")), ("stages.talks.rounds", float("nan")),
    ("stages.talks.rounds", 10**30), ("stages.talks.rounds", 0), ("stages.talks.rounds", [[[[]]]]),
    ("stages.talks.rounds", "\0"), ("stages.talks.rounds", "x" * 3_000_000)], ids=lambda each: str(each)[:20])
def test_what_does_not_fit_is_a_mistake_in_the_scenario(first, address, value):
    with pytest.raises(detente.ScenarioError):
        first.set(address, value)


def test_lone_surrogates_are_refused(first):
    with pytest.raises((ValueError, TypeError)):
        first.set("label", "\ud800")
    with pytest.raises((ValueError, TypeError)):
        detente.load("label = '\ud800'\n")


def test_deep_values_do_not_overflow_the_stack(first):
    endless = []
    endless.append(endless)
    with pytest.raises(ValueError, match="this deep"):
        first.set("stages.talks.issues", endless)
    deep = []
    for _ in range(40):
        deep = [deep]
    with pytest.raises(detente.ScenarioError):
        first.set("stages.talks.issues", deep)


# ---- mistakes

def test_mistakes_are_told_as_the_program_tells_them(tmp_path, program):
    path = tmp_path / "wrong.toml"
    with open(FIRST) as file:
        path.write_text(file.read().replace("rounds = 5", "round = 5").replace("influence = 40", "influence = -1"))
    with pytest.raises(detente.ScenarioError) as caught:
        detente.load(path)
    said = subprocess.run([PROGRAM, "check", str(path)], capture_output=True, text=True).stderr
    assert str(caught.value) == said.rstrip().replace("detente: ", "")
    assert isinstance(caught.value, ValueError)


def test_a_mistake_has_a_place_a_cause_and_a_remedy(first):
    with pytest.raises(detente.ScenarioError) as caught:
        detente.load("format = 1\nname = 5\n")
    diagnostic = next(each for each in caught.value.diagnostics if each.line == 2)
    assert (diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.severity) == ("the text", 2, 8, "error")
    assert diagnostic.cause and str(diagnostic).startswith("the text:2:8: error: ")
    with pytest.raises(detente.ScenarioError, match="did you mean 'rounds'") as caught:
        first.set("stages.talks.round", 3)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.file == "--set stages.talks.round=3"


def test_mistakes_can_be_sent_to_another_process(first):
    with pytest.raises(detente.ScenarioError) as caught:
        first.set("stages.talks.round", 3)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value)


@pytest.mark.parametrize("text", [b"\xff\xfe", b"\n" * (1 << 20) + b"1", b"a = [" * 10_000, b"\0"],
                         ids=["no UTF-8", "too long", "too deep", "a zero"])
def test_files_of_anything_are_mistakes(tmp_path, text):
    path = tmp_path / "a.toml"
    path.write_bytes(text)
    with pytest.raises(detente.ScenarioError) as caught:
        detente.load(path)
    assert str(caught.value)


def test_what_cannot_be_played_yet_can_be_looked_at(program):
    drafts = [detente.load(path) for path in sorted((ROOT / "tests/scenario/drafts").glob("*.toml"))]
    unplayed = 0
    for draft in drafts:
        assert len(draft.addresses()) and str(draft)
        try:
            detente.run(draft, 1)
        except detente.ScenarioError as error:
            unplayed += 1
            assert error.diagnostics[0].line > 0
    assert unplayed
