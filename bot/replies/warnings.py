"""What a person is told beside a result: things that are well enough, but not just as asked."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "tag_dropped": "The delivery “{about}” is not known to this provider and was left out.",
    "turn_not_spoken": "Line {about} has nothing that can be spoken and was left out.",
    "turn_cut": "Line {about} is too long for one request and is spoken in pieces.",
    "voices_shared": "There are more speakers than voices: {about} share one.",
    "kept_voice_gone": "The voice kept for {about} is not there any more; another was chosen.",
    "voice_language": "No voice is known to speak “{about}”; the nearest were chosen.",
    "sound_not_played": "The sound “{about}” is not played.",
    "paid_before": "Line {about} may have been paid before: an earlier answer was lost.",
    "split": "The recording was too large for this place and is in {about} files.",
    "lower_bitrate": "The recording was made smaller to fit this place.",
    "price_differs": "The price differed from what was shown: {about}.",
    "not_levelled": "The recording is too short or too quiet to be levelled.",
}


def warning(coded: str) -> str:
    """The sentence for "code" or "code:about"; `about` is cut to 60 characters."""
    code, _, about = coded.partition(":")
    about = about if len(about) <= 60 else about[:59] + "…"
    return SENTENCES.get(code, "{about}").format(about=about) or code
