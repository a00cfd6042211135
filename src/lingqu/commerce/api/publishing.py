"""Publishing a checked import: rows leave the waiting room in the transaction in which they become true."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lingqu.commerce.api.checking import StagedRecord, open_record
from lingqu.commerce.api.lexicon import load_lexicon
from lingqu.commerce.api.members import record_members
from lingqu.commerce.api.opening import Units
from lingqu.commerce.api.orders import record_orders
from lingqu.commerce.contracts.imports import JOB_CLEAR, ColumnMap, Import, ImportId, ImportKind, ImportState
from lingqu.commerce.contracts.orders import ToldOrder
from lingqu.commerce.domain.publishing import told_order
from lingqu.commerce.domain.records import Lexicon
from lingqu.commerce.ports import MatchBuyers, RowSeals
from lingqu.commerce.store import imports as store
from lingqu.commerce.store import rows as row_store
from lingqu.commerce.store.rows import StagedRow
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.jobs import Lane, NewJob

BATCH_ROWS: Final = 250
TURN_BATCHES: Final = 80
"""After so many batches other work has its turn."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """What publishing works with."""

    seals: RowSeals
    match_buyers: MatchBuyers

    async def publish_import(self, units: Units, import_id: ImportId) -> bool:
        """Take one turn of publishing; tell whether more is to be done.

        Idempotent: a row is deleted in the unit that publishes it, so what is still there was not published.
        """
        async with units() as unit:
            found = await store.find(unit, import_id)
            if found is None or found.state is not ImportState.PUBLISHING or found.column_map is None:
                return False
            lexicon = await load_lexicon(unit, found.kind, found.column_map)
        after: str | None = ""
        for _ in range(TURN_BATCHES):
            async with units() as unit:
                now = await store.lock(unit, import_id)
                if now is None or now.state is not ImportState.PUBLISHING:
                    return False
                after = await self._publish_batch(unit, now, lexicon, after=after)
                if after is None:
                    await store.move(unit, import_id, ImportState.PUBLISHED, finished=True)
                    unit.enqueue(NewJob(kind=JOB_CLEAR, key=str(import_id), lane=Lane.BULK))
                    return False
        return True

    async def _publish_batch(self, unit: UnitOfWork, now: Import, lexicon: Lexicon, *, after: str) -> str | None:
        """Publish the rows of the next keys; return the last of them, None when nothing was left."""
        rows = await row_store.take(unit, now.import_id, now.version, after=after, limit=BATCH_ROWS)
        if not rows or now.column_map is None:
            return None
        records = [(row, open_record(self.seals, unit.corp_id, now.import_id, row.number, row.record)) for row in rows]
        if now.kind is ImportKind.ORDERS:
            told = _told(now.column_map, records, lexicon)
            recorded = await record_orders(unit, told, seals=self.seals, match_buyers=self.match_buyers)
        else:
            members = [record.member for _, record in records if record.member is not None]
            source = f"import:{now.import_id}"
            recorded = await record_members(
                unit, members, source=source, seals=self.seals, match_buyers=self.match_buyers
            )
        await store.count_published(
            unit,
            now.import_id,
            rows=len(rows),
            created=recorded.created,
            changed=recorded.changed,
            unchanged=recorded.unchanged,
        )
        return rows[-1].key


def _told(column_map: ColumnMap, records: list[tuple[StagedRow, StagedRecord]], lexicon: Lexicon) -> list[ToldOrder]:
    tells_payment = any(one.field == "paid_at" for one in column_map.assignments)
    return [
        told_order(
            column_map.source,
            [record.order for _, record in same if record.order is not None],
            lexicon,
            tells_payment=tells_payment,
        )
        for _, same in groupby(records, key=lambda one: one[0].key)
    ]
