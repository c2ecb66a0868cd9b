"""Whatever a file holds, `check` answers within 256 MB and 2 s of processor time: each of tests/scenario/bad, and texts made
to hurt, some of them as long as a scenario may be.

usage: hostile_test.py PROGRAM
"""

import os
import resource
import subprocess
import sys
import tempfile
from itertools import count, islice
from pathlib import Path

TESTS = Path(__file__).resolve().parent / "scenario"
MEGABYTES_MAX, SECONDS_MAX = 256, 3 * 2  # three times the seconds that are promised
STATUSES = {0, 3}  # taken; a scenario with mistakes
HARBOUR = (TESTS / "good" / "harbour.toml").read_text()


def filled(size, part, begin="", end=""):
    """As many parts as fit between begin and end; `part`: a text, or what gives the i-th one."""
    texts, left = [], size - len(begin) - len(end)
    for i in count():
        text = part if isinstance(part, str) else part(i)
        left -= len(text)
        if left < 0:
            return begin + "".join(texts) + end
        texts.append(text)


def word(i, length):
    return f"{i * 2654435761 % (1 << 64):064b}".translate({48: "a", 49: "b"}).rjust(length, "c")[:length]


def valid(protocol, preconditions):
    """A scenario without a mistake, with as many stages, guests and conditions as it may have, each on four of five issues."""
    issues, names = [f"i{i}" for i in range(5)], [f'"g{i}"' for i in range(63)]
    options = ", ".join(f'"o{o}" = {o * 11}' for o in range(10))
    rules = [f"i0 + i1 * 3 - i2 / 7 + i3 >= {i}" for i in range(16 * len(names))]
    text = 'format = 1\nname = "large"\nsource = "test"\nconfidence = "low"\n'
    text += "".join(f'issues.{i} = {{ reversion = "o0", options = {{ {options} }} }}\n' for i in issues)
    positions = "".join(f"positions.{i} = [70, 50]\n" for i in issues)
    text += f'[parties.chair]\nrole = "convenor"\ninfluence = 10\n{positions}'
    for g, name in enumerate(names):
        own = rules[16 * g:16 * g + 16]
        text += f'[parties.{name}]\nrole = "envoy"\ninfluence = 10\nstay-out = 0.4\n{positions}'
        if preconditions.count("{}") == 1:
            text += preconditions.format(", ".join(f'"{rule}"' for rule in own))
        else:
            text += "".join(preconditions.format(d, rule) for d, rule in enumerate(own))
    offer = ", ".join(f'{i} = "o0"' for i in issues)
    seats = (f'convenor = "chair"\ninvited = [{", ".join(names)}]\nwanted = ["g0"]\noffer = {{ {offer} }}\n'
             if protocol == "participation" else 'mediator = "chair"\n')
    quoted = ", ".join(f'"{i}"' for i in issues)
    for stage in range(32):
        text += f'[[stages]]\nname = "s{stage}"\nprotocol = "{protocol}"\nissues = [{quoted}]\nrounds = 2\n{seats}'
    return text + '[[outcomes]]\nname = "any"\nwhen = "true"\n'


def never(length):
    """192 conditions on 10,000 packages each."""
    options = ", ".join(f'"o{o}" = {o * 11}' for o in range(10))
    text = 'format = 1\nname = "long"\nsource = "test"\nconfidence = "low"\n'
    text += "".join(f'issues.i{i} = {{ reversion = "o0", options = {{ {options} }} }}\n' for i in range(4))
    for p in range(64):
        rules = (f"i0 + i1 + i2 + i3{''.join(f' + i{j % 4} * {3 * p + k + 1}' for j in range(length))} > 100000" for k in range(3))
        text += f'[parties.p{p}]\nrole = "{"envoy" if p else "convenor"}"\ninfluence = 10\npositions.i0 = [70, 50]\n'
        text += "never = [" + ", ".join(f'"{rule}"' for rule in rules) + "]\n"
    return text + ('[[stages]]\nname = "s"\nprotocol = "single-text"\nmediator = "p0"\nissues = ["i0", "i1", "i2", "i3"]\nrounds = 2\n'
                   '[[outcomes]]\nname = "any"\nwhen = "true"\n')


def hostile():
    """Name and text of each file."""
    longer, longest = 13 << 20, 1 << 20
    for size in longer, longest:
        yield "brackets", filled(size, "[")
        yield "nested arrays", filled(size, "[", "a = ")
        yield "nested tables", filled(size, "{ a = ")
        yield "dotted parts", filled(size, ".a", "a", " = 1")
        yield "a long line", filled(size, "a", 'name = "', '"')
        yield "a long text", filled(size, "some words\n", 'notes = """', '"""')
        yield "no text", filled(size, "\xff")
    for name, part in {
        "lines": "\n",
        "open brackets": "a = [\n",
        "shallow arrays": lambda i: f"a{i} = " + "[" * 30 + "]" * 30 + "\n",
        "keys": lambda i: f"k{i} = 1\n",
        "keys of many parts": lambda i: f"k{i}" + ".a" * 15 + " = 1\n",
        "tables": lambda i: f"[t{i}]\n",
        "lists of tables": "[[stages]]\n",
        "parties": lambda i: f"[parties.p{i}]\n",
        "a party's keys": lambda i: f"parties.p.k{i} = 1\n",
        "positions": lambda i: f"parties.north.positions.i{i} = [1, 1]\n",
        "issues": lambda i: f"issues.i{i} = {{ reversion = 0, options = {{ a = 0, b = 1 }} }}\n",
        "options": lambda i: f"issues.i.options.o{i} = {i}\n",
        "parameters": lambda i: f"parameters.x{i} = {{ beta = [1, 1] }}\n",
        "parameters with one name": "parameters.x = 1\n",
        "variables": lambda i: f"variables.x{i}.initial = 1\n",
        "shocks": lambda i: f'[[shocks]]\nname = "s{i}"\nchance = 0.1\nper = "day"\n',
        "events": lambda i: f'events.e{i} = "agreed(talk)"\n',
        "observed": lambda i: f'observed.e{i} = true\n',
        "outcomes": lambda i: f'[[outcomes]]\nname = "o{i}"\nwhen = "price > acess"\n',
        "links": lambda i: f'[[links]]\nname = "l{i}"\nnever = "price > 3"\n',
        "stages": lambda i: f'[[stages]]\nname = "s{i}"\nprotocol = "single-text"\nissues = ["prise"]\n',
        "blocs": lambda i: f'[blocs.b{i}]\nmembers = ["norht", "south"]\n',
        "conditions": lambda i: f'events.e{i} = "' + "(" * 60 + "price > 3" + ")" * 60 + '"\n',
        "long lines": lambda i: f"parameters.x{i} = {{ " + ", ".join(f"k{key} = 1" for key in range(5000)) + " }\n",
    }.items():
        yield name, filled(longest, part)
        yield name + " after a scenario", filled(longest, part, HARBOUR + "\n")
    for name, begin, part, end in [
        ("a list of names", '[[stages]]\nname = "s"\nprotocol = "participation"\nconvenor = "chair"\ninvited = [',
         lambda i: f'"p{i}", \n', "]"),
        ("a list of voters", '[[stages]]\nname = "s"\nprotocol = "single-text"\nmediator = "chair"\nissues = ["price"]\n'
         'decision.voters = [', lambda i: f'"p{i}",\n', "]"),
        ("a list of issues", '[[stages]]\nname = "s"\nprotocol = "single-text"\nmediator = "chair"\nissues = [',
         lambda i: f'"i{i}",\n', "]"),
        ("an offer", '[[stages]]\nname = "s"\nprotocol = "participation"\nconvenor = "chair"\ninvited = ["north"]\n'
         'issues = ["price"]\n', lambda i: f"offer.i{i} = 1\n", ""),
        ("a list of conditions", 'parties.north.never = [', '"price > acess",\n', "]"),
        ("a choice", '[parameters.x.choice]\n', lambda i: f'"{i}" = 1\n', ""),
        ("a mixture", 'parties.north.tactic = { kind = "mixture", of = [', '{ kind = "fixed" },\n', "] }"),
        ("bodies", '[[stages]]\nname = "h"\nprotocol = "ratification"\nratifies = "talks"\n',
         lambda i: f'[[stages.bodies]]\nname = "b{i}"\nyes = 50\nneeds = 50\n', ""),
        ("tranches", '[[stages]]\nname = "h"\nprotocol = "tandem"\ncarries-out = "talks"\n'
         'sides = { first = ["north"], second = ["south"] }\n', lambda i: f'[[stages.tranches]]\nname = "t{i}"\n', ""),
    ]:
        yield name, filled(longest, part, HARBOUR + "\n" + begin, end)
    for column in "none.csv#x", "rows.csv#x", "columns.csv#xxxx":
        yield "samples of " + column, HARBOUR + "\n[parameters]\n" + "".join(
            f'x{i} = {{ samples = "{column}" }}\n' for i in range(256))
    yield "preconditions on all packages", valid("participation", "preconditions.d{}.requires = \"{}\"\n")
    yield "conditions on all packages", valid("single-text", "never = [{}]\n")
    # As many combinations of options as conditions may read, each on the longest condition.
    for length in 10, 240:
        yield f"long conditions of {length}", never(length)
    # Names none of which is another but many of which are near.
    yield "near names in conditions", HARBOUR + "\n[parameters]\n" + "".join(
        f"{word(i, 40)} = 1\n" for i in range(256)) + "[events]\n" + "".join(
        f'e{i} = "' + " and ".join(f"{word(99 * i + k, 40)} > 1" for k in range(8, 88)) + '"\n' for i in range(3, 131))
    for length in 40, 120:
        known = filled(128 * (length + 9), lambda i: f'"{word(i, length)}" = "true"\n', HARBOUR + "\n[events]\n")
        yield f"near names of {length}", filled(longest, lambda i: f'"{word(i + 999, length)}" = true\n', known + "[observed]\n")


def spent(program, path):
    """Megabytes at the peak, seconds of processor time, and the exit status: negative if a signal ended it."""
    process = subprocess.Popen([program, "check", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (5 * SECONDS_MAX,) * 2))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, process.returncode


def main():
    program, rows = sys.argv[1], []
    for path in sorted((TESTS / "bad").glob("*.toml")):
        rows.append((path.name, *spent(program, path)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.toml"
        (Path(folder) / "rows.csv").write_text(filled(1 << 20, "0.12345678\n", "x\n"))
        (Path(folder) / "columns.csv").write_text(filled(1 << 20, "xx,"))
        for name, text in hostile():
            path.write_bytes(text.encode("latin-1"))
            rows.append((f"{name}, {len(text)} bytes", *spent(program, path)))
    too_much = [row for row in rows if row[1] > MEGABYTES_MAX or row[2] > SECONDS_MAX or row[3] not in STATUSES]
    for row in too_much:
        print("%s: %.0f MB, %.2f s, exit status %d" % row)
    print(f"{len(rows)} files: at most {max(row[1] for row in rows):.0f} MB and {max(row[2] for row in rows):.2f} s")
    return 1 if too_much else 0


if __name__ == "__main__":
    sys.exit(main())
