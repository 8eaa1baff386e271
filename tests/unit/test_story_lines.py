"""The first chart of a meeting page: its legend, which is a style sheet's, has the colours of its lines."""

import re

import pytest

from dashboard.charts import story_lines
from etl.contract.paths import ROOT

SHEET = (ROOT / "assets" / "kommun.css").read_text(encoding="utf-8")
TOKENS = (ROOT / "assets" / "tokens.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", story_lines.LOOKS)
def test_the_legend_has_the_colour_of_its_line(kind):
    found = re.search(rf"\.story-line-{kind} {{ color: ([^;]+);", SHEET)
    assert found is not None
    token = re.fullmatch(r"var\((--\w+)\)", found[1])
    colour = re.search(rf"{token[1]}: ([^;]+);", TOKENS)[1] if token else found[1]
    assert colour == story_lines.LOOKS[kind][0]
