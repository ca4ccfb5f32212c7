"""Podcasts, narrations and other voices as tasks: sent once, kept, looked up, and never paid twice unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.providers.tone import Tone
from bot.errors import NotPossibleNow, ProviderNoCredits, UnknownOutcome
from bot.ports.memory import Wanted
from bot.ports.speech import Revoicing, Speech, Subject
from bot.service.making import Offer, Wish
from bot.task import SegmentStage, Stage, Task, spoken
from tests.bots import ANNA, PLACE, Bot, make
from tests.studio import Made, Studio

WISH = Wish(place=PLACE, person=ANNA)
LINK = "https://example.org/bees"


def studio(folder: Path) -> tuple[Studio, Bot]:
    made = Studio()
    return made, make(folder, speech={"tone": made.speech()})


async def offered(bot: Bot, kind: str, folder: Path, wish: Wish = WISH) -> Offer:
    making = bot.service.making
    if kind == "podcast":
        return await making.podcast("Bees", wish)
    if kind == "narrate":
        return await making.narration(LINK, wish)
    (folder / "me.wav").write_bytes(b"my own voice")
    return await making.revoicing(str(folder / "me.wav"), "growl", wish)


async def queued(bot: Bot, kind: str, folder: Path) -> Task:
    return await bot.service.ordering.go((await offered(bot, kind, folder)).task)


ASKED = [
    ("podcast", Made("podcast", Subject(text="Bees"))),
    ("narrate", Made("narrate", Subject(url=LINK))),
    ("revoice", Made("convert", Revoicing(data=b"my own voice", media_type="audio/wav", voice="growl"), "t1-1-0")),
]
KINDS = [kind for kind, _ in ASKED]


@pytest.mark.parametrize(("kind", "made"), ASKED)
async def test_it_is_sent_once_and_comes_out_as_a_recording(tmp_path: Path, kind: str, made: Made) -> None:
    provider, bot = studio(tmp_path)

    done = await bot.carry(await queued(bot, kind, tmp_path))

    assert (done.stage, provider.made, provider.paid) == (Stage.DONE, [made], [])
    assert [(one.speaker, one.voice) for one in spoken(done)] == [(None, "Growl" if kind == "revoice" else "tone")]
    assert done.segments[0].credits >= done.spent > 0
    (card,) = bot.page.cards
    assert card.title == {"podcast": "Bees", "narrate": LINK, "revoice": "me"}[kind]
    assert await bot.store.upkeep.check() == []


@pytest.mark.parametrize("kind", KINDS)
async def test_the_same_again_is_free(tmp_path: Path, kind: str) -> None:
    provider, bot = studio(tmp_path)
    await bot.carry(await queued(bot, kind, tmp_path))

    again = await offered(bot, kind, tmp_path)
    done = await bot.carry(await bot.service.ordering.go(again.task))

    assert (again.due.credits, done.stage, done.spent, len(provider.made)) == (0, Stage.DONE, 0, 1)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_retake_is_another_request_of_the_same_kind(tmp_path: Path, kind: str) -> None:
    provider, bot = studio(tmp_path)
    first = await bot.carry(await queued(bot, kind, tmp_path))

    second = await bot.carry(await bot.service.tending.retake(first.id, ANNA, 1))
    back = await bot.carry(await bot.service.tending.retake(first.id, ANNA, 1, take=1))

    assert [one.what for one in provider.made] == [provider.made[0].what] * 2
    assert (second.stage, back.stage, back.spent) == (Stage.DONE, Stage.DONE, 0)
    assert first.recording is not None
    assert second.recording is not None
    assert first.recording.key != second.recording.key


async def killed(bot: Bot, task: Task) -> Task:
    """The process died after the intent was stored; what the next one makes of it."""
    await bot.store.work.claim(bot.store.worker, Wanted(platforms=frozenset({"page"})), lambda rows: rows[0], 1)
    await bot.store.takes.begin(task.id, 0, bot.store.worker)
    await bot.store.work.release(task.id)
    return await bot.carry(task)


@pytest.mark.parametrize("kind", ["podcast", "narrate"])
async def test_a_kill_before_the_answer_asks_and_pays_again_only_when_told_to(tmp_path: Path, kind: str) -> None:
    provider = Studio()
    bot = make(tmp_path, speech={"tone": Speech(provider, writes=provider, narrates=provider)})
    task = await killed(bot, await queued(bot, kind, tmp_path))
    assert (task.stage, task.segments[0].stage, provider.made) == (Stage.ASKING, SegmentStage.UNKNOWN, [])

    with pytest.raises(NotPossibleNow, match="ask_first"):
        await bot.service.tending.retry(task.id, ANNA)
    await bot.service.tending.retry(task.id, ANNA, pay_unknown=True)
    done = await bot.carry(task)

    assert (done.stage, len(provider.made)) == (Stage.DONE, 1)


async def test_a_revoicing_whose_process_died_is_found_by_its_reference(tmp_path: Path) -> None:
    provider, bot = studio(tmp_path)
    task = await queued(bot, "revoice", tmp_path)
    provider._make(Made("convert", Revoicing(data=b"", media_type="", voice=""), f"{task.id}-1-0"))

    done = await killed(bot, task)

    assert (done.stage, len(provider.made)) == (Stage.DONE, 1)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_that_is_lost_asks(tmp_path: Path, kind: str) -> None:
    provider, bot = studio(tmp_path)
    provider.lost = UnknownOutcome("unknown_outcome")

    task = await bot.carry(await queued(bot, kind, tmp_path))

    assert (task.stage, task.error, len(provider.made)) == (Stage.ASKING, "unknown_outcome", 1)


async def test_a_refusal_costs_nothing(tmp_path: Path) -> None:
    provider, bot = studio(tmp_path)
    provider.refused = ProviderNoCredits("provider_no_credits")

    task = await bot.carry(await queued(bot, "podcast", tmp_path))

    assert (task.stage, task.error, task.spent) == (Stage.FAILED, "provider_no_credits:1", 0)


async def test_a_recording_that_is_gone_from_the_disk_is_said_before_anything_is_paid(tmp_path: Path) -> None:
    provider, bot = studio(tmp_path)
    task = await queued(bot, "revoice", tmp_path)
    await bot.blobs.drop([task.segments[0].segment.upload])

    failed = await bot.carry(task)

    assert (failed.stage, failed.error, provider.made) == (Stage.FAILED, "audio_missing:1", [])


@pytest.mark.parametrize("kind", KINDS)
async def test_a_provider_that_cannot_do_it_any_more_is_ours_to_mend(tmp_path: Path, kind: str) -> None:
    _, bot = studio(tmp_path)
    task = await queued(bot, kind, tmp_path)
    bot.outside.providers.made["tone"] = Speech(Tone())  # type: ignore[attr-defined]

    failed = await bot.carry(task)

    assert (failed.stage, failed.error) == (Stage.FAILED, "provider_unable:1")


async def test_what_a_podcast_takes_teaches_nothing_about_lines(tmp_path: Path) -> None:
    _, bot = studio(tmp_path)
    await bot.carry(await queued(bot, "podcast", tmp_path))

    assert "durations" in await bot.store.preferences.get("provider:tone:podcast")
    assert await bot.store.preferences.get("provider:tone") == {}


async def test_what_was_sent_to_be_spoken_stays_until_its_person_is_forgotten(tmp_path: Path) -> None:
    _, bot = studio(tmp_path)
    task = await bot.carry(await queued(bot, "revoice", tmp_path))
    upload = task.segments[0].segment.upload
    assert upload in await bot.store.upkeep.referred()

    await bot.service.people.forget(ANNA)

    assert upload not in await bot.store.upkeep.referred()
    with pytest.raises(KeyError):
        bot.blobs.path(upload)
