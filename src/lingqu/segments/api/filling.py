"""Background work on lists: a file is taken in, its rows are looked at again, what is not needed is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from lingqu.commerce.api.people import find_people, take_people
from lingqu.commerce.contracts.imports import ImportId
from lingqu.commerce.contracts.orders import Identity, NamedPerson
from lingqu.commerce.ports import MatchBuyers, RowSeals
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.segments.api.listing import Units, settle
from lingqu.segments.contracts.lists import JOB_CLEAR, JOB_MATCH
from lingqu.segments.store import following, sets
from lingqu.segments.store import lists as store
from lingqu.segments.store.lists import Entry

ENTRY: Final = "segments.list_entry"
BATCH_ROWS: Final = 500
SWEPT_ROWS: Final = 5_000
TURN_BATCHES: Final = 100
"""After so many batches other work has its turn."""


@dataclass(frozen=True, slots=True)
class Filler:
    """What the rows of lists are kept and matched with."""

    seals: RowSeals
    match_buyers: MatchBuyers

    async def fill(self, units: Units, list_id: int) -> bool:
        """Take one turn of taking a file in; tell whether more is to be done.

        Idempotent: who is taken out of the file is kept in the same unit, and what follows goes by what differs.
        """
        after = ""
        for _ in range(TURN_BATCHES):
            async with units() as unit:
                last = await self._fill_batch(unit, list_id, after=after)
            if last is None:
                async with units() as unit:
                    await following.lock(unit)
                    await _turn(unit, list_id)
                return await settle(units, list_id)
            after = last
        return True

    async def match(self, units: Units, list_id: int, *, after: int) -> int | None:
        """Look again whom rows name, a turn from row `after` on; return where to go on, None at the end.

        Idempotent: whom a row names depends on what is known, not on what was thought before.
        """
        for _ in range(TURN_BATCHES):
            async with units() as unit:
                last = await self._match_batch(unit, list_id, after=after)
            if last is None:
                while await settle(units, list_id):
                    pass
                return None
            after = last
        return after

    async def _fill_batch(self, unit: UnitOfWork, list_id: int, *, after: str) -> str | None:
        now = await store.lock(unit, list_id)
        if now is None or now.filling_import_id is None:
            return None
        people, last = await take_people(unit, ImportId(now.filling_import_id), seals=self.seals, after=after)
        if not people:
            return None
        version = now.version + 1
        found = await find_people(unit, people, match_buyers=self.match_buyers)
        entries = [
            Entry(
                number=one.number,
                customer_id=found[one.number].customer_id,
                ambiguous=found[one.number].ambiguous,
                identities=self._seal(unit, _row(list_id, version, one.number), one.identities),
            )
            for one in people
        ]
        await store.insert_entries(unit, list_id, version, entries)
        return last

    async def _match_batch(self, unit: UnitOfWork, list_id: int, *, after: int) -> int | None:
        now = await store.lock(unit, list_id)
        if now is None or now.archived_at is not None or not now.version:
            return None
        rows = await store.list_entries(unit, list_id, now.version, after=after, limit=BATCH_ROWS)
        people = [
            NamedPerson(number=row.number, identities=self._open(unit, _row(list_id, now.version, row.number), row))
            for row in rows
        ]
        found = await find_people(unit, people, match_buyers=self.match_buyers)
        looked = [
            replace(row, customer_id=found[row.number].customer_id, ambiguous=found[row.number].ambiguous)
            for row in rows
        ]
        changed = [now_named for named, now_named in zip(rows, looked, strict=True) if now_named != named]
        if changed:
            await store.rematch(unit, list_id, now.version, changed)
        if len(rows) == BATCH_ROWS:
            return rows[-1].number
        await store.count(unit, list_id, now.version)
        return None

    def _seal(self, unit: UnitOfWork, row: str, identities: Sequence[Identity]) -> bytes:
        plaintext = msgspec.json.encode(list(identities))
        return self.seals.seal(purpose=ENTRY, corp_id=unit.corp_id, row=row, plaintext=plaintext)

    def _open(self, unit: UnitOfWork, row: str, entry: Entry) -> list[Identity]:
        opened = self.seals.open(purpose=ENTRY, corp_id=unit.corp_id, row=row, sealed=bytes(entry.identities))
        return msgspec.json.decode(opened, type=list[Identity])


def _row(list_id: int, version: int, number: int) -> str:
    return f"{list_id}:{version}:{number}"


async def _turn(unit: UnitOfWork, list_id: int) -> None:
    """Let a file that was taken in count; what stood before is swept."""
    now = await store.lock(unit, list_id)
    if now is not None and now.filling_import_id is not None:
        await store.turn(unit, list_id, now.version + 1)
        await store.count(unit, list_id, now.version + 1)
        unit.enqueue(NewJob(kind=JOB_CLEAR, key=str(list_id), lane=Lane.BULK))


async def clear(units: Units, list_id: int) -> bool:
    """Take one turn of deleting the people of older files, all of a list that was put away; tell whether more is left.

    Idempotent: what is gone is gone.
    """
    async with units() as unit:
        found = await store.find(unit, list_id)
    if found is None:
        return False
    below = found.version if found.archived_at is None else found.version + 1
    for _ in range(TURN_BATCHES):
        async with units() as unit:
            swept = await store.sweep(unit, list_id, below_version=below, limit=SWEPT_ROWS)
        if swept < SWEPT_ROWS:
            break
    else:
        return True
    if found.archived_at is not None:
        async with units() as unit:
            await sets.drop(unit, store.set_key(list_id))
    return False


async def ask_all_again(unit: UnitOfWork) -> None:
    """Ask to look again whom every list names."""
    ready = await store.list_ready(unit)
    unit.enqueue(*(NewJob(kind=JOB_MATCH, key=str(one), lane=Lane.BULK) for one in ready))
