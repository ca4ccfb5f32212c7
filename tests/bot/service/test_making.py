"""Podcasts, narrations and other voices, offered: what is refused before anything is spent, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.providers.tone import Tone
from bot.errors import AudioFailed, FileRefused, ScriptRefused, TablereadError, UnknownChoice, UnknownVoice
from bot.ports.sound import Probe
from bot.ports.speech import Speech
from bot.service.making import MOST_BYTES, Making, Wish, is_link
from bot.task import Price, PriceKind
from tests.bots import ANNA, PLACE, Bot, Joined, make
from tests.studio import Studio

WISH = Wish(place=PLACE, person=ANNA)


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    folder = tmp_path / "blobs"
    folder.mkdir()
    return make(folder, speech={"tone": Studio().speech(), "plain": Speech(Tone())})


@pytest.mark.parametrize(("text", "link"), [
    ("https://example.org", True), (" HTTP://example.org/a?b#c ", True), ("https://", False), ("https:///x", False),
    ("see https://example.org", False), ("https://example.org is nice", False), ("bees", False), ("ftp://a.b", False),
])  # fmt: skip
def test_a_link_is_a_link_and_nothing_else(text: str, link: bool) -> None:
    assert is_link(text) is link


async def test_what_is_offered_is_a_draft_with_a_price_that_is_no_promise(bot: Bot) -> None:
    offer = await bot.service.making.podcast(
        " Bees\n and what they do ", replace(WISH, mode="Debate", language="en-GB")
    )

    assert offer.due == Price(22, PriceKind.ESTIMATE)
    assert offer.task.title == "Bees and what they do"
    (state,) = offer.task.segments
    assert dict(state.segment.settings) == {"kind": "podcast", "mode": "debate"}
    assert (state.segment.language, state.segment.lines[0].text) == ("en-GB", "Bees\n and what they do")
    assert await bot.service.tending.tasks(ANNA) == []


async def test_a_conversion_costs_by_its_length(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "me.wav").write_bytes(b"voice")

    offer = await bot.service.making.revoicing(str(tmp_path / "me.wav"), "Growl", WISH)

    assert offer.due == Price(3, PriceKind.ESTIMATE)
    assert offer.task.title == "me"


@pytest.mark.parametrize(("about", "wish", "error"), [
    (" ", WISH, ScriptRefused("no_subject")),
    ("Bees", replace(WISH, mode="loud"), UnknownChoice("unknown_mode")),
    ("Bees", replace(WISH, language="de"), UnknownChoice("language_not_spoken")),
    ("Bees", replace(WISH, format="aiff"), UnknownChoice("unknown_format")),
    ("Bees", replace(WISH, provider="nobody"), UnknownChoice("unknown_provider")),
    ("Bees", replace(WISH, provider="plain"), UnknownChoice("provider_unable")),
    ("Bees" * 30_000, WISH, ScriptRefused("script_too_long")),
])  # fmt: skip
async def test_what_cannot_be_made_is_refused(bot: Bot, about: str, wish: Wish, error: TablereadError) -> None:
    with pytest.raises(type(error), match=error.code):
        await bot.service.making.podcast(about, wish)


async def test_a_provider_that_cannot_is_told_with_one_that_can(bot: Bot, tmp_path: Path) -> None:
    house = replace(bot.service.house, rules=replace(bot.service.house.rules, usual={"podcast": "tone"}))
    making = Making(house, bot.service.ordering)

    with pytest.raises(UnknownChoice) as seen:
        await making.podcast("Bees", replace(WISH, provider="plain"))

    assert seen.value.fields == {"provider": "plain", "allowed": ("tone",)}
    assert (await making.podcast("Bees", WISH)).task.order.provider == "tone"
    for refused in (
        making.narration("https://example.org", replace(WISH, provider="plain")),
        making.revoicing(str(tmp_path), "growl", replace(WISH, provider="plain")),
    ):
        with pytest.raises(UnknownChoice, match="provider_unable"):
            await refused


async def test_only_a_link_is_narrated(bot: Bot) -> None:
    with pytest.raises(FileRefused, match="link_refused"):
        await bot.service.making.narration("bees", WISH)


class Deaf(Joined):
    """Refuses every file, or tells what it is."""

    def __init__(self, told: TablereadError | Probe) -> None:
        super().__init__()
        self.told = told

    async def probe(self, path: str) -> Probe:
        if isinstance(self.told, TablereadError):
            raise self.told
        return self.told


@pytest.mark.parametrize(("told", "error"), [
    (AudioFailed("not_audio"), FileRefused), (AudioFailed("audio_truncated"), FileRefused),
    (AudioFailed("audio_crashed"), AudioFailed),
])  # fmt: skip
async def test_a_file_that_is_no_recording_is_refused_and_not_kept(
    bot: Bot, tmp_path: Path, told: AudioFailed, error: type[TablereadError]
) -> None:
    (tmp_path / "me.wav").write_bytes(b"voice")
    making = Making(replace(bot.service.house, audio=Deaf(told)), bot.service.ordering)

    with pytest.raises(error, match=told.code):
        await making.revoicing(str(tmp_path / "me.wav"), "growl", WISH)
    assert list((tmp_path / "blobs").iterdir()) == []


async def test_a_container_without_a_type_of_its_own_is_named_as_it_is(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "me.webm").write_bytes(b"voice")
    making = Making(replace(bot.service.house, audio=Deaf(Probe(30.0, 48_000, 1, "webm"))), bot.service.ordering)

    offer = await making.revoicing(str(tmp_path / "me.webm"), "growl", WISH)

    assert dict(offer.task.segments[0].segment.settings)["media_type"] == "audio/webm"
    assert offer.due.credits == 90


async def test_files_and_voices_that_are_not_there_are_refused(bot: Bot, tmp_path: Path) -> None:
    making = bot.service.making
    with pytest.raises(FileRefused, match="file_missing"):
        await making.revoicing(str(tmp_path / "nobody.wav"), "growl", WISH)
    with pytest.raises(FileRefused, match="file_unreadable"):
        await making.revoicing(str(tmp_path), "growl", WISH)
    with (tmp_path / "huge.wav").open("wb") as huge:
        huge.truncate(MOST_BYTES + 1)
    with pytest.raises(FileRefused, match="recording_refused"):
        await making.revoicing(str(tmp_path / "huge.wav"), "growl", WISH)
    (tmp_path / "me.wav").write_bytes(b"voice")
    with pytest.raises(UnknownVoice):
        await making.revoicing(str(tmp_path / "me.wav"), "alto", WISH)
    assert list((tmp_path / "blobs").iterdir()) == []
