"""What part of Sweden a map shows, and where names have room on it."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import frames
from dashboard.charts.classes import classify
from dashboard.charts.frames import BESIDE, WIDE, NamedPoint
from tests.unit.test_figures import indicator

SORMLAND = (15.6, 17.7, 58.6, 59.5)


def test_a_latitude_comes_back_from_the_map():
    for degrees in (54.7, 60.0, 70.3):
        assert frames.latitude(frames.mercator(degrees)) == pytest.approx(degrees)


@pytest.mark.parametrize("shape", [BESIDE, WIDE])
@pytest.mark.parametrize("extent", [SORMLAND, (17.9, 19.4, 56.9, 58.4), (14.3, 24.2, 65.0, 69.1)])
def test_a_frame_has_its_shape_and_shows_what_lies_around(extent, shape):
    """The shape is that of the panel, so that the map fills it; a tenth at least is the neighbours'."""
    west, east, south, north = frames.around(extent, shape)
    wide, tall = math.radians(east - west), frames.mercator(north) - frames.mercator(south)
    assert wide / tall == pytest.approx(shape.ratio)
    assert west < extent[0] - 0.1 * (extent[1] - extent[0])
    assert north > extent[3] + 0.1 * (extent[3] - extent[2])


def test_the_style_sheet_holds_the_shapes():
    style = Path("assets/indikator.css").read_text(encoding="utf-8")
    assert {float(ratio) for ratio in re.findall(r"aspect-ratio: ([0-9.]+)", style)} == {BESIDE.ratio, WIDE.ratio}


POINTS = st.lists(st.tuples(st.floats(*SORMLAND[:2]), st.floats(*SORMLAND[2:])), max_size=12)


@given(POINTS)
def test_no_name_is_written_over_another(points):
    frame = frames.around(SORMLAND, BESIDE)
    names = [NamedPoint(f"{at:04}", "Katrineholm", *point) for at, point in enumerate(points)]
    found = frames.with_room(names, frame, BESIDE)
    assert [one.code for one in found[:1]] == [one.code for one in names[:1]]
    scale = BESIDE.width / math.radians(frame[1] - frame[0])
    boxes = [(math.radians(one.longitude) * scale, frames.mercator(one.latitude) * scale) for one in found]
    for at, (x, y) in enumerate(boxes):
        for other_x, other_y in boxes[:at]:
            assert abs(x - other_x) > frames.NAME_SIZE * 5 or abs(y - other_y) > frames.LINE - 0.01


def test_a_name_moves_a_line_rather_than_being_left_out():
    frame = frames.around(SORMLAND, BESIDE)
    two = [NamedPoint("0483", "Katrineholm", 16.6, 59.05), NamedPoint("0482", "Flen", 16.6, 59.06)]
    first, second = frames.with_room(two, frame, BESIDE)
    assert first.code == "0483"
    assert second.latitude > two[1].latitude


def test_a_class_with_nine_in_ten_is_found():
    assert classify([1.0] * 9 + [2.0], indicator()).crowded is not None
    assert classify([1.0] * 8 + [2.0, 3.0], indicator()).crowded is None
    assert classify([1.0] * 10, indicator()).crowded is None
    assert classify([None] * 10, indicator()).crowded is None
