"""The source distribution builds: unpacked in an empty folder it holds, as they stand, all files that a build of the tree has
read and the package's own, and CMake is content with it. Nothing is compiled again.

usage: sdist_test.py TARBALL BUILD, a folder in which ninja has built the tree
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OF_THE_PACKAGE = ["CMakeLists.txt", "LICENSE", "README.md", "pyproject.toml", "analysis/detente/*.py*"]


def files_read(build):
    """Sources and headers of the tree that the compiler has opened, by ninja's records."""
    records = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    paths = {(build / line.strip()).resolve() for line in records.splitlines() if line.startswith(" ")}
    return {path.relative_to(ROOT) for path in paths
            if path.is_relative_to(ROOT) and not path.is_relative_to(build) and path.exists()}  # else a record of before


def mistakes(tarball, build):
    needed = files_read(build)
    if len(needed) < 100:
        yield f"{build} has records of {len(needed)} files only; build the tree there first"
    needed |= {path.relative_to(ROOT) for pattern in OF_THE_PACKAGE for path in ROOT.glob(pattern)}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-xzf", tarball, "-C", folder], check=True)
        (unpacked,) = Path(folder).iterdir()
        for path in sorted(needed):
            if not (unpacked / path).exists():
                yield f"{path} is missing"
            elif (unpacked / path).read_bytes() != (ROOT / path).read_bytes():
                yield f"{path} is another than the tree's"
        done = subprocess.run(["cmake", "-S", unpacked, "-B", Path(folder) / "build", "-G", "Ninja", "-DDETENTE_BINDINGS=ON",
                               "-DDETENTE_TESTS=OFF", "-DSKBUILD=ON", f"-DPython_EXECUTABLE={sys.executable}"],
                              capture_output=True, text=True)
        if done.returncode:
            yield f"CMake fails on it:\n{done.stderr}"
    print(f"{len(needed)} files looked for in {tarball.name}")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    found = list(mistakes(Path(sys.argv[1]), Path(sys.argv[2]).resolve()))
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
