"""The one clock: the day in Sweden, and another where `KOLLEN_TODAY` sets it."""

from datetime import UTC, date, datetime

import pytest

from etl.contract import clock
from etl.contract.paths import ROOT


def test_the_set_day_is_today_at_any_time_of_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.SETTING, "2024-02-29")
    assert clock.today() == date(2024, 2, 29)
    assert clock.day_of(clock.now()) == date(2024, 2, 29)
    assert clock.now().tzinfo is UTC


def test_without_it_the_clock_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.SETTING, " ")
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


@pytest.mark.parametrize(("moment", "day"), [("2026-11-28T22:59Z", 28), ("2026-11-28T23:01Z", 29), ("2026-06-28T22:01Z", 29)])
def test_a_day_begins_when_it_does_in_sweden(moment: str, day: int) -> None:
    assert clock.day_of(datetime.fromisoformat(moment)).day == day


@pytest.mark.parametrize("text", ["i morgon", "2026-02-30", "20261128T12", "28/11 2026"])
def test_what_is_no_day_is_refused_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(clock.SETTING, text)
    with pytest.raises(clock.ClockError, match=rf"KOLLEN_TODAY is '{text}': a day as 2026-11-28 is wanted"):
        clock.today()


def test_nobody_else_asks_the_machine_what_day_it_is() -> None:
    asking = [
        str(file.relative_to(ROOT))
        for room in ("etl", "dashboard")
        for file in sorted((ROOT / room).rglob("*.py"))
        if any(call in file.read_text(encoding="utf-8") for call in ("datetime.now(", "date.today(", "utcnow(", "time.time("))
    ]
    # Held against the real time: Retry-After of a server, how long a print has waited, when a file was written, a login's end.
    assert set(asking) == {
        "etl/contract/clock.py",
        "etl/http.py",
        "dashboard/files/turns.py",
        "dashboard/published/switch.py",
        "dashboard/routes/login.py",
    }
