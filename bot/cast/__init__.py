"""Which voice speaks for which speaker; auto-casting."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.cast.gender import likely_gender, narrates
from bot.errors import UnknownChoice, UnknownSpeaker, UnknownVoice
from bot.script.model import Script


@dataclass(frozen=True, slots=True)
class Voice:
    """Something a provider can speak with.

    `languages` are BCP 47 tags, lower case, most natural first; `gender` is "female", "male" or "".
    """

    id: str
    name: str
    provider: str
    languages: tuple[str, ...] = ()
    gender: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Casting:
    """Who speaks with which voice, in order of appearance; None is the narrator.

    `warnings` are (code, about): "kept_voice_gone" (the speaker), "voices_shared" (how many speakers share), and
    "voice_language" (the language that no voice is known to speak).
    """

    voices: dict[str | None, Voice]
    warnings: tuple[tuple[str, str], ...] = ()


# How many names an UnknownVoice carries, and how much of a long mistake is compared.
_NEAREST = 5
_COMPARED = 60

NARRATOR = "narrator"

# Primary subtags for one and the same language (IANA registry: deprecated, macrolanguage and member).
_SAME = {"cmn": "zh", "nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "fil": "tl", "arb": "ar"}


def primary(language: str) -> str:
    """The language of a BCP 47 tag without region or script: "pt-BR" -> "pt", "cmn" -> "zh", "" -> ""."""
    subtag = language.casefold().replace("_", "-").partition("-")[0]
    return _SAME.get(subtag, subtag)


def find_voice(voices: Sequence[Voice], asked: str) -> Voice:
    """The voice of that id (exact, then in any case) or name (in any case); raises UnknownVoice with the nearest."""
    wanted = asked.strip()
    folded = wanted.casefold()
    tests = (
        (voice for voice in voices if voice.id == wanted),
        (voice for voice in voices if voice.id.casefold() == folded),
        (voice for voice in voices if voice.name.casefold() == folded),
    )
    for found in tests:
        for voice in found:
            return voice
    raise UnknownVoice(wanted, _nearest(voices, folded))


def _nearest(voices: Sequence[Voice], folded: str) -> tuple[str, ...]:
    """Names of the voices whose name or id comes closest, best first: each voice once."""
    known: dict[str, str] = {}
    for voice in voices:
        known.setdefault(voice.id.casefold(), voice.name)
    for voice in voices:
        known[voice.name.casefold()] = voice.name
    close = difflib.get_close_matches(folded[:_COMPARED], known, n=2 * _NEAREST, cutoff=0.0)
    return tuple(dict.fromkeys(known[key] for key in close))[:_NEAREST]


def cast_script(
    script: Script,
    voices: Sequence[Voice],
    *,
    kept: Mapping[str, str],
    overrides: Mapping[str, str],
    language: str = "",
) -> Casting:
    """A voice for each speaker of the script, and for its narrator.

    In this order: `overrides` (speaker -> voice id or name; "narrator" is the narrator too), a voice of the speaker's
    own name, the cast `kept` for the place (casefolded speaker -> voice id), and auto-casting, which gives every
    speaker a voice of their own while there are any, by likely gender, among those that speak `language` (empty: the
    script's). The same every time for the same script and voices, in whatever order the voices come.
    Raises UnknownSpeaker for an override of nobody in the script, UnknownVoice, and UnknownChoice("no_voices").
    """
    if not voices:
        raise UnknownChoice("no_voices", allowed=())
    wanted = (language or script.language).casefold().replace("_", "-")
    ordered = sorted(voices, key=lambda voice: (_distance(voice, wanted), voice.provider, voice.id))
    roles = tuple(dict.fromkeys(turn.speaker for turn in script.turns))
    fixed = _overridden(script, roles, overrides, ordered)
    warnings: list[tuple[str, str]] = []
    names = {voice.name.casefold(): voice for voice in reversed(ordered)}
    by_id = {voice.id: voice for voice in ordered}
    for role in roles:
        if role in fixed:
            continue
        label = (role or NARRATOR).casefold()
        if role is not None and label in names:
            fixed[role] = names[label]
        elif label in kept and kept[label] in by_id:
            fixed[role] = by_id[kept[label]]
        elif label in kept:
            warnings.append(("kept_voice_gone", role or NARRATOR))
    left = [role for role in roles if role not in fixed]
    if left:
        stage = _AutoCast([voice for voice in ordered if _distance(voice, wanted) < _FOREIGN] or ordered, fixed)
        # The narrator chooses first: calm voices are few, and everybody else can do with any.
        for role in sorted(left, key=lambda role: not _narrates(role)):
            fixed[role] = stage.choose(role)
        warnings += stage.warnings(wanted)
    return Casting({role: fixed[role] for role in roles}, tuple(warnings))


def _overridden(
    script: Script, roles: Sequence[str | None], overrides: Mapping[str, str], voices: Sequence[Voice]
) -> dict[str | None, Voice]:
    """The overrides as voices, by role. A label that the reader merged into a speaker means that speaker."""
    known: dict[str, str | None] = {NARRATOR: None} if script.narrated else {}
    known |= {label.casefold(): speaker for label, speaker in script.aliases if speaker in roles}
    known |= {role.casefold(): role for role in roles if role is not None}
    fixed: dict[str | None, Voice] = {}
    for asked, voice in overrides.items():
        label = asked.strip().casefold()
        if label not in known:
            raise UnknownSpeaker("unknown_speaker", asked=asked, speakers=tuple(role or NARRATOR for role in roles))
        fixed[known[label]] = find_voice(voices, voice)
    return fixed


# How far a voice is from a language: it speaks it, it speaks another region's, it does not say, it speaks others.
_EXACT, _REGION, _UNSAID, _FOREIGN = range(4)


def _distance(voice: Voice, wanted: str) -> int:
    tags = [tag.casefold().replace("_", "-") for tag in voice.languages]
    if not tags or not wanted:
        return _UNSAID
    if any(tag == wanted or tag.startswith(f"{wanted}-") for tag in tags):
        return _EXACT
    return _REGION if any(primary(tag) == primary(wanted) for tag in tags) else _FOREIGN


# Words in a voice's description that make it one to listen to for long.
_CALM = ("calm", "narrat", "neutral", "story", "audiobook", "documentary", "news", "soothing", "clear")


def _narrates(role: str | None) -> bool:
    return role is None or narrates(role)


class _AutoCast:
    """Gives out the voices of one pool, counting who has which."""

    def __init__(self, pool: Sequence[Voice], fixed: Mapping[str | None, Voice]) -> None:
        self._pool = pool
        self._used = Counter((voice.provider, voice.id) for voice in fixed.values())
        self._genders = Counter(voice.gender for voice in fixed.values())
        self._shared = 0

    def choose(self, role: str | None) -> Voice:
        """The best voice for a role that is left: unused, then in the language, of the gender, calm for a narrator.

        Among equals each label has its own order of the voices (rendezvous hashing), so that a speaker who comes or
        goes changes few of the others and their takes are used again.
        """
        label = (role or NARRATOR).casefold()
        gender = likely_gender(role or "") or ("" if _narrates(role) else self._rarer(label))
        calm = _narrates(role)
        ranks = [(self._rank(voice, gender, calm=calm), voice) for voice in self._pool]
        best = min(rank for rank, _ in ranks)
        voice = min((voice for rank, voice in ranks if rank == best), key=lambda voice: _digest(label, voice))
        self._shared += bool(self._used[voice.provider, voice.id])
        self._used[voice.provider, voice.id] += 1
        self._genders[voice.gender] += 1
        return voice

    def _rank(self, voice: Voice, gender: str, *, calm: bool) -> tuple[int, bool, int]:
        used = self._used[voice.provider, voice.id]
        agitated = calm and not any(word in voice.description.casefold() for word in _CALM)
        mismatch = 0 if not gender or voice.gender == gender else 1 if not voice.gender else 2
        return used, agitated, mismatch

    def _rarer(self, label: str) -> str:
        """The gender heard less so far: two speakers of whom nothing is known are told apart best so."""
        female, male = self._genders["female"], self._genders["male"]
        if female == male:
            return ("female", "male")[hashlib.sha256(label.encode("utf-8", "surrogatepass")).digest()[0] % 2]
        return "female" if female < male else "male"

    def warnings(self, wanted: str) -> Iterator[tuple[str, str]]:
        """What the person should know about the voices given out."""
        if self._shared:
            yield "voices_shared", str(self._shared)
        if all(_distance(voice, wanted) == _FOREIGN for voice in self._pool):
            yield "voice_language", wanted


def _digest(label: str, voice: Voice) -> bytes:
    return hashlib.sha256(f"{label}\0{voice.provider}\0{voice.id}".encode("utf-8", "surrogatepass")).digest()
