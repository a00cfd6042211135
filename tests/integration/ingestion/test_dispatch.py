"""Dispatch: in order per customer, once, with back-off and dead letters; greetings in a lane of their own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import UniqueViolation

from doubles.callbacks import added, event_xml
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, UnitOfWork
from lingqu.ingestion.accept import GroupCommit, read_message
from lingqu.ingestion.api import inbox as api
from lingqu.ingestion.contracts import InboundEvent
from lingqu.ingestion.domain.queueing import MAX_ATTEMPTS
from lingqu.ingestion.jobs import GREETING_LEASE, dispatch, dispatch_slot, greet
from lingqu.ingestion.store import inbox as store
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres


class Recorder:
    """A handler that writes what it is given, and fails where told to."""

    def __init__(self, *failing: str) -> None:
        self.seen: list[str] = []
        self.failing = set(failing)

    async def __call__(self, unit: UnitOfWork, events: list[InboundEvent]) -> None:
        for event in events:
            subject = event.text("ExternalUserID") or ""
            if subject in self.failing:
                raise ValueError(f"cannot take {subject}")
            await unit.execute(
                "INSERT INTO attribute (corp_id, key, label, type) VALUES (lingqu_corp(), %s, '', 'string')",
                (f"{event.inbox_id}",),
            )
        self.seen += [event.text("ExternalUserID") or "" for event in events]

    @property
    def handlers(self) -> dict:
        return {"change_external_contact": [self]}


async def accept(database: Database, corp_id: CorpId, *messages: bytes) -> None:
    group = GroupCommit(database, corp_id)
    for message in messages:
        await group.put(read_message(message, at=database.clock.now()))


async def drain(database: Database, handlers: dict) -> int:
    total = 0
    while done := await dispatch(database, handlers):
        total += done
    return total


async def handled(database: Database, corp_id: CorpId) -> int:
    async with database.read(corp_id) as session:
        return await session.fetch_value("SELECT count(*) FROM attribute")


async def test_events_of_one_customer_are_handled_in_the_order_they_were_stored(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    recorder = Recorder()
    messages = [
        event_xml("change_external_contact", kind, clock.now(), {"UserID": "u", "ExternalUserID": "wm1"})
        for kind in ("add_half_external_contact", "add_external_contact", "del_follow_user")
    ]
    order: list[str] = []

    async def note(unit: UnitOfWork, events: list[InboundEvent]) -> None:
        order.extend(event.change_type for event in events)

    await accept(database, corp_id, *messages)
    await drain(database, {"change_external_contact": [recorder, note]})

    assert order == ["add_half_external_contact", "add_external_contact", "del_follow_user"]


async def test_every_event_is_handled_once_though_many_workers_dispatch(
    database: Database, corp_id: CorpId, other_corp_id: CorpId, clock: SteppedClock
) -> None:
    recorder = Recorder()
    for one in (corp_id, other_corp_id):
        await accept(database, one, *(added(clock.now(), f"wm{number}") for number in range(150)))

    await asyncio.gather(*(drain(database, recorder.handlers) for _ in range(4)))
    await drain(database, recorder.handlers)

    assert len(recorder.seen) == 300
    assert (await handled(database, corp_id), await handled(database, other_corp_id)) == (150, 150)


async def test_a_failing_event_holds_back_its_customer_only_and_ends_as_a_dead_letter(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    recorder = Recorder("wmBad")
    good = [added(clock.now(), f"wm{number}") for number in range(40)]
    later = event_xml(
        "change_external_contact", "del_follow_user", clock.now(), {"UserID": "u", "ExternalUserID": "wmBad"}
    )
    await accept(database, corp_id, *good[:20], added(clock.now(), "wmBad"), later, *good[20:])

    await drain(database, recorder.handlers)
    after_first = await handled(database, corp_id)
    for _ in range(2 * MAX_ATTEMPTS):
        clock.advance(timedelta(hours=1))
        await drain(database, recorder.handlers)

    async with database.read(corp_id) as session:
        dead = (await api.list_dead_letters(session)).items
        waiting = await api.count_waiting(session)
    assert after_first == 40
    assert [(letter.name, letter.reason, letter.attempts) for letter in dead] == [
        ("change_external_contact.del_follow_user", "failed", MAX_ATTEMPTS),
        ("change_external_contact.add_external_contact", "failed", MAX_ATTEMPTS),
    ]
    assert "cannot take wmBad" in (dead[0].error or "")
    assert waiting == {"inbox": 0, "greetings": 0, "dead": 2}


async def test_a_mended_event_is_replayed_in_order(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    recorder = Recorder("wm1")
    await accept(database, corp_id, added(clock.now(), "wm1"))
    for _ in range(MAX_ATTEMPTS):
        await drain(database, recorder.handlers)
        clock.advance(timedelta(hours=2))
    recorder.failing.clear()

    async with database.unit(corp_id) as unit:
        replayed = await api.replay_dead_letters(unit, name="change_external_contact")
    await drain(database, recorder.handlers)

    async with database.read(corp_id) as session:
        left = (await api.list_dead_letters(session)).items
    assert (replayed, recorder.seen, left) == (1, ["wm1"], [])


async def test_what_is_not_understood_becomes_a_dead_letter_and_what_is_unused_does_not(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await accept(
        database,
        corp_id,
        b"not xml",
        event_xml("invented_next_year", "", clock.now(), {}),
        event_xml("enter_agent", "", clock.now(), {"EventKey": ""}),
    )

    done = await drain(database, {})

    async with database.read(corp_id) as session:
        dead = (await api.list_dead_letters(session)).items
    assert done == 3
    assert sorted((letter.name, letter.reason) for letter in dead) == [
        ("invented_next_year", "not_understood"),
        ("unreadable", "not_understood"),
    ]


async def test_a_worker_that_dies_in_a_slot_lets_go_of_it(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await accept(database, corp_id, added(clock.now(), "wm1"))
    recorder = Recorder()

    async def die(unit: UnitOfWork, _events: list[InboundEvent]) -> None:
        await recorder(unit, _events)
        await unit.connection.close()

    with pytest.raises(psycopg.OperationalError):
        await drain(database, {"change_external_contact": [die]})
    lost = await handled(database, corp_id)
    await drain(database, recorder.handlers)

    assert (lost, await handled(database, corp_id)) == (0, 1)


async def test_a_database_error_in_a_handler_is_the_events_fault(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await accept(database, corp_id, added(clock.now(), "wm1"))

    async def collide(unit: UnitOfWork, _events: list[InboundEvent]) -> None:
        raise UniqueViolation("twice")

    [(slot_corp, slot)] = await waiting(database)
    done = await dispatch_slot(database, slot_corp, slot, {"change_external_contact": [collide]})

    async with database.read(corp_id) as session:
        attempts = await session.fetch_value("SELECT attempts FROM inbox_queue")
    assert (done, attempts) == (0, 1)


async def waiting(database: Database) -> list[tuple[CorpId, int]]:
    async with database.dispatch() as connection:
        return await store.waiting_slots(connection, at=database.clock.now())


async def test_only_events_with_a_welcome_code_wait_in_the_greeting_lane(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await accept(database, corp_id, added(clock.now(), "wm1", WelcomeCode="C1"), added(clock.now(), "wm2"))
    greeted: list[str] = []

    async def greeter(_database: Database, _corp_id: CorpId, events: list[InboundEvent]) -> set[int]:
        greeted.extend(event.text("ExternalUserID") or "" for event in events)
        return {event.inbox_id for event in events}

    first = await greet(database, greeter)
    second = await greet(database, greeter)

    assert (first, second, greeted) == (1, 0, ["wm1"])


async def test_a_greeting_left_by_a_dead_worker_comes_again_after_a_few_seconds(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await accept(database, corp_id, added(clock.now(), "wm1", WelcomeCode="C1"))

    async def dying(_database: Database, _corp_id: CorpId, _events: list[InboundEvent]) -> set[int]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await greet(database, dying)
    at_once = await greet(database, dying_never := _settle_all)
    clock.advance(GREETING_LEASE)
    later = await greet(database, dying_never)

    assert (at_once, later) == (0, 1)


async def _settle_all(_database: Database, _corp_id: CorpId, events: list[InboundEvent]) -> set[int]:
    return {event.inbox_id for event in events}
