"""Puts leaves' questions to history: for everybody, or for those to whom something happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.facts import Position
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.definition import (
    EventEdgeLeaf,
    EventLeaf,
    LapseLeaf,
    Leaf,
    OrderLeaf,
    SegmentLeaf,
    SequenceLeaf,
)
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.store.answers import Answers
from lingqu.segments.store.arrow import numbers
from lingqu.segments.store.held import ask_held
from lingqu.segments.store.questions import history as questions
from lingqu.segments.store.questions.history import ALONE, HistoryWriter, Merges

_QUESTIONS: dict[type, Callable[[Any, HistoryWriter], str]] = {
    EventLeaf: questions.event,
    EventEdgeLeaf: questions.edge,
    SequenceLeaf: questions.sequence,
    LapseLeaf: questions.lapse,
    OrderLeaf: questions.order,
}

HISTORY_LEAVES = (*_QUESTIONS, SegmentLeaf)
"""Leaves that history answers; of SegmentLeaf those that ask how long."""


MOST_MERGES = 100_000
"""So many merges are named in a question; with more, history is asked to join what it knows of them."""


def write(
    leaf: Leaf, look: Look, *, among: BitMap | None = None, merges: Merges | None = ALONE, turning: bool = True
) -> tuple[str, dict[str, Any]]:
    """Return a canonical leaf's question and its parameters.

    Beside these it takes `corp_id` and `generation`, as every question to history does.

    Args:
        among: canonical customers, None is everybody.
        merges: see `HistoryWriter`.
        turning: whether to tell when answers may change, which costs more than the answers.
    """
    to = HistoryWriter(look, among=None if among is None else list(among), merges=merges)
    question = _QUESTIONS[type(leaf)](leaf, to)
    told = ", toUInt8(holds) AS holds, toInt64(turns_at) AS turns_at" if turning else ""
    which = "holds OR turns_at > 0" if turning else "holds"
    return f"SELECT toUInt32(customer_id) AS customer_id{told} FROM ({question}) WHERE {which}", to.params


def read(table: pa.Table) -> Answers:
    """Take what history answered."""
    customers = numbers(table["customer_id"], np.uint32)
    if "holds" not in table.column_names:
        return Answers(BitMap(customers))
    turns_at = numbers(table["turns_at"], np.int64)
    turning = turns_at > 0
    return Answers(
        BitMap(customers[numbers(table["holds"], np.uint8) > 0]),
        customers[turning].astype(np.int64),
        turns_at[turning],
    )


async def find_merges(session: Session, among: BitMap | None = None) -> Merges | None:
    """Return who is one with whom; None if they are too many to be named."""
    asked = "true" if among is None else "merged_into = ANY(%(among)s::integer[])"
    rows = await session.fetch(
        f"""
        SELECT customer_id, merged_into FROM customer
        WHERE corp_id = lingqu_corp() AND merged_into IS NOT NULL AND {asked} LIMIT %(most)s
        """,
        {"most": MOST_MERGES + 1, **({} if among is None else {"among": list(among)})},
    )
    if len(rows) > MOST_MERGES:
        return None
    return Merges([row["customer_id"] for row in rows], [row["merged_into"] for row in rows])


async def ask_history(
    door: HistoryDoor,
    corp_id: CorpId,
    leaf: Leaf,
    look: Look,
    *,
    merges: Merges | None,
    among: BitMap | None = None,
    turning: bool = True,
) -> tuple[Answers, Position]:
    """Ask the copy that is read now; returns how far it had been copied, too. Other arguments as for `write`.

    Raises:
        HistoryDownError: history does not answer now.
    """
    if isinstance(leaf, SegmentLeaf):
        return await ask_held(door, corp_id, leaf, look, among=among)
    sql, params = write(leaf, look, among=among, merges=merges, turning=turning)
    found = await door.ask(corp_id, sql, params)
    return read(found.table), found.upto


def is_countable(leaf: Leaf) -> bool:
    """Tell whether `ask_events` takes a leaf."""
    return isinstance(leaf, EventLeaf) and leaf.distinct is None


def write_events(
    leaves: Sequence[EventLeaf], look: Look, *, among: BitMap, merges: Merges | None
) -> tuple[str, dict[str, Any]]:
    """Return one question for many leaves of a few customers: what it costs is the way through the events, once."""
    to = HistoryWriter(look, among=list(among), merges=merges)
    return questions.events_each(leaves, to), to.params


def read_events(table: pa.Table, leaves: int) -> list[Answers]:
    """Take what history answered to `write_events`, in its order."""
    customers = numbers(table["customer_id"], np.uint32)
    holds = _elements(table["holds"], np.uint8).reshape(-1, leaves)
    turns_at = _elements(table["turns_at"], np.int64).reshape(-1, leaves)
    return [
        Answers(BitMap(customers[held > 0]), customers[turns > 0].astype(np.int64), turns[turns > 0])
        for held, turns in zip(holds.T, turns_at.T, strict=True)
    ]


async def ask_events(
    door: HistoryDoor, corp_id: CorpId, leaves: Sequence[EventLeaf], look: Look, *, among: BitMap, merges: Merges | None
) -> tuple[list[Answers], Position]:
    """Ask many leaves that `is_countable` holds of, as `ask_history` asks one."""
    sql, params = write_events(leaves, look, among=among, merges=merges)
    found = await door.ask(corp_id, sql, params)
    return read_events(found.table, len(leaves)), found.upto


def _elements(column: pa.ChunkedArray, kind: type[np.integer[Any]]) -> NDArray[Any]:
    """Return the elements of a column of lists, one after the other."""
    return numbers(pa.chunked_array([one.flatten() for one in column.chunks], column.type.value_type), kind)
