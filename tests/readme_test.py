"""What README.md and docs/ show is what the program prints, and their links and keys are those that exist.

A block of commands that follows the line <!-- tested --> is run from the root, with PROGRAM as `detente`, and must print
what stands below each command; after <!-- tested: exit 3 --> the last command must end with that status. The table of keys
in docs/format.md must be the one in sim/scenario/key_rows.cpp.

usage: readme_test.py [--update] PROGRAM
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^<!-- tested(?:: exit (?P<status>\d+))? -->\n```console\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")
KEYS = re.compile(r"(?<=<!-- keys -->\n).*?(?=<!-- end of keys -->)", re.DOTALL)
ROW = re.compile(r'^\s*\{"((?:\\.|[^"])*)", (\w+), "((?:\\.|[^"])*)"(?:, \{(.*)\})?\},$')
TRAIT = re.compile(r'\.(\w+) = ("(?:\\.|[^"])*"|[\w:.-]+)')


# ---- commands

def commands_of(text):
    """(command, expected output) of a block; a command goes on where its line ends with a backslash."""
    found, lines = [], iter(text.splitlines())
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\"):
                command += "\n" + next(lines)
            found.append((command, []))
        elif found:
            found[-1][1].append(line)
        else:
            raise SystemExit(f"a tested block begins with a command, not with: {line}")
    return found


def run(command, program_folder):
    environment = {**os.environ, "PATH": f"{program_folder}:{os.environ['PATH']}", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=300)
    return stripped(done.stdout.splitlines()), done.returncode


def stripped(lines):
    """Lines without blanks at their ends, and without empty lines at the end."""
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def check_blocks(page, text, program_folder, differences, problems):
    """The text with what the commands really print; a block in which one ends with the wrong status stays as it is."""
    def really(match):
        result, right = [], True
        commands = commands_of(match["text"])
        for command, expected in commands:
            output, status = run(command, program_folder)
            result += [f"$ {command}", *output]
            wanted = int(match["status"] or 0) if command is commands[-1][0] else 0
            if status != wanted:
                right = False
                problems.append(f"{page}: this ended with {status}, not {wanted}:\n$ {command}\n" + "\n".join(output))
            elif output != stripped(expected):
                difference = difflib.unified_diff(expected, output, f"{page} says", "the program prints", lineterm="", n=1)
                differences.append(f"$ {command}\n" + "\n".join(difference))
        return match[0].replace(match["text"], "\n".join(result) + "\n") if right else match[0]

    return BLOCK.sub(really, text)


# ---- keys

TYPES = {"text": "text", "label": "label", "name": "name", "reference": "name", "word": "word", "condition": "condition",
         "period": "period", "date": "date", "flag": "true or false", "integer": "whole number", "real": "number as it stands",
         "num": "number", "expression": "number or expression", "level": "option", "ideal": "option or number",
         "position": "position", "numbers": "list of numbers", "names": "list of names", "conditions": "list of conditions",
         "table": "table", "tables": "list of tables"}


def key_rows():
    """(path, type, what it means, traits) of each key, in order; only_if and limits with their values."""
    source = (ROOT / "sim" / "scenario" / "key_rows.cpp").read_text()
    constants = dict(re.findall(r'constexpr std::string_view (\w+) = "([^"]*)";', source))
    limits = dict(re.findall(r"constexpr [\w:]+(?: long)? (\w+) = ([\d']+)", (ROOT / "sim/scenario/limits.h").read_text()))
    for line in source.splitlines():
        if row := ROW.match(line):
            path, kind, meaning, traits = row.groups()
            unquote = lambda text: text.replace('\\"', '"')
            found = {}
            for name, value in TRAIT.findall(traits or ""):
                if value.startswith('"'):
                    value = unquote(value[1:-1])
                else:
                    value = constants.get(value, limits.get(value.removeprefix("limits::"), value))
                found[name] = value
            yield unquote(path), kind, unquote(meaning), found


def holds(kind, traits):
    """What a key may hold, for the table."""
    words = traits.get("words", "").split("|")[0].split()
    what = ", ".join(f"`{word}`" for word in words) or TYPES[kind]
    if "low" in traits or "high" in traits:
        low, high = traits.get("low", ""), traits.get("high", "").replace("'", "")
        what += f", {low}..{high}" if high else f", {low} or more"
    if "only_if" in traits:
        key, value = traits["only_if"].split("=")
        what += f"; if `{key}` is `{value}`"
    return what


def key_table():
    """The reference: supported keys by table, then the names of those to come."""
    lines, later, begun = [], [], None
    for path, kind, meaning, traits in key_rows():
        if traits.get("supported") == "false":
            later.append(path)
            continue
        part = re.split(r"[.\[]", path)[0] if "." in path or "[" in path or kind in ("table", "tables") else ""
        if part != begun:
            title = {"": "Top level", "num": "In place of any number"}.get(part, f"`{part}`")
            lines += ["", f"**{title}**", "", "| key | may hold | default | meaning |", "|---|---|---|---|"]
            begun = part
        path = path.removeprefix("num.")
        cell = f"**`{path}`**" if traits.get("required") == "true" else f"`{path}`"
        default = f"`{traits['fallback']}`" if "fallback" in traits else ""
        lines.append(f"| {cell} | {holds(kind, traits)} | {default} | {meaning} |".replace("  ", " "))
    words = [f"`{path}` " + ", ".join(f"`{word}`" for word in traits["words"].split("|")[1].split())
             for path, _, _, traits in key_rows() if "|" in traits.get("words", "") and traits.get("supported") != "false"]
    lines += ["", "**Known, and refused at their line as not supported yet:** " + ", ".join(f"`{path}`" for path in later) + ".",
              "", "**Values refused in the same way:** " + "; ".join(words) + ".", ""]
    return "\n".join(lines) + "\n"


# ---- everything

def main():
    update = "--update" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--update"]
    if len(arguments) != 1:
        print(__doc__.splitlines()[-1], file=sys.stderr)
        return 2
    differences, problems, blocks = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "detente").symlink_to(Path(arguments[0]).resolve())
        for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            page, text = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
            blocks += len(BLOCK.findall(text))
            real = check_blocks(page, text, folder, differences, problems)
            if page == "docs/format.md":
                if not KEYS.search(text):
                    problems.append("docs/format.md: has no table of keys")
                elif KEYS.search(text)[0] != key_table():
                    differences.append("docs/format.md: its table of keys is not that of sim/scenario/key_rows.cpp")
                real = KEYS.sub(lambda _: key_table(), real)
            if update and real != text:
                path.write_text(real, encoding="utf-8")
                print(f"{page}: rewritten")
            problems += [f"{page}: links to {link}, which does not exist" for link in LINK.findall(text)
                         if not (path.parent / link).exists()]
    if blocks == 0:
        problems.append("no tested block was found")
    if not update:
        problems += differences
    print("\n\n".join(problems) or f"{blocks} blocks print what they show")
    if differences and not update:
        print(f"\nif the program is right: {Path(sys.argv[0]).name} --update {arguments[0]}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
