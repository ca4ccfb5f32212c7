"""What only some providers make: a podcast about something, a narration of a link, somebody's speech in another voice."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from pathlib import Path

from bot.cast import find_voice, primary
from bot.errors import AudioFailed, FileRefused, ScriptRefused, UnknownChoice
from bot.ports.speech import Speech
from bot.script.model import Script, Turn
from bot.service.house import House
from bot.service.ordering import FORMATS, Ordering
from bot.task import Line, Order, Person, Place, Price, PriceKind, Segment, SegmentState, Task

MOST_BYTES = 100 << 20  # of a recording that is to be spoken by another voice
_LINK = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_TITLE = 80
_MEDIA_TYPES = {"wav": "audio/wav", "ogg": "audio/ogg", "mp3": "audio/mpeg", "flac": "audio/flac", "m4a": "audio/mp4"}
# What is wrong with a file that a person sent is theirs to mend.
_THEIRS = frozenset({"not_audio", "audio_truncated", "audio_rate", "audio_channels", "audio_too_long"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants it made, where, and how. "" is the house's choice; `mode` is one of the provider's own."""

    place: Place
    person: Person
    provider: str = ""
    format: str = "ogg"
    language: str = ""
    output: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A stored draft and what is due for it. `Ordering.go` begins it."""

    task: Task
    due: Price


class Making:
    """Makes drafts of one segment, whose settings say what is made of it; from there they are tasks as any other."""

    def __init__(self, house: House, ordering: Ordering) -> None:
        self._house = house
        self._ordering = ordering

    async def podcast(self, about: str, wish: Wish) -> Offer:
        """A podcast about a topic or what is behind a link, in one step. Nothing is spent.

        Raises ScriptRefused, UnknownChoice, SettingWrong.
        """
        name, speech = self.asked("podcast", wish)
        if speech.writes is None:
            raise self.unable("podcast", name)
        return await self._told("podcast", about, name, speech, wish)

    async def narration(self, url: str, wish: Wish) -> Offer:
        """What is behind a link, read aloud. Nothing is spent. Raises as `podcast`, FileRefused for what is no link."""
        if not is_link(url):
            raise FileRefused("link_refused")
        name, speech = self.asked("narrate", wish)
        if speech.narrates is None:
            raise self.unable("narrate", name)
        return await self._told("narrate", url, name, speech, wish)

    async def revoicing(self, path: str, voice: str, wish: Wish) -> Offer:
        """The recording in a file, spoken by a voice (id or name): looked at and stored before anything is paid.

        Raises FileRefused for what is no recording, UnknownVoice, UnknownChoice, SettingWrong.
        """
        name, speech = self.asked("revoice", wish)
        if speech.converts is None:
            raise self.unable("revoice", name)
        file = Path(path)
        data = await asyncio.to_thread(_load, file)
        try:
            probe = await self._house.audio.probe(path)
        except AudioFailed as error:
            if error.code in _THEIRS:
                raise FileRefused(error.code) from None
            raise
        speaker = find_voice(await speech.converts.conversion_voices(), voice)
        # Without the file's name: the same recording under another is not paid for twice.
        line = Line(0, None, speaker.id, "")
        settings = (
            ("kind", "revoice"),
            ("upload", await self._house.blobs.put(data)),
            ("media_type", _MEDIA_TYPES.get(probe.format, f"audio/{probe.format}")),
        )
        segment = Segment(0, name, speech.provider.limits.model, (line,), "", settings)
        segment = replace(segment, price=speech.converts.conversion_price(probe.duration))
        return await self._draft(file.stem, (None, speaker.id, speaker.name), segment, wish)

    def asked(self, kind: str, wish: Wish) -> tuple[str, Speech]:
        """The provider that is named, or else makes such things here. Raises UnknownChoice, SettingWrong."""
        name = wish.provider or self._house.rules.usual.get(kind, self._house.rules.provider)
        return name, self._house.providers.get(name)

    def unable(self, kind: str, name: str) -> UnknownChoice:
        """That the provider does not make such things, and which one does."""
        usual = self._house.rules.usual.get(kind, name)
        return UnknownChoice("provider_unable", provider=name, allowed=(usual,) if usual != name else ())

    def segment(self, kind: str, about: str, name: str, speech: Speech, wish: Wish) -> Segment:
        """What is sent about a topic or a link. Raises ScriptRefused, UnknownChoice."""
        about, limits = about.strip(), speech.provider.limits
        if not about:
            raise ScriptRefused("no_subject")
        modes = speech.modes.get(kind, ())
        if wish.mode and wish.mode.casefold() not in modes:
            raise UnknownChoice("unknown_mode", asked=wish.mode, allowed=modes)
        spoken = {primary(language) for language in limits.languages}
        if wish.language and spoken and primary(wish.language) not in spoken:
            raise UnknownChoice("language_not_spoken", asked=wish.language, allowed=tuple(sorted(limits.languages)))
        told = {"kind": kind, "url": about if is_link(about) else "", "mode": wish.mode.casefold()}
        settings = tuple((setting, value) for setting, value in told.items() if value)
        segment = Segment(0, name, limits.model, (Line(0, None, "", about),), wish.language, settings)
        price = speech.provider.price(segment)
        # The words are not written yet: what a provider says for those of the topic is nothing to rely on.
        return replace(segment, price=Price(price.credits, max(price.kind, PriceKind.ESTIMATE, key=_DOUBT.index)))

    async def _told(self, kind: str, about: str, name: str, speech: Speech, wish: Wish) -> Offer:
        segment = self.segment(kind, about, name, speech, wish)
        return await self._draft(segment.lines[0].text, (None, "", name), segment, wish)

    async def _draft(self, title: str, voice: tuple[None, str, str], segment: Segment, wish: Wish) -> Offer:
        """One narrator's turn that says what it is about, so that the recording has a timeline and a name."""
        house = self._house
        if wish.format not in FORMATS:
            raise UnknownChoice("unknown_format", asked=wish.format, allowed=FORMATS)
        short = " ".join(title.split())[:_TITLE]
        script = Script(
            items=(Turn(None, title, line=1),),
            form="prose",
            title=short,
            language=wish.language or "en",
            size=len(title),
        )
        house.admit(script)
        task = Task(
            id=house.ids.task(),
            place=wish.place,
            person=wish.person,
            created=house.clock.now(),
            order=Order(
                script=script,
                provider=segment.provider,
                voices=(voice,),
                format=wish.format,
                language=wish.language,
                output=wish.output,
            ),
            segments=(SegmentState(segment),),
        )
        task = replace(task, root=task.id)
        due = await self._ordering.due(task)
        await house.store.tasks.draft(task)
        return Offer(task, due)


_DOUBT = (PriceKind.EXACT, PriceKind.ESTIMATE, PriceKind.UNKNOWN)


def is_link(text: str) -> bool:
    """Whether it is a link and nothing else."""
    return _LINK.fullmatch(text.strip()) is not None


def remade(task: Task, order: Order) -> tuple[Segment, ...]:
    """The segments of another take of what was made; () for a task whose script was performed."""
    takes = dict(order.takes)
    made = [state.segment for state in task.segments if state.segment.kind]
    return tuple(
        replace(one, lines=tuple(replace(line, take=takes.get(line.turn, 1)) for line in one.lines)) for one in made
    )


def _load(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise FileRefused("recording_refused")
        return file.read_bytes()
    except FileNotFoundError:
        raise FileRefused("file_missing", name=file.name) from None
    except (OSError, ValueError):
        raise FileRefused("file_unreadable", name=file.name) from None
