"""The fact log loses nothing: commits come out of order, and no reader misses a fact."""

import asyncio
import random

import psycopg
import pytest

from lingqu.infra import facts
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.kernel.facts import START, Fact, RecordedFact
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres

WRITERS = 8
UNITS_EACH = 60


async def write_units(database: Database, corp_id: CorpId, writer: int) -> list[int]:
    chance = random.Random(writer)
    numbers = []
    for index in range(UNITS_EACH):
        number = writer * 1000 + index
        async with database.unit(corp_id) as unit:
            unit.publish(Fact(kind="test", occurred_at=unit.at, data={"n": number}))
            await unit.flush()
            await asyncio.sleep(chance.choice([0, 0, 0.001, 0.02]))  # commit later than others that began later
        numbers.append(number)
    return numbers


async def read_all(database: Database, corp_id: CorpId, done: asyncio.Event) -> list[RecordedFact]:
    position, seen, last = START, [], False
    while True:
        last = done.is_set()
        async with database.read(corp_id) as session:
            found = await facts.read(session.connection, corp_id, after=position, limit=7)
        seen += found
        if found:
            position = found[-1].position
        elif last:
            return seen


async def test_no_reader_misses_a_fact_when_commits_come_out_of_order(database: Database, corp_id: CorpId) -> None:
    done = asyncio.Event()

    readers = [asyncio.create_task(read_all(database, corp_id, done)) for _ in range(2)]
    written = await asyncio.gather(*(write_units(database, corp_id, writer) for writer in range(WRITERS)))
    done.set()
    read = await asyncio.gather(*readers)

    expected = sorted(number for numbers in written for number in numbers)
    for seen in read:
        assert sorted(fact.data["n"] for fact in seen) == expected


async def test_a_reader_waits_for_the_oldest_running_writer_of_its_corp_only(
    database: Database, corp_id: CorpId, other_corp_id: CorpId
) -> None:
    async with database.unit(other_corp_id) as slow_neighbour:
        slow_neighbour.publish(Fact(kind="test", occurred_at=slow_neighbour.at))
        await slow_neighbour.flush()
        async with database.unit(corp_id) as unit:
            unit.publish(Fact(kind="test", occurred_at=unit.at))
        async with database.read(corp_id) as session:
            seen = await facts.read(session.connection, corp_id, after=START)

    assert len(seen) == 1


async def test_a_fact_above_a_running_writer_is_held_back_until_it_ends(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as slow:
        slow.publish(Fact(kind="first", occurred_at=slow.at))
        await slow.flush()
        async with database.unit(corp_id) as quick:
            quick.publish(Fact(kind="second", occurred_at=quick.at))
        async with database.read(corp_id) as session:
            while_running = await facts.read(session.connection, corp_id, after=START)
    async with database.read(corp_id) as session:
        afterwards = await facts.read(session.connection, corp_id, after=START)

    assert while_running == []
    assert [fact.kind for fact in afterwards] == ["first", "second"]


async def test_a_transaction_without_the_writers_lock_cannot_write_facts(database: Database, corp_id: CorpId) -> None:
    async with database.install() as connection:
        await connection.execute("SELECT set_config('lingqu.corp_id', %s, true)", (str(corp_id),))

        with pytest.raises(psycopg.errors.RaiseException, match="unit of work"):
            await facts.insert(
                connection,
                corp_id,
                [Fact(kind="test", occurred_at=database.clock.now())],
                at=database.clock.now(),
                cause=None,
            )


async def test_a_cursor_moves_only_with_what_was_done(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        unit.publish(*(Fact(kind=f"f{index}", occurred_at=unit.at) for index in range(3)))
    async with database.unit(corp_id) as unit:
        first = await facts.read(unit.connection, corp_id, after=START, limit=2)
        await facts.save_cursor(unit.connection, corp_id, "test", first[-1].position, at=unit.at)

    async with database.unit(corp_id) as unit:
        position = await facts.load_cursor(unit.connection, corp_id, "test")
        rest = await facts.read(unit.connection, corp_id, after=position)

    assert [fact.kind for fact in rest] == ["f2"]


async def test_after_a_new_era_facts_come_after_all_earlier_ones(
    database: Database, corp_id: CorpId, database_urls: DatabaseUrls
) -> None:
    async with database.unit(corp_id) as unit:
        unit.publish(Fact(kind="before", occurred_at=unit.at))
    with psycopg.connect(database_urls.owner, autocommit=True) as owner:
        owner.execute("INSERT INTO fact_era VALUES (2, 'restored', 1, %s)", (database.clock.now(),))
    async with database.unit(corp_id) as unit:
        unit.publish(Fact(kind="after", occurred_at=unit.at))

    async with database.read(corp_id) as session:
        seen = await facts.read(session.connection, corp_id, after=START)

    assert [(fact.era, fact.kind) for fact in seen] == [(1, "before"), (2, "after")]
