"""One call of an endpoint, signed and judged; and a list page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeVar

from adapters.providers._http import Http
from adapters.providers._wire import Answer, Request
from adapters.providers.respeecher.endpoints import Body, Endpoint, Query, build, read
from adapters.providers.respeecher.models.parts import Page
from adapters.providers.respeecher.session import Session

T = TypeVar("T")


class Calls:
    """Sends requests for the topics of the client."""

    def __init__(self, http: Http, session: Session) -> None:
        self._http = http
        self._session = session

    async def call(self, endpoint: Endpoint[T], *ids: str, query: Query | None = None, body: Body | None = None) -> T:
        """The value that the endpoint answers. Raises the errors of `refusals`, and those of the HTTP client."""
        return read(endpoint, await self.send(build(endpoint, *ids, query=query, body=body or Body())))

    async def send(self, request: Request) -> Answer:
        """The bare answer. A session that has ended is begun again once: a 401 says that nothing was taken."""
        signed = await self._session.signed(request)
        answer = await self._http.send(signed)
        if answer.status == 401 and self._session.ended(signed):
            answer = await self._http.send(await self._session.signed(request))
        if answer.status == 401:
            self._http.refused()
        return answer

    async def pages(
        self, endpoint: Endpoint[Page[T]], *, limit: int, query: Query | None = None
    ) -> AsyncIterator[tuple[T, ...]]:
        """Every page, `limit` rows each; ends with the count of the first that gives one, or an empty page."""
        offset = 0
        while True:
            page = await self.call(endpoint, query={**(query or {}), "limit": limit, "offset": offset})
            yield page.list
            offset += len(page.list)
            if not page.list or page.pagination is None or offset >= page.pagination.count:
                return

    async def rows(self, endpoint: Endpoint[Page[T]], *, limit: int, query: Query | None = None) -> AsyncIterator[T]:
        """Every row of a list; one that moves between pages while we read may come twice."""
        async for page in self.pages(endpoint, limit=limit, query=query):
            for row in page:
                yield row
