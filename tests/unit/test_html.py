"""Html: what of a page is joined into one component, what stays with Dash, and how both are written in documents."""

import json

import pytest
from dash import dcc, html
from plotly.utils import PlotlyJSONEncoder

from dashboard.files.document import part
from dashboard.html import Html, static
from dashboard.markup import element, link


def as_json(component):
    """What the browser is sent."""
    return json.loads(json.dumps(component, cls=PlotlyJSONEncoder))


def test_it_is_sent_with_its_content_and_attributes():
    sent = as_json(Html([element("P", "Ett"), "två"], "Div", id="plats", className="scroll", **{"aria-label": "Text"}))
    assert (sent["namespace"], sent["type"]) == ("kollen", "Html")
    properties = {
        "id": "plats",
        "tag": "Div",
        "className": "scroll",
        "aria-label": "Text",
        "content": [element("P", "Ett"), "två"],
    }
    assert sent["props"] == properties


def test_an_attribute_that_is_none_of_its_is_refused():
    with pytest.raises(TypeError, match="onclick"):
        Html("", "Div", onclick="alert(1)")


def test_neighbours_without_an_id_become_one_and_the_rest_stays():
    heading, words, store = html.H1("Rubrik"), element("P", ["Text ", link("bort", "/om")]), dcc.Store(id="val")
    found = static([heading, words, store, html.Div([html.P("i"), html.P("ett id", id="id")])])
    assert found[0].content == [heading, words]
    assert found[1] is store
    assert [type(one) for one in found[2].children] == [Html, html.P]


@pytest.mark.parametrize("tag", ["Input", "Select", "Textarea", "Form"])
def test_what_a_reader_changes_stays_with_dash(tag):
    assert static(element("Div", element(tag, None)))["props"]["children"]["type"] == tag


def test_text_alone_needs_no_component():
    assert static(["ett", "två"]) == ["ett", "två"]


def test_documents_have_the_same_html():
    content = [element("B", "<fet>"), " och ", link("länk", "/om")]
    expected = '<p id="p" class="x"><b>&lt;fet&gt;</b> och <a href="/om">länk</a></p>'
    assert part(Html(content, "P", id="p", className="x")) == expected
    assert part([Html(content)]) == part(content)
