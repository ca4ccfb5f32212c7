"""Which remembered things are one person's own, and what an export of them holds."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from pydantic import TypeAdapter

from bot.quota import Entry
from bot.task import Person, Task


def pseudonym(salt: bytes, person: Person) -> str:
    """What stands in the ledger for a person who was forgotten: only the store's salt leads from one to the other.

    It stays countable: forgetting oneself does not win back a spent allowance.
    """
    said = f"{person.platform}\n{person.user}".encode()
    return "forgotten-" + hmac.new(salt, said, hashlib.sha256).hexdigest()[:32]


def own_scopes(person: Person) -> tuple[str, str]:
    """The scopes of a person's preferences: their own, and the private chat that has their id (as on Telegram).

    Scopes are "person:PLATFORM:USER" and "place:PLATFORM:CHAT" or "place:PLATFORM:CHAT:THREAD".
    """
    return f"person:{person.platform}:{person.user}", f"place:{person.platform}:{person.user}"


def is_own_scope(scope: str, person: Person) -> bool:
    """Whether a scope is one of the person's, with or without a thread."""
    return any(scope == own or scope.startswith(f"{own}:") for own in own_scopes(person))


@cache
def _tables() -> tuple[TypeAdapter[Task], TypeAdapter[Entry]]:
    return TypeAdapter(Task), TypeAdapter(Entry)


def export_tables(
    person: Person,
    tasks: Sequence[Task],
    entries: Sequence[Entry],
    preferences: Mapping[str, Mapping[str, object]],
    casts: Sequence[Mapping[str, str]],
) -> Mapping[str, object]:
    """A person's data as JSON-able tables; times are ISO 8601 in UTC. `preferences` are by scope."""
    of_task, of_entry = _tables()
    return {
        "person": {"platform": person.platform, "user": person.user},
        "tasks": [of_task.dump_python(_readable(task), mode="json") for task in tasks],
        "ledger": [of_entry.dump_python(entry, mode="json") for entry in entries],
        "preferences": {scope: dict(values) for scope, values in preferences.items()},
        "casts": [dict(cast) for cast in casts],
    }


def _readable(task: Task) -> Task:
    """Without the waveform: bytes are no JSON, and it only repeats what can be heard."""
    if task.recording is None:
        return task
    return replace(task, recording=replace(task.recording, waveform=b""))
