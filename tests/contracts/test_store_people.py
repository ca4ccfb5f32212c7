"""A person's data as a whole: what an export holds, and what is left when they are forgotten."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.errors import NoSuchTask, NotPossibleNow
from bot.ports.memory import Store
from bot.quota import Entry, EntryKind
from bot.task import Person, Place, Stage, Task
from tests.storage.making import (
    ADA,
    BEN,
    NOW,
    at,
    blob_of,
    ending,
    make_recording,
    make_take,
    make_task,
    perform,
    speak,
    start,
    submit,
)

pytestmark = pytest.mark.contract

PRIVATE = Place("console", "ada", "", "ada")


async def a_life(store: Store, worker: str) -> None:
    """Ada performs in the theatre and in private, shares a take with Ben, and sets some things."""
    await perform(store, make_task("own", "only ada says this", price=3), worker)
    await perform(store, make_task("shared", "we all say this", price=2), worker)
    await perform(store, make_task("private", "ada in private", price=1, place=PRIVATE), worker)
    await perform(store, make_task("bens", "we all say this", price=2, person=BEN), worker)
    await store.tasks.draft(make_task("draft", "never said"))
    await store.preferences.put("person:console:ada", "format", "mp3")
    await store.preferences.put("place:console:ada", "provider", "local")
    await store.preferences.put("place:console:ada:thread", "provider", "tone")
    await store.preferences.put("place:console:adam", "provider", "local")
    await store.preferences.put("person:console:ben", "format", "wav")
    await store.casts.keep(PRIVATE, "local", "adam", "v1")
    await store.casts.keep(Place("console", "stage"), "local", "adam", "v2")


async def test_an_export_holds_all_of_one_persons_and_is_json(store: Store, worker: str) -> None:
    await a_life(store, worker)
    tables = json.loads(json.dumps(await store.people.export(ADA)))
    assert tables["person"] == {"platform": "console", "user": "ada"}
    assert [task["id"] for task in tables["tasks"]] == ["own", "shared", "private", "draft"]
    assert tables["tasks"][0]["order"]["script"]["items"][1]["text"] == "only ada says this"
    assert tables["tasks"][0]["recording"]["timeline"][0]["text"] == "the words that were said"
    assert [row["kind"] for row in tables["ledger"]] == ["hold", "settle"] * 3
    assert tables["preferences"] == {
        "person:console:ada": {"format": "mp3"},
        "place:console:ada": {"provider": "local"},
        "place:console:ada:thread": {"provider": "tone"},
    }
    assert tables["casts"] == [{"chat": "ada", "thread": "", "provider": "local", "speaker": "adam", "voice": "v1"}]
    assert "ben" not in json.dumps(tables)


async def test_forgetting_leaves_nothing_of_the_person_but_what_others_share(store: Store, worker: str) -> None:
    await a_life(store, worker)
    gone = await store.people.forget(ADA)
    assert list(gone) == sorted(
        [
            blob_of("only ada says this"),
            blob_of("ada in private"),
            *(blob_of(f"mix-{n}") for n in ("own", "shared", "private")),
        ]
    )
    empty = {"tasks": [], "ledger": [], "preferences": {}, "casts": []}
    assert await store.people.export(ADA) == {"person": {"platform": "console", "user": "ada"}, **empty}
    for name in ("own", "shared", "private", "draft"):
        with pytest.raises(NoSuchTask):
            await store.tasks.get(name)
    key = make_task("x", "we all say this").segments[0].segment.key
    assert (await store.takes.find([key]))[key].task == ""
    assert (await store.tasks.get("bens")).stage is Stage.DONE
    assert await store.preferences.get("person:console:ben") == {"format": "wav"}
    assert await store.preferences.get("place:console:adam") == {"provider": "local"}
    assert await store.casts.kept(Place("console", "stage"), "local") == {"adam": "v2"}
    assert await store.upkeep.referred() == sorted([blob_of("we all say this"), blob_of("mix-bens")])


async def test_forgetting_does_not_win_back_what_was_spent(store: Store, worker: str) -> None:
    await perform(store, make_task("t1", price=3), worker)
    await store.people.forget(ADA)
    assert (await store.ledger.usage(ADA, NOW)).spent_today == 3
    assert (await store.ledger.community("console", "theatre", NOW)).spent_today == 3
    await perform(store, make_task("t2", price=4), worker)
    assert (await store.ledger.usage(ADA, NOW)).spent_today == 7
    assert len(await store.ledger.entries(ADA)) == 2


async def test_a_forgotten_grant_still_counts(store: Store) -> None:
    entry = Entry(id="g", kind=EntryKind.GRANT, platform="console", user="ada", community="theatre", granted=5, at=NOW)
    await store.ledger.grant(entry)
    await store.people.forget(ADA)
    assert (await store.ledger.usage(ADA, NOW)).granted == 5


async def test_nobody_is_forgotten_while_their_task_is_in_flight(store: Store, worker: str) -> None:
    await submit(store, make_task("t1"))
    with pytest.raises(NotPossibleNow, match="forget_running"):
        await store.people.forget(ADA)
    assert (await store.tasks.get("t1")).stage is Stage.QUEUED
    assert await store.people.forget(BEN) == []


async def test_a_question_is_closed_when_its_person_is_forgotten(store: Store, worker: str) -> None:
    task = make_task("t1", "one", "two", price=4)
    await start(store, task, worker)
    await store.takes.begin("t1", 0, worker)
    await store.takes.keep("t1", 0, make_take(task))
    await store.work.end("t1", ending(Stage.ASKING, when=at(1), told=True))
    await store.people.forget(ADA)
    usage = await store.ledger.usage(ADA, NOW)
    assert (usage.held, usage.spent_today) == (0, 4)


async def test_a_blob_that_another_take_or_recording_needs_is_not_given_up(store: Store, worker: str) -> None:
    for name, who in (("a", ADA), ("b", BEN)):
        task = make_task(name, f"words of {name}", person=who)
        await start(store, task, worker)
        await store.takes.begin(name, 0, worker)
        await store.takes.keep(name, 0, make_take(task, blob="e" * 64))
        await store.work.recorded(name, make_recording(f"mix-{name}", "d" * 64))
        await store.work.end(name, ending(Stage.DONE, told=True))
    assert await store.people.forget(ADA) == []
    assert sorted(await store.people.forget(BEN)) == ["d" * 64, "e" * 64]


async def test_the_same_mix_of_two_people_stays_for_the_other(store: Store, worker: str) -> None:
    for name, who in (("a", ADA), ("b", BEN)):
        await start(store, make_task(name, "same", person=who), worker)
        await speak(store, make_task(name, "same", person=who), worker)
        await store.work.recorded(name, make_recording("mix"))
        await store.work.end(name, ending(Stage.DONE, told=True))
    assert await store.people.forget(ADA) == []
    assert await store.recordings.find("mix") == make_recording("mix")


async def test_somebody_unknown_is_forgotten_without_a_word(store: Store) -> None:
    nobody = Person("console", "nobody")
    assert await store.people.forget(nobody) == []
    assert await store.upkeep.referred() == []


def with_upload(task: Task, upload: str) -> Task:
    """The same, needing a recording that its person sent."""
    settings = (("kind", "revoice"), ("upload", upload))
    segments = tuple(replace(one, segment=replace(one.segment, settings=settings)) for one in task.segments)
    return replace(task, segments=segments)


async def test_what_a_person_sent_is_kept_with_the_task_and_goes_with_its_person(store: Store) -> None:
    await submit(store, with_upload(make_task("hers", "my voice", price=1), "a" * 64))
    await store.tasks.draft(with_upload(make_task("draft", "another", price=1), "b" * 64))
    await submit(store, with_upload(make_task("both", "ours", price=1), "c" * 64))
    await submit(store, with_upload(make_task("his", "ours too", price=1, person=BEN), "c" * 64))
    assert await store.upkeep.referred() == ["a" * 64, "b" * 64, "c" * 64]
    for task in ("hers", "both"):
        await store.wishes.cancel(task, NOW)

    assert await store.people.forget(ADA) == ["a" * 64, "b" * 64]
    assert await store.upkeep.referred() == ["c" * 64]
