"""What a file really is: all of it is decoded, none of it is kept."""

from __future__ import annotations

from typing import Any

from adapters.audio.child.bounds import Bounds, Refused
from adapters.audio.child.source import Source

_NAMES = {"mov": "m4a", "matroska": "webm"}
_SHORT_BY = 0.1
_SLACK = 0.5


def probe(*, path: str, bounds: Bounds) -> dict[str, Any]:
    """Answers what `bot.ports.Probe` tells. Refuses a file that holds much less sound than its header promises."""
    with Source(path, bounds) as source:
        for _ in source.frames():
            pass
        promised = source.declared()
        if promised - source.seconds > max(_SLACK, promised * _SHORT_BY):
            raise Refused("audio_truncated")
        return {
            "duration": source.seconds,
            "rate": source.rate,
            "channels": source.channels,
            "format": _NAMES.get(source.kind, source.kind),
        }
