"""Content that goes to customers: one text and up to nine attachments, checked as WeCom checks it.

Source: https://developer.work.weixin.qq.com/document/path/92135 (2025-11-17), 92137 (2026-02-12)
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.media import FOR_GROUP_WELCOMES, FOR_MESSAGES

if TYPE_CHECKING:
    from wecom_twin.endpoints.call import Call

TEXT_BYTES = 4_000
MAX_ATTACHMENTS = 9

Attachment = Mapping[str, object]


class Text(msgspec.Struct):
    """The `text` object of a send."""

    content: str = ""


def check_content(call: Call, text: Text | None, attachments: Sequence[Attachment]) -> None:
    """Refuse what WeCom refuses.

    Raises:
        ApiError: 40063 nothing to send; 45002 text over 4000 bytes; 41064 more than nine
            attachments; 41065 one of them malformed; 40007 media unknown, expired or of another type.
    """
    content = text.content if text else ""
    if not content and not attachments:
        raise ApiError(40063, "text and attachments are both empty")
    if len(content.encode()) > TEXT_BYTES:
        raise ApiError(45002)
    if len(attachments) > MAX_ATTACHMENTS:
        raise ApiError(41064)
    for attachment in attachments:
        check_attachment(call, attachment)


def check_attachment(call: Call, attachment: Attachment, *, fetched_too: bool = False) -> None:
    """Refuse one attachment that WeCom refuses: 41065, 40007. `fetched_too` takes uploads by URL as well."""
    kind = str(attachment.get("msgtype", ""))
    body = attachment.get(kind)
    if not isinstance(body, dict):
        raise ApiError(41065)
    match kind:
        case "image":
            if body.get("media_id"):
                _check_media(call, body.get("media_id"), "image")
            elif not body.get("pic_url"):
                raise ApiError(41065, "invalid attachments: image needs media_id or pic_url")
        case "video" | "file":
            _check_media(call, body.get("media_id"), kind, fetched_too=fetched_too)
        case "link":
            _check_strings(body, required={"title": 128, "url": 2048}, optional={"picurl": 2048, "desc": 512})
        case "miniprogram":
            _check_strings(body, required={"title": 64, "appid": 128, "page": 1024}, optional={})
            _check_media(call, body.get("pic_media_id"), "image")
        case _:
            raise ApiError(41065, f"invalid attachments: msgtype {kind}")


def _check_strings(body: Mapping[object, object], *, required: Mapping[str, int], optional: Mapping[str, int]) -> None:
    """Limits are bytes of UTF-8."""
    for name, limit in {**required, **optional}.items():
        value = body.get(name)
        if value is None and name in optional:
            continue
        if not isinstance(value, str) or (name in required and not value) or len(value.encode()) > limit:
            raise ApiError(41065, f"invalid attachments: {name}")


def _check_media(call: Call, media_id: object, kind: str, *, fetched_too: bool = False) -> None:
    media = call.corp.media.get(media_id) if isinstance(media_id, str) else None
    purposes = (FOR_MESSAGES, FOR_GROUP_WELCOMES) if fetched_too else (FOR_MESSAGES,)
    if media is None or media.expires_at <= call.now or media.type != kind or media.purpose not in purposes:
        raise ApiError(40007)


def digest_of(text: Text | None, attachments: Sequence[Attachment]) -> str:
    """Sixteen hex digits, equal for equal content."""
    whole = {"text": text.content if text else "", "attachments": list(attachments)}
    return hashlib.sha256(msgspec.json.encode(whole, order="deterministic")).hexdigest()[:16]
