"""A client of Respeecher's Voice Marketplace: all that its API documents, by topic."""

from __future__ import annotations

import re

from adapters.providers._http import Bounds, Http, Timing
from adapters.providers._wire import Request
from adapters.providers.respeecher.account import Account
from adapters.providers.respeecher.calls import Calls
from adapters.providers.respeecher.library import Library
from adapters.providers.respeecher.market import Market
from adapters.providers.respeecher.orders import Orders
from adapters.providers.respeecher.refusals import refusal
from adapters.providers.respeecher.session import Credentials, Session
from bot.errors import ProviderFailed

BASE_URL = "https://gateway.respeecher.com"


class Client:
    """`account`, `library`, `market` and `orders` hold the calls; here is what begins, fetches and ends."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str = BASE_URL,
        bounds: Bounds | None = None,
        timing: Timing | None = None,
    ) -> None:
        headers = {"api-key": credentials.api_key} if credentials.checked().api_key else {}
        self._base = base_url.strip().rstrip("/")
        self._http = Http(base_url, headers=headers, name="respeecher", bounds=bounds, timing=timing)
        self._session = Session(self._http, credentials)
        self._calls = Calls(self._http, self._session)
        self.account = Account(self._calls)
        self.library = Library(self._calls)
        self.market = Market(self._calls)
        self.orders = Orders(self._calls)

    async def file(self, url: str) -> bytes:
        """What is at a recording's `url` or `waveform_url`: a path of the API, fetched with the key.

        Raises ProviderFailed for an address of another host: the key is not for it, and no document tells of such.
        """
        answer = await self._calls.send(Request(method="GET", path=path_of(url, self._base)))
        if not 200 <= answer.status < 300:
            raise refusal(answer, once=False)
        return answer.body

    async def logout(self) -> None:
        """End the session, where one was begun."""
        await self._session.end()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def path_of(url: str, base: str) -> str:
    """The path below the base URL that an address of the API's own names. Raises ProviderFailed for any other."""
    if url.startswith(base + "/"):
        return url[len(base) :]
    if re.match(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", url, re.IGNORECASE):
        raise ProviderFailed("provider_failed")
    return "/" + url.lstrip("/")
