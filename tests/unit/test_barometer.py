import pytest

from etl.contract.codes import Direction
from etl.signals.barometer import Entry, barometer, movement


def entry(before, now, *, direction=Direction.HIGHER, decimals=1, name="prov"):
    return Entry(name, direction, decimals, before, now)


FORWARD, STILL, BACKWARD = entry(50.0, 51.0), entry(50.0, 50.0), entry(50.0, 49.0)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([FORWARD, FORWARD, BACKWARD], "forward"),
        ([BACKWARD, FORWARD, BACKWARD], "backward"),
        ([STILL, STILL, FORWARD], "unchanged"),
        ([FORWARD, STILL, BACKWARD], "mixed"),
        ([FORWARD, FORWARD, STILL, STILL, BACKWARD], "mixed"),
        ([FORWARD, FORWARD, FORWARD, BACKWARD, BACKWARD], "forward"),
        ([BACKWARD], "backward"),
    ],
)
def test_the_majority_decides(entries, expected):
    result = barometer("arbete", entries)
    assert (result.movement, result.reason) == (expected, None)
    assert len(result.entries) == len(entries)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (entry(50.04, 49.96), "unchanged"),  # both are shown as 50,0
        (entry(50.04, 50.06), "forward"),  # 50,0 and 50,1
        (entry(50.4, 49.6, decimals=0), "unchanged"),
        (entry(10.0, 9.0, direction=Direction.LOWER), "forward"),
        (entry(0.8, 1.1, direction=Direction.CLOSEST_TO_ONE, decimals=2), "forward"),
        (entry(0.98, 1.02, direction=Direction.CLOSEST_TO_ONE, decimals=2), "unchanged"),
        (entry(None, 50.0), "cannot_be_judged"),
        (entry(50.0, None), "cannot_be_judged"),
    ],
)
def test_each_goes_by_what_the_reader_sees(one, expected):
    assert movement(one) == expected


def test_a_silent_indicator_silences_the_area_and_is_named():
    result = barometer("arbete", [FORWARD, FORWARD, entry(None, 50.0, name="syss_skydd")])
    assert (result.movement, result.reason) == ("cannot_be_judged", "uppgift saknas för syss_skydd")
    assert result.entries == ("forward", "forward", "cannot_be_judged")


@pytest.mark.parametrize("entries", [[], [FORWARD, BACKWARD]])
def test_an_even_number_is_refused(entries):
    with pytest.raises(ValueError, match=rf"barometer of arbete: {len(entries)} indicators; choose an odd number"):
        barometer("arbete", entries)


def test_a_neutral_indicator_is_refused():
    with pytest.raises(ValueError, match="syss is neutral"):
        barometer("arbete", [entry(1.0, 2.0, direction=Direction.NEUTRAL, name="syss")])
