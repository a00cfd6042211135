"""Which facts may change which answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from lingqu.commerce.contracts.facts import ORDER_PAID, ORDER_REFUNDED
from lingqu.customers.contracts.facts import (
    CUSTOMER_ATTRIBUTE_SET,
    CUSTOMER_MERGED,
    CUSTOMER_UNMERGED,
    RELATION_ADDED,
    RELATION_DELETED_BY_CUSTOMER,
    RELATION_DELETED_BY_STAFF,
    RELATION_HALF_ADDED,
    RELATION_READDED,
    TAG_GRANTED,
    TAG_WITHDRAWN,
)
from lingqu.directory.contracts.facts import DEPARTMENT_MOVED, STAFF_MOVED
from lingqu.groupchats.contracts.facts import (
    GROUPCHAT_DISMISSED,
    GROUPCHAT_MEMBER_JOINED,
    GROUPCHAT_MEMBER_LEFT,
    GROUPCHAT_OWNER_CHANGED,
    GROUPCHAT_TAGGED,
    GROUPCHAT_UNTAGGED,
)
from lingqu.segments.contracts.definition import (
    AttributeLeaf,
    EventEdgeLeaf,
    EventLeaf,
    GroupLeaf,
    LapseLeaf,
    Leaf,
    OrderLeaf,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT, SEGMENT_REDEFINED

Trigger: TypeAlias = tuple[str, object]
"""A kind of fact with the value that tells facts of this kind apart; with None all of them."""

MERGES = frozenset({CUSTOMER_MERGED, CUSTOMER_UNMERGED})
"""Change every answer of the customers they name."""

OF_GROUPS = frozenset({GROUPCHAT_DISMISSED, GROUPCHAT_OWNER_CHANGED, GROUPCHAT_TAGGED, GROUPCHAT_UNTAGGED})
"""Change answers of everybody in the group that `data.groupchat_id` names."""

MOVES = frozenset({STAFF_MOVED, DEPARTMENT_MOVED})
"""Change answers of everybody related to the member, or to a member anywhere below the department."""

OURS = frozenset({SEGMENT_ENTERED, SEGMENT_LEFT, SEGMENT_REDEFINED})

RELATIONS = frozenset(
    {
        RELATION_ADDED,
        RELATION_READDED,
        RELATION_HALF_ADDED,
        RELATION_DELETED_BY_CUSTOMER,
        RELATION_DELETED_BY_STAFF,
    }
)
"""Change what a customer has through relations: the relation itself, and the marks on it."""

_TELLING = {
    TAG_GRANTED: "tag_id",
    TAG_WITHDRAWN: "tag_id",
    CUSTOMER_ATTRIBUTE_SET: "key",
    SEGMENT_ENTERED: "segment_id",
    SEGMENT_LEFT: "segment_id",
    SEGMENT_REDEFINED: "segment_id",
}
"""Which of a fact's data tells it apart from others of its kind."""


def triggers_of(kind: str, data: Mapping[str, Any]) -> tuple[Trigger, ...]:
    """Return what a fact triggers."""
    telling = _TELLING.get(kind)
    return ((kind, None),) if telling is None else ((kind, None), (kind, data.get(telling)))


def triggers(leaf: Leaf) -> frozenset[Trigger]:
    """Return what may change a leaf's answer of the customers whom the fact names."""
    found = _TRIGGERS.get(type(leaf))
    return frozenset(_any(MERGES)) | (frozenset(found(leaf)) if found else frozenset())


def touches(leaf: Leaf, kind: str, data: Mapping[str, Any]) -> bool:
    """Tell whether a fact may change a leaf's answer of the customers whom it names."""
    return not triggers(leaf).isdisjoint(triggers_of(kind, data))


def _any(kinds: Iterable[str]) -> list[Trigger]:
    return [(kind, None) for kind in kinds]


def _tag(leaf: TagLeaf) -> list[Trigger]:
    tags: Iterable[int | None] = (None,) if leaf.groups else leaf.tags
    marks: list[Trigger] = [(kind, tag) for kind in (TAG_GRANTED, TAG_WITHDRAWN) for tag in tags]
    return marks + _related(leaf)


def _related(leaf: TagLeaf | RelationLeaf) -> list[Trigger]:
    """Return what makes and ends relations; who moves changes what lies in a department."""
    return _any(RELATIONS | MOVES if leaf.scope and leaf.scope.departments else RELATIONS)


def _attribute(leaf: AttributeLeaf) -> list[Trigger]:
    return [(CUSTOMER_ATTRIBUTE_SET, leaf.key)]


def _group(_leaf: GroupLeaf) -> list[Trigger]:
    return _any({GROUPCHAT_MEMBER_JOINED, GROUPCHAT_MEMBER_LEFT} | OF_GROUPS)


def _event(leaf: EventLeaf | EventEdgeLeaf) -> list[Trigger]:
    return [(leaf.event.name, None)]


def _sequence(leaf: SequenceLeaf) -> list[Trigger]:
    return _any(step.name for step in leaf.steps)


def _lapse(leaf: LapseLeaf) -> list[Trigger]:
    return _any({leaf.did.name, leaf.then_not.name})


def _order(_leaf: OrderLeaf) -> list[Trigger]:
    return _any({ORDER_PAID, ORDER_REFUNDED})


def _segment(leaf: SegmentLeaf) -> list[Trigger]:
    return [(kind, leaf.segment_id) for kind in OURS]


_TRIGGERS: dict[type, Callable[[Any], list[Trigger]]] = {
    TagLeaf: _tag,
    AttributeLeaf: _attribute,
    RelationLeaf: _related,
    GroupLeaf: _group,
    EventLeaf: _event,
    EventEdgeLeaf: _event,
    SequenceLeaf: _sequence,
    LapseLeaf: _lapse,
    OrderLeaf: _order,
    SegmentLeaf: _segment,
}
