"""Scripts of a given size, made from a seed: the same text for us and for every baseline."""

from __future__ import annotations

import random

SPEAKERS = ("Adam", "Rachel", "Brian", "Bella", "Sam", "Nicole")
WORDS = [
    "the",
    "lighthouse",
    "keeper",
    "swore",
    "that",
    "nothing",
    "ever",
    "happened",
    "here",
    "until",
    "somebody",
    "painted",
    "all",
    "his",
    "boats",
    "bright",
    "green",
    "and",
    "left",
    "a",
    "letter",
    "under",
    "every",
    "door",
    "saying",
    "sorry",
    "about",
    "the",
    "noise",
    "please",
    "bring",
    "cake",
    "to",
    "the",
    "harbour",
    "tonight",
    "and",
    "do",
    "not",
    "wear",
    "shoes",
    "because",
    "the",
    "tide",
    "is",
    "early",
    "this",
    "year",
    "and",
    "our",
    "mayor",
    "has",
    "hidden",
    "forty",
    "brass",
    "bells",
    "between",
    "the",
    "rocks",
    "for",
    "reasons",
    "of",
    "tax",
]


def lines(characters: int, speakers: int = 6, seed: int = 1) -> list[tuple[str, str]]:
    """(speaker, sentence) pairs whose sentences have about so many characters in all."""
    chance = random.Random(seed)
    made: list[tuple[str, str]] = []
    total = 0
    while total < characters:
        sentence = " ".join(chance.choice(WORDS) for _ in range(chance.randint(6, 22))).capitalize() + chance.choice(
            ".!?"
        )
        made.append((SPEAKERS[len(made) % speakers], sentence[: characters - total]))
        total += len(made[-1][1])
    return made


def text(characters: int, speakers: int = 6, seed: int = 1) -> str:
    """The same as a script of the commonest form."""
    return "\n".join(f"{speaker}: {sentence}" for speaker, sentence in lines(characters, speakers, seed)) + "\n"
