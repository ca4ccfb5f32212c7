"""What is not speech: pauses, sounds and headings, however they are written."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.script import notnames
from bot.script.model import Heading, Pause, Sound
from bot.script.tags import folded

Cue = Pause | Sound | Heading

BEAT = 0.7  # seconds: a breath longer than the gap between two speakers
PAUSE = 1.0
LONG = 2.0
SHORT = 0.5
LONGEST = 60.0  # seconds: a longer pause is a slip of the finger, and would be paid for in patience

_CLEAR = notnames.PAUSES - frozenset(
    {"silence", "wait", "break", "beat", "a beat", "间", "間", "사이", "stille", "schweigen", "dead air"}
)
_NUMBER = r"(\d{1,5}(?:[.,]\d{1,3})?)"
_UNIT = (
    r"(ms|msec|milliseconds?|millisekunden|millisecondes|milisegundos|s|secs?|seconds?|sek|sekunden?|secondes?|segundos?|seg"
    r"|сек|секунд[аы]?|с|мс|秒間|秒|毫秒|초|m|mins?|minutes?)?(?![a-zà-ÿа-я])\.?"
)
_TIMED = re.compile(
    rf"^([^\d:=|,]{{1,30}}?)\s*(?:[:=|,—–-]\s*)?(?:(?:for|of|time|de|von|на)\s*[=:]?\s*)?[\"']?{_NUMBER}\s*-?{_UNIT}[\"']?$"
)
_TIMED_FIRST = re.compile(rf"^{_NUMBER}\s*-?\s*{_UNIT}\s*-?\s*(?:de |of )?([^\d]{{2,30}})$")
_WORDED = re.compile(r"^([^\d:=|]{1,20}?)\s*[:=|]\s*(short|brief|medium|long|weak|strong|x-strong|x-weak)$")
_LENGTHS = {
    "short": SHORT,
    "brief": SHORT,
    "weak": SHORT,
    "x-weak": SHORT,
    "medium": PAUSE,
    "strong": LONG,
    "long": LONG,
    "x-strong": LONG,
}
_SECONDS_ALONE = re.compile(rf"^{_NUMBER}\s*(ms|s|sec|seconds|秒|초)$")
_SOUND = re.compile(r"^([^:：|=\d]{2,30}?)\s*(?:[:：|=]|\s[–—-]\s)\s*(.{1,200})$", re.DOTALL)
_SOUND_WORDS = re.compile(
    r"\b(?:music|sfx|sound of|sounds of|sound effects?|sounds?|jingle|applause|theme song|soundtrack|bgm"
    r"|ambience|musik|geräusch|applaus"
    r"|musique|applaudissements|bruit|música|aplausos|sonido|som de|музыка|звук|аплодисменты)\b|音乐|音效"
    r"|音楽|効果音|掌声|拍手|음악|효과음|박수"
)
_NOISE = re.compile(
    r"^(?:the |a )?(?:(?:distant|loud|faint|soft|rolling|heavy|front|car|phone|school|church|door|static"
    r"|radio|gentle|light) ){0,2}"
    r"(?:thunder|doorbell|gunshots?|explosion|footsteps|rain|wind|birds?(?:song)?|sirens?|alarm|knock(?:ing|s)?|static|beep|ding|bell"
    r"|door|phone|traffic|crickets|glass|crash|drum ?roll|record scratch|typing|silence falls)"
    r"(?: (?:opens?|closes?|slams?|creaks?|rings?|ringing|shuts?|shatters?|breaking|slamming|rumbles?|crashes"
    r"|howls?|howling|falls"
    r"|falling|chirping|wailing|blaring|buzzes|roll|rolls|knocks?|on (?:the )?door|on wood|at the door"
    r"|outside|tolls))*$"
)
_OPTIONS = re.compile(r"(?:\s+/[a-z_]{1,20}(?::\S{0,30})?){1,8}$", re.IGNORECASE)
_WRAPS = {"[": "]", "(": ")", "（": "）", "【": "】", "*": "*", "_": "_", "{": "}", "<": ">", "［": "］", "〔": "〕"}
_DEEPEST = 4  # `**[Pause]**`, `_(He leaves)_`
_DOTS = re.compile(r"^(?:\.\s?){3,10}$|^…{1,4}$")
_NOTES = re.compile(r"^[♪♫🎵🎶]")
# "MUSIC OUT.", "SOUND FADES UNDER": radio plays write their cues in capitals.
_LOUD = re.compile(r"^(?:MUSIC|SOUND|SFX|THEME|AMBIENCE|JINGLE|AUDIO)(?: [A-Z,'-]{1,20}){1,8}[.!]?$")
_TABLE_RULE = re.compile(r"^\|?(?:\s*:?-{1,40}:?\s*\|){1,12}(?:\s*:?-{1,40}:?\s*)?$")
_ONLY_RULE = re.compile(r"^(?:[-–—_=*~#•·.+⸻─━]\s?){3,200}$|^(?:#|§|⸻|∗|\*{2}|[-–—]{2})$|^(?:[*⁂•]\s*){1,5}$")


def seconds(number: str, unit: str | None) -> float:
    """A written duration in seconds, at most LONGEST; a bare number of 100 or more is milliseconds."""
    value = float(number.replace(",", "."))
    unit = unit or ""
    if unit.startswith(("ms", "mil", "мс", "毫")) or (not unit and value >= 100):
        value /= 1000
    elif unit.startswith("m"):
        value *= 60
    return min(value, LONGEST)


def pause(words: str) -> float | None:
    """The length in seconds of a pause written as `pause 1.5s`, `beat`, `BEAT — 3 SECONDS`, `long pause`, or None."""
    word = folded(words)
    if len(word) > 60:
        return None
    if word in notnames.PAUSES:
        return _plain_pause(word)
    found = _TIMED.match(word) or _WORDED.match(word)
    if found and found[1].strip(" —–-") in notnames.PAUSES:
        return _LENGTHS[found[2]] if found.re is _WORDED else seconds(found[2], found[3])
    found = _TIMED_FIRST.match(word)
    if found and found[3].strip() in notnames.PAUSES:
        return seconds(found[1], found[2])
    found = _SECONDS_ALONE.match(word)
    return seconds(found[1], found[2]) if found else None


def _plain_pause(word: str) -> float:
    if "beat" in word and "long" not in word:
        return BEAT
    if any(mark in word for mark in ("long", "lang", "larga", "longa", "долг")):
        return LONG
    if any(mark in word for mark in ("short", "brief", "kurz", "corta", "curta", "petit", "корот")):
        return SHORT
    return PAUSE


def sound(words: str) -> str | None:
    """The name of a sound written as `SFX: door`, `music fades in`, `thunder rumbles`, or None."""
    found = _SOUND.match(words)
    if found and folded(found[1]) in notnames.SOUNDS:
        return _OPTIONS.sub("", found[2].strip()).strip(" \"“”'")
    word = folded(words)
    if word in notnames.SOUNDS:
        return words.strip()
    if len(word) <= 100 and (_SOUND_WORDS.search(word) or _NOISE.match(word)):
        return words.strip()
    return None


def bracketed(words: str, line: int, *, square: bool = True) -> Pause | Sound | None:
    """The cue that stands between brackets, if it is one. `2s` is a pause in square ones only: (60s) is an age."""
    length, name = _measured(words)
    if length is not None and (square or not words[:1].isdigit() or " " in words):
        return Pause(length, line)
    return Sound(name, line) if name else None


@lru_cache(maxsize=1024)
def _measured(words: str) -> tuple[float | None, str | None]:
    """What the words are as a pause and, if they are none, as a sound. The same few tags come again and again."""
    length = pause(words)
    return length, sound(words) if length is None else None


def inside(text: str) -> str | None:
    """What stands between the brackets, stars or underlines that enclose a whole line, or None."""
    words = text
    for _ in range(_DEEPEST):
        close = _WRAPS.get(words[:1])
        if close is None or len(words) < len("[x]") or not words.endswith(close):
            break
        words = words[1:-1].strip()
    open_still = words[:1] in _WRAPS or any(mark in words for mark in (text[:1], _WRAPS.get(text[:1], "")) if mark)
    return None if words == text or open_still else words


def rule(text: str) -> bool:
    """Whether a line only divides: `---`, `* * *`, `===`."""
    if text[:1] in "|:-" and _TABLE_RULE.match(text):
        return True
    return bool(_ONLY_RULE.match(text)) and not _DOTS.match(text)


def heading(text: str, *, inner: bool = False) -> str | None:
    """The words of a scene heading, chapter or transition, or None. `inner`: they stood in brackets."""
    if len(text) > 160:
        return None
    bare = text.strip("*_ ")
    found = _SOUND.match(bare) if inner else None
    if found and folded(found[1]) in notnames.PLACES:
        return bare
    return bare if SCENE(bare) or notnames.TRANSITIONS.match(bare) else None


SCENE = notnames.SCENES.match


def alone(text: str, line: int) -> Cue | None:
    """The cue that a whole line is, in brackets or not: `SFX: door`, `PAUSE: 2`, `...`, `INT. BAR`."""
    words = inside(text)
    if words is not None:
        cue = bracketed(words, line, square=text[0] in "[【［")
        if cue is not None:
            return cue
        title = heading(words, inner=True)
        return Heading(title, line) if title else None
    if _DOTS.match(text):
        return Pause(PAUSE, line)
    if _NOTES.match(text):
        return Sound(text.strip("♪♫🎵🎶 ") or "music", line)
    return _bare(text, line)


def _bare(text: str, line: int) -> Cue | None:
    if len(text) > 200:
        return None
    plain = text.replace("**", "")
    found = _SOUND.match(plain)
    if found and folded(found[1]) in notnames.SOUNDS:
        return Sound(sound(plain) or found[2], line)
    if plain.isupper() and not found and _LOUD.match(plain):
        return Sound(plain.strip(), line)
    if plain.isupper() or found or plain[-1:].isdigit() or folded(plain) in _CLEAR:
        length = pause(plain)
        if length is not None:
            return Pause(length, line)
    title = heading(plain)
    return Heading(title, line) if title else None
