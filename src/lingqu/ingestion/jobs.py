"""The two loops of the inbox: dispatch in order, and the greetings' lane. And the jobs of told events.

A slot of a corp's inbox is worked by one worker at a time, for the length of one transaction: a killed worker
lets go by dying. Within a slot events keep their order; a failed one holds back only what concerns the same
customer. Greetings are leased for a few seconds and run beside everything else: their code dies after 20 s.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import structlog

from lingqu.infra.database import Database, Row, UnitOfWork
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.ingestion.api import telling
from lingqu.ingestion.api.inbox import get_events, read_row
from lingqu.ingestion.contracts import JOB_SWEEP, JOB_TELL, EventHandler, InboundEvent
from lingqu.ingestion.contracts import Lane as InboxLane
from lingqu.ingestion.domain.queueing import wait_after
from lingqu.ingestion.ports import FindWho
from lingqu.ingestion.store import inbox as store
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Lane
from wecom_api.callbacks.events import parse_message
from wecom_api.callbacks.meaning import view_of
from wecom_api.callbacks.views import NotUnderstood

log = structlog.get_logger(__name__)

BATCH = 300
GREETING_LEASE = timedelta(seconds=6)
GREETING_BATCH = 64

Handlers = Mapping[str, Sequence[EventHandler]]
"""By `Event`; several handlers of one event run in the given order, in one transaction."""

Greeter = Callable[[Database, CorpId, Sequence[InboundEvent]], Awaitable[set[int]]]
"""Greets, outside any unit of ours, and returns the inbox ids that are settled; the others come again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Events of one slot, read and sorted by what can be done with them."""

    rows: list[Row]
    known: list[InboundEvent]
    not_understood: list[int]

    @property
    def ids(self) -> list[int]:
        """All of them."""
        return [row["id"] for row in self.rows]


async def dispatch(database: Database, handlers: Handlers) -> int:
    """Work off what is due in every slot that no other worker holds; return how many events ended."""
    async with database.dispatch() as connection:
        slots = await store.waiting_slots(connection, at=database.clock.now())
    done = 0
    for corp_id, slot in slots:
        done += await dispatch_slot(database, corp_id, slot, handlers)
    return done


async def dispatch_slot(database: Database, corp_id: CorpId, slot: int, handlers: Handlers) -> int:
    """Work off one batch of one slot in one transaction; when that fails, event by event."""
    try:
        return await _dispatch_together(database, corp_id, slot, handlers, limit=BATCH)
    except psycopg.OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - one event must not hold up the others, whatever is wrong with it
        log.warning("batch failed, going one by one", corp_id=corp_id, slot=slot, error=repr(error))
    return await _dispatch_singly(database, corp_id, slot, handlers)


async def _dispatch_together(database: Database, corp_id: CorpId, slot: int, handlers: Handlers, *, limit: int) -> int:
    async with database.unit(corp_id, cause=f"inbox:{slot}") as unit:
        if not await store.lock_slot(unit, slot):
            return 0
        taken = sort(await store.take(unit, slot, limit=limit))
        await _handle(unit, taken, handlers)
        await store.dequeue(unit, slot, taken.ids)
        return len(taken.rows)


async def _dispatch_singly(database: Database, corp_id: CorpId, slot: int, handlers: Handlers) -> int:
    done = 0
    for _ in range(BATCH):
        failed: tuple[Row, str] | None = None
        async with database.unit(corp_id, cause=f"inbox:{slot}") as unit:
            if not await store.lock_slot(unit, slot):
                return done
            rows = await store.take(unit, slot, limit=1)
            if not rows:
                return done
            try:
                async with unit.connection.transaction():  # a savepoint: what the handler wrote goes, the lock stays
                    await _handle(unit, sort(rows), handlers)
                await store.dequeue(unit, slot, [rows[0]["id"]])
                done += 1
            except psycopg.OperationalError:
                raise
            except Exception as error:  # noqa: BLE001 - recorded with the event
                unit.forget()
                failed = (rows[0], f"{type(error).__name__}: {error}")
            if failed:
                await _set_back(unit, slot, *failed)
    return done


async def _set_back(unit: UnitOfWork, slot: int, row: Row, error: str) -> None:
    attempts = row["attempts"] + 1
    wait = wait_after(attempts)
    log.warning("event failed", inbox_id=row["id"], attempts=attempts, given_up=wait is None, error=error)
    if wait is None:
        await store.dequeue(unit, slot, [row["id"]])
        await store.bury(unit, [row["id"]], lane=InboxLane.DISPATCH, reason="failed", error=error, attempts=attempts)
    else:
        await store.delay(unit, slot, row["id"], until=unit.at + wait)


def sort(rows: list[Row]) -> Taken:
    """Tell events that are understood (used or not) from those that are not."""
    known, strange = [], []
    for row in rows:
        event = read_row(row)
        if event is None or isinstance(view_of(parse_message(bytes(row["payload"]))), NotUnderstood):
            strange.append(row["id"])
        else:
            known.append(event)
    return Taken(rows, known, strange)


async def _handle(unit: UnitOfWork, taken: Taken, handlers: Handlers) -> None:
    by_event: dict[str, list[InboundEvent]] = {}
    for event in taken.known:
        by_event.setdefault(event.event, []).append(event)
    for name, events in by_event.items():
        for handler in handlers.get(name, ()):
            await handler(unit, events)
    if taken.not_understood:
        await store.bury(
            unit, taken.not_understood, lane=InboxLane.DISPATCH, reason="not_understood", error=None, attempts=1
        )


async def greet(database: Database, greeter: Greeter) -> int:
    """Lease due greetings and have them sent; return how many were claimed."""
    async with database.dispatch() as connection:
        claimed = await store.claim_greetings(
            connection, at=database.clock.now(), lease=GREETING_LEASE, limit=GREETING_BATCH
        )
    for corp_id, inbox_ids in claimed.items():
        async with database.read(corp_id) as session:
            events = await get_events(session, inbox_ids)
        settled = await greeter(database, corp_id, events)
        gone = set(inbox_ids) - {event.inbox_id for event in events}
        async with database.unit(corp_id) as unit:
            await store.drop_greetings(unit, [*settled, *gone])
    return sum(len(inbox_ids) for inbox_ids in claimed.values())


# ───────────────────────── told events ─────────────────────────

TURNS = 20
"""Batches that one turn looks at; then other work has its turn."""


@dataclass(frozen=True, slots=True)
class _Telling:
    find_who: FindWho

    async def tell(self, batch: Batch) -> None:
        """Record facts of events whose customers are known.

        Idempotent: an event ends in the unit that records its fact.
        """
        for _ in range(TURNS):
            async with batch.unit() as unit:
                if not await telling.tell(unit, self.find_who):
                    return
        async with batch.unit() as unit:
            await batch.postpone(unit, batch.jobs, until=unit.at)

    async def sweep(self, batch: Batch) -> None:
        """Forget events that nobody can tell again.

        Idempotent: what is gone is gone.
        """
        more = True
        while more:
            async with batch.unit() as unit:
                more = await telling.sweep(unit)


def kinds(find_who: FindWho) -> list[JobKind]:
    """Return what a worker can do for told events."""
    work = _Telling(find_who)
    return [
        JobKind(name=JOB_TELL, handler=work.tell, batch=1),
        JobKind(name=JOB_SWEEP, handler=work.sweep, batch=1, lane=Lane.BULK),
    ]


PERIODIC = [
    Periodic(kind=JOB_TELL, every=timedelta(hours=1), offset=timedelta(minutes=20)),
    Periodic(kind=JOB_SWEEP, every=timedelta(days=1), offset=timedelta(hours=5)),
]
