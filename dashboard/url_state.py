"""A page's choices to and from the query string; pure, and forgiving towards what people paste.

A view is what a page shows. Each of its fields is declared once, with its name in the address and its form there; what is at its
default is left out of the address, and what can't be understood is left at its default.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs, urlencode

from etl.contract.codes import RIKET, Sex

MUNICIPALITY = re.compile(r"[0-9]{4}\Z")
PLACES = re.compile(r"(?:[0-9]{2}(?:[0-9]{2})?|lan[0-9]{2})\Z")
"""A kommun, by two digits all kommuner of a län, or with `lan` before them the län itself."""
EVERY: Final = "alla"
"""Before a län's code in a view: all its kommuner, where the code alone is the län itself."""
SHORT_CODE = re.compile(r"[1-9]([0-9]{2})?\Z", re.ASCII)
REGION = re.compile(r"([0-9]{2}|[0-9]{4})\Z")
PERIOD = re.compile(r"[0-9]{4}(K[1-4])?\Z")
KIND = re.compile(r"[A-Z][A-Z_]{1,30}\Z")
INDICATOR = re.compile(r"[a-z][a-z0-9_]{0,60}\Z")
LONGEST_QUERY = 2000
LONGEST_LETTER = 9
"""So many signs a letter may take in a query string: three bytes, each written with three."""
LISTS = frozenset(("kommuner", "indikatorer"))
LONGEST_NAME = 40
MOST_INDICATORS = 6
MOST_NAMED = 200
"""Of more indicators than are shown at once an address may name so many: the page says that it shows the first of them."""
FROM_GOAL = re.compile(r"([a-z][a-z0-9_]{0,60})\.([a-z0-9][a-z0-9_]{0,60})\Z")
CROSSWALK = re.compile(r"(?:sdg:[0-9]{1,2}\.[0-9a-z]{1,2}|eu:[0-9]{1,2})\Z")
MOST_CHOSEN = 290
"""Every kommun: whatever can be chosen, the largest group too, must come back from the address."""

COUNTY = re.compile(r"[0-9]{2}\Z")
DETAIL = re.compile(r"(grannar|valda|[0-9]{2}|[0-9]{4})\Z")
PANES: Final = ("utveckling", "fordelning", "rangordning", "gap")
SPLITS: Final = ("ursprung", "kon")
COLOURINGS: Final = ("varde", "niva", "liknande", "forandring", "trend", "gap", "riket", "lan")
METHODS: Final = ("kvantiler", "lika", "naturliga")
HEATS: Final = ("niva", "forandring", "trend")
OPEN_TABLES: Final = ("karta", "vy")
"""The first of each is the default, but for the tables, of which none is open from the start."""

AGAINST: Final = ("liknande", "inga")
"""Whether the kommuner like the one in focus are beside it; as usual, they are beside one that is chosen alone."""

CARDS: Final = ("riket", "utveckling", "gap", "varde")
"""Kinds of fact card: against riket, over the years, between two groups, or the value alone."""

Query = Mapping[str, str]
V = TypeVar("V")

# Forms


@dataclass(frozen=True)
class Form:
    """How a field stands in an address: `read` takes a text that isn't empty, `understood` says if all of it means something."""

    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    understood: Callable[[str], bool] = bool


def _matching(pattern: re.Pattern[str], default: str | None = None) -> Form:
    return Form(default, lambda text: text if pattern.match(text) else default, understood=lambda text: bool(pattern.match(text)))


def _region(default: str | None = None, pattern: re.Pattern[str] = REGION) -> Form:
    """The code of a kommun or a län."""
    return Form(default, lambda text: _code_of(text, pattern) or default, understood=lambda text: bool(_code_of(text, pattern)))


def _code_of(text: str, pattern: re.Pattern[str] = REGION) -> str | None:
    code = whole_code(text)
    return code if pattern.match(code) else None


def _one_of(known: Sequence[str], default: str | None = None) -> Form:
    return Form(default, lambda text: text if text in known else default, understood=lambda text: text in known)


def _first_of(known: Sequence[str]) -> Form:
    return _one_of(known, known[0])


def _yes(word: str) -> Form:
    return Form(False, lambda text: text == word, lambda _: word)


def _cut(default: str | None) -> Form:
    """Any text, up to a length."""
    return Form(default, lambda text: text[:LONGEST_NAME])


def _several(pattern: re.Pattern[str], most: int) -> Form:
    """Names with commas between, None for those that the page has from the start, and a word for none at all."""

    def names(text: str) -> list[str]:
        return [whole_code(name.strip()) for name in text.split(",") if name.strip()]

    def read(text: str) -> tuple[str, ...] | None:
        found = dict.fromkeys(name for name in names(text) if name != NONE_AT_ALL and pattern.match(name))
        return tuple(found)[:most] if found or text == NONE_AT_ALL else None

    def understood(text: str) -> bool:
        return text == NONE_AT_ALL or all(pattern.match(name) for name in names(text))

    return Form(None, read, lambda names: ",".join(names) or NONE_AT_ALL, understood)


def whole_code(name: str) -> str:
    """A code with the zero that a spreadsheet took from it: `484` is 0484, and `4` is 04."""
    return f"0{name}" if SHORT_CODE.match(name) else name


def _from_address(name: str) -> str:
    """`lan04` is the län itself, `04` all its kommuner."""
    return name.removeprefix("lan") if name.startswith("lan") else f"{EVERY}{name}" if COUNTY.match(name) else name


def _to_address(code: str) -> str:
    return f"lan{code}" if COUNTY.match(code) else code.removeprefix(EVERY)


def _pair(text: str) -> tuple[str, str] | None:
    names = text.split(",")
    return (names[0], names[1]) if len(names) == 2 and all(map(INDICATOR.match, names)) else None


def _ends(text: str) -> tuple[str, str] | None:
    """`2012-2020`: two different periods, in order."""
    ends = text.split("-")
    return (ends[0], ends[1]) if len(ends) == 2 and all(map(PERIOD.match, ends)) and ends[0] < ends[1] else None


NONE_AT_ALL: Final = "inga"
SEX: Final = _first_of([sex.value for sex in Sex])
PLACES_NAMED: Final = _several(PLACES, MOST_CHOSEN)
KOMMUNER: Final = Form(
    None,
    lambda text: None if (found := PLACES_NAMED.read(text)) is None else tuple(map(_from_address, found)),
    lambda codes: PLACES_NAMED.write(tuple(map(_to_address, codes))),
    PLACES_NAMED.understood,
)
FOCUS: Final = _region()
INDICATORS: Final = _several(INDICATOR, MOST_NAMED)
PAIR: Final = Form(None, _pair, ",".join)
BETWEEN: Final = Form(None, _ends, "-".join, lambda text: _ends(text) is not None)
TABLES: Final = Form((), lambda text: tuple(name for name in OPEN_TABLES if name in text.split(",")), ",".join)
TEXT: Final = Form("", str)


def _in_address(name: str, form: Form, *, label: str | None = None, required: bool = False, kw_only: bool = False) -> Any:
    """A field that has this name in the address; `label` is what a reader calls it where it can't be understood."""
    default = MISSING if required else form.default
    return field(default=default, kw_only=kw_only, metadata={"name": name, "form": form, "label": label})


def _query(view: Any) -> dict[str, str | None]:
    """The view's fields by their names in the address, None at their default."""
    found: dict[str, str | None] = {}
    for one in fields(view):
        if one.metadata:
            value, form = getattr(view, one.name), one.metadata["form"]
            found[one.metadata["name"]] = None if value == form.default else form.write(value)
    return found


def _read(kind: type[V], query: Query, **from_path: str) -> V:
    """The view that a query asks for."""
    found: dict[str, Any] = {}
    for one in fields(kind):  # type: ignore[arg-type]
        if one.metadata:
            text, form = query.get(one.metadata["name"], ""), one.metadata["form"]
            found[one.name] = form.read(text) if text else form.default
    return kind(**from_path, **found)


def _address(path: str, query: Mapping[str, str | None]) -> str:
    given = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(given, safe=',:')}" if given else path


# Views


@dataclass(frozen=True)
class View:
    """What the indicator page shows; `period` None is the latest, `municipalities` None is the default group.

    `focus` is the kommun that is looked at, None the only one chosen; `against` says whether those like it are beside it.
    `pane` is what stands beside the map, `detail` which part of it, and `split` whom its gap is between; `colouring` and `method`
    are the map's colours and classes, which `steady` makes the same in all years; `lan` is the län that it shows, None that of
    the chosen kommuner and riket's code all of Sweden, `wide` whether it is as wide as the page; `tables` are the charts whose
    table is open. `between` are the first and the last period of the trend, None all; `smooth` means of three years. `goal` is
    one that the reader tries (`minst:75:2030:2020`), `origin` the one that the page was opened from.
    """

    indicator: str
    period: str | None = _in_address("ar", _matching(PERIOD), label="år")
    sex: str = _in_address("kon", SEX, label="kön")
    municipalities: tuple[str, ...] | None = _in_address("kommuner", KOMMUNER, label="kommuner")
    focus: str | None = _in_address("kommun", FOCUS, label="kommun i fokus", kw_only=True)
    against: str | None = _in_address("mot", _one_of(AGAINST), label="jämförelse", kw_only=True)
    pane: str = _in_address("vy", _first_of(PANES), label="vy")
    detail: str | None = _in_address("visa", _matching(DETAIL))
    split: str = _in_address("uppdelning", _first_of(SPLITS), label="uppdelning")
    colouring: str = _in_address("farg", _first_of(COLOURINGS), label="färg")
    method: str = _in_address("klass", _first_of(METHODS), label="klassindelning")
    steady: bool = _in_address("klasser", _yes("alla-ar"))
    lan: str | None = _in_address("lan", _region(pattern=COUNTY), label="län")
    wide: bool = _in_address("karta", _yes("stor"))
    tables: tuple[str, ...] = _in_address("tabell", TABLES)
    between: tuple[str, str] | None = _in_address("mellan", BETWEEN, label="år för utvecklingen", kw_only=True)
    smooth: bool = _in_address("medel", _yes("tre"), kw_only=True)
    goal: str | None = _in_address("mal", _cut(None))
    origin: str | None = _in_address("fran", _matching(FROM_GOAL))

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address(f"/indikator/{self.indicator}", _query(self))

    def export(self, suffix: str) -> str:
        """Where the view's file of that kind, such as `csv`, is fetched: the same query as its page."""
        return _address(f"/export/indikator/{self.indicator}.{suffix}", _query(self))


def view(indicator: str, query: Query) -> View:
    """The view that an address asks for.

    Which kommuner and periods exist is not known here: see `unknown_parts` for what an address asked for in vain.
    """
    return _read(View, query, indicator=indicator)


def unknown_parts(query: Query) -> tuple[str, ...]:
    """The Swedish names of the choices in an address that can't be understood at all."""
    known = [one.metadata for one in fields(View) if one.metadata.get("label")]
    given = [(one["label"], one["form"], query.get(one["name"], "")) for one in known]
    return tuple(label for label, form, text in given if text and not form.understood(text))


def misread(kind: type[Any], query: Query) -> tuple[str, ...]:
    """The same of any view, a choice without a Swedish name by its name in the address."""
    known = [one.metadata for one in fields(kind) if one.metadata]
    given = [(one["label"] or one["name"], one["form"], query.get(one["name"], "")) for one in known]
    return tuple(label for label, form, text in given if text and not form.understood(text))


@dataclass(frozen=True)
class FocusView:
    """What a focus area's page shows; `single` is the kommun that is looked at closely, None the first of the chosen.

    `mode` is what its table of kommuner tells, `period` of which period, None the latest of each indicator.
    """

    area: str
    sex: str = _in_address("kon", SEX)
    peers: bool = _in_address("mot", _yes("liknande"), kw_only=True)
    municipalities: tuple[str, ...] | None = _in_address("kommuner", KOMMUNER)
    single: str | None = _in_address("kommun", _region(pattern=MUNICIPALITY))
    mode: str = _in_address("tabell", _first_of(HEATS))
    period: str | None = _in_address("ar", _matching(PERIOD))

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address(f"/fokus/{self.area}", _query(self))


def focus_view(area: str, query: Query) -> FocusView:
    """The view of a focus area that an address asks for."""
    return _read(FocusView, query, area=area)


@dataclass(frozen=True)
class CompareView:
    """What the comparison shows; `indicators` and `municipalities` None are the defaults, `table` says what it is of.

    `focus` is the kommun that is looked at, None the only one chosen. `pair` are the indicators of the scatter diagram (across,
    up), None the first two; `name` is what the visitor calls the group.
    """

    indicators: tuple[str, ...] | None = _in_address("indikatorer", INDICATORS)
    municipalities: tuple[str, ...] | None = _in_address("kommuner", KOMMUNER)
    focus: str | None = _in_address("kommun", FOCUS, kw_only=True)
    sex: str = _in_address("kon", SEX)
    pair: tuple[str, str] | None = _in_address("punkter", PAIR)
    table: str = _in_address("tabell", _matching(INDICATOR, "senaste"))
    name: str = _in_address("grupp", _cut(""))

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address("/jamfor", _query(self))


def compare_view(query: Query) -> CompareView:
    """The comparison that an address asks for."""
    return _read(CompareView, query)


@dataclass(frozen=True)
class CatalogueView:
    """What the catalogue of indicators shows: those with all the words, of one focus area (None all)."""

    words: str = _in_address("q", _cut(""))
    area: str | None = _in_address("omrade", _matching(INDICATOR))

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address("/indikator", _query(self))


def catalogue_view(query: Query) -> CatalogueView:
    """The view of the catalogue that an address asks for; whether the focus area exists is not known here."""
    return _read(CatalogueView, query)


@dataclass(frozen=True)
class BacklogView:
    """What the validation page shows: a kommun or län (None riket), a type (None all) and a quarter (None the latest)."""

    region: str | None = _in_address("region", _region())
    kind: str | None = _in_address("typ", _matching(KIND))
    period: str | None = _in_address("kvartal", _matching(PERIOD))

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address("/validering", _query(self))


def backlog_view(query: Query) -> BacklogView:
    """The view of the validation page that an address asks for."""
    return _read(BacklogView, query)


@dataclass(frozen=True)
class MeetingView:
    """What a meeting page shows: a kommun or län, by a strategy (None by ours), with a version's figures (None the latest)."""

    region: str
    strategy: str | None = _in_address("strategi", _matching(INDICATOR))
    version: str | None = _in_address("v", _cut(None))

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address(f"/{'lan' if len(self.region) == 2 else 'kommun'}/{self.region}", _query(self))

    def export(self, suffix: str) -> str:
        """Where the page is fetched as a file of that kind, `pdf` or `pptx`: the same query as its page."""
        return _address(f"/export/motesunderlag/{self.region}.{suffix}", _query(self))


def meeting_view(region: str, query: Query) -> MeetingView:
    """The view of a meeting page that an address asks for; whether the strategy and the version exist is not known here."""
    return _read(MeetingView, query, region=region)


@dataclass(frozen=True)
class AreasView:
    """What the page of a kommun's areas shows: an indicator (None the first that there is), in a year (None the latest)."""

    kommun: str
    indicator: str | None = _in_address("indikator", _matching(INDICATOR))
    period: str | None = _in_address("ar", _matching(PERIOD), label="år")

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address(f"/omraden/{self.kommun}", _query(self))


def areas_view(kommun: str, query: Query) -> AreasView:
    """The view of a kommun's areas that an address asks for; whether the kommun and its areas exist is not known here."""
    return _read(AreasView, query, kommun=kommun)


@dataclass(frozen=True)
class CardView:
    """Which fact card: of a kommun, län or riket; `kind` None is the indicator's first, `version` None the latest figures.

    `square` is the picture's form.
    """

    indicator: str
    region: str = _in_address("plats", Form(RIKET, lambda text: whole_code(text[:LONGEST_NAME])))
    kind: str | None = _in_address("visa", _one_of(CARDS))
    version: str | None = _in_address("v", _cut(None))
    square: bool = _in_address("form", _yes("kvadrat"))

    @property
    def address(self) -> str:
        """Path and query of the card's page, which shows both forms."""
        return _address(f"/faktakort/{self.indicator}", {**_query(self), "form": None})

    @property
    def picture(self) -> str:
        """Where the card is drawn, as SVG."""
        return _address(f"/export/faktakort/{self.indicator}.svg", _query(self))


def card_view(indicator: str, query: Query) -> CardView:
    """The fact card that an address asks for; a region that can't be one is kept, so that the page can say so."""
    return _read(CardView, query, indicator=indicator)


@dataclass(frozen=True)
class SourceView:
    """Which value the page of sources explains; `period` None is the latest."""

    indicator: str = _in_address("indikator", TEXT, required=True)
    region: str = _in_address("region", _region(""), required=True)
    period: str | None = _in_address("ar", _matching(PERIOD))
    sex: str = _in_address("kon", SEX)

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address("/kalla", _query(self))


def source_view(query: Query) -> SourceView:
    """The value that an address asks for; indicator and region are empty where they can't be understood."""
    return _read(SourceView, query)


# Single choices


def overview_address(region: str | None) -> str:
    """The start page with a kommun or län chosen."""
    return _address("/", {"region": region})


def strategy_address(strategy: str, region: str | None) -> str:
    """A strategy's page, with another region than the strategy's own where one is given."""
    return _address(f"/strategi/{strategy}", {"region": region})


def indicator_from_goal(indicator: str, region: str | None, goal: str) -> str:
    """An indicator's page as it is opened from a goal (`eskilstuna.sysselsattning_2030`), with the kommun that is read there."""
    return _address(f"/indikator/{indicator}", {"kommuner": region if region and len(region) == 4 else None, "fran": goal})


def crosswalk_address(key: str | None) -> str:
    """The strategies' page, with an SDG target (`sdg:8.5`) or an EU principle (`eu:3`) laid across them where one is given."""
    return _address("/strategi", {"korsvag": key})


def chosen_crosswalk(query: Query) -> str | None:
    """The target or principle that the strategies' page is asked to lay across them; whether it exists is not known here."""
    key = query.get("korsvag", "")
    return key if CROSSWALK.match(key) else None


def search_address(words: str) -> str:
    """The page of results."""
    return _address("/sok", {"q": words})


def location(path: str, query: Mapping[str, str | None]) -> str:
    """A path with what is given of a query; for views that have their choices elsewhere."""
    return _address(path, query)


def parse(search: str | None) -> dict[str, str]:
    """The query string as a mapping. A list may be given as one key with commas or as the key again and again; of other keys the
    first counts. What is absurdly long is cut, when it has been decoded.
    """
    pairs = parse_qs((search or "")[: LONGEST_QUERY * LONGEST_LETTER].removeprefix("?"), keep_blank_values=True)
    return {key: (",".join(values) if key in LISTS else values[0]).strip()[:LONGEST_QUERY] for key, values in pairs.items()}


def chosen_region(query: Query) -> str | None:
    """The code of the kommun or län that the start page is asked to show."""
    return _code_of(query.get("region", ""))
