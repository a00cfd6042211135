"""Puts leaves' questions to PostgreSQL: for everybody, or for those to whom something happened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
from pyroaring import BitMap

from lingqu.customers.contracts.views import AttributeType
from lingqu.infra.database import Session
from lingqu.segments.contracts.definition import AttributeLeaf, GroupLeaf, Leaf, RelationLeaf, TagLeaf
from lingqu.segments.domain.bits import bitmap_of_numbers
from lingqu.segments.domain.questions.answer import Answers, Look
from lingqu.segments.store.arrays import reading_arrays
from lingqu.segments.store.merges import with_merged
from lingqu.segments.store.questions import attributes, relations
from lingqu.segments.store.questions.writing import Writer

_ANSWER = """
WITH answer AS MATERIALIZED ({question})
SELECT array_agg(customer_id) FILTER (WHERE holds) AS holding,
       array_agg(customer_id) FILTER (WHERE turns_at IS NOT NULL) AS turning,
       array_agg((extract(epoch FROM turns_at) * 1000000)::bigint) FILTER (WHERE turns_at IS NOT NULL) AS turns_at
FROM answer
"""


async def ask(
    session: Session,
    leaf: Leaf,
    look: Look,
    *,
    types: Mapping[str, AttributeType],
    among: BitMap | None = None,
) -> Answers:
    """Ask a canonical leaf that PostgreSQL answers; `among` are canonical customers, None is everybody.

    Args:
        types: of the attributes that are defined.
    """
    to = Writer(look, among=await with_merged(session, among))
    question = _question(leaf, types, to)
    async with reading_arrays(session) as cursor:
        await cursor.execute(_ANSWER.format(question=question).encode(), to.params)
        holding, turning, turns_at = await cursor.fetchone() or (None, None, None)
    none = np.empty(0, np.int64)
    return Answers(
        BitMap() if holding is None else bitmap_of_numbers(holding),
        none if turning is None else turning,
        none if turns_at is None else turns_at,
    )


def is_one_tag(leaf: Leaf) -> bool:
    """Tell whether a canonical leaf asks for one tag and nothing else, so that `ask_tags` answers it."""
    return isinstance(leaf, TagLeaf) and leaf == TagLeaf(tags=leaf.tags[:1])


async def ask_tags(
    session: Session, tags: Collection[int], look: Look, *, among: BitMap | None = None
) -> dict[int, BitMap]:
    """Ask many leaves of one tag each in one statement: a hundred of them cost what the rows of their tags cost."""
    to = Writer(look, among=await with_merged(session, among))
    question = relations.tags_each(sorted(tags), to)
    found = {tag: BitMap() for tag in tags}
    async with reading_arrays(session) as cursor:
        await cursor.execute(
            f"SELECT tag_id, array_agg(customer_id) FROM ({question}) q GROUP BY tag_id".encode(), to.params
        )
        async for tag_id, customers in cursor:
            found[tag_id] = bitmap_of_numbers(customers)
    return found


async def ask_universe(session: Session, among: BitMap | None = None) -> BitMap:
    """Return who belongs: ever related, in a group or a member, themselves or as one with somebody who is."""
    asked = "true" if among is None else "c.customer_id = ANY(%(among)s::integer[])"
    async with reading_arrays(session) as cursor:
        await cursor.execute(
            f"""
            SELECT array_agg(c.customer_id) FROM customer c
            WHERE c.corp_id = lingqu_corp() AND c.merged_into IS NULL AND {asked}
              AND (NOT c.is_visitor
                   OR EXISTS (SELECT 1 FROM customer m WHERE m.corp_id = lingqu_corp()
                                AND m.merged_into = c.customer_id AND NOT m.is_visitor))
            """.encode(),
            {} if among is None else {"among": list(among)},
        )
        row = await cursor.fetchone()
    return bitmap_of_numbers(row[0]) if row and row[0] is not None else BitMap()


def _question(leaf: Leaf, types: Mapping[str, AttributeType], to: Writer) -> str:
    if isinstance(leaf, AttributeLeaf):
        return attributes.attribute(leaf, types[leaf.key], to)
    return _QUESTIONS[type(leaf)](leaf, to)


_QUESTIONS: dict[type, Callable[[Any, Writer], str]] = {
    TagLeaf: relations.tag,
    RelationLeaf: relations.relation,
    GroupLeaf: relations.group,
}

STATE_LEAVES = (AttributeLeaf, *_QUESTIONS)
"""Leaves that PostgreSQL answers."""
