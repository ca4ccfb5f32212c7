"""Script, cast and a provider's limits -> segments and their price."""

from __future__ import annotations

import bisect
import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.cast import Voice, primary
from bot.errors import ScriptRefused, UnknownChoice
from bot.plan.cutting import cut, speakable
from bot.script.model import Pause, Script, Tag, Turn
from bot.task import Line, Price, PriceKind, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a provider can do, as data.

    `granularity` "line" or "script"; `max_chars` of spoken text in one segment and `max_line_chars` in one line (code
    points, 0: no limit); `max_voices` in one segment (0: no limit); `tags` canonical delivery tags it performs, or
    `any_tag` when it takes whatever is written; `languages` it can speak (empty: not known); `recover` how a segment
    whose answer was lost is found again: "label", "history", "id" or "none"; `concurrency` requests at once.
    """

    granularity: str = "line"
    max_chars: int = 0
    max_line_chars: int = 0
    max_voices: int = 0
    tags: frozenset[str] = frozenset()
    any_tag: bool = False
    languages: frozenset[str] = frozenset()
    recover: str = "none"
    concurrency: int = 4
    model: str = ""


class Suit(Protocol):
    """`bot.script.tags.suited`: tags -> (those the provider knows, by canonical name; names that were dropped)."""

    def __call__(
        self, tags: Sequence[Tag], known: frozenset[str], *, any_tag: bool
    ) -> tuple[tuple[Tag, ...], tuple[str, ...]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a provider performs this script: its name, limits and price, and what it is told with each segment.

    `language` is a BCP 47 tag or ""; `settings` go into every take's key.
    """

    provider: str
    limits: Limits
    price: Callable[[Segment], Price]
    suit: Suit
    language: str = ""
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked of the provider, in the order of the script.

    `price` is the sum, as sure as its least sure part; `seconds` the estimated length of the recording. `warnings`
    are (code, about): "tag_dropped" (its name), "turn_not_spoken" and "turn_cut" (the turn's line in the source).
    """

    segments: tuple[Segment, ...]
    price: Price
    seconds: float
    warnings: tuple[tuple[str, str], ...] = ()


# Characters a second of unhurried reading: alphabets, and scripts where one sign is a syllable or a word.
_ALPHABETIC_PACE = 15.0
_SYLLABIC_PACE = 5.0

# A segment that must be ended is ended somewhere in its last quarter, at the turn with the lowest hash, not at the last
# turn that fits: an edit before it then moves no boundary after it, and pays for one segment instead of all the rest.
_FULL_ENOUGH = 0.75

_SURENESS = (PriceKind.EXACT, PriceKind.ESTIMATE, PriceKind.UNKNOWN)

# The lines of one turn, and consecutive turns with no pause between them.
_Spoken = tuple[Line, ...]
_Run = list[_Spoken]


def plan(
    script: Script, voices: Mapping[str | None, Voice], terms: Terms, *, takes: Mapping[int, int] | None = None
) -> Plan:
    """The segments of a script, each within the provider's limits, with their prices.

    `voices` has one for every speaker of the script (None: its narrator); `takes` are take numbers by 0-based turn
    where they are not 1. A provider by line gets each turn apart; one by script gets runs of turns, which a pause
    ends, for no take can be opened to put silence in. A turn is cut only where it alone is too long (`cut`).
    Raises ScriptRefused("nothing_to_say") and UnknownChoice("language_not_spoken").
    """
    _refuse_language(terms)
    warnings: dict[tuple[str, str], None] = {}
    runs = _runs(script, _Reading(voices, terms, takes or {}, warnings))
    packs = (pack for run in runs for pack in _packed(run, terms.limits))
    segments = tuple(_priced(index, pack, terms) for index, pack in enumerate(packs))
    if not segments:
        raise ScriptRefused("nothing_to_say")
    return Plan(segments, _sum(segments), _seconds(script, segments), tuple(warnings))


def _refuse_language(terms: Terms) -> None:
    spoken = terms.limits.languages
    if terms.language and spoken and primary(terms.language) not in {primary(language) for language in spoken}:
        raise UnknownChoice("language_not_spoken", asked=terms.language, allowed=tuple(sorted(spoken)))


@dataclass(frozen=True, slots=True)
class _Reading:
    """Makes lines of turns; what it has to say about them is collected in `warnings`, each thing once."""

    voices: Mapping[str | None, Voice]
    terms: Terms
    takes: Mapping[int, int]
    warnings: dict[tuple[str, str], None]

    def lines(self, index: int, turn: Turn) -> _Spoken:
        """The lines of one turn: one, or its pieces, or none when it has nothing to say."""
        limits = self.terms.limits
        if not speakable(turn.text):
            self.warnings["turn_not_spoken", str(turn.line)] = None
            return ()
        tags, dropped = self.terms.suit(turn.tags, limits.tags, any_tag=limits.any_tag)
        self.warnings.update({("tag_dropped", name): None for name in dropped})
        bounds = [limit for limit in (limits.max_line_chars, limits.max_chars) if limit]
        spans = cut(turn.text, min(bounds, default=0))
        if len(spans) > 1:
            self.warnings["turn_cut", str(turn.line)] = None
        whole = Line(index, turn.speaker, self.voices[turn.speaker].id, "", take=self.takes.get(index, 1))
        # A tag in the white space between two pieces says how the second is said.
        ends = [end for _, end in spans[:-1]]
        pieces: list[list[Tag]] = [[] for _ in spans]
        for tag in tags:
            piece = bisect.bisect_right(ends, tag.at)
            start, end = spans[piece]
            pieces[piece].append(replace(tag, at=min(max(tag.at, start), end) - start))
        return tuple(
            replace(whole, text=turn.text[start:end], tags=tuple(piece))
            for (start, end), piece in zip(spans, pieces, strict=True)
        )


def _runs(script: Script, reading: _Reading) -> Iterator[_Run]:
    """Runs of turns that may share a segment: between pauses, or each line apart."""
    run: _Run = []
    index = 0
    apart = reading.terms.limits.granularity == "line"
    for item in script.items:
        if isinstance(item, Pause):
            yield run
            run = []
        if not isinstance(item, Turn):
            continue
        lines = reading.lines(index, item)
        index += 1
        if apart:
            for line in lines:
                yield [(line,)]
        elif lines:
            run.append(lines)
    yield run


def _packed(run: _Run, limits: Limits) -> Iterator[tuple[Line, ...]]:
    """A run as the lines of segments within the limits."""
    left = _within_limits(run, limits)
    while left:
        count = _reach(left, limits)
        if count < len(left):
            count = _boundary(left, count)
        yield tuple(line for spoken in left[:count] for line in spoken)
        left = left[count:]


def _within_limits(run: _Run, limits: Limits) -> _Run:
    """The run with each turn that alone is too long for a segment taken apart into its pieces."""
    parted: _Run = []
    for spoken in run:
        too_long = 0 < limits.max_chars < _characters(spoken)
        parted += [(line,) for line in spoken] if too_long else [spoken]
    return parted


def _reach(left: _Run, limits: Limits) -> int:
    """How many of these fit into one segment; at least one."""
    characters = 0
    voices: set[str] = set()
    for count, spoken in enumerate(left):
        characters += _characters(spoken)
        voices.update(line.voice for line in spoken)
        if 0 < limits.max_chars < characters or 0 < limits.max_voices < len(voices):
            return max(count, 1)
    return len(left)


def _boundary(left: _Run, count: int) -> int:
    """After how many of the `count` turns that fit the segment is ended."""
    enough = _FULL_ENOUGH * sum(map(_characters, left[:count]))
    characters = 0
    choices: list[tuple[bytes, int]] = []
    for number, spoken in enumerate(left[:count], start=1):
        characters += _characters(spoken)
        if characters >= enough:
            choices.append((_digest(spoken), -number))
    return -min(choices)[1]


def _digest(spoken: _Spoken) -> bytes:
    said = "\0".join(f"{line.voice}\0{line.text}" for line in spoken)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()


def _characters(spoken: _Spoken) -> int:
    return sum(len(line.text) for line in spoken)


def _priced(index: int, lines: tuple[Line, ...], terms: Terms) -> Segment:
    segment = Segment(index, terms.provider, terms.limits.model, lines, terms.language, terms.settings)
    return replace(segment, price=terms.price(segment))


def _sum(segments: Sequence[Segment]) -> Price:
    kind = max((segment.price.kind for segment in segments), key=_SURENESS.index)
    return Price(sum(segment.price.credits for segment in segments), kind)


def _seconds(script: Script, segments: Sequence[Segment]) -> float:
    """How long it takes to say all that, with the pauses written in the script."""
    silence = sum(item.seconds for item in script.items if isinstance(item, Pause))
    return silence + sum(_spoken_seconds(line.text) for segment in segments for line in segment.lines)


def _spoken_seconds(text: str) -> float:
    syllabic = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text if sign.isalpha())
    return syllabic / _SYLLABIC_PACE + (len(text) - syllabic) / _ALPHABETIC_PACE
