"""The sixteen voices of Miso One: it has no list to ask for, its documentation names them."""

from __future__ import annotations

from bot.cast import Voice

NAME = "miso-one"

# name: (gender, how it sounds)
_VOICES = {
    "Adam": ("male", "warm and full of expression"),
    "Brian": ("male", "natural, as in a conversation"),
    "Roger": ("male", "clear, with authority"),
    "Rachel": ("female", "calm and professional"),
    "Antoni": ("male", "smooth and focused"),
    "Bella": ("female", "bright and lively"),
    "Elli": ("female", "friendly, easy to approach"),
    "Josh": ("male", "deep and sure of himself"),
    "Arnold": ("male", "firm, feet on the ground"),
    "Clyde": ("male", "relaxed and casual"),
    "Domi": ("female", "clear and neutral"),
    "Freya": ("female", "warm, with empathy"),
    "Grace": ("female", "light and pleasant"),
    "Nicole": ("female", "soft and thoughtful"),
    "Sam": ("", "neutral, fits many parts"),
    "Sarah": ("female", "crisp and professional"),
}

# Which languages a voice speaks is not documented: the request carries a hint, and any voice takes it.
VOICES = tuple(Voice(name, name, NAME, (), gender, sound) for name, (gender, sound) in _VOICES.items())
