"""When to stop asking a server that does not accept us or is broken, and when to try it again."""

from __future__ import annotations

import logging

from adapters.providers._http.waits import Timing
from bot.errors import ProviderAuth, ProviderDown

log = logging.getLogger("tableread.providers")

FAILURES = 5  # in a row, answers of 500 and above and failures to connect
REST = 20.0  # seconds without a request; then one may try, and the next after as long again
AUTH_REST = 60.0


class Circuit:
    """Open after refused credentials or repeated failures: requests fail at once and are not sent.

    One probe passes after each rest. The operator is told once, by a warning, until things were well again.
    """

    def __init__(self, name: str, timing: Timing) -> None:
        self._name = name
        self._timing = timing
        self._failures = 0
        self._until: float | None = None
        self._auth = False
        self._told = False

    def check(self) -> None:
        """Raises ProviderAuth or ProviderDown while it is open and rests."""
        if self._until is not None and self._timing.now() < self._until:
            raise ProviderAuth("provider_auth") if self._auth else ProviderDown("provider_down")

    def enter(self) -> None:
        """`check`, and after a rest the one who enters is the probe: the others rest on until it is answered."""
        self.check()
        if self._until is not None:
            self._rest()

    def answered(self, status: int) -> None:
        """An answer came. One that says that the credentials are refused is told by `refused` afterwards."""
        if status >= 500:
            self.unreachable()
            return
        if self._until is None:
            self._told = False
        self._failures = 0
        self._until = None

    def unreachable(self) -> None:
        """A server error, or no connection."""
        self._failures += 1
        if self._failures >= FAILURES:
            self._open(auth=False)

    def refused(self) -> None:
        """The credentials are not accepted."""
        self._open(auth=True)

    def _open(self, *, auth: bool) -> None:
        self._auth = auth
        self._rest()
        if not self._told:
            self._told = True
            log.warning("provider_refuses_key" if auth else "provider_down", extra={"provider": self._name})

    def _rest(self) -> None:
        self._until = self._timing.now() + (AUTH_REST if self._auth else REST)
