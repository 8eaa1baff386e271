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
    """First year with values: that of the real series."""
    persons: float = 500.0
    """How many of 1000 inhabitants a share is counted of."""


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
    "syss_utrikes": Profile(67, 5.5, 0.4, -6, "arbete_utrikes", 2020, 95),
    "syss_inrikes": Profile(86, 2.5, 0.2, -1, "arbete_inrikes", 2020, 430),
    "arblos_utrikes": Profile(14, 3.5, -0.2, 1.5, "arbete_utrikes", 2020, 75),
    "arblos_inrikes": Profile(4, 1, -0.05, -0.5, "arbete_inrikes", 2020, 390),
    "syss_alla": Profile(81.5, 3, 0.2, -2, "arbete_inrikes", 2020, 525),
    "arblos_unga": Profile(5.5, 1.8, -0.15, -0.6, persons=70),
    "akdelt_utrikes": Profile(78, 4, 0.3, -6, "arbete_utrikes", 2020, 95),
    "syss_skydd": Profile(54, 7, 0.5, -9, "arbete_skydd", persons=30),
    "syss_skydd_4_6": Profile(50, 8, 0.6, -14, "arbete_skydd", 2013, 8),
    "avv_forvantat": Profile(0, 5.5, since=2013, persons=30),
    "etab_arb_el_stud": Profile(34, 9, 0.5, -10, "etab", 2015, 2.2),
    "etab_arbete": Profile(26, 8, 0.4, -12, "etab", 2015, 2.2),
    "etab_studier": Profile(8, 2.5, 0.1, 3, since=2015, persons=2.2),
    "etab_lamnat_antal": Profile(2.2, 0.9, -0.05, 0.1, "etablering", 2014),
    "etab_inskrivna": Profile(4.0, 1.6, -0.1, 0.4, "etablering", 2014),
    "fs_andel_nettoink": Profile(5, 1.8, -0.1, persons=300),
    "langv_bistand_bef": Profile(0.95, 0.45, -0.01, 0.1, persons=780),
    "kval_arbete_utrikes": Profile(47, 7, 0.3, 1, "kval_arbete", persons=20),
    "kval_arbete_inrikes": Profile(74, 4, 0.1, 2, "kval_arbete", persons=120),
    "uvas_skydd_20_25": Profile(16.5, 4, -0.2, persons=6),
    "uvas_16_24": Profile(7, 1.6, -0.1, -0.4, persons=100),
    "langtidsarbl_bas": Profile(3.4, 1.0, -0.05, 0.2, since=2020, persons=500),
    "lag_ek_standard": Profile(14, 3, persons=1000),
    "gymnbeh_hemkommun": Profile(85, 4, -0.1, 3, "gymnbeh", persons=11),
    "gymnbeh_lage": Profile(84, 4, -0.1, 3, "gymnbeh", persons=11),
    "gymnbeh_exkl_nyinv": Profile(89, 3, -0.05, 3, "gymnbeh", persons=10.5),
    "nyinv_elever_grsk": Profile(5, 2, -0.1, since=2012, persons=110),
    "examen_4ar": Profile(72, 5, 0.2, 6, since=2015, persons=11),
    "examen_4ar_im": Profile(16, 4, 0.1, 3, since=2015, persons=3),
    "forskola_3_5": Profile(95, 1.3, 0.05, persons=33),
    "sfi_2kurser": Profile(46, 8, 0.3, 7, since=2013, persons=5),
    "sfi_godkanda": Profile(57, 6, 0.1, persons=10),
    "sfi_arbetar_aret_efter": Profile(45, 7, 0.4, since=2020, persons=5),
    "sfi_studerar_aret_efter": Profile(43, 7, persons=5),
    "sfi_plus_komvux": Profile(14, 5, 0.3, 3, since=2020, persons=9),
    "sfi_larare_leg": Profile(42, 14, 0.4, since=2014, persons=1),
    "utbniva_skydd_eftergymn": Profile(25, 5, 0.3, 1, since=2013, persons=30),
    "etab_eftergymn": Profile(20, 5, 0.2, 2, since=2014, persons=4),
    "kas_ej_validerad": Profile(24, 7, since=2015, persons=5),
    "rost_utrikes_kf": Profile(60, 5, -0.2, 2, "val", 2018, 110),
    "rost_inrikes_kf": Profile(87, 2, -0.05, 1, "val", 2018, 650),
    "balans_kf": Profile(0.58, 0.18, 0.01, 0.06, persons=4),
    "mu_integration": Profile(28, 5, 0.1, 1, "mu", 2021),
    "mu_diskriminering": Profile(32, 5, 0.1, -3, "mu", 2021),
    "tillit_avsaknad": Profile(27, 3.5, 0.05, -1),
    "krankande": Profile(18, 2.2, 0.05, 8),
    "halsa_bra": Profile(70, 3, -0.05, -4),
    "trygg_morkt": Profile(78, 7, 0.1, -18, "mu", 2021),
    "idrott_deltillf": Profile(26, 5, -0.2, -7, persons=170),
    "bibl_lantagare": Profile(23, 5, -0.3, 11, persons=1000),
    "kulturskola_nyinv": Profile(42, 25, 0.5, since=2018),
    "trangbodd_n2": Profile(15, 4, 0.1, 0.4, "trangbodd", 2012, 1000),
    "trangbodd_n3": Profile(33, 5, 0.1, 0.8, "trangbodd", 2012, 1000),
    "trangbodda_utrikes": Profile(24, 5, 0.1, 0.5, "trangbodd", persons=150),
    "trangbodda_inrikes": Profile(6, 1.5, 0.02, 0.3, "trangbodd", persons=800),
    "trangbodda_utrikes_antal": Profile(140, 55, 3, -2, "utrikes"),
    "trangbodda_inrikes_antal": Profile(790, 60, -1, -5, "inrikes"),
    "bme_nyanlanda": Profile(35, 25, 1.5, since=2015),
    "bme_mojl_anvisade": Profile(58, 25, 1.0, since=2022),
    "mottagna_per_1000": Profile(3.5, 1.6, -0.12, -0.3),
    "mottagna_anvisade": Profile(1.0, 0.6, -0.05, since=2014),
    "vrakn_barn": Profile(5, 2.5, 0.05),
    "fardigst_flerb": Profile(1.6, 1.2, 0.05),
    "hyresratter": Profile(36, 7, persons=400),
    "anst_balans": Profile(0.85, 0.14, 0.01, kin="anst", since=2013, persons=75),
    "anst_balans_aldre": Profile(1.15, 0.2, 0.02, kin="anst", since=2013, persons=75),
    "anst_utrikes_andel": Profile(15, 5, 0.5, 1, since=2013, persons=75),
    "andel_utrikes": Profile(14, 5.5, 0.35, 0.2, "utrikes", persons=1000),
    "andel_utrikes_20_64": Profile(18, 6.5, 0.45, 0.1, "utrikes", persons=560),
    "andel_utrikes_ej_eu": Profile(8.5, 4, 0.3, -0.2, "utrikes", persons=1000),
    "vistelsetid_0_5": Profile(5.5, 1.8, -0.1, persons=580),
    "asyl_per_1000": Profile(4.5, 2.5, -0.3, -0.8, since=2014),
    "utrikes_20_64_antal": Profile(100, 40, 2, -2, "utrikes"),
    "inrikes_20_64_antal": Profile(450, 30, -1, -6, "inrikes"),
    "invanare": Profile(1000, 1, 5, -8),
    "akdelt_inrikes": Profile(88, 2.2, 0.2, -1.5, "arbete_inrikes", 2020, 430),
    "arblos_alla": Profile(6, 1.8, -0.1, -0.5, persons=560),
    "barn_lag_ek_standard": Profile(18.5, 5.5, since=2011, persons=220),
    "kas_arbete_studier": Profile(36, 9, 0.3, -2, since=2016, persons=4),
    "skydd_forvantat": Profile(56, 5, 0.6, kin="arbete_skydd", since=2013, persons=30),
    "bistand_etabl_ers": Profile(7, 4, -0.4, since=2017, persons=15),
    "forskola_1_5": Profile(85.5, 3, 0.15, persons=55),
    "examen_studiebevis_4ar": Profile(78, 5, 0.1, 5, since=2015, persons=11),
    "sfi_kvar_fa_kurser": Profile(31, 7, -0.2, -3, since=2013, persons=5),
    "sfi_avbrott": Profile(24, 6, 0.2, since=2013, persons=5),
    "skydd_studerar": Profile(16, 4, 0.3, since=2014, persons=30),
    "utbniva_skydd_forgymn": Profile(33, 6, -0.1, since=2013, persons=30),
    "utbniva_skydd_gymn": Profile(36.5, 4, since=2013, persons=30),
    "etab_utan_grundutb": Profile(17, 5, 0.3, 6, since=2018, persons=4),
    "bme_totalt": Profile(25, 20, 0.3, since=2013),
    "mottagna_antal": Profile(3.2, 1.8, -0.15, -0.3),
    "hyresratter_per_1000": Profile(165, 40, 0.8, since=2013),
    "skydd_kort_vistelse": Profile(38, 9, -0.5, since=2013, persons=30),
    "invanare_20_64": Profile(560, 20, -1, -15),
    "utrikes_kf": Profile(9, 4, 0.1, 1, since=2010, persons=3),
}


def profile_of(indicator: Indicator) -> Profile:
    """The indicator's own line of the table, else one after its unit and direction."""
    by_unit = _BY_UNIT[indicator.unit]
    if indicator.unit is Unit.PERCENT:
        by_unit = _PERCENT_BY_DIRECTION.get(indicator.direction, by_unit)
    return PROFILES.get(indicator.id, by_unit)
