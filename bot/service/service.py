"""All that a person can ask for, in one value that chat platforms are given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.service.house import House
from bot.service.making import Making
from bot.service.ordering import Ordering
from bot.service.people import PersonsData
from bot.service.tending import Tending
from bot.service.writing import Writing


@dataclass(frozen=True, slots=True)
class Service:
    """Orders, tasks that exist, people's own data, and what some providers make, over one house."""

    house: House
    ordering: Ordering
    tending: Tending
    people: PersonsData
    making: Making
    writing: Writing

    @classmethod
    def over(cls, house: House) -> Service:
        """The service of a house."""
        ordering = Ordering(house)
        making = Making(house, ordering)
        tending, people = Tending(house, ordering), PersonsData(house)
        return cls(house, ordering, tending, people, making, Writing(house, making))
