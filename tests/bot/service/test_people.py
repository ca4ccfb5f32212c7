"""Quota, casts, voices, and a person's data."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.providers.tone import Tone
from bot.cast import Voice
from bot.errors import NoSuchTask, NotPossibleNow, ProviderFailed, TablereadError, UnknownVoice
from bot.ports.speech import Speech
from bot.quota import Allowance
from bot.service.people import Balance
from bot.service.voices import matching
from bot.task import Person
from tests.bots import ANNA, PLACE, make


async def test_the_quota_is_what_may_be_used_and_what_was(tmp_path: Path) -> None:
    bot = make(tmp_path, allowance=Allowance(credits_per_day=100))
    task = await bot.perform()

    quota = await bot.service.people.quota(ANNA)

    assert quota.allowance == Allowance(credits_per_day=100)
    assert (quota.usage.spent_today, quota.usage.held) == (task.spent, 0)


async def test_nothing_binds_the_operator(tmp_path: Path) -> None:
    bot = make(tmp_path, allowance=Allowance(credits_per_day=0))

    assert (await bot.service.people.quota(Person("console", "operator"))).allowance is None


async def test_export_has_the_persons_words_and_forget_leaves_nothing(tmp_path: Path) -> None:
    bot = make(tmp_path)
    task = await bot.perform()
    files = list(tmp_path.iterdir())

    assert "Tell me everything." in str(await bot.service.people.export(ANNA))
    dropped = await bot.service.people.forget(ANNA)

    assert dropped == len([file for file in files if not file.name.startswith("scratch")])
    assert "Tell me everything." not in str(await bot.service.people.export(ANNA))
    with pytest.raises(NoSuchTask):
        await bot.service.tending.get(task.id, ANNA)


async def test_nobody_is_forgotten_while_work_of_theirs_is_under_way(tmp_path: Path) -> None:
    bot = make(tmp_path)
    await bot.order()

    with pytest.raises(NotPossibleNow, match="forget_running"):
        await bot.service.people.forget(ANNA)


async def test_a_place_keeps_its_cast(tmp_path: Path) -> None:
    bot = make(tmp_path)
    voice = (await bot.tone.voices())[3]

    kept = await bot.service.people.keep(PLACE, "ADA", voice.name.lower())
    assert kept == voice
    assert dict(await bot.service.people.cast(PLACE)) == {"ada": voice.id}
    assert await bot.service.people.clear(PLACE, "Ada") == 1
    assert dict(await bot.service.people.cast(PLACE)) == {}


async def test_a_voice_that_does_not_exist_is_not_kept(tmp_path: Path) -> None:
    bot = make(tmp_path)

    with pytest.raises(UnknownVoice):
        await bot.service.people.keep(PLACE, "Ada", "nobody at all")


VOICES = (
    Voice("a", "Ana", "p", ("pt-br", "pt"), "female", "Warm"),
    Voice("b", "Bob", "p", ("en",), "male", "Old sailor"),
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["a", "b"]),
        ({"language": "pt"}, ["a"]),
        ({"language": "PT-BR"}, ["a"]),
        ({"language": "de"}, []),
        ({"gender": "male"}, ["b"]),
        ({"search": "SAILOR"}, ["b"]),
        ({"search": "ana", "gender": "male"}, []),
    ],
)
def test_voices_are_found_by_language_gender_and_words(wanted: dict[str, str], found: list[str]) -> None:
    assert [voice.id for voice in matching(VOICES, **wanted)] == found


async def test_the_service_finds_voices_of_the_houses_provider(tmp_path: Path) -> None:
    bot = make(tmp_path)

    assert await bot.service.people.voices(search="zzz") == []


class Account:
    """An account whose balance is told, or not."""

    def __init__(self, told: int | TablereadError) -> None:
        self.told = told

    async def balance(self) -> int:
        if isinstance(self.told, TablereadError):
            raise self.told
        return self.told


@pytest.mark.parametrize(
    ("account", "left"),
    [(Account(7), 7), (Account(0), 0), (Account(ProviderFailed("balance_not_told")), None), (None, None)],
)
async def test_the_balance_is_what_the_provider_tells(
    tmp_path: Path, account: Account | None, left: int | None
) -> None:
    bot = make(tmp_path, speech={"tone": Speech(Tone(), balance=account)})

    assert await bot.service.people.balance() == Balance("tone", left)


async def test_a_balance_that_failed_is_not_taken_for_one_that_is_not_told(tmp_path: Path) -> None:
    bot = make(tmp_path, speech={"tone": Speech(Tone(), balance=Account(ProviderFailed("provider_failed")))})

    with pytest.raises(ProviderFailed, match="provider_failed"):
        await bot.service.people.balance("tone")
