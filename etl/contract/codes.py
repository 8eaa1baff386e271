"""Codes that both sides share: statuses, sexes, units, directions, roles and the version of the published schema."""

from enum import StrEnum
from typing import Final

SCHEMA_VERSION: Final = 1
RIKET: Final = "00"


class Status(StrEnum):
    """Why a cell of `observations` holds a value, or why it does not."""

    OK = "ok"
    PRELIMINARY = "preliminary"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


class Protection(StrEnum):
    """How what a source says of few persons is protected: as fits values that it publishes openly, or strictly."""

    SOURCE = "source"
    STRICT = "strict"


class Sex(StrEnum):
    """Kolada's and SCB's letters: T total, K women, M men."""

    TOTAL = "T"
    WOMEN = "K"
    MEN = "M"


class Unit(StrEnum):
    """The unit that an indicator's values are in."""

    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    COUNT = "count"
    PER_INHABITANT = "per_inhabitant"
    PER_1000 = "per_1000"
    PER_100000 = "per_100000"
    PARITY_RATIO = "parity_ratio"
    YES_NO = "yes_no"
    ORDINAL = "ordinal"


class RateOf(StrEnum):
    """What a rate per inhabitant counts: persons, of that year's inhabitants or of those the year before, or things."""

    PERSONS = "persons"
    PERSONS_YEAR_BEFORE = "persons_year_before"
    THINGS = "things"


class Direction(StrEnum):
    """Which way is better; a neutral indicator is never judged."""

    HIGHER = "higher_is_better"
    LOWER = "lower_is_better"
    CLOSEST_TO_ONE = "closest_to_one"
    NEUTRAL = "neutral"


class About(StrEnum):
    """Whom an indicator is about, as the reader sees it after "Gäller"."""

    EVERYONE = "alla invånare"
    BORN_ABROAD = "utrikes födda"
    BORN_HERE = "inrikes födda"
    NEWCOMERS = "nyanlända"
    REFUGEES = "skyddsbehövande"
    SFI = "sfi-elever"
    YOUNG = "barn och unga"
    MUNICIPALITY = "kommunens arbete"


class Role(StrEnum):
    """What the indicator is for in its focus area."""

    CORE = "core"
    SUPPORT = "support"
    PAIR = "pair"
    VOLUME = "volume"
    CONTEXT = "context"
    DENOMINATOR = "denominator"
    DORMANT = "dormant"


class RegionType(StrEnum):
    """Kinds of geographical region."""

    COUNTRY = "riket"
    COUNTY = "lan"
    MUNICIPALITY = "kommun"
    REGSO = "regso"
    DESO = "deso"


class GroupKind(StrEnum):
    """Kinds of group of kommuner."""

    COUNTY = "lan"
    SKR = "skr"
    PEER = "peer"
