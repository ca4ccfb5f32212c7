"""A person's allowance and data, the cast kept for a place, and what the account with a provider has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cast import Voice, find_voice
from bot.errors import ProviderFailed
from bot.ports.memory import Store
from bot.ports.speech import Speech
from bot.quota import Allowance, Usage
from bot.service.house import House
from bot.service.voices import matching
from bot.task import Person, Place


@dataclass(frozen=True, slots=True)
class Quota:
    """What a person may use and has used. `allowance` None: the operator, whom nothing binds."""

    allowance: Allowance | None
    usage: Usage


@dataclass(frozen=True, slots=True)
class Balance:
    """What the account with a provider has left, in whole credits. None: it does not tell."""

    provider: str
    credits: int | None


class PersonsData:
    """Quota, export and forget; who speaks with which voice in a place; voices and credits of a provider."""

    def __init__(self, house: House) -> None:
        self._house = house

    @property
    def _store(self) -> Store:
        return self._house.store

    async def quota(self, person: Person) -> Quota:
        """The person's allowance and usage now."""
        bound = person.platform not in self._house.rules.operators
        usage = await self._store.ledger.usage(person, self._house.clock.now())
        return Quota(self._house.rules.allowance if bound else None, usage)

    async def export(self, person: Person) -> Mapping[str, object]:
        """All that is kept about a person, as JSON-able tables."""
        return await self._store.people.export(person)

    async def forget(self, person: Person) -> int:
        """Delete a person's data with the audio that nothing else refers to; answers how many files went.

        Raises NotPossibleNow("forget_running") while tasks of theirs are in flight.
        """
        orphans = await self._store.people.forget(person)
        await self._house.blobs.drop(orphans)
        return len(orphans)

    async def cast(self, place: Place, provider: str = "") -> Mapping[str, str]:
        """The cast kept for a place: casefolded speaker -> voice id."""
        return await self._store.casts.kept(place, provider or self._house.rules.provider)

    async def keep(self, place: Place, speaker: str, voice: str, provider: str = "") -> Voice:
        """Keep a voice for a speaker in a place. Raises UnknownVoice."""
        name = provider or self._house.rules.provider
        found = find_voice(await self.voices(name), voice)
        await self._store.casts.keep(place, name, speaker.casefold(), found.id)
        return found

    async def clear(self, place: Place, speaker: str = "", provider: str = "") -> int:
        """Forget the voice kept for a speaker, or the whole cast of a place; answers how many were."""
        return await self._store.casts.clear(place, provider or self._house.rules.provider, speaker.casefold())

    async def voices(
        self, provider: str = "", *, language: str = "", gender: str = "", search: str = ""
    ) -> Sequence[Voice]:
        """The voices that can be used now, filtered as `bot.service.voices` says."""
        speech = self._house.providers.get(provider or self._house.rules.provider)
        return matching(await speech.provider.voices(), language=language, gender=gender, search=search)

    async def balance(self, provider: str = "") -> Balance:
        """What the account with a provider has left; nothing is spent. Raises what the provider says."""
        name = provider or self._house.rules.provider
        return Balance(name, await credits_left(self._house.providers.get(name)))


async def credits_left(speech: Speech) -> int | None:
    """Whole credits that the account with a provider has left, None where it does not tell. Raises what it says."""
    if speech.balance is None:
        return None
    try:
        return await speech.balance.balance()
    except ProviderFailed as error:
        if error.code != "balance_not_told":
            raise
        return None
