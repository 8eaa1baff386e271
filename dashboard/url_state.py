"""A page's choices to and from the query string; pure, and forgiving towards what people paste."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

from etl.contract.codes import RIKET, Sex

MUNICIPALITY = re.compile(r"[0-9]{4}\Z")
MUNICIPALITIES = re.compile(r"[0-9]{2}(?:[0-9]{2})?\Z")
"""A kommun, or by two digits all kommuner of a län."""
REGION = re.compile(r"([0-9]{2}|[0-9]{4})\Z")
PERIOD = re.compile(r"[0-9]{4}(K[1-4])?\Z")
KIND = re.compile(r"[A-Z][A-Z_]{1,30}\Z")
INDICATOR = re.compile(r"[a-z][a-z0-9_]{0,60}\Z")
LONGEST_QUERY = 2000
LONGEST_NAME = 40
MOST_INDICATORS = 6
CROSSWALK = re.compile(r"(?:sdg:[0-9]{1,2}\.[0-9a-z]{1,2}|eu:[0-9]{1,2})\Z")
MOST_CHOSEN = 290
"""Every kommun: whatever can be chosen, the largest group too, must come back from the address."""

COUNTY = re.compile(r"[0-9]{2}\Z")
DETAIL = re.compile(r"(grannar|valda|[0-9]{2}|[0-9]{4})\Z")
PANES: Final = ("utveckling", "fordelning", "rangordning", "gap")
SPLITS: Final = ("ursprung", "kon")
COLOURINGS: Final = ("varde", "niva", "liknande", "forandring", "trend", "gap", "riket")
METHODS: Final = ("kvantiler", "lika", "naturliga", "fasta")
TWINS: Final = ("karta", "vy")
"""The first of each is the default, but for the tables, of which none is open from the start."""

CARDS: Final = ("riket", "utveckling", "gap", "varde")
"""Kinds of fact card: against riket, over the years, between two groups, or the value alone."""

Query = Mapping[str, str]


@dataclass(frozen=True)
class View:
    """What the indicator page shows; `period` None is the latest, `municipalities` None is the default group.

    `pane` is what stands beside the map, `detail` which part of it, and `split` whom its gap is between; `colouring` and `method`
    are the map's colours and classes, `lan` the län that it shows, None all of Sweden; `twins` are the charts whose table is
    open.
    """

    indicator: str
    period: str | None = None
    sex: str = Sex.TOTAL.value
    municipalities: tuple[str, ...] | None = None
    pane: str = PANES[0]
    detail: str | None = None
    split: str = SPLITS[0]
    colouring: str = COLOURINGS[0]
    method: str = METHODS[0]
    lan: str | None = None
    twins: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Path and query of the view; what is at its default is left out."""
        return _address(f"/indikator/{self.indicator}", self._query)

    def export(self, suffix: str) -> str:
        """Where the view's file of that kind, such as `csv`, is fetched: the same query as its page."""
        return _address(f"/export/indikator/{self.indicator}.{suffix}", self._query)

    @property
    def _query(self) -> dict[str, str | None]:
        return {
            "ar": self.period,
            "kon": None if self.sex == Sex.TOTAL else self.sex,
            "kommuner": _joined(self.municipalities),
            "vy": None if self.pane == PANES[0] else self.pane,
            "visa": self.detail,
            "uppdelning": None if self.split == SPLITS[0] else self.split,
            "farg": None if self.colouring == COLOURINGS[0] else self.colouring,
            "klass": None if self.method == METHODS[0] else self.method,
            "lan": self.lan,
            "tabell": ",".join(self.twins),
        }


@dataclass(frozen=True)
class FocusView:
    """What a focus area's page shows; `single` is the kommun that is looked at closely, None the first of the chosen."""

    area: str
    sex: str = Sex.TOTAL.value
    municipalities: tuple[str, ...] | None = None
    single: str | None = None
    peers: bool = False

    @property
    def address(self) -> str:
        """Path and query of the view; what is at its default is left out."""
        query = {
            "kon": None if self.sex == Sex.TOTAL else self.sex,
            "mot": "liknande" if self.peers else None,
            "kommuner": _joined(self.municipalities),
            "kommun": self.single,
        }
        return _address(f"/fokus/{self.area}", query)


def focus_view(area: str, query: Query) -> FocusView:
    """The view of a focus area that an address asks for; what can't be understood is left at its default."""
    sex, single = query.get("kon", ""), query.get("kommun", "")
    return FocusView(
        area=area,
        sex=sex if sex in list(Sex) else Sex.TOTAL.value,
        municipalities=_municipalities(query.get("kommuner", "")),
        single=single if MUNICIPALITY.match(single) else None,
        peers=query.get("mot") == "liknande",
    )


@dataclass(frozen=True)
class CompareView:
    """What the comparison shows; `indicators` and `municipalities` None are the defaults, `table` says what it is of.

    `pair` are the indicators of the scatter diagram (across, up), None the first two; `name` is what the visitor calls the group.
    """

    indicators: tuple[str, ...] | None = None
    municipalities: tuple[str, ...] | None = None
    sex: str = Sex.TOTAL.value
    pair: tuple[str, str] | None = None
    table: str = "senaste"
    name: str = ""

    @property
    def address(self) -> str:
        """Path and query of the view; what is at its default is left out."""
        query = {
            "indikatorer": _joined(self.indicators),
            "kommuner": _joined(self.municipalities),
            "kon": None if self.sex == Sex.TOTAL else self.sex,
            "punkter": ",".join(self.pair) if self.pair else None,
            "tabell": None if self.table == "senaste" else self.table,
            "grupp": self.name or None,
        }
        return _address("/jamfor", query)


def compare_view(query: Query) -> CompareView:
    """The comparison that an address asks for; what can't be understood is left at its default."""
    sex, indicators, pair = query.get("kon", ""), query.get("indikatorer", ""), query.get("punkter", "").split(",")
    table = query.get("tabell", "")
    return CompareView(
        indicators=_indicators(indicators),
        municipalities=_municipalities(query.get("kommuner", "")),
        sex=sex if sex in list(Sex) else Sex.TOTAL.value,
        pair=(pair[0], pair[1]) if len(pair) == 2 and all(map(INDICATOR.match, pair)) else None,
        table=table if INDICATOR.match(table) else "senaste",
        name=query.get("grupp", "")[:LONGEST_NAME],
    )


@dataclass(frozen=True)
class BacklogView:
    """What the validation page shows: a kommun or län (None riket), a type (None all) and a quarter (None the latest)."""

    region: str | None = None
    kind: str | None = None
    period: str | None = None

    @property
    def address(self) -> str:
        """Path and query of the view."""
        return _address("/validering", {"region": self.region, "typ": self.kind, "kvartal": self.period})


def backlog_view(query: Query) -> BacklogView:
    """The view of the validation page that an address asks for."""
    kind, period = query.get("typ", ""), query.get("kvartal", "")
    return BacklogView(chosen_region(query), kind if KIND.match(kind) else None, period if PERIOD.match(period) else None)


@dataclass(frozen=True)
class MeetingView:
    """What a meeting page shows: a kommun or län, by a strategy (None by ours), with a version's figures (None the latest)."""

    region: str
    strategy: str | None = None
    version: str | None = None

    @property
    def address(self) -> str:
        """Path and query of the view."""
        path = f"/{'lan' if len(self.region) == 2 else 'kommun'}/{self.region}"
        return _address(path, self._query)

    def export(self, suffix: str) -> str:
        """Where the page is fetched as a file of that kind, `pdf` or `pptx`: the same query as its page."""
        return _address(f"/export/motesunderlag/{self.region}.{suffix}", self._query)

    @property
    def _query(self) -> dict[str, str | None]:
        return {"strategi": self.strategy, "v": self.version}


def meeting_view(region: str, query: Query) -> MeetingView:
    """The view of a meeting page that an address asks for; whether the strategy and the version exist is not known here."""
    strategy, version = query.get("strategi", ""), query.get("v", "")
    return MeetingView(region, strategy if INDICATOR.match(strategy) else None, version[:LONGEST_NAME] or None)


@dataclass(frozen=True)
class CardView:
    """Which fact card: of a kommun, län or riket; `kind` None is the indicator's first, `version` None the latest figures.

    `square` is the picture's form.
    """

    indicator: str
    region: str = RIKET
    kind: str | None = None
    version: str | None = None
    square: bool = False

    @property
    def address(self) -> str:
        """Path and query of the card's page."""
        return _address(f"/faktakort/{self.indicator}", self._query)

    @property
    def picture(self) -> str:
        """Where the card is drawn, as SVG."""
        query = {**self._query, "form": "kvadrat" if self.square else None}
        return _address(f"/export/faktakort/{self.indicator}.svg", query)

    @property
    def _query(self) -> dict[str, str | None]:
        return {"plats": None if self.region == RIKET else self.region, "visa": self.kind, "v": self.version}


def card_view(indicator: str, query: Query) -> CardView:
    """The fact card that an address asks for; a place that can't be one is kept, so that the page can say so."""
    kind, version = query.get("visa", ""), query.get("v", "")
    return CardView(
        indicator=indicator,
        region=query.get("plats", "")[:LONGEST_NAME] or RIKET,
        kind=kind if kind in CARDS else None,
        version=version[:LONGEST_NAME] or None,
        square=query.get("form") == "kvadrat",
    )


@dataclass(frozen=True)
class SourceView:
    """Which value the page of sources explains; `period` None is the latest."""

    indicator: str
    region: str
    period: str | None = None
    sex: str = Sex.TOTAL.value

    @property
    def address(self) -> str:
        """Path and query of the view."""
        sex = None if self.sex == Sex.TOTAL else self.sex
        return _address("/kalla", {"indikator": self.indicator, "region": self.region, "ar": self.period, "kon": sex})


def source_view(query: Query) -> SourceView:
    """The value that an address asks for; what can't be understood is empty or left at its default."""
    sex, period, region = query.get("kon", ""), query.get("ar", ""), query.get("region", "")
    return SourceView(
        indicator=query.get("indikator", ""),
        region=region if REGION.match(region) else "",
        period=period if PERIOD.match(period) else None,
        sex=sex if sex in list(Sex) else Sex.TOTAL.value,
    )


def _indicators(text: str) -> tuple[str, ...] | None:
    if not text:
        return None
    names = dict.fromkeys(name for name in text.split(",") if INDICATOR.match(name))
    names.pop("inga", None)
    return tuple(names)[:MOST_INDICATORS] if names or text == "inga" else None


def _joined(codes: tuple[str, ...] | None) -> str | None:
    return None if codes is None else ",".join(codes) or "inga"


def overview_address(region: str | None) -> str:
    """The start page with a kommun or län chosen."""
    return _address("/", {"region": region})


def strategy_address(strategy: str, region: str | None) -> str:
    """A strategy's page, with another region than the strategy's own where one is given."""
    return _address(f"/strategi/{strategy}", {"region": region})


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


def _address(path: str, query: Mapping[str, str | None]) -> str:
    given = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(given, safe=',:')}" if given else path


def parse(search: str | None) -> dict[str, str]:
    """The query string as a mapping; of a key given twice the first counts, and what is absurdly long is cut."""
    pairs = parse_qs((search or "")[:LONGEST_QUERY].removeprefix("?"), keep_blank_values=True)
    return {key: values[0].strip() for key, values in pairs.items()}


def view(indicator: str, query: Query) -> View:
    """The view that an address asks for; what can't be understood is left at its default.

    Which kommuner and periods exist is not known here: see `unknown_parts` for what an address asked for in vain.
    """
    sex, period = query.get("kon", ""), query.get("ar", "")
    return View(
        indicator=indicator,
        period=period if PERIOD.match(period) else None,
        sex=sex if sex in list(Sex) else Sex.TOTAL.value,
        municipalities=_municipalities(query.get("kommuner", "")),
        pane=_one_of(PANES, query.get("vy")),
        detail=_matching(DETAIL, query.get("visa")),
        split=_one_of(SPLITS, query.get("uppdelning")),
        colouring=_one_of(COLOURINGS, query.get("farg")),
        method=_one_of(METHODS, query.get("klass")),
        lan=_matching(COUNTY, query.get("lan")),
        twins=tuple(name for name in TWINS if name in query.get("tabell", "").split(",")),
    )


def _one_of(known: tuple[str, ...], wanted: str | None) -> str:
    return wanted if wanted in known else known[0]


def _matching(form: re.Pattern[str], text: str | None) -> str | None:
    return text if text and form.match(text) else None


def chosen_region(query: Query) -> str | None:
    """The code of the kommun or län that the start page is asked to show."""
    code = query.get("region", "")
    return code if REGION.match(code) else None


def unknown_parts(query: Query) -> tuple[str, ...]:
    """The Swedish names of the choices in an address that can't be understood at all."""
    sex, period, codes = query.get("kon", ""), query.get("ar", ""), query.get("kommuner", "")
    faults = {
        "år": bool(period) and not PERIOD.match(period),
        "kön": bool(sex) and sex not in list(Sex),
        "kommuner": codes != "inga" and any(not MUNICIPALITIES.match(code) for code in codes.split(",") if code),
        "vy": query.get("vy") not in ("", None, *PANES),
        "uppdelning": query.get("uppdelning") not in ("", None, *SPLITS),
        "färg": query.get("farg") not in ("", None, *COLOURINGS),
        "klassindelning": query.get("klass") not in ("", None, *METHODS),
        "län": bool(query.get("lan")) and not COUNTY.match(query["lan"]),
    }
    return tuple(name for name, wrong in faults.items() if wrong)


def _municipalities(text: str) -> tuple[str, ...] | None:
    if not text:
        return None
    codes = dict.fromkeys(code for code in text.split(",") if MUNICIPALITIES.match(code))
    return tuple(codes)[:MOST_CHOSEN] if codes or text == "inga" else None
