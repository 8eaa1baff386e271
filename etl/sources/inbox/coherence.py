"""What the rows of a file must agree on: within a row, between steps, sexes and target groups, and between its quarters.

Owns the rules that refuse a file. They look at that file alone, so nobody's file falls because of another's. A cell that was
already found wrong takes part in none of them: one mistake gives one fault.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from etl.sources.inbox.definition import KEY, Definition
from etl.sources.inbox.form import Row
from etl.sources.inbox.quarters import quarter_before, quarter_end

FLOWS_OUT: Final = ("persons_recognised", "persons_partly_recognised", "persons_refused", "persons_discontinued")
FINISHED: Final = FLOWS_OUT[:3]
"""Those who got a result; who was discontinued has none."""

COUNTS: Final = ("persons_opening", "persons_new", "persons_started", *FLOWS_OUT, "persons_closing", "cases_closing")
MEDIAN_FROM: Final = 10
"""From this many persons a median is required."""

WAITING, UNDER_WAY = "S1_VANTAR", "S2_PAGAR"
PARTS: Final = {"sex": ("T", ("K", "M")), "target_group": ("ALLA", ("ETABL", "UTRIKES_OVR"))}
"""By dimension: the code of the whole, and those of its parts, which may leave out some persons but never count more."""

Groups = Iterable[list[Row]]


class Finding(NamedTuple):
    """What is wrong in a row, at which field, and what is allowed."""

    row: int
    field: str
    allowed: str


def findings(rows: Sequence[Row], definition: Definition) -> Iterator[Finding]:
    """Everything that doesn't agree in the rows of one file."""
    for rule in ROW_RULES:
        for row in rows:
            allowed = rule(row, definition)
            if allowed is not None:
                yield allowed
    keyed = [row for row in rows if not row.bad.intersection(KEY)]
    yield from _duplicates(keyed)
    single = list({key_of(row): row for row in reversed(keyed)}.values())[::-1]
    if len(keyed) == len(rows):
        yield from _missing_rows(single)
    yield from _stock_and_flow(single, definition)
    yield from _parts_above_whole(single, definition)
    yield from _differing_rules(single)
    yield from broken_stocks(single)


def key_of(row: Row, *without: str) -> tuple[str | None, ...]:
    """What a row is about, but for the dimensions named."""
    if not without:
        return row.key
    return tuple(code for field, code in zip(KEY, row.key, strict=True) if field not in without)


def _measured_at_end(row: Row, _: Definition) -> Finding | None:
    period, day = row.code("period"), row.values.get("measured_on")
    if period is None or day is None or day == quarter_end(period):
        return None
    return Finding(row.number, "measured_on", f"Tillåtet: periodens sista dag, {quarter_end(period).isoformat()}.")


def _cases_at_least_persons(row: Row, definition: Definition) -> Finding | None:
    cases, persons = row.count("cases_closing"), row.count("persons_closing")
    if cases is None or persons is None or cases >= persons:
        return None
    return Finding(row.number, "cases_closing", f"Tillåtet: minst {definition.headers['persons_closing']}, {persons}.")


def _p90_at_least_median(row: Row, definition: Definition) -> Finding | None:
    p90, median = row.number_in("p90_days_open"), row.number_in("median_days_open")
    if p90 is None or median is None or p90 >= median:
        return None
    return Finding(row.number, "p90_days_open", f"Tillåtet: minst {definition.headers['median_days_open']}, {median:g}.")


def _median_of_open(row: Row, definition: Definition) -> Finding | None:
    persons = row.count("persons_closing")
    if persons is None or persons < MEDIAN_FROM or "median_days_open" in {*row.values, *row.bad}:
        return None
    allowed = f"Cellen är tom. Uppgiften krävs när {definition.headers['persons_closing']} är {MEDIAN_FROM} eller fler."
    return Finding(row.number, "median_days_open", allowed)


def _median_of_finished(row: Row, _: Definition) -> Finding | None:
    persons = [row.count(field) for field in FINISHED]
    if "median_days_finished" in {*row.values, *row.bad} or sum(count or 0 for count in persons) < MEDIAN_FROM:
        return None
    allowed = f"Cellen är tom. Uppgiften krävs när {MEDIAN_FROM} eller fler har fått ett resultat."
    return Finding(row.number, "median_days_finished", allowed)


def _started_from_those_waiting(row: Row, definition: Definition) -> Finding | None:
    started, opening, new = (row.count(field) for field in ("persons_started", "persons_opening", "persons_new"))
    if row.code("step") != WAITING or started is None or opening is None or new is None or started <= opening + new:
        return None
    both = f"{definition.headers['persons_opening']} + {definition.headers['persons_new']}"
    return Finding(row.number, "persons_started", f"Tillåtet: högst {both}, {opening + new}.")


ROW_RULES: Final[tuple[Callable[[Row, Definition], Finding | None], ...]] = (
    _measured_at_end,
    _cases_at_least_persons,
    _p90_at_least_median,
    _median_of_open,
    _median_of_finished,
    _started_from_those_waiting,
)


def _grouped(rows: Iterable[Row], *without: str) -> Groups:
    groups: dict[tuple[str | None, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[key_of(row, *without)].append(row)
    return groups.values()


def _duplicates(rows: Iterable[Row]) -> Iterator[Finding]:
    for group in _grouped(rows):
        for row in group[1:]:
            yield Finding(row.number, "region", f"Raden gäller samma sak som rad {group[0].number}. Behåll en av dem.")


def _missing_rows(rows: Sequence[Row]) -> Iterator[Finding]:
    for group in _grouped(rows, "step"):
        yield from _lacking(group, "step", {WAITING, UNDER_WAY})
    for group in _grouped(rows, "sex"):
        sexes = {row.code("sex") for row in group}
        yield from _lacking(group, "sex", {"T", "K", "M"} if sexes & {"K", "M"} else {"T"})
    for group in _grouped(rows, "target_group"):
        yield from _lacking(group, "target_group", {"ALLA"})


def _lacking(group: list[Row], field: str, needed: set[str]) -> Iterator[Finding]:
    for code in sorted(needed - {row.code(field) for row in group}):
        others = "de andra kolumnerna lika"
        yield Finding(group[0].number, field, f"Raden för {code} saknas ({others}). Skriv den, med nollor om ingen finns.")


def _stock_and_flow(rows: Iterable[Row], definition: Definition) -> Iterator[Finding]:
    names = definition.headers
    sides = f"{names['persons_opening']} + {names['persons_new']} − {' − '.join(names[field] for field in FLOWS_OUT)}"
    for group in _grouped(rows, "step"):
        opening, new, out, closing = (_total(group, *fields) for fields in _SIDES)
        if len(group) < 2 or opening is None or new is None or out is None or closing is None or opening + new - out == closing:
            continue
        sum_up = f"{opening} + {new} − {out} = {opening + new - out}, inte {closing}"
        where = " och ".join(str(row.number) for row in group)
        yield Finding(group[-1].number, "persons_closing", f"{sides} ska bli {names['persons_closing']} (rad {where}): {sum_up}.")


_SIDES: Final = (("persons_opening",), ("persons_new",), FLOWS_OUT, ("persons_closing",))


def _total(rows: Iterable[Row], *fields: str) -> int | None:
    counts = [row.count(field) for row in rows for field in fields]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _parts_above_whole(rows: Sequence[Row], definition: Definition) -> Iterator[Finding]:
    for dimension, (whole_code, part_codes) in PARTS.items():
        for group in _grouped(rows, dimension):
            by_code = {row.code(dimension): row for row in group}
            parts = [by_code[code] for code in part_codes if code in by_code]
            if whole_code in by_code and parts:
                yield from _above(by_code[whole_code], parts, dimension, definition)


def _above(whole: Row, parts: Sequence[Row], dimension: str, definition: Definition) -> Iterator[Finding]:
    codes = " + ".join(str(row.code(dimension)) for row in parts)
    where = ", ".join(str(row.number) for row in parts)
    for field in COUNTS:
        limit, total = whole.count(field), _total(parts, field)
        if limit is not None and total is not None and total > limit:
            name = f"{definition.headers[field]} för {whole.code(dimension)}"
            yield Finding(whole.number, field, f"{name} ska vara minst {codes}: här {limit} mot {total} (rad {where}).")


def _differing_rules(rows: Sequence[Row]) -> Iterator[Finding]:
    for group in _grouped(rows, "step", "sex", "target_group"):
        for field in ("start_rule", "coverage"):
            stated = [row for row in group if row.code(field) is not None]
            for row in stated:
                if row.code(field) != stated[0].code(field):
                    same = f"{stated[0].code(field)}, som på rad {stated[0].number}"
                    yield Finding(row.number, field, f"Tillåtet: {same}: samma för kommunen, perioden och valideringstypen.")


def broken_stocks(rows: Sequence[Row]) -> Iterator[Finding]:
    """Opening stocks that differ from the closing ones of the quarter before, where no comment explains it."""
    closing = {key_of(row): row for row in rows}
    for row in rows:
        before = closing.get(_key_before(row))
        if before is None or row.code("comment"):
            continue
        opening, expected = row.count("persons_opening"), before.count("persons_closing")
        if opening is not None and expected is not None and opening != expected:
            said = f"utgående balans {before.code('period')} på rad {before.number}, {expected}"
            yield Finding(row.number, "persons_opening", f"Tillåtet: samma som {said}; annars en förklaring i kommentar.")


def _key_before(row: Row) -> tuple[str | None, ...]:
    region, period, *others = row.key
    return (region, quarter_before(period) if period is not None else None, *others)
