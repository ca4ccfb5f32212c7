"""Draws the pictures of the README from the real thing: the console's cast sheet, and the waveform of the demo's recording.

Run by `make pictures`. The same every time: nothing in them depends on the day or the machine.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from io import StringIO
from pathlib import Path

from rich.color import Color
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from adapters.chat.console.render import COLOURS, draw
from adapters.chat.console.sheets import PROMPT
from bot.app import open_app
from bot.config import Settings
from bot.ports.chat import CastSheet
from bot.replies.amounts import length, loudness_of
from bot.replies.sheet import who
from bot.script.files import read_file
from bot.service.ordering import Request
from bot.task import Person, Place, Recording, Spoken

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "samples" / "news.txt"
COLUMNS = 100

THEME = TerminalTheme(
    (22, 24, 33),
    (214, 218, 226),
    [(60, 64, 78), (247, 118, 142), (158, 206, 106), (224, 175, 104), (122, 162, 247), (187, 154, 247), (98, 210, 222),
     (169, 177, 197)],
    [(110, 116, 138), (255, 146, 166), (185, 225, 135), (240, 200, 130), (150, 185, 255), (208, 180, 255),
     (130, 230, 240), (235, 238, 245)],
)  # fmt: skip
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def cast_sheet_svg(sheet: CastSheet) -> str:
    """The sheet as the console prints it. No font is fetched: the reader's own fixed-width one is taken."""
    page = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor")
    page.print(Text("> perform samples/news.txt"))
    page.print(draw(sheet, COLUMNS))
    page.print(Text(PROMPT + "Go"))
    svg = page.export_svg(title="tableread console", theme=THEME, unique_id="sheet")
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code, monospace", f"font-family: {FONTS}")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


WIDTH, MARGIN = 1000, 32
LEFT = 100  # the names of the speakers stand before it
WAVE_TOP, WAVE = 64, 150  # where the waveform begins, and how high it is
LANE_TOP, LANE = WAVE_TOP + WAVE + 14, 24  # the turns below it, a row for each speaker
LETTER = 7.4  # columns of one letter at 12 px


def waveform_svg(title: str, recording: Recording) -> str:
    """The waveform with each speaker's turns in their colour, by name, along the time axis."""
    names = tuple(dict.fromkeys(who(turn.speaker) for turn in recording.timeline))
    colours = {name: _hex(COLOURS[at % len(COLOURS)]) for at, name in enumerate(names)}
    axis = LANE_TOP + LANE * len(names) + 8
    height = axis + 36
    told = f"{length(recording.duration)} · {loudness_of(recording.loudness)} · {len(recording.timeline)} lines"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="{FONTS}" font-size="12">',
        f"<title>{escape(title)}: {escape(told)}</title>",
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="{_rgb(THEME.background_color)}"/>',
        _words(MARGIN, 38, title, "#ebeef5", size=18),
        _words(WIDTH - MARGIN, 38, told, "#a9b1c5", anchor="end"),
        *_bars(recording, colours),
        *_lanes(recording, names, colours),
        *_ticks(recording.duration, axis),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _x(seconds: float, duration: float) -> float:
    return LEFT + (WIDTH - LEFT - MARGIN) * seconds / duration


def _bars(recording: Recording, colours: dict[str, str]) -> list[str]:
    points, duration = recording.waveform, recording.duration
    step = (WIDTH - LEFT - MARGIN) / len(points)
    highest = max(points) or 1
    middle = WAVE_TOP + WAVE / 2
    bars = []
    for at, value in enumerate(points):
        tall = max(2.0, WAVE * value / highest)
        colour = _speaking(
            recording.timeline, (at * duration / len(points), (at + 1) * duration / len(points)), colours
        )
        bars.append(
            f'<rect x="{LEFT + at * step:.1f}" y="{middle - tall / 2:.1f}" width="{step * 0.7:.1f}"'
            f' height="{tall:.1f}" rx="1" fill="{colour}"/>'
        )
    return bars


def _speaking(timeline: Sequence[Spoken], stretch: tuple[float, float], colours: dict[str, str]) -> str:
    """The colour of whoever speaks longest in a stretch, or a quiet one where nobody does."""
    longest = max(timeline, key=lambda turn: min(turn.end, stretch[1]) - max(turn.start, stretch[0]))
    heard = min(longest.end, stretch[1]) > max(longest.start, stretch[0])
    return colours[who(longest.speaker)] if heard else "#4a5064"


def _lanes(recording: Recording, names: Sequence[str], colours: dict[str, str]) -> list[str]:
    """A row for each speaker: the name, then their turns with their numbers where there is room."""
    shapes = []
    for row, name in enumerate(names):
        top = LANE_TOP + row * LANE
        shapes.append(_words(LEFT - 14, top + 15, name, colours[name], anchor="end"))
        for turn in (turn for turn in recording.timeline if who(turn.speaker) == name):
            left, right = _x(turn.start, recording.duration), _x(turn.end, recording.duration)
            shapes.append(
                f'<rect x="{left:.1f}" y="{top + 3}" width="{max(right - left, 2):.1f}" height="{LANE - 8}" rx="3"'
                f' fill="{colours[name]}" fill-opacity="0.85"/>'
            )
            if right - left > LETTER * len(str(turn.turn + 1)) + 4:
                shapes.append(_words((left + right) / 2, top + 15, str(turn.turn + 1), "#161821", anchor="middle"))
    return shapes


def _ticks(duration: float, axis: int) -> list[str]:
    every = next(step for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600) if duration / step <= 12)
    marks = [f'<line x1="{LEFT}" y1="{axis}" x2="{WIDTH - MARGIN}" y2="{axis}" stroke="#4a5064"/>']
    for second in range(0, int(duration) + 1, every):
        x = _x(second, duration)
        marks.append(f'<line x1="{x:.1f}" y1="{axis}" x2="{x:.1f}" y2="{axis + 5}" stroke="#4a5064"/>')
        marks.append(_words(x, axis + 20, length(second), "#a9b1c5", anchor="middle"))
    return marks


def _words(x: float, y: float, words: str, colour: str, *, anchor: str = "start", size: int = 12) -> str:
    weight = ' font-weight="bold"' if size > 12 else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}"{weight} text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _hex(colour: str) -> str:
    return _rgb(Color.parse(colour).get_truecolor(THEME))


def _rgb(triplet: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*triplet)


async def perform(home: Path) -> tuple[CastSheet, str, Recording]:
    """The sample's cast sheet, its title, and its recording, made by the embedded voices."""
    script = read_file(SAMPLE.read_bytes(), SAMPLE.name)
    place, person = Place("console", "pictures"), Person("console", "pictures")
    async with open_app(Settings(home=home, provider="local")) as app:
        sheet = await app.service.ordering.sheet(
            Request(script=script, place=place, person=person, output=str(home / "news.ogg"))
        )
        task = await app.service.ordering.go(sheet.task)
        await app.worker.work_through(frozenset({task.id}))
        done = await app.service.tending.get(task.id, person)
    if done.recording is None:
        raise SystemExit(f"The sample could not be performed: {done.error}")
    return sheet.shown, script.title or "Untitled", done.recording


def main(folder: Path = HERE) -> int:
    """Write both pictures."""
    with tempfile.TemporaryDirectory() as home:
        sheet, title, recording = asyncio.run(perform(Path(home)))
    (folder / "cast-sheet.svg").write_text(cast_sheet_svg(sheet), encoding="utf-8")
    (folder / "waveform.svg").write_text(waveform_svg(title, recording), encoding="utf-8")
    sys.stdout.write("docs/pictures/cast-sheet.svg\ndocs/pictures/waveform.svg\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
