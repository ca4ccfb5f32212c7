"""podcast, narrate and revoice, as somebody types them, against simulated providers."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.providers.listenhub import episodes, provider
from adapters.providers.listenhub.episodes import Episodes
from bot.ports.speech import Words, Written, WrittenLine
from bot.service.making import Wish
from bot.service.writing import Writing
from tests.bot.cli.conftest import Run, Simulate
from tests.simulators.server import Simulator


@pytest.fixture
def hub(simulate: Simulate, monkeypatch: pytest.MonkeyPatch) -> Any:
    """ListenHub whose episodes are ready at the first look, and which asks for no pause between looks."""
    for module in (episodes, provider):
        monkeypatch.setattr(module, "LOOK_AFTER", 0.0)
    server: Any = simulate("listenhub")
    server.looks = 1
    return server


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def paid(server: Simulator) -> list[str]:
    return [one["path"].rpartition("/")[2] for one in server.paid]


def test_a_podcast_comes_out_as_a_file_named_like_its_topic(run: Run, hub: Any, tmp_path: Path) -> None:
    ran = run("podcast", "Bees at night", "--mode", "quick", "--language", "en", "--json")

    assert ran.code == 0, ran.err
    assert ran.json["output"] == str(tmp_path / "Bees at night.ogg")
    assert Path("Bees at night.ogg").read_bytes()[:4] == b"OggS"
    assert (ran.json["provider"], ran.json["credits"]) == ("listenhub", 10_000 - hub.left)
    assert [(turn["speaker"], turn["voice"], turn["text"]) for turn in ran.json["turns"]] == [
        (None, "listenhub", "Bees at night")
    ]
    assert len(hub.paid) == 1


def test_a_link_is_narrated_in_the_format_that_is_asked_for_and_a_retake_is_narrated_too(run: Run, hub: Any) -> None:
    ran = run("narrate", "https://example.org/bees", "-o", "bees.wav", "--json")
    assert ran.code == 0, ran.err
    assert Path("bees.wav").read_bytes()[:4] == b"RIFF"

    assert run("retake", ran.json["task"], "1", "--json").json["turns"][0]["reused"] is False
    assert [len(episode.lines) > 0 and episode.flow for episode in hub.episodes.values()] == [True, True]


def test_a_file_is_narrated_by_any_provider_word_for_word(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("narrate", "skit.txt", "-o", "all.ogg", "--json")

    assert ran.code == 0
    assert {turn["speaker"] for turn in ran.json["turns"]} == {None}
    assert any("Adam" in turn["text"] for turn in ran.json["turns"])

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Once upon a time.")))
    assert run("narrate", "-").out.strip().endswith("narrate.ogg")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" \n")))
    assert run("narrate", "-").code == 1


def test_a_recording_is_spoken_by_another_voice(run: Run, simulate: Simulate, tmp_path: Path) -> None:
    run("perform", "skit.txt", "-o", "me.wav")
    server: Any = simulate("respeecher")
    server.looks = 0
    voice = run("voices", "--provider", "respeecher", "--json").json["voices"][0]["name"]

    ran = run("revoice", "me.wav", "--voice", voice, "--json")

    assert ran.code == 0, ran.err
    assert ran.json["output"].startswith(str(tmp_path / "me-"))
    assert Path(ran.json["output"]).read_bytes()[:4] == b"OggS"
    assert [turn["voice"] for turn in ran.json["turns"]] == [voice]
    assert len(server.paid) == 1
    again = run("revoice", "me.wav", "--voice", voice, "-o", "again.ogg", "--json")
    assert (again.json["credits"], len(server.paid)) == (0, 1)


def test_what_is_no_recording_is_refused_before_anything_is_paid(run: Run, simulate: Simulate) -> None:
    server = simulate("respeecher")

    for name, words in (("skit.txt", "not audio"), ("nothing.wav", "nothing.wav"), (".", "cannot be read")):
        ran = run("revoice", name, "--voice", "anybody")
        assert ran.code == 1
        assert words in ran.err
    assert server.paid == []


def test_a_script_alone_is_printed_and_its_words_are_seen_as_they_are_written(run: Run, hub: Any) -> None:
    ran = run("podcast", "Bees", "--script-only", "--json")

    assert ran.code == 0, ran.err
    assert set(ran.json) == {"title", "lines"}
    assert ran.json["lines"]
    assert set(ran.json["lines"][0]) == {"speaker", "voice", "text"}
    assert ran.json["lines"][0]["text"][:20] in ran.err
    assert list(Path().glob("*.ogg")) == []

    plain = run("podcast", "Bees", "--script-only")
    assert plain.out.startswith("# ")
    assert ": " in plain.out
    assert run("podcast", "Bees", "--script-only", "-o", "bees.txt").out == str(Path("bees.txt").absolute()) + "\n"
    assert Path("bees.txt").read_text(encoding="utf-8") == plain.out


@pytest.mark.parametrize("more", [(), ("--script-only",)])
def test_a_terminal_is_asked_before_credits_are_spent(
    run: Run, hub: Any, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))

    ran = run("podcast", "Bees", *more)

    assert (ran.code, hub.paid) == (1, [])
    assert ("price not known before" if more else "about 24 credits") in ran.err
    assert "nothing spent" in ran.err


def test_a_text_that_costs_is_asked_for_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    ran = run("narrate", "skit.txt", "--provider", "tone")
    assert (ran.code, "credits. Go?" in ran.err) == (1, True)


def test_yes_does_not_ask(run: Run, hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert run("podcast", "Bees", "--script-only", "--yes", "--json").code == 0
    assert len(hub.paid) == 1


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("podcast", "Bees"), 2, "TABLEREAD_LISTENHUB__API_KEY"),
    (("podcast", "Bees", "--script-only"), 2, "TABLEREAD_LISTENHUB__API_KEY"),
    (("podcast", "Bees", "--provider", "local"), 1, "one that can: listenhub"),
    (("podcast", "Bees", "--provider", "nobody"), 1, "There are: local"),
    (("narrate", "https://example.org", "--provider", "local"), 1, "one that can: listenhub"),
    (("narrate", "nothing.txt"), 1, "nothing.txt"),
    (("revoice", "skit.txt", "--voice", "anybody"), 2, "TABLEREAD_RESPEECHER__API_KEY"),
    (("revoice", "skit.txt", "--voice", "anybody", "--provider", "local"), 1, "one that can: respeecher"),
    (("podcast", "Bees", "-o", "nowhere/bees.ogg"), 1, "does not exist"),
])  # fmt: skip
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    ran = run(*arguments)

    assert ran.code == code
    assert words in ran.err


@pytest.mark.parametrize(("arguments", "words"), [
    (("podcast", " "), "Give a topic"),
    (("podcast", "Bees", "--mode", "loud"), "There are: quick, deep, debate."),
    (("podcast", "Bees", "--language", "de"), "not a language that can be spoken here"),
    (("narrate", "https://example.org", "--mode", "quick"), "There are: direct, smart."),
])  # fmt: skip
def test_what_the_provider_would_refuse_is_not_sent(run: Run, hub: Any, arguments: tuple[str, ...], words: str) -> None:
    ran = run(*arguments)

    assert (ran.code, hub.paid) == (1, [])
    assert words in ran.err


def test_a_source_that_the_provider_refuses_is_the_persons_to_mend(run: Run, hub: Any) -> None:
    hub.set_fault("fail-91001", 1.0)
    ran = run("narrate", "https://example.org", "--json")
    assert (ran.code, ran.json["status"]) == (1, "failed")


def test_a_lost_answer_is_an_unknown_outcome(run: Run, hub: Any) -> None:
    hub.set_fault("500-after-accept", 1.0)

    ran = run("podcast", "Bees", "--json")
    alone = run("podcast", "Bees", "--script-only")
    again = run("podcast", "Bees", "--script-only")

    assert (ran.code, ran.json["status"]) == (4, "asking")
    assert (alone.code, again.code) == (4, 4)
    assert "asked for before" in again.err
    assert len(hub.paid) == 2


def test_an_interrupt_while_a_script_is_written_keeps_it(run: Run, hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stop(self: Any, request: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(60)

    with monkeypatch.context() as patched:
        patched.setattr(Episodes, "written", stop)
        ran = run("podcast", "Bees", "--script-only")
    again = run("podcast", "Bees", "--script-only", "--json")

    assert (ran.code, ran.out, again.code) == (130, "", 0)
    assert "the same command goes on" in ran.err
    assert len(hub.paid) == 1


WRITTEN = Written("Bees", "", (WrittenLine("v1", "Mia", "Bees."), WrittenLine("v2", "Tom", "More bees.")))


def test_a_script_is_printed_as_it_can_be_performed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(self: Writing, about: str, wish: Wish, hear: Callable[[Words], None], **more: bool) -> Written:
        hear(Words("script", "Bees\x1b[2J.\n"))
        return WRITTEN

    monkeypatch.setattr(Writing, "script", script)

    assert run("podcast", "Bees", "--script-only").out == "# Bees\n\nMia: Bees.\nTom: More bees.\n"
    in_json = run("podcast", "Bees", "--script-only", "--json")
    assert in_json.json["lines"][1] == {"speaker": "Tom", "voice": "v2", "text": "More bees."}
    assert in_json.err == "Bees [2J.\n\n"
    assert run("podcast", "Bees", "--script-only", "-o", "bees.txt", "--json").json == in_json.json
    assert run("read", "bees.txt", "--json").json["speakers"] == ["Mia", "Tom"]


def test_a_script_for_which_there_is_no_room_is_printed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(self: Writing, *given: object, **more: object) -> Written:
        return WRITTEN

    monkeypatch.setattr(Writing, "script", script)
    ran = run("podcast", "Bees", "--script-only", "-o", "/dev/full")

    assert (ran.code, ran.out) == (1, "# Bees\n\nMia: Bees.\nTom: More bees.\n")
    assert "no room left" in ran.err


def test_a_script_that_cannot_be_put_there_is_said_before_it_is_asked_for(run: Run) -> None:
    assert run("podcast", "Bees", "--script-only", "-o", "nowhere/bees.txt").code == 1


def test_an_interrupt_of_a_script_says_how_to_go_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(self: Writing, *given: object, **more: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(60)

    monkeypatch.setattr(Writing, "script", script)
    ran = run("podcast", "Bees", "--script-only")

    assert (ran.code, ran.out) == (130, "")
    assert "the same command goes on" in ran.err
