"""The shapes of Respeecher's answers, and what it refuses by itself: missing fields, long names, ids that are none."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from aiohttp import web

LABEL = re.compile(r"[a-zA-Z0-9 -]+")
Row = dict[str, Any]


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, answer: web.Response) -> None:
        super().__init__()
        self.answer = answer


def refused(status: int, detail: str) -> web.Response:
    return web.json_response({"detail": detail}, status=status)


def unprocessable(field: str, message: str, kind: str = "value_error") -> Refused:
    rows = [{"loc": ["body", field], "msg": message, "type": kind}]
    return Refused(web.json_response({"detail": rows}, status=422))


def needed(body: Any, *fields: str) -> Row:
    """The body, which has all of these fields."""
    if not isinstance(body, dict):
        raise unprocessable("body", "value is not a valid dict", "type_error.dict")
    for field in fields:
        if field not in body:
            raise unprocessable(field, "field required", "value_error.missing")
    return body


def identifier(value: object, field: str) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        raise unprocessable(field, "value is not a valid uuid", "type_error.uuid") from None


def labelled(body: Row, field: str = "label", most: int = 40) -> str:
    value = body.get(field) or ""
    if not isinstance(value, str) or len(value) > most:
        raise unprocessable(field, f"ensure this value has at most {most} characters", "value_error.any_str.max_length")
    if field == "label" and value and not LABEL.fullmatch(value):
        raise unprocessable(field, "string does not match regex", "value_error.str.regex")
    return value


def page(request: web.Request, rows: Sequence[Row], *, usual: int = 50, most: int = 200) -> web.Response:
    """One page: newest first unless asked otherwise."""
    try:
        limit, offset = int(request.query.get("limit", usual)), int(request.query.get("offset", 0))
    except ValueError:
        raise unprocessable("limit", "value is not a valid integer", "type_error.integer") from None
    if not (0 <= limit <= most and offset >= 0):
        raise unprocessable("limit", f"ensure this value is less than or equal to {most}", "value_error.number.not_le")
    ordered = list(rows) if request.query.get("direction", "desc") == "asc" else list(rows)[::-1]
    pagination = {"count": len(ordered), "limit": limit, "offset": offset}
    return web.json_response({"list": ordered[offset : offset + limit], "pagination": pagination})


def archive(name: str, files: Iterable[tuple[str, bytes]]) -> web.Response:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for path, data in files:
            zipped.writestr(path, data)
    heads = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return web.Response(body=out.getvalue(), content_type="application/zip", headers=heads)
