"""Every reply as text for a terminal: in colours where there are any, and as clear without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from adapters.chat.console.harmless import harmless
from adapters.chat.console.progress import plain
from bot.ports.chat import Button, Card, CastSheet, Notice, Progress, Reply, Spot
from bot.replies.forms import form_words
from bot.replies.lists import Listing
from bot.replies.talk import MORE_LINES, MORE_PARTS, UNTITLED

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

LONGEST = 40  # items of a script that are shown whole; of a longer one its beginning and its end
HEAD, TAIL = 24, 12
PARTS = 40  # speakers in the table
REMARKS = 16  # problems and warnings

COLOURS = ("cyan", "yellow", "green", "magenta", "bright_blue", "bright_red", "bright_cyan", "bright_magenta")
_NARRATOR = "italic"
_QUIET = "dim"
_WRONG = "bold red"

# What the buttons of a recording are typed as here; the others are flags of the command line.
TYPED = {
    Button.RETAKE: "retake {task} LINE",
    Button.OTHER_TAKE: "retake {task} LINE TAKE",
    Button.CAPTIONS: "captions {task} srt",
    Button.TRANSCRIPT: "transcript {task}",
    Button.STAR: "star {task}",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on: columns of the terminal, and whether it has colours."""

    width: int = 100
    colour: bool = False


def render(reply: Reply | Listing, paper: Paper, *, files: Sequence[str] = (), whole: bool = False) -> str:
    """A reply as lines that end in a newline. `files` are a recording's; `whole` leaves nothing of a script out.

    What people wrote is data: no markup of theirs is interpreted and no control character passes.
    """
    from rich.console import Console

    out = StringIO()
    Console(
        file=out,
        width=paper.width,
        force_terminal=paper.colour,
        color_system="standard" if paper.colour else None,
        no_color=not paper.colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    ).print(draw(reply, paper.width, files=files, whole=whole))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def draw(reply: Reply | Listing, width: int, *, files: Sequence[str] = (), whole: bool = False) -> RenderableType:
    """A reply as something that `rich` can print on a page of so many columns."""
    match reply:
        case CastSheet():
            return _sheet(reply, width, whole=whole)
        case Card():
            return _card(reply, files)
        case Listing():
            return _listing(reply)
        case Progress():
            return _text(f"{reply.task}  {plain(reply)}")
        case Notice():
            return _text(str(reply))


def _text(words: str, style: str = "", *, indent: int = 0) -> Text:
    from rich.text import Text

    return Text(" " * indent + harmless(words), style)


def _sheet(sheet: CastSheet, width: int, *, whole: bool) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding

    colours = _colours(sheet)
    blocks: list[RenderableType] = [_banner(sheet), "", Padding(_parts(sheet, colours, width), (0, 0, 0, 1)), ""]
    blocks += [Padding(_reading(sheet, colours, whole=whole), (0, 0, 0, 1)), ""]
    said = _remarks(sheet)
    if not whole and len(said) > REMARKS:
        said = [*said[:REMARKS], _text(MORE_LINES.format(count=len(said) - REMARKS), _QUIET, indent=1)]
    if said:
        blocks += [*said, ""]
    blocks.append(_buttons(sheet))
    return Group(*blocks)


def _colours(sheet: CastSheet) -> dict[str, str]:
    """A style for each speaker, in their order; those whom nobody named speak in italics."""
    narrators = {spot.who for spot in sheet.spots if spot.narrated}
    named = [part.speaker for part in sheet.parts if part.speaker not in narrators]
    return {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(named)} | dict.fromkeys(narrators, _NARRATOR)


def _banner(sheet: CastSheet) -> RenderableType:
    from rich.rule import Rule
    from rich.text import Text

    title = Text.assemble((harmless(sheet.title) or UNTITLED, "bold"), "  ")
    title.append(f"read as {harmless(form_words(sheet.form))}", _QUIET)
    return Rule(title, align="left", style=_QUIET)


def _parts(sheet: CastSheet, colours: dict[str, str], width: int) -> RenderableType:
    """Who and with which voice stay whole on a narrow page; the description and the first words give way."""
    from rich.console import Group
    from rich.table import Table

    shown = sheet.parts[:PARTS]
    who, voice = _widest("Speaker", [part.speaker for part in shown]), _widest("Voice", [part.voice for part in shown])
    room = max(width - who - voice - 16, 10)  # 16: the number of lines, blanks between columns, the margin
    told = min(_widest("", [part.description for part in shown], 32), room // 2)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_QUIET)
    for name, columns in (("Speaker", who), ("Voice", voice), ("", told)):
        table.add_column(name, width=columns, overflow="ellipsis", no_wrap=True)
    table.add_column("Lines", width=5, justify="right", no_wrap=True)
    table.add_column("First words", max_width=room - told, overflow="ellipsis", no_wrap=True)
    for part in shown:
        colour = colours.get(part.speaker, "")
        table.add_row(
            _text(part.speaker, f"bold {colour}"),
            _text(part.voice),
            _text(part.description, _QUIET),
            str(part.lines),
            _text(part.sample, colour),
        )
    if len(sheet.parts) <= PARTS:
        return table
    return Group(table, _text(MORE_PARTS.format(count=len(sheet.parts) - PARTS), _QUIET))


def _widest(name: str, words: Sequence[str], most: int = 24) -> int:
    """Columns for the longest of these, within reason."""
    from rich.cells import cell_len

    return min(max(cell_len(harmless(word)) for word in (name, *words)), most)


def _reading(sheet: CastSheet, colours: dict[str, str], *, whole: bool) -> RenderableType:
    """Who says what, line by line: the number is what `retake` takes; beside it the line of the text, where one is wrong."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=bool(sheet.problems), header_style=_QUIET)
    table.add_column("", justify="right", no_wrap=True, style=_QUIET)
    if sheet.problems:
        table.add_column("line", justify="right", no_wrap=True, style=_QUIET)
    table.add_column("", max_width=22, overflow="ellipsis", no_wrap=True)
    table.add_column("", overflow="fold")
    wrong = {remark.line for remark in sheet.problems if remark.serious}
    spoken = 0
    numbered: list[tuple[int, Spot]] = []
    for spot in sheet.spots:
        spoken += not spot.cue
        numbered.append((spoken, spot))
    cut = len(numbered) > LONGEST and not whole
    for at, (number, spot) in enumerate(numbered):
        if cut and HEAD <= at < len(numbered) - TAIL:
            if at == HEAD:
                more = Text(f"… {MORE_LINES.format(count=len(numbered) - HEAD - TAIL)}", _QUIET)
                table.add_row("⋮", *([""] if sheet.problems else []), "", more)
            continue
        source = [_text(f"{'! ' if spot.line in wrong else ''}{spot.line}", _WRONG if spot.line in wrong else _QUIET)]
        shown_number = "" if spot.cue else str(number)
        table.add_row(shown_number, *(source if sheet.problems else []), *_said(spot, colours))
    return table


def _said(spot: Spot, colours: dict[str, str]) -> tuple[Text, Text]:
    from rich.text import Text

    if spot.cue:
        mark = "══" if spot.cue == "heading" else "··"
        return _text(mark, _QUIET), _text(spot.text, f"{_QUIET} bold" if spot.cue == "heading" else f"{_QUIET} italic")
    colour = colours.get(spot.who, "")
    name = f"({harmless(spot.who)})" if spot.narrated else harmless(spot.who)
    words = Text()
    if spot.how:
        words.append(f"[{harmless(spot.how)}] ", f"{_QUIET} italic")
    words.append(harmless(spot.text), colour if spot.narrated else "")
    return Text(name, f"bold {colour}"), words


def _remarks(sheet: CastSheet) -> list[Text]:
    """What is wrong comes first, then what only should be known."""
    wrong = [_text(f"WRONG? {one}", _WRONG, indent=1) for one in sheet.problems if one.serious]
    notes = [_text(f"Note: {warning}", "yellow", indent=1) for warning in sheet.warnings]
    return [*wrong, *notes, *(_text(str(one), _QUIET, indent=1) for one in sheet.problems if not one.serious)]


def _buttons(sheet: CastSheet) -> RenderableType:
    from rich.text import Text

    line = Text(" ")
    line.append(harmless(f"{sheet.length} · {sheet.price}"), "bold")
    line.append("   ")
    for button in sheet.buttons:
        line.append(f"[{button.value}]", "reverse bold" if button is Button.GO else "reverse")
        line.append("  ")
    return line


def _card(card: Card, files: Sequence[str]) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    title = harmless(card.title) or ("" if files else UNTITLED)
    head = Text.assemble(("✓", "bold green"), (f" {title} " if title else "", "bold"))
    for file in files:
        head.append(f" {harmless(file)}", "bold cyan")
    facts = [fact for fact in (card.length, card.loudness, card.cost, card.made_by) if fact]
    lines = [head, _text(" · ".join(facts), indent=2), _text(", ".join(card.cast), _QUIET, indent=2)]
    lines += [_text(f"Note: {warning}", "yellow", indent=2) for warning in card.warnings]
    for button in card.buttons:
        if button in TYPED:
            typed = harmless(TYPED[button].format(task=card.task))
            lines.append(Text.assemble((f"  {button.value:<12}", _QUIET), typed))
    return Group(*lines)


def _listing(listing: Listing) -> RenderableType:
    from rich.console import Group
    from rich.table import Table

    if not listing.rows:
        return _text(listing.empty)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=_QUIET, show_header=any(listing.columns))
    for column in listing.columns:
        table.add_column(column, overflow="fold")
    for row in listing.rows:
        table.add_row(*(_text(cell) for cell in row))
    return Group(table, _text(listing.note, _QUIET)) if listing.note else table
