"""From words to an order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.providers.tone import Tone, ToneOptions
from bot.errors import QuotaExceeded, ScriptRefused, UnknownChoice, UnknownSpeaker, UnknownVoice
from bot.ports.speech import Speech
from bot.quota import Allowance
from bot.script.model import Pause, Script, Turn
from bot.script.reader import read
from bot.service.house import Rules
from bot.service.ordering import Request
from bot.task import Stage
from tests.bots import ANNA, PLACE, SKIT, Bot, make


def request(text: str = SKIT, **more: object) -> Request:
    return Request(script=read(text), place=PLACE, person=ANNA, **more)  # type: ignore[arg-type]


class Mute(Tone):
    """A provider that lost all its voices."""

    async def voices(self):  # type: ignore[no-untyped-def]
        return ()


async def test_a_sheet_says_who_speaks_what_it_costs_and_spends_nothing(tmp_path: Path) -> None:
    bot = make(tmp_path)

    sheet = await bot.service.ordering.sheet(request())

    assert [part.speaker for part in sheet.shown.parts] == ["Ada", "Ben"]
    assert [part.lines for part in sheet.shown.parts] == [2, 1]
    assert sheet.shown.price == f"{sheet.due.credits} credits"
    assert sheet.due.credits == sum(len(turn.text) for turn in sheet.task.order.script.turns)
    assert (await bot.store.tasks.get(sheet.task.id)).stage is Stage.DRAFT
    assert bot.tone.paid == []


async def test_the_price_leaves_out_what_was_paid_before(tmp_path: Path) -> None:
    bot = make(tmp_path)
    await bot.perform()

    sheet = await bot.service.ordering.sheet(request())

    assert (sheet.due.credits, sheet.shown.price) == (0, "free")


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (Script((), "labels"), "nothing_to_say"),
        (Script((Pause(1.0, 1),), "labels"), "nothing_to_say"),
        (Script((Turn(None, "a" * 11, (), 1),), "prose", size=11), "script_too_long"),
        (Script(tuple(Turn(None, "a", (), line) for line in range(4)), "prose", size=4), "too_many_turns"),
    ],
)
async def test_what_cannot_be_performed_is_refused_before_anything_else(
    tmp_path: Path, script: Script, code: str
) -> None:
    bot = make(tmp_path)
    house = bot.service.house
    object.__setattr__(house, "rules", Rules(provider="tone", characters=10, turns=3))

    with pytest.raises(ScriptRefused) as refused:
        await bot.service.ordering.sheet(Request(script=script, place=PLACE, person=ANNA))

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("more", "error", "code"),
    [
        ({"format": "aiff"}, UnknownChoice, "unknown_format"),
        ({"provider": "nobody"}, UnknownChoice, "unknown_provider"),
        ({"language": "de"}, UnknownChoice, "language_not_spoken"),
        ({"cast": {"Ada": "nobody"}}, UnknownVoice, "unknown_voice"),
        ({"cast": {"Zoe": "Ada"}}, UnknownSpeaker, "unknown_speaker"),
    ],
)
async def test_a_wrong_choice_is_named(
    tmp_path: Path, more: dict[str, object], error: type[Exception], code: str
) -> None:
    bot = make(tmp_path)

    with pytest.raises(error) as refused:
        await bot.service.ordering.sheet(request(**more))

    assert str(refused.value) == code


async def test_a_guessed_language_refuses_nothing(tmp_path: Path) -> None:
    bot = make(tmp_path)

    sheet = await bot.service.ordering.sheet(request("Ada: Ich habe das nicht gewusst, und was ist mit dir?"))

    assert (sheet.task.order.script.language, sheet.task.order.language) == ("de", "")


async def test_a_provider_without_voices_says_so(tmp_path: Path) -> None:
    bot = make(tmp_path, speech={"mute": Speech(Mute())})

    with pytest.raises(UnknownChoice, match="no_voices"):
        await bot.service.ordering.sheet(request())


async def test_what_is_left_out_is_said_on_the_sheet(tmp_path: Path) -> None:
    bot = make(tmp_path)

    sheet = await bot.service.ordering.sheet(request("Ada: [yodelling] Hello!\n[SFX: thunder]\nBen: Bye."))

    assert any("yodelling" in warning for warning in sheet.shown.warnings)
    assert any("thunder" in warning for warning in sheet.shown.warnings)


async def test_a_recast_changes_voices_and_price_is_made_anew(tmp_path: Path) -> None:
    bot = make(tmp_path)
    sheet = await bot.service.ordering.sheet(request())
    voices = await bot.tone.voices()

    again = await bot.service.ordering.recast(sheet.task, {"Ben": voices[-1].name})

    assert {who: name for who, _, name in again.task.order.voices}["Ben"] == voices[-1].name
    assert again.task.id == sheet.task.id
    assert again.task.segments != sheet.task.segments


async def test_a_kept_recast_is_the_cast_of_the_next_script_there(tmp_path: Path) -> None:
    bot = make(tmp_path)
    sheet = await bot.service.ordering.sheet(request("Gus: Hello there.\nZoe: Hello.\nGUS: Again."))
    voices = await bot.tone.voices()

    await bot.service.ordering.recast(sheet.task, {"GUS": voices[-1].id}, keep=True)
    later = await bot.service.ordering.sheet(request("Gus: Me again.\nZoe: Who?"))

    assert later.task.order.voices[0][1] == voices[-1].id


async def test_a_narrator_can_be_recast(tmp_path: Path) -> None:
    bot = make(tmp_path)
    sheet = await bot.service.ordering.sheet(request("Once upon a time there was a bot."))
    voices = await bot.tone.voices()

    again = await bot.service.ordering.recast(sheet.task, {"narrator": voices[2].id}, keep=True)

    assert again.task.order.voices == ((None, voices[2].id, voices[2].name),)


async def test_two_goes_at_once_have_one_effect(tmp_path: Path) -> None:
    bot = make(tmp_path)
    sheet = await bot.service.ordering.sheet(request())

    one, two = await asyncio.gather(bot.service.ordering.go(sheet.task), bot.service.ordering.go(sheet.task))

    assert one.id == two.id
    assert len(await bot.store.ledger.entries(ANNA)) == 1


async def test_a_budget_of_ten_holds_ten_of_a_hundred_requests_at_once(tmp_path: Path) -> None:
    bot = make(tmp_path, allowance=Allowance(credits_per_day=10))
    sheets = [await bot.service.ordering.sheet(request("Ada: a.")) for _ in range(100)]
    assert sheets[0].due.credits == 2
    results = await asyncio.gather(*(bot.service.ordering.go(sheet.task) for sheet in sheets), return_exceptions=True)

    assert sum(isinstance(result, QuotaExceeded) for result in results) == 95
    usage = await bot.store.ledger.usage(ANNA, bot.clock.now())
    assert usage.held == 10


async def test_a_voice_that_is_gone_is_named(tmp_path: Path) -> None:
    bot: Bot = make(tmp_path, ToneOptions())
    task = await bot.perform()
    bot.service.house.providers.made["tone"] = Speech(Mute())  # type: ignore[attr-defined]

    with pytest.raises(UnknownVoice):
        await bot.service.ordering.voices_of(task.order)
