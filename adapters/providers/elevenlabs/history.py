"""What ElevenLabs made before, and whether one of it is the answer that got lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.providers._sniff import sniff
from adapters.providers._wire import Answer
from adapters.providers.elevenlabs.refusals import refusal
from adapters.providers.elevenlabs.requests import model, said
from adapters.providers.elevenlabs.timing import Alignment, spans
from bot.errors import ProviderDown
from bot.ports.speech import Audio
from bot.task import Segment


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class _Input(_Model):
    text: str
    voice: str = Field(alias="voice_id")


class _Alignments(_Model):
    alignment: Alignment | None = None


class Item(_Model):
    """One thing that was made. There is no label of ours on it: it is known by its words, voices, model and time."""

    id: str = Field(alias="history_item_id")
    made: float = Field(alias="date_unix")
    state: str = ""
    text: str | None = None
    voice: str | None = Field(default=None, alias="voice_id")
    model: str | None = Field(default=None, alias="model_id")
    dialogue: list[_Input] | None = None
    before: int = Field(default=0, alias="character_count_change_from")
    after: int = Field(default=0, alias="character_count_change_to")
    alignments: _Alignments | None = None


class _History(_Model):
    history: list[Item]
    more: bool = Field(default=False, alias="has_more")
    last: str | None = Field(default=None, alias="last_history_item_id")


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some items, newest first; `after` asks for the next page, "" where there is none. `now` is the server's clock."""

    items: tuple[Item, ...]
    after: str
    now: float | None


def read_history(answer: Answer) -> HistoryPage:
    """One page of the history. Raises what the answer says, ProviderDown for one that cannot be read."""
    if answer.status != 200:
        raise refusal(answer)
    try:
        page = _History.model_validate(answer.document())
    except ValidationError:
        raise ProviderDown("provider_down") from None
    last = page.last or (page.history[-1].id if page.history else "")
    return HistoryPage(tuple(page.history), last if page.more else "", _clock(answer))


def read_history_audio(answer: Answer, item: Item, segment: Segment) -> Audio:
    """The audio of an item that is this segment. Raises ProviderDown where it cannot be had now."""
    if answer.status != 200:
        raise refusal(answer)
    kind = sniff(answer.body)
    if not kind:
        raise ProviderDown("provider_down")
    words = [said(line) for line in segment.lines]
    found = spans(words, (), item.alignments.alignment if item.alignments else None)
    cost = item.after - item.before
    return Audio(answer.body, kind, found, cost if cost > 0 else None)


def same(item: Item, segment: Segment) -> bool:
    """Whether an item says these lines, each word of them, with these voices and this model.

    White space aside. One voice's lines may be kept as one text.
    """
    if item.model is not None and item.model != model(segment):
        return False
    ours = [(line.voice, _plain(said(line))) for line in segment.lines]
    if item.dialogue:
        return ours == [(each.voice, _plain(each.text)) for each in item.dialogue]
    voices = {voice for voice, _ in ours}
    return voices == {item.voice} and _plain(" ".join(text for _, text in ours)) == _plain(item.text or "")


def newest(items: Sequence[Item], segment: Segment, since: float) -> Item | None:
    """The newest item that is this segment and was made at or after `since` (seconds since 1970, the server's clock)."""
    fitting = [item for item in items if item.made >= since and item.state != "deleted" and same(item, segment)]
    return max(fitting, key=lambda item: item.made, default=None)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _clock(answer: Answer) -> float | None:
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
