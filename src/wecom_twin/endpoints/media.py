"""Uploads: temporary media for three days, permanent pictures for `pic_url`.

Source: https://developer.work.weixin.qq.com/document/path/96484 (2022-09-13), 91054 (2024-07-22)
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wecom_twin.days import day_number
from wecom_twin.endpoints.call import Call, FileReply, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.media import Media

_MIB = 1024 * 1024
_LEAST_BYTES = 5
_TOP_BYTES = {"image": 10 * _MIB, "voice": 2 * _MIB, "video": 10 * _MIB, "file": 20 * _MIB}
_UPLOADIMG_BYTES = 2 * _MIB
_RANGE_BYTES = 20 * _MIB
_DAY = 86_400
_MONTH = 30 * _DAY
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_MP4 = b"ftyp"
_SPEEX = "voice/speex"
_VOICE = b"#!AMR\n"
_VOICE_SECONDS = 60
_AMR_FRAME_SECONDS = 0.02
_AMR_FRAME_BYTES = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)
"""After the first byte of a frame, by mode (RFC 4867); the last ones carry nothing."""
_FILENAME = re.compile(rb'filename="([^"]*)"', re.IGNORECASE)
_NAME = re.compile(rb'[^e]name="?media"?', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_BYTE_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")


class Upload(NamedTuple):
    """The file of a multipart body."""

    filename: str
    content_type: str
    content: bytes


def read_upload(body: bytes, content_type: str) -> Upload:
    """The part named `media`.

    Raises:
        ApiError: 41006 when there is no such part with a filename.
    """
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise ApiError(41006, "media data missing")
    for part in body.split(b"--" + boundary[1].encode())[1:]:
        head, separator, content = part.partition(b"\r\n\r\n")
        filename = _FILENAME.search(head)
        if separator and filename and _NAME.search(head):
            kind = re.search(rb"content-type:\s*([^\r\n]+)", head, re.IGNORECASE)
            return Upload(
                filename[1].decode(errors="replace"),
                kind[1].decode("latin-1") if kind else "application/octet-stream",
                content.removesuffix(b"\r\n"),
            )
    raise ApiError(41006, "media data missing")


def upload(call: Call) -> Payload:
    """Keep a file for three days."""
    kind = call.query.get("type", "")
    if kind not in _TOP_BYTES:
        raise ApiError(40004)
    given = read_upload(call.raw, call.content_type)
    check_upload(kind, given.content)
    media = Media(
        media_id=f"3a{call.realm.ids.text('media_id', 62)}",
        type=kind,
        filename=given.filename,
        content_type=given.content_type,
        content=given.content,
        created_at=call.now,
        expires_at=call.now + call.realm.limits.media_seconds,
    )
    call.corp.media[media.media_id] = media
    return {"errmsg": "", "type": kind, "media_id": media.media_id, "created_at": str(int(call.now))}


def check_upload(kind: str, content: bytes) -> None:
    """Refuse what a kind of temporary media does not take.

    Raises:
        ApiError: 44001 empty; 40006 five bytes or fewer; 45001 too large; 40005 another format; 45007 too long.
    """
    _check_size(len(content), _TOP_BYTES[kind])
    if kind == "image" and not content.startswith(PICTURES):
        raise ApiError(40005)
    if kind == "video" and content[4:8] != _MP4:
        raise ApiError(40005)
    if kind == "voice":
        if not content.startswith(_VOICE):
            raise ApiError(40005)
        if amr_seconds(content) > _VOICE_SECONDS:
            raise ApiError(45007)


def amr_seconds(content: bytes) -> float:
    """How long an AMR voice lasts: frames of 20 ms, each as long as the mode in its first byte says."""
    at, frames = len(_VOICE), 0
    while at < len(content):
        at += 1 + _AMR_FRAME_BYTES[content[at] >> 3 & 15]
        frames += 1
    return frames * _AMR_FRAME_SECONDS


def _check_size(size: int, top: int) -> None:
    if size == 0:
        raise ApiError(44001)
    if size <= _LEAST_BYTES:
        raise ApiError(40006)
    if size > top:
        raise ApiError(45001)


def _find(call: Call) -> Media:
    media_id = call.query.get("media_id", "")
    if not media_id:
        raise ApiError(41006)
    media = call.corp.media.get(media_id)
    if media is None or media.expires_at <= call.now:
        raise ApiError(40007)
    return media


def get(call: Call) -> FileReply:
    """The file of a temporary media, whole or one range of it."""
    media = _find(call)
    asked = _BYTE_RANGE.fullmatch(call.byte_range)
    if asked is None:
        if len(media.content) > _RANGE_BYTES:
            raise ApiError(830002)
        return FileReply(media.content, media.content_type, media.filename)
    size = len(media.content)
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else size - 1, size - 1)
    if first > last or last - first + 1 > _RANGE_BYTES:
        raise ApiError(830002)
    part = media.content[first : last + 1]
    return FileReply(part, media.content_type, media.filename, f"bytes {first}-{last}/{size}")


def get_jssdk(call: Call) -> FileReply:
    """A voice that a page recorded, in speex at 16 kHz."""
    media = _find(call)
    if not media.high_definition:
        raise ApiError(40007)
    return FileReply(media.high_definition, _SPEEX, media.filename.replace(".amr", ".speex"))


def uploadimg(call: Call) -> Payload:
    """Keep a picture for ever and answer its address; 1,000 a day and 3,000 a month for a corp."""
    given = read_upload(call.raw, call.content_type)
    _check_size(len(given.content), _UPLOADIMG_BYTES)
    if not given.content.startswith(PICTURES):
        raise ApiError(40005)
    kept = call.corp.pictures
    while kept and kept[0] <= call.now - _MONTH:
        kept.popleft()
    today = day_number(call.now)
    limits = call.realm.limits
    if len(kept) >= limits.uploadimg_per_month or (
        sum(day_number(at) == today for at in kept) >= limits.uploadimg_per_day
    ):
        raise ApiError(45009)
    kept.append(call.now)
    return {"url": f"https://wework.qpic.example/wwpic/{call.realm.ids.digits('picture', 12)}/0"}


ROUTES: dict[str, Route] = {
    "/cgi-bin/media/upload": Route(handler=upload),
    "/cgi-bin/media/get": Route(handler=get, method="GET"),
    "/cgi-bin/media/get/jssdk": Route(handler=get_jssdk, method="GET"),
    "/cgi-bin/media/uploadimg": Route(handler=uploadimg),
}
