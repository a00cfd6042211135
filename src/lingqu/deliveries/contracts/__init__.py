"""What crosses the wall of deliveries: content, greetings to send, rows and counts to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NewType, TypeAlias

import msgspec

from lingqu.kernel.ids import (
    BroadcastId,
    ChannelId,
    ChatId,
    CustomerId,
    DeliveryId,
    ExternalUserid,
    GroupchatId,
    MomentId,
    StaffId,
    TaskId,
    Userid,
)

GroupSendId = NewType("GroupSendId", int)

JOB_HAND_OVER = "deliveries.hand_over"
JOB_SETTLE_CALLS = "deliveries.settle_calls"
JOB_POLL = "deliveries.poll"
JOB_WITHDRAW = "deliveries.withdraw"
JOB_TAKE_OUT = "deliveries.take_out"
"""Take customers who are not to have a message any more out of one call; key: `GroupSendId`."""
JOB_REMIND = "deliveries.remind"
JOB_UPLOAD_MEDIA = "deliveries.upload_media"
JOB_RENEW_MEDIA = "deliveries.renew_media"
JOB_READ_OWN_SENDS = "deliveries.read_own_sends"

WELCOME_WINDOW = timedelta(seconds=20)
"""How long a `welcome_code` lives after the event that carried it."""

# ───────────────────────── fact kinds ─────────────────────────

PLANNED = "delivery.planned"
HANDED_OVER = "delivery.handed_over"
DELIVERED = "delivery.delivered"
FAILED = "delivery.failed"
EXPIRED = "delivery.expired"
CANCELLED = "delivery.cancelled"
UNKNOWN = "delivery.unknown"
SKIPPED = "delivery.skipped"

# ───────────────────────── states and reasons ─────────────────────────


class DeliveryState(StrEnum):
    """Where a message to one customer or into one group stands; `lingqu.deliveries.domain.states` has the moves."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class DeliveryChannel(StrEnum):
    """The way a message travels."""

    WELCOME = "welcome"
    BROADCAST = "broadcast"
    GROUPCHAT = "groupchat"
    """A broadcast into a customer group."""
    MOMENT = "moment"


class Reason(StrEnum):
    """Why a message was not delivered, or why nobody can tell."""

    TOO_LATE = "too_late"
    CODE_SPENT = "code_spent"
    ALREADY_GREETED = "already_greeted"
    ARCHIVE_NOT_AGREED = "archive_not_agreed"
    LOST_ANSWER = "lost_answer"
    NO_WELCOME = "no_welcome"
    CONSOLE_WELCOME = "console_welcome"
    NOT_FRIEND = "not_friend"
    OVER_CAP = "over_cap"
    UNSENDABLE = "unsendable"
    SENDER_REFUSED = "sender_refused"
    MEDIA_REFUSED = "media_refused"
    MISCONFIGURED = "misconfigured"
    REFUSED = "refused"
    NOT_CONFIRMED = "not_confirmed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """Of a planned one: it was handed over, and its call was taken back for somebody else's sake."""
    PASSED_ON = "passed_on"
    """Of a planned one: the member could not reach the customer, another one is asked instead."""
    AFTER_ALL = "after_all"
    """Of a planned one: they gave way to something that was cancelled since."""
    BY_HAND = "by_hand"
    """Nobody could tell, and a person has said it."""
    NO_LIVE_RELATION = "no_live_relation"
    NO_FOLLOW_USER = "no_follow_user"
    UNREADABLE = "unreadable"
    CAPPED = "capped"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NO_CONSENT = "no_consent"
    """Nothing was said, and the corp demands a yes."""
    SUPPRESSED = "suppressed"
    TOO_SOON = "too_soon"
    """The programme has written to the person as often as it says it does."""
    OUTRANKED = "outranked"
    """What is left of the caps is kept for something to come that is worth more."""
    OVERWORKED = "overworked"
    """The member has as many tasks that day as the rules allow."""
    HELD_OUT = "held_out"
    OVER_BUDGET = "over_budget"
    FROZEN = "frozen"
    NOT_SHOWN = "not_shown"
    """A published moment was not shown to whom it was meant for: over WeCom's cap, or no contact any more."""
    NO_OWNER = "no_owner"
    """The owner of the group may not send any more, or it has another one since."""
    DISSOLVED = "dissolved"
    """The group is not there any more."""
    REPEATED = "repeated"
    """Another message of the same task brings the person the same."""
    NOT_REACHED = "not_reached"
    """The owner sent, and WeCom does not show the group among those reached: over its cap, dissolved, or passed on."""


# ───────────────────────── content ─────────────────────────


class Image(msgspec.Struct, frozen=True, tag_field="kind", tag="image"):
    """A picture of ours."""

    blob_key: str


class Link(msgspec.Struct, frozen=True, tag_field="kind", tag="link"):
    """A web page: title ≤ 128 bytes, url ≤ 2048 bytes, desc ≤ 512 bytes."""

    title: str
    url: str
    desc: str | None
    pic_url: str | None


class Miniprogram(msgspec.Struct, frozen=True, tag_field="kind", tag="miniprogram"):
    """A mini-program page: title ≤ 64 bytes; `blob_key` is its cover."""

    title: str
    appid: str
    page: str
    blob_key: str


Attachment: TypeAlias = Image | Link | Miniprogram


class Content(msgspec.Struct, frozen=True):
    """What a customer reads: text ≤ 4000 bytes and up to 9 attachments, not both empty. Stored as its JSON."""

    text: str
    attachments: tuple[Attachment, ...]


class MediaUse(StrEnum):
    """What a file of ours is at WeCom."""

    PICTURE = "picture"
    """A permanent `pic_url` from uploadimg (≤ 2 MB)."""
    COVER = "cover"
    """A temporary `media_id`, three days."""
    MOMENT_PICTURE = "moment_picture"
    """A `media_id` that only moments take, three days; the short side is at most 1,080 pixels."""
    MOMENT_VIDEO = "moment_video"
    """The same of an MP4 of at most 30 s."""
    VIDEO = "video"
    """A temporary `media_id` of an MP4, three days."""
    FILE = "file"
    """The same of any file, under the name that `MediaNeed` gives."""


@dataclass(frozen=True, slots=True)
class MediaNeed:
    """A file of ours that must be at WeCom before a content can leave.

    `name`: what a `MediaUse.FILE` is called where it is received; of others WeCom shows none.
    """

    blob_key: str
    use: MediaUse
    name: str = ""


Media: TypeAlias = Mapping[MediaNeed, str]
"""WeCom's handle (a URL or a media_id) of each file that is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A content with the handles of its files: ready to leave."""

    content: Content
    media: Media = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a content, and where."""

    place: str
    code: str
    message: str
    data: Mapping[str, Any] = field(default_factory=dict)


# ───────────────────────── greetings ─────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetingPlan:
    """One greeting somebody chose, or the reason for which nothing is said."""

    customer_id: CustomerId
    staff_id: StaffId
    channel_id: ChannelId | None
    welcome_code: str
    event_at: datetime
    """When the event with the code happened, by WeCom (whole seconds)."""
    choice: Message | Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedGreeting:
    """A greeting to send now. On `repeat` an earlier try was made, and its answer may be lost."""

    delivery_id: DeliveryId
    welcome_code: str
    event_at: datetime
    message: Message
    repeat: bool

    @property
    def deadline(self) -> datetime:
        """When the code dies."""
        return self.event_at + WELCOME_WINDOW


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetingOutcome:
    """What became of a greeting: a final state with its reason, and what WeCom said."""

    delivery_id: DeliveryId
    state: DeliveryState
    reason: Reason | None
    at: datetime
    attempts: int
    evidence: Mapping[str, Any] = field(default_factory=dict)
    refused_media: frozenset[MediaNeed] = frozenset()
    """Files whose handles WeCom no longer takes."""


# ───────────────────────── group sends ─────────────────────────


class ChatType(StrEnum):
    """To whom a group send goes, as WeCom spells it."""

    SINGLE = "single"
    """To customers, each alone."""
    GROUP = "group"
    """Into customer groups, by their owner."""


RecipientId: TypeAlias = ExternalUserid | ChatId
"""Whom a group send is for, as WeCom names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDelivery:
    """One recipient of a broadcast: who sends which of its contents, or why nobody does."""

    customer_id: CustomerId
    staff_id: StaffId | None
    variant: str | None
    """None where there are several contents and another reason came before the draw."""
    skip: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of somebody who was addressed: which contact of theirs, by whom, or why not."""

    delivery_id: DeliveryId
    customer_id: CustomerId
    staff_id: StaffId | None
    variant: str | None
    skip: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedGroup:
    """One group of a broadcast: its owner sends, or why nobody does."""

    groupchat_id: GroupchatId
    staff_id: StaffId | None
    skip: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSendCall:
    """What one `add_msg_template` call carries: one sender, ≤ 10,000 customers or ≤ 2,000 groups."""

    group_send_id: GroupSendId
    chat_type: ChatType
    sender: Userid
    recipients: tuple[RecipientId, ...]
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeGroupSend:
    """WeCom's answer to the call: the task's msgid and whom it will not reach."""

    msgid: str
    unsendable: tuple[RecipientId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGroupSend:
    """A group send as WeCom lists it."""

    msgid: str
    created_at: datetime
    text: str
    attachments: tuple[Mapping[str, Any], ...]
    """As WeCom returns them: `{"msgtype": T, T: {...}}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSend:
    """A group send that a member created by themselves."""

    msgid: str
    chat_type: ChatType
    creator: Userid
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSend:
    """Whether a member pressed send, and when."""

    sender: Userid
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """What became of one recipient, by WeCom: 0 pending, 1 sent, 2 not a friend, 3 over the cap.

    Of groups WeCom shows those that were reached, and nothing of the others.
    """

    recipient: RecipientId
    status: int
    sent_at: datetime | None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said became of a call of which WeCom cannot tell. Stored as its JSON.

    Attributes:
        words: how they know.
        by: their name then.
    """

    sent: bool
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCall:
    """A call whose answer was lost, with its evidence.

    Attributes:
        msgids: group sends of WeCom of which one may be it; the others are somebody else's.
        verdict: what a person said; None while nobody has.
    """

    group_send_id: GroupSendId
    staff_id: StaffId
    staff_name: str
    variant: str
    recipients: int
    called_at: datetime | None
    msgids: tuple[str, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheWay:
    """A message of a broadcast that its customer may still get."""

    delivery_id: DeliveryId
    customer_id: CustomerId
    broadcast_id: BroadcastId


# ───────────────────────── reads ─────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A delivery as shown, with names joined at read time; `seconds_to_send` only for greetings.

    Attributes:
        taken_out: why the customer was not to have it any more, said while it was on its way; they may have had it.
    """

    delivery_id: DeliveryId
    channel: DeliveryChannel
    state: DeliveryState
    reason: str | None
    customer_id: CustomerId | None
    customer_name: str | None
    groupchat_id: GroupchatId | None
    groupchat_name: str | None
    staff_id: StaffId | None
    staff_name: str | None
    broadcast_id: BroadcastId | None
    broadcast_name: str | None
    moment_id: MomentId | None
    moment_name: str | None
    variant: str | None
    planned_at: datetime
    handed_over_at: datetime | None
    settled_at: datetime | None
    text: str | None
    seconds_to_send: float | None
    taken_out: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeCount:
    """Greetings of one corp day (Asia/Shanghai), channel and member: due, and sent within 20 s of the event."""

    day: date
    channel_id: ChannelId | None
    staff_id: StaffId | None
    due: int
    in_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDeliveries:
    """Recipients of one member's task, customers or groups, which content they are sent, and what became of them."""

    task_id: TaskId
    variant: str
    customers: int
    delivered: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """Customers who were taken out of a broadcast on its way for one reason, and how many of them had it already."""

    reason: str
    customers: int
    had_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the group sends of a broadcast are."""

    ready: int
    calling: int
    handed_over: int
    closed: int
    """Refused, unknown and cancelled ones too."""
    handed_over_at: datetime | None
    """When the last one was handed over."""
