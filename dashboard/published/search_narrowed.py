"""Indicators that are asked for together with a place or a sex: `flen trångbodda`, `kvinnor arbete`; they lead to just that."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from dashboard.published.search_entries import SYNONYMS, Hit, Kind, Match
from etl.contract.codes import Sex

SEXES: Final = {
    **dict.fromkeys(("kvinnor", "kvinna", "kvinnors", "kvinnlig", "kvinnliga"), Sex.WOMEN),
    **dict.fromkeys(("män", "man", "mäns", "manlig", "manliga"), Sex.MEN),
}
SEX_WORDS: Final = {Sex.WOMEN: "kvinnor", Sex.MEN: "män"}
MOST: Final = 5
"""So many indicators are told for the place or sex; of more, the others are told as they are."""
LESS_THAN_ALL: Final = 1.5
"""The power that the share of words found is raised to, as of all hits."""


class Narrowed(NamedTuple):
    """A hit in place of another, whose entry has the title `of`."""

    of: str
    hit: Hit


def narrow(ranked: Sequence[Hit], regions: Iterable[Hit], wanted: Sequence[str]) -> list[Narrowed]:
    """The best indicators for the kommun, län or sex that is asked for beside them, in place of themselves."""
    region = next(iter(regions), None)
    sex = next((SEXES[word] for word in wanted if word in SEXES), None)
    own = [hit for hit in ranked if hit.entry.kind is Kind.INDICATOR and _asked_for(hit, region)]
    return [found for hit in own[:MOST] if (found := _narrowed(hit, region, sex, len(wanted)))]


def _asked_for(hit: Hit, region: Hit | None) -> bool:
    """Whether something else than the place or the sex was asked for, and found in the indicator."""
    named = {match.wanted for match in region.matches} if region else set()
    return any(match.wanted not in named and match.wanted not in SEXES for match in hit.matches)


def _narrowed(hit: Hit, region: Hit | None, sex: Sex | None, count: int) -> Narrowed | None:
    entry, matches, said, query = hit.entry, hit.matches, [], []
    if sex and entry.by_sex and not any(match.wanted in SEXES for match in matches):
        word = next(word for word, meant in SEXES.items() if meant is sex)
        matches = (*matches, Match(word, word, "indelningen efter kön", SYNONYMS.weight))
        said, query = [SEX_WORDS[sex]], [f"kon={sex.value}"]
    if region and len(both := together(region, matches)) > len(matches):
        matches, said, query = both, [*said, region.entry.title], [*query, f"kommuner={region.entry.region}"]
    if not said:
        return None
    share: float = (len(matches) / count) ** LESS_THAN_ALL
    better = replace(entry, title=f"{entry.title}: {', '.join(said)}", href=f"{entry.href}?{'&'.join(query)}")
    return Narrowed(entry.title, Hit(better, sum(match.worth for match in matches) * share * entry.weight, matches))


def together(region: Hit, matches: Iterable[Match]) -> tuple[Match, ...]:
    """By word, the better match of the two."""
    best: dict[str, Match] = {}
    for match in (*matches, *region.matches):
        if match.wanted not in best or best[match.wanted].worth < match.worth:
            best[match.wanted] = match
    return tuple(best.values())
