"""Background work of segments: lists taken in, looked at again and cleared away; walks over everybody for grants."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta

from lingqu.commerce.ports import MatchBuyers, RowSeals
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.segments.api import filling
from lingqu.segments.api.filling import Filler
from lingqu.segments.api.passes import Left, walk
from lingqu.segments.contracts.jobs import JOB_GRANT
from lingqu.segments.contracts.lists import JOB_CLEAR, JOB_FILL, JOB_MATCH, JOB_MATCH_ALL


@dataclass(frozen=True, slots=True)
class _Lists:
    filler: Filler

    async def fill(self, batch: Batch) -> None:
        """Take a turn of taking a file into a list.

        Idempotent: a row leaves the file in the unit that keeps it, and the set is brought to what the rows say.
        """
        await _again(batch, self.filler.fill(batch.unit, _list_of(batch)))

    async def match(self, batch: Batch) -> None:
        """Take a turn of looking again whom a list names.

        Idempotent: the same identities name the same customers.
        """
        list_id = _list_of(batch)
        after = await self.filler.match(batch.unit, list_id, after=batch.jobs[0].payload.get("after", 0))
        if after is not None:
            async with batch.unit() as unit:
                key = f"{list_id} from {after}"
                unit.enqueue(NewJob(kind=JOB_MATCH, key=key, payload={"after": after}, lane=Lane.BULK))
                await batch.complete(unit)

    async def match_all(self, batch: Batch) -> None:
        """Ask for every list.

        Idempotent: one job per list waits at a time.
        """
        async with batch.unit() as unit:
            await filling.ask_all_again(unit)
            await batch.complete(unit)

    async def clear(self, batch: Batch) -> None:
        """Take a turn of cleaning up.

        Idempotent: what is gone is gone.
        """
        await _again(batch, filling.clear(batch.unit, _list_of(batch)))


PORTIONS = 20
"""So many units of a walk are done before other work has its turn."""

UNTIL_FOUND = timedelta(seconds=5)


async def _walk(batch: Batch) -> None:
    """Walk over everybody for a grant.

    Idempotent: each portion is written with how far the walk came, in one unit; a second run goes on from there.
    """
    grant_id = int(batch.jobs[0].key)
    left = Left.MORE
    for _ in range(PORTIONS):
        async with batch.unit() as unit:
            left = await walk(unit, grant_id)
        if left is not Left.MORE:
            break
    if left is not Left.NOTHING:
        async with batch.unit() as unit:
            until = unit.at + (UNTIL_FOUND if left is Left.WAITING else timedelta())
            await batch.postpone(unit, batch.jobs, until=until)


def kinds(seals: RowSeals, match_buyers: MatchBuyers) -> list[JobKind]:
    """Return what a worker can do for segments."""
    lists = _Lists(Filler(seals, match_buyers))
    return [
        JobKind(name=JOB_FILL, handler=lists.fill, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_MATCH, handler=lists.match, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_MATCH_ALL, handler=lists.match_all, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_CLEAR, handler=lists.clear, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_GRANT, handler=_walk, batch=1, lane=Lane.BULK),
    ]


PERIODIC = [Periodic(kind=JOB_MATCH_ALL, every=timedelta(days=1), offset=timedelta(hours=5))]
"""After the nightly walk through customers has told what there is to learn."""


def _list_of(batch: Batch) -> int:
    return int(batch.jobs[0].key.partition(" ")[0])


async def _again(batch: Batch, turn: Awaitable[bool]) -> None:
    """Give the job back at once where more is to be done: others that wait come first."""
    if await turn:
        async with batch.unit() as unit:
            await batch.postpone(unit, batch.jobs, until=unit.at)
