"""The method in plain Swedish: each rule that decides what is shown, with where it comes from. `docs/method.md` tells more."""

from typing import Final, NamedTuple

from dash import html

from dashboard import formats
from dashboard.parts import stories
from dashboard.parts.aria import aria


class Rule(NamedTuple):
    """A rule: its name, what it means to the reader, who says so (`Egen regel` for our own) and where."""

    name: str
    text: str
    source: str
    url: str | None = None


OWN: Final = "Egen regel"
RKA: Final = "RKA, Om medelvärden i Kolada"
RKA_URL: Final = "https://rka.nu/radetforframjandeavkommunalaanalyser/kolada/ommedelvardenikolada.46261.html"
SCB: Final = "SCB, Så här är statistiken om integration uppbyggd"
SCB_URL: Final = (
    "https://scb.se/hitta-statistik/temaomraden/statistik-om-integration/regeringsuppdraget-registerdata-for-integration/"
    "sa-har-ar-statistiken-om-integration-uppbyggd/"
)
FINGERTIPS: Final = "Fingertips, Trend markers (England)"
FINGERTIPS_URL: Final = (
    "https://fingertips.phe.org.uk/static-reports/public-health-technical-guidance/Presentation/Trend_markers.html"
)
OPEN_SDG: Final = "Statistics Canada och Open SDG"
OPEN_SDG_URL: Final = "https://open-sdg.readthedocs.io/en/latest/progress-measure/"
JNCC: Final = "JNCC (Storbritannien); gränsen 3 procent är deras"
JNCC_URL: Final = "https://jncc.gov.uk/our-work/assessing-indicators/"
DENMARK: Final = "Danmarks nationella integrationsbarometer"
DENMARK_URL: Final = "https://integrationsbarometer.dk/udviklingsrapporter/hele-landet.html"

METHOD: Final[dict[str, tuple[Rule, ...]]] = {
    "Skydd av enskilda": (
        Rule(
            "Öppna källor",
            "Det som Kolada och SCB redovisar öppet visas, utom det som gäller färre än 5 personer. Det döljs aldrig för att "
            "få har egenskapen: då försvinner bara de låga resultaten, och platser och medel blir fel.",
            OWN,
        ),
        Rule(
            "Få personer",
            "Ett värde som bygger på 5–20 personer visas och märks ”bygger på få personer” med antalet. Det får ingen plats "
            "och är inte med i ovägda medel.",
            OWN,
        ),
        Rule("Antal", "Antal på 1–4 personer döljs. Det gäller också tal per invånare som motsvarar 1–4 personer.", OWN),
        Rule(
            "Fler döljs för att täcka dem",
            "Ett dolt antal får inte gå att räkna ut från totalen, från kvinnor och män eller från länet eller riket. Därför "
            "döljs ibland även ett större antal och dess andelar.",
            OWN,
        ),
        Rule(
            "Kommunernas egna uppgifter",
            "Finns bara här och skyddas strängare. Grupper på 1–4 personer döljs, liksom utfall när alla fick samma och kön "
            "när alla är av samma. Personer efter kön avrundas till femtal, och väntetider visas för minst 10 personer.",
            OWN,
        ),
    ),
    "Tre signaler": (
        Rule(
            "Nivå",
            "Kommunens plats bland dem som har ett värde: de bästa 25, de mittersta 50 eller de sämsta 25 procenten. Ingen får "
            "plats där färre än 80 procent av kommunerna har ett värde som kan jämföras. Lika värden delar plats, och de har "
            "ingen fjärdedel om de hamnar i två. Enkäter, antal, personer per invånare, värden som bygger på få personer och "
            "mått utan önskad riktning rangordnas inte.",
            "Kommunens kvalitet i korthet (KKiK)",
        ),
        Rule(
            "Trend",
            f"Prövas på {formats.WINDOW} med Mann–Kendalls test på 5 procents nivå, aldrig över ett brott i "
            "serien. ”Ingen säker trend” betyder inte att läget är oförändrat. 3 eller 4 år räcker inte för prövning; då står "
            "förändringen. Av slumpen får omkring 9 av 290 kommuner en trend, högst 15.",
            OWN,
        ),
        Rule(
            "Trend mot riket",
            "Samma prövning av skillnaden mot riket. Den går över brott som är lika i hela landet.",
            OWN,
        ),
        Rule(
            "Trend i enkäter",
            "Regression viktad med felmarginalerna över samma år (gräns 9,55). Lutningen ska hålla när vilket år som helst tas "
            "bort.",
            FINGERTIPS,
            FINGERTIPS_URL,
        ),
        Rule(
            "Mål",
            "Den takt som krävs från basåret till målåret ställs mot den uppmätta: minst 95 procent är i takt, under 60 långt "
            "från takten. Basåret är källans eget, annars året då dokumentet antogs eller det första jämförbara därefter. Mäter "
            "indikatorn bara en del av målet är den ett delmått och säger inget om målet är nått.",
            OPEN_SDG,
            OPEN_SDG_URL,
        ),
        Rule(
            "Mål och slump",
            "Om en väg sägs något först när förändringen är större än slumpen: antalen bakom andelarna (z minst 1,96), "
            "felmarginalerna, trendprövningen eller minst 3 procent av basvärdet. Annars finns ingen säker förändring.",
            JNCC,
            JNCC_URL,
        ),
        Rule(
            "Ett eget mål",
            "På en indikators sida kan den som läser pröva ett mål, till exempel minst 75 procent år 2030. Det står bara i "
            "sidans adress, sparas inte, bedöms med samma regler och märks som eget i sidans filer.",
            OWN,
        ),
        Rule(
            "Barometer",
            "Ett udda antal mått per område, minst tre. Varje mått prövas som sin trend och över samma år; val jämförs med valet "
            "före. Det som mer än hälften av måtten säger gäller.",
            DENMARK,
            DENMARK_URL,
        ),
    ),
    "Jämförelser": (
        Rule("Riket", "Källans eget värde. Det är inte medelvärdet av kommunernas värden.", RKA, RKA_URL),
        Rule(
            "Ovägt medel",
            "Summan av kommunernas värden delad med antalet kommuner med värde: ”ovägt medel, 8 av 9”. Minst 80 procent av "
            "gruppen ska ha ett värde som kan jämföras. Görs inte av enkäter, medianer eller svar i ord.",
            RKA,
            RKA_URL,
        ),
        Rule(
            "Ett läns värde",
            "Källans eget där det finns. Annars medel av länets kommuner, märkt med hur många det bygger på: ”medel, 9 av 9”. De "
            "blandas aldrig i samma linje eller rangordning, och ett medel jämförs inte med riket.",
            OWN,
        ),
        Rule(
            "Gap",
            "Inrikes minus utrikes födda i procentenheter, alltid med båda nivåerna. Ett gap som minskar för att inrikes födda "
            "får det sämre är inget framsteg.",
            OWN,
        ),
        Rule("Liknande kommuner", "Koladas grupper med sju kommuner. Gruppens tema och år står vid den.", "Kolada"),
        Rule(
            "Enkäter",
            "Visas med felmarginal där källan har den. En skillnad bedöms bara när den är större än √(o₁² + o₂²).",
            "Kolada (osäkerhetstal) och vanlig statistisk praxis",
        ),
        Rule("Val", "Valresultat jämförs mellan valår, inte med åren emellan, som bara upprepar dem.", OWN),
    ),
    "Startsidan och faktakorten": (
        Rule("Berättelserna på startsidan", stories.RULE, OWN),
        Rule(
            "Faktakort",
            "Ett kort visar ett mått för en plats: mot riket, över åren eller som gap. Det säger alltid vad siffran inte visar. "
            "Saknas värdet, är det dolt eller tveksamt säger kortet det och har inget diagram. Länken på kortet visar samma "
            "siffror så länge versionen finns kvar.",
            OWN,
        ),
    ),
    "Serier": (
        Rule(
            "Brott",
            "När en källa byter metod jämförs inte värden före och efter, till exempel när SCB gick från RAMS till BAS.",
            "SCB",
        ),
        Rule("Preliminärt", "Märks tills källan har gett ut det slutliga värdet.", "Koladas publiceringsdatum"),
        Rule(
            "Rättelser",
            "Ett fåtal celler som källan uppenbart har fel är satta till saknas, med skäl. De listas i metoddokumentet.",
            OWN,
        ),
        Rule(
            "Ändringar",
            "Vad som har ändrats sedan en version eller en dag står på sidan Ändrat sedan sist. Ett gammalt värde visas inte när "
            "det tillsammans med nya skulle kunna röja ett tal som är dolt.",
            OWN,
        ),
    ),
}


def headings() -> list[tuple[str, str]]:
    """The themes by the ids of their sections."""
    return [(f"metod-{number}", theme) for number, theme in enumerate(METHOD)]


def sections() -> list[html.Section]:
    """The method, a section a theme."""
    return [_section(number, theme, rules) for number, (theme, rules) in enumerate(METHOD.items())]


def _section(number: int, theme: str, rules: tuple[Rule, ...]) -> html.Section:
    parts = [part for rule in rules for part in (html.Dt(rule.name), html.Dd([rule.text, " ", _origin(rule)]))]
    heading = html.H2(theme, id=f"metod-{number}")
    return aria(html.Section([heading, html.Dl(parts, className="facts")], className="panel"), labelledby=f"metod-{number}")


def _origin(rule: Rule) -> html.Span:
    name = html.A(rule.source, href=rule.url, rel="noreferrer") if rule.url else rule.source
    return html.Span(["Källa: ", name, "."] if rule.source != OWN else f"{OWN}.", className="source")
