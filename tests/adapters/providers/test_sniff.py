from __future__ import annotations

import pytest

from adapters.providers._sniff import sniff
from tests.simulators import audio

ADTS = b"\xff\xf1\x50\x80\x02\x1f\xfc"


@pytest.mark.parametrize("kind", ["wav", "mp3", "opus", "flac", "aac"])
def test_real_audio_is_known_by_its_beginning(kind: str) -> None:
    assert sniff(audio.speech("Hello.", format=kind)) == audio.MEDIA_TYPES[kind]


def test_mp3_without_tags_and_mp4_are_known() -> None:
    assert sniff(b"\xff\xfb\x90\x64" + bytes(60)) == "audio/mpeg"
    assert sniff(bytes(4) + b"ftypM4A " + bytes(60)) == "audio/mp4"
    assert sniff(ADTS + bytes(60)) == "audio/aac"


def test_a_wav_cut_short_is_none_and_one_sent_before_it_was_done_is() -> None:
    whole = audio.speech("Hello.", format="wav")
    assert sniff(whole[:-1]) == ""
    assert sniff(whole[:4] + b"\xff\xff\xff\xff" + whole[8:-1]) == "audio/wav"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ID3",
        b"<!DOCTYPE html><html><head><title>404</title></head></html>",
        b'{"error": "not found", "message": "there is no such file"}',
        '{"error": "not found"}, in UTF-16 with its mark'.encode("utf-16"),
        b"\xff\xff\xff\xff" + bytes(60),
        b"\xff\xe8\x90\x64" + bytes(60),
        b"#EXTM3U\nhttp://127.0.0.1/secret.mp3\n" + bytes(60),
        bytes(100),
    ],
)
def test_what_is_not_audio_is_nothing(data: bytes) -> None:
    assert sniff(data) == ""
