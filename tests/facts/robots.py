"""Robots in groups of members."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

from facts.fact import Ask, Fact
from facts.saying import BUTTONS, NOTICE, VOTE
from facts.stage import DAY, MINUTE, PNG, Stage, upload

_ROBOTS = "media-messages.md §5 (91770)"


def _robot(stage: Stage) -> str:
    return stage.world.add_robot(stage.corp, "值班", userids=["chen_rui", "li_na"]).key


def _word(stage: Stage, **changes: Any) -> Ask:
    body = {"msgtype": "text", "text": {"content": "有告警"}, **changes}
    return Ask(body=body, query={"key": stage.it}, token="")


def _spoken(stage: Stage, times: int, wait: float = 0.0) -> str:
    stage.it = _robot(stage)
    for _ in range(times):
        stage.need("webhook/send", _word(stage))
    stage.wait(wait)
    return stage.it


def _image(content: bytes, md5: str | None = None) -> dict[str, Any]:
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": b64encode(content).decode(), "md5": md5 or digest}}


def _off(stage: Stage, **changes: bool) -> str:
    key = _robot(stage)
    for name, value in changes.items():
        setattr(stage.corp.robots[key], name, value)
    return key


def _file(stage: Stage, kind: str = "file", content: bytes = PNG) -> Ask:
    given = upload(content, type=kind, key=stage.it)
    return Ask(body=given.body, query=given.query, content_type=given.content_type, token="")


def _with_file(stage: Stage, wait: float = 0.0) -> tuple[str, str]:
    stage.it = _robot(stage)
    media_id = stage.need("webhook/upload_media", _file(stage))["media_id"]
    stage.wait(wait)
    return stage.it, media_id


def _send_file(stage: Stage, kind: str = "file") -> Ask:
    stage.it, media_id = stage.it
    return _word(stage, msgtype=kind, **{kind: {"media_id": media_id}})


def _says(name: str, says: str, code: int, **changes: Any) -> Fact:
    return Fact(
        id=f"robot-{name}",
        call="webhook/send",
        says=says,
        source=_ROBOTS,
        given=_robot,
        asked=lambda stage: _word(stage, **changes),
        code=code,
        effect=lambda stage, _: len(stage.world.ledger.receipts) == (0 if code else 2),
    )


def _uploads(name: str, says: str, code: int, *args: Any, given: Any = _robot) -> Fact:
    return Fact(
        id=f"robot-upload-{name}",
        call="webhook/upload_media",
        says=says,
        source=_ROBOTS,
        given=given,
        asked=lambda stage: _file(stage, *args),
        code=code,
    )


FACTS = [
    _says("word", "Whoever knows the key speaks to the group, without a token.", 0),
    _says("markdown", "Markdown has 4096 bytes at most.", 0, msgtype="markdown", markdown={"content": "m" * 4096}),
    _says(
        "markdown-too-long",
        "Markdown has 4096 bytes at most.",
        40058,
        msgtype="markdown_v2",
        markdown_v2={"content": "m" * 4097},
    ),
    _says("text-too-long", "A text has 2048 bytes at most.", 40058, text={"content": "t" * 2049}),
    _says("nothing", "A text is not empty.", 44004, text={"content": ""}),
    _says("body-missing", "The body of the type is there.", 40063, text={}),
    _says("kind", "A message has one of the types.", 40008, msgtype="mpnews"),
    _says("image", "A picture comes with its digest.", 0, **_image(PNG)),
    _says("image-digest", "The digest must be right.", 301019, **_image(PNG, "0" * 32)),
    _says("image-too-large", "A picture has 2 MB at most.", 40009, **_image(PNG + bytes(2 << 20))),
    _says("image-format", "A picture is JPG or PNG.", 40005, **_image(b"GIF89a")),
    _says("image-base64", "A picture is base64.", 40058, msgtype="image", image={"base64": "*"}),
    _says("news-none", "News have an article at least.", 45008, msgtype="news", news={"articles": []}),
    _says(
        "news-nine",
        "News have eight articles at most.",
        45008,
        msgtype="news",
        news={"articles": [{"title": "题", "url": "u"}] * 9},
    ),
    _says(
        "news-url",
        "An article has a title and an address.",
        40063,
        msgtype="news",
        news={"articles": [{"title": "题"}]},
    ),
    _says("card", "Notices are sent as cards.", 0, msgtype="template_card", template_card=NOTICE),
    _says(
        "card-kind",
        "Cards that ask are not for robots.",
        42027,
        msgtype="template_card",
        template_card=VOTE,
    ),
    _says(
        "card-task",
        "A card with a menu has a task_id.",
        42014,
        msgtype="template_card",
        template_card={**NOTICE, "action_menu": BUTTONS["action_menu"]},
    ),
    _says("file-unknown", "A file is uploaded first.", 40007, msgtype="file", file={"media_id": "x"}),
    Fact(
        id="robot-json",
        call="webhook/send",
        says="A body is JSON.",
        source="core.md §5",
        given=_robot,
        asked=lambda stage: Ask(body=b"{", query={"key": stage.it}, token=""),
        code=40058,
    ),
    Fact(
        id="robot-key",
        call="webhook/send",
        says="A key that nobody has is refused.",
        source=_ROBOTS,
        given=lambda _: "x",
        asked=_word,
        code=93000,
    ),
    Fact(
        id="robot-off",
        call="webhook/send",
        says="A robot that is switched off says nothing.",
        source=_ROBOTS,
        given=lambda s: _off(s, disabled=True),
        asked=_word,
        code=93004,
    ),
    Fact(
        id="robot-removed",
        call="webhook/send",
        says="A robot taken out of its group says nothing.",
        source=_ROBOTS,
        given=lambda s: _off(s, removed=True),
        asked=_word,
        code=93008,
    ),
    Fact(
        id="robot-twenty",
        call="webhook/send",
        says="A robot speaks twenty times a minute.",
        source=_ROBOTS,
        given=lambda s: _spoken(s, 19),
        asked=_word,
    ),
    Fact(
        id="robot-twenty-one",
        call="webhook/send",
        says="The twenty-first time in a minute is refused.",
        source=_ROBOTS,
        given=lambda s: _spoken(s, 20),
        asked=_word,
        code=45009,
    ),
    Fact(
        id="robot-next-minute",
        call="webhook/send",
        says="A minute later it speaks again.",
        source=_ROBOTS,
        given=lambda s: _spoken(s, 20, MINUTE),
        asked=_word,
    ),
    Fact(
        id="robot-file",
        call="webhook/send",
        says="An uploaded file is sent.",
        source=_ROBOTS,
        given=_with_file,
        asked=_send_file,
    ),
    Fact(
        id="robot-file-as-voice",
        call="webhook/send",
        says="A file is no voice.",
        source=_ROBOTS,
        given=_with_file,
        asked=lambda s: _send_file(s, "voice"),
        code=40007,
    ),
    Fact(
        id="robot-file-too-old",
        call="webhook/send",
        says="A file lives three days.",
        source=_ROBOTS,
        given=lambda s: _with_file(s, 3 * DAY),
        asked=_send_file,
        code=40007,
    ),
    _uploads("file", "A file is kept.", 0),
    _uploads("kind", "Files and voices are kept.", 40004, "image"),
    _uploads("tiny", "A file has more than five bytes.", 40006, "file", b"12345"),
    _uploads("voice", "A voice is AMR.", 40005, "voice"),
    _uploads("key", "A key that nobody has is refused.", 93000, given=lambda _: "x"),
]
