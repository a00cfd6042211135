"""Uploads: temporary media for messages, permanent pictures for customer messages, files for moments and albums."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Upload
from wecom_api.calls.limits import given, refuse

MIN_BYTES = 6
MAX_BYTES = {"image": 10 * 2**20, "voice": 2 * 2**20, "video": 10 * 2**20, "file": 20 * 2**20}
MAX_PERMANENT_IMAGE_BYTES = 2 * 2**20
MAX_ATTACHMENT_BYTES = 10 * 2**20


class UploadedMedia(msgspec.Struct, frozen=True, kw_only=True):
    """A temporary file at WeCom.

    Attributes:
        media_id: at most 128 bytes, valid 3 days from `created_at`, for all apps of the corp.
        created_at: unix seconds (WeCom sends it as text).
    """

    type: str = ""
    media_id: str
    created_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadMedia(Call[UploadedMedia]):
    """Upload a temporary file. Repeating makes another media_id and does no harm.

    Window: the file lives 3 days; upload again at about 2.5 days, or on 40007.
    Shape: more than 5 bytes; image 10 MB (JPG, PNG), voice 2 MB and 60 s (AMR), video 10 MB (MP4), file 20 MB.
        The filename is what receivers see.
    Errors: 40004 type; 40006, 45001 size; 40009 image size; 40011 video size; 40123 image broken; 44001 empty.
    Source: https://developer.work.weixin.qq.com/document/path/91054 (2022-09-13, 2024-07-22)
    """

    path: ClassVar[str] = "/cgi-bin/media/upload"
    idempotent: ClassVar[bool] = True

    type: Literal["image", "voice", "video", "file"]
    filename: str
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_file(self, self.filename, self.content, MAX_BYTES[self.type])

    def parameters(self) -> dict[str, Any]:
        """The type; it travels in the query."""
        return {"type": self.type}

    def upload(self) -> Upload:
        """The file itself."""
        return upload_of(self.filename, self.content)


class UploadedImage(msgspec.Struct, frozen=True, kw_only=True):
    """A permanent picture; its URL works inside WeCom only."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadImage(Call[UploadedImage]):
    """Upload a permanent picture, for `pic_url` of customer messages.

    Window: 1,000 a day and 3,000 a month per corp.
    Shape: JPG or PNG of more than 5 bytes and at most 2 MB.
    Errors: 40009 size; 40123 broken; 45009 day or month used up.
    Source: https://developer.work.weixin.qq.com/document/path/96484 (2022-09-13, 2024-07-22)
    """

    path: ClassVar[str] = "/cgi-bin/media/uploadimg"
    idempotent: ClassVar[bool] = True

    filename: str
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_file(self, self.filename, self.content, MAX_PERMANENT_IMAGE_BYTES)

    def parameters(self) -> dict[str, Any]:
        """None: the picture is all."""
        return {}

    def upload(self) -> Upload:
        """The picture itself."""
        return upload_of(self.filename, self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadAttachment(Call[UploadedMedia]):
    """Upload a file for moments or for the product album; messages do not take it, and these two take no other.

    Window: the file lives 3 days.
    Shape: more than 5 bytes and at most 10 MB; image JPG or PNG, video MP4 (30 s for moments). Moments take
        images and videos, albums images.
    Errors: 41072 uploaded for the other use; 41080 size; 41081 resolution; 41082 duration; 41090 video format.
    Source: https://developer.work.weixin.qq.com/document/path/95098 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/media/upload_attachment"
    idempotent: ClassVar[bool] = True

    media_type: Literal["image", "video", "file"]
    attachment_type: Literal[1, 2]
    filename: str
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_file(self, self.filename, self.content, MAX_ATTACHMENT_BYTES)

    def parameters(self) -> dict[str, Any]:
        """Kind and use; they travel in the query."""
        return {"media_type": self.media_type, "attachment_type": self.attachment_type}

    def upload(self) -> Upload:
        """The file itself."""
        return upload_of(self.filename, self.content)


def check_file(of: object, filename: str, content: bytes, max_bytes: int) -> None:
    """A file must have a name that survives the multipart header, and a size WeCom takes.

    Raises:
        InvalidCallError: it has not.
    """
    given(of, filename=filename)
    if any(character in filename for character in '"\r\n\\'):
        refuse(of, "filename", "no quotes, backslashes or line breaks", "rename the file")
    if not MIN_BYTES <= len(content) <= max_bytes:
        refuse(of, "content", f"{MIN_BYTES} to {max_bytes} bytes, got {len(content)}", "choose another file")


def upload_of(filename: str, content: bytes) -> Upload:
    """The file as a multipart part; its type is guessed by its name."""
    guessed, _ = mimetypes.guess_type(filename)
    return Upload(filename=filename, content=content, content_type=guessed or "application/octet-stream")
