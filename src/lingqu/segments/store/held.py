"""Since when members are in a segment without a break.

Of those who entered and left because of data or time, a fact tells each; history has them. Whom a build let in and put
out at once (the first one of a segment, and each one after an edit) stands in PostgreSQL as sets, and one fact tells
that it happened: its place in the log says what came before it and what after. A build whose fact history does not
have yet is not counted, as if it had not happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.facts import Position
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.definition import SegmentLeaf
from lingqu.segments.domain.questions.answer import Answers, Look
from lingqu.segments.domain.timing import EPOCH, MICROSECOND
from lingqu.segments.store.arrow import numbers

# Memberships are of canonical customers: who is merged away leaves under their own number, and the person stays.
_NEWEST = """
SELECT toUInt32(who) AS customer_id, toInt64(build) AS build, toUInt8(argMax(kind, place) = 'segment.entered') AS is_in,
       toInt64(argMax(t, place)) AS t, toInt64(max(place).1) AS era, toInt64(max(place).2) AS xid,
       toInt64(max(place).3) AS id
FROM (
  SELECT ifNull(customer_id, 0) AS who, kind, toUnixTimestamp64Micro(occurred_at) AS t, tuple(era, xid, id) AS place,
         if(kind = 'segment.redefined', coalesce(data.build.:Int64, data.version.:Int64, 0), 0) AS build
  FROM fact
  WHERE corp_id = {{corp_id:UInt32}} AND generation = {{generation:UInt32}}
    AND kind IN ('segment.entered', 'segment.left', 'segment.redefined')
    AND data.segment_id.:Int64 = {{segment:Int64}} AND {among}
) GROUP BY who, build
"""
_AMONG = "(kind = 'segment.redefined' OR customer_id IN {among:Array(UInt32)})"


@dataclass(frozen=True, slots=True)
class Since:
    """Members: numbers (int64), and beside each since when without a break, microseconds since 1970 (int64)."""

    customers: NDArray[np.int64]
    since: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Build:
    """Whom finding the members anew let in and put out."""

    entered: BitMap
    withdrawn: BitMap


async def members_since(
    door: HistoryDoor, corp_id: CorpId, segment_id: int, *, among: BitMap | None = None
) -> tuple[Since, Position]:
    """Return a segment's members, all or some, as far as history has been copied; and how far that is.

    Raises:
        HistoryDownError: history does not answer now.
    """
    params = {"segment": segment_id} | ({} if among is None else {"among": list(among)})
    found = await door.ask(corp_id, _NEWEST.format(among="true" if among is None else _AMONG), params)
    told = _Told.read(found.table)
    async with door.database.read(corp_id) as session:
        builds = await find_builds(session, [(segment_id, build) for build in told.builds[told.builds > 0].tolist()])
    parts = list(_parts(told, {number: build for (_, number), build in builds.items()}, among))
    return Since(*(np.concatenate(column) for column in zip(*parts, strict=True))), found.upto


async def ask_held(
    door: HistoryDoor, corp_id: CorpId, leaf: SegmentLeaf, look: Look, *, among: BitMap | None = None
) -> tuple[Answers, Position]:
    """Answer a leaf that asks how long somebody is a member; as `past.ask_history` does."""
    members, upto = await members_since(door, corp_id, leaf.segment_id, among=among)
    at, span = ((one // MICROSECOND) for one in (look.at - EPOCH, leaf.held_for or timedelta(0)))
    due = members.since + span
    holds = due <= at
    return Answers(BitMap(members.customers[holds].astype(np.uint32)), members.customers[~holds], due[~holds]), upto


async def find_builds(session: Session, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], Build]:
    """Return what builds did, by segment and number."""
    rows = await session.fetch(
        """
        SELECT b.segment_id, b.build, b.entered, b.withdrawn
        FROM unnest(%s::integer[], %s::integer[]) AS w(segment_id, build)
        JOIN segment_build b ON b.corp_id = lingqu_corp() AND b.segment_id = w.segment_id AND b.build = w.build
        """,
        ([segment_id for segment_id, _ in wanted], [build for _, build in wanted]),
    )
    return {
        (row["segment_id"], row["build"]): Build(
            BitMap.deserialize(row["entered"]), BitMap.deserialize(row["withdrawn"])
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """The newest fact of each customer (`builds` 0), and the facts of builds."""

    customers: NDArray[np.int64]
    builds: NDArray[np.int64]
    is_in: NDArray[np.bool_]
    at: NDArray[np.int64]
    places: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]

    @classmethod
    def read(cls, table: pa.Table) -> _Told:
        places = (numbers(table["era"], np.int64), numbers(table["xid"], np.int64), numbers(table["id"], np.int64))
        return cls(
            numbers(table["customer_id"], np.uint32).astype(np.int64),
            numbers(table["build"], np.int64),
            numbers(table["is_in"], np.uint8) > 0,
            numbers(table["t"], np.int64),
            places,
        )

    def place(self, number: int) -> tuple[int, ...]:
        """Return where in the log a row's fact lies."""
        return tuple(int(column[number]) for column in self.places)

    def after(self, number: int) -> NDArray[np.bool_]:
        """Tell which rows come after one of them in the log."""
        era, xid, ids = self.places
        of_era, of_xid, of_id = self.place(number)
        return (era > of_era) | ((era == of_era) & ((xid > of_xid) | ((xid == of_xid) & (ids > of_id))))


def _parts(
    told: _Told, builds: dict[int, Build], among: BitMap | None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Let the newest word on each customer count: of the facts about them and of the builds that moved them."""
    personal = told.builds == 0
    settled = BitMap()
    of_builds = [number for number in np.flatnonzero(~personal).tolist() if int(told.builds[number]) in builds]
    for number in sorted(of_builds, key=told.place, reverse=True):
        build = builds[int(told.builds[number])]
        later = BitMap(told.customers[personal & told.after(number)].astype(np.uint32))
        moved = (build.entered | build.withdrawn) - settled - later
        settled |= moved
        inside = _array(moved & build.entered if among is None else moved & build.entered & among)
        yield inside, np.full(len(inside), told.at[number], np.int64)
    kept = personal & told.is_in & ~np.isin(told.customers, _array(settled))
    yield told.customers[kept], told.at[kept]


def _array(bits: BitMap) -> NDArray[np.int64]:
    return np.frombuffer(bits.to_array(), np.uint32).astype(np.int64) if bits else np.empty(0, np.int64)
