"""Where each line of a dialogue is in its audio, by the voice segments, else by the times of its characters."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from bot.task import Span


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class VoiceSegment(_Model):
    """A stretch of one voice; a line may have several."""

    line: int = Field(alias="dialogue_input_index")
    start: float = Field(alias="start_time_seconds")
    end: float = Field(alias="end_time_seconds")


class Alignment(_Model):
    """The characters that were read, each with its times in seconds."""

    characters: list[str]
    starts: list[float] = Field(alias="character_start_times_seconds")
    ends: list[float] = Field(alias="character_end_times_seconds")


def spans(said: Sequence[str], segments: Sequence[VoiceSegment], alignment: Alignment | None) -> tuple[Span, ...]:
    """One span for each line in turn, or none at all where not every line can be placed.

    `said` are the lines as they were sent, tags included.
    """
    return _whole(_by_segments(segments), len(said)) or _whole(_by_characters(said, alignment), len(said))


def _by_segments(segments: Sequence[VoiceSegment]) -> dict[int, Span]:
    found: dict[int, Span] = {}
    for one in segments:
        known = found.get(one.line, Span(one.line, one.start, one.end))
        found[one.line] = Span(one.line, min(known.start, one.start), max(known.end, one.end))
    return found


def _by_characters(said: Sequence[str], alignment: Alignment | None) -> dict[int, Span]:
    """Each line is looked for behind the one before: how lines are joined among the characters is not documented."""
    if alignment is None or not len(alignment.characters) == len(alignment.starts) == len(alignment.ends):
        return {}
    text = "".join(alignment.characters)
    ends = list(itertools.accumulate(map(len, alignment.characters)))
    owner = [index for index, sign in enumerate(alignment.characters) for _ in sign]
    found: dict[int, Span] = {}
    done = 0
    for line, words in enumerate(said):
        at = text.find(words, done)
        if at < 0 or not words:
            return {}
        done = at + len(words)
        first, last = owner[at], owner[done - 1]
        found[line] = Span(line, alignment.starts[first], alignment.ends[last])
        done = max(done, ends[last])
    return found


def _whole(found: dict[int, Span], count: int) -> tuple[Span, ...]:
    listed = [found[line] for line in range(count) if line in found]
    sound = all(math.isfinite(span.end) and 0 <= span.start <= span.end for span in listed)
    ordered = all(one.start <= other.start for one, other in itertools.pairwise(listed))
    return tuple(listed) if sound and ordered and len(listed) == count else ()
