"""Which answers a fact may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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

MERGES = frozenset({CUSTOMER_MERGED, CUSTOMER_UNMERGED})
"""Change every answer of the customers they name."""

OF_GROUPS = frozenset({GROUPCHAT_DISMISSED, GROUPCHAT_OWNER_CHANGED, GROUPCHAT_TAGGED, GROUPCHAT_UNTAGGED})
"""Change answers of everybody in the group that `data.groupchat_id` names."""

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

Data = Mapping[str, Any]


def touches(leaf: Leaf, kind: str, data: Data) -> bool:
    """Tell whether a fact may change a leaf's answer of the customers that it names."""
    if kind in MERGES:
        return True
    found = _TOUCHES.get(type(leaf))
    return found is not None and found(leaf, kind, data)


def _tag(leaf: TagLeaf, kind: str, data: Data) -> bool:
    if kind in {TAG_GRANTED, TAG_WITHDRAWN}:
        return bool(leaf.groups) or data.get("tag_id") in leaf.tags
    return kind in RELATIONS


def _attribute(leaf: AttributeLeaf, kind: str, data: Data) -> bool:
    return kind == CUSTOMER_ATTRIBUTE_SET and data.get("key") == leaf.key


def _relation(_leaf: RelationLeaf, kind: str, _data: Data) -> bool:
    return kind in RELATIONS


def _group(_leaf: GroupLeaf, kind: str, _data: Data) -> bool:
    return kind in {GROUPCHAT_MEMBER_JOINED, GROUPCHAT_MEMBER_LEFT} | OF_GROUPS


def _event(leaf: EventLeaf | EventEdgeLeaf, kind: str, _data: Data) -> bool:
    return kind == leaf.event.name


def _sequence(leaf: SequenceLeaf, kind: str, _data: Data) -> bool:
    return any(kind == step.name for step in leaf.steps)


def _lapse(leaf: LapseLeaf, kind: str, _data: Data) -> bool:
    return kind in {leaf.did.name, leaf.then_not.name}


def _order(_leaf: OrderLeaf, kind: str, _data: Data) -> bool:
    return kind in {ORDER_PAID, ORDER_REFUNDED}


def _segment(leaf: SegmentLeaf, kind: str, data: Data) -> bool:
    return kind in {SEGMENT_ENTERED, SEGMENT_LEFT} and data.get("segment_id") == leaf.segment_id


_TOUCHES: dict[type, Callable[[Any, str, Data], bool]] = {
    TagLeaf: _tag,
    AttributeLeaf: _attribute,
    RelationLeaf: _relation,
    GroupLeaf: _group,
    EventLeaf: _event,
    EventEdgeLeaf: _event,
    SequenceLeaf: _sequence,
    LapseLeaf: _lapse,
    OrderLeaf: _order,
    SegmentLeaf: _segment,
}
