"""What the simulated account holds: rows by id, in the order they were made, and the files of recordings."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta

from tests.simulators.respeecher.answers import Refused, Row, refused

ODD = "awaiting_the_muse"  # a state that nobody documents


class Shelf:
    """Ids and times come from the seed: two runs make the same."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"ids {seed}")
        self._clock = datetime(2026, 1, 1, tzinfo=UTC)
        self.owner = self.id()
        self.credits = 100.0
        self.projects: dict[str, Row] = {}
        self.folders: dict[str, Row] = {}
        self.recordings: dict[str, Row] = {}
        self.calibrations: dict[str, Row] = {}
        self.notes: dict[str, Row] = {}  # by recording
        self.files: dict[str, bytes] = {}  # by path
        self.looks: dict[str, int] = {}  # that are left until a conversion is done
        self.ends: dict[str, Row] = {}  # what becomes of a conversion then

    def id(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def now(self) -> str:
        self._clock += timedelta(milliseconds=1)
        return self._clock.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def recording(self, folder: Row, **more: object) -> Row:
        """A new recording, with every key that the documentation names."""
        made = self.id()
        row: Row = {
            "id": made,
            "project_id": folder["project_id"],
            "parent_folder_id": folder["id"],
            "type": "original",
            "url": None,
            "waveform_url": None,
            "file_name": None,
            "label": "",
            "state": "done",
            "original_id": None,
            "model_id": None,
            "model_name": None,
            "calibration_id": None,
            "calibration_value": None,
            "calibration_name": None,
            "microphone": "",
            "size": None,
            "duration": 0,
            "starred": False,
            "tts": False,
            "tts_voice": None,
            "tts_voice_id": None,
            "text": None,
            "params": {},
            "error": None,
            "active": True,
            "created_at": self.now(),
            "converted_at": None,
            "listen_count": 0,
            "process_stage": None,
            "note": None,
        }
        self.recordings[made] = row | more
        return self.recordings[made]

    def filed(self, recording: Row, data: bytes, ending: str) -> None:
        """Give a recording its file: a path that is relative to the API, and needs the key."""
        path = f"/api/storage/{recording['id']}.{ending}"
        self.files[path] = data
        recording.update(url=path, file_name=f"{recording['id']}.{ending}", size=len(data))

    def looked(self, recording: Row) -> Row:
        """As it is at this look: a conversion comes one step nearer to its end."""
        left = self.looks.get(recording["id"], 0)
        if recording["id"] in self.ends:
            self.looks[recording["id"]] = left - 1
            if left > 1 and recording["state"] != ODD:
                recording["state"] = "processing" if left > 2 else "postprocessing"
            elif left <= 1:
                recording.update(self.ends.pop(recording["id"]))
        return recording

    def found(self, rows: dict[str, Row], wanted: str, what: str) -> Row:
        if wanted not in rows:
            raise Refused(refused(404, f"{what} not found"))
        return rows[wanted]
