"""What is said where an address is locked to a version on a page that always shows the latest figures."""

from typing import Any

from dashboard.components.markup import element
from dashboard.url_state import Query

WORDS = (
    "Adressen är låst till en äldre version, men den här sidan visar alltid de senaste siffrorna. "
    "Mötesunderlag och faktakort kan låsas till en version."
)


def told(page: list[Any], query: Query) -> list[Any]:
    """The page, with that said after its heading where the address has a version."""
    if not query.get("v"):
        return page
    return [page[0], element("Div", element("P", WORDS), className="remarks", role="note"), *page[1:]]
