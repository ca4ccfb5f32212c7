"""Casts, preferences, recordings and stars."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import NoSuchTask
from bot.ports import Store
from bot.task import Place
from tests.storage.making import HERE, at, make_recording, make_task, perform, submit

pytestmark = pytest.mark.contract


async def test_a_cast_is_kept_for_a_place_and_a_provider(store: Store) -> None:
    thread = Place("console", "stage", "thread")
    await store.casts.keep(HERE, "local", "ADAM", "v1")
    await store.casts.keep(HERE, "local", "Straße", "v2")
    await store.casts.keep(HERE, "local", "adam", "v3")
    await store.casts.keep(HERE, "other", "adam", "v4")
    await store.casts.keep(thread, "local", "adam", "v5")
    assert await store.casts.kept(HERE, "local") == {"adam": "v3", "strasse": "v2"}
    assert await store.casts.kept(replace(HERE, community="moved"), "local") == {"adam": "v3", "strasse": "v2"}
    assert await store.casts.kept(thread, "local") == {"adam": "v5"}
    assert await store.casts.kept(Place("radio", "stage"), "local") == {}


async def test_a_cast_is_cleared_by_speaker_or_whole(store: Store) -> None:
    for speaker in ("adam", "eve", "snake"):
        await store.casts.keep(HERE, "local", speaker, "v")
    assert await store.casts.clear(HERE, "local", "EVE") == 1
    assert await store.casts.clear(HERE, "local", "EVE") == 0
    assert await store.casts.clear(HERE, "local") == 2
    assert await store.casts.kept(HERE, "local") == {}


async def test_preferences_are_small_values_by_scope(store: Store) -> None:
    await store.preferences.put("place:console:stage", "provider", "local")
    await store.preferences.put("place:console:stage", "formats", {"ogg": [1, 2.5, None, True]})
    await store.preferences.put("person:console:ada", "provider", "tone")
    assert await store.preferences.get("place:console:stage") == {
        "formats": {"ogg": [1, 2.5, None, True]},
        "provider": "local",
    }
    await store.preferences.put("place:console:stage", "provider", "other")
    assert (await store.preferences.get("place:console:stage"))["provider"] == "other"
    await store.preferences.put("place:console:stage", "provider", None)
    await store.preferences.put("place:console:stage", "never", None)
    assert list(await store.preferences.get("place:console:stage")) == ["formats"]
    assert await store.preferences.get("nobody") == {}


async def test_a_preference_is_a_copy_not_the_callers_own(store: Store) -> None:
    value = ["one"]
    await store.preferences.put("s", "n", value)
    value.append("two")
    assert await store.preferences.get("s") == {"n": ["one"]}


async def test_a_recording_is_found_by_its_mix(store: Store, worker: str) -> None:
    await perform(store, make_task("t1"), worker)
    assert await store.recordings.find("mix-t1") == make_recording("mix-t1")
    assert await store.recordings.find("nothing") is None


async def test_stars_are_on_tasks_of_one_lineage(store: Store) -> None:
    await submit(store, make_task("t1", created=at(0)))
    await submit(store, replace(make_task("t3", created=at(2)), root="t1"))
    await submit(store, replace(make_task("t2", created=at(1)), root="t1"))
    await submit(store, make_task("other", created=at(3)))
    for name in ("t3", "t2", "t1", "other"):
        await store.recordings.star(name, on=True)
    assert await store.recordings.starred("t1") == ["t1", "t2", "t3"]
    await store.recordings.star("t2", on=False)
    await store.recordings.star("t2", on=False)
    assert await store.recordings.starred("t1") == ["t1", "t3"]
    assert await store.recordings.starred("t2") == []
    with pytest.raises(NoSuchTask):
        await store.recordings.star("nothing", on=True)
