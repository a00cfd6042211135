"""The fact log loses nothing: commits come out of order, and no reader misses a fact."""

import asyncio
import json
import random

import psycopg
import pytest

from lingqu.infra import facts
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.kernel.facts import START, Fact, RecordedFact
from lingqu.kernel.ids import CorpId, CustomerId

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


async def test_a_reader_far_behind_walks_the_index_and_sorts_nothing(
    database: Database, corp_id: CorpId, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(30):
        async with database.unit(corp_id) as unit:
            unit.publish(*(Fact(kind="test", occurred_at=unit.at, data={"n": number}) for number in range(200)))
    async with database.read(corp_id) as session:
        fifth = (await facts.read(session.connection, corp_id, after=START, limit=5))[-1].position
    plans: list[str] = []

    async with database.read(corp_id) as session:
        for name in ("_READ", "_READ_BARE", "_READ_KINDS"):
            monkeypatch.setattr(facts, name, b"EXPLAIN (COSTS OFF) " + getattr(facts, name))
        monkeypatch.setattr(facts, "class_row", lambda _: psycopg.rows.tuple_row)
        monkeypatch.setattr(facts, "args_row", lambda _: psycopg.rows.tuple_row)
        for read in (facts.read, facts.read_bare):
            plans.append(str(await read(session.connection, corp_id, after=fifth, limit=1000)))  # noqa: PERF401
        plans.append(str(await facts.read_kinds(session.connection, corp_id, ["test"], after=fifth, limit=1000)))

    assert ["Sort Key" in plan and "Merge Append" in plan for plan in plans] == [True] * 3
    assert [plan.count("'Sort'") + plan.count("->  Sort") + plan.count("Bitmap") for plan in plans] == [0] * 3


async def test_bare_facts_are_the_facts_and_a_span_is_read_the_same_again(database: Database, corp_id: CorpId) -> None:
    for number in range(9):
        async with database.unit(corp_id) as unit:
            unit.publish(Fact(kind="test", occurred_at=unit.at, customer_id=CustomerId(number), data={"n": number}))
    async with database.read(corp_id) as session:
        whole = await facts.read(session.connection, corp_id, after=START)
        bare = await facts.read_bare(session.connection, corp_id, after=START, limit=6)
        after, upto = whole[1].position, whole[5].position
        again = await facts.read_span(session.connection, corp_id, after=after, upto=upto)

    assert [(one.era, one.xid, one.id, one.customer_id, one.data) for one in bare] == [
        (one.era, one.xid, one.id, one.customer_id, json.dumps(one.data)) for one in whole[:6]
    ]
    assert {one.recorded_us for one in bare} == {int(whole[0].recorded_at.timestamp() * 1_000_000)}
    assert again == bare[2:]


@pytest.mark.parametrize(("limit", "span"), [(1, 1), (2, 5), (3, 7), (1000, 4), (1000, 20_000)])
async def test_some_kinds_are_read_whole_and_in_order_however_they_are_portioned(
    database: Database, corp_id: CorpId, limit: int, span: int
) -> None:
    chance = random.Random(limit * span)
    for _ in range(6):
        async with database.unit(corp_id) as unit:
            unit.publish(*(Fact(kind=chance.choice("abc"), occurred_at=unit.at) for _ in range(chance.randrange(1, 6))))
    seen: list[RecordedFact] = []
    passed, after = 0, START

    async with database.read(corp_id) as session:
        whole = await facts.read(session.connection, corp_id, after=START)
        while read := await facts.read_kinds(session.connection, corp_id, "ac", after=after, limit=limit, span=span):
            assert len(read.facts) <= limit
            assert 0 < read.passed <= span
            seen += read.facts
            passed, after = passed + read.passed, read.upto

    assert seen == [one for one in whole if one.kind in "ac"]
    assert after == whole[-1].position
    assert passed <= len(whole)


async def test_who_follows_some_kinds_waits_for_a_running_writer_too(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as slow:
        slow.publish(Fact(kind="slow", occurred_at=slow.at))
        await slow.flush()
        async with database.unit(corp_id) as quick:
            quick.publish(Fact(kind="quick", occurred_at=quick.at))
        async with database.read(corp_id) as session:
            held_back = await facts.read_kinds(session.connection, corp_id, ["quick", "slow"], after=START)
    async with database.read(corp_id) as session:
        read = await facts.read_kinds(session.connection, corp_id, ["quick", "slow"], after=START)

    assert held_back is None
    assert read is not None
    assert sorted(one.kind for one in read.facts) == ["quick", "slow"]


async def test_what_waits_is_counted_up_to_a_limit(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        unit.publish(*(Fact(kind="test", occurred_at=unit.at) for _ in range(5)))
    async with database.read(corp_id) as session:
        counts = [
            await facts.count_waiting(session.connection, corp_id, after=START, limit=limit) for limit in (3, 100)
        ]
        none = await facts.count_waiting(
            session.connection, corp_id, after=await facts.end(session.connection, corp_id), limit=9
        )

    assert (counts, none) == ([(3, unit.at), (5, unit.at)], (0, None))
