"""What is said where an address is locked to a version on a page that always shows the latest figures."""

from typing import Any

from dashboard.markup import element
from dashboard.url_state import Query
from etl.contract.reader import Snapshot

WORDS = (
    "Adressen är låst till en äldre version, men den här sidan visar alltid de senaste siffrorna. "
    "Mötesunderlag och faktakort kan låsas till en version."
)


OLD_RULES = (
    "Versionen är publicerad efter en äldre regel: andelar av högst 20 personer är dolda, och platser och medel är av de "
    "kommuner som visas."
)


def rules_of(snapshot: Snapshot) -> list[str]:
    """What is to be known of a version that was published before openly published values were shown from five persons."""
    return [] if "protection" in snapshot.manifest or snapshot.demo else [OLD_RULES]


def with_notice(page: list[Any], query: Query) -> list[Any]:
    """The page, with that said after its heading where the address has a version."""
    if not query.get("v"):
        return page
    return [page[0], element("Div", element("P", WORDS), className="remarks", role="note"), *page[1:]]
