"""From words to an order: the cast sheet, its changes, and the go that spends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.cast import Casting, Voice, cast_script, primary
from bot.errors import UnknownChoice, UnknownVoice
from bot.plan import Limits, Plan, Terms, plan
from bot.ports.chat import CastSheet
from bot.replies.sheet import cast_sheet
from bot.script.model import Script, Sound
from bot.script.tags import suited
from bot.service.house import House
from bot.task import Order, Person, Place, Price, SegmentState, Stage, Task

FORMATS = ("ogg", "mp3", "m4a", "wav", "flac")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody wants performed. `cast` is speaker label -> voice id or name; "" is the house's choice."""

    script: Script
    place: Place
    person: Person
    provider: str = ""
    format: str = "ogg"
    language: str = ""
    output: str = ""
    cast: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stored draft with its plan, the voices by id, and what is shown of it."""

    task: Task
    plan: Plan
    shown: CastSheet
    due: Price


class Ordering:
    """Makes drafts and turns them into tasks."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def sheet(self, request: Request) -> Sheet:
        """Read, cast and price a script, and keep it as a draft. Nothing is spent.

        Raises ScriptRefused, UnknownVoice, UnknownSpeaker, UnknownChoice, and what the provider's voice list raises.
        """
        house = self._house
        if request.format not in FORMATS:
            raise UnknownChoice("unknown_format", asked=request.format, allowed=FORMATS)
        house.admit(request.script)
        name = request.provider or house.rules.provider
        provider = house.providers.get(name).provider
        voices = await provider.voices()
        if not voices:
            raise UnknownChoice("no_voices")
        language = request.language or _guessed(request.script.language, provider.limits)
        kept = await house.store.casts.kept(request.place, name)
        casting = cast_script(request.script, voices, kept=kept, overrides=request.cast, language=request.language)
        task = Task(
            id=house.ids.task(),
            place=request.place,
            person=request.person,
            created=house.clock.now(),
            order=Order(
                script=request.script,
                provider=name,
                voices=tuple((speaker, voice.id, voice.name) for speaker, voice in casting.voices.items()),
                format=request.format,
                language=language,
                output=request.output,
            ),
        )
        return await self._lay_out(task, casting)

    def plan(self, order: Order, voices: Mapping[str | None, Voice]) -> Plan:
        """What will be asked of the order's provider. Raises ScriptRefused, UnknownChoice."""
        provider = self._house.providers.get(order.provider).provider
        terms = Terms(
            provider=order.provider,
            limits=provider.limits,
            price=provider.price,
            suit=suited,
            language=order.language,
        )
        return plan(order.script, voices, terms, takes=dict(order.takes))

    async def _lay_out(self, task: Task, casting: Casting) -> Sheet:
        """Plan and price a draft and store it; what is in the store already costs nothing."""
        house, order = self._house, task.order
        planned = self.plan(order, casting.voices)
        sounds = (("sound_not_played", item.name) for item in order.script.items if isinstance(item, Sound))
        warnings = tuple(f"{code}:{about}" for code, about in (*casting.warnings, *planned.warnings, *sounds))
        task = replace(
            task,
            root=task.root or task.id,
            order=replace(order, warnings=warnings),
            segments=tuple(SegmentState(segment) for segment in planned.segments),
        )
        due = await self.due(task)
        await house.store.tasks.draft(task)
        shown = cast_sheet(task, replace(planned, price=due), {voice.id: voice for voice in casting.voices.values()})
        return Sheet(task, planned, shown, due)

    async def due(self, task: Task) -> Price:
        """What is still to be paid for a task: the segments whose take is not in the store."""
        there = await self._house.store.takes.find([state.segment.key for state in task.segments])
        missing = {state.segment.key: state.segment.price for state in task.segments if state.segment.key not in there}
        return Price.total(missing.values())

    async def recast(self, task: Task, cast: Mapping[str, str], *, keep: bool = False) -> Sheet:
        """Change voices of a draft, and with `keep` remember them for the place. Raises UnknownVoice, UnknownSpeaker."""
        house, order = self._house, task.order
        voices = await house.providers.get(order.provider).provider.voices()
        aliases = {label.casefold(): label_of(speaker) for label, speaker in order.script.aliases}
        now = {label_of(speaker): voice for speaker, voice, _ in order.voices}
        changed = {}
        for label, wanted in cast.items():
            folded = aliases.get(label.strip().casefold(), label.strip().casefold())
            changed[folded if folded in now else label] = wanted  # nobody's label is told as it was written
        casting = cast_script(order.script, voices, kept={}, overrides={**now, **changed}, language=order.language)
        if keep:
            for speaker, voice in casting.voices.items():
                if label_of(speaker) in changed:
                    await house.store.casts.keep(task.place, order.provider, label_of(speaker), voice.id)
        chosen_voices = tuple((speaker, voice.id, voice.name) for speaker, voice in casting.voices.items())
        return await self._lay_out(replace(task, order=replace(order, voices=chosen_voices)), casting)

    async def voices_of(self, order: Order) -> dict[str | None, Voice]:
        """The voices of an order as the provider has them now. Raises UnknownVoice when one is gone."""
        voices = await self._house.providers.get(order.provider).provider.voices()
        by_id = {voice.id: voice for voice in voices}
        for _, voice, name in order.voices:
            if voice not in by_id:
                raise UnknownVoice(name, ())
        return {speaker: by_id[voice] for speaker, voice, _ in order.voices}

    async def go(self, task: Task) -> Task:
        """Queue a draft with a hold on what is due; a second go of the same draft has no effect. Raises QuotaExceeded."""
        due = await self.due(task)
        hold = self._house.hold(task, due.credits, attempt=1)
        queued = await self._house.store.tasks.submit(
            replace(task, stage=Stage.QUEUED, held=due.credits, attempt=1), hold
        )
        self._house.wake()
        return queued


def label_of(speaker: str | None) -> str:
    """A speaker's label as casts are keyed: casefolded, the narrator by that word."""
    return "narrator" if speaker is None else speaker.casefold()


def _guessed(language: str, limits: Limits) -> str:
    """A language nobody named is only passed on where the provider speaks it; a guess refuses nothing."""
    spoken = {primary(one) for one in limits.languages}
    return language if not spoken or primary(language) in spoken else ""
