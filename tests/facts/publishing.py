"""Moments (客户朋友圈), for the rows that are about them."""

from __future__ import annotations

import struct
from typing import Any

from facts.fact import Ask
from facts.stage import Stage, upload

PAGE = "externalcontact-outreach.md §3.1–3.3, page 95094 (2026-02-12)"
ADD = "externalcontact/add_moment_task"
RESULT = "externalcontact/get_moment_task_result"
UPLOAD = "media/upload_attachment"
TEXT = {"content": "新茶上市"}


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + bytes(8)


def mp4(seconds: int, *, long_clock: bool = False) -> bytes:
    times = (
        struct.pack(">4xQQIQ", 0, 0, 1_000, seconds * 1_000)
        if long_clock
        else struct.pack(">4xIIII", 0, 0, 1_000, seconds * 1_000)
    )
    return b"\x00\x00\x00\x14ftypisom----mvhd" + (b"\x01" if long_clock else b"\x00") + times[1:]


def attachment(content: bytes, media_type: str = "image", attachment_type: object = 1) -> Ask:
    return upload(content, media_type=media_type, attachment_type=str(attachment_type))


def stored(stage: Stage, content: bytes = png(600, 600), media_type: str = "image", attachment_type: int = 1) -> str:
    return stage.need(UPLOAD, attachment(content, media_type, attachment_type))["media_id"]


def film(stage: Stage, count: int = 1) -> dict[str, Any]:
    return {"attachments": [{"msgtype": "video", "video": {"media_id": stored(stage, mp4(20), "video")}}] * count}


def linked(stage: Stage, *, count: int = 1, **fields: Any) -> dict[str, Any]:
    body = {"title": "新茶", "url": "https://shop.example/tea", "media_id": stored(stage), **fields}
    return {"attachments": [{"msgtype": "link", "link": body}] * count}


def made(stage: Stage, **fields: Any) -> str:
    """A moment that members can publish: its id."""
    jobid = stage.need(ADD, {"text": TEXT, **fields})["jobid"]
    stage.wait(4)
    return stage.need(RESULT, jobid=jobid)["result"]["moment_id"]


def visible(*userids: str, tags: tuple[str, ...] = (), departments: tuple[int, ...] = ()) -> dict[str, Any]:
    senders = {"user_list": list(userids), "department_list": list(departments)}
    return {
        "visible_range": {
            **({"sender_list": senders} if userids or departments else {}),
            **({"external_contact_list": {"tag_list": list(tags)}} if tags else {}),
        }
    }


def friends(stage: Stage) -> tuple[str, str]:
    """One customer of chen_rui with a tag, one of li_na without; the tag's id is kept on the stage."""
    first, second = stage.friend("chen_rui"), stage.friend("li_na")
    tag = stage.tag()
    stage.need("externalcontact/mark_tag", userid="chen_rui", external_userid=first, add_tag=[tag])
    return first, tag if second else ""


def moment_of(stage: Stage, **fields: Any) -> str:
    stage.friend()
    return made(stage, **fields)


def published(stage: Stage) -> str:
    moment_id = moment_of(stage)
    assert stage.world.confirm_moment(moment_id, "chen_rui") == "published"
    return moment_id


def the_moment(stage: Stage) -> dict[str, Any]:
    return {"moment_id": stage.it, "userid": "chen_rui"}


def job(stage: Stage, *, after: float = 0.0, **fields: Any) -> str:
    jobid = stage.need(ADD, {"text": TEXT, **fields})["jobid"]
    stage.wait(after)
    stage.fresh_tokens()
    return jobid
