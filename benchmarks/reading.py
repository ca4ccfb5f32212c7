"""Reading a script: time for 100,000 characters, growth with size, the worst of 10,000 hostile texts.

Run as `python -m benchmarks.reading`. The baseline, in the same run, is the least a reader of labels can do: splitlines
and one split at the first colon of every line. Medians of five; exits non-zero when a target is missed.
"""

from __future__ import annotations

import math
import random
import re
import statistics
import sys
import time
from collections.abc import Callable

from bot.script.reader import read
from bot.script.wordlist import words

SIZES = (12_500, 25_000, 50_000, 100_000)
RUNS = 5
MOST_MS = 100.0
MOST_EXPONENT = 1.1
HOSTILE = 10_000
HOSTILE_MS = 50.0

_WORDS = sorted(words("the quick brown fox jumps over a lazy dog and then we went home because it rained again"))
_COLON = re.compile(r":\s*")
_PIECES = [
    "[", "]", "(", ")", "*", "_", ":", "：", "<", ">", "|", "-", "—", '"', "'", "\\", "`", "{", "}", "\n",
    "\n\n", " ", "\t", "a", "A", "1", "Adam: ", "ADAM\n", "[Eve] ", "[laughs]", "**", "<v a>", "</v>",
    "<voice name='x'>", "00:00:01,000 --> ", "[20/11/2026, 22:01] ", "INT. ", "/*", "*/", "[[", "]]", "「",
    "」", "小", "&amp;", "https://", "(V.O.)", "MR. ", "Title: ", "#", "->", "<<", ">>", ", ", ". ", "...",
    "==", "\u202e", "😀", "Today at 5:00 PM", "|---|", "script: exact\n", '{"text": "a"}', "[a](", "~~",
    "'a' ", "12:30 ", "NAME (sadly) ", "> ",
]  # fmt: skip


def make(kind: str, size: int) -> str:
    """A script of at least `size` characters in one of five ways of writing."""
    chance = random.Random(size)
    lines: list[str] = []
    length = 0
    while length < size:
        name = chance.choice(["Adam", "Brian", "Eve", "Dr. Chen"])
        said = (
            chance.choice(["", "[sad] ", "(laughs) "]) + " ".join(chance.choices(_WORDS, k=chance.randint(5, 25))) + "."
        )
        line = {
            "labels": f"{name}: {said}",
            "brackets": f"[{name}] {said}",
            "screenplay": f"{name.upper()}\n{said}\n",
            "whatsapp": f"[20/11/2026, 22:01:11] {name}: {said}",
            "prose": f"{said.capitalize()}\n",
        }[kind]
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)


def baseline(text: str) -> list[list[str]]:
    """The least work: lines, each split once."""
    return [_COLON.split(line, maxsplit=1) for line in text.splitlines()]


def milliseconds(work: Callable[[str], object], text: str) -> float:
    """The median time of some runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work(text)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def exponent(points: list[tuple[int, float]]) -> float:
    """The slope of log(time) over log(size), by least squares: 1 is linear."""
    xs = [math.log(size) for size, _ in points]
    ys = [math.log(value) for _, value in points]
    x, y = statistics.mean(xs), statistics.mean(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def hostile(count: int, seed: int = 11) -> tuple[float, str]:
    """The slowest of many texts made of repeated delimiters (ms), and what it began with."""
    chance = random.Random(seed)
    worst, text_of_worst = 0.0, ""
    for _ in range(count):
        unit = "".join(chance.choices(_PIECES, k=chance.randint(1, 5)))
        text = (unit * 1200)[: chance.randint(50, 2000)]
        start = time.perf_counter()
        read(text)
        spent = (time.perf_counter() - start) * 1000
        if spent > worst:
            worst, text_of_worst = spent, text[:40]
    return worst, text_of_worst


def main() -> int:
    """Print the figures; 1 when a target is missed."""
    missed = 0
    for kind in ("labels", "brackets", "screenplay", "whatsapp", "prose"):
        texts = {size: make(kind, size) for size in SIZES}
        points = [(size, milliseconds(read, text)) for size, text in texts.items()]
        least = milliseconds(baseline, texts[SIZES[-1]])
        slope = exponent(points)
        missed += points[-1][1] > MOST_MS or slope > MOST_EXPONENT
        print(
            f"{kind:<11} 100,000 characters {points[-1][1]:6.1f} ms (target {MOST_MS:.0f})   "
            f"{points[-1][1] / least:5.0f}x splitlines + split ({least:.2f} ms)   exponent {slope:.2f} "
            f"(target {MOST_EXPONENT})"
        )
    worst, begins = hostile(HOSTILE)
    missed += worst > HOSTILE_MS
    print(f"hostile     worst of {HOSTILE:,} texts {worst:.1f} ms (target {HOSTILE_MS:.0f}), beginning {begins!r}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
