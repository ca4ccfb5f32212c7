"""Answers that break off, connections that are hung up on, and bodies as values to keep."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

from aiohttp import web


class Cut(web.StreamResponse):
    """An answer that promises the whole body and closes the connection after half of it."""

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        super().__init__(headers={name: value for name, value in headers.items() if name.lower() != "content-length"})
        self.content_length = len(body)
        self._half = body[: len(body) // 2]

    async def prepare(self, request: web.BaseRequest) -> Any:
        writer = await super().prepare(request)
        await self.write(self._half)
        hang_up(request)
        return writer

    async def write_eof(self, data: bytes = b"") -> None:
        return


def hang_up(request: web.BaseRequest, *, reset: bool = False) -> None:
    """Close the connection as it is: with an end, or with a reset."""
    transport = request.transport
    if transport is None:
        return
    if reset:
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()


async def read_body(request: web.Request) -> Any:
    """What JSON holds, or {"form": {...}, "files": [...]} with files as hexadecimal digits, or the text."""
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        files = {name: one for name, one in form.items() if isinstance(one, web.FileField)}
        listed = []
        for name, one in files.items():
            listed.append(
                {"field": name, "name": one.filename, "media_type": one.content_type, "data": one.file.read().hex()}
            )
            one.file.seek(0)
        return {"form": {name: value for name, value in form.items() if name not in files}, "files": listed}
    text = (await request.read()).decode("utf-8", "replace")
    if request.content_type.endswith("json"):
        with contextlib.suppress(ValueError):
            return json.loads(text)
    return text
