"""What can be attached to a welcome message or a group send, and how WeCom tells it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import msgspec

from wecom_api.calls.call import fields_of
from wecom_api.calls.limits import at_most_bytes, at_most_items, given, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TEXT_BYTES = 4000
MAX_ATTACHMENTS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture, by temporary media_id (3 days) or by the permanent URL of `UploadImage`; media_id wins."""

    msgtype: ClassVar[str] = "image"

    media_id: str | None = None
    pic_url: str | None = None

    def __post_init__(self) -> None:
        one_of(self, media_id=self.media_id, pic_url=self.pic_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A card that opens a page: title at most 128 bytes, desc 512, url and picurl 2048."""

    msgtype: ClassVar[str] = "link"

    title: str
    url: str
    picurl: str | None = None
    desc: str | None = None

    def __post_init__(self) -> None:
        given(self, title=self.title, url=self.url)
        at_most_bytes(self, "title", self.title, 128)
        at_most_bytes(self, "url", self.url, 2048)
        at_most_bytes(self, "picurl", self.picurl, 2048)
        at_most_bytes(self, "desc", self.desc, 512)


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgram:
    """A card of a mini program linked to the corp: title at most 64 bytes, cover as temporary media."""

    msgtype: ClassVar[str] = "miniprogram"

    title: str
    pic_media_id: str
    appid: str
    page: str

    def __post_init__(self) -> None:
        given(self, title=self.title, pic_media_id=self.pic_media_id, appid=self.appid, page=self.page)
        at_most_bytes(self, "title", self.title, 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video, by temporary media_id."""

    msgtype: ClassVar[str] = "video"

    media_id: str

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file, by temporary media_id; its name is the one it was uploaded with."""

    msgtype: ClassVar[str] = "file"

    media_id: str

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)


Attachment: TypeAlias = Image | Link | MiniProgram | Video | File


def check_content(of: object, text: str | None, attachments: Sequence[Attachment]) -> None:
    """Text of at most 4000 bytes, up to nine attachments, and not both empty.

    Raises:
        InvalidCallError: a rule is broken.
    """
    one_of(of, text=text, attachments=attachments)
    at_most_bytes(of, "text", text, MAX_TEXT_BYTES)
    at_most_items(of, "attachments", attachments, MAX_ATTACHMENTS)


def content_parameters(text: str | None, attachments: Sequence[Attachment]) -> dict[str, Any]:
    """`text` and `attachments` in WeCom's shape; what is empty is left out."""
    found: dict[str, Any] = {}
    if text:
        found["text"] = {"content": text}
    if attachments:
        found["attachments"] = [
            {"msgtype": attachment.msgtype, attachment.msgtype: fields_of(attachment)} for attachment in attachments
        ]
    return found


class SentText(msgspec.Struct, frozen=True, kw_only=True):
    """Text as WeCom tells it back."""

    content: str = ""


class SentImage(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as WeCom tells it back: media_id or pic_url, not both."""

    media_id: str = ""
    pic_url: str = ""


class SentLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link as WeCom tells it back."""

    title: str = ""
    picurl: str = ""
    desc: str = ""
    url: str = ""


class SentMiniProgram(msgspec.Struct, frozen=True, kw_only=True):
    """A mini-program card as WeCom tells it back: without its cover."""

    title: str = ""
    appid: str = ""
    page: str = ""


class SentMedia(msgspec.Struct, frozen=True, kw_only=True):
    """A video or file as WeCom tells it back."""

    media_id: str = ""


class SentAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """One attachment as WeCom tells it back; only the field that `msgtype` names is filled."""

    msgtype: str = ""
    image: SentImage | None = None
    link: SentLink | None = None
    miniprogram: SentMiniProgram | None = None
    video: SentMedia | None = None
    file: SentMedia | None = None
