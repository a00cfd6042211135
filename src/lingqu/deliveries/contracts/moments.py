"""What crosses the wall of deliveries about moments: content, calls, members' copies, progress."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType, TypeAlias

import msgspec

from lingqu.deliveries.contracts import Image, Media
from lingqu.kernel.ids import MomentId, StaffId, Userid

MomentCallId = NewType("MomentCallId", int)

JOB_MOMENT = "deliveries.moment"
"""Bring one `add_moment_task` call on from where it stands; key: `MomentCallId`."""

MOST_SHOWN_A_MONTH = 4
"""Moments of the corp that WeCom shows to one customer in a calendar month: wording of the console of 2021 to 2023,
not confirmed since."""
MOST_VIDEO_BYTES = 10 * 2**20
MOST_VIDEO_SECONDS = 30
"""What WeCom takes of a moment's video."""


class MomentVideo(msgspec.Struct, frozen=True, tag_field="kind", tag="video"):
    """An MP4 of ours, at most 10 MB and 30 s."""

    blob_key: str


class MomentLink(msgspec.Struct, frozen=True, tag_field="kind", tag="link"):
    """A web page: title ≤ 64 characters and 128 bytes, url ≤ 2048 bytes; `blob_key` is its cover."""

    title: str
    url: str
    blob_key: str


MomentAttachment: TypeAlias = Image | MomentVideo | MomentLink


class MomentContent(msgspec.Struct, frozen=True):
    """What customers see: text of ≤ 2000 characters and 4000 bytes, and up to 9 pictures, or one video, or one link."""

    text: str
    attachments: tuple[MomentAttachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentCall:
    """What one `add_moment_task` call carries: ≤ 100,000 senders; without tags, for all of their customers."""

    senders: tuple[Userid, ...]
    wecom_tag_ids: tuple[str, ...]
    content: MomentContent
    media: Media


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMoment:
    """A moment as WeCom lists it: pictures are only known to be some."""

    wecom_moment_id: str
    created_at: datetime
    text: str
    pictures: int
    videos: int
    link: tuple[str, str] | None
    """Title and address."""
    is_partial: bool
    """For customers with some tags only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeMoment:
    """What WeCom's work on a new moment came to."""

    wecom_moment_id: str
    invalid_senders: tuple[Userid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentMember:
    """A member who is asked to publish, and whether they did."""

    userid: Userid
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentProgress:
    """How far the calls of a moment are, and what its members did.

    Attributes:
        under_way: calls begun whose moment is not there yet.
        asked: members whom WeCom asks to publish.
        meant, shown: relations of those who published; None before WeCom was asked about any.
        reason: why the last call that failed did.
    """

    moment_id: MomentId
    ready: int
    under_way: int
    handed_over: int
    closed: int
    handed_over_at: datetime | None
    asked: int
    published: int
    meant: int | None
    shown: int | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentCopy:
    """One member's part: not asked (`task_id` None), asked, published, and to how many it was shown."""

    staff_id: StaffId
    staff_name: str
    asked: bool
    published_at: datetime | None
    meant: int | None
    shown: int | None
    is_final: bool
