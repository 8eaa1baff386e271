import pytest

from etl.signals.barometer import Movement, barometer

FORWARD, NONE, BACKWARD, SILENT = Movement.FORWARD, Movement.UNCHANGED, Movement.BACKWARD, Movement.CANNOT_BE_JUDGED


@pytest.mark.parametrize(
    ("movements", "expected"),
    [
        ([FORWARD, FORWARD, BACKWARD], "forward"),
        ([BACKWARD, FORWARD, BACKWARD], "backward"),
        ([NONE, NONE, FORWARD], "unchanged"),
        ([FORWARD, NONE, BACKWARD], "mixed"),
        ([FORWARD, FORWARD, NONE, NONE, BACKWARD], "mixed"),
        ([FORWARD, FORWARD, FORWARD, BACKWARD, BACKWARD], "forward"),
        ([FORWARD, FORWARD, SILENT], "forward"),  # whatever the third would say
        ([FORWARD, NONE, SILENT], "cannot_be_judged"),
        ([FORWARD, SILENT, SILENT], "cannot_be_judged"),
    ],
)
def test_more_than_half_of_all_decide(movements, expected):
    result = barometer("arbete", movements)
    assert result.movement == expected
    counted = (result.forward, result.unchanged, result.backward, result.unjudged)
    assert counted == tuple(movements.count(one) for one in (FORWARD, NONE, BACKWARD, SILENT))


@pytest.mark.parametrize("movements", [[], [FORWARD], [FORWARD, BACKWARD], [FORWARD] * 4])
def test_too_few_or_an_even_number_are_refused(movements):
    with pytest.raises(ValueError, match=rf"barometer of arbete: {len(movements)} measures; choose an odd number of at least 3"):
        barometer("arbete", movements)
