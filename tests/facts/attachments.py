"""Text and attachments of welcomes and group sends, checked alike."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import DAY, Stage

_content = partial(
    Fact,
    call="externalcontact/send_welcome_msg",
    source="externalcontact-acquisition.md §4, page 92137 (2026-02-12); the same in externalcontact-outreach.md §2.1",
)
LINK = {"title": "会员中心", "url": "https://shop.example/m"}
MINI = {"title": "小店", "appid": "wx1", "page": "index.html"}


def _asked(*attachments: Any, text: str = "") -> Any:
    """A welcome in time, with these; a callable makes its attachment on the stage."""

    def asked(stage: Stage) -> dict[str, Any]:
        made = [one(stage) if callable(one) else one for one in attachments]
        return {"welcome_code": stage.welcome_code(), "text": {"content": text}, "attachments": made}

    return asked


def _of(kind: str, **fields: Any) -> dict[str, Any]:
    return {"msgtype": kind, kind: fields}


def _uploaded(kind: str, media: str | None = None) -> Any:
    return lambda stage: _of(kind, media_id=stage.media(media or kind))


def _mini(**other: Any) -> Any:
    return lambda stage: _of("miniprogram", **{**MINI, "pic_media_id": stage.media(), **other})


def _row(id_: str, code: int, says: str, *attachments: Any, text: str = "") -> Fact:
    return _content(
        id=f"content-{id_}",
        says=says,
        code=code,
        given=lambda stage: stage.arrive(),
        asked=_asked(*attachments, text=text),
        effect=lambda stage, _: bool(stage.received(stage.it)) == (code == 0),
    )


def _expired(stage: Stage) -> Any:
    media = stage.media()
    stage.wait(3 * DAY)
    stage.fresh_tokens()
    stage.arrive()
    return media


FACTS = [
    _row("empty", 40063, "Neither text nor attachments: 40063."),
    _row("text-4000", 0, "A text of 4000 bytes passes.", text="x" * 4000),
    _row("text-4001", 45002, "A text of 4001 bytes: 45002.", text="x" * 4001),
    _row("text-bytes", 45002, "Bytes count, not characters: 45002.", text="字" * 1334),
    _row("nine", 0, "Nine attachments pass.", *[_of("link", **LINK)] * 9),
    _row("ten", 41064, "Ten attachments: 41064.", *[_of("link", **LINK)] * 10),
    _row("no-type", 41065, "An attachment without a msgtype: 41065.", {"link": LINK}),
    _row("wrong-key", 41065, "The key must be the msgtype: 41065.", {"msgtype": "link", "image": LINK}),
    _row("unknown-type", 41065, "A msgtype that there is not: 41065.", _of("voice", media_id="x")),
    _row("image", 0, "An image by media_id.", _uploaded("image")),
    _row("image-url", 0, "An image by the address that uploadimg gave.", _of("image", pic_url="https://p.example/0")),
    _row("image-none", 41065, "An image without either: 41065.", _of("image", name="a")),
    _row("image-unknown", 40007, "A media_id that does not exist: 40007.", _of("image", media_id="x")),
    _row("image-of-file", 40007, "A file is no image: 40007.", _uploaded("image", "file")),
    _row("video", 0, "A video by media_id.", _uploaded("video")),
    _row("file", 0, "A file by media_id.", _uploaded("file")),
    _row("file-none", 40007, "A file without media_id: 40007.", _of("file", name="a")),
    _row("link-no-title", 41065, "A link needs a title: 41065.", _of("link", url=LINK["url"])),
    _row("link-no-url", 41065, "A link needs an address: 41065.", _of("link", title="a")),
    _row("link-title-128", 0, "A link's title takes 128 bytes.", _of("link", **{**LINK, "title": "x" * 128})),
    _row("link-title-129", 41065, "129 bytes: 41065.", _of("link", **{**LINK, "title": "x" * 129})),
    _row("link-desc-512", 0, "A link's description takes 512 bytes.", _of("link", **LINK, desc="x" * 512)),
    _row("link-desc-513", 41065, "513 bytes: 41065.", _of("link", **LINK, desc="x" * 513)),
    _row("link-url-2049", 41065, "An address of 2049 bytes: 41065.", _of("link", title="a", url="x" * 2049)),
    _row("mini", 0, "A mini-program with title, appid, page and picture.", _mini(title="x" * 64)),
    _row("mini-title-65", 41065, "A title of 65 bytes: 41065.", _mini(title="x" * 65)),
    _row("mini-no-page", 41065, "A mini-program needs a page: 41065.", _mini(page="")),
    _row("mini-no-picture", 40007, "A mini-program needs a picture: 40007.", _of("miniprogram", **MINI)),
    _content(
        id="content-media-expired",
        says="Media of more than three days ago: 40007.",
        given=_expired,
        asked=lambda stage: _asked(_of("image", media_id=stage.it))(stage),
        code=40007,
    ),
]
