"""What stands in brackets or stars: how to say it, what somebody does, or words that are said after all."""

from __future__ import annotations

import re

from bot.script import cues
from bot.script.tags import canonical, folded

_LONGEST_TAG = 4  # words: "in a low voice"; what is longer tells of the stage, not of the voice

# (V.O.), (O.S.), (CONT'D) and their relatives: where a voice comes from, not how it speaks.
_EXTENSION = re.compile(
    r"^(?:v\.?\s?o\.?|o\.?\s?[scv]\.?|o\.?c\.?|cont(?:['’]?d|inued|inuing)?\.?|more|off|off[- ]?(?:screen"
    r"|stage|camera)|on (?:the )?(?:phone|radio|screen|tv)"
    r"|pre-?lap|filtered|subtitled?|voice-?over|aside|edited|suite|weiter|на экране|за кадром|画外音|旁白"
    r"|voix off|en off|hors champ)$",
    re.IGNORECASE,
)
# Pronouns, articles, conjunctions: a bracket that opens with one is part of a sentence.
_SPOKEN_START = re.compile(
    r"^(?:and|or|but|i|i['’]m|i['’]ve|we|you|it|it['’]s|he['’]s|she['’]s|they['’]re|my|our|your|this|that|these|those|which|who|whom|whose"
    r"|if|so|not|no|yes|because|as|for|at least|see|aka|a\.k\.a\.?|i\.e\.?|e\.g\.?|well|maybe|perhaps|also"
    r"|including|especially|formerly"
    r"|born|like|what|when|where|why|how|is|are|was|were|do|does|did|don['’]t|can|could|would|should|will|of|about|since|thanks|ok|okay"
    r"|und|oder|aber|der|die|das|ein|eine|ich|wir|sie|et|ou|mais|le|la|les|un|une|je|nous|vous|y|o|pero|el|los|las|una|yo|e|mas|os|eu"
    r"|и|или|но|я|мы|он|она|это)\b(?P<more>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# "(the old one)" is said, "(the door opens)" and "(she walks off)" are not: they have a verb in the third person.
_SOMEBODY = re.compile(
    r"^(?:the|an?|he|she|they|his|her|their)\b(?!.*\b\w{2,}(?<!s)s\b)(?P<more>.*)$", re.IGNORECASE | re.DOTALL
)
_ACTION = re.compile(r"^(?:\w+ly )?(?:\w{2,}(?<!s)s|\w{2,}ing)\b|^\w+ly$", re.IGNORECASE)
_SENTENCE = re.compile(r"^[^\W\d_](?<![a-zß-öø-ÿа-яё]).*[.…。！？]$", re.DOTALL)
_GOES_ON = frozenset(",.;:!?，。；：！？")  # a sentence that includes the stressed word goes on with these
_NO_VERB = re.compile(
    r"^(?:\w+ly|\w+ing|always|perhaps|sometimes|besides|his|hers|ours|yours|theirs|has|us|things|years|days|times)\b"
)
_NOT_SAID = re.compile(r"^(?:[\d:.,\s/%°$€£+-]+(?:[ap]\.?m\.?)?|\d+[a-z]{1,2}|\^?\d{1,3})$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")
_TO = re.compile(r"^(?:to|an|zu|à|au|a|al|para|к|对|对着|向)\s+\S", re.IGNORECASE)
_BREAK = re.compile(r"^break\b[^<>]{0,80}?(?:time|strength)\s*=\s*[\"']?([\w.-]{1,12})|^break\s*/?$", re.IGNORECASE)
_ELEMENT = re.compile(r"^/?\s*([A-Za-z][\w -]{1,30}?)\s*/?$")
_SPLIT = re.compile(r"\s*(?:[,;/|、，]|\s(?:and|und|et|y|e|и)\s)\s*")


def extension(words: str) -> bool:
    """Whether it is a screenplay's extension of a name: V.O., O.S., CONT'D."""
    return len(words) < 30 and bool(_EXTENSION.match(words.strip()))


def spoken(words: str, *, before: str, after: str) -> bool:
    """Whether what stands in round brackets is part of the sentence around it: `friend(s)`, `(and you know it)`.

    `before` and `after` are what stands on either side. At the start of a line, and alone, it never is.
    """
    if before[-1:].isalnum() and len(words) <= 3 and words.isalpha() and words.islower():
        return True
    if (
        not before.strip('*_ \n\t"“„«「')
        or cues.bracketed(words, 0, square=False) is not None
        or canonical(words)
        or extension(words)
    ):
        return False
    if not _WORD.search(words):
        return False
    if _NOT_SAID.match(words) or (words.isupper() and " " not in words and words.isascii()):
        return not before.rstrip().endswith((".", "!", "?"))
    if " " in words and not words[0].isdigit() and any(map(str.isdigit, words)) and after[:2].strip()[:1].isalnum():
        return True
    found = _SPOKEN_START.match(words) or _SOMEBODY.match(words)
    return bool(found and (found["more"].strip() or after.strip()))


def acted(words: str, *, first: bool, opens: bool, after: str) -> bool:
    """Whether `*words*` is something done (`*laughs*`, `*clears throat*`) rather than a word that is stressed.

    `first`: nobody has said a word before it; `opens`: it stands there, or where a line begins or a sentence has ended;
    `after` is what stands behind it. Behind words only a known tag, a cue, or at the very end an action is something done: in doubt it is said.
    """
    bare = words.strip()
    if not opens or after[:1] in _GOES_ON:
        return False
    if canonical(bare) or cues.bracketed(bare, 0):
        return True
    if bare[-1:] in "!?" or _SENTENCE.match(bare):
        return False
    action = bool(_ACTION.match(bare)) and " " in bare
    if first:
        return action or not after
    # `I was not! *storms off*`
    return action and not after and bare[0].islower() and not _NO_VERB.match(bare) and not _SPOKEN_START.match(bare)


def broken(words: str) -> float | None:
    """The seconds of an SSML `break time="500ms"/`, or None for any other element."""
    found = _BREAK.match(words)
    if found is None:
        return None
    return cues.pause(f"pause={found[1]}") if found[1] else cues.PAUSE


def element(words: str) -> str | None:
    """The tag that an element such as `<laugh>` or `<sigh/>` stands for, or None for formatting."""
    found = _ELEMENT.match(words)
    if found is None or words.startswith("/"):
        return None
    return folded(found[1]) if canonical(found[1]) else None


def directions(words: str) -> tuple[tuple[str, ...], str]:
    """The tags that a direction is made of, and what of it is no tag (to be left out with a note).

    Extensions (V.O.), times and numbers, and whom it is said to come to nothing at all.
    """
    bare = words.strip()
    if not bare or extension(bare) or _NOT_SAID.match(bare) or not _WORD.search(bare):
        return (), ""
    if canonical(bare):
        return (folded(bare),), ""
    if _TO.match(bare) and len(bare) < 40:
        return (), ""
    parts = [part for part in _SPLIT.split(bare) if part.strip()]
    if len(parts) > 1 and any(canonical(part) for part in parts):
        kept = tuple(folded(part) for part in parts if _fits(part))
        return kept, ""
    return ((folded(bare),), "") if _fits(bare) else ((), bare)


def _fits(words: str) -> bool:
    if extension(words) or _TO.match(words):
        return False
    return 0 < len(words.split()) <= _LONGEST_TAG and len(words) <= 40 and folded(words) != ""
