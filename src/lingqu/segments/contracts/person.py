"""One customer's whole history, as the reference predicate reads it: what was recorded by the instant of evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lingqu.kernel.ids import ChannelId, CustomerId, StaffId, TagId


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A corp tag on a relation."""

    tag_id: TagId
    group_id: int
    granted_at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRelation:
    """The newest spell with one member. `departments`: the member's own and all above them."""

    staff_id: StaffId
    departments: frozenset[int] = frozenset()
    add_way: int = 0
    channel_id: ChannelId | None = None
    added_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def live(self) -> bool:
        """Deleted by neither side."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An event: a fact by its kind. `number` is its place in the order of the log."""

    name: str
    occurred_at: datetime
    number: int
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOrder:
    """A paid order; amounts in fen."""

    order_id: int
    paid_at: datetime
    amount_fen: int
    refunded_fen: int = 0
    source: str = ""
    shop: int | None = None
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonGroup:
    """A groupchat in which the customer is now."""

    chat: int
    owner: StaffId
    tags: frozenset[int] = frozenset()
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A canonical customer with everything of those merged into it.

    Attributes:
        in_universe: ever related, in a group or a member; neither erased nor merged away.
        segments: materialised memberships, each since when without a break.
        lists: ids of uploaded lists that have the customer.
    """

    customer_id: CustomerId
    in_universe: bool = True
    attributes: Mapping[str, Any] = field(default_factory=dict)
    relations: tuple[PersonRelation, ...] = ()
    events: tuple[Occurrence, ...] = ()
    orders: tuple[PersonOrder, ...] = ()
    groups: tuple[PersonGroup, ...] = ()
    segments: Mapping[int, datetime] = field(default_factory=dict)
    lists: frozenset[int] = frozenset()
