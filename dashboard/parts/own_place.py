"""The control for "min plats", which the browser alone remembers: `assets/own_place.js` keeps it and never sends it anywhere."""

from dashboard.markup import Element, element
from dashboard.published import counties
from dashboard.published.search_words import swedish_order
from etl.contract.reader import Snapshot

PLEDGE = "Sparas bara i den här webbläsaren, utan kakor, och används när adressen inte säger något annat."


def control(snapshot: Snapshot, fills: str) -> Element:
    """Choose, see and forget one's own kommun or län; choosing it fills the control with the id `fills` at once.

    The kommuner's names come with the boundaries, which the map has fetched already; they are asked for when the control is first
    opened.
    """
    names = {"data-fills": fills, "data-names": f"/karta/{snapshot.version}/kommuner.geojson"}
    ordered = sorted(counties.counties(snapshot), key=lambda one: swedish_order(one.name))
    areas = element("Optgroup", [element("Option", one.name, value=one.code) for one in ordered], label="Län")
    places = [element("Option", "Ingen vald", value=""), areas, element("Optgroup", [], label="Kommuner")]
    select = element("Select", places, id="own-place", className="form-select")
    label = element("Label", "Min plats", htmlFor="own-place", className="field-label")
    forget = element("Button", "Glöm", type="button", className="take-button", **{"data-own": "forget"})
    summary = element("Summary", ["Min plats", element("Span", None, className="own-name", **{"data-own": "name"})])
    content = element("Div", [label, select, forget, element("P", PLEDGE, className="hint")], className="own-menu")
    return element("Details", [summary, content], className="own-place", **names)
