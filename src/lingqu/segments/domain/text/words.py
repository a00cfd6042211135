"""The words of the text form that differ from those of the JSON form."""

from __future__ import annotations

from typing import Final

from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    BucketLeaf,
    Edge,
    EventLeaf,
    GroupLeaf,
    LapseLeaf,
    ListLeaf,
    Not,
    OrderLeaf,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.comparing import ORDER, PROPERTY_OPS

COMPARISONS: Final[dict[str, Op]] = {
    "is": Op.EQ,
    "is_not": Op.NE,
    "below": Op.LT,
    "at_most": Op.LE,
    "above": Op.GT,
    "at_least": Op.GE,
    "between": Op.BETWEEN,
    "in": Op.IN,
    "contains": Op.CONTAINS,
    "starts": Op.STARTS,
    "exists": Op.EXISTS,
    "within_last": Op.WITHIN_LAST,
    "within_next": Op.WITHIN_NEXT,
    "this_month": Op.THIS_MONTH,
    "anniversary_within_next": Op.ANNIVERSARY_WITHIN_NEXT,
}
AMOUNTS: Final = {word: op for word, op in COMPARISONS.items() if op in ORDER}
"""Of how many, how much, how long."""
OF_PROPERTIES: Final = {word: op for word, op in COMPARISONS.items() if op in PROPERTY_OPS}
WORD_OF: Final = {op: word for word, op in COMPARISONS.items()}

JOINS: Final[dict[type, str]] = {All: "all", AnyOf: "any", Not: "not"}
KINDS: Final[dict[type, str]] = {
    AttributeLeaf: "attribute",
    TagLeaf: "tag",
    RelationLeaf: "relation",
    EventLeaf: "event",
    SequenceLeaf: "sequence",
    LapseLeaf: "lapse",
    OrderLeaf: "order",
    GroupLeaf: "group",
    SegmentLeaf: "segment",
    BucketLeaf: "bucket",
    ListLeaf: "list",
}
EDGES: Final = {Edge.FIRST: "first_event", Edge.LAST: "last_event"}
