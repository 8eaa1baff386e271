"""The parameters of the API: what each may hold, said once for the reader, the documentation and the check."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from dashboard.api.problems import Problem
from dashboard.url_state import whole_code
from etl.contract.codes import GroupKind, Sex

DEFAULT_ROWS: Final = 1000
MOST_ROWS: Final = 50_000
"""An indicator's every kommun, period and sex fit in one page."""
LAST_OFFSET: Final = 100_000_000
WHOLE_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query string. `allowed` is every value that it may have, or else `pattern` says what they look like.

    Those with `least` and `most` are whole numbers, and are given once.
    """

    name: str
    description: str
    example: str
    pattern: str = ""
    allowed: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    default: str | None = None
    repeated: bool = False
    required: bool = False

    @property
    def words(self) -> str:
        """What the parameter may hold, for those who gave it something else."""
        if self.most is not None:
            return f"heltal {self.least}\u2013{self.most}"
        return ", ".join(self.allowed) or f"{self.pattern}, till exempel {self.example}"

    def accepts(self, text: str) -> bool:
        """Whether the parameter may hold the text."""
        if self.most is not None:
            return bool(WHOLE_NUMBER.fullmatch(text)) and (self.least or 0) <= int(text) <= self.most
        return text in self.allowed if self.allowed else bool(re.fullmatch(self.pattern, text))


@dataclass(frozen=True)
class Query:
    """A checked query string."""

    values: Mapping[str, tuple[str, ...]]

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a parameter, none where it isn't given."""
        return self.values.get(name, ())

    def one(self, name: str) -> str | None:
        """The value of a parameter that is given once, or None."""
        return next(iter(self.many(name)), None)

    def number(self, name: str) -> int:
        """The value of a parameter that has a default and is a whole number."""
        return int(self.values[name][0])


PERIOD_PATTERN: Final = "[0-9]{4}(K[1-4])?"
ID_PATTERN: Final = "[a-z][a-z0-9_]{0,60}"
REGION_PATTERN: Final = "[0-9]{2}([0-9]{2})?"
SEXES: Final = tuple(sex.value for sex in Sex)

INDICATOR = Parameter("indicator", "Indikatorns id, som i `indicators`. Får upprepas.", "syss_utrikes", ID_PATTERN, repeated=True)
ONE_INDICATOR = Parameter("indicator", "Indikatorns id, som i `indicators`.", "syss_utrikes", ID_PATTERN, required=True)
INDICATORS = Parameter(
    "indicator",
    "Indikatorns id, som i `indicators`. Minst ett, får upprepas.",
    "syss_utrikes",
    ID_PATTERN,
    repeated=True,
    required=True,
)
REGION = Parameter("region", "SCB:s kod: riket 00, län 04, kommun 0484. Får upprepas.", "0484", REGION_PATTERN, repeated=True)
ONE_REGION = Parameter("region", "SCB:s kod: riket 00, län 04, kommun 0484.", "0484", REGION_PATTERN, required=True)
GROUP = Parameter(
    "group", "En grupp av kommuner, som i `groups`: dess medlemmar läggs till `region`. Får upprepas.", "lan:04",
    "[a-z]{1,12}:[A-Za-z0-9_]{1,40}", repeated=True,
)  # fmt: skip
KIND = Parameter("kind", "Slag av grupp. Får upprepas.", "lan", allowed=tuple(kind.value for kind in GroupKind), repeated=True)
LEVEL = Parameter("type", "Slag av område. Får upprepas.", "kommun", allowed=("riket", "lan", "kommun"), repeated=True)
PERIOD = Parameter("period", "År eller kvartal. Får upprepas.", "2022", PERIOD_PATTERN, repeated=True)
ONE_PERIOD = Parameter("period", "År eller kvartal.", "2022", PERIOD_PATTERN, required=True)
FROM = Parameter("from", "Tidigaste period som tas med.", "2015", PERIOD_PATTERN)
TO = Parameter("to", "Senaste period som tas med; ett år tar med årets kvartal.", "2022", PERIOD_PATTERN)
SEX = Parameter("sex", "Kön: T totalt, K kvinnor, M män. Får upprepas.", "T", allowed=SEXES, repeated=True)
ONE_SEX = Parameter("sex", "Kön: T totalt, K kvinnor, M män.", "T", allowed=SEXES, default="T")
AREA = Parameter("focus_area", "Fokusområdets id. Får upprepas.", "arbete", ID_PATTERN, repeated=True)
WITHIN = Parameter(
    "region", "Kommunens kod (alla dess områden) eller områdets, som i `areas`. Minst en, får upprepas.", "0484",
    "[0-9]{4}([ABC][0-9]{4}|R[0-9]{3})?", repeated=True, required=True,
)  # fmt: skip
KOMMUN = Parameter("kommun", "Kommunens kod. Får upprepas.", "0484", "[0-9]{4}", repeated=True)
AREA_KIND = Parameter("type", "Slag av område. Får upprepas.", "deso", allowed=("deso", "regso"), repeated=True)
STRATEGY = Parameter("strategy", "Strategins id, som i `strategies`. Får upprepas.", "moelndal", ID_PATTERN, repeated=True)
GOAL = Parameter("goal", "Målets id. Får upprepas.", "arbete", "[a-z][a-z0-9_]{0,60}", repeated=True)
ONE_GROUP = Parameter("group", "En grupp av kommuner, som i `groups`. Får upprepas.", "lan:04", GROUP.pattern, repeated=True)
MEAN = Parameter(
    "kind", "Slag av medel: ovägt eller vägt. Får upprepas.", "unweighted", allowed=("unweighted", "weighted"), repeated=True
)
CODE_PATTERN: Final = "[A-Z][A-Z0-9_]{0,30}"
TYPE = Parameter("type", "Typ av validering, som i `validation_codes`. Får upprepas.", "AKAD", CODE_PATTERN, repeated=True)
STEP = Parameter("step", "Steget, som i `validation_codes`. Får upprepas.", "S1_VANTAR", CODE_PATTERN, repeated=True)
MEASURE = Parameter("measure", "Måttet, som i `validation_codes`. Får upprepas.", "stock", ID_PATTERN, repeated=True)
FIELD = Parameter("field", "Kolumn i `validation`. Får upprepas.", "measure", ID_PATTERN, repeated=True)
SERIES = Parameter("series", "Seriens id. Får upprepas.", "uhr_decided_alla", ID_PATTERN, repeated=True)
NATIONAL_MEASURE = Parameter("measure", "Måttet. Får upprepas.", "decided", ID_PATTERN, repeated=True)
LIMIT = Parameter(
    "limit", f"Högst så många rader i svaret, {MOST_ROWS} som mest.", "100", least=1, most=MOST_ROWS, default=str(DEFAULT_ROWS)
)
OFFSET = Parameter(
    "offset", "Hoppa över så många rader; `next` i svaret ger nästa sida.", "0", least=0, most=LAST_OFFSET, default="0"
)
VERSION = Parameter("v", "En äldre dataversion som finns kvar; utan den gäller den senaste.", "0123456789ab", "[0-9a-z]{1,64}")
FORMAT = Parameter("format", "Svarets format; går före huvudet Accept.", "json", allowed=("json", "csv"))


def read(given: Mapping[str, Sequence[str]], parameters: Iterable[Parameter]) -> Query:
    """The query, its defaults filled in.

    Raises:
        Problem: a parameter is unknown, lacking, given twice, or holds what it can't; the problem says what is allowed.

    """
    known = {parameter.name: parameter for parameter in parameters}
    if any(name not in known for name in given):
        raise Problem(HTTPStatus.BAD_REQUEST, "Frågan har en parameter som inte finns här.", {"parameters": list(known)})
    found = {name: _values(parameter, given.get(name, ())) for name, parameter in known.items()}
    return Query({name: values for name, values in found.items() if values})


def _values(parameter: Parameter, given: Sequence[str]) -> tuple[str, ...]:
    allowed = {parameter.name: [parameter.words]}
    if parameter.required and not given:
        raise Problem(HTTPStatus.BAD_REQUEST, f"Parametern {parameter.name} måste anges.", allowed)
    if len(given) > 1 and not parameter.repeated:
        raise Problem(HTTPStatus.BAD_REQUEST, f"Parametern {parameter.name} får bara anges en gång.", allowed)
    if not all(parameter.accepts(text) for text in given):
        detail = f"Parametern {parameter.name} har ett värde som den inte kan ha.{_zero_lost(parameter, given)}"
        raise Problem(HTTPStatus.BAD_REQUEST, detail, allowed)
    if not given and parameter.default is not None:
        return (parameter.default,)
    return tuple(dict.fromkeys(given))


def _zero_lost(parameter: Parameter, given: Sequence[str]) -> str:
    """What the codes would be that a spreadsheet has taken the zero from; a program that sends them has it elsewhere too."""
    whole = [code for text in given if parameter.pattern == REGION_PATTERN and (code := whole_code(text)) != text]
    return f" Har en kod tappat sin nolla? Skriv då {' och '.join(whole)}." if whole else ""
