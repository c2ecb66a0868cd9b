"""Who plays a run has no effect on it, nor has what becomes of workers."""

import os
import signal
import subprocess
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

import detente
from detente import executors

from conftest import ROOT

TRIALS = 5 * 16_384 + 1000


def processes(count):
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


class Refusing(Executor):
    """Fails `failures` times, then plays at once."""

    def __init__(self, failures):
        self.failures, self.calls = failures, 0

    def submit(self, function, *arguments):
        self.calls += 1
        future = Future()
        if self.calls <= self.failures:
            future.set_exception(OSError("no room"))
        else:
            future.set_result(function(*arguments))
        return future


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("pool", [ThreadPoolExecutor, processes])
def test_the_result_is_that_of_a_run(doha, pool, workers):
    with pool(workers) as executor:
        played = detente.run(doha, TRIALS, seed=3, executor=executor)
    alone = detente.run(doha, TRIALS, seed=3)
    assert played.digest == alone.digest
    (ours, theirs) = (result.to_dict() for result in (played, alone))
    del ours["run"], theirs["run"]
    assert ours == theirs


DASK = """
import os, signal, sys, threading
import distributed
import detente

if __name__ == "__main__":
    workers, lose_one, trials = int(sys.argv[1]), sys.argv[2] == "True", 24 * 16_384
    scenario = detente.load("scenarios/doha-2-2024.toml")
    with distributed.LocalCluster(workers, threads_per_worker=1, dashboard_address=None) as cluster:
        with distributed.Client(cluster) as client:
            if lose_one:
                process = client.submit(os.getpid).result()
                threading.Timer(0.2, os.kill, (process, signal.SIGKILL)).start()
            played = detente.run(scenario, trials, executor=client)
    print(played.digest == detente.run(scenario, trials).digest)
"""


@pytest.mark.parametrize("workers, lose_one", [(1, False), (3, False), (2, True)])
def test_a_cluster_of_dask_plays_the_same(tmp_path, workers, lose_one):
    pytest.importorskip("distributed")
    script = tmp_path / "cluster.py"  # a file, which the workers' processes can import
    script.write_text(DASK)
    done = subprocess.run([sys.executable, script, str(workers), str(lose_one)], capture_output=True, text=True,
                          timeout=180, cwd=ROOT)
    assert done.stdout == "True\n", done.stderr


def test_tasks_cover_all_trials_and_stay_small():
    for trials, size in ((1, 1), (16_384, 1), (16_385, 1), (10**9, 16), (2**48, 16), (2048 * 16_384 + 1, 2)):
        tasks = executors.tasks_of(trials)
        assert next(tasks) == (0, size)
        if trials < 2**40:
            *_, (first, count) = executors.tasks_of(trials)
            assert (first + count - 1) * 16_384 < trials <= (first + count) * 16_384


def test_no_more_tasks_wait_than_memory_is_meant_for(first, monkeypatch):
    monkeypatch.setattr(executors, "TASKS_AHEAD", 2)
    crew = executors.Crew(Refusing(0), first, 20 * 16_384, 1)
    waiting = [len(crew.given) for _ in crew.work()]
    assert (len(waiting), max(waiting)) == (20, 1)  # and the one taken


def test_what_fails_is_played_again(first):
    assert detente.run(first, 20_000, executor=Refusing(3)).digest == detente.run(first, 20_000).digest


def test_what_fails_for_good_ends_the_run_with_what_there_is(first):
    with pytest.raises(OSError, match="no room") as caught:
        detente.run(first, 20_000, executor=Refusing(10))
    assert not hasattr(caught.value, "result")

    class LaterRefusing(Refusing):
        def submit(self, function, *arguments):
            self.failures = 100 if self.calls >= 2 else 0
            return super().submit(function, *arguments)

    with pytest.raises(OSError) as caught:
        detente.run(first, TRIALS, executor=LaterRefusing(0))
    assert caught.value.result.trials == 2 * 16_384
    assert caught.value.result.digest == detente.run(first, 2 * 16_384).digest


def killed(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_broken_pool_loses_nothing(first):
    with processes(1) as executor:
        executor.submit(killed)
        with pytest.warns(RuntimeWarning, match="this process plays what is missing"):
            played = detente.run(first, TRIALS, executor=executor)
    assert played.digest == detente.run(first, TRIALS).digest


def test_a_pool_that_breaks_under_way_loses_nothing(first):
    class Breaking(ThreadPoolExecutor):
        calls = 0

        def submit(self, function, *arguments):
            self.calls += 1
            return super().submit(function if self.calls < 3 else broken, *arguments)

    with Breaking(2) as executor, pytest.warns(RuntimeWarning) as warned:
        played = detente.run(first, TRIALS, executor=executor)
    assert len(warned) == 1
    assert played.digest == detente.run(first, TRIALS).digest


def broken(*arguments):
    from concurrent.futures import BrokenExecutor

    raise BrokenExecutor("a process was killed")


def test_workers_must_understand_the_same(first, monkeypatch):
    other = first.set("stages.talks.rounds", 3)

    class Changing(Refusing):
        def submit(self, function, scenario, *arguments):
            return super().submit(function, other, *arguments)

    with pytest.raises(RuntimeError, match="same version"):
        detente.run(first, 1024, executor=Changing(0))


def test_what_is_damaged_is_refused(first):
    assembly = detente.study._core.Assembly(first._core, 1024, 1)
    (hash, counts, sums, outcomes), = detente.study._core.play_stretches(first._core, 1024, 1, 0, 1)
    for parts in ((counts[:-1], sums, outcomes), (counts, sums + b"0", outcomes), (counts, sums, outcomes[1:])):
        with pytest.raises(RuntimeError, match="damaged"):
            assembly.add(hash, *parts)
    assembly.add(hash, counts, sums, outcomes)
    assert assembly.finish(0).digest == detente.run(first, 1024).digest


@pytest.mark.parametrize("arguments", [{"threads": 2}, {"precision": 0.01}, {"budget": 1}])
def test_an_executor_goes_without_what_it_cannot_heed(first, arguments):
    with pytest.raises(ValueError, match="executor"):
        detente.run(first, executor=Refusing(0), **arguments)


def test_what_is_no_executor_is_refused(first):
    with pytest.raises(TypeError, match="executor"):
        detente.run(first, executor=3)


INTERRUPTED = """
import os, signal, threading, time
from concurrent.futures import ThreadPoolExecutor
import detente
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
scenario = detente.load("scenarios/doha-2-2024.toml")
begin = time.monotonic()
with ThreadPoolExecutor(2) as executor:
    threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        detente.run(scenario, trials=16_384 * 2000, executor=executor)
    except KeyboardInterrupt as stop:
        partial = stop.result
again = detente.run(scenario, trials=partial.trials)
print(partial.ended_by, partial.trials % 16_384, partial.digest == again.digest, time.monotonic() - begin < 60)
"""


def test_interrupted_it_begins_no_more():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=120)
    assert done.stdout == "interrupt 0 True True\n", done.stderr
