"""What every part of the service stands on: the store, the providers, the clock, and the house's rules as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.errors import NoSuchTask, ScriptRefused
from bot.ports.memory import Blobs, Hold, Store
from bot.ports.sound import AudioWork
from bot.ports.speech import Providers
from bot.ports.world import Clock, Ids
from bot.quota import Allowance, Entry, EntryKind
from bot.script.model import Script
from bot.task import Person, Task

# A name longer than the reader takes for one (bot.script.labels) would be read aloud, all of it: that is a mistake.
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator has set.

    `provider` performs when nobody names one; `allowance` binds people on chats; `characters` and `turns` bind every script;
    `usual` are the providers of podcasts, narrations and other voices ("podcast", "narrate", "revoice") likewise;
    `operators` are the platforms whose people are the operator and have no allowance.
    """

    provider: str = "local"
    allowance: Allowance = field(default_factory=Allowance)
    community: Allowance = field(default_factory=Allowance)
    characters: int = 100_000
    turns: int = 5_000
    operators: frozenset[str] = frozenset({"console"})
    usual: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The outside, as the service sees it. `wake` tells a worker in this process that there is something to do;
    `interrupt` that a task of its own was cancelled."""

    store: Store
    blobs: Blobs
    providers: Providers
    audio: AudioWork
    clock: Clock
    ids: Ids
    rules: Rules
    wake: Callable[[], None] = lambda: None
    interrupt: Callable[[str], None] = lambda task: None

    def hold(self, task: Task, credits: int, attempt: int) -> Hold:
        """The reservation for an attempt at a task; the operator's own platforms have no allowance."""
        bound = task.place.platform not in self.rules.operators
        entry = Entry(
            id=self.ids.entry(),
            kind=EntryKind.HOLD,
            platform=task.person.platform,
            user=task.person.user,
            community=task.place.community,
            task=task.id,
            attempt=attempt,
            held=credits,
            at=self.clock.now(),
        )
        return Hold(
            entry=entry,
            allowance=self.rules.allowance if bound else None,
            community=self.rules.community if bound and task.place.community else None,
        )

    def admit(self, script: Script) -> None:
        """Refuse a script that says nothing, is too long, or has an endless name in it: raises ScriptRefused."""
        if not script.turns:
            raise ScriptRefused("nothing_to_say")
        if script.size > self.rules.characters:
            raise ScriptRefused("script_too_long", count=script.size, limit=self.rules.characters)
        for turn in script.turns:
            if count := _endless_name(turn.text):
                raise ScriptRefused("label_too_long", line=turn.line, count=count, limit=LONGEST_LABEL)
        if len(script.turns) > self.rules.turns:
            raise ScriptRefused("too_many_turns", count=len(script.turns), limit=self.rules.turns)

    async def own(self, task: str, person: Person) -> Task:
        """A person's own task; somebody else's does not exist for them. Raises NoSuchTask."""
        found = await self.store.tasks.get(task)
        if found.person != person:
            raise NoSuchTask(task)
        return found


def _endless_name(text: str) -> int:
    """The length of a word that ends in a colon and is too long for a name; 0 where there is none."""
    for word in text.split():
        head, colon, _ = word.replace("：", ":").partition(":")
        if colon and len(head) > LONGEST_LABEL:
            return len(head)
    return 0
