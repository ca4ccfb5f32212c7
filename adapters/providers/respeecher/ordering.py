"""From words or speech to an order: each step once, and what was left half done is found again and gone on with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from adapters.providers._http import Timing
from adapters.providers.respeecher.client import Client
from adapters.providers.respeecher.home import Home
from adapters.providers.respeecher.library import label
from adapters.providers.respeecher.models.library import Recording
from adapters.providers.respeecher.orders import Conversion
from adapters.providers.respeecher.refusals import ended_badly
from bot.errors import ProviderDown, TablereadError, UnknownChoice, UnknownOutcome

_REMEMBERED = 1000  # originals whose order did not come about
# Seconds before each look for an order whose answer was lost: one that was taken may be listed a little later.
SEARCHES = (0.5, 2.0, 5.0)


class Ordering:
    """An order costs, an original does not: one without an order is gone on with, and may be made again.

    What is ordered is told as (original's id, conversion's id).
    """

    def __init__(self, client: Client, timing: Timing, searches: Sequence[float] = SEARCHES) -> None:
        self._client = client
        self._timing = timing
        self._searches = tuple(searches)
        self._home = Home(client)
        self._left: OrderedDict[str, tuple[str, str]] = OrderedDict()  # by ref: an original, and what it says

    async def find(self, ref: str) -> tuple[str, str] | None:
        """What was ordered under this reference, by its label. None: nothing was; an original of it is gone on with.

        Labels are not unique: of two originals the one that was ordered counts, of two orders the one that is furthest.
        """
        originals = [one for folder in await self._home.folders() for one in await self._labelled(folder, ref)]
        for original in originals:
            found = await self._ordered(original.id, ref)
            if found is not None:
                return found
        for original in originals:
            if ended_badly(original) is None:
                self._remember(ref, original.id, original.text)
                break
        return None

    async def original(self, ref: str, saying: str, make: Callable[[str], Awaitable[Recording]]) -> str:
        """The id of the original: the one that is left from before, or a new one."""
        left, said_before = self._left.get(ref, ("", ""))
        if left and said_before in {"", saying}:
            return left
        folder = await self._home.folder()
        try:
            try:
                original = await make(folder)
            except UnknownChoice as error:
                if error.code != "not_at_provider":
                    raise
                self._home.gone(folder)
                folder = await self._home.folder()
                original = await make(folder)
        except UnknownOutcome:
            # Nothing is paid yet: it is there and gone on with, or it is made anew when the line is sent again.
            newest = [one for one in await self._client.library.newest(folder) if _is(one, ref)]
            if not newest:
                raise ProviderDown("provider_down") from None
            original = newest[0]
        failure = ended_badly(original)
        if failure is not None:
            raise failure
        self._remember(ref, original.id, saying)
        return original.id

    async def order(self, original: str, conversion: Conversion, calibration: str = "") -> tuple[str, str]:
        """Pay for one conversion. Raises UnknownOutcome where nobody can tell whether it was taken."""
        ref = conversion.name
        try:
            orders = await self._client.orders.order(original, [conversion], calibration=calibration)
        except UnknownOutcome:
            orders = ()
        if orders:
            self._left.pop(ref, None)
            failure = ended_badly(orders[0])
            if failure is not None:
                raise failure
            return original, orders[0].conversion_id
        return await self._search(original, ref)

    async def _search(self, original: str, ref: str) -> tuple[str, str]:
        """The order whose answer was lost. Raises UnknownOutcome where it does not turn up: it may yet."""
        for wait in self._searches:
            await self._timing.sleep(wait)
            try:
                found = await self._ordered(original, ref)
            except TablereadError:
                continue
            if found is not None:
                self._left.pop(ref, None)
                return found
        raise UnknownOutcome("unknown_outcome")

    async def _ordered(self, original: str, ref: str) -> tuple[str, str] | None:
        made = [one async for one in self._client.library.conversions(original)]
        if not made:
            return None
        return original, max(made, key=lambda one: (one.label == label(ref), _progress(one))).id

    async def _labelled(self, folder: str, ref: str) -> list[Recording]:
        return [one async for one in self._client.library.originals(folder, direction="desc") if _is(one, ref)]

    def _remember(self, ref: str, original: str, saying: str) -> None:
        self._left[ref] = (original, saying)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)


def _is(recording: Recording, ref: str) -> bool:
    return recording.label == label(ref) and recording.type != "converted"


def _progress(recording: Recording) -> int:
    state = recording.state.casefold()
    return 2 if state == "done" else 0 if state == "error" else 1
