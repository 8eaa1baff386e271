"""Swedish words for searching and sorting: folded, cut apart, how near one is to another, in which order they stand."""

import functools
import re
import unicodedata
from typing import Final, NamedTuple

KEPT: Final = "åäö"
"""Letters of their own in Swedish; every other accent is dropped."""

LOOSE: Final = str.maketrans(KEPT, "aao")
ALPHABET: Final = f"abcdefghijklmnopqrstuvwxyz{KEPT}"
DASHES: Final = ("\u2010", "\u2011", "\u2013")
"""What a hyphen becomes in texts that are pasted."""
ODD: Final = re.compile(f"[^\\x00-\\x7f{KEPT}]")
WORD: Final = re.compile(r"[0-9]+(?:\.[0-9a-z]+)+|[^\W_]+")
ENDINGS: Final = (
    *("arnas", "ernas", "ornas", "arna", "erna", "orna", "heten", "heter", "het", "ande", "ades", "ade", "ens", "ets"),
    *("ar", "er", "or", "en", "et", "na", "de", "as", "es", "a", "e", "n", "t", "s"),
)
SHORTEST_STEM: Final = 4
SHORTEST_PART: Final = 4
SHORTEST_MISSPELT: Final = 5

SAME, INFLECTED, BEGUN, ENDS, PART, HOLDS, MISSPELT = 1.0, 0.9, 0.75, 0.55, 0.5, 0.4, 0.3
WITHOUT_DOTS: Final = 0.4
"""What is left of a nearness where the reader wrote a or o for å, ä or ö."""

RELATED: Final = (
    ("nyanländ", "nyinvandrad", "flykting", "skyddsbehövande", "invandrare"),
    ("utlandsfödd", "utrikes", "invandrare"),
    ("jobb", "arbete", "sysselsatt", "sysselsättning"),
    ("bostad", "boende", "lägenhet"),
    ("försörjningsstöd", "bistånd", "socialbidrag"),
)
"""Words that a reader may use for one another, each by its stem or whole; far from synonyms, near enough to search by."""


class Form(NamedTuple):
    """A word in the shapes that it is compared in; the loose ones have a, a, o for å, ä, ö."""

    word: str
    stem: str
    loose: str
    loose_stem: str


def fold(text: str) -> str:
    """Lower case, with å, ä and ö kept and the accents of other letters gone."""
    return ODD.sub(_plain, unicodedata.normalize("NFC", text).lower())


def _plain(letter: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFKD", letter[0])
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()


def words(text: str) -> list[str]:
    """The folded words of a text; `8.5` stays whole, `sfi-kurser` are two."""
    return WORD.findall(fold(text))


def swedish_order(text: str) -> list[int]:
    """A key that sorts å, ä, ö last, as Swedish does, with no need of the machine's locale."""
    return [ALPHABET.find(letter) for letter in fold(text)]


@functools.lru_cache(maxsize=2_000)
def spellings(text: str) -> str:
    """The other ways in which the words of a text may be typed in a list, which itself looks for the letters as they stand.

    Without dots, with å, ä and ö as two signs each (as pasted texts may have them), with other hyphens or none.
    """
    found = dict.fromkeys(way for word in fold(text).split() for way in _ways(word))
    return " ".join(way for way in found if way not in text.lower())


def _ways(word: str) -> tuple[str, ...]:
    hyphenated = (word.replace("-", ""), *(word.replace("-", dash) for dash in DASHES)) if "-" in word else ()
    return tuple(way for one in (word, *hyphenated) for way in (one, one.translate(LOOSE), unicodedata.normalize("NFD", one)))


def stem(word: str) -> str:
    """A word without its inflection, roughly: `trångbodda` and `trångboddhet` become `trångbodd`."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def form(word: str) -> Form:
    """The shapes of a folded word."""
    loose = word.translate(LOOSE)
    return Form(word, stem(word), loose, stem(loose))


def nearness(wanted: Form, found: Form) -> float:
    """How near a word of a text is to one that was asked for, 0 to 1.

    What differs in å, ä, ö counts last, and only where the reader wrote a or o; never the other way round.
    """
    near = _whole(wanted.word, wanted.stem, found.word, found.stem) or _partly(wanted, found)
    if near == 0.0 and found.loose != found.word:
        near = WITHOUT_DOTS * _whole(wanted.word, wanted.stem, found.loose, found.loose_stem)
    return near


def _whole(wanted: str, asked_stem: str, found: str, found_stem: str) -> float:
    if wanted == found:
        return SAME
    if asked_stem == found_stem:
        return INFLECTED
    return BEGUN if found.startswith(wanted) else 0.0


def _partly(wanted: Form, found: Form) -> float:
    """Compounds: what is asked for as a later part of the word, or the word as the first or last part of what is asked for."""
    if len(wanted.word) >= SHORTEST_PART and wanted.stem in found.word:
        return ENDS if found.stem.endswith(wanted.stem) else PART if wanted.word in found.word else HOLDS
    if len(found.word) < SHORTEST_PART or len(found.word) >= len(wanted.word):
        return 0.0
    begins = len(found.stem) > SHORTEST_PART and wanted.word.startswith(found.stem)
    return HOLDS if begins or wanted.word.endswith(found.word) else 0.0


def misspelt(wanted: str, found: str) -> bool:
    """Whether one letter more, less, other or swapped with its neighbour makes the one word the other."""
    if min(len(wanted), len(found)) < SHORTEST_MISSPELT or abs(len(wanted) - len(found)) > 1 or wanted[0] != found[0]:
        return False
    same = next((position for position, pair in enumerate(zip(wanted, found, strict=False)) if pair[0] != pair[1]), len(wanted))
    rest, other = wanted[same:], found[same:]
    swapped = rest[1:2] + rest[:1] + rest[2:] == other
    return rest[1:] == other or rest == other[1:] or rest[1:] == other[1:] or swapped


def related(word: str) -> tuple[str, ...]:
    """Other words that a reader may mean by this one, in the order of `RELATED`."""
    root = stem(word)
    groups = [group for group in RELATED if word in group or root in map(stem, group)]
    others = dict.fromkeys(other for group in groups for other in group if stem(other) != root)
    return tuple(others)
