"""Where our lines are kept at Respeecher: one project, one folder in it, made once and found again by their names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TypeVar

from adapters.providers.respeecher.client import Client
from adapters.providers.respeecher.models.library import Folder, Project
from bot.errors import ProviderDown, UnknownOutcome

PROJECT = "Tableread"
FOLDER = "Lines"

T = TypeVar("T", Project, Folder)


class Home:
    """Two bots that begin at once may make two of a kind: the oldest is used by both, and all are looked through."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._making = asyncio.Lock()
        self._folder = ""

    async def folder(self) -> str:
        """The id of our folder, made where there is none. Raises ProviderDown where nobody can tell if it was made."""
        async with self._making:
            if not self._folder:
                try:
                    self._folder = (await self._found_or_made()).id
                except UnknownOutcome:
                    raise ProviderDown("provider_down") from None  # it costs nothing, and is looked for again
            return self._folder

    async def folders(self) -> list[str]:
        """The ids of all folders that hold lines of ours; none where there are none."""
        owner = (await self._client.account.who()).id
        return [one.id for project in await self._projects(owner) for one in await self._folders(project)]

    def gone(self, folder: str) -> None:
        """Somebody deleted it: the next one is looked for, or made."""
        if self._folder == folder:
            self._folder = ""

    async def _found_or_made(self) -> Folder:
        owner = (await self._client.account.who()).id
        projects = await self._projects(owner)
        project = projects[0] if projects else await self._client.library.new_project(PROJECT, owner)
        folders = await self._folders(project)
        return folders[0] if folders else await self._client.library.new_folder(FOLDER, project.id)

    async def _projects(self, owner: str) -> list[Project]:
        return _ours([one async for one in self._client.library.projects(owner=owner)], PROJECT)

    async def _folders(self, project: Project) -> list[Folder]:
        return _ours([one async for one in self._client.library.folders(project.id)], FOLDER)


def _ours(rows: Iterable[T], name: str) -> list[T]:
    """Those of our name, the oldest first; each once."""
    ours = {row.id: row for row in rows if row.name == name and row.active}
    return sorted(ours.values(), key=lambda row: (row.created_at.timestamp() if row.created_at else 0.0, row.id))
