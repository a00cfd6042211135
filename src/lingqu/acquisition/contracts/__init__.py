"""What crosses the wall of acquisition: channels, the contact ways that carry them, and their report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from lingqu.deliveries.contracts import Attachment
from lingqu.kernel.ids import ChannelId, DepartmentId, StaffId, TagId, Userid

CORP_ZONE = ZoneInfo("Asia/Shanghai")
"""Whose hours and days count: WeCom's."""

MAX_MEMBERS = 100
"""Members of one contact way after departments are expanded (41041).

Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
"""

MAX_STATE_CHARS = 30
MAX_TEXT_BYTES = 4000
MAX_ATTACHMENTS = 9

JOB_CARRY = "acquisition.carry"
JOB_READ_CODE = "acquisition.read_code"
JOB_EXPIRE = "acquisition.expire"
JOB_REMARK = "acquisition.remark"


class ChannelStatus(StrEnum):
    """Where a channel stands.

    preparing → live → expired → archived; failed when WeCom refused to carry it, until it is revised.
    """

    PREPARING = "preparing"
    LIVE = "live"
    EXPIRED = "expired"
    ARCHIVED = "archived"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a welcome is spoken, in the corp's time.

    `weekdays` are 1 (Monday) to 7; `begins` and `ends` are minutes of the day, `ends` exclusive. Where `ends` is not
    after `begins` the hours run past midnight and belong to the day they began on.
    """

    weekdays: tuple[int, ...]
    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """One variant of a channel's greeting; `hours` None means always."""

    hours: Hours | None
    text: str
    fallback_text: str | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDraft:
    """What an operator decides about a channel."""

    name: str
    cost_fen: int
    staff_ids: tuple[StaffId, ...]
    department_ids: tuple[DepartmentId, ...]
    skip_verify: bool
    expires_at: datetime | None
    fallback_staff_ids: tuple[StaffId, ...]
    tag_ids: tuple[TagId, ...]
    remark_template: str | None
    welcome: tuple[Welcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(ChannelDraft):
    """A channel as stored. `config_id` and `qr_url` are WeCom's, None until carried.

    `qr_url` is where WeCom keeps a picture of the code; `qr_link` is what that picture says, None until it was read.
    """

    channel_id: ChannelId
    state: str
    status: ChannelStatus
    status_reason: str | None
    config_id: str | None
    qr_url: str | None
    qr_link: str | None
    asked_at: datetime | None
    """When WeCom was first asked for its contact way; the answer may be lost."""
    created_at: datetime
    changed_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWay:
    """What WeCom is asked to carry: scene 2 (QR), type 2 (several members)."""

    state: str
    remark: str
    skip_verify: bool
    user: tuple[Userid, ...]
    party: tuple[DepartmentId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedWay:
    """WeCom's answer: the id to hold on to, and where its picture of the code is."""

    config_id: str
    qr_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFigures:
    """A channel's head figures: adds of all time and of the corp's day, greetings of the last 30 days.

    `members` are those who answer the code; a member of two of its departments counts twice.
    """

    added: int
    added_today: int
    greetings_due: int
    greetings_in_time: int
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A greeting as it would read, with and without the customer's name; problems by field."""

    rendered: str
    fallback: str
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """Figures of some slice of the adds.

    Adds and deletions are counted on the day, channel and member of the add; deletions within 24 h and 7 d of it.
    `adds_half` are those the member has not confirmed. Cost is a channel's, once; None where a slice has no channel.
    """

    adds_new: int
    adds_returning: int
    adds_half: int
    deleted_by_customer_24h: int
    deleted_by_customer_7d: int
    deleted_by_staff_24h: int
    deleted_by_staff_7d: int
    greetings_due: int
    greetings_in_time: int
    cost_fen: int | None
    cost_per_add_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report in its four cuts; keys are the day, the shop's department, the member, the channel."""

    totals: ReportRow
    by_day: dict[date, ReportRow]
    by_shop: dict[DepartmentId | None, ReportRow]
    by_staff: dict[StaffId, ReportRow]
    by_channel: dict[ChannelId, ReportRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedReport:
    """A report with the names its keys stand for now."""

    report: Report
    staff: Mapping[StaffId, str]
    shops: Mapping[DepartmentId, str]
    channels: Mapping[ChannelId, str]
