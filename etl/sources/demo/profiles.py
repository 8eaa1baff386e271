"""The demo's table of plausible levels: one line an indicator, read by `etl.sources.demo.source`. None of it is a measurement."""

from dataclasses import dataclass
from typing import Final

from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Unit


@dataclass(frozen=True)
class Profile:
    """How an indicator's invented values lie, in the indicator's own unit.

    Two units are stated otherwise: counts per 1000 inhabitants, yes/no and ordinal scales in percent of the way to the top.
    """

    level: float
    """A middling kommun in the middle of the period."""
    spread: float
    """One standard deviation between kommuner."""
    trend: float = 0.0
    """Change a year."""
    gap: float = 0.0
    """Women minus men."""
    kin: str | None = None
    """Indicators with the same kin move together, so that pairs and parts keep their order."""
    since: int = 0
    """First year with values."""


_BY_UNIT: Final = {
    Unit.PERCENT: Profile(40, 8, 0.2),
    Unit.PERCENTAGE_POINTS: Profile(0, 4),
    Unit.COUNT: Profile(3, 1),
    Unit.PER_INHABITANT: Profile(20, 4),
    Unit.PER_1000: Profile(4, 1.5),
    Unit.PER_100000: Profile(15, 6),
    Unit.PARITY_RATIO: Profile(0.6, 0.15, 0.01),
    Unit.YES_NO: Profile(55, 25),
    Unit.ORDINAL: Profile(40, 25),
}

_PERCENT_BY_DIRECTION: Final = {Direction.HIGHER: Profile(60, 8, 0.3), Direction.LOWER: Profile(15, 4, -0.1)}

PROFILES: Final = {
    "syss_utrikes": Profile(65, 5.5, 0.7, -6, "arbete_utrikes"),
    "syss_inrikes": Profile(85, 2.5, 0.2, -1, "arbete_inrikes"),
    "arblos_utrikes": Profile(15, 3.5, -0.3, 1.5, "arbete_utrikes"),
    "arblos_inrikes": Profile(4, 1, -0.08, -0.5, "arbete_inrikes"),
    "syss_alla": Profile(80, 3, 0.3, -2, "arbete_inrikes", 2020),
    "arblos_unga": Profile(5, 1.2, -0.1, -0.6, "arbete_inrikes"),
    "akdelt_utrikes": Profile(77, 4, 0.4, -6, "arbete_utrikes"),
    "syss_skydd": Profile(54, 6, 0.8, -9, "arbete_skydd"),
    "syss_skydd_4_6": Profile(46, 8, 1.0, -14, "arbete_skydd"),
    "avv_forvantat": Profile(0, 5),
    "etab_arb_el_stud": Profile(38, 8, 0.6, -10, "etab", 2015),
    "etab_arbete": Profile(28, 7, 0.5, -12, "etab", 2015),
    "etab_studier": Profile(10, 3, 0.1, 3, since=2015),
    "etab_lamnat_antal": Profile(2.2, 0.9, -0.05, 0.1, "etablering", 2014),
    "etab_inskrivna": Profile(4.0, 1.6, -0.1, 0.4, "etablering", 2014),
    "fs_andel_nettoink": Profile(16, 5, -0.4),
    "langv_bistand_bef": Profile(1.4, 0.6, -0.03, 0.1),
    "kval_arbete_utrikes": Profile(47, 7, 0.5, 1, "kval_arbete"),
    "kval_arbete_inrikes": Profile(74, 4, 0.2, 2, "kval_arbete"),
    "uvas_skydd_20_25": Profile(19, 5, -0.3),
    "uvas_16_24": Profile(7, 1.8, -0.1, -0.4),
    "langtidsarbl_bas": Profile(3.4, 1.0, -0.05, 0.2, since=2020),
    "lag_ek_standard": Profile(14, 3),
    "gymnbeh_hemkommun": Profile(85, 4, -0.1, 3, "gymnbeh"),
    "gymnbeh_lage": Profile(84, 4, -0.1, 3, "gymnbeh"),
    "gymnbeh_exkl_nyinv": Profile(89, 3, -0.05, 3, "gymnbeh"),
    "nyinv_elever_grsk": Profile(5, 1.8, -0.15),
    "examen_4ar": Profile(72, 5, 0.2, 6, since=2015),
    "examen_4ar_im": Profile(16, 5, 0.2, 3, since=2015),
    "forskola_3_5": Profile(95, 1.5, 0.08),
    "sfi_2kurser": Profile(55, 9, 0.4, 7, since=2013),
    "sfi_godkanda": Profile(57, 7, 0.2),
    "sfi_arbetar_aret_efter": Profile(45, 7, 0.6, since=2020),
    "sfi_studerar_aret_efter": Profile(34, 6),
    "sfi_plus_komvux": Profile(13, 4, 0.3, 3, since=2020),
    "sfi_larare_leg": Profile(62, 10, 0.4, since=2014),
    "utbniva_skydd_eftergymn": Profile(27, 4, 0.3, 1),
    "etab_eftergymn": Profile(22, 5, 0.2, 2, since=2015),
    "kas_ej_validerad": Profile(24, 7, since=2015),
    "rost_utrikes_kf": Profile(60, 5, -0.3, 2, "val"),
    "rost_inrikes_kf": Profile(85, 2, -0.05, 1, "val"),
    "balans_kf": Profile(0.6, 0.18, 0.01, 0.06),
    "mu_integration": Profile(42, 6, 0.2, 1, "mu", 2021),
    "mu_diskriminering": Profile(38, 6, 0.2, -3, "mu", 2021),
    "tillit_avsaknad": Profile(27, 4, 0.1, -1),
    "krankande": Profile(19, 3, 0.1, 8),
    "halsa_bra": Profile(73, 3, -0.1, -4),
    "trygg_morkt": Profile(76, 7, 0.1, -18, "mu", 2021),
    "idrott_deltillf": Profile(24, 5, -0.1, -7),
    "bibl_lantagare": Profile(25, 4, -0.3, 11),
    "kulturskola_nyinv": Profile(42, 25, 0.5, since=2018),
    "trangbodd_n2": Profile(14, 4, 0.15, 0.4, "trangbodd"),
    "trangbodd_n3": Profile(33, 5, 0.1, 0.8, "trangbodd"),
    "trangbodda_utrikes": Profile(24, 5, 0.2, 0.5, "trangbodd"),
    "trangbodda_inrikes": Profile(6, 1.5, 0.05, 0.3, "trangbodd"),
    "trangbodda_utrikes_antal": Profile(140, 55, 3, -2, "utrikes"),
    "trangbodda_inrikes_antal": Profile(790, 60, -1, -5, "inrikes"),
    "bme_nyanlanda": Profile(35, 25, 1.5, since=2015),
    "bme_mojl_anvisade": Profile(58, 25, 1.0, since=2022),
    "mottagna_per_1000": Profile(3.5, 1.6, -0.12, -0.3),
    "mottagna_anvisade": Profile(0.9, 0.5, -0.03),
    "vrakn_barn": Profile(5, 2.5, 0.1),
    "fardigst_flerb": Profile(2.2, 1.4, 0.08),
    "hyresratter": Profile(36, 7),
    "anst_balans": Profile(0.75, 0.14, 0.02, kin="anst"),
    "anst_balans_aldre": Profile(1.15, 0.2, 0.03, kin="anst"),
    "anst_utrikes_andel": Profile(15, 5, 0.5, 1),
    "andel_utrikes": Profile(15, 5, 0.35, 0.2, "utrikes"),
    "andel_utrikes_20_64": Profile(19, 6, 0.45, 0.1, "utrikes"),
    "andel_utrikes_ej_eu": Profile(9, 4, 0.3, -0.2, "utrikes"),
    "vistelsetid_0_5": Profile(22, 6, -0.5),
    "asyl_per_1000": Profile(3.0, 1.6, -0.1, -0.8),
    "utrikes_20_64_antal": Profile(100, 40, 2, -2, "utrikes"),
    "inrikes_20_64_antal": Profile(450, 30, -1, -6, "inrikes"),
    "invanare": Profile(1000, 1, 5, -8),
}


def profile_of(indicator: Indicator) -> Profile:
    """The indicator's own line of the table, else one after its unit and direction."""
    by_unit = _BY_UNIT[indicator.unit]
    if indicator.unit is Unit.PERCENT:
        by_unit = _PERCENT_BY_DIRECTION.get(indicator.direction, by_unit)
    return PROFILES.get(indicator.id, by_unit)
