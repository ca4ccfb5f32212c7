"""credits, and what doctor says of the account with a provider: asked at simulators, and never paid for."""

from __future__ import annotations

import pytest

from tests.bot.cli.conftest import Run, Simulate
from tests.simulators.listenhub_shapes import refused


@pytest.mark.parametrize(("name", "left"), [("listenhub", 10_000), ("respeecher", 100), ("miso-one", 1_000_000)])
def test_the_credits_that_are_left_are_told(run: Run, simulate: Simulate, name: str, left: int) -> None:
    server = simulate(name)

    ran = run("credits", "--provider", name, "--json")

    assert (ran.code, ran.json, ran.err) == (0, {"provider": name, "credits": left}, "")
    assert run("credits", "--provider", name).out.startswith(f"{name}: ")
    assert server.paid == []


def test_a_provider_that_does_not_tell_is_no_error(run: Run) -> None:
    ran = run("credits")

    assert ran.code == 0
    assert ran.out.startswith("local does not tell how many credits are left.")
    assert run("credits", "--json").json == {"provider": "local", "credits": None}


def refuse(server: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is not one that ListenHub knows."""

    def deny(request: object) -> None:
        raise refused("auth")

    monkeypatch.setattr(server, "_key", deny)


def test_a_refused_key_is_said(run: Run, simulate: Simulate, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(simulate("listenhub"), monkeypatch)

    ran = run("credits", "--provider", "listenhub", "--json")

    assert (ran.code, ran.out) == (3, "")
    assert "does not accept the bot's key" in ran.err


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("--provider", "nobody"), 1, "There are: local"),
    (("--provider", "listenhub"), 2, "TABLEREAD_LISTENHUB__API_KEY"),
])  # fmt: skip
def test_what_cannot_be_asked_is_said(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    ran = run("credits", *arguments)

    assert ran.code == code
    assert words in ran.err


def test_the_doctor_looks_at_the_account(run: Run, simulate: Simulate) -> None:
    server = simulate("listenhub")

    ran = run("doctor", "--provider", "listenhub", "--json")

    assert ran.code == 0
    rows = {(row["what"], row["seen"]) for row in ran.json["findings"]}
    assert ("listenhub", "listenhub: 10 000 credits left.") in rows
    assert server.paid == []


def test_the_doctor_says_that_an_account_is_empty(run: Run, simulate: Simulate) -> None:
    simulate("listenhub").left = 0  # type: ignore[attr-defined]

    ran = run("doctor", "--provider", "listenhub")

    assert ran.code == 3
    assert "BAD  listenhub  listenhub: no credits left.\n" in ran.out
    assert "until the account has credits" in ran.out


def test_the_doctor_says_that_a_key_is_refused_and_what_to_do(
    run: Run, simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(simulate("listenhub"), monkeypatch)

    ran = run("doctor", "--provider", "listenhub")

    assert ran.code == 3
    assert "BAD  listenhub  The provider does not accept the bot's key." in ran.out
    assert "TABLEREAD_LISTENHUB__API_KEY" in ran.out
