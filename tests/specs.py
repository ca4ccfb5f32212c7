"""Checks values against the machine-readable API descriptions that may lie beside the repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / ".." / "shared" / "specs"

_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}


def spec(name: str) -> dict[str, Any]:
    """A description; the test is skipped where it is not there."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip("the API descriptions are not beside the repository")
    found = json.loads(path.read_text())
    assert isinstance(found, dict)
    return found


def problems(document: dict[str, Any], schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """What a value does not keep to, by place. Knows the words of JSON Schema that these descriptions use."""
    if "$ref" in schema:
        return problems(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], value, at)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        tried = [problems(document, choice, value, at) for choice in choices]
        return [] if any(not found for found in tried) else min(tried, key=len)
    return _own(schema, value, at) or _inner(document, schema, value, at)


def _own(schema: dict[str, Any], value: Any, at: str) -> list[str]:
    kind = schema.get("type")
    if kind == "null":
        return [] if value is None else [f"{at}: not null"]
    if kind and (not isinstance(value, _TYPES[kind]) or (kind != "boolean" and isinstance(value, bool))):
        return [f"{at}: not {kind}"]
    if "const" in schema and value != schema["const"]:
        return [f"{at}: not {schema['const']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: not of the list"]
    if isinstance(value, (list, str)) and len(value) < schema.get("minItems", schema.get("minLength", 0)):
        return [f"{at}: too short"]
    return []


def _inner(document: dict[str, Any], schema: dict[str, Any], value: Any, at: str) -> list[str]:
    if isinstance(value, list):
        items = schema.get("items", {})
        return [one for index, each in enumerate(value) for one in problems(document, items, each, f"{at}/{index}")]
    if not isinstance(value, dict):
        return []
    missing = [f"{at}/{name}: missing" for name in schema.get("required", []) if name not in value]
    known = schema.get("properties", {})
    nested = [
        one
        for name, each in value.items()
        if name in known
        for one in problems(document, known[name], each, f"{at}/{name}")
    ]
    return missing + nested
