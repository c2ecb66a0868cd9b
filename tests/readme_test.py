"""What README.md and docs/ show is what the program prints, and their links lead to files that exist.

A block of commands that follows the line <!-- tested --> is run from what looks like the root, so that files it writes are not
left behind, with PROGRAM as `detente`, and must print what stands below each command; after <!-- tested: exit 3 --> the last command must end with that status. After <!-- run --> they
are run, and what they print, times perhaps, is not compared.

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
BLOCK = re.compile(r"^<!-- (?P<kind>tested|run)(?:: exit (?P<status>\d+))? -->\n```console\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")


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
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=program_folder / "root", env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=300)
    return stripped(done.stdout.splitlines()), done.returncode


def stripped(lines):
    """Lines without blanks at their ends, and without empty lines at the end."""
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def check_blocks(page, text, program_folder, differences, problems):
    """The text with what the commands really print; a block in which one ends with the wrong status, or that is only run, stays as it is."""
    def really(match):
        result, right = [], match["kind"] == "tested"
        commands = commands_of(match["text"])
        for command, expected in commands:
            output, status = run(command, program_folder)
            result += [f"$ {command}", *output]
            wanted = int(match["status"] or 0) if command is commands[-1][0] else 0
            if status != wanted:
                right = False
                problems.append(f"{page}: this ended with {status}, not {wanted}:\n$ {command}\n" + "\n".join(output))
            elif match["kind"] == "tested" and output != stripped(expected):
                difference = difflib.unified_diff(expected, output, f"{page} says", "the program prints", lineterm="", n=1)
                differences.append(f"$ {command}\n" + "\n".join(difference))
        return match[0].replace(match["text"], "\n".join(result) + "\n") if right else match[0]

    return BLOCK.sub(really, text)


# ---- everything

def main():
    update = "--update" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--update"]
    if len(arguments) != 1:
        print(__doc__.splitlines()[-1], file=sys.stderr)
        return 2
    differences, problems, blocks = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "detente").symlink_to(Path(arguments[0]).resolve())
        (folder / "root").mkdir()
        for entry in ROOT.iterdir():
            (folder / "root" / entry.name).symlink_to(entry)
        for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            page, text = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
            blocks += len(BLOCK.findall(text))
            real = check_blocks(page, text, folder, differences, problems)
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
