"""Tasks, holds, takes and recordings for tests of the memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.fairness import Head
from bot.ports import Ending, Hold, Store, Take, Turnout, Wanted
from bot.quota import Allowance, Entry, EntryKind
from bot.script.model import Heading, Pause, Script, Sound, Tag, Turn
from bot.task import (
    Line,
    Loudness,
    Order,
    Part,
    Person,
    Place,
    Price,
    Recording,
    Segment,
    SegmentState,
    Span,
    Spoken,
    Stage,
    Task,
)

NOW = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
ADA = Person("console", "ada")
BEN = Person("console", "ben")
HERE = Place("console", "stage", "", "theatre")
ANY = Wanted(platforms=frozenset({"console"}))


def at(minutes: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(minutes=minutes)


def first(heads: Sequence[Head]) -> Head:
    """The simplest pick."""
    return heads[0]


def blob_of(words: str) -> str:
    """The name a blob with these words as content would have."""
    return hashlib.sha256(words.encode()).hexdigest()


def make_segment(index: int, words: str, price: int = 0) -> Segment:
    """One line of ADAM's."""
    line = Line(index, "ADAM", "voice-a", words, (Tag("excited", 0),))
    return Segment(index, "local", "espeak", (line,), "en", (("rate", "1"),), Price(price))


def make_task(
    name: str,
    *words: str,
    price: int = 0,
    person: Person = ADA,
    place: Place = HERE,
    created: datetime = NOW,
) -> Task:
    """A task of one segment for each of the words."""
    said = words or (f"words of {name}",)
    items = (
        Heading("INT. STAGE", 1),
        *(Turn("ADAM", text, (Tag("excited", 0),), 2 + n) for n, text in enumerate(said)),
        Pause(1.5, 90),
        Sound("door", 91),
    )
    order = Order(
        Script(items, "names", title=f"Play {name}"), "local", (("ADAM", "voice-a", "Adam"),), takes=((0, 2),)
    )
    states = tuple(SegmentState(make_segment(n, text, price)) for n, text in enumerate(said))
    return Task(
        id=name,
        place=place,
        person=person,
        order=order,
        created=created,
        segments=states,
        message="m1",
        notes=("a note",),
    )


def make_hold(
    task: Task,
    held: int | None = None,
    *,
    when: datetime = NOW,
    allowance: Allowance | None = None,
    community: Allowance | None = None,
    attempt: int = 1,
) -> Hold:
    """A hold of what the task's segments cost, or of `held`."""
    price = sum(state.segment.price.credits for state in task.segments)
    entry = Entry(
        id=f"hold-{task.id}-{attempt}",
        kind=EntryKind.HOLD,
        platform=task.person.platform,
        user=task.person.user,
        community=task.place.community,
        held=price if held is None else held,
        at=when,
    )
    return Hold(entry=entry, allowance=allowance, community=community)


def make_take(task: Task, index: int = 0, *, credits: int | None = None, blob: str = "", when: datetime = NOW) -> Take:
    """What a provider made of a segment, at its price."""
    segment = task.segments[index].segment
    return Take(
        key=segment.key,
        provider=segment.provider,
        blob=blob or blob_of(segment.lines[0].text),
        media_type="audio/ogg",
        credits=segment.price.credits if credits is None else credits,
        spans=(Span(0, 0.0, 1.25),),
        task=task.id,
        at=when,
    )


def make_recording(key: str = "mix", *blobs: str) -> Recording:
    """A recording of a part for each blob."""
    parts = tuple(Part(blob, 1000, float(n), 1.0) for n, blob in enumerate(blobs or (blob_of(key),)))
    spoken = (Spoken(0, "ADAM", "Adam", "the words that were said", 0.0, 1.0),)
    return Recording(key, "ogg", parts, 1.0, Loudness(-16.0, None), spoken, bytes(range(256)))


async def submit(store: Store, task: Task, **hold: object) -> Task:
    """Submit with a hold of the task's price."""
    return await store.tasks.submit(task, make_hold(task, **hold))  # type: ignore[arg-type]


async def start(store: Store, task: Task, worker: str, **hold: object) -> Task:
    """Submit a task and claim it."""
    await submit(store, task, **hold)
    claimed = await store.work.claim(worker, Wanted(tasks=frozenset({task.id})), first, 1)
    assert [one.id for one in claimed] == [task.id]
    return claimed[0]


async def speak(store: Store, task: Task, worker: str, *, credits: int | None = None) -> None:
    """Pay for every segment that is not ready."""
    for index in range(len(task.segments)):
        begun = await store.takes.begin(task.id, index, worker)
        if begun.turnout is Turnout.SEND:
            await store.takes.keep(task.id, index, make_take(task, index, credits=credits))


async def perform(store: Store, task: Task, worker: str, **hold: object) -> Task:
    """Carry a task from submit to done."""
    await start(store, task, worker, **hold)
    await speak(store, task, worker)
    await store.work.recorded(task.id, make_recording(f"mix-{task.id}"))
    return await store.work.end(task.id, ending(Stage.DONE, told=True))


def ending(stage: Stage, *, when: datetime = NOW, told: bool = False, error: str = "") -> Ending:
    """An ending at a moment."""
    return Ending(stage=stage, at=when, told=told, error=error, reference="ref" if error else "")


def queued(task: Task, held: int = 0) -> Task:
    """What a submit makes of a task."""
    return replace(task, stage=Stage.QUEUED, root=task.root or task.id, attempt=1, held=held, updated=NOW)
