"""Runs whose trials the workers of an executor play, on this machine or on others.

A task is a few stretches of 16,384 trials. What they come to is put together in order, as results files are, so that
neither the number of workers nor who plays what has any effect on the result.
"""

from __future__ import annotations

import os
import time
import warnings
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

from . import _core

TASKS_WANTED = 1024  # where there are more stretches than that, a task has several of them
STRETCHES_A_TASK = 16  # at most
TASKS_AHEAD = 512  # given out, or played and not yet put together: bounds memory, whatever the number of trials
TRIES = 4  # of a task


def play_on(executor, scenario, trials, seed, watch, wrap):
    """`wrap` makes the result what the caller expects: the exception's, too, if anything was put together before it."""
    begin, done = time.monotonic(), 0
    assembly = _core.Assembly(scenario._core, trials, seed)
    crew = Crew(executor, scenario, trials, seed)
    try:
        for stretches in crew.work():
            for stretch in stretches:
                assembly.add(*stretch)
            done = min(done + len(stretches) * _core.stretch_trials, trials)
            if watch:
                watch(done)
    except BaseException as stop:
        if done:
            stop.result = wrap(assembly.finish(time.monotonic() - begin))
        raise
    finally:
        crew.cancel()
    return wrap(assembly.finish(time.monotonic() - begin))


class Crew:
    """An executor and the tasks given to it, in order."""

    def __init__(self, executor, scenario, trials, seed):
        self.executor = executor_of(executor)
        self.threads = None  # our own, once that has broken
        self.study = scenario, trials, seed
        self.identity = _core.identity(scenario._core)
        self.tasks = tasks_of(trials)
        self.given = deque()  # of task and future

    def work(self):
        """What each task comes to, from the first to the last."""
        while True:
            while len(self.given) < TASKS_AHEAD and (task := next(self.tasks, None)):
                self.given.append((task, self.submit(task)))
            if not self.given:
                return
            identity, stretches = self.take()
            if identity != self.identity:
                raise RuntimeError("a worker understands the scenario otherwise, or has another version of detente; "
                                   "install the same version everywhere, and the same files of samples")
            yield stretches

    def take(self):
        """What the first task comes to; one that fails is given out again."""
        tries = 0
        while True:
            task, future = self.given[0]
            try:
                played = future.result()
                self.given.popleft()
                return played
            except BrokenExecutor as error:
                self.go_on_here(error)
            except Exception:
                tries += 1
                if tries == TRIES:
                    raise
                self.given[0] = task, self.submit(task)

    def go_on_here(self, error):
        """An executor that has broken takes no more tasks: those that it has not finished are given to threads."""
        warnings.warn(f"the executor has broken ({error}): this process plays what is missing", RuntimeWarning)
        self.executor = self.threads = ThreadPoolExecutor(os.cpu_count())
        self.given = deque((task, future if is_played(future) else self.submit(task)) for task, future in self.given)

    def submit(self, task):
        try:
            return self.executor.submit(play_task, *self.study, *task)
        except BrokenExecutor as error:
            broken = Future()  # whose turn will come
            broken.set_exception(error)
            return broken

    def cancel(self):
        """What no worker has begun is left."""
        for _, future in self.given:
            future.cancel()
        if self.threads:
            self.threads.shutdown(wait=False)


def play_task(scenario, trials, seed, first, count):
    """By a worker: who it is, and `count` stretches from the `first`."""
    return _core.identity(scenario._core), _core.play_stretches(scenario._core, trials, seed, first, count)


def tasks_of(trials):
    """First stretch and how many."""
    stretches = -(-trials // _core.stretch_trials)
    size = min(max(stretches // TASKS_WANTED, 1), STRETCHES_A_TASK)
    for first in range(0, stretches, size):
        yield first, min(size, stretches - first)


def executor_of(executor):
    if isinstance(executor, Executor):
        return executor
    if hasattr(executor, "get_executor"):  # a client of Dask, which itself gives what a lost worker had to others
        return executor.get_executor(pure=False)
    raise TypeError(f"executor is one of concurrent.futures or a client of Dask, not a {type(executor).__name__}")


def is_played(future):
    return future.done() and not future.cancelled() and future.exception() is None
