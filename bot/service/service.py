"""All that a person can ask for, in one value that chat platforms are given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.service.house import House
from bot.service.ordering import Ordering
from bot.service.people import PersonsData
from bot.service.tending import Tending


@dataclass(frozen=True, slots=True)
class Service:
    """Orders, tasks that exist, and people's own data, over one house."""

    house: House
    ordering: Ordering
    tending: Tending
    people: PersonsData

    @classmethod
    def over(cls, house: House) -> Service:
        """The service of a house."""
        ordering = Ordering(house)
        return cls(house, ordering, Tending(house, ordering), PersonsData(house))
