"""The shapes of deliveries at the HTTP edge."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from lingqu.deliveries.contracts import DeliveryChannel, DeliveryRow, DeliveryState
from lingqu.deliveries.contracts.exploring import Outcome
from lingqu.kernel.days import Days
from lingqu.kernel.paging import Page


class CustomerRef(msgspec.Struct, kw_only=True, frozen=True):
    """A customer; the name is null when unknown, or not for the viewer's eyes."""

    customer_id: int
    name: str | None


class GroupchatRef(msgspec.Struct, kw_only=True, frozen=True):
    """A customer group; the name is null where it has none."""

    groupchat_id: int
    name: str | None


class StaffRef(msgspec.Struct, kw_only=True, frozen=True):
    """A member."""

    staff_id: int
    name: str


class BroadcastRef(msgspec.Struct, kw_only=True, frozen=True):
    """A broadcast."""

    broadcast_id: int
    name: str


class MomentRef(msgspec.Struct, kw_only=True, frozen=True):
    """A moment."""

    moment_id: int
    name: str


class DeliveryView(msgspec.Struct, kw_only=True, frozen=True):
    """One message to one customer or into one group; `text` is null for those who may not read personal data.

    `variant` is the content of the broadcast that was drawn; null where nobody was drawn, or of no broadcast.
    `taken_out` says why the customer was not to have it any more, while it was on its way; some had it already.
    """

    delivery_id: int
    channel: DeliveryChannel
    state: DeliveryState
    reason: str | None
    customer: CustomerRef | None
    groupchat: GroupchatRef | None
    staff: StaffRef | None
    broadcast: BroadcastRef | None
    moment: MomentRef | None
    variant: str | None
    planned_at: datetime
    handed_over_at: datetime | None
    settled_at: datetime | None
    text: str | None
    seconds_to_send: float | None
    taken_out: str | None


class DeliveryList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of deliveries."""

    items: list[DeliveryView]
    next_cursor: str | None
    total: int | None


class OutcomeCount(msgspec.Struct, kw_only=True, frozen=True):
    """How many deliveries are in one state for one reason."""

    state: DeliveryState
    reason: str | None
    count: int


class DeliverySummary(msgspec.Struct, kw_only=True, frozen=True):
    """What became of the deliveries planned on some days of the corp, both included; the most frequent first."""

    from_on: date
    to_on: date
    total: int
    outcomes: list[OutcomeCount]


class UploadedPicture(msgspec.Struct, kw_only=True, frozen=True):
    """A picture as kept; `url` shows it in the admin."""

    blob_key: str
    kind: str
    width: int
    height: int
    bytes: int
    url: str


class UploadedVideo(msgspec.Struct, kw_only=True, frozen=True):
    """A video as kept; `url` plays it in the admin."""

    blob_key: str
    kind: str
    seconds: float
    bytes: int
    url: str


class UploadedFile(msgspec.Struct, kw_only=True, frozen=True):
    """A file as kept; `name` is what it is called where it is received, `url` downloads it in the admin."""

    blob_key: str
    kind: str
    name: str
    bytes: int
    url: str


def delivery_list(page: Page[DeliveryRow], *, personal: bool) -> DeliveryList:
    """Show a page; without `personal`, neither names nor what was said."""
    return DeliveryList(
        items=[_delivery(row, personal=personal) for row in page.items],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def delivery_summary(days: Days, outcomes: Sequence[Outcome]) -> DeliverySummary:
    """Show what became of deliveries."""
    return DeliverySummary(
        from_on=days.first,
        to_on=days.last,
        total=sum(one.deliveries for one in outcomes),
        outcomes=[OutcomeCount(state=one.state, reason=one.reason, count=one.deliveries) for one in outcomes],
    )


def _delivery(row: DeliveryRow, *, personal: bool) -> DeliveryView:
    return DeliveryView(
        delivery_id=row.delivery_id,
        channel=row.channel,
        state=row.state,
        reason=row.reason,
        customer=None
        if row.customer_id is None
        else CustomerRef(customer_id=row.customer_id, name=row.customer_name if personal else None),
        groupchat=None
        if row.groupchat_id is None
        else GroupchatRef(groupchat_id=row.groupchat_id, name=row.groupchat_name),
        staff=None if row.staff_id is None else StaffRef(staff_id=row.staff_id, name=row.staff_name or ""),
        broadcast=None
        if row.broadcast_id is None
        else BroadcastRef(broadcast_id=row.broadcast_id, name=row.broadcast_name or ""),
        moment=None if row.moment_id is None else MomentRef(moment_id=row.moment_id, name=row.moment_name or ""),
        variant=row.variant,
        planned_at=row.planned_at,
        handed_over_at=row.handed_over_at,
        settled_at=row.settled_at,
        text=row.text if personal else None,
        seconds_to_send=row.seconds_to_send,
        taken_out=row.taken_out,
    )
