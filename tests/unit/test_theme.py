"""The charts' colours: those of the style sheet, and readable."""

import re

import pytest

from dashboard import formats, shell
from dashboard.charts import theme
from etl.contract.paths import ROOT

TOKENS = dict(re.findall(r"--([\w-]+):\s*([^;]+);", (ROOT / "assets" / "tokens.css").read_text(encoding="utf-8")))
SHEETS = sorted((ROOT / "assets").glob("*.css"))
SHARED = {
    "ink": theme.INK,
    "muted": theme.MUTED,
    "grid": theme.GRID,
    "paper": theme.PAPER,
    "warning": theme.WARNING,
    "ground": theme.GROUND,
    "good": theme.GOOD,
    "good-soft": theme.GOOD_SOFT,
    "poor": theme.POOR,
    "poor-soft": theme.POOR_SOFT,
    "hatch-ground": theme.HATCH_GROUND,
    "hatch-line": theme.HATCH_LINE,
    "hatch-dot": theme.HATCH_DOT,
    "font": theme.FONT,
}
READABLE = 4.5
VISIBLE = 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_wcag():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("token", SHARED)
def test_charts_and_style_sheet_agree(token):
    assert TOKENS[token] == SHARED[token]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_every_colour_of_a_style_sheet_is_defined(sheet):
    used = set(re.findall(r"var\(--(?!bs-|Dash-)([\w-]+)\)", sheet.read_text(encoding="utf-8")))
    assert used <= set(TOKENS), f"{sheet.name} uses variables that tokens.css lacks: {sorted(used - set(TOKENS))}"


@pytest.mark.parametrize("colour", [*theme.LINES, theme.INK, theme.MUTED, theme.RIKET, theme.WARNING, theme.GOAL])
def test_labels_are_readable_on_paper(colour):
    assert contrast(colour, theme.PAPER) >= READABLE


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "ground"),
        ("muted", "ground"),
        ("muted", "paper"),
        ("link", "paper"),
        ("link", "ground"),
        ("ink", "accent-soft"),
        ("ink", "warning-soft"),
        ("paper", "accent"),
        ("paper", "warning"),
    ],
)
def test_the_style_sheets_text_is_readable(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= READABLE


@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_focus_is_visible(ground):
    assert contrast(TOKENS["focus"], TOKENS[ground]) >= VISIBLE


def test_lines_are_told_apart():
    assert len(set(theme.LINES)) == len(theme.LINES)
    assert len(theme.SYMBOLS) >= len(theme.LINES), "lines that differ in colour only are lost on the colour-blind"


def test_classes_darken_from_low_to_high():
    assert sorted(theme.SEQUENTIAL, key=luminance, reverse=True) == list(theme.SEQUENTIAL)


def test_diverging_classes_are_lightest_in_the_middle():
    lights = [luminance(colour) for colour in theme.DIVERGING]
    assert len(lights) == 5
    assert lights[0] < lights[1] < lights[2] > lights[3] > lights[4]


@pytest.mark.parametrize("hatch", theme.HATCHES, ids=lambda hatch: hatch.status)
def test_the_colour_of_what_is_absent_is_the_key_to_its_pattern(hatch):
    colour, pattern = hatch.key, hatch.pattern
    assert [*theme.SEQUENTIAL, *theme.DIVERGING, theme.MIDDLE, theme.MISSING, theme.HIDDEN, theme.NOT_APPLICABLE].count(
        colour
    ) == 1
    assert f'path[fill="{theme.rgb(colour)}"]{{fill:url(#{pattern})}}' in shell.INDEX
    assert f'id="{pattern}" data-key="{theme.rgb(colour)[4:-1]}" data-status="{hatch.status}"' in shell.INDEX
    assert f'fill="{hatch.colour}"' in shell.INDEX.split(f'id="{pattern}"')[1].split("</pattern>")[0]
    assert any(f".swatch-{hatch.status} {{" in sheet.read_text(encoding="utf-8") for sheet in SHEETS)


def test_rgb_is_written_as_plotly_writes_it():
    assert theme.rgb("#c9c9c9") == "rgb(201, 201, 201)"
    assert theme.rgb("#0b62a4") == "rgb(11, 98, 164)"


def test_charts_write_numbers_the_swedish_way():
    assert theme.layout()["separators"] == ",\u00a0"
    assert theme.CONFIG["locale"] == "sv"


def test_no_chart_can_be_uploaded():
    assert theme.CONFIG["displayModeBar"] is False


def test_the_demo_mark_lies_on_every_picture():
    assert theme.demo_mark()["text"] == formats.DEMO_WORDS
