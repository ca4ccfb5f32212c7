"""The client's library topic: projects, folders, recordings, notes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from hashlib import sha256

from adapters.providers.respeecher import endpoints as at
from adapters.providers.respeecher.account import upload
from adapters.providers.respeecher.calls import Calls
from adapters.providers.respeecher.endpoints import Archive, Body, Query
from adapters.providers.respeecher.models.library import Folder, Note, Project, Recording
from adapters.providers.respeecher.models.parts import Deleted

# The largest pages there are.
_PROJECTS, _ROWS = 100, 200
_LABEL = 40  # characters
_LABELLED = re.compile(r"[a-zA-Z0-9 -]{1,40}")


def label(text: str) -> str:
    """The text as a label may be: at most 40 letters, digits, blanks and hyphens. Another text is another label."""
    if _LABELLED.fullmatch(text) and text == text.strip():
        return text
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    kept = re.sub(r"[^a-zA-Z0-9-]+", " ", text)[: _LABEL - 1 - len(digest)].strip()
    return f"{kept} {digest}".strip()


class Library:
    """What the account holds. Lists are read as they are walked through."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def projects(self, *, owner: str = "", sort: str = "", direction: str = "") -> AsyncIterator[Project]:
        """`sort`: name, created_at or last_recording_at; `direction`: asc or desc."""
        query = {"owner": owner, "sort": sort, "direction": direction}
        return self._calls.rows(at.PROJECTS, limit=_PROJECTS, query=query)

    async def new_project(self, name: str, owner: str) -> Project:
        """`owner` is the id of a user or a group. `models` has no meaning any more, and is required all the same."""
        body = Body(json={"name": name[:_LABEL], "owner": owner, "models": {}})
        return await self._calls.call(at.PROJECT_NEW, body=body)

    async def rename_project(self, project: str, name: str) -> Project:
        """Answers it as it is now."""
        return await self._calls.call(at.PROJECT_RENAME, project, body=Body(json={"name": name[:_LABEL]}))

    async def delete_project(self, project: str) -> Deleted:
        """With all that is in it."""
        return await self._calls.call(at.PROJECT_DELETE, project)

    async def project_by_url(self, url: str) -> Project:
        """By the last part of its address on the site."""
        return await self._calls.call(at.PROJECT_BY_URL, query={"project_url": url})

    async def export_project(self, project: str, *, starred_only: bool = False) -> Archive:
        """All of its recordings, or those with a star."""
        return await self._calls.call(at.PROJECT_EXPORT, project, query={"starred_only": starred_only})

    def folders(self, project: str, *, direction: str = "") -> AsyncIterator[Folder]:
        """Those of a project, by its id."""
        return self._calls.rows(at.FOLDERS, limit=_ROWS, query={"project_id": project, "direction": direction})

    async def new_folder(self, name: str, project: str) -> Folder:
        """In a project, by its id."""
        return await self._calls.call(at.FOLDER_NEW, body=Body(json={"name": name[:_LABEL], "project_id": project}))

    async def rename_folder(self, folder: str, name: str) -> Folder:
        """Answers it as it is now."""
        return await self._calls.call(at.FOLDER_RENAME, folder, body=Body(json={"name": name[:_LABEL]}))

    async def delete_folder(self, folder: str) -> Deleted:
        """With all that is in it."""
        return await self._calls.call(at.FOLDER_DELETE, folder)

    async def folder(self, folder: str) -> Folder:
        """By its id."""
        return await self._calls.call(at.FOLDER, folder)

    def recordings(self, *, project: str = "", folder: str = "", direction: str = "") -> AsyncIterator[Recording]:
        """Originals and conversions of a project or a folder."""
        query = {"project_id": project, "folder_id": folder, "direction": direction}
        return self._calls.rows(at.RECORDINGS, limit=_ROWS, query=query)

    async def newest(self, folder: str) -> tuple[Recording, ...]:
        """The 200 newest originals and conversions of a folder, in one request."""
        query: Query = {"folder_id": folder, "direction": "desc", "limit": _ROWS, "offset": 0}
        return (await self._calls.call(at.RECORDINGS, query=query)).list

    def originals(self, folder: str, *, direction: str = "") -> AsyncIterator[Recording]:
        """Those of a folder."""
        return self._calls.rows(at.ORIGINALS, limit=_ROWS, query={"folder_id": folder, "direction": direction})

    def conversions(self, original: str, *, direction: str = "") -> AsyncIterator[Recording]:
        """What was made of an original."""
        return self._calls.rows(at.CONVERSIONS, limit=_ROWS, query={"original_id": original, "direction": direction})

    async def new_recording(self, folder: str, data: bytes, media_type: str, *, name: str = "") -> Recording:
        """Upload WAV, Ogg, MP3 or FLAC as an original; `name` becomes its label."""
        form = {"parent_folder_id": folder, "microphone": "file"} | ({"label": label(name)} if name else {})
        return await self._calls.call(at.RECORDING_NEW, body=Body(form=form, file=upload(data, media_type)))

    async def recording(self, recording: str) -> Recording:
        """By its id."""
        return await self._calls.call(at.RECORDING, recording)

    async def change_recording(
        self, recording: str, *, name: str | None = None, starred: bool | None = None
    ) -> Recording:
        """Change its label, its star, or both."""
        changes = {"label": None if name is None else label(name), "starred": starred}
        body = Body(json={key: one for key, one in changes.items() if one is not None})
        return await self._calls.call(at.RECORDING_CHANGE, recording, body=body)

    async def replace_recording(self, recording: str, *, name: str, starred: bool) -> Recording:
        """Set its label and its star."""
        body = Body(json={"label": label(name), "starred": starred})
        return await self._calls.call(at.RECORDING_REPLACE, recording, body=body)

    async def star(self, recording: str, *, starred: bool = True) -> Recording:
        """Give it a star, or take it away."""
        return await self.change_recording(recording, starred=starred)

    async def delete_recording(self, recording: str) -> Deleted:
        """An original goes with its conversions. Whether credits come back for one that is being made is not known."""
        return await self._calls.call(at.RECORDING_DELETE, recording)

    async def export_recording(self, original: str, *, starred_only: bool = False) -> Archive:
        """All conversions of an original, or those with a star."""
        query: Query = {"original_id": original, "starred_only": starred_only}
        return await self._calls.call(at.RECORDING_EXPORT, query=query)

    async def new_note(self, recording: str, text: str) -> Note:
        """At most 2,000 characters."""
        return await self._calls.call(at.NOTE_NEW, body=Body(json={"recording_id": recording, "text": text}))

    async def change_note(self, recording: str, text: str) -> Note:
        """Answers it as it is now."""
        return await self._calls.call(at.NOTE_CHANGE, body=Body(json={"recording_id": recording, "text": text}))

    async def delete_note(self, recording: str) -> Note:
        """Answers what it was."""
        return await self._calls.call(at.NOTE_DELETE, body=Body(json={"recording_id": recording}))
