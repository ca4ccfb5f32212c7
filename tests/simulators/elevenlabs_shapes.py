"""What ElevenLabs' answers look like: its voices, a subscription, the times of a dialogue."""

from __future__ import annotations

import re
from typing import Any

from tests.simulators import audio, tones

_TAG = re.compile(r"\[[^\]]*\]\s*")

# (id, name, gender, language, what is verified)
CAST = (
    ("aVoice00000000000001", "Roger - at ease, casual", "male", "en", ("fr",)),
    ("aVoice00000000000002", "Sarah - grown up, sure", "female", "en", ("de", "es")),
    ("aVoice00000000000003", "Laura - keen, odd", "female", "en", ()),
    ("aVoice00000000000004", "Charlie - deep, lively", "male", "en", ()),
    ("aVoice00000000000005", "George - warm, tells stories", "male", "en", ("ja",)),
    ("aVoice00000000000006", "Callum - husky", "male", "en", ()),
    ("aVoice00000000000007", "River - relaxed, neutral", "neutral", "en", ()),
    ("aVoice00000000000008", "Harry - fierce", "male", "en", ()),
    ("aVoice00000000000009", "Liam - young, quick", "male", "en", ("pt-BR",)),
    ("aVoice00000000000010", "Alice - clear, teaches", "female", "en", ()),
    ("aVoice00000000000011", "Matilda - knows, professional", "female", "en", ()),
    ("aVoice00000000000012", "Jessica - bright, playful", "female", "en", ()),
)


def subscription(used: int, limit: int, now: float) -> dict[str, Any]:
    """An account in the middle of its month."""
    return {
        "tier": "creator",
        "character_count": used,
        "character_limit": limit,
        "max_character_limit_extension": 0,
        "can_extend_character_limit": False,
        "allowed_to_extend_character_limit": False,
        "voice_slots_used": 0,
        "professional_voice_slots_used": 0,
        "voice_limit": 30,
        "voice_add_edit_counter": 0,
        "professional_voice_limit": 1,
        "can_extend_voice_limit": False,
        "can_use_instant_voice_cloning": True,
        "can_use_professional_voice_cloning": True,
        "status": "active",
        "has_open_invoices": False,
        "next_character_count_reset_unix": int(now) + 86400,
    }


def spoken(text: str) -> str:
    """What is heard of a text: not its tags."""
    return _TAG.sub("", text)


def times(lines: list[tuple[str, str]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The times of all characters, those of tags take none, and of the lines."""
    characters: list[str] = []
    starts: list[float] = []
    ends: list[float] = []
    segments = []
    clock = 0.0
    for index, (voice, text) in enumerate(lines):
        begun, first = clock, len(characters)
        silent = {at for found in _TAG.finditer(text) for at in range(*found.span())}
        each = audio.seconds(spoken(text)) / max(len(text) - len(silent), 1)
        for at, sign in enumerate(text):
            characters.append(sign)
            starts.append(round(clock, 3))
            clock += 0.0 if at in silent else each
            ends.append(round(clock, 3))
        segments.append(
            {
                "voice_id": voice,
                "start_time_seconds": round(begun, 3),
                "end_time_seconds": round(clock, 3),
                "character_start_index": first,
                "character_end_index": len(characters),
                "dialogue_input_index": index,
            }
        )
        clock += tones.GAP
    alignment = {
        "characters": characters,
        "character_start_times_seconds": starts,
        "character_end_times_seconds": ends,
    }
    return alignment, segments


def voice(identity: str, name: str, gender: str, language: str, verified: tuple[str, ...]) -> dict[str, Any]:
    """A voice as the list of voices has it."""
    return {
        "voice_id": identity,
        "name": name,
        "category": "premade",
        "labels": {"gender": gender, "language": language, "age": "middle_aged", "accent": "american"},
        "description": None,
        "preview_url": None,
        "available_for_tiers": [],
        "high_quality_base_model_ids": ["eleven_v3"],
        "verified_languages": [
            {"language": one.partition("-")[0], "model_id": "eleven_v3", "locale": one, "accent": None}
            for one in verified
        ],
    }
