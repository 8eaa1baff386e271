"""The table of journeys: where visitors start, what they do, where they end up and what they see there."""

from dataclasses import dataclass, field

from actions import Action, back, click_map, focus, follow, forward, pick, press, press_button, reload, sex, year


@dataclass(frozen=True)
class Journey:
    """Where it starts, what is done, and what there is to see at the end; `rows` are the first cells of the table's rows."""

    name: str
    start: str
    actions: tuple[Action, ...]
    address: str
    heading: str
    texts: tuple[str, ...] = ()
    rows: tuple[str, ...] | None = None
    controls: dict[str, str] = field(default_factory=dict)


SORMLAND = ("Vingåker", "Gnesta", "Nyköping", "Oxelösund", "Flen", "Katrineholm", "Eskilstuna", "Strängnäs", "Trosa")
SYSS = "Sysselsatta bland utrikes födda, 20–64 år"
INRIKES = "Sysselsatta bland inrikes födda, 20–64 år"
CROWDED = "Trångbodda i flerbostadshus, enligt norm 2"
SFI = "Etablerade i arbete året efter avslutad sfi"
HOME = "Hur går det för integrationen?"

JOURNEYS = [
    Journey("the start page", "/", (), "/", HOME, ("Nu visas riket",)),
    Journey(
        "choose a kommun on the overview",
        "/",
        (pick("region", "Eskilstuna"),),
        "/?region=0484",
        "Läget i Eskilstuna",
        ("Blå linje är området",),
        controls={"region": "Eskilstuna"},
    ),
    Journey("a län on the overview", "/", (pick("region", "Skåne län"),), "/?region=12", "Läget i Skåne län"),
    Journey(
        "follow an indicator from a län's overview",
        "/?region=07",
        (follow("Trångbodda, norm 2"),),
        "/indikator/trangbodd_n2?kommuner=lan07,07&kommun=07",
        CROWDED,
        ("Kronobergs län 2024, procent", "av 21 län"),
    ),
    Journey("an overview's address", "/?region=0484", (reload,), "/?region=0484", "Läget i Eskilstuna"),
    Journey("an unknown kommun on the overview", "/?region=9999", (), "/?region=9999", HOME, ("med koden 9999",)),
    Journey(
        "follow an indicator from the overview",
        "/?region=0484",
        (follow("Trångbodda, norm 2"),),
        "/indikator/trangbodd_n2?kommuner=0484",
        CROWDED,
        ("Södermanlands län 2024, procent", "Utveckling 2012–2024, procent"),
        ("Eskilstuna",),
    ),
    Journey(
        "from the menu",
        "/om",
        (follow("Indikatorer"), follow(SYSS)),
        "/indikator/syss_utrikes?kommuner=04",
        SYSS,
        ("Demodata, påhittade värden",),
        SORMLAND,
    ),
    Journey(
        "another indicator",
        "/indikator/syss_utrikes",
        (pick("indicator", CROWDED),),
        "/indikator/trangbodd_n2?kommuner=04",
        CROWDED,
        ("Södermanlands län 2024, procent",),
        SORMLAND,
        {"indicator": f"Boende: {CROWDED}"},
    ),
    Journey(
        "another indicator keeps year, sex and kommuner",
        "/indikator/syss_utrikes?ar=2022&kon=K&kommuner=0180,1280",
        (pick("indicator", INRIKES),),
        "/indikator/syss_inrikes?ar=2022&kon=K&kommuner=0180,1280",
        INRIKES,
        ("Alla kommuner 2022, kvinnor",),
        ("Stockholm", "Malmö"),
    ),
    Journey(
        "another indicator lets go of what it lacks",
        "/indikator/trangbodd_n2?ar=2012&kon=K",
        (pick("indicator", SFI),),
        "/indikator/sfi_arbetar_aret_efter?kommuner=04",
        SFI,
        ("Södermanlands län 2024, procent",),
    ),
    Journey(
        "women",
        "/indikator/syss_utrikes",
        (sex("Kvinnor"),),
        "/indikator/syss_utrikes?kon=K&kommuner=04",
        SYSS,
        ("Södermanlands län 2024, kvinnor, procent",),
        SORMLAND,
    ),
    Journey(
        "an earlier year",
        "/indikator/syss_utrikes",
        (year("2022"),),
        "/indikator/syss_utrikes?ar=2022&kommuner=04",
        SYSS,
        ("Södermanlands län 2022, procent", "Sedan 2021"),
        SORMLAND,
    ),
    Journey(
        "back to the newest year",
        "/indikator/syss_utrikes?ar=2022",
        (year("2024"),),
        "/indikator/syss_utrikes?kommuner=04",
        SYSS,
        ("Södermanlands län 2024, procent",),
    ),
    Journey(
        "a whole län in one click",
        "/indikator/syss_utrikes?kommuner=0180",
        (pick("group", "Gotlands län"),),
        "/indikator/syss_utrikes?kommuner=0180,0980&kommun=0180",
        SYSS,
        rows=("Stockholm", "Gotland"),
    ),
    Journey(
        "one more kommun from the list",
        "/indikator/syss_utrikes?kommuner=0180",
        (pick("municipalities", "Malmö"),),
        "/indikator/syss_utrikes?kommuner=0180,1280&kommun=0180",
        SYSS,
        rows=("Stockholm", "Malmö"),
    ),
    Journey(
        "a click on the map puts a kommun in focus",
        "/indikator/syss_utrikes?kommuner=0484&lan=00",
        (click_map("2584", "Kiruna"),),
        "/indikator/syss_utrikes?kommuner=0484,2584&kommun=2584&lan=00",
        SYSS,
        rows=("Eskilstuna", "Kiruna"),
    ),
    Journey(
        "and its cross takes it away",
        "/indikator/syss_utrikes?kommuner=0484&lan=00",
        (click_map("2584", "Kiruna"), press_button("Ta bort Kiruna")),
        "/indikator/syss_utrikes?kommuner=0484&lan=00",
        SYSS,
        rows=("Eskilstuna",),
    ),
    Journey(
        "the last kommun taken away",
        "/indikator/syss_utrikes?kommuner=2584",
        (press_button("Ta bort Kiruna"),),
        "/indikator/syss_utrikes?kommuner=inga",
        SYSS,
        rows=(),
    ),
    Journey(
        "a click on the map is taken back",
        "/indikator/syss_utrikes?kommuner=0484&lan=00",
        (click_map("2584", "Kiruna"), press_button("Ångra")),
        "/indikator/syss_utrikes?kommuner=0484&lan=00",
        SYSS,
        rows=("Eskilstuna",),
    ),
    Journey(
        "similar kommuner are added with a plus",
        "/indikator/syss_utrikes?kommuner=0482,0484&kommun=0484",
        (press_button("+ Liknande"), press_button("Ta bort Flen")),
        "/indikator/syss_utrikes?kommuner=0484,0428,0483,1278,1402,1430,1461,2082&kommun=0484",
        SYSS,
    ),
    Journey(
        "a reload shows the same",
        "/indikator/syss_utrikes",
        (pick("indicator", CROWDED), sex("Kvinnor"), year("2019"), pick("group", "Gotlands län"), reload),
        "/indikator/trangbodd_n2?ar=2019&kon=K&kommuner=0980",
        CROWDED,
        ("Gotlands län 2019, kvinnor, procent",),
        ("Gotland",),
        {"indicator": f"Boende: {CROWDED}"},
    ),
    Journey(
        "back through pages and indicators",
        "/?region=0484",
        (follow("Trångbodda, norm 2"), pick("indicator", INRIKES), back),
        "/indikator/trangbodd_n2?kommuner=0484",
        CROWDED,
        rows=("Eskilstuna",),
        controls={"indicator": f"Boende: {CROWDED}"},
    ),
    Journey(
        "back to where it began",
        "/?region=0484",
        (follow("Trångbodda, norm 2"), pick("indicator", INRIKES), back, back),
        "/?region=0484",
        "Läget i Eskilstuna",
        controls={"region": "Eskilstuna"},
    ),
    Journey(
        "back and forward again",
        "/",
        (pick("region", "Flen"), follow("Trångbodda, norm 2"), pick("indicator", INRIKES), back, back, forward, forward),
        "/indikator/syss_inrikes?kommuner=0482",
        INRIKES,
        rows=("Flen",),
        controls={"indicator": f"Arbete: {INRIKES}"},
    ),
    Journey(
        "back keeps the choices of the step",
        "/indikator/syss_utrikes",
        (sex("Män"), year("2021"), pick("indicator", INRIKES), follow("Om siffrorna"), back, back),
        "/indikator/syss_utrikes?ar=2021&kon=M&kommuner=04",
        SYSS,
        ("Södermanlands län 2021, män, procent",),
        SORMLAND,
    ),
    Journey(
        "from the overview by the site's name, and back",
        "/indikator/syss_utrikes?ar=2022",
        (sex("Kvinnor"), follow("Översikt"), pick("region", "Flen"), back, back),
        "/indikator/syss_utrikes?ar=2022&kon=K&kommuner=04",
        SYSS,
        ("Södermanlands län 2022, kvinnor, procent",),
        SORMLAND,
    ),
    Journey(
        "back undoes the last choice and then the one before",
        "/indikator/syss_utrikes?kommuner=0484,0482",
        (sex("Kvinnor"), year("2022"), sex("Män"), back, back),
        "/indikator/syss_utrikes?kon=K&kommuner=0484,0482",
        SYSS,
        ("2024, kvinnor, procent",),
        ("Eskilstuna", "Flen"),
    ),
    Journey(
        "kommuner, sex and year follow through the menu",
        "/indikator/syss_utrikes?ar=2022&kon=K&kommuner=0484,0482",
        (
            follow("Jämför"),
            follow("Om siffrorna"),
            follow("Fokusområden"),
            follow("Indikatorer"),
            follow(SYSS),
        ),
        "/indikator/syss_utrikes?ar=2022&kon=K&kommuner=0484,0482",
        SYSS,
        ("2022, kvinnor, procent",),
        ("Eskilstuna", "Flen"),
    ),
    Journey(
        "a kommun of the start page follows to the comparison",
        "/?region=0482",
        (follow("Jämför"),),
        "/jamfor?kommuner=0482",
        "Jämför kommuner",
        ("1 kommun och 4 indikatorer",),
    ),
    Journey(
        "from the menu to a guide and the very view that it tells of",
        "/?region=0482",
        (follow("Hjälp"), follow("Så jämför du ditt län med riket"), follow("Öppna gapet i Eskilstuna")),
        "/indikator/syss_utrikes?kommuner=0484&vy=gap",
        SYSS,
        rows=("Eskilstuna",),
    ),
    Journey("an unknown page", "/finns-inte", (), "/finns-inte", "Sidan finns inte", ("Till översikten",)),
    Journey("an unknown page leads on", "/finns-inte", (follow("Till översikten: välj din kommun eller ditt län"),), "/", HOME),
    Journey(
        "an unknown indicator",
        "/indikator/sys_utrikes",
        (),
        "/indikator/sys_utrikes",
        "Indikatorn finns inte",
        ("Menade du någon av dessa?",),
    ),
    Journey(
        "an unknown indicator leads on",
        "/indikator/sys_utrikes",
        (follow(SYSS),),
        "/indikator/syss_utrikes?kommuner=04",
        SYSS,
        rows=SORMLAND,
    ),
    Journey(
        "an unknown kommun in the address",
        "/indikator/syss_utrikes?kommuner=0484,9999",
        (),
        "/indikator/syss_utrikes?kommuner=0484,9999",
        SYSS,
        ("Det finns ingen kommun med koden 9999.",),
        ("Eskilstuna",),
    ),
    Journey(
        "an address full of mistakes",
        "/indikator/syss_utrikes?ar=ifjol&kon=alla&kommuner=%3Cscript%3E",
        (),
        "/indikator/syss_utrikes?ar=ifjol&kon=alla&kommuner=<script>",
        SYSS,
        ("Adressens år gick inte att tolka.", "Adressens kön gick inte att tolka.", "Adressens kommuner gick inte att tolka."),
        SORMLAND,
    ),
    Journey(
        "an indicator without values",
        "/indikator/kas_ej_validerad",
        (),
        "/indikator/kas_ej_validerad?kommuner=04",
        "",
        ("Källan har inga värden för den här indikatorn",),
    ),
    Journey(
        "from an indicator without values to one that has",
        "/indikator/kas_ej_validerad",
        (pick("indicator", CROWDED),),
        "/indikator/trangbodd_n2?kommuner=04",
        CROWDED,
        ("Södermanlands län 2024, procent",),
        SORMLAND,
    ),
    Journey(
        "by keyboard: an indicator found by typing",
        "/indikator/syss_utrikes",
        (focus("button#indicator"), press("Enter", "type:trångbodda", "ArrowDown", "Enter")),
        "/indikator/trangbodd_n2?kommuner=04",
        CROWDED,
        rows=SORMLAND,
    ),
    Journey(
        "by keyboard: an indicator found by typing at once",
        "/indikator/andel_utrikes",
        (focus("button#indicator"), press("type:e", "type:nligt norm 3", "ArrowDown", "Enter")),
        "/indikator/trangbodd_n3?kommuner=04",
        "Trångbodda i flerbostadshus, enligt norm 3",
    ),
    Journey(
        "by keyboard: a kommun on the overview",
        "/",
        (focus("button#region"), press("Enter", "type:Flen", "ArrowDown", "Enter")),
        "/?region=0482",
        "Läget i Flen",
    ),
    Journey("by keyboard: skip to the content", "/om", (press("Tab", "Enter"),), "/om#innehall", "Om siffrorna"),
    Journey(
        "by keyboard: sex by arrows",
        "/indikator/syss_utrikes",
        (focus("#sex input[value=T]"), press("ArrowRight")),
        "/indikator/syss_utrikes?kon=K&kommuner=04",
        SYSS,
        ("Södermanlands län 2024, kvinnor, procent",),
    ),
    Journey(
        "from one focus area to another",
        "/fokus/arbete",
        (follow("Utbildning"),),
        "/fokus/utbildning?kommuner=04",
        "Utbildning",
        ("Mål som området hör till",),
        controls={"focus-single": "Vingåker"},
    ),
    Journey(
        "a län in a focus area",
        "/fokus/arbete",
        (pick("focus-group", "Gotlands län"),),
        "/fokus/arbete?kommuner=0980",
        "Arbete och egen försörjning",
        ("Gotland är bland den bästa fjärdedelen",),
        controls={"focus-single": "Gotland"},
    ),
    Journey(
        "women in a focus area, by its address",
        "/fokus/arbete?kon=K&kommun=0180",
        (reload,),
        "/fokus/arbete?kon=K&kommun=0180&kommuner=04",
        "Arbete och egen försörjning",
        ("Stockholm bland alla kommuner", "Kvinnor."),
        controls={"focus-single": "Stockholm"},
    ),
    Journey("an unknown focus area", "/fokus/finns-inte", (), "/fokus/finns-inte", "Fokusområdet finns inte"),
    Journey(
        "similar kommuner in the comparison",
        "/jamfor",
        (pick("compare-focus", "Eskilstuna"), pick("compare-group", "Liknande kommunen i fokus")),
        "/jamfor?kommuner=0484,0428,0483,1278,1402,1430,1461,2082&kommun=0484",
        "Jämför kommuner",
        ("Liknande kommuner enligt Kolada",),
    ),
    Journey(
        "a comparison's address",
        "/jamfor?indikatorer=syss_utrikes,trangbodd_n2&kommuner=0484,0480&kon=K",
        (reload,),
        "/jamfor?indikatorer=syss_utrikes,trangbodd_n2&kommuner=0484,0480&kon=K",
        "Jämför kommuner",
        ("2 kommuner och 2 indikatorer", "Varje punkt är en kommun"),
    ),
    Journey(
        "from the comparison to an indicator and back",
        "/jamfor?kommuner=0484",
        (follow("Trångbodda, norm 2"), back),
        "/jamfor?kommuner=0484",
        "Jämför kommuner",
        ("1 kommun och 4 indikatorer",),
    ),
    Journey(
        "a fact card of another kommun, and back",
        "/faktakort/syss_utrikes?plats=0484",
        (pick("card-place", "Flen"), follow("Om siffrorna"), back),
        "/faktakort/syss_utrikes?plats=0482",
        "",
        controls={"card-place": "Flen"},
    ),
    Journey(
        "from a meeting page to what has changed, and back",
        "/kommun/0484",
        (follow("Allt som har ändrats"), back),
        "/kommun/0484",
        "Mötesunderlag: Eskilstuna",
        ("Alla mått",),
    ),
    Journey("what has changed, by its address", "/andrat?kommun=0484", (reload,), "/andrat?kommun=0484", ""),
]

SKANE = "1214,1230,1231,1233,1256,1257,1260,1261,1262,1263,1264,1265,1266,1267,1270,1272,1273,1275,1276,1277,1278,1280,1281,1282,"
SKANE += "1283,1284,1285,1286,1287,1290,1291,1292,1293"
KOMMUNER = {0: "inga", 1: "0484", 3: "0484,2584,0125", 33: SKANE}
INDICATORS = {
    1: "etab_arbete",
    2: "etab_arbete,balans_kf",
    5: "syss_utrikes,etab_arbete,bme_mojl_anvisade,invanare,kas_ej_validerad",
}
"""Among them hidden values, words, numbers of persons, and an indicator without values."""

SAME = [
    *(f"/jamfor?indikatorer={names}&kommuner={codes}" for codes in KOMMUNER.values() for names in INDICATORS.values()),
    *(
        f"/indikator/etab_arbete?kommuner={codes}&vy={pane}"
        for codes, pane in zip(KOMMUNER.values(), ("gap", "fordelning", "rangordning", "utveckling"), strict=True)
    ),
    *(f"/fokus/{area}?kommuner={codes}" for codes, area in zip(KOMMUNER.values(), ("boende", "arbete") * 2, strict=True)),
    *("/", "/?region=0484", "/validering", "/validering?region=0484&typ=AKAD", "/kommun/0484", "/lan/04"),
    *("/strategi/soermland_2017?region=0482", "/strategi?korsvag=eu:3", "/kalla?indikator=etab_arbete&region=0484"),
    *("/andrat?kommun=0484", "/faktakort/syss_utrikes?plats=0484"),
]
"""0, 1, 3 and 33 kommuner by 1, 2 and 5 indicators on each page that shows so many; each must be there again by Back and link."""
