"""Background work of commerce: imports on their way, and orders whose buyer is looked for."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta

from lingqu.commerce.api import checking, clearing, opening, orders
from lingqu.commerce.api.publishing import Publisher
from lingqu.commerce.api.sealed_files import SealedFiles
from lingqu.commerce.contracts.imports import (
    JOB_CHECK,
    JOB_CLEAR,
    JOB_MATCH,
    JOB_OPEN,
    JOB_PUBLISH,
    ImportId,
)
from lingqu.commerce.contracts.orders import OrderId
from lingqu.commerce.ports import MatchBuyers, RowSeals
from lingqu.infra.blobs import BlobStore
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.jobs import Lane, NewJob

MATCH_BATCHES = 20
"""Batches of unmatched orders that one turn looks at."""


@dataclass(frozen=True, slots=True)
class _Work:
    blobs: BlobStore
    seals: RowSeals
    match_buyers: MatchBuyers

    async def open_import(self, batch: Batch) -> None:
        """Look at an uploaded file.

        Idempotent: what is no longer being opened is left alone.
        """
        await opening.open_import(batch.unit, self._files(batch), _import_of(batch))

    async def check_import(self, batch: Batch) -> None:
        """Take a turn of checking.

        Idempotent: each batch of rows is kept with the row after it, in one unit.
        """
        await _again(batch, checking.check_import(batch.unit, self._files(batch), self.match_buyers, _import_of(batch)))

    async def publish_import(self, batch: Batch) -> None:
        """Take a turn of publishing.

        Idempotent: a row is deleted in the unit that publishes it.
        """
        publisher = Publisher(self.seals, self.match_buyers)
        await _again(batch, publisher.publish_import(batch.unit, _import_of(batch)))

    async def clear_import(self, batch: Batch) -> None:
        """Take a turn of cleaning up.

        Idempotent: what is gone is gone.
        """
        await _again(batch, clearing.clear_import(batch.unit, self._files(batch), _import_of(batch)))

    async def match_orders(self, batch: Batch) -> None:
        """Look again for the buyers of orders.

        Idempotent: an order that has its buyer is not looked at.
        """
        after: OrderId | None = OrderId(batch.jobs[0].payload.get("after", 0))
        for _ in range(MATCH_BATCHES):
            async with batch.unit() as unit:
                after = await orders.match_orders(unit, seals=self.seals, match_buyers=self.match_buyers, after=after)
            if after is None:
                return
        async with batch.unit() as unit:
            unit.enqueue(NewJob(kind=JOB_MATCH, key=f"from {after}", payload={"after": after}, lane=Lane.BULK))
            await batch.complete(unit)

    def _files(self, batch: Batch) -> SealedFiles:
        return SealedFiles(self.blobs, self.seals, batch.corp_id)


def kinds(blobs: BlobStore, seals: RowSeals, match_buyers: MatchBuyers) -> list[JobKind]:
    """Return what a worker can do for commerce."""
    work = _Work(blobs, seals, match_buyers)
    return [
        JobKind(name=JOB_OPEN, handler=work.open_import, batch=1),
        JobKind(name=JOB_CHECK, handler=work.check_import, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_PUBLISH, handler=work.publish_import, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_CLEAR, handler=work.clear_import, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_MATCH, handler=work.match_orders, batch=1, lane=Lane.BULK),
    ]


PERIODIC = [Periodic(kind=JOB_MATCH, every=timedelta(days=1), offset=timedelta(hours=4))]
"""Some while after the nightly walk through customers began."""


def _import_of(batch: Batch) -> ImportId:
    return ImportId(int(batch.jobs[0].key))


async def _again(batch: Batch, turn: Awaitable[bool]) -> None:
    """Give the job back at once where more is to be done: others that wait come first."""
    if await turn:
        async with batch.unit() as unit:
            await batch.postpone(unit, batch.jobs, until=unit.at)
