"""What became of moments: which there are, who published them, who may and does see them, who liked them.

No callback tells any of it: poll.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec

from wecom_api.calls.attachments import SentText
from wecom_api.calls.call import Call, Page, PagedCall
from wecom_api.calls.limits import between, given

MAX_SPAN_S = 30 * 24 * 3600
MAX_MOMENTS = 20
MAX_ROWS = 1000
MAX_VISIBLE_ROWS = 5000


class SeenImage(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as WeCom tells it back."""

    media_id: str = ""


class SeenVideo(msgspec.Struct, frozen=True, kw_only=True):
    """A video as WeCom tells it back, with its first frame."""

    media_id: str = ""
    thumb_media_id: str = ""


class SeenLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link as WeCom tells it back."""

    title: str = ""
    url: str = ""


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """Where a member said to be; degrees, as WeCom writes them."""

    latitude: str = ""
    longitude: str = ""
    name: str = ""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One moment.

    Attributes:
        creator: userid; empty for those made by API.
        create_time: unix seconds.
        create_type: 0 by the corp, 1 by a member.
        visible_type: 0 some customers, 1 all.
    """

    moment_id: str
    creator: str = ""
    create_time: int = 0
    create_type: int = 0
    visible_type: int = 0
    text: SentText = SentText()
    image: tuple[SeenImage, ...] = ()
    video: SeenVideo | None = None
    link: SeenLink | None = None
    location: Location | None = None


class Moments(Page, frozen=True, kw_only=True):
    """A page of moments."""

    moment_list: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMomentList(PagedCall[Moments]):
    """List moments, also those that members published themselves; deleted ones are left out.

    Window: the common limits; at most 30 days at once.
    Shape: unix seconds, neither end included; filter_type 0 corp's, 1 members', 2 all; 1..20 rows a page.
    Errors: 60011 creator outside the visible range; 40058 times out of range.
    Source: https://developer.work.weixin.qq.com/document/path/93333 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_moment_list"
    idempotent: ClassVar[bool] = True

    start_time: int
    end_time: int
    creator: str | None = None
    filter_type: Literal[0, 1, 2] | None = None
    cursor: str | None = None
    limit: int = MAX_MOMENTS

    def __post_init__(self) -> None:
        between(self, "end_time", self.end_time, self.start_time, self.start_time + MAX_SPAN_S)
        between(self, "limit", self.limit, 1, MAX_MOMENTS)


class MomentTask(msgspec.Struct, frozen=True, kw_only=True):
    """One member's part of a moment; `publish_status` is 0 until confirmed, then 1."""

    userid: str
    publish_status: int = 0


class MomentTasks(Page, frozen=True, kw_only=True):
    """A page of members' parts."""

    task_list: tuple[MomentTask, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMomentTask(PagedCall[MomentTasks]):
    """Which members have a moment of the corp to confirm, and who has.

    Window: the common limits.
    Shape: one moment_id; 1..1000 rows a page (more is answered as 500).
    Errors: 41067 not published by the corp; 41059, 41060 moment_id; 41079 still being dispatched, ask later.
    Source: https://developer.work.weixin.qq.com/document/path/93333 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_moment_task"
    idempotent: ClassVar[bool] = True

    moment_id: str
    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        given(self, moment_id=self.moment_id)
        between(self, "limit", self.limit, 1, MAX_ROWS)


class MomentCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer who may see a moment."""

    external_userid: str
    userid: str = ""


class MomentCustomers(Page, frozen=True, kw_only=True):
    """A page of customers."""

    customer_list: tuple[MomentCustomer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMomentCustomerList(PagedCall[MomentCustomers]):
    """The customers whom one member's moment was meant for.

    Window: the common limits.
    Shape: moment_id and the publishing member's userid; 1..1000 rows a page (more is answered as 500).
    Errors: 41061 not published by this member; 41062 not yet published; 41059, 41060 moment_id; 41079 still
        being dispatched, ask later.
    Source: https://developer.work.weixin.qq.com/document/path/93333 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_moment_customer_list"
    idempotent: ClassVar[bool] = True

    moment_id: str
    userid: str
    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        given(self, moment_id=self.moment_id, userid=self.userid)
        between(self, "limit", self.limit, 1, MAX_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMomentSendResult(PagedCall[MomentCustomers]):
    """The customers in whose timeline one member's moment really stands.

    Window: the common limits.
    Shape: moment_id and the publishing member's userid; 1..5000 rows a page (more is answered as 3000).
    Errors: as `GetMomentCustomerList`.
    Source: https://developer.work.weixin.qq.com/document/path/93333 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_moment_send_result"
    idempotent: ClassVar[bool] = True

    moment_id: str
    userid: str
    cursor: str | None = None
    limit: int = MAX_VISIBLE_ROWS

    def __post_init__(self) -> None:
        given(self, moment_id=self.moment_id, userid=self.userid)
        between(self, "limit", self.limit, 1, MAX_VISIBLE_ROWS)


class MomentReaction(msgspec.Struct, frozen=True, kw_only=True):
    """A comment, whose words are not told, or a like: of a customer or of a member.

    Attributes:
        create_time: unix seconds.
    """

    external_userid: str = ""
    userid: str = ""
    create_time: int = 0


class MomentReactions(msgspec.Struct, frozen=True, kw_only=True):
    """All comments and likes; not paged."""

    comment_list: tuple[MomentReaction, ...] = ()
    like_list: tuple[MomentReaction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMomentComments(Call[MomentReactions]):
    """Who commented on and who liked one member's moment.

    Window: the common limits.
    Shape: moment_id and the publishing member's userid; not paged.
    Errors: as `GetMomentCustomerList`.
    Source: https://developer.work.weixin.qq.com/document/path/93333 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_moment_comments"
    idempotent: ClassVar[bool] = True

    moment_id: str
    userid: str

    def __post_init__(self) -> None:
        given(self, moment_id=self.moment_id, userid=self.userid)
