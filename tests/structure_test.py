"""The shape of sim/: rules about the source text that a compiler does not check.

- A module includes only itself and modules above it; its CMake USES name every module it includes, and none below it.
- Project headers are included from the root; every header has #pragma once.
- Results are the same bits everywhere: no <random>, and on the way to a decision none of libm's functions (std::sqrt,
  std::abs, std::isfinite and their like are exact) and no container whose order is its own.
- The program knows no case: names of the founding case stand in scenarios, not in sim/.
- Which protocol a stage has is asked nowhere: its settings and its plan are visited, and a compiler says which protocol is
  missing.
- A protocol is named in its own files and in the lists of protocols alone, so that a new one touches nothing else.
- Views play nothing: what a report says was measured with its result.
- From a scenario's text to counts nothing needs files, threads or OpenSSL, which other machines have not
  (docs/decisions/0021): the modules up to the engine, and what is needed of the study to play and count.
- No file is longer than 450 lines.

usage: structure_test.py [ROOT]
"""

import re
import sys
from pathlib import Path

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
ROOT = ROOT if ROOT.is_dir() else ROOT.parent.parent
MODULES = ["core", "math", "random", "stats", "rules", "scenario", "model", "agents", "protocols", "engine", "study",
           "files", "sweep", "store", "bench", "report", "cli"]  # each may include those before it
ANYWHERE = MODULES[:MODULES.index("study")]
ANYWHERE_TOO = "sim/study/player.h"  # with all that it includes
ELSEWHERE = re.compile(r"filesystem|fstream|iostream|thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore|latch|barrier"
                       r"|openssl/.*|sys/.*|unistd\.h|fcntl\.h|pthread\.h|signal\.h|csignal")
DECIDES = {"math", "random", "rules", "model", "agents", "protocols", "engine"}
PROTOCOL_LISTS = {"sim/scenario/scenario.h", "sim/engine/protocols.h", "sim/study/protocols.h", "sim/report/protocols.h",
                  "sim/bench/decisions.cpp"}
LINES_AT_MOST = 450
ASKS = re.compile(r"\b(?:holds_alternative|get_if)\s*<\s*(?:const\s+)?(?:\w+::)*(?:Plan|Settings)\b"
                  r"|\b(?:plan|settings)\.index\(\)\s*[!=]=|[!=]=[^;&|]*\b(?:plan|settings)\.index\(\)|switch\s*\(.*\b(?:plan|settings)\.index\(\)")
PLAYS = re.compile(r"\b(?:simulate|measure\w*|first_failure|failure_of|replay|play|step|make_player)\s*\(")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
FUNCTIONS = (r"exp2?|expm1|log(?:2|10|1p|b)?|pow|a?(?:sin|cos|tan)h?|atan2|cbrt|hypot|erfc?|lgamma|tgamma|fma|beta"
             r"|riemann_zeta|assoc_\w+")
LIBM = re.compile(rf"\b(?:std)?::({FUNCTIONS})[fl]?\s*\(")
BARE = re.compile(rf"(?<![\w:.>])({FUNCTIONS})[fl]?\s*\(")  # ours if sim/math/elementary.h is there, else libm's
OURS = {"exp", "log", "pow"}
ELEMENTARY = "sim/math/elementary.h"
UNORDERED = re.compile(r"\bunordered_(?:multi)?(?:map|set)\b")
CASE = re.compile(r"afghan|taliban|doha", re.IGNORECASE)
EXAMPLE = re.compile(r"\bscenarios/[a-z0-9-]+\.toml\b")  # help names files that exist
USES = re.compile(r"detente_module\(\s*(\w+)([^)]*)\)", re.DOTALL)


def without_comments(text):
    """The text with comments blanked out, line for line; strings are left alone."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
    blank = lambda match: re.sub(r"[^\n]", " ", match[0]) if match[0].startswith("/") else match[0]
    return token.sub(blank, text)


def cmake_uses(module):
    """USES of the module, up to the next keyword."""
    text = (ROOT / "sim" / module / "CMakeLists.txt").read_text()
    found = USES.search(re.sub(r"#[^\n]*", "", text))
    if not found or found[1] != module:
        return None
    words, uses, reading = found[2].split(), set(), False
    for word in words:
        if word.isupper():
            reading = word == "USES"
        elif reading:
            uses.add(word)
    return uses


def check_file(path, module, included):
    """Problems of one file; adds the modules that it includes to `included`."""
    text = path.read_text()
    lines = text.splitlines()
    if path.suffix == ".h" and "#pragma once" not in lines:
        yield 1, "a header without #pragma once"
    elementary = path == ROOT / ELEMENTARY
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        include = INCLUDE.match(line)
        if include:
            yield from ((number, problem) for problem in check_include(include, module, included))
        if asks := ASKS.search(line):
            yield number, f"'{asks[0]}' asks which protocol a stage has: a new one would be taken for another; visit what it has"
        if module == "report" and (plays := PLAYS.search(line)):
            yield number, f"'{plays[0]}...)' plays for a report; let the result hold what is measured (sim/study/measured.h)"
        if module in DECIDES:
            if libm := LIBM.search(line):
                yield number, f"{libm[0]}...) of libm differs between machines in its last bit; use sim/math/elementary.h"
            bare = BARE.search(line)
            if bare and not (bare[1] in OURS and (elementary or f'#include "{ELEMENTARY}"' in lines)):
                yield number, f"{bare[0]}...) may be libm's: include {ELEMENTARY}, which has {', '.join(sorted(OURS))}"
            if UNORDERED.search(line):
                yield number, "the order of an unordered container is the library's own; use a sorted one"
    for number, line in enumerate(lines, 1):
        if name := CASE.search(EXAMPLE.sub("", line) if module == "cli" else line):
            yield number, f"'{name[0]}' belongs into a scenario, not into the program"


def check_lengths():
    for path in sorted(path for folder in ("sim", "analysis", "benchmarks", "tests") for path in (ROOT / folder).rglob("*")):
        if path.suffix in (".h", ".cpp") and (lines := len(path.read_text().splitlines())) > LINES_AT_MOST:
            yield f"{path.relative_to(ROOT)}:{lines}: {lines} lines, at most {LINES_AT_MOST}"


def check_protocols():
    """That nothing else names one: its namespace, its folder or its files."""
    rooms = "|".join(path.name for path in sorted((ROOT / "sim/protocols").iterdir()) if path.is_dir())
    named = re.compile(rf"\b({rooms})::|sim/protocols/|sim/\w+/({rooms})\.h\b")
    found = set()
    for path in sorted((ROOT / "sim").rglob("*")):
        name = str(path.relative_to(ROOT))
        if path.suffix not in (".h", ".cpp") or name.startswith("sim/protocols/") or re.fullmatch(rf"({rooms})(_\w+)?", path.stem):
            continue
        for number, line in enumerate(without_comments(path.read_text()).splitlines(), 1):
            if match := named.search(line):
                found.add(name)
                if name not in PROTOCOL_LISTS:
                    yield f"{name}:{number}: '{match[0]}' names a protocol outside its own files and the lists of them"
    for name in sorted(PROTOCOL_LISTS - found):
        yield f"{name}: a list of protocols that names none"


def check_include(include, module, included):
    bracket, header = include.groups()
    if header == "random":
        yield "<random> draws differently with every standard library; use sim/random"
    if header in ("unordered_map", "unordered_set") and module in DECIDES:
        yield f"<{header}>: use a sorted container"
    if bracket == "<":
        return
    if not re.fullmatch(r"sim/\w+/(\w+/)?\w+\.h", header):
        yield f'"{header}" is not included from the root as "sim/MODULE/FILE.h"'
        return
    other = header.split("/")[1]
    if not (ROOT / header).is_file():
        yield f'"{header}" does not exist'
    if other == module:
        return
    included.add(other)
    if other not in MODULES or MODULES.index(other) > MODULES.index(module):
        yield f"{module} may not include {other}, which stands below it"


def files_for_anywhere():
    """The modules up to the engine, and the files of the study that play and count."""
    for module in ANYWHERE:
        yield from (path for path in sorted((ROOT / "sim" / module).rglob("*")) if path.suffix in (".h", ".cpp"))
    waiting, seen = [ANYWHERE_TOO], set()
    while waiting:
        header = waiting.pop()
        if header in seen or header.split("/")[1] in ANYWHERE:
            continue
        seen.add(header)
        for path in (ROOT / header, (ROOT / header).with_suffix(".cpp")):
            if path.is_file():
                yield path
                waiting += [include[2] for line in path.read_text().splitlines() if (include := INCLUDE.match(line)) and include[1] == '"']


def check_anywhere():
    for path in files_for_anywhere():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = INCLUDE.match(line)
            if include and include[1] == "<" and ELSEWHERE.fullmatch(include[2]):
                yield f"{path.relative_to(ROOT)}:{number}: <{include[2]}> is not to be had on every machine; sim/files reads, sim/study has threads"


def problems():
    folders = sorted(path.name for path in (ROOT / "sim").iterdir() if path.is_dir())
    if set(folders) != set(MODULES):
        yield f"sim: modules are {', '.join(folders)}; this test knows {', '.join(MODULES)}"
    order = re.search(r"foreach\(module ([\w\s]+)\)", (ROOT / "CMakeLists.txt").read_text())
    if not order or order[1].split() != MODULES:
        yield f"CMakeLists.txt: adds the modules in another order than {' '.join(MODULES)}"
    yield from check_anywhere()
    yield from check_lengths()
    yield from check_protocols()
    for module in (module for module in MODULES if module in folders):
        included = set()
        for path in sorted((ROOT / "sim" / module).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                for line, problem in check_file(path, module, included):
                    yield f"{path.relative_to(ROOT)}:{line}: {problem}"
        uses = cmake_uses(module)
        if uses is None:
            yield f"sim/{module}/CMakeLists.txt: no detente_module({module} ...)"
            continue
        for other in sorted(included - uses):
            yield f"sim/{module}/CMakeLists.txt: includes {other}, which is not in its USES"
        for other in sorted(uses):
            if other not in MODULES[:MODULES.index(module)]:
                yield f"sim/{module}/CMakeLists.txt: USES {other}, which does not stand above {module}"


def main():
    found = list(problems())
    files = sum(1 for path in (ROOT / "sim").rglob("*") if path.suffix in (".h", ".cpp"))
    print("\n".join(found) or f"{files} files in {len(MODULES)} modules keep the rules")
    return 1 if found or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
