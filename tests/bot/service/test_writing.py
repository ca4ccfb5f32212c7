"""A podcast's script without its audio: asked for once, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.providers.tone import Tone
from bot.errors import (
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    TablereadError,
    UnknownChoice,
    UnknownOutcome,
)
from bot.ports.speech import Speech, Subject, Words, Written
from bot.service.making import Wish
from tests.bots import ANNA, PLACE, Bot, make
from tests.studio import Made, Studio

WISH = Wish(place=PLACE, person=ANNA, language="en", mode="quick")


class Desk:
    """A bot with a studio, and what was heard of its scripts."""

    def __init__(self, folder: Path) -> None:
        self.studio = Studio()
        self.bot: Bot = make(folder, speech={"tone": self.studio.speech(), "plain": Speech(Tone())})
        self.heard: list[Words] = []

    async def write(self, about: str = "Bees", *, pay_unknown: bool = False) -> Written:
        return await self.bot.service.writing.script(about, WISH, self.heard.append, pay_unknown=pay_unknown)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_the_words_are_heard_and_the_script_is_whole(desk: Desk) -> None:
    written = await desk.write()

    assert (written.title, [line.text for line in written.lines]) == ("Bees", ["Bees, and more bees."])
    assert "".join(words.text for words in desk.heard) == "Bees, and more bees."
    assert desk.studio.made == [Made("write", Subject(text="Bees", mode="quick", language="en"))]
    assert desk.bot.clock.slept == [2.0]


async def test_a_link_is_a_link(desk: Desk) -> None:
    await desk.write("https://example.org")
    assert desk.studio.made[0].asked == Subject(url="https://example.org", mode="quick", language="en")


async def test_a_script_that_is_there_is_written_anew_when_it_is_asked_for_again(desk: Desk) -> None:
    await desk.write()
    await desk.write()
    assert len(desk.studio.made) == 2


@pytest.mark.parametrize("error", [ProviderBusy(retry_after=1.0), ProviderDown("provider_down")])
async def test_words_that_break_off_on_their_way_are_no_matter(desk: Desk, error: TablereadError) -> None:
    desk.studio.unheard = error
    assert (await desk.write()).title == "Bees"
    assert len(desk.heard) == 1


async def test_an_answer_that_is_lost_is_paid_again_only_when_told_to(desk: Desk) -> None:
    desk.studio.lost = UnknownOutcome("unknown_outcome")
    with pytest.raises(UnknownOutcome, match="unknown_outcome"):
        await desk.write()
    desk.studio.lost = None
    with pytest.raises(UnknownOutcome, match="script_unknown"):
        await desk.write()
    assert len(desk.studio.made) == 1

    await desk.write(pay_unknown=True)
    assert len(desk.studio.made) == 2


async def test_what_is_refused_is_forgotten(desk: Desk) -> None:
    desk.studio.refused = ProviderNoCredits("provider_no_credits")
    with pytest.raises(ProviderNoCredits):
        await desk.write()
    desk.studio.refused = None
    assert (await desk.write()).title == "Bees"


@pytest.mark.parametrize("error", [ProviderAuth("provider_auth"), ProviderDown("provider_down")])
async def test_a_look_that_fails_keeps_the_job(desk: Desk, error: TablereadError) -> None:
    desk.studio.failed = [error]
    with pytest.raises(type(error)):
        await desk.write()
    await desk.write()
    assert len(desk.studio.made) == 1


async def test_a_script_that_failed_is_asked_for_anew(desk: Desk) -> None:
    desk.studio.failed = [ProviderFailed("made_nothing")]
    with pytest.raises(ProviderFailed, match="made_nothing"):
        await desk.write()
    await desk.write()
    assert len(desk.studio.made) == 2


async def test_a_slow_script_is_asked_after_again_next_time(desk: Desk) -> None:
    desk.studio.unwritten = 10_000
    with pytest.raises(ProviderFailed, match="provider_slow"):
        await desk.write()
    desk.studio.unwritten = 0
    await desk.write()
    assert len(desk.studio.made) == 1


async def test_a_provider_that_writes_nothing_is_said(desk: Desk) -> None:
    with pytest.raises(UnknownChoice, match="provider_unable"):
        await desk.bot.service.writing.script("Bees", replace(WISH, provider="plain"), desk.heard.append)
