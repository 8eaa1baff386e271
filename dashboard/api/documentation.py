"""The API described for programs (OpenAPI 3.1), with the words in Swedish; made of the same entries that answer."""

import functools
from typing import Any, Final

from dashboard.api.columns import Column
from dashboard.api.parameters import MOST_ROWS, Parameter
from dashboard.api.problems import MEDIA_TYPE
from dashboard.api.resources import RESOURCES, Resource

Json = dict[str, Any]

ABOUT: Final = f"""Publicerade värden från Integrationskollen, att läsa utan nyckel. Svaren finns som JSON och CSV (huvudet Accept
eller `format`). Ett svar har högst {MOST_ROWS} rader; `next` ger adressen till nästa sida, med samma dataversion. Varje svar
bär dataversion, källa och villkor, och säger när värdena är påhittade. Ett dolt eller saknat värde är null, med status och skäl.
Skicka tillbaka ETag i If-None-Match: 304 betyder att inget har ändrats."""

PROBLEMS: Final = {
    "400": "Frågan går inte att tolka; svaret säger vad som är tillåtet",
    "404": "Det som frågan nämner finns inte i dataversionen, eller dataversionen finns inte kvar",
    "406": "Formatet i Accept finns inte",
    "503": "Inget är publicerat",
}


@functools.cache
def document() -> Json:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Integrationskollens API", "version": "1", "description": ABOUT, "license": {"name": "MIT (koden)"}},
        "servers": [{"url": "/api/v1"}],
        "paths": {f"/{resource.name}": {"get": _operation(resource)} for resource in RESOURCES},
        "components": {"schemas": {"Problem": _problem()}},
    }


def _operation(resource: Resource) -> Json:
    headers = {
        "ETag": {"schema": {"type": "string"}, "description": "Ändras när svaret ändras"},
        "X-Data-Version": {"schema": {"type": "string"}, "description": "Dataversion"},
        "X-Data-Demo": {"schema": {"type": "string", "enum": ["true", "false"]}, "description": "Om värdena är påhittade"},
    }
    content = {"application/json": {"schema": _envelope(resource)}, "text/csv": {"schema": {"type": "string"}}}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": resource.name,
        "summary": resource.summary,
        "parameters": [_parameter(parameter) for parameter in resource.parameters],
        "responses": {
            "200": {"description": "En sida rader", "headers": headers, "content": content},
            "304": {"description": "Inget har ändrats sedan svaret med den ETag som skickades"},
            **{status: {"description": words, "content": problem} for status, words in PROBLEMS.items()},
        },
    }


def _parameter(parameter: Parameter) -> Json:
    schema = _accepted(parameter)
    if parameter.repeated:
        schema = {"type": "array", "items": schema, **({"minItems": 1} if parameter.required else {})}
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": schema,
        "example": [parameter.example] if parameter.repeated else _example(parameter),
    }


def _accepted(parameter: Parameter) -> Json:
    default: Json = {} if parameter.default is None else {"default": parameter.default}
    if parameter.most is not None:
        number = {} if parameter.default is None else {"default": int(parameter.default)}
        return {"type": "integer", "minimum": parameter.least, "maximum": parameter.most, **number}
    if parameter.allowed:
        return {"type": "string", "enum": list(parameter.allowed), **default}
    return {"type": "string", "pattern": f"^{parameter.pattern}$", **default}


def _example(parameter: Parameter) -> str | int:
    return parameter.example if parameter.most is None else int(parameter.example)


def _envelope(resource: Resource) -> Json:
    text = {"type": "string"}
    number = {"type": "integer", "minimum": 0}
    properties = {
        "version": {**text, "description": "Dataversion"},
        "built_at": {**text, "description": "När versionen byggdes"},
        "demo": {"type": "boolean", "description": "Om värdena är påhittade"},
        "notice": {"type": ["string", "null"], "description": "Varning när värdena är påhittade"},
        "source": {**text, "description": "Källa, så som den ska anges"},
        "licence": {**text, "description": "Villkor"},
        "total": {**number, "description": "Antal rader i hela svaret"},
        "limit": number,
        "offset": number,
        "next": {"type": ["string", "null"], "description": "Adressen till nästa sida"},
        "data": {"type": "array", "maxItems": MOST_ROWS, "items": _row(resource.columns)},
    }
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def _row(columns: tuple[Column, ...]) -> Json:
    return {
        "type": "object",
        "required": [column.name for column in columns],
        "properties": {column.name: column.schema for column in columns},
    }


def _problem() -> Json:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "allowed"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "allowed": {"type": "object", "additionalProperties": {"type": "array", "items": text}},
        },
    }
