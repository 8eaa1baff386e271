"""An indicator on one of its tables: the catalogue's words found among the table's variables and values, or refused.

Nothing is guessed: a word is a value's code, or the label of exactly one value. Only upper case, spaces, the kind of dash and
"exkl." for "exklusive" are seen past, since SCB changes those ("0-1 år" became "0–1 år").
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from etl.contract.catalogue import Indicator, ScbSource
from etl.contract.codes import Sex, Unit
from etl.sources.scb.selection import Selection
from etl.sources.scb.table import CodeList, Table

REGION: Final = "Region"
MOST_LISTED: Final = 40
MONTH: Final = re.compile(r"([0-9]{4})M([0-9]{2})")
PERIOD: Final = re.compile(r"[0-9]{4}(K[1-4])?")
SHORTENED: Final = re.compile(r"\b(ex|in)kl\.\s*")
DASHES: Final = re.compile(r"\s*[‐‑‒–—−-]\s*")


class UnmatchedError(Exception):
    """The catalogue names something that the table doesn't have; the message names table, variable and what there is."""


Codes = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Measure:
    """What to ask of a table, and how values come of it: by sex, `part` added up, or as a share of `whole` added up.

    `counts` where the table's cells are counts, as those are that are added up.
    """

    indicator: str
    selection: Selection
    part: Codes
    whole: Codes
    sexes: Mapping[Sex, tuple[str, ...]]
    sex_variable: str
    time: str
    periods: Mapping[str, str]
    counts: bool = False


def measure(entry: Indicator, source: ScbSource, table: Table, lists: Mapping[str, CodeList], regions: Iterable[str]) -> Measure:
    """The indicator on that table for those of `regions` that it has; their number may be none.

    Raises:
        UnmatchedError: a variable, value or code list that the catalogue names isn't there, or one that it must name isn't named.

    """
    finder = Finder(entry.id, table, {variable: lists[name] for variable, name in source.code_lists.items() if name in lists})
    part = {variable: finder.codes(variable, words) for variable, words in source.select.items()}
    changed = {variable: finder.codes(variable, words) for variable, words in source.whole.items()}
    sexes = {sex: finder.codes(source.sex_variable, words) for sex, words in source.sexes.items()}
    periods = finder.periods(source)
    present = finder.variable(REGION)
    codes = {
        REGION: tuple(region for region in regions if region in present),
        table.time: tuple(periods),
        **{variable: _together(found, changed.get(variable, ())) for variable, found in part.items()},
        **({source.sex_variable: _together(*sexes.values())} if sexes else {}),
    }
    codes_in_order = finder.in_order(codes, source.eliminate)
    selection = Selection(table.id, codes_in_order, source.code_lists)
    whole = {**part, **changed} if source.whole else {}
    counts = bool(source.whole) or entry.unit is Unit.COUNT
    return Measure(entry.id, selection, part, whole, sexes, source.sex_variable, table.time, periods, counts)


def _together(*codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for some in codes for code in some))


@dataclass(frozen=True)
class Finder:
    """Finds an indicator's words in a table."""

    indicator: str
    table: Table
    lists: Mapping[str, CodeList]

    def variable(self, code: str) -> Mapping[str, str]:
        """The labels by code of a variable, or of the code list that it is asked for by.

        Raises:
            UnmatchedError: there is no such variable.

        """
        if code not in self.table.variables:
            raise self._refusal(f"variable {code} isn't there; it has {', '.join(self.table.variables)}")
        return self.lists[code].labels if code in self.lists else self.table.variables[code].values

    def codes(self, variable: str, words: Iterable[str]) -> tuple[str, ...]:
        """The codes that words stand for, each a code or the label of one value.

        Raises:
            UnmatchedError: a word is neither, or the label of several values.

        """
        labels = self.variable(variable)
        return _together(*((self._code(variable, labels, word),) for word in words))

    def _code(self, variable: str, labels: Mapping[str, str], word: str) -> str:
        found = [word] if word in labels else [code for code, label in labels.items() if plain(label) == plain(word)]
        if len(found) == 1:
            return found[0]
        if found:
            raise self._refusal(
                f"variable {variable}: {word!r} is the label of several values: {', '.join(found)}; give the code"
            )
        raise self._refusal(f"variable {variable}: no value {word!r}; it has {listed(labels)}")

    def periods(self, source: ScbSource) -> dict[str, str]:
        """Our periods by the table's codes of time, in the table's order.

        Raises:
            UnmatchedError: the table's codes are of another kind than the catalogue says.

        """
        codes = self.table.variables[self.table.time].values
        periods = {code: period for code in codes if (period := _period(code, source.month)) is not None}
        if not periods:
            wanted = "years or quarters" if source.month is None else f"months such as 2025M{source.month:02}"
            raise self._refusal(f"variable {self.table.time}: {wanted} expected (see month); it has {listed(codes)}")
        return {code: period for code, period in periods.items() if source.covers(self.table.id, period)}

    def in_order(self, codes: Codes, eliminated: Iterable[str]) -> Codes:
        """The codes in the table's order of variables, with the only value of each that has but one.

        Raises:
            UnmatchedError: a variable is neither named nor eliminated, or can't be eliminated.

        """
        left_out = set(eliminated)
        for variable in left_out:
            self.variable(variable)
            if not self.table.variables[variable].eliminable:
                raise self._refusal(
                    f"variable {variable} can't be eliminated: name its values in select; {self._values(variable)}"
                )
        ordered = {}
        for variable, values in self.table.variables.items():
            if variable in left_out:
                continue
            if variable not in codes and len(values.values) != 1:
                raise self._refusal(f"variable {variable} isn't named in select, sexes or eliminate; {self._values(variable)}")
            ordered[variable] = codes[variable] if variable in codes else tuple(values.values)
        return ordered

    def _values(self, variable: str) -> str:
        return f"it has {listed(self.table.variables[variable].values)}"

    def _refusal(self, fault: str) -> UnmatchedError:
        return UnmatchedError(f"indicator {self.indicator}: table {self.table.id}: {fault}")


def refuse_code_lists(entry: Indicator, source: ScbSource, table: Table) -> None:
    """Refuse code lists that a table doesn't offer.

    Raises:
        UnmatchedError: with the lists that it does offer.

    """
    for variable, name in source.code_lists.items():
        offered = table.variables[variable].code_lists if variable in table.variables else {}
        if name not in offered:
            has = listed(offered) or "none"
            raise UnmatchedError(
                f"indicator {entry.id}: table {table.id}: variable {variable}: no code list {name!r}; it has {has}"
            )


def plain(label: str) -> str:
    """A label as it is compared: lower case, one kind of dash and of space, nothing around, "exklusive" in full."""
    text = DASHES.sub("-", unicodedata.normalize("NFC", label)).casefold()
    return " ".join(SHORTENED.sub(r"\1klusive ", text).split())


def listed(labels: Mapping[str, str]) -> str:
    """Codes with their labels, the first of them."""
    some = [code if plain(label) == plain(code) else f"{code} ({label})" for code, label in labels.items()]
    more = f" and {len(some) - MOST_LISTED} more" if len(some) > MOST_LISTED else ""
    return ", ".join(some[:MOST_LISTED]) + more


def _period(code: str, month: int | None) -> str | None:
    if month is None:
        return code if PERIOD.fullmatch(code) else None
    match = MONTH.fullmatch(code)
    return match[1] if match and int(match[2]) == month else None
