"""Moments (客户朋友圈) that the corp publishes: made here, confirmed by each member, stopped here.

WeCom works on a new moment by itself (`GetMomentTaskResult` tells when it is done), then members have it to
confirm; only customers of those who did can see it. `wecom_api.calls.moment_results` reads what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

import msgspec

from wecom_api.calls.call import Call, Done, as_json, fields_of
from wecom_api.calls.limits import at_most_characters, at_most_items, given, one_of, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TEXT_CHARACTERS = 2000
MAX_TITLE_CHARACTERS = 64
MAX_IMAGES = 9
MAX_SENDERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentImage:
    """A picture, by media_id of `UploadAttachment`: at most 10,800 pixels on the long side, 1,080 on the short."""

    msgtype: ClassVar[str] = "image"

    media_id: str

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentVideo:
    """A video of at most 30 s, by media_id of `UploadAttachment`."""

    msgtype: ClassVar[str] = "video"

    media_id: str

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentLink:
    """A card that opens a page, its cover by media_id of `UploadAttachment`; title at most 64 characters."""

    msgtype: ClassVar[str] = "link"

    url: str
    media_id: str
    title: str | None = None

    def __post_init__(self) -> None:
        given(self, url=self.url, media_id=self.media_id)
        at_most_characters(self, "title", self.title, MAX_TITLE_CHARACTERS)


MomentAttachment: TypeAlias = MomentImage | MomentVideo | MomentLink


class NewMomentJob(msgspec.Struct, frozen=True, kw_only=True):
    """WeCom has begun to work on a moment; ask for the job within 24 h."""

    jobid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMomentTask(Call[NewMomentJob]):
    """Hand a moment to members for confirmation.

    Window: 10 a minute and 100,000 a month per corp. Not safe to repeat, and there is no request id: after a
        lost answer list the moments of the window and match. How many a customer gets to see is capped by
        WeCom without telling (numbers unconfirmed).
    Shape: text of at most 2000 characters and 1..9 images, or one video, or one link; not both empty. Members
        by user_list (at most 100,000) and department_list, absent means all in the visible range; customers
        by corp tags (not strategy tags), absent means all of those members'.
    Errors: 41210 the month is used up; 41211 corp without moments; 41078 too many jobs running; 41089 empty;
        40007 or 41072 media not of `UploadAttachment`; 45009 over 10 a minute.
    Source: https://developer.work.weixin.qq.com/document/path/95094 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/add_moment_task"

    text: str | None = None
    attachments: Sequence[MomentAttachment] = ()
    user_list: Sequence[str] | None = None
    department_list: Sequence[int] | None = None
    tag_list: Sequence[str] | None = None

    def __post_init__(self) -> None:
        one_of(self, text=self.text, attachments=self.attachments)
        at_most_characters(self, "text", self.text, MAX_TEXT_CHARACTERS)
        at_most_items(self, "user_list", self.user_list, MAX_SENDERS)
        self._check_attachments()
        audience = {"user_list": self.user_list, "department_list": self.department_list, "tag_list": self.tag_list}
        for name, ids in audience.items():
            if ids is not None and not ids:
                refuse(self, name, "an empty list would be read as everybody", "name some, or leave the list out")

    def _check_attachments(self) -> None:
        kinds = {attachment.msgtype for attachment in self.attachments}
        if kinds <= {"image"}:
            at_most_items(self, "attachments", self.attachments, MAX_IMAGES)
        elif len(self.attachments) > 1:
            refuse(self, "attachments", "images only, or one video, or one link", "leave the others out")

    def parameters(self) -> dict[str, Any]:
        """In WeCom's shape: text wrapped, members and tags nested in visible_range."""
        senders = {"user_list": self.user_list, "department_list": self.department_list}
        audience = {
            "sender_list": _present(senders),
            "external_contact_list": _present({"tag_list": self.tag_list}),
        }
        attachments = [{"msgtype": one.msgtype, one.msgtype: fields_of(one)} for one in self.attachments]
        found: dict[str, Any] = {
            "text": {"content": self.text} if self.text else {},
            "attachments": attachments,
            "visible_range": {name: ids for name, ids in audience.items() if ids},
        }
        return {name: value for name, value in found.items() if value}


class InvalidSenders(msgspec.Struct, frozen=True, kw_only=True):
    """Members and departments that were asked for and are none."""

    user_list: tuple[str, ...] = ()
    department_list: tuple[int, ...] = ()


class InvalidTags(msgspec.Struct, frozen=True, kw_only=True):
    """Tags that were asked for and are none."""

    tag_list: tuple[str, ...] = ()


class MomentOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the work; its errcode means what it means as an answer."""

    errcode: int = 0
    errmsg: str = ""
    moment_id: str = ""
    invalid_sender_list: InvalidSenders = InvalidSenders()
    invalid_external_contact_list: InvalidTags = InvalidTags()


class MomentJob(msgspec.Struct, frozen=True, kw_only=True):
    """How far WeCom is.

    Attributes:
        status: 1 begun, 2 under way, 3 finished.
        result: means something only when finished; may tell of a failure while the answer itself is none.
    """

    status: int = 0
    type: str = ""
    result: MomentOutcome = MomentOutcome()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMomentTaskResult(Call[MomentJob]):
    """Ask how far WeCom is with a new moment, and for its moment_id when it is done.

    Window: 24 h from `AddMomentTask`.
    Shape: one jobid.
    Errors: 40088 jobid unknown; 40089 result no longer kept.
    Source: https://developer.work.weixin.qq.com/document/path/95094 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_moment_task_result"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    jobid: str

    def __post_init__(self) -> None:
        given(self, jobid=self.jobid)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMomentTask(Call[Done]):
    """Take a moment from members who have not confirmed it; what was published stays.

    Window: the common limits.
    Shape: one moment_id.
    Errors: 41059, 41060 moment_id missing or unknown; 41067 not published by the corp.
    Source: https://developer.work.weixin.qq.com/document/path/97612 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/cancel_moment_task"
    idempotent: ClassVar[bool] = True

    moment_id: str

    def __post_init__(self) -> None:
        given(self, moment_id=self.moment_id)


def _present(found: dict[str, Any]) -> dict[str, Any]:
    return {name: as_json(value) for name, value in found.items() if value is not None}
