"""Uploads: temporary media, and pictures that stay."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Ask, Fact
from facts.stage import DAY, PNG, Stage, upload

MIB = 1024 * 1024
_upload = partial(Fact, call="media/upload", source="media-messages.md §1, page 96484 (2022-09-13)")
_get = partial(Fact, call="media/get", source="media-messages.md §1, page 91054 (2024-07-22)")
_keep = partial(Fact, call="media/uploadimg", source="media-messages.md §1, page 91054 (2024-07-22)")


def _png(size: int) -> bytes:
    return PNG[:8].ljust(size, b"\0")


def _amr(size: int) -> bytes:
    return b"#!AMR\n".ljust(size, b"\0")


def _mp4(size: int) -> bytes:
    return b"\0\0\0\x18ftypmp42".ljust(size, b"\0")


def _sized(kind: str, size: int, code: int) -> Fact:
    content = {"image": _png, "voice": _amr, "video": _mp4}.get(kind, bytes)(size)
    return _upload(
        id=f"media-{kind}-{size}",
        says=f"A {kind} of {size} bytes answers {code}.",
        asked=upload(content, type=kind),
        code=code,
    )


def _part(stage: Stage, byte_range: str) -> Ask:
    return Ask(query={"media_id": stage.it}, byte_range=byte_range)


def _kept(count: int, **limits: int) -> Any:
    def given(stage: Stage) -> None:
        stage.set(**limits)
        for _ in range(count):
            stage.need("media/uploadimg", upload(PNG))

    return given


def _again_after(seconds: float) -> Any:
    def effect(stage: Stage, _: Any) -> None:
        stage.wait(seconds - 1)
        stage.fresh_tokens()
        assert stage.code("media/uploadimg", upload(PNG)) == 45009
        stage.wait(1)
        assert stage.code("media/uploadimg", upload(PNG)) == 0

    return effect


FACTS = [
    _upload(
        id="media-upload",
        says="An upload answers a media_id, and created_at as a string.",
        asked=upload(PNG, type="image"),
        effect=lambda stage, reply: (
            reply["created_at"] == str(int(stage.now))
            and stage.need("media/get", media_id=reply["media_id"])["content"] == PNG
        ),
    ),
    _upload(id="media-kind", says="A type that there is not: 40004.", asked=upload(PNG, type="music"), code=40004),
    _upload(
        id="media-no-part",
        says="The part is named media: else 41006.",
        asked=upload(PNG, part="file", type="image"),
        code=41006,
    ),
    _upload(
        id="media-no-multipart",
        says="A body that is not multipart: 41006.",
        asked=Ask(body=PNG, query={"type": "image"}),
        code=41006,
    ),
    _upload(id="media-empty", says="An empty file: 44001.", asked=upload(b"", type="file"), code=44001),
    _sized("file", 5, 40006),
    _sized("file", 6, 0),
    _sized("file", 20 * MIB, 0),
    _sized("file", 20 * MIB + 1, 45001),
    _sized("image", 10 * MIB, 0),
    _sized("image", 10 * MIB + 1, 45001),
    _sized("voice", 2 * MIB, 45007),
    _sized("voice", 2 * MIB + 1, 45001),
    _sized("video", 10 * MIB, 0),
    _sized("video", 10 * MIB + 1, 45001),
    _upload(
        id="media-no-picture",
        says="Images are JPG or PNG: else 40005.",
        asked=upload(b"GIF89a" * 9, type="image"),
        code=40005,
    ),
    _upload(id="media-no-amr", says="Voices are AMR: else 40005.", asked=upload(PNG, type="voice"), code=40005),
    _get(
        id="media-other-app",
        says="All apps of a corp share its media.",
        given=lambda stage: stage.media(),
        asked=lambda stage: Ask(query={"media_id": stage.it}, token=stage.token(stage.other)),
        effect=lambda _, reply: reply["content"] == PNG,
    ),
    _get(id="media-get-none", says="Without a media_id: 41006.", code=41006),
    _get(id="media-get-unknown", says="A media_id of nothing: 40007.", asked={"media_id": "x"}, code=40007),
    _get(
        id="media-expires",
        says="Media is gone after three days: 40007.",
        given=lambda stage: (stage.media(), stage.wait(3 * DAY), stage.fresh_tokens())[0],
        asked=lambda stage: {"media_id": stage.it},
        code=40007,
    ),
    _get(
        id="media-lives",
        says="Until then it is there.",
        given=lambda stage: (stage.media(), stage.wait(3 * DAY - 1), stage.fresh_tokens())[0],
        asked=lambda stage: {"media_id": stage.it},
        effect=lambda _, reply: reply["content"] == PNG,
    ),
    _get(
        id="media-range",
        says="One range of the file is answered with status 206.",
        given=lambda stage: stage.media(),
        asked=lambda stage: _part(stage, "bytes=1-3"),
        effect=lambda _, reply: (reply["status"], reply["content"]) == (206, b"PNG"),
    ),
    _get(
        id="media-range-byte",
        says="A range may be one byte.",
        given=lambda stage: stage.media(),
        asked=lambda stage: _part(stage, "bytes=1-1"),
        effect=lambda _, reply: (reply["status"], reply["content"]) == (206, b"P"),
    ),
    _get(
        id="media-range-20-mib",
        says="A range may have 20 MB.",
        given=lambda stage: stage.media("file", bytes(20 * MIB)),
        asked=lambda stage: _part(stage, "bytes=0-"),
        effect=lambda _, reply: (reply["status"], len(reply["content"])) == (206, 20 * MIB),
    ),
    _get(
        id="media-range-outside",
        says="A range outside the file: 830002.",
        given=lambda stage: stage.media(),
        asked=lambda stage: _part(stage, "bytes=999-1000"),
        code=830002,
    ),
    _keep(
        id="picture",
        says="A picture that stays is answered as an address.",
        asked=upload(PNG),
        effect=lambda _, reply: reply["url"].startswith("https://"),
    ),
    _keep(id="picture-2-mib", says="It may have 2 MB.", asked=upload(_png(2 * MIB))),
    _keep(id="picture-over", says="One byte more: 45001.", asked=upload(_png(2 * MIB + 1)), code=45001),
    _keep(
        id="picture-no-picture", says="Pictures are JPG or PNG: else 40005.", asked=upload(b"GIF89a" * 9), code=40005
    ),
    _keep(
        id="picture-day",
        says="Over the number of a day: 45009 until the day ends in Beijing.",
        source="core.md §6, page 90312 (2026-02)",
        given=_kept(2, uploadimg_per_day=2),
        asked=upload(PNG),
        code=45009,
        effect=_again_after(12 * 3600),
    ),
    _keep(
        id="picture-month",
        says="Over the number of a month: 45009 for 30 days.",
        source="core.md §6, page 90312 (2026-02)",
        given=_kept(2, uploadimg_per_month=2),
        asked=upload(PNG),
        code=45009,
        effect=_again_after(30 * DAY),
    ),
]
