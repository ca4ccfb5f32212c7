"""The paid request of a segment, by what is made of it: spoken lines, a podcast, a narration, another voice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TypeVar

from bot.errors import AudioFailed, Bug
from bot.ports.memory import Blobs
from bot.ports.speech import Audio, ProviderJob, Revoicing, Speech, Subject
from bot.task import Segment

T = TypeVar("T")

Got = Audio | ProviderJob
Send = Callable[[Speech, Segment, str, Blobs], Awaitable[Got]]


async def send(speech: Speech, segment: Segment, ref: str, blobs: Blobs) -> Got:
    """Send a segment's one paid request. Raises as `Provider.speak`, and Bug where the provider cannot do it (any more)."""
    return await _KINDS[segment.kind](speech, segment, ref, blobs)


async def _speak(speech: Speech, segment: Segment, ref: str, blobs: Blobs) -> Got:
    return await speech.provider.speak(segment, ref)


async def _podcast(speech: Speech, segment: Segment, ref: str, blobs: Blobs) -> Got:
    return await _able(speech.writes).podcast(_subject(segment))


async def _narrate(speech: Speech, segment: Segment, ref: str, blobs: Blobs) -> Got:
    return await _able(speech.narrates).narrate(_subject(segment))


async def _revoice(speech: Speech, segment: Segment, ref: str, blobs: Blobs) -> Got:
    converts = _able(speech.converts)
    try:
        data = await asyncio.to_thread(Path(blobs.path(segment.upload)).read_bytes)
    except (KeyError, OSError):
        raise AudioFailed("audio_missing") from None
    media_type = dict(segment.settings)["media_type"]
    return await converts.convert(Revoicing(data=data, media_type=media_type, voice=segment.lines[0].voice), ref)


# The setting "kind" of a segment -> how it is sent. What is answered is looked at, kept and mixed as any take.
_KINDS: Mapping[str, Send] = {"": _speak, "podcast": _podcast, "narrate": _narrate, "revoice": _revoice}


def _subject(segment: Segment) -> Subject:
    told = dict(segment.settings)
    url = told.get("url", "")
    text = "" if url else segment.lines[0].text
    return Subject(text=text, url=url, mode=told.get("mode", ""), language=segment.language)


def _able(part: T | None) -> T:
    if part is None:
        raise Bug("provider_unable")
    return part
