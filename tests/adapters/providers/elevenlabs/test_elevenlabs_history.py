from __future__ import annotations

import pytest

from adapters.providers.elevenlabs.history import newest, read_history, read_history_audio, same
from bot.errors import ProviderDown, ProviderNoCredits
from bot.task import Segment, Span
from tests.segments import answer, line, sample, segment

MP3 = b"ID3\x04" + bytes(60)
TWO = segment("elevenlabs", line("vA", "Hi there."), line("vB", "Hello!", ("laughs", 0)), model="eleven_v3 seed=7")
PAGE = read_history(sample("elevenlabs/history.json", date="Mon, 24 Nov 2025 16:06:40 GMT"))


def test_a_page_knows_the_next_one_and_the_servers_clock() -> None:
    assert (PAGE.after, PAGE.now) == ("h1", 1764000400)
    assert len(PAGE.items) == 4


def test_the_last_page_has_none_after_it() -> None:
    page = read_history(answer('{"history":[],"has_more":false,"last_history_item_id":"h1"}'))
    assert (page.after, page.items, page.now) == ("", (), None)
    assert read_history(answer('{"history":[],"has_more":true}')).after == ""


def test_the_newest_of_these_words_in_the_time_is_it() -> None:
    def at(since: float) -> str:
        item = newest(PAGE.items, TWO, since)
        return item.id if item else ""

    assert at(1764000000) == at(1764000200) == "h3"
    assert at(1764000201) == ""


@pytest.mark.parametrize(
    "other",
    [
        segment("elevenlabs", line("vA", "Hi there."), model="eleven_v3"),
        segment("elevenlabs", line("vA", "Hi there."), line("vB", "Hello!"), model="eleven_v3"),
        segment("elevenlabs", line("vA", "Hi there."), line("vA", "Hello!", ("laughs", 0)), model="eleven_v3"),
        segment("elevenlabs", line("vB", "Hello!", ("laughs", 0)), line("vA", "Hi there."), model="eleven_v3"),
        segment("elevenlabs", line("vA", "Hi there."), line("vB", "Hello!", ("laughs", 0)), model="eleven_v4"),
    ],
)
def test_other_words_voices_order_tags_or_model_are_not_it(other: Segment) -> None:
    assert newest(PAGE.items, other, 0) is None


def test_one_voices_lines_may_be_kept_as_one_text() -> None:
    item = PAGE.items[2]
    assert same(item, segment("elevenlabs", line("vA", "A single voice."), line("vA", "Two lines."), model="eleven_v3"))
    assert not same(item, segment("elevenlabs", line("vB", "A single voice. Two lines."), model="eleven_v3"))


def test_a_deleted_item_is_not_there() -> None:
    gone = [item.model_copy(update={"state": "deleted"}) for item in PAGE.items]
    assert newest(gone, TWO, 0) is None


def test_the_audio_of_an_item_costs_what_the_item_cost() -> None:
    audio = read_history_audio(answer(MP3, 200, "audio/mpeg"), PAGE.items[1], TWO)
    assert (audio.data, audio.media_type, audio.credits, audio.spans) == (MP3, "audio/mpeg", 27, ())


def test_the_times_of_an_item_are_its_spans() -> None:
    signs = "Hi there.[laughs] Hello!"
    times = {
        "characters": list(signs),
        "character_start_times_seconds": list(range(len(signs))),
        "character_end_times_seconds": list(range(1, len(signs) + 1)),
    }
    item = PAGE.items[1].model_validate(
        PAGE.items[1].model_dump(by_alias=True) | {"alignments": {"alignment": times}, "character_count_change_to": 0}
    )
    audio = read_history_audio(answer(MP3, 200, "audio/mpeg"), item, TWO)
    assert audio.spans == (Span(0, 0, 9), Span(1, 9, 24))
    assert audio.credits is None


def test_what_cannot_be_read_is_tried_again_later() -> None:
    for broken in (answer("<html>"), answer("{}"), answer("", 502)):
        with pytest.raises(ProviderDown):
            read_history(broken)
        with pytest.raises(ProviderDown):
            read_history_audio(broken, PAGE.items[1], TWO)
    with pytest.raises(ProviderNoCredits):
        read_history(sample("elevenlabs/error.json", 401))
