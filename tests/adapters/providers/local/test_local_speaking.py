"""Lines spoken in child processes: the same bytes each time, and a library that fails takes nothing with it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.providers.local import library, provider
from adapters.providers.local.provider import MOST_CHARS, Local, child_command
from adapters.providers.local.zygote import Died, Refused, Zygote
from bot.errors import Bug, ProviderFailed, SegmentInvalid, UnknownVoice
from bot.ports import Audio, ProviderJob
from bot.script.model import Tag
from bot.task import Segment, Span
from tests import listening

Make = Callable[..., Segment]
SENTENCE = "The quick brown fox jumps over the lazy dog, they say."
linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes in /proc")


async def pcm_of(local: Local, segment: Segment) -> bytes:
    return listening.decode((await local.speak(segment, "r")).data)


def zygote_of(local: Local) -> int:
    assert local._zygote is not None
    return local._zygote._transport.get_pid()


def alive(pid: int) -> bool:
    """Whether the process runs; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def become(true: Callable[[], bool], within: float) -> bool:
    """Whether something outside this process became true in time; only looking can tell."""
    for _ in range(round(within / 0.01)):
        if true():
            return True
        await asyncio.sleep(0.01)
    return true()


async def gone(pid: int, within: float = 5) -> bool:
    return await become(lambda: not alive(pid), within)


async def written(mark: Path, within: float = 10) -> int:
    """The process id that a hanging fork left."""
    assert await become(lambda: mark.exists() and bool(mark.read_text()), within)
    return int(mark.read_text())


async def test_a_line_is_the_same_bytes_whatever_was_spoken_before_and_in_which_order(segment: Make) -> None:
    voices = ["adam", "bella", "silas", "nicole", "otto", "clyde", "victor", "de-female", "ja-male", "cmn-female"]
    lines = [segment(SENTENCE, voice=voice) for voice in voices]
    lines += [segment(SENTENCE, voice=voice, tags=(Tag("whispers", 10),)) for voice in ("adam", "rachel")]
    heard = []
    for order in (lines, lines[::-1]):
        local = Local()
        said = {line.key: (await local.speak(line, "r")).data for line in order[:3]}
        said |= {line.key: (await local.speak(line, "r")).data for line in order}
        together = await asyncio.gather(*(local.speak(line, "r") for line in order))
        assert [audio.data for audio in together] == [said[line.key] for line in order]
        heard.append(said)
        await local.aclose()
    assert heard[0] == heard[1]
    assert len(set(heard[0].values())) == len(lines)


async def test_a_system_that_cannot_fork_speaks_the_same_bytes(
    local: Local, segment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [segment(SENTENCE, voice=voice) for voice in ("brian", "silas", "fr-female")]
    forked = [(await local.speak(line, "r")).data for line in lines]
    monkeypatch.delattr(os, "fork")
    alone = Local()
    fresh = await asyncio.gather(*(alone.speak(line, "r") for line in lines))
    assert alone._command[-1] == "once"
    assert [audio.data for audio in fresh] == forked
    await alone.aclose()


async def test_several_lines_make_one_file_and_each_span_holds_its_line(local: Local, segment: Make) -> None:
    audio = await local.speak(segment("One.", "", "And this is the third one."), "r")
    alone = await local.speak(segment("And this is the third one."), "r")
    assert [span.line for span in audio.spans] == [0, 1, 2]
    assert all(before.end < after.start for before, after in zip(audio.spans, audio.spans[1:], strict=False))
    pcm, third = listening.decode(audio.data), audio.spans[2]
    assert third.end == pytest.approx(len(pcm) / 2 / listening.RATE)
    assert pcm[round(third.start * listening.RATE) * 2 :] == listening.decode(alone.data)


async def test_a_line_starts_and_ends_with_a_few_milliseconds_of_silence(local: Local, segment: Make) -> None:
    for voice in ("adam", "bella", "silas", "magnus"):
        audio = await local.speak(segment("Feel the breath of the moth.", voice=voice), "r")
        pcm = listening.decode(audio.data)
        quiet = listening.silences(pcm)
        end = len(pcm) / 2 / listening.RATE
        assert audio.spans == (Span(0, 0.0, end),)
        assert all(stop <= 0.015 for start, stop in quiet if start == 0)
        assert all(end - start <= 0.03 for start, stop in quiet if stop == end)


@pytest.mark.parametrize("text", ["", "   ", "?!", "…", "😀👍🏽", "\x00\x1b\u202e", "\ud800", "🇩🇪 — !"])
async def test_words_with_nothing_to_say_are_a_short_silence(local: Local, segment: Make, text: str) -> None:
    pcm = await pcm_of(local, segment(text))
    assert set(pcm) == {0}
    assert len(pcm) / 2 / listening.RATE == pytest.approx(0.25, abs=0.001)


async def test_words_for_which_a_language_has_no_sounds_are_a_short_silence_too(local: Local, segment: Make) -> None:
    assert set(await pcm_of(local, segment("1", voice="chr-female"))) == {0}  # Cherokee has no numbers in this library


async def test_a_crash_of_the_library_is_tried_again_and_heard_by_nobody(
    fragile: Local, local: Local, segment: Make
) -> None:
    line = segment("This will crash once, then go on.")
    said, other = await asyncio.gather(fragile.speak(line, "r"), fragile.speak(segment(SENTENCE), "r"))
    assert said.data == (await local.speak(line, "r")).data
    assert other.data == (await local.speak(segment(SENTENCE), "r")).data


async def test_a_library_that_crashes_each_time_fails_that_line_alone(fragile: Local, segment: Make) -> None:
    with pytest.raises(ProviderFailed):
        await fragile.speak(segment("Good so far.", "This will crash always."), "r")
    assert (await fragile.speak(segment(SENTENCE), "r")).data


@linux
async def test_a_library_that_hangs_is_ended_and_the_next_line_is_spoken(
    fragile: Local, segment: Make, tmp_path: Path
) -> None:
    with pytest.raises(ProviderFailed):
        await fragile.speak(segment("Now hang."), "r")
    assert await gone(await written(tmp_path / "hung"))
    assert (await fragile.speak(segment(SENTENCE), "r")).data


@linux
async def test_a_cancelled_line_ends_its_fork_and_leaves_the_others(
    fragile: Local, segment: Make, tmp_path: Path
) -> None:
    hanging = asyncio.create_task(fragile.speak(segment("Now hang."), "r"))
    fork = await written(tmp_path / "hung")
    other = asyncio.create_task(fragile.speak(segment(SENTENCE), "r"))
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert await gone(fork)
    assert (await other).data
    assert alive(zygote_of(fragile))


@linux
async def test_a_child_that_is_killed_is_replaced_also_in_the_middle_of_a_line(fragile: Local, segment: Make) -> None:
    await fragile.speak(segment("One."), "r")
    first = zygote_of(fragile)
    os.kill(first, signal.SIGKILL)
    assert (await fragile.speak(segment("Two."), "r")).data
    second = zygote_of(fragile)
    assert (await fragile.speak(segment("Now crash the zygote."), "r")).data
    assert len({first, second, zygote_of(fragile)}) == 3


async def test_a_child_that_never_listens_fails_the_line_and_is_killed(tmp_path: Path, segment: Make) -> None:
    program = str(Path(__file__).with_name("fragile_child.py"))
    command = (sys.executable, program, library.library(), library.data(), "fork", str(tmp_path / "deaf"))
    deaf = Local(command=command, seconds=0.2)
    with pytest.raises(ProviderFailed):
        await deaf.speak(segment("A"), "r")
    assert deaf._zygote is not None
    assert not deaf._zygote.usable
    await deaf.aclose()


async def test_a_library_without_its_data_is_a_failure_of_the_provider(tmp_path: Path, segment: Make) -> None:
    command = list(child_command(forks=True))
    command[-2] = str(tmp_path)
    broken = Local(command=command)
    with pytest.raises(ProviderFailed):
        await broken.speak(segment(SENTENCE), "r")
    await broken.aclose()


async def test_a_child_that_cannot_be_started_is_a_failure_of_the_provider(tmp_path: Path, segment: Make) -> None:
    with pytest.raises(ProviderFailed):
        await Local(command=[str(tmp_path / "nothing")]).speak(segment(SENTENCE), "r")


async def test_what_the_library_refuses_is_not_tried_again(fragile: Local) -> None:
    with pytest.raises(ProviderFailed):
        await fragile._say(b"xx+none\t170\t50\t50\t100\t0\thello")
    zygote = await Zygote.start(child_command(forks=True))
    with pytest.raises(Refused):
        await zygote.ask(b"no record")
    await zygote.aclose()
    with pytest.raises(Died):
        await zygote.ask(b"too late")


@linux
async def test_an_idle_child_is_let_go_and_comes_back(segment: Make) -> None:
    local = Local(idle=0.1)
    await local.speak(segment("One."), "r")
    assert await gone(zygote_of(local))
    assert (await local.speak(segment("Two."), "r")).data
    await local.aclose()


@linux
async def test_nothing_wakes_while_nobody_speaks(local: Local, segment: Make) -> None:
    await local.speak(segment("One."), "r")
    status = Path(f"/proc/{zygote_of(local)}/status")

    def switches() -> list[str]:
        return [line for line in status.read_text().splitlines() if "ctxt_switches" in line]

    await asyncio.sleep(0.1)
    before = switches()
    await asyncio.sleep(0.4)
    assert switches() == before


@linux
async def test_closing_twice_leaves_no_child_and_the_provider_usable(local: Local, segment: Make) -> None:
    await local.aclose()
    await local.speak(segment("One."), "r")
    child = zygote_of(local)
    await local.aclose()
    await local.aclose()
    assert not alive(child)
    assert (await local.speak(segment("Two."), "r")).data


@linux
async def test_closing_ends_a_line_in_flight_for_good(fragile: Local, segment: Make, tmp_path: Path) -> None:
    hanging = asyncio.create_task(fragile.speak(segment("Now hang."), "r"))
    fork = await written(tmp_path / "hung")
    await fragile.aclose()
    with pytest.raises(ProviderFailed):
        await hanging
    assert await gone(fork)
    assert fragile._zygote is None


BOT = """
import asyncio, sys
from adapters.providers.local.provider import Local
from bot.task import Line, Segment

async def main():
    local = Local(command=sys.argv[1:])
    line = Line(0, None, "adam", "Now hang.")
    task = asyncio.create_task(local.speak(Segment(0, "local", "", (line,)), "r"))
    while local._zygote is None:
        await asyncio.sleep(0.01)
    print(local._zygote._transport.get_pid(), flush=True)
    await task

asyncio.run(main())
"""


@linux
async def test_a_bot_that_is_killed_leaves_no_child_behind(tmp_path: Path) -> None:
    program = str(Path(__file__).with_name("fragile_child.py"))
    fragile = [sys.executable, program, library.library(), library.data(), "fork", str(tmp_path)]
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", BOT, *fragile, stdout=asyncio.subprocess.PIPE)
    assert bot.stdout is not None
    zygote = int(await bot.stdout.readline())
    fork = await written(tmp_path / "hung")
    assert alive(zygote)
    bot.kill()
    await bot.wait()
    assert await gone(fork)
    assert await gone(zygote)


async def test_too_many_words_no_words_and_unknown_voices_are_refused(local: Local, segment: Make) -> None:
    with pytest.raises(SegmentInvalid) as long:
        await local.speak(segment("Short.", "a" * (MOST_CHARS + 1)), "r")
    assert long.value.turn == 1
    with pytest.raises(SegmentInvalid):
        await local.speak(segment(), "r")
    with pytest.raises(UnknownVoice) as unknown:
        await local.speak(segment("Hello.", voice="Briann"), "r")
    assert unknown.value.nearest[0] == "Brian"


async def test_it_costs_nothing_and_has_no_jobs(local: Local, segment: Make) -> None:
    audio = await local.speak(segment("One."), "r")
    assert isinstance(audio, Audio)
    assert (audio.credits, audio.media_type) == (0, "audio/wav")
    assert local.price(segment(SENTENCE)).credits == 0
    with pytest.raises(Bug):
        await local.check(ProviderJob("1", "local"))


def test_the_model_changes_with_the_library_the_voices_and_the_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Local().limits.model
    assert before == Local().limits.model
    monkeypatch.setattr(provider, "_RENDERING", 0)
    changed = Local().limits.model
    monkeypatch.setattr(library, "fingerprint", lambda: "00000000")
    assert len({before, changed, Local().limits.model}) == 3


async def test_another_take_of_the_same_words_sounds_different(local: Local, segment: Make) -> None:
    takes = [(await local.speak(segment(SENTENCE, take=take), "r")).data for take in (1, 2, 3, 4, 5)]
    assert len(set(takes)) == 5
