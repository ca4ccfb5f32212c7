"""A request that was lost by a process that died, and looks that are refused: nothing is paid again for either."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from adapters.providers.tone import Tone, ToneOptions
from bot.errors import ProviderAuth, ProviderBusy, ProviderDown, TablereadError, UnknownOutcome
from bot.ports.memory import Wanted
from bot.ports.speech import Audio, ProviderJob, Speech
from bot.task import Segment, SegmentStage, Stage
from tests.bots import Bot, make


class Words:
    """Finds requests by their words: audio, None, or an error."""

    def __init__(self, found: Audio | TablereadError | None) -> None:
        self.found = found
        self.asked: list[tuple[Segment, datetime]] = []

    async def find_spoken(self, segment: Segment, since: datetime) -> Audio | None:
        self.asked.append((segment, since))
        if isinstance(self.found, TablereadError):
            raise self.found
        return self.found


class Labels:
    """Finds requests by reference, unless it cannot."""

    def __init__(self, error: TablereadError) -> None:
        self.error = error

    async def find(self, ref: str) -> Audio | ProviderJob | None:
        raise self.error


async def after_a_death(bot: Bot) -> tuple[Stage, SegmentStage, str]:
    """One line, whose process died after the intent was written; what the next one makes of it."""
    task = await bot.order("Ada: Hello.")
    await bot.store.work.claim(bot.store.worker, Wanted(platforms=frozenset({"page"})), lambda rows: rows[0], 1)
    await bot.store.takes.begin(task.id, 0, bot.store.worker)
    await bot.store.work.release(task.id)
    task = await bot.carry(task)
    return task.stage, task.segments[0].stage, task.error


async def test_a_lost_request_is_found_by_its_words(tmp_path: Path) -> None:
    words, tone = Words(Audio(b"audio", "audio/wav", credits=4)), Tone()
    bot = make(tmp_path, speech={"tone": Speech(tone, finds_spoken=words)})

    stage, segment, _ = await after_a_death(bot)

    assert (stage, segment, tone.paid) == (Stage.DONE, SegmentStage.READY, [])
    asked, since = words.asked[0]
    assert [line.text for line in asked.lines] == ["Hello."]
    assert since <= bot.clock.now()


async def test_a_request_that_was_surely_not_taken_is_sent(tmp_path: Path) -> None:
    tone = Tone()
    bot = make(tmp_path, speech={"tone": Speech(tone, finds_spoken=Words(None))})

    stage, _, _ = await after_a_death(bot)

    assert (stage, len(tone.paid)) == (Stage.DONE, 1)


@pytest.mark.parametrize(
    "error",
    [ProviderDown("provider_down"), ProviderBusy(retry_after=1.0), ProviderAuth("provider_auth"),
     UnknownOutcome("unknown_outcome")],
)  # fmt: skip
async def test_a_look_up_that_fails_asks_the_person_and_pays_nothing(tmp_path: Path, error: TablereadError) -> None:
    for number, found in enumerate(({"finds_spoken": Words(error)}, {"finds": Labels(error)}, {})):
        tone, folder = Tone(), tmp_path / str(number)
        folder.mkdir()
        bot = make(folder, speech={"tone": Speech(tone, **found)})  # type: ignore[arg-type]

        stage, segment, _ = await after_a_death(bot)

        assert (stage, segment, tone.paid) == (Stage.ASKING, SegmentStage.UNKNOWN, [])


class Refusing(Tone):
    """Takes work, and then refuses to be looked at for a while."""

    refusing = True

    async def check(self, job: ProviderJob) -> Audio | ProviderJob:
        if self.refusing:
            raise ProviderAuth("provider_auth")
        return await super().check(job)


async def test_a_look_that_is_refused_keeps_the_job_and_a_retry_waits_for_it(tmp_path: Path) -> None:
    tone = Refusing(ToneOptions(checks=1))
    bot = make(tmp_path, speech={"tone": Speech(tone)})
    failed = await bot.perform("Ada: Hello.")
    assert (failed.stage, failed.error, failed.segments[0].stage) == (
        Stage.FAILED,
        "provider_auth:1",
        SegmentStage.WAITING,
    )

    tone.refusing = False
    await bot.service.tending.retry(failed.id, failed.person)
    done = await bot.carry(await bot.store.tasks.get(failed.id))

    assert done.stage is Stage.DONE
    assert len(tone.paid) == 1
