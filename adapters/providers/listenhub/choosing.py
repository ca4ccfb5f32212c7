"""What a subject leaves open is chosen, and what ListenHub would refuse of it is refused before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.providers.listenhub.requests import LANGUAGES, NARRATION_MODES, PODCAST_MODES, Brief
from bot.cast import Voice, find_voice, primary
from bot.errors import ScriptRefused, UnknownChoice
from bot.ports.speech import Subject, WrittenLine

_MOST_VOICES = 2
_DEBATERS = 2


def podcast_brief(subject: Subject, voices: Sequence[Voice]) -> Brief:
    """One or two voices, two where none is named; a debate has two. Raises UnknownChoice, UnknownVoice, ScriptRefused."""
    mode = _mode(subject, PODCAST_MODES)
    least = _DEBATERS if mode == "debate" else 1
    return _brief(subject, voices, mode, (least, _MOST_VOICES), usual=_MOST_VOICES)


def narration_brief(subject: Subject, voices: Sequence[Voice]) -> Brief:
    """One or two voices, one where none is named. Raises as `podcast_brief`."""
    return _brief(subject, voices, _mode(subject, NARRATION_MODES), (1, _MOST_VOICES), usual=1)


def podcast_lines(lines: Sequence[WrittenLine]) -> list[tuple[str, str]]:
    """(voice, words) of a podcast's script; of one with more voices only `speak` makes a recording."""
    said = [(line.voice, line.text) for line in lines if line.text.strip()]
    if not said:
        raise ScriptRefused("nothing_to_say")
    number = len({voice for voice, _ in said})
    if number > _MOST_VOICES:
        raise UnknownChoice("voices_number", asked=number, allowed=_counted(1, _MOST_VOICES))
    return said


def _brief(subject: Subject, voices: Sequence[Voice], mode: str, number: tuple[int, int], *, usual: int) -> Brief:
    text, url = subject.text.strip(), subject.url.strip()
    if not text and not url:
        raise ScriptRefused("no_subject")
    asked = list(dict.fromkeys(find_voice(voices, voice) for voice in subject.voices))
    language = _language(subject, asked)
    native = [voice for voice in voices if language in voice.languages]
    for voice in asked:
        if voice.languages and language not in voice.languages:
            raise UnknownChoice("voice_language", asked=voice.name, allowed=[one.name for one in native])
    chosen = asked or _different(native, usual)
    least, most = number
    if not least <= len(chosen) <= most:
        raise UnknownChoice("voices_number", asked=len(chosen), allowed=_counted(least, most))
    return Brief(text=text, url=url, voices=tuple(voice.id for voice in chosen), language=language, mode=mode)


def _mode(subject: Subject, modes: Sequence[str]) -> str:
    mode = subject.mode.strip().casefold() or modes[0]
    if mode not in modes:
        raise UnknownChoice("unknown_mode", asked=subject.mode, allowed=modes)
    return mode


def _language(subject: Subject, asked: Sequence[Voice]) -> str:
    spoken = next((voice.languages[0] for voice in asked if voice.languages), LANGUAGES[0])
    language = primary(subject.language) if subject.language else spoken
    if language not in LANGUAGES:
        raise UnknownChoice("language_not_spoken", asked=subject.language, allowed=LANGUAGES)
    return language


def _different(voices: Sequence[Voice], number: int) -> list[Voice]:
    """The first voice, and others that sound as different as can be."""
    first = list(voices[:1])
    others = sorted(voices[1:], key=lambda voice: voice.gender == voices[0].gender)
    return (first + others)[:number]


def _counted(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} or {most}"
