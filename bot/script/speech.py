"""What somebody says as it was typed -> spoken text, tags at their places, and the cues in between."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from bot.script import asides, cues
from bot.script.model import Pause, Sound, Tag

_SPECIAL = re.compile(r"[\\\[\](){}*_~`|<>&（【［「『“\"”«»‹›„‚‘’'♪]|\s\s|\n")
_TOKEN = re.compile(
    r"""(?=[\\!\[<［【{(（*_~|`♪&h])(?:\\(?P<escaped>[\\\[\](){}*_~`|<>:.\#-])
    |!?\[(?P<link>[^\[\]\n]{1,300})\]\((?:https?:|mailto:|/|\#)[^\s()]{0,600}\)
    |<<(?P<command>[^<>\n]{1,300})>>
    |\[(?P<square>[^\[\]]{1,400})\]
    |［(?P<wide>[^［］]{1,400})］
    |【(?P<lens>[^【】]{1,400})】
    |\{(?P<curly>[^{}]{1,200})\}
    |\((?P<round>[^()]{1,400})\)
    |（(?P<full>[^（）]{1,400})）
    |(?P<wrap>[*_]{1,3}(?=[(\[（【])|(?<=[)\]）】])[*_]{1,3})
    |(?P<bold>\*{2,3}|_{2,3}(?=\w)|(?<=\w)_{2,3}|~~|\|\||`{1,3})
    |(?<![\w*])\*(?P<star>[^\s*\[\](){}][^*\[\](){}\n]{0,200})\*(?!\*)
    |(?<![\w_])_(?P<under>[^\s_\[\](){}][^_\[\](){}\n]{0,200})_(?![\w_])
    |<(?P<angle>/?[A-Za-z@\#:!][^<>\n]{0,300})>
    |(?P<stray>(?<=\w)\*|\*(?=\w)|♪)
    |(?P<entity>&(?:[a-z]{2,8}|\#\d{2,6}|\#x[0-9a-f]{2,6});)
    |(?P<url>https?://\S{1,2000}))""",
    re.VERBOSE,
)
_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_WIDE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \t]*\n\\s*(?=[{_WIDE}])")
_QUOTES = {
    '"': '"',
    "“": "”",
    "”": "”",
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    "'": "'",
    "‚": "‘",
}
_CLOSING = re.compile(r"\[/([^\[\]\n]{1,30})\]")
_WORD = re.compile(r"[^\W_]")
_CLOSERS = ",.!?;:…)”’»、。！？，；："
_STOPS = '.!?…"”»。！？」』~'
_NEAR = 8  # code points around a word in stars that say whether it stands alone
_SPEECH_TAG = re.compile(r"^(?:@[!&]?\d+|#\d+|a?:\w{1,40}:\d+|!--.*)$")


@dataclass(frozen=True, slots=True)
class Said:
    """Words and how to say them. `tags` stand at offsets into `text`."""

    text: str
    tags: tuple[Tag, ...] = ()


Piece = Said | Pause | Sound


@dataclass(slots=True)
class Heard:
    """What came of one turn as typed: its pieces in order, and the directions that were left out."""

    pieces: list[Piece] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit: something a voice can say."""
    return bool(_WORD.search(text))


class _Writer:
    """Collects spoken text with single spaces, and the tags at the places where the next word begins."""

    def __init__(self, line: int) -> None:
        self.heard = Heard()
        self.line = line
        self._parts: list[str] = []
        self._length = 0
        self._spaced = True
        self._cut = False
        self._tags: list[Tag] = []
        self._end = ""

    @property
    def begun(self) -> bool:
        """Whether a word was said."""
        return self._end != ""

    @property
    def finished(self) -> bool:
        """Whether a tag can stand here: before all words, or after a whole sentence."""
        return self._end == "" or self._end in _STOPS

    def say(self, text: str) -> None:
        words = " ".join(text.split())
        if not words:
            self._space(text)
            return
        if text[0].isspace() and not (self._cut and words[0] in _CLOSERS):
            self._space(" ")
        elif self._cut and self._spaced and words[0] in _CLOSERS and self._parts:
            self._unspace()
        self._add(words)
        self._end = words[-1]
        self._spaced = self._cut = False
        if text[-1].isspace():
            self._space(" ")

    def _space(self, text: str) -> None:
        if text and not self._spaced:
            self._add(" ")
            self._spaced = True

    def _unspace(self) -> None:
        self._parts.pop()
        self._length -= 1
        self._tags = [Tag(tag.name, min(tag.at, self._length)) for tag in self._tags]

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def cut(self) -> None:
        """Something was taken out here: a space before the next full stop is not wanted."""
        self._cut = True

    def tag(self, name: str) -> None:
        self.cut()
        self._tags.append(Tag(name, self._length))

    def cue(self, cue: Pause | Sound) -> None:
        self.flush()
        self.heard.pieces.append(cue)

    def flush(self) -> None:
        text = "".join(self._parts).rstrip()
        tags = tuple(Tag(tag.name, min(tag.at, len(text))) for tag in self._tags)
        if text or tags:
            self.heard.pieces.append(Said(text, tags))
        self._parts, self._tags, self._length, self._spaced = [], [], 0, True


def hear(raw: str, line: int = 0) -> Heard:
    """One turn as typed, its lines joined by newlines, as pieces.

    Directions in brackets are never said. A pause or a sound inside the words ends a piece: what follows is a further
    turn of the same speaker. Outer quotation marks, markdown and HTML are formatting and are left out.
    """
    if not _SPECIAL.search(raw):
        text = raw.strip()
        return Heard([Said(text)] if text else [])
    raw = _WIDE_BREAK.sub("", raw)
    writer = _Writer(line)
    at = 0
    closed = frozenset(_CLOSING.findall(raw)) if "[/" in raw else frozenset()
    for found in _TOKEN.finditer(raw):
        if found.start() > at:
            writer.say(raw[at : found.start()])
        if not (closed and _paired(found["square"] or "", closed)):
            _take(writer, found, raw)
        at = found.end()
    writer.say(raw[at:])
    writer.flush()
    writer.heard.pieces = unquoted(writer.heard.pieces)
    return writer.heard


def _paired(words: str, closed: frozenset[str]) -> bool:
    """Whether `[wave]` or `[/wave]` is one of a pair of marks around words, as games and forums have them."""
    return words.startswith("/") or words.partition("=")[0] in closed


def _take(writer: _Writer, found: re.Match[str], raw: str) -> None:
    kind = found.lastgroup or ""
    words = found[kind]
    if kind in ("escaped", "url"):
        writer.say(words)
    elif kind == "link":
        if not found[0].startswith("!"):
            writer.say(words)
    elif kind == "entity":
        writer.say(html.unescape(words).replace("\xa0", " "))
    elif kind in ("star", "under"):
        _starred(writer, found, raw, words)
    elif kind in ("bold", "stray", "wrap"):
        writer.cut() if kind == "stray" else None
    elif kind == "angle":
        _angled(writer, words)
    elif kind in ("round", "full") and asides.spoken(
        words, before=raw[: found.start()], after=raw[found.end() : found.end() + 2]
    ):
        writer.say(found[0])
    else:
        _direction(writer, words, square=kind in ("square", "wide", "lens"))


def _starred(writer: _Writer, found: re.Match[str], raw: str, words: str) -> None:
    lead = raw[max(0, found.start() - _NEAR) : found.start()].rstrip(" \t*_")
    after = raw[found.end() : found.end() + _NEAR].lstrip(" \t")
    opens = writer.finished or lead.endswith("\n")
    if asides.acted(words, first=not writer.begun, opens=opens, after=after):
        _direction(writer, words)
    else:
        writer.say(words)


def _angled(writer: _Writer, words: str) -> None:
    if _SPEECH_TAG.match(words):
        writer.cut()
        return
    length = asides.broken(words)
    if length is not None:
        writer.cue(Pause(length, writer.line))
    elif words.rstrip("/").strip().casefold() == "br":
        writer.say(" ")
    else:
        tag = asides.element(words)
        if tag:
            writer.tag(tag)


def _direction(writer: _Writer, words: str, *, square: bool = False) -> None:
    words = " ".join(words.split())
    cue = cues.bracketed(words, writer.line, square=square)
    if cue is not None:
        writer.cue(cue)
        return
    names, rest = asides.directions(words)
    for name in names:
        writer.tag(name)
    if rest:
        writer.heard.directions.append(rest)
    writer.cut()


def unquoted(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the quotation marks around all of them: they show that it is speech, and are not said."""
    said = {index: piece for index, piece in enumerate(pieces) if isinstance(piece, Said) and piece.text}
    whole = "\n".join(piece.text for piece in said.values())
    close = _QUOTES.get(whole[:1])
    if close is None or len(whole) < len("“”") or whole[-1] not in close or not _one_pair(whole):
        return pieces
    result = list(pieces)
    first, last = min(said), max(said)
    said[last] = result[last] = _trimmed(said[last], 0, 1)
    result[first] = _trimmed(said[first], 1, 0)
    return [piece for piece in result if not isinstance(piece, Said) or piece.text or piece.tags]


def _one_pair(whole: str) -> bool:
    inner = whole[1:-1]
    if whole[0] in "'‘":
        return not re.search(r"(?:^|[\s,.!?])['‘’](?:\s|$)|\s['‘]\w", inner)
    return whole[0] not in inner and whole[-1] not in inner


def _trimmed(piece: Said, front: int, back: int) -> Said:
    text = piece.text[front : len(piece.text) - back]
    lead = len(text) - len(text.lstrip())
    bare = text.strip()
    return Said(bare, tuple(Tag(tag.name, min(max(0, tag.at - front - lead), len(bare))) for tag in piece.tags))
