"""Who asks: an API key, or a session with its cookie and its token against forged requests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from adapters.providers._http import Http
from adapters.providers._wire import Answer, Request
from adapters.providers.respeecher.endpoints import LOGIN, LOGOUT, Body, build, read
from bot.errors import ProviderAuth, ProviderDown, SettingWrong

_COOKIE = re.compile(r"(?:^|[,;]\s*)session_id=\"?([^;,\"\s]+)")


@dataclass(frozen=True, slots=True)
class Credentials:
    """An API key, or the e-mail address and the password of an account."""

    api_key: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def checked(self) -> Credentials:
        """Itself. Raises SettingWrong where nothing can be made of it."""
        if self.api_key or (self.email and self.password):
            return self
        if self.email:
            raise SettingWrong("TABLEREAD_RESPEECHER__PASSWORD", "the password that belongs to the e-mail address")
        raise SettingWrong("TABLEREAD_RESPEECHER__API_KEY", "a key from marketplace.respeecher.com/account")


def build_login(credentials: Credentials, duration: int | None = None) -> Request:
    """The request that begins a session; `duration` is in the API's own unit, which it does not name."""
    body: dict[str, object] = {"email": credentials.email, "password": credentials.password}
    if duration is not None:
        body["session_duration"] = duration
    return build(LOGIN, body=Body(json=body))


def read_login(answer: Answer) -> Mapping[str, str]:
    """The headers that the session's requests carry. A 4xx that is not for now says that these are not accepted."""
    if 400 <= answer.status < 500 and answer.status not in {402, 429}:
        raise ProviderAuth("provider_auth")
    login = read(LOGIN, answer)
    cookie = _COOKIE.search(answer.headers.get("set-cookie", ""))
    if cookie is None:
        raise ProviderDown("provider_down")
    return {"cookie": f"session_id={cookie[1]}", "x-csrf-token": login.csrf_token}


class Session:
    """Signs requests. With a key there is nothing to begin: it is among the client's own headers."""

    def __init__(self, http: Http, credentials: Credentials) -> None:
        self._http = http
        self._credentials = credentials
        self._headers: Mapping[str, str] = {}
        self._beginning = asyncio.Lock()

    async def signed(self, request: Request) -> Request:
        """The request with what the session adds to it; begins one where there is none. Raises ProviderAuth."""
        if self._credentials.api_key:
            return request
        async with self._beginning:
            if not self._headers:
                answer = await self._http.send(build_login(self._credentials))
                try:
                    self._headers = read_login(answer)
                except ProviderAuth:
                    self._http.refused()
                    raise
        return replace(request, headers={**request.headers, **self._headers})

    def ended(self, request: Request) -> bool:
        """The request was refused for its session: whether another try, with a new one, makes sense."""
        if self._credentials.api_key:
            return False
        if request.headers.get("cookie") == self._headers.get("cookie"):
            self._headers = {}
        return True

    async def end(self) -> None:
        """Log out, where a session was begun."""
        if self._headers:
            request = await self.signed(build(LOGOUT))
            self._headers = {}
            read(LOGOUT, await self._http.send(request))
