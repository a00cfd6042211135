"""What the explorer of deliveries is asked, and what it counts."""

from dataclasses import dataclass

from lingqu.deliveries.contracts import DeliveryChannel, DeliveryState, Reason
from lingqu.kernel.days import Days
from lingqu.kernel.ids import BroadcastId, CustomerId, DepartmentId, MomentId, StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """Which deliveries, by when they were planned; None does not narrow.

    Attributes:
        department_id: members of it and of all below it.
        programme_id: of outreach; its broadcasts.
    """

    days: Days
    state: DeliveryState | None = None
    reason: Reason | None = None
    channel: DeliveryChannel | None = None
    customer_id: CustomerId | None = None
    staff_id: StaffId | None = None
    department_id: DepartmentId | None = None
    broadcast_id: BroadcastId | None = None
    moment_id: MomentId | None = None
    programme_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many deliveries are in one state for one reason, which may be one of another release."""

    state: DeliveryState
    reason: str | None
    deliveries: int
