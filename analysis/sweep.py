#!/usr/bin/env python3
"""Runs a scenario once for every combination of values and writes a tidy CSV.

Each --vary names an address and its values; several multiply. All points share
one seed, and so their luck (common random numbers): the difference between two
points is far more precise than either share. Needs nothing but Python and
detente.

One row for each point and outcome, event and guest: a column for each address
varied, then

  kind                outcome, event or attendance
  name                the outcome, the event, or STAGE.PARTY
  share low high      of the valid trials (attendance: of those in which the
                      stage was held), with its 95 % interval
  trials valid failed played, and of them those that went well and those that
                      failed because a number was not finite
  seed digest         of the point's run

Standard error says if any trial failed and if numbers had to be clamped.
"""

import argparse
import csv
import itertools
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from fractions import Fraction
from pathlib import Path

VALUES = """values: V1,V2,... separated by commas; a label with a comma in it is quoted
("ceasefire, monitored"); A..B/N for N equal steps from A to B; no value at all
stands for what the file says. ADDRESS+= adds to a list, ADDRESS-= takes from it.

examples:
  sweep.py scenarios/first-steps.toml --out rebels.csv \\
      --vary parties.rebels.reservation=0.2..0.8/6
  sweep.py scenarios/doha-2-2024.toml \\
      --vary stages.convening.invited+=,nrf --vary stages.convening.rounds=1..9/4

Ctrl-C leaves a table of the complete points. Exit codes are detente's: 0 ok,
2 wrong usage, 3 the scenario has mistakes, 4 a file, 130 stopped."""


class Mistake(Exception):
    """What the user can put right."""


# ---- what is varied

def split_outside(text, separator):
    """Splits at separators that are not inside quotes or brackets."""
    parts, depth, quote, escaped = [""], 0, "", False
    for letter in text:
        if quote:
            quote = "" if letter == quote and not escaped else quote
            escaped = letter == "\\" and quote == '"' and not escaped
        elif letter in "\"'" and not parts[-1].strip().strip("[{"):
            quote = letter  # only at the beginning of a value: elsewhere ' is an apostrophe
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        if letter == separator and not quote and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def split_address(text):
    """("stages.talks.rounds", "=", "2,4") of "stages.talks.rounds=2,4"; a quoted part of an address may hold anything."""
    quote = ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "=":
            sign = text[place - 1 : place] if text[place - 1 : place] in ("+", "-") else ""
            address = text[: place - len(sign)].strip()
            if address:
                return address, sign + "=", text[place + 1 :].strip()
            break
    raise Mistake(f"--vary {text}: this is not ADDRESS=VALUES; write, for instance, --vary stages.talks.rounds=2,4,8")


def number_text(number):
    """A whole number without a point, else the shortest text that reads back the same."""
    return str(number.numerator) if number.denominator == 1 else repr(float(number))


def steps(text):
    """The values of A..B/N, or None if it is not one."""
    ends, _, count = text.partition("/")
    first, dots, last = ends.partition("..")
    try:
        low, high, parts = Fraction(first), Fraction(last), int(count)
    except (ValueError, ZeroDivisionError):
        return None
    if not dots:
        return None
    if not 1 <= parts <= 10_000:
        raise Mistake(f"'{text}' makes {parts} steps; between 1 and 10,000 are possible")
    return [number_text(low + (high - low) * step / parts) for step in range(parts + 1)]


class Axis:
    """One --vary: an address and the values it takes; "" is what the file says."""

    def __init__(self, text):
        self.address, self.sign, values = split_address(text)
        self.values = [value for part in split_outside(values, ",") for value in (steps(part) or [part])]
        self.column = self.address + self.sign.rstrip("=") + ("=" if self.sign != "=" else "")
        twice = {value for value in self.values if self.values.count(value) > 1}
        if twice:
            raise Mistake(f"--vary {text}: '{sorted(twice)[0]}' stands there twice")

    def setting(self, value):
        return [] if value == "" else ["--set", self.address + self.sign + value]


def bare(value):
    """A quoted label without its quotes."""
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


# ---- running the points

class Runner:
    """Runs detente for points, a few at a time, in their order."""

    def __init__(self, command, axes, points, scenario_text):
        self.command, self.axes, self.points, self.scenario_text = command, axes, points, scenario_text
        self.lock = threading.Lock()
        self.next, self.running = 0, set()
        self.closed = False    # no other point is begun
        self.stopping = False  # and those that run are ended
        self.finished = queue.SimpleQueue()  # (index, report or None where it was stopped, PointFailed or None)

    def start(self, jobs):
        for _ in range(jobs):
            threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        try:
            self.play()
        except (OSError, ValueError) as error:  # it cannot be started, or what it writes is no report
            self.finished.put((self.next, None, PointFailed(1, f"{self.command[0]}: {error}")))
        finally:
            self.finished.put((None, None, None))  # this worker has ended

    def play(self):
        while True:
            with self.lock:
                if self.closed or self.next == len(self.points):
                    return
                index, self.next = self.next, self.next + 1
                words = [word for axis, value in zip(self.axes, self.points[index]) for word in axis.setting(value)]
                process = subprocess.Popen(self.command + words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE)
                self.running.add(process)
            output, errors = process.communicate(self.scenario_text)
            with self.lock:
                self.running.discard(process)
                report, failure = self.judge(process.returncode, output, errors)
                self.closed = self.closed or report is None
            self.finished.put((index, report, failure))

    def judge(self, exit_code, output, errors):
        if exit_code == 0:
            report = json.loads(output)
            return (None, None) if report["stopped"] else (report, None)
        if self.stopping or exit_code in (130, -signal.SIGINT):  # Ctrl-C in a terminal reaches every program
            return None, None
        return None, PointFailed(exit_code, errors.decode(errors="replace"))

    def stop(self):
        with self.lock:
            self.closed = self.stopping = True
            for process in self.running:
                process.terminate()


class PointFailed:
    def __init__(self, exit_code, message):
        self.exit_code, self.message = exit_code, message


class Progress:
    """On a terminal, how many points are done; warnings once each."""

    def __init__(self, total):
        self.total, self.shown = total, sys.stderr.isatty()
        self.warned = set()

    def show(self, done):
        if self.shown:
            print(f"\r{done} of {self.total} points", end="", file=sys.stderr, flush=True)

    def end(self):
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def warn(self, report, point):
        for warning in report["warnings"]:
            if warning["cause"] not in self.warned:
                self.warned.add(warning["cause"])
                self.end()
                print(f"sweep: warning at {point}: {warning['cause']}; {warning['remedy']}", file=sys.stderr)


def describe(axes, point):
    stated = [f"{axis.address}{axis.sign}{value}" for axis, value in zip(axes, point) if value != ""]
    return ", ".join(stated) or "the scenario as it is"


def run_points(runner, jobs):
    """Reports by index of point, of those that were completed, and the exit code."""
    axes, points = runner.axes, runner.points
    reports, failures, progress, stopped = {}, {}, Progress(len(points)), False
    # An exception thrown anywhere by Ctrl-C could leave a lock taken, so it only leaves word.
    interrupted = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: interrupted.set())
    runner.start(jobs)
    progress.show(0)
    working = jobs
    while working:
        try:
            index, report, failure = runner.finished.get(timeout=0.1)
        except queue.Empty:
            index = -1
        if interrupted.is_set() and not stopped:
            stopped = True
            runner.stop()
        if index == -1:
            continue
        if index is None:
            working -= 1
        elif failure:
            failures[index] = failure
        elif report is None:
            stopped = True
        else:
            reports[index] = report
            progress.warn(report, describe(axes, points[index]))
            progress.show(len(reports))
    progress.end()
    if stopped:
        print(f"sweep: stopped after {len(reports)} of {len(points)} points", file=sys.stderr)
        return reports, 130
    if failures:  # points begun were finished, the rest left
        index = min(failures)
        failure = failures[index]
        print(f"sweep: at {describe(axes, points[min(index, len(points) - 1)])}:\n{failure.message.rstrip()}", file=sys.stderr)
        return reports, failure.exit_code if 0 < failure.exit_code < 126 else 1
    return reports, 0


def tell_problems(axes, points, reports):
    """One line on standard error for failed trials and one for clamped numbers, if there are any."""
    for problem, what, remark in (("failed_trials", "trials failed", "shares are of the others"),
                                  ("trials_with_clamped_numbers", "numbers out of range were clamped", "see the report there")):
        counts = {index: report["problems"][problem] for index, report in reports.items() if report["problems"][problem]}
        if counts:
            worst = max(sorted(counts), key=counts.get)
            print(f"sweep: {what} at {len(counts)} of {len(reports)} points, most ({counts[worst]:,}) at"
                  f" {describe(axes, points[worst])}; {remark}", file=sys.stderr)


# ---- the table

def rows(report):
    """(kind, name, share) of everything a report counts."""
    for name, share in report["outcomes"].items():
        yield "outcome", name, share
    for name, share in report["events"].items():
        yield "event", name, share
    for stage, at in report["stages"].items():
        for party, share in at.get("attendance", {}).items():
            yield "attendance", f"{stage}.{party}", share


def write(file, axes, points, reports):
    table = csv.writer(file, lineterminator="\n")
    table.writerow([axis.column for axis in axes] + ["kind", "name", "share", "low", "high", "trials", "valid",
                                                      "failed", "seed", "digest"])
    for index in sorted(reports):
        report = reports[index]
        trials, failed = report["trials"], report["problems"]["failed_trials"]
        for kind, name, share in rows(report):
            table.writerow([bare(value) for value in points[index]] + [kind, name, share["share"], share["low"], share["high"],
                           trials, trials - failed, failed, report["seed"], report["digest"]])


def save(path, axes, points, reports):
    """To a file beside it first, so that FILE is whole or as it was."""
    if path == "-":
        write(sys.stdout, axes, points, reports)
        return
    target = Path(path)
    with tempfile.NamedTemporaryFile("w", dir=target.parent, prefix=target.name, delete=False, newline="") as file:
        try:
            os.fchmod(file.fileno(), 0o666 & ~current_umask())
            write(file, axes, points, reports)
        except BaseException:
            os.unlink(file.name)
            raise
    os.replace(file.name, target)


def current_umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


# ---- the command line

def find_program(given):
    if given:
        found = shutil.which(given)
        if not found:
            raise Mistake(f"there is no program '{given}'")
        return found
    built = Path(__file__).resolve().parent.parent / "build" / "detente"
    found = shutil.which("detente") or (str(built) if os.access(built, os.X_OK) else None)
    if not found:
        raise Mistake("detente is neither in PATH nor built here; run ./setup run, or name it with --program")
    return found


def positive(text):
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1")
    return number


def parse(arguments):
    parser = argparse.ArgumentParser(prog="sweep.py", description=__doc__, epilog=VALUES, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", metavar="SCENARIO", help="scenario file (TOML), - for standard input")
    parser.add_argument("--vary", metavar="ADDRESS=VALUES", action="append", required=True, help="see below; may be repeated")
    parser.add_argument("--set", metavar="ADDRESS=VALUE", action="append", default=[], help="the same at every point")
    parser.add_argument("--trials", metavar="N", default="100000", help="of every point (default 100000)")
    parser.add_argument("--seed", metavar="N", default="1", help="of every point (default 1)")
    parser.add_argument("--jobs", metavar="N", type=positive, help="points at a time (default: as many as processors)")
    parser.add_argument("--program", metavar="PATH", help="detente (default: the one in PATH, else the one built here)")
    parser.add_argument("--out", metavar="FILE", default="-", help="where to write (default: standard output)")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse(arguments)
    try:
        axes = [Axis(text) for text in options.vary]
        columns = [axis.column for axis in axes]
        for column in columns:
            if columns.count(column) > 1:
                raise Mistake(f"'{column}' is varied twice; write all its values into one --vary")
        program = find_program(options.program)
        if options.out != "-" and not Path(options.out).resolve().parent.is_dir():
            raise Mistake(f"there is no folder '{Path(options.out).parent}'")
    except Mistake as mistake:
        print(f"sweep: {mistake}", file=sys.stderr)
        return 2
    points = list(itertools.product(*(axis.values for axis in axes)))
    processors = os.cpu_count() or 1
    jobs = min(options.jobs or processors, len(points))
    command = [program, "run", options.scenario, "--format", "json", "--quiet", "--trials", options.trials, "--seed",
               options.seed, "--threads", str(max(1, processors // jobs))]
    command += [word for setting in options.set for word in ("--set", setting)]
    scenario_text = sys.stdin.buffer.read() if options.scenario == "-" else None
    reports, code = run_points(Runner(command, axes, points, scenario_text), jobs)
    tell_problems(axes, points, reports)
    if reports or code == 0:
        try:
            save(options.out, axes, points, reports)
        except OSError as error:
            print(f"sweep: cannot write '{options.out}': {error.strerror}", file=sys.stderr)
            return 4
    return code


if __name__ == "__main__":
    sys.exit(main())
