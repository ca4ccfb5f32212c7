"""The simulated library: projects, folders, recordings with their files and zips, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from tests.simulators.respeecher.answers import Refused, Row, archive, identifier, labelled, needed, page, refused
from tests.simulators.respeecher.shelf import Shelf
from tests.simulators.server import Route

if TYPE_CHECKING:
    from tests.simulators.respeecher import Respeecher

SOUNDS = {b"RIFF": "wav", b"OggS": "ogg", b"fLaC": "flac", b"ID3": "mp3", b"\xff": "mp3"}
LARGEST = 1 << 20


class Library:
    """What the account holds."""

    def __init__(self, simulator: Respeecher, shelf: Shelf) -> None:
        self._simulator = simulator
        self._shelf = shelf

    def routes(self) -> Sequence[Route]:
        return [
            Route("GET", "/api/projects", self._projects),
            Route("POST", "/api/projects", self._new_project),
            Route("GET", "/api/projects/by-url", self._project_by_url),
            Route("PATCH", "/api/projects/{id}", self._rename_project),
            Route("DELETE", "/api/projects/{id}", self._delete_project),
            Route("GET", "/api/projects/{id}/export", self._export_project),
            Route("GET", "/api/folders", self._folders),
            Route("POST", "/api/folders", self._new_folder),
            Route("GET", "/api/folders/{id}", self._folder),
            Route("PATCH", "/api/folders/{id}", self._rename_folder),
            Route("DELETE", "/api/folders/{id}", self._delete_folder),
            Route("GET", "/api/recordings", self._recordings),
            Route("GET", "/api/recordings/originals", self._originals),
            Route("GET", "/api/recordings/conversions", self._conversions),
            Route("GET", "/api/recordings/export", self._export_recording),
            Route("POST", "/api/recordings", self._upload),
            Route("GET", "/api/recordings/{id}", self._recording),
            Route("PATCH", "/api/recordings/{id}", self._change_recording),
            Route("PUT", "/api/recordings/{id}", self._change_recording),
            Route("DELETE", "/api/recordings/{id}", self._delete_recording),
            *(Route(method, "/api/notes", self._note) for method in ("POST", "PUT", "DELETE")),
        ]

    # projects

    async def _projects(self, request: web.Request) -> web.Response:
        rows = list(self._shelf.projects.values())
        if "owner" in request.query:
            owner = identifier(request.query["owner"], "owner")
            rows = [row for row in rows if row["owner"] == owner]
        return page(request, rows, most=100)

    async def _new_project(self, request: web.Request) -> web.Response:
        body = needed(self._simulator.body(request), "name", "owner", "models")
        name = labelled(body, "name")
        made: Row = {
            "name": name,
            "slug": name.lower(),
            "owner": identifier(body["owner"], "owner"),
            "url": f"{name.lower()}-{len(self._shelf.projects)}",
            "models": {},
            "id": self._shelf.id(),
            "active": True,
            "created_at": self._shelf.now(),
            "last_recording_at": self._shelf.now(),
        }
        self._shelf.projects[made["id"]] = made
        return web.json_response(made)

    async def _project_by_url(self, request: web.Request) -> web.Response:
        for row in self._shelf.projects.values():
            if row["url"] == request.query.get("project_url"):
                return web.json_response(row)
        return refused(404, "Project not found")

    async def _rename_project(self, request: web.Request) -> web.Response:
        return self._renamed(request, self._shelf.projects, "Project")

    async def _delete_project(self, request: web.Request) -> web.Response:
        gone = self._shelf.found(self._shelf.projects, request.match_info["id"], "Project")
        del self._shelf.projects[gone["id"]]
        self._drop({row["id"] for row in self._shelf.folders.values() if row["project_id"] == gone["id"]})
        return web.json_response({"id": gone["id"]})

    async def _export_project(self, request: web.Request) -> web.Response:
        project = self._shelf.found(self._shelf.projects, request.match_info["id"], "Project")
        return self._zip(request, project["slug"], "project_id", project["id"])

    # folders

    async def _folders(self, request: web.Request) -> web.Response:
        project = identifier(request.query.get("project_id"), "project_id")
        return page(request, [row for row in self._shelf.folders.values() if row["project_id"] == project])

    async def _new_folder(self, request: web.Request) -> web.Response:
        body = needed(self._simulator.body(request), "name", "project_id")
        project = self._shelf.found(self._shelf.projects, identifier(body["project_id"], "project_id"), "Project")
        made: Row = {
            "name": labelled(body, "name"),
            "project_id": project["id"],
            "parent_id": None,
            "id": self._shelf.id(),
            "active": True,
            "created_at": self._shelf.now(),
        }
        self._shelf.folders[made["id"]] = made
        return web.json_response(made)

    async def _folder(self, request: web.Request) -> web.Response:
        return web.json_response(self._shelf.found(self._shelf.folders, request.match_info["id"], "Folder"))

    async def _rename_folder(self, request: web.Request) -> web.Response:
        return self._renamed(request, self._shelf.folders, "Folder")

    async def _delete_folder(self, request: web.Request) -> web.Response:
        gone = self._shelf.found(self._shelf.folders, request.match_info["id"], "Folder")
        self._drop({gone["id"]})
        return web.json_response([gone["id"]])

    # recordings

    async def _recordings(self, request: web.Request) -> web.Response:
        return self._listed(request, project_id="project_id", folder_id="parent_folder_id")

    async def _originals(self, request: web.Request) -> web.Response:
        return self._listed(request, "original", folder_id="parent_folder_id")

    async def _conversions(self, request: web.Request) -> web.Response:
        return self._listed(request, "converted", original_id="original_id")

    async def _export_recording(self, request: web.Request) -> web.Response:
        original = self._shelf.found(self._shelf.recordings, request.query.get("original_id", ""), "Recording")
        return self._zip(request, original["id"], "original_id", original["id"])

    async def _upload(self, request: web.Request) -> web.Response:
        body = self._simulator.body(request)
        form = needed(body.get("form") if isinstance(body, dict) else None, "parent_folder_id", "microphone")
        data = bytes.fromhex(body["files"][0]["data"]) if body["files"] else b""
        ending = next((ending for start, ending in SOUNDS.items() if data.startswith(start)), "")
        if not ending:
            return refused(400, "Unsupported audio format")
        if len(data) > LARGEST:
            return refused(413, "File is too large")
        folder = self._shelf.found(self._shelf.folders, form["parent_folder_id"], "Folder")
        made = self._shelf.recording(folder, label=labelled(form), microphone=form["microphone"], duration=2.0)
        self._shelf.filed(made, data, ending)
        return web.json_response(made)

    async def _recording(self, request: web.Request) -> web.Response:
        found = self._shelf.found(self._shelf.recordings, request.match_info["id"], "Recording")
        return web.json_response(self._shelf.looked(found))

    async def _change_recording(self, request: web.Request) -> web.Response:
        found = self._shelf.found(self._shelf.recordings, request.match_info["id"], "Recording")
        body = needed(self._simulator.body(request), *(("label", "starred") if request.method == "PUT" else ()))
        changes = {"label": labelled(body), "starred": body.get("starred")}
        found.update({name: one for name, one in changes.items() if name in body})
        return web.json_response(found)

    async def _delete_recording(self, request: web.Request) -> web.Response:
        found = self._shelf.found(self._shelf.recordings, request.match_info["id"], "Recording")
        rows = self._shelf.recordings.values()
        gone = [row["id"] for row in rows if found["id"] in {row["id"], row["original_id"]}]
        for one in gone:
            del self._shelf.recordings[one]
        return web.json_response([{"id": one} for one in gone])

    async def _note(self, request: web.Request) -> web.Response:
        body = needed(self._simulator.body(request), "recording_id", *(() if request.method == "DELETE" else ("text",)))
        recording = self._shelf.found(self._shelf.recordings, body["recording_id"], "Recording")
        if request.method == "POST":
            self._shelf.notes[recording["id"]] = {
                "id": self._shelf.id(),
                "recording_id": recording["id"],
                "active": True,
            }
        note = self._shelf.found(self._shelf.notes, recording["id"], "Note")
        if request.method == "DELETE":
            del self._shelf.notes[recording["id"]]
            recording["note"] = None
        else:
            note["text"] = labelled(body, "text", 2000)
            recording["note"] = {name: note[name] for name in ("id", "text", "active")}
        return web.json_response(note)

    # what they share

    def _renamed(self, request: web.Request, rows: dict[str, Row], what: str) -> web.Response:
        found = self._shelf.found(rows, request.match_info["id"], what)
        found["name"] = labelled(needed(self._simulator.body(request), "name"), "name")
        return web.json_response(found)

    def _listed(self, request: web.Request, kind: str = "", **filters: str) -> web.Response:
        asked = {field: request.query[name] for name, field in filters.items() if name in request.query}
        if not asked:
            raise Refused(refused(400, "Nothing to list by"))
        rows = [
            row
            for row in self._shelf.recordings.values()
            if kind in {"", row["type"]} and all(row[field] == one for field, one in asked.items())
        ]
        return page(request, [self._shelf.looked(row) for row in rows])

    def _drop(self, folders: set[str]) -> None:
        for one in folders:
            del self._shelf.folders[one]
        for row in list(self._shelf.recordings.values()):
            if row["parent_folder_id"] in folders:
                del self._shelf.recordings[row["id"]]

    def _zip(self, request: web.Request, name: str, field: str, wanted: str) -> web.Response:
        starred = request.query.get("starred_only") == "true"
        rows = [row for row in self._shelf.recordings.values() if row[field] == wanted and row["url"]]
        kept = [row for row in rows if row["starred"] or not starred]
        return archive(name, [(row["file_name"], self._shelf.files[row["url"]]) for row in kept])
