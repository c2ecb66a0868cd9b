"""What README.md shows of the package is what it prints."""

import doctest
import re

import pandas as pd

from conftest import ROOT

BLOCK = re.compile(r"^<!-- tested -->\n```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_examples_print_what_they_show():
    blocks = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert blocks
    with pd.option_context("display.width", 80):
        for block in blocks:
            example = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
            output = []
            runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
            assert not runner.run(example, out=output.append).failed, "".join(output)
