"""What each kind of temporary media takes, and how much of a file comes back at once."""

from __future__ import annotations

from dataclasses import replace

from facts.fact import Ask, Fact
from facts.stage import Stage, upload

_MEDIA = "media-messages.md §1 (96484, 2022-09-13; 91054, 2024-07-22)"
_AMR_SECOND = (b"\x04" + bytes(12)) * 50
_MIB = 1024 * 1024


def _big(stage: Stage) -> str:
    media_id = stage.media("file", b"%PDF-1.7")
    stage.corp.media[media_id] = replace(stage.corp.media[media_id], content=bytes(20 * _MIB + 1))
    return media_id


FACTS = [
    Fact(
        id="uploads-video",
        call="media/upload",
        says="A video is an MP4.",
        source=_MEDIA,
        asked=upload(b"\0\0\0\x18ftypmp42", type="video"),
    ),
    Fact(
        id="uploads-video-of-another-format",
        call="media/upload",
        says="Another format is no video.",
        source=_MEDIA,
        asked=upload(b"RIFF....AVI ", type="video"),
        code=40005,
    ),
    Fact(
        id="uploads-voice-of-another-format",
        call="media/upload",
        says="A voice is AMR.",
        source=_MEDIA,
        asked=upload(b"ID3-an-mp3-file", type="voice"),
        code=40005,
    ),
    Fact(
        id="uploads-voice-of-a-minute",
        call="media/upload",
        says="A voice lasts sixty seconds at most.",
        source=_MEDIA,
        asked=upload(b"#!AMR\n" + _AMR_SECOND * 60, type="voice"),
    ),
    Fact(
        id="uploads-voice-too-long",
        call="media/upload",
        says="A longer voice is refused.",
        source=_MEDIA,
        asked=upload(b"#!AMR\n" + _AMR_SECOND * 61, type="voice"),
        code=45007,
    ),
    Fact(
        id="uploads-whole-file-too-large",
        call="media/get",
        says="More than 20 MB come in ranges only.",
        source=_MEDIA,
        given=_big,
        asked=lambda stage: {"media_id": stage.it},
        code=830002,
    ),
    Fact(
        id="uploads-largest-range",
        call="media/get",
        says="A range has 20 MB at most.",
        source=_MEDIA,
        given=_big,
        asked=lambda stage: Ask(query={"media_id": stage.it}, byte_range=f"bytes=0-{20 * _MIB - 1}"),
        effect=lambda _, reply: len(reply["content"]) == 20 * _MIB,
    ),
    Fact(
        id="uploads-range-too-large",
        call="media/get",
        says="A larger range is refused.",
        source=_MEDIA,
        given=_big,
        asked=lambda stage: Ask(query={"media_id": stage.it}, byte_range=f"bytes=0-{20 * _MIB}"),
        code=830002,
    ),
]
