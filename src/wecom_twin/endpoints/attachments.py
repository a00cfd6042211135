"""Attachments for moments and for the product album: uploaded apart from other media, for three days.

Source: https://developer.work.weixin.qq.com/document/path/95098 (2026-02-12)
"""

from __future__ import annotations

from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.media import PICTURES, read_upload
from wecom_twin.endpoints.media_shapes import is_mp4, pixels, seconds
from wecom_twin.state.media import FOR_ALBUM, FOR_MOMENTS, Media

_LEAST_BYTES = 5
_TOP_BYTES = 10 * 1024 * 1024
_KINDS = ("image", "video", "file")
_TAKEN = {FOR_MOMENTS: ("image", "video"), FOR_ALBUM: ("image",)}
_LONG_SIDE = 10_800
_SHORT_SIDE = 1_080
_VIDEO_SECONDS = 30


def upload_attachment(call: Call) -> Payload:
    """Keep a file for moments (1) or for the product album (2)."""
    kind, purpose = call.query.get("media_type", ""), call.query.get("attachment_type", "")
    if kind not in _KINDS:
        raise ApiError(40004)
    if purpose not in {str(one) for one in _TAKEN}:
        raise ApiError(40058, "invalid attachment_type")
    if kind not in _TAKEN[int(purpose)]:
        raise ApiError(41072)
    given = read_upload(call.raw, call.content_type)
    _check(given.content, kind, purpose=int(purpose))
    media = Media(
        media_id=f"3b{call.realm.ids.text('media_id', 62)}",
        type=kind,
        filename=given.filename,
        content_type=given.content_type,
        content=given.content,
        created_at=call.now,
        expires_at=call.now + call.realm.limits.media_seconds,
        purpose=int(purpose),
    )
    call.corp.media[media.media_id] = media
    return {"type": kind, "media_id": media.media_id, "created_at": int(call.now)}


def _check(content: bytes, kind: str, *, purpose: int) -> None:
    if not _LEAST_BYTES < len(content) <= _TOP_BYTES:
        raise ApiError(41080)
    if kind == "image":
        if not content.startswith(PICTURES):
            raise ApiError(40005)
        sides = pixels(content)
        if purpose == FOR_MOMENTS and sides and (max(sides) > _LONG_SIDE or min(sides) > _SHORT_SIDE):
            raise ApiError(41081)
        return
    if not is_mp4(content):
        raise ApiError(41090)
    length = seconds(content)
    if length is not None and length > _VIDEO_SECONDS:
        raise ApiError(41082)


ROUTES: dict[str, Route] = {"/cgi-bin/media/upload_attachment": Route(handler=upload_attachment, customer_contact=True)}
