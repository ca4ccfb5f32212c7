"""Whose task is next: deficit round robin over communities, then people, weighted by estimated cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """The oldest queued task of one person in one community, and its cost (any unit, the same for all)."""

    task: str
    community: str
    person: str
    cost: int


# A free task takes time too: it counts like the smallest one that is not free.
_LEAST_COST = 1
# Whole numbers all through, so that a long life loses nothing to rounding.
_UNIT = 1 << 16


class RoundRobin:
    """Chooses who is served next, and remembers what each was given. One object a worker process; not for threads.

    Two communities that both always have something waiting are given the same cost over any stretch of time, to
    within twice the largest cost of a task; so are two people of one community. Who comes new waits for at most one
    task of each who waits already, whatever the length of their queues.
    """

    def __init__(self) -> None:
        self._communities = _Turns()
        self._people: dict[str, _Turns] = {}

    def pick(self, heads: Sequence[Head]) -> Head:
        """The head to serve, which is counted as served. Takes time by the number of heads; ValueError for none.

        `heads` must be all who wait: who is not among them is forgotten as soon as they are owed and owe nothing.
        """
        community = self._communities.least(head.community for head in heads)
        own = [head for head in heads if head.community == community]
        people = self._people.setdefault(community, _Turns())
        person = people.least(head.person for head in own)
        head = next(head for head in own if head.person == person)
        cost = max(head.cost, _LEAST_COST)
        people.serve(person, cost)
        self._communities.serve(community, cost)
        self._people = {name: self._people[name] for name in self._communities.remembered if name in self._people}
        return head

    @property
    def remembered(self) -> int:
        """How many communities and people it keeps an account of."""
        return len(self._communities.remembered) + sum(len(people.remembered) for people in self._people.values())


class _Turns:
    """The accounts of those who share one thing: what each was given, on a scale that grows for all at once.

    Deficit round robin with the deficits kept from task to task, in place of whole rounds: the one who was given least
    is next (start-time fair queueing: Goyal, Vin and Cheng, SIGCOMM 1996; within the two largest costs).
    `_level` is what somebody who always waited would have been given: a newcomer starts there and cannot claim what
    they did not wait for, and who was given more than that and left is remembered until the level has caught up, so
    that leaving and coming back gains nothing. It rises with everything that is served, so that a stream of newcomers
    cannot keep anybody waiting for ever.
    """

    def __init__(self) -> None:
        self._level = 0
        self._given: dict[str, tuple[int, int]] = {}
        self._stamp = 0
        self._waiting = 0

    @property
    def remembered(self) -> Collection[str]:
        return self._given.keys()

    def least(self, names: Iterable[str]) -> str:
        """Of those who wait, the one who was given least; of equals, who has stood there longest."""
        waiting = dict.fromkeys(names)
        self._waiting = len(waiting)
        self._given = {name: at for name, at in self._given.items() if name in waiting or at[0] > self._level}
        start = min((self._given[name][0] for name in waiting if name in self._given), default=self._level)
        for name in waiting:
            if name not in self._given:
                self._put(name, min(start, self._level))
        return min(waiting, key=self._given.__getitem__)

    def serve(self, name: str, cost: int) -> None:
        """Count a cost for the one that `least` answered."""
        self._put(name, self._given[name][0] + cost * _UNIT)
        self._level += max(cost * _UNIT // self._waiting, 1)

    def _put(self, name: str, given: int) -> None:
        self._stamp += 1
        self._given[name] = (given, self._stamp)
