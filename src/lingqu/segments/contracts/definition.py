"""A segment's definition as data: what the editor, the API, YAML files and the store all hold.

JSON with a `kind` in every node, e.g. `{"kind": "all", "of": [{"kind": "tag", "tags": [5]}, …]}`. Durations are
ISO 8601 (`P30D`), instants carry an offset, dates are the corp's. Money is in fen.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

from lingqu.customers.contracts.tags import MatchTags
from lingqu.segments.contracts.windows import ONCE, Count, Op, Window

Permille = Annotated[int, Meta(ge=0, le=999)]


class Node(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind", tag="node"
):
    """A place in the tree."""


# ───────────────────────── combinations ─────────────────────────


class All(Node, frozen=True, tag="all"):
    """Every one of them; of none at all it is true, and the editor refuses that."""

    of: tuple[Definition, ...]


class AnyOf(Node, frozen=True, tag="any"):
    """At least one of them; of none at all it is false, and the editor refuses that."""

    of: tuple[Definition, ...]


class Not(Node, frozen=True, tag="not"):
    """The complement within the corp's live customers."""

    of: Definition


# ───────────────────────── leaves ─────────────────────────


class AttributeLeaf(Node, frozen=True, tag="attribute"):
    """A comparison of one attribute. A missing value satisfies none, not even `ne`.

    `value` is what `op` asks for: a scalar; [low, high] for between; a list for in; a number of days for the relative
    dates; nothing for exists and this_month.
    """

    key: str
    op: Op
    value: Any = None


class RelationScope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Relations with any of these members or of members in any of these departments, those below included."""

    staff: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()


class TagLeaf(Node, frozen=True, tag="tag"):
    """Corp tags on live relations; a group stands for any tag of it.

    any: one of the named marks at least; all: every one; none: not any. With `one_relation` the question is put to
    each live relation by itself and one must answer yes; else the marks of all relations (in `scope`) are taken
    together. `granted` and `sources` narrow the marks that count.
    """

    match: MatchTags = MatchTags.ANY
    tags: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    scope: RelationScope | None = None
    one_relation: bool = False
    granted: Window | None = None
    sources: tuple[str, ...] = ()


class RelationState(StrEnum):
    """Where a relation stands; it is live while deleted by neither side."""

    LIVE = "live"
    ENDED = "ended"
    DELETED_BY_CUSTOMER = "deleted_by_customer"
    DELETED_BY_STAFF = "deleted_by_staff"
    ANY = "any"


class RelationLeaf(Node, frozen=True, tag="relation"):
    """With how many members there is a relation that satisfies all of this at once, by its newest spell."""

    state: RelationState = RelationState.LIVE
    scope: RelationScope | None = None
    add_ways: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    added: Window | None = None
    ended: Window | None = None
    count: Count = ONCE


class PropertyTest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A comparison of one property of an event. A missing one, or one of another type, satisfies none."""

    key: str
    op: Op
    value: Any = None


class EventMatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Events of one name whose properties pass every test."""

    name: str
    where: tuple[PropertyTest, ...] = ()


class EventLeaf(Node, frozen=True, tag="event"):
    """How many matching events lie in the window, or how many different values of `distinct` (no lists) they have."""

    event: EventMatch
    window: Window | None = None
    distinct: str | None = None
    count: Count = ONCE


class Edge(StrEnum):
    """Which of several events."""

    FIRST = "first"
    LAST = "last"


class EventEdgeLeaf(Node, frozen=True, tag="event_edge"):
    """The first or last matching event of the window passes `test`; of several at one instant, by order of the log."""

    event: EventMatch
    edge: Edge
    test: PropertyTest
    window: Window | None = None


class SequenceLeaf(Node, frozen=True, tag="sequence"):
    """Each step strictly later than the one before, all in the window, the last within `within` of the first."""

    steps: tuple[EventMatch, ...]
    within: timedelta
    window: Window | None = None


class LapseLeaf(Node, frozen=True, tag="lapse"):
    """Did `did` in the window, and then not `then_not` within `within`: in (t, t + within], which is over."""

    did: EventMatch
    then_not: EventMatch
    within: timedelta
    window: Window | None = None


class OrderMeasure(StrEnum):
    """What of the orders is compared."""

    COUNT = "count"
    SUM = "sum"
    """Fen, net of refunds; of no orders it is 0."""
    AVERAGE = "average"
    """Fen an order, net of refunds; of no orders there is none."""
    DAYS_SINCE_LAST = "days_since_last"
    """Exact days, with fractions; of no orders there is none."""


class OrderLeaf(Node, frozen=True, tag="order"):
    """Paid orders not wholly refunded, by when they were paid; `categories`: an order has any of them."""

    measure: OrderMeasure = OrderMeasure.COUNT
    op: Op = Op.GE
    value: float = 1
    window: Window | None = None
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    shops: tuple[int, ...] = ()


class GroupLeaf(Node, frozen=True, tag="group"):
    """Is in a groupchat that satisfies all of this at once."""

    chats: tuple[int, ...] = ()
    chat_tags: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()
    joined: Window | None = None


class SegmentLeaf(Node, frozen=True, tag="segment"):
    """Is a member of another segment, by its materialised membership; `held_for`: without a break, at least so long."""

    segment_id: int
    held_for: timedelta | None = None


class BucketLeaf(Node, frozen=True, tag="bucket"):
    """A sticky share of all customers: [first, last] of 0..999 under a salt."""

    salt: str
    first: Permille = 0
    last: Permille = 999


class ListLeaf(Node, frozen=True, tag="list"):
    """Is on an uploaded list."""

    list_id: int


Leaf: TypeAlias = (
    AttributeLeaf
    | TagLeaf
    | RelationLeaf
    | EventLeaf
    | EventEdgeLeaf
    | SequenceLeaf
    | LapseLeaf
    | OrderLeaf
    | GroupLeaf
    | SegmentLeaf
    | BucketLeaf
    | ListLeaf
)
Definition: TypeAlias = All | AnyOf | Not | Leaf
