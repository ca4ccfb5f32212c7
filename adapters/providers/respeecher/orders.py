"""The client's orders topic: words become an original, and an original is ordered in voices. The last is what costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.providers.respeecher import endpoints as at
from adapters.providers.respeecher.calls import Calls
from adapters.providers.respeecher.endpoints import Body
from adapters.providers.respeecher.library import label
from adapters.providers.respeecher.models.library import Order, Recording

MAX_CHARS = 1000  # of one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """One voice to convert an original to. Text needs a narration style; accent and semitones are for speech."""

    voice: str
    narration_style: str = ""
    accent: str = ""
    semitones: float = 0.0
    name: str = ""

    def document(self) -> dict[str, object]:
        """As the API wants it."""
        given: dict[str, object] = {
            "narration_style_id": self.narration_style,
            "accent_id": self.accent,
            "semitones_correction": self.semitones,
            "label": label(self.name) if self.name else "",
        }
        return {"voice_id": self.voice} | {key: one for key, one in given.items() if one}


class Orders:
    """Text to speech, and orders."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def speech(self, folder: str, text: str, *, language: str = "", name: str = "") -> Recording:
        """An original from at most 1,000 characters; `language` is ISO 639, or is found out. It costs nothing yet."""
        given = {"text_language": language, "label": label(name) if name else ""}
        body = {"parent_folder_id": folder, "text": text} | {key: one for key, one in given.items() if one}
        return await self._calls.call(at.TTS, body=Body(json=body))

    async def old_speech(self, project: str, folder: str, text: str, *, voice: str, name: str = "") -> Recording:
        """The deprecated form, with a voice of its own."""
        body = {"project_id": project, "parent_folder_id": folder, "text": text, "voice_id": voice}
        return await self._calls.call(at.TTS_OLD, body=Body(json=body | ({"label": label(name)} if name else {})))

    async def order(
        self, original: str, conversions: Sequence[Conversion], *, calibration: str = ""
    ) -> Sequence[Order]:
        """Order an original in these voices: an order for each. Paid for.

        `calibration` is one of the account's own; without it the one that is enabled is used, if any is.
        """
        body: dict[str, object] = {"original_id": original, "conversions": [one.document() for one in conversions]}
        if calibration:
            body |= {"calibration_id": calibration, "use_calibration": True}
        return await self._calls.call(at.ORDER, body=Body(json=body))

    async def retry(self, recording: str) -> Order:
        """Order again what failed. Paid for, as far as anybody knows."""
        return await self._calls.call(at.ORDER_RETRY, recording)
