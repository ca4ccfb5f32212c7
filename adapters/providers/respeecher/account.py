"""The client's account topic: keys, who we are, credits, calibrations, statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from adapters.providers._wire import Upload
from adapters.providers.respeecher import endpoints as at
from adapters.providers.respeecher.calls import Calls
from adapters.providers.respeecher.endpoints import Body, Endpoint
from adapters.providers.respeecher.models.account import (
    ApiKey,
    Calibration,
    Credits,
    FolderStatistics,
    ProjectStatistics,
    Statistics,
    User,
)
from adapters.providers.respeecher.models.parts import Done
from bot.errors import ProviderFailed, SegmentInvalid, UnknownChoice

T = TypeVar("T")


class Account:
    """What concerns the account rather than what it holds."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def who(self) -> User:
        """Whose key or session it is."""
        return await self._calls.call(at.WHO)

    async def new_key(self, expires_at: str = "") -> ApiKey:
        """Make the account's API key; `expires_at` is an ISO 8601 time."""
        return await self._calls.call(at.KEY_NEW, body=Body(json={"expires_at": expires_at} if expires_at else {}))

    async def delete_key(self) -> Done:
        """Delete the account's API key."""
        return await self._calls.call(at.KEY_DELETE)

    async def credits(self) -> Credits:
        """What is left."""
        return await self._calls.call(at.CREDITS)

    async def new_calibration(self, name: str, data: bytes, media_type: str) -> Calibration:
        """Have somebody's own voice calibrated from WAV, Ogg, MP3 or FLAC."""
        body = Body(form={"name": name}, file=upload(data, media_type))
        return await self._calls.call(at.CALIBRATION_NEW, body=body)

    async def enable_calibration(self, calibration: str) -> Done:
        """Let this be the one that is used where none is named."""
        return await self._calls.call(at.CALIBRATION_ENABLE, calibration)

    async def automatic_calibration(self) -> Done:
        """Let none of them be used where none is named."""
        return await self._calls.call(at.CALIBRATION_AUTO)

    async def calibration(self, calibration: str) -> Calibration:
        """One calibration."""
        return await self._calls.call(at.CALIBRATION, calibration)

    async def calibrations(self) -> Sequence[Calibration]:
        """All of them; the API is said to answer a bare list, or pages."""
        return [row async for row in self._calls.rows(at.CALIBRATIONS, limit=100)]

    async def delete_calibration(self, calibration: str) -> Calibration:
        """Delete one; answers what it was."""
        return await self._calls.call(at.CALIBRATION_DELETE, calibration)

    async def statistics(self) -> Statistics:
        """Of the whole account."""
        return await self._calls.call(at.STATS)

    async def project_statistics(self, projects: Sequence[str]) -> Sequence[ProjectStatistics]:
        """Of these projects, at most 200."""
        return await self._asked(at.STATS_PROJECTS, {"project_ids": list(projects)})

    async def folder_statistics(self, folders: Sequence[str]) -> Sequence[FolderStatistics]:
        """Of these folders, at most 200."""
        return await self._asked(at.STATS_FOLDERS, {"folder_ids": list(folders)})

    async def _asked(self, endpoint: Endpoint[list[T]], asked: dict[str, list[str]]) -> Sequence[T]:
        # The API's guide says GET "with a request", its OpenAPI document POST: the second is tried where the first is
        # not known.
        try:
            return await self._calls.call(endpoint, body=Body(json=asked))
        except (UnknownChoice, ProviderFailed, SegmentInvalid):
            return await self._calls.call(Endpoint("POST", endpoint.path, endpoint.reads), body=Body(json=asked))


def upload(data: bytes, media_type: str) -> Upload:
    """A file in a form, under a name of ours with the ending that its type has."""
    ending = {"audio/wav": "wav", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/flac": "flac"}.get(media_type, "bin")
    return Upload("data", f"recording.{ending}", data, media_type)
