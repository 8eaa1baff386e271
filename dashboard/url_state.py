"""A page's choices to and from the query string; pure, and forgiving towards what people paste."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from etl.contract.codes import Sex

MUNICIPALITY = re.compile(r"[0-9]{4}\Z")
REGION = re.compile(r"([0-9]{2}|[0-9]{4})\Z")
PERIOD = re.compile(r"[0-9]{4}(K[1-4])?\Z")
LONGEST_QUERY = 2000
MOST_CHOSEN = 290
"""Every kommun: whatever can be chosen, the largest group too, must come back from the address."""

Query = Mapping[str, str]


@dataclass(frozen=True)
class View:
    """What the indicator page shows; `period` None is the latest, `municipalities` None is the default group."""

    indicator: str
    period: str | None = None
    sex: str = Sex.TOTAL.value
    municipalities: tuple[str, ...] | None = None

    @property
    def address(self) -> str:
        """Path and query of the view; what is at its default is left out."""
        query = {"ar": self.period, "kon": None if self.sex == Sex.TOTAL else self.sex}
        query["kommuner"] = _joined(self.municipalities)
        return _address(f"/indikator/{self.indicator}", query)


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


def _joined(codes: tuple[str, ...] | None) -> str | None:
    return None if codes is None else ",".join(codes) or "inga"


def overview_address(region: str | None) -> str:
    """The start page with a kommun or län chosen."""
    return _address("/", {"region": region})


def _address(path: str, query: Mapping[str, str | None]) -> str:
    given = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(given, safe=',')}" if given else path


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
    )


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
        "kommuner": codes != "inga" and any(not MUNICIPALITY.match(code) for code in codes.split(",") if code),
    }
    return tuple(name for name, wrong in faults.items() if wrong)


def _municipalities(text: str) -> tuple[str, ...] | None:
    if not text:
        return None
    codes = dict.fromkeys(code for code in text.split(",") if MUNICIPALITY.match(code))
    return tuple(codes)[:MOST_CHOSEN] if codes or text == "inga" else None
