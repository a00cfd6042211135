"""Puts leaves' questions to history: for everybody, or for those to whom something happened.

What can be counted from rows is counted here: history sends who and when, which is the least it can do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.facts import Position
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.definition import (
    EventEdgeLeaf,
    EventLeaf,
    LapseLeaf,
    Leaf,
    OrderLeaf,
    OrderMeasure,
    SegmentLeaf,
    SequenceLeaf,
)
from lingqu.segments.domain.bits import bitmap_of_numbers
from lingqu.segments.domain.happened import Asked, Happened, count, together
from lingqu.segments.domain.questions.answer import Answers, Look, join
from lingqu.segments.store.arrow import numbers
from lingqu.segments.store.having import last_customer
from lingqu.segments.store.held import ask_held
from lingqu.segments.store.questions import history as questions
from lingqu.segments.store.questions.history import ALONE, HistoryWriter, Merges

_T = TypeVar("_T")

_QUESTIONS: dict[type, Callable[[Any, HistoryWriter], str]] = {
    EventLeaf: questions.event,
    EventEdgeLeaf: questions.edge,
    SequenceLeaf: questions.sequence,
    LapseLeaf: questions.lapse,
    OrderLeaf: questions.order,
}

HISTORY_LEAVES = (*_QUESTIONS, SegmentLeaf)
"""Leaves that history answers; of SegmentLeaf those that ask how long."""


_ROWS: dict[type, Callable[[Any, HistoryWriter], str]] = {
    EventLeaf: questions.event_rows,
    OrderLeaf: questions.order_rows,
}
PORTION = 1 << 20
"""Of everybody so many customers are counted at a time: history has them side by side."""
PORTIONS_AT_ONCE = 2


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
    to = HistoryWriter(look, among=among, merges=merges)
    question = _QUESTIONS[type(leaf)](leaf, to)
    told = ", toUInt8(holds) AS holds, toInt64(turns_at) AS turns_at" if turning else ""
    which = "holds OR turns_at > 0" if turning else "holds"
    return f"SELECT toUInt32(customer_id) AS customer_id{told} FROM ({question}) WHERE {which}", to.params


def read(table: pa.Table) -> Answers:
    """Take what history answered."""
    customers = numbers(table["customer_id"], np.uint32)
    if "holds" not in table.column_names:
        return Answers(bitmap_of_numbers(customers))
    turns_at = numbers(table["turns_at"], np.int64)
    turning = turns_at > 0
    return Answers(
        bitmap_of_numbers(customers[numbers(table["holds"], np.uint8) > 0]),
        customers[turning].astype(np.int64),
        turns_at[turning],
    )


async def ask_history(
    door: HistoryDoor,
    corp_id: CorpId,
    leaf: Leaf,
    look: Look,
    *,
    merges: Merges = ALONE,
    among: BitMap | None = None,
    turning: bool = True,
) -> tuple[Answers, Position]:
    """Ask the copy that is read now; returns how far it had been copied, too. Other arguments as for `write`.

    Raises:
        HistoryDownError: history does not answer now.
    """
    if isinstance(leaf, SegmentLeaf):
        return await ask_held(door, corp_id, leaf, look, among=among)
    asked = _counted(leaf)
    if asked is not None:
        return await _count(door, corp_id, leaf, _Counter(asked, look, merges, turning), among)
    sql, params = write(leaf, look, among=among, merges=merges, turning=turning)
    found = await door.ask(corp_id, sql, params)
    return read(found.table), found.upto


# ───────────────────────── what is counted here ─────────────────────────


def is_countable(leaf: Leaf) -> bool:
    """Tell whether `ask_events` takes a leaf."""
    return isinstance(leaf, EventLeaf) and leaf.distinct is None


def _counted(leaf: Leaf) -> Asked | None:
    """Return how many rows a leaf asks for, where rows are all it asks for."""
    if isinstance(leaf, EventLeaf) and is_countable(leaf):
        return Asked(leaf.count.op, leaf.count.n, leaf.window)
    if isinstance(leaf, OrderLeaf) and leaf.measure is OrderMeasure.COUNT:
        return Asked(leaf.op, leaf.value, leaf.window)
    return None


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts rows that history sends; those of persons who are several customers last, all together."""

    asked: Asked
    look: Look
    merges: Merges
    turning: bool
    _apart: list[Happened] = field(default_factory=list[Happened])

    async def count(self, table: pa.Table) -> Answers:
        """Count what a question gave; beside the loop, which goes on serving."""
        return await asyncio.to_thread(self._count, Happened(*_who_and_when(table)))

    async def rest(self) -> Answers:
        """Count what was put apart."""
        return await asyncio.to_thread(count, together(self._apart), self.asked, self.look, turning=self.turning)

    def _count(self, happened: Happened) -> Answers:
        away, into = self.merges.away, self.merges.into
        if len(away):
            several = np.isin(happened.persons, np.union1d(away, into))
            self._apart.append(happened.where(several).of_persons(away, into))
            happened = happened.where(~several)
        return count(happened, self.asked, self.look, turning=self.turning)


async def _count(
    door: HistoryDoor, corp_id: CorpId, leaf: Leaf, counter: _Counter, among: BitMap | None
) -> tuple[Answers, Position]:
    """Fetch rows and count them here, those of everybody in portions."""
    to = HistoryWriter(counter.look, among=among, merges=counter.merges, in_portions=among is None)
    rows = _ROWS[type(leaf)](leaf, to)
    places = asyncio.Semaphore(PORTIONS_AT_ONCE)

    async def portion(bounds: Mapping[str, int]) -> tuple[Answers, Position]:
        async with places:
            found = await door.ask(corp_id, rows, {**to.params, **bounds})
            return await counter.count(found.table), found.upto

    told = await _all([portion(one) for one in await _portions(door, corp_id, among)])
    return join([*(one for one, _ in told), await counter.rest()]), min(upto for _, upto in told)


async def _all(asking: Iterable[Awaitable[_T]]) -> list[_T]:
    """Wait for all of them; raise what the first that failed said, when none is under way any more."""
    told = await asyncio.gather(*asking, return_exceptions=True)
    for one in told:
        if isinstance(one, BaseException):
            raise one
    return [one for one in told if not isinstance(one, BaseException)]


async def _portions(door: HistoryDoor, corp_id: CorpId, among: BitMap | None) -> list[Mapping[str, int]]:
    if among is not None:
        return [{}]
    async with door.database.read(corp_id) as session:
        last = await last_customer(session)
    return [{"first": first, "end": first + PORTION} for first in range(0, last + 1, PORTION)]


async def ask_events(
    door: HistoryDoor, corp_id: CorpId, leaves: Sequence[EventLeaf], look: Look, *, among: BitMap, merges: Merges
) -> tuple[list[Answers], Position]:
    """Ask many leaves that `is_countable` holds of, as `ask_history` asks one: what it costs is the way, once."""
    to = HistoryWriter(look, among=among, merges=merges)
    found = await door.ask(corp_id, questions.events_of(leaves, to), to.params)
    names, table = questions.names_of(leaves), found.table
    happened = Happened(*_who_and_when(table)).of_persons(merges.away, merges.into)
    name = numbers(table["name"], np.uint8)
    answers: list[Answers] = []
    for place, leaf in enumerate(leaves):
        which = (
            numbers(table[f"m{place}"], np.uint8) > 0 if leaf.event.where else name == 1 + names.index(leaf.event.name)
        )
        answers.append(count(happened.where(which), Asked(leaf.count.op, leaf.count.n, leaf.window), look))
    return answers, found.upto


def _who_and_when(table: pa.Table) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    return numbers(table["customer_id"], np.uint32), numbers(table["t"], np.int64)
