"""Puts leaves' questions to history: for everybody, or for those to whom something happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    SegmentLeaf,
    SequenceLeaf,
)
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.store.answers import Answers
from lingqu.segments.store.questions import history as questions
from lingqu.segments.store.questions.history import HistoryWriter

_QUESTIONS: dict[type, Callable[[Any, HistoryWriter], str]] = {
    EventLeaf: questions.event,
    EventEdgeLeaf: questions.edge,
    SequenceLeaf: questions.sequence,
    LapseLeaf: questions.lapse,
    OrderLeaf: questions.order,
    SegmentLeaf: questions.held,
}

HISTORY_LEAVES = tuple(_QUESTIONS)
"""Leaves that history answers; of SegmentLeaf those that ask how long."""


def write(leaf: Leaf, look: Look, *, among: BitMap | None = None) -> tuple[str, dict[str, Any]]:
    """Return a canonical leaf's question and its parameters; `among` are canonical customers, None is everybody.

    Beside these it takes `corp_id` and `generation`, as every question to history does.
    """
    to = HistoryWriter(look, among=None if among is None else list(among))
    question = _QUESTIONS[type(leaf)](leaf, to)
    sql = f"""
    SELECT toUInt32(customer_id) AS customer_id, toUInt8(holds) AS holds, toInt64(turns_at) AS turns_at
    FROM ({question}) WHERE holds OR turns_at > 0
    """
    return sql, to.params


def read(table: pa.Table) -> Answers:
    """Take what history answered."""
    customers, turns_at = _numbers(table["customer_id"], np.uint32), _numbers(table["turns_at"], np.int64)
    turning = turns_at > 0
    return Answers(
        BitMap(customers[_numbers(table["holds"], np.uint8) > 0]),
        customers[turning].astype(np.int64),
        turns_at[turning],
    )


async def ask_history(
    door: HistoryDoor, corp_id: CorpId, leaf: Leaf, look: Look, *, among: BitMap | None = None
) -> tuple[Answers, Position]:
    """Ask the copy that is read now; returns how far it had been copied, too.

    Raises:
        HistoryDownError: history does not answer now.
    """
    sql, params = write(leaf, look, among=among)
    found = await door.ask(corp_id, sql, params)
    return read(found.table), found.upto


def _numbers(column: pa.ChunkedArray, kind: type[np.integer[Any]]) -> NDArray[Any]:
    """Return a column without missing values; pyarrow's own `to_numpy` would import pandas."""
    parts = [
        np.frombuffer(chunk.buffers()[1], kind, count=len(chunk), offset=chunk.offset * np.dtype(kind).itemsize)
        for chunk in column.chunks
        if len(chunk)
    ]
    return np.concatenate(parts) if parts else np.empty(0, kind)
