"""Which voice speaks for which speaker; auto-casting."""

from __future__ import annotations

from dataclasses import dataclass


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
