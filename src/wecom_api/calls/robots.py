"""Group robots: messages into one internal group by a key, without any token."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import md5
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

import msgspec

from wecom_api.calls.call import Call, Done, Upload
from wecom_api.calls.limits import at_most_bytes, given, refuse
from wecom_api.calls.media import check_file, upload_of
from wecom_api.calls.message_contents import File, News, Voice, body_of
from wecom_api.calls.template_card import TemplateCard

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_IMAGE_BYTES = 2 * 2**20
MAX_FILE_BYTES = 20 * 2**20
MAX_VOICE_BYTES = 2 * 2**20
CARDS = ("text_notice", "news_notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotText:
    """Text of at most 2048 bytes that may call members by userid or mobile, or everybody by `@all`."""

    msgtype: ClassVar[str] = "text"

    content: str
    mentioned_list: Sequence[str] | None = None
    mentioned_mobile_list: Sequence[str] | None = None

    def __post_init__(self) -> None:
        given(self, content=self.content)
        at_most_bytes(self, "content", self.content, 2048)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotMarkdown:
    """WeCom's subset of Markdown, at most 4096 bytes."""

    msgtype: ClassVar[str] = "markdown"

    content: str

    def __post_init__(self) -> None:
        given(self, content=self.content)
        at_most_bytes(self, "content", self.content, 4096)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotMarkdownV2:
    """The larger subset of Markdown, at most 4096 bytes; it cannot call anybody."""

    msgtype: ClassVar[str] = "markdown_v2"

    content: str

    def __post_init__(self) -> None:
        given(self, content=self.content)
        at_most_bytes(self, "content", self.content, 4096)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotImage:
    """A picture inside the message itself, at most 2 MB; `RobotImage.of` makes one of its bytes."""

    msgtype: ClassVar[str] = "image"

    base64: str = field(repr=False)
    md5: str

    @classmethod
    def of(cls, content: bytes) -> RobotImage:
        """The picture as WeCom wants it.

        Raises:
            InvalidCallError: it is larger than 2 MB, or empty.
        """
        image = cls(base64=b64encode(content).decode(), md5=md5(content, usedforsecurity=False).hexdigest())
        if not 0 < len(content) <= MAX_IMAGE_BYTES:
            refuse(image, "base64", f"1 to {MAX_IMAGE_BYTES} bytes, got {len(content)}", "choose another picture")
        return image


RobotMessage: TypeAlias = RobotText | RobotMarkdown | RobotMarkdownV2 | RobotImage | News | File | Voice | TemplateCard


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWebhook(Call[Done]):
    """Let a robot speak in its group.

    Window: 20 a minute per robot. Not safe to repeat.
    Shape: the robot's key; one message; of the cards only text_notice and news_notice.
    Errors: 93000 key invalid; 93004 robot disabled; 93008 not in the group; 45009.
    Source: page not named by the reference (message chapter; limits of page 90454, 2023-08-28)
    """

    path: ClassVar[str] = "/cgi-bin/webhook/send"
    needs_token: ClassVar[bool] = False

    key: str = field(repr=False)
    message: RobotMessage

    def __post_init__(self) -> None:
        given(self, key=self.key)
        if isinstance(self.message, TemplateCard) and self.message.card["card_type"] not in CARDS:
            refuse(self, "message", f"cards of robots are {' or '.join(CARDS)}", "choose another card_type")

    def query(self) -> dict[str, Any]:
        """The robot's key."""
        return {"key": self.key}

    def parameters(self) -> dict[str, Any]:
        """The message; the key travels in the query."""
        return body_of(self.message)


class RobotMedia(msgspec.Struct, frozen=True, kw_only=True):
    """A temporary file that this robot alone may send.

    Attributes:
        media_id: valid 3 days from `created_at`.
        created_at: unix seconds (WeCom sends it as text).
    """

    type: str = ""
    media_id: str
    created_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadWebhookMedia(Call[RobotMedia]):
    """Upload a file for a robot to send. Repeating makes another media_id and does no harm.

    Window: the file lives 3 days.
    Shape: the robot's key; more than 5 bytes; file 20 MB, voice 2 MB.
    Errors: 93000 key invalid; 40004 type; 40006, 45001 size.
    Source: page not named by the reference (message chapter)
    """

    path: ClassVar[str] = "/cgi-bin/webhook/upload_media"
    idempotent: ClassVar[bool] = True
    needs_token: ClassVar[bool] = False

    key: str = field(repr=False)
    type: Literal["file", "voice"]
    filename: str
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        given(self, key=self.key)
        check_file(self, self.filename, self.content, MAX_FILE_BYTES if self.type == "file" else MAX_VOICE_BYTES)

    def parameters(self) -> dict[str, Any]:
        """Key and type; they travel in the query."""
        return {"key": self.key, "type": self.type}

    def upload(self) -> Upload:
        """The file itself."""
        return upload_of(self.filename, self.content)
