"""What a request may hold: crafted bodies are refused before anything reads them, and the log says so in a line."""

import copy
import json
import logging
import re

import pytest

CALLBACKS = "/_dash-update-component"
WORD = "hemligt-ord"
DEEP = "[" * 5000 + "]" * 5000
ODD_VALUES = [
    "", "\x00", "é" * 1999, WORD * 1000, "9999", "../../etc/passwd", "<script>alert(1)</script>", 0,
    -1, 1.5, 10**30, True, [], {},
    [None], ["0484", 7], ["0484"] * 501, ["9999", "x"], [["0484"]], {"points": []}, {"points": [{}]},
    {"points": [{"location": []}]},
    {"code": WORD}, {"code": []}, {"a": {"b": {"c": WORD}}},
]  # fmt: skip
BROKEN = [
    "", "null", "[]", "7", '"x"', "{", "NaN", '{"output": NaN}', '{"output": Infinity}', DEEP, '{"output": ' + DEEP + "}",
    '{"output": "\\ud800"}', "\ufeff{}", "{}", '{"output": []}', '{"output": {}}',
    f'{{"output": "{WORD}.value"}}', '{"output": null}',
    "9" * 5000, "[" * 200_000,
]  # fmt: skip
ODD_PARTS = {
    "output": ["", None, 7, [], {}, "map.figure", WORD],
    "outputs": [None, [], {}, 7, [{}], [{"id": "x", "property": "y"}], {"id": WORD, "property": "value"}],
    "inputs": [None, {}, 7, "x", [], [None], [{}], [{"id": "region"}], [[{"id": "region", "property": "value"}]]],
    "state": [{}, 7, "x", [None], [{}], [{"id": WORD, "property": "value", "value": 1}]],
    "changedPropIds": [{}, 7, "x", [None], [{}], ["x"], ["."], [WORD], [["region.value"]]],
}


@pytest.fixture
def send(visitor, caplog):
    """Sends a body; the answer is no fault of the server, and the log has no traceback and nothing that the visitor wrote."""

    def sent(body: object) -> int:
        caplog.clear()
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        answer = visitor.http.post(CALLBACKS, data=text, content_type="application/json")
        lines = [record.getMessage() for record in caplog.records]
        assert answer.status_code in {200, 204, 400, 413}, (text[:500], answer.text[-1500:])
        assert not any(record.exc_info or record.levelno >= logging.ERROR for record in caplog.records), lines
        assert not any(WORD in line or len(line) > 200 or "\n" in line for line in lines), lines
        assert len(lines) == (1 if answer.status_code in {400, 413} else 0), lines
        return answer.status_code

    return sent


@pytest.fixture
def bodies(visitor):
    """A body of each callback as our pages send it, with nothing chosen."""
    return [_body(one) for one in visitor.http.get("/_dash-dependencies").get_json() if not one["clientside_function"]]


def _body(callback):
    names = [name.rpartition(".") for name in re.sub(r"^\.\.|\.\.$", "", callback["output"]).split("...")]
    outputs = [[] if name.startswith("{") else {"id": name, "property": prop} for name, _, prop in names]
    given = {part: [{"id": one["id"], "property": one["property"]} for one in callback[part]] for part in ("inputs", "state")}
    changed = [f"{one['id']}.{one['property']}" for one in given["inputs"][-1:]]
    several = callback["output"].startswith("..")
    return {"output": callback["output"], "outputs": outputs if several else outputs[0], **given, "changedPropIds": changed}


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_callback_is_refused(send, text):
    assert send(text) == 400


def test_odd_parts_are_refused(send, bodies):
    for body, (part, odd) in [(body, one) for body in bodies for one in ODD_PARTS.items()]:
        for value in odd:
            if body.get(part) != value:
                assert send({**body, part: value}) == 400, (body["output"], part, value)


def test_odd_values_break_nothing(send, bodies):
    refused = 0
    for body in bodies:
        for part in ("inputs", "state"):
            for number, one in enumerate(body[part]):
                for value in ODD_VALUES:
                    crafted = copy.deepcopy(body)
                    crafted[part][number]["value"] = value
                    crafted["changedPropIds"] = [f"{one['id']}.{one['property']}"] if part == "inputs" else []
                    refused += send(crafted) == 400
    assert refused > 500


def test_bytes_that_are_no_text_are_refused(send):
    assert send(b"\xff\xfe{}") == 400
    assert send(b'{"output": "\xc3"}') == 400


@pytest.mark.parametrize("address", [CALLBACKS, "/", "/healthz", "/api/v1/indicators"])
def test_a_body_of_more_than_256_kb_is_refused(visitor, address, caplog):
    answer = visitor.http.post(address, data=b"[" + b" " * 256 * 1024, content_type="application/json")
    assert answer.status_code == 413
    assert [record.getMessage() for record in caplog.records] == ["refused, 413: a body of more than 256 kB"]


@pytest.mark.parametrize("file", ["dash/1674.js", "ingen/alls.js", "dash/../../etc/passwd"])
def test_a_file_of_dash_that_there_is_not_is_missing(visitor, file, caplog):
    assert visitor.get(f"/_dash-component-suites/{file}").status_code == 404
    assert not [record for record in caplog.records if record.exc_info or "\n" in record.getMessage()]


def test_a_pages_own_body_is_answered(visitor):
    asked = {"municipalities.value": ["0484", "0428"], "map.clickData": {"points": [{"location": "0180", "z": 3.5}]}}
    changed = visitor.change("municipalities.value", asked, "map.clickData")
    assert changed["municipalities.value"] == ["0484", "0428", "0180"]
