"""The child's main loop: one job a line on stdin, one answer a line on stdout, gone when stdin closes."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

import av

from adapters.audio.child import making, probing
from adapters.audio.child.bounds import Bounds, Refused, confine

_DISK = {errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EFBIG: "audio_too_large"}
_JOBS: dict[str, Callable[..., dict[str, Any]]] = {"probe": probing.probe, "mix": making.mix, "encode": making.encode}


def code_of(error: BaseException) -> str:
    """What an error is called outside. Its words stay here: they may quote a tag or a path."""
    if isinstance(error, Refused):
        return error.code
    if isinstance(error, MemoryError):
        return "audio_memory"
    # Closing a file on a full disk fails in its own way; what it failed for stands behind it.
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, OSError) and behind.errno in _DISK:
            return _DISK[behind.errno]
        behind = behind.__cause__ or behind.__context__
    return "audio_unwritable" if isinstance(error, OSError) else "audio_failed"


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Do one job: {"do": name, "bounds": {...}, ...its own fields} -> {"done": {...}} or {"refused": code}."""
    try:
        bounds = Bounds(job.pop("bounds"))
        confine(bounds)
        return {"done": _JOBS[job.pop("do")](bounds=bounds, **job)}
    except (Refused, MemoryError, OSError, ValueError, TypeError, av.FFmpegError) as error:
        return {"refused": code_of(error)}


def _watch(jobs: SimpleQueue[bytes]) -> None:
    """Hand jobs on; when the parent is gone, or wants no answer any more, so is this process, whatever it does."""
    for line in sys.stdin.buffer:
        jobs.put(line)
    os._exit(0)


def serve() -> None:
    """Serve until stdin closes."""
    jobs: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_watch, args=(jobs,), daemon=True).start()
    while True:
        said = json.dumps(answer(json.loads(jobs.get())), separators=(",", ":"))
        sys.stdout.buffer.write(said.encode() + b"\n")
        sys.stdout.buffer.flush()
