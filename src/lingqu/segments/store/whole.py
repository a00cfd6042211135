"""A whole definition as one statement to PostgreSQL: the third reading of what definitions mean.

It joins and complements by itself and takes every leaf as it is written, so that a mistake in the canonical form or in
the joins of bitmaps cannot cancel out here. It holds the two others to their word; nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pyroaring import BitMap

from lingqu.customers.contracts.tags import MatchTags, TagStatus
from lingqu.customers.contracts.views import AttributeType
from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    BucketLeaf,
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    LapseLeaf,
    ListLeaf,
    Not,
    OrderLeaf,
    OrderMeasure,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.store import sets
from lingqu.segments.store.past import ask_history
from lingqu.segments.store.questions import attributes, relations
from lingqu.segments.store.questions import history as happened
from lingqu.segments.store.questions.history import HistoryWriter
from lingqu.segments.store.questions.writing import MERGED, PERSON, Writer

_UNIVERSE = """
SELECT array_agg(c.customer_id) FROM customer c
WHERE c.corp_id = lingqu_corp() AND c.merged_into IS NULL
  AND EXISTS (SELECT 1 FROM customer one WHERE one.corp_id = lingqu_corp() AND NOT one.is_visitor
                AND c.customer_id IN (one.customer_id, one.merged_into))
  AND ({holds})
"""


async def find(
    session: Session,
    door: HistoryDoor,
    definition: Definition,
    look: Look,
    *,
    types: Mapping[str, AttributeType],
) -> BitMap:
    """Return who fits, of the universe.

    Raises:
        HistoryDownError: history does not answer now.
    """
    reading = _Reading(session, door, look, types)
    holds = await reading.written(definition)
    return BitMap(await session.fetch_value(_UNIVERSE.format(holds=holds), reading.to.params) or ())


class _Reading:
    """Writes a definition; what history and stored sets say goes along as arrays."""

    def __init__(self, session: Session, door: HistoryDoor, look: Look, types: Mapping[str, AttributeType]) -> None:
        self.to = Writer(look)
        self._session = session
        self._door = door
        self._types = types

    async def written(self, node: Definition) -> str:
        """Return a condition on `c.customer_id` that is true or false, never unknown."""
        if isinstance(node, Not):
            return f"NOT ({await self.written(node.of)})"
        if isinstance(node, All):
            return " AND ".join(["true", *[f"({await self.written(one)})" for one in node.of]])
        if isinstance(node, AnyOf):
            return " OR ".join(["false", *[f"({await self.written(one)})" for one in node.of]])
        return await self._past(node) if self._is_past(node) else await self._state(node)

    async def _state(self, leaf: Any) -> str:
        if isinstance(leaf, ListLeaf | SegmentLeaf):
            stored = f"list:{leaf.list_id}" if isinstance(leaf, ListLeaf) else f"segment:{leaf.segment_id}"
            return await self._stored(stored)
        if isinstance(leaf, BucketLeaf):
            drawn = f"lingqu_bucket_permille({self.to.value(leaf.salt)}, c.customer_id)"
            return f"{drawn} BETWEEN {self.to.value(leaf.first)} AND {self.to.value(leaf.last)}"
        if isinstance(leaf, AttributeLeaf):
            return _said(attributes.attribute(leaf, self._types[leaf.key], self.to))
        if isinstance(leaf, RelationLeaf):
            return _said(relations.relation(leaf, self.to), of_nothing=_nought_is(leaf.count.op, leaf.count.n))
        if isinstance(leaf, TagLeaf):
            return _said(_tags(leaf, self.to), of_nothing=leaf.match is MatchTags.NONE and not leaf.one_relation)
        return _said(relations.group(leaf, self.to))

    @staticmethod
    def _is_past(leaf: Any) -> bool:
        return type(leaf) in _PAST or (isinstance(leaf, SegmentLeaf) and leaf.held_for is not None)

    async def _past(self, leaf: Any) -> str:
        if isinstance(leaf, SegmentLeaf):
            members, _ = await ask_history(self._door, self._session.corp_id, leaf, self.to.look)
            return f"c.customer_id = ANY({self.to.value(list(members.holding))}::integer[])"
        of_nothing = _is_of_nothing(leaf)
        to = HistoryWriter(self.to.look, among=None, merges=None)
        found = await self._door.ask(
            self._session.corp_id,
            f"SELECT toUInt32(customer_id) AS customer_id FROM ({_PAST[type(leaf)](leaf, to)})"
            f" WHERE {'NOT holds' if of_nothing else 'holds'}",
            to.params,
        )
        exceptions = self.to.value(found.table["customer_id"].to_pylist())
        return f"{'NOT ' if of_nothing else ''}c.customer_id = ANY({exceptions}::integer[])"

    async def _stored(self, key: str) -> str:
        numbers = await sets.find(self._session, [key])
        stored = await sets.load(self._session, dict.fromkeys(numbers.values()))
        members = [customer for one in stored.values() for customer in one.bits]
        return f"c.customer_id = ANY({self.to.value(members)}::integer[])"


_PAST: dict[type, Callable[[Any, HistoryWriter], str]] = {
    EventLeaf: happened.event,
    EventEdgeLeaf: happened.edge,
    SequenceLeaf: happened.sequence,
    LapseLeaf: happened.lapse,
    OrderLeaf: happened.order,
}


def _said(question: str, *, of_nothing: bool = False) -> str:
    """Tell what a question says of a customer; `of_nothing` is what holds of those it does not speak of."""
    if of_nothing:
        return f"c.customer_id NOT IN (SELECT q.customer_id FROM ({question}) q WHERE NOT q.holds)"
    return f"c.customer_id IN (SELECT q.customer_id FROM ({question}) q WHERE q.holds)"


def _is_of_nothing(leaf: Any) -> bool:
    """Tell whether a leaf holds of somebody to whom nothing of the kind ever happened."""
    if isinstance(leaf, EventLeaf):
        return _nought_is(leaf.count.op, leaf.count.n)
    if isinstance(leaf, OrderLeaf) and leaf.measure in {OrderMeasure.COUNT, OrderMeasure.SUM}:
        return _nought_is(leaf.op, leaf.value)
    return False


def _nought_is(op: Op, asked: float) -> bool:
    """Compare nought with a number that is not below it."""
    if asked == 0:
        return op in {Op.EQ, Op.LE, Op.GE}
    return op in {Op.NE, Op.LT, Op.LE}


def _tags(leaf: TagLeaf, to: Writer) -> str:
    """Gather the marks that count as two arrays, of each live relation or of all together, and compare those."""
    tags = f"{to.value(list(leaf.tags))}::integer[]"
    groups = f"{to.value(list(leaf.groups))}::integer[]"
    some = f"(tags && {tags} OR groups && {groups})"
    answer = {
        MatchTags.ANY: some,
        MatchTags.NONE: f"NOT {some}",
        MatchTags.ALL: f"tags @> {tags} AND groups @> {groups}",
    }[leaf.match]
    granted = to.covered("t.granted_at", leaf.granted) if leaf.granted else "true"
    return f"""
    SELECT customer_id, bool_or({answer}) AS holds FROM (
      SELECT {PERSON} AS customer_id, array_remove(array_agg(t.tag_id), NULL) AS tags,
             array_remove(array_agg(g.group_id), NULL) AS groups
      FROM follow_relation x {MERGED}
      LEFT JOIN relation_tag t ON t.corp_id = lingqu_corp() AND t.customer_id = x.customer_id
            AND t.staff_id = x.staff_id AND t.status <> '{TagStatus.WITHDRAWING}'
            AND {granted} AND {to.any_of("t.source", leaf.sources, "text")}
      LEFT JOIN corp_tag g ON g.corp_id = lingqu_corp() AND g.tag_id = t.tag_id
      WHERE x.corp_id = lingqu_corp() AND x.deleted_at IS NULL AND {to.in_scope(leaf.scope, "x.staff_id")}
      GROUP BY 1{", x.customer_id, x.staff_id" if leaf.one_relation else ""}
    ) marked GROUP BY customer_id
    """
