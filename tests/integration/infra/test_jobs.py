"""Jobs: coalesced, leased across corps, given back by the dead, completed with their effect."""

import asyncio
import random
from datetime import timedelta

import pytest

from lingqu.infra import jobs
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Job, Lane, NewJob

pytestmark = pytest.mark.postgres

LEASE = timedelta(seconds=30)


async def claim(database: Database, *, limit: int = 100) -> list[tuple[CorpId, Job]]:
    async with database.dispatch() as connection:
        claims = await jobs.claim(connection, lanes=list(Lane), at=database.clock.now(), lease=LEASE, limit=limit)
    found = []
    for one in claims:
        async with database.read(one.corp_id) as session:
            found += [(one.corp_id, job) for job in await jobs.load(session.connection, one.job_ids)]
    return found


async def ask(database: Database, corp_id: CorpId, *new: NewJob) -> None:
    async with database.unit(corp_id) as unit:
        unit.enqueue(*new)


async def test_asking_twice_leaves_one_job_with_the_later_payload_and_the_earlier_due(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await ask(database, corp_id, NewJob(kind="k", key="1", payload={"n": 1}))
    await ask(database, corp_id, NewJob(kind="k", key="1", payload={"n": 2}, due=clock.now() + LEASE))

    claimed = await claim(database)

    assert [(job.payload, job.generation) for _, job in claimed] == [({"n": 2}, 2)]


async def test_two_of_one_key_in_one_unit_are_one_job(database: Database, corp_id: CorpId) -> None:
    await ask(database, corp_id, NewJob(kind="k", key="1"), NewJob(kind="k", key="1"), NewJob(kind="k", key="2"))

    assert len(await claim(database)) == 2


async def test_a_claimed_job_is_nobody_elses_until_its_lease_runs_out(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await ask(database, corp_id, NewJob(kind="k", key="1"))

    first = await claim(database)
    meanwhile = await claim(database)
    clock.advance(LEASE)
    afterwards = await claim(database)

    assert [len(first), len(meanwhile), len(afterwards)] == [1, 0, 1]


async def test_a_job_asked_for_while_it_runs_runs_again_after_and_not_beside(
    database: Database, corp_id: CorpId
) -> None:
    await ask(database, corp_id, NewJob(kind="k", key="1"))
    [(_, running)] = await claim(database)

    await ask(database, corp_id, NewJob(kind="k", key="1"))
    beside = await claim(database)
    async with database.unit(corp_id) as unit:
        await jobs.complete(unit.connection, [running], at=unit.at)
    after = await claim(database)

    assert beside == []
    assert [job.job_id for _, job in after] == [running.job_id]


async def test_a_job_asked_for_while_it_postpones_itself_does_not_wait(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await ask(database, corp_id, NewJob(kind="k", key="1"), NewJob(kind="k", key="2"))
    running = [job for _, job in await claim(database)]

    await ask(database, corp_id, NewJob(kind="k", key="1"))
    async with database.unit(corp_id) as unit:
        await jobs.postpone(unit.connection, running, at=unit.at, until=unit.at + timedelta(hours=1))
    at_once = [job.key for _, job in await claim(database)]

    assert at_once == ["1"]


async def test_a_completed_job_is_gone_and_may_be_asked_for_anew(database: Database, corp_id: CorpId) -> None:
    await ask(database, corp_id, NewJob(kind="k", key="1"))
    [(_, job)] = await claim(database)
    async with database.unit(corp_id) as unit:
        await jobs.complete(unit.connection, [job], at=unit.at)

    nothing = await claim(database)
    await ask(database, corp_id, NewJob(kind="k", key="1"))
    again = await claim(database)

    assert nothing == []
    assert len(again) == 1


async def test_workers_share_without_overlap(database: Database, corp_id: CorpId, other_corp_id: CorpId) -> None:
    for one in (corp_id, other_corp_id):
        await ask(database, one, *(NewJob(kind="k", key=str(number)) for number in range(100)))

    shares = await asyncio.gather(*(claim(database, limit=40) for _ in range(5)))

    claimed = [(corp, job.job_id) for share in shares for corp, job in share]
    assert len(claimed) == 200
    assert len(set(claimed)) == 200


async def test_urgent_work_is_claimed_before_bulk_work(database: Database, corp_id: CorpId) -> None:
    await ask(database, corp_id, *(NewJob(kind="bulk", key=str(n), lane=Lane.BULK) for n in range(5)))
    await ask(database, corp_id, NewJob(kind="urgent", key="1", lane=Lane.URGENT))

    [(_, first)] = await claim(database, limit=1)

    assert first.kind == "urgent"


async def test_a_buried_job_rests_until_it_is_replayed(database: Database, corp_id: CorpId) -> None:
    await ask(database, corp_id, NewJob(kind="k", key="1"))
    [(_, job)] = await claim(database)
    async with database.unit(corp_id) as unit:
        await jobs.bury(unit.connection, job, at=unit.at, error="boom")
        dead = await jobs.list_dead(unit.connection, before=None, limit=10)

    resting = await claim(database)
    async with database.unit(corp_id) as unit:
        replayed = await jobs.replay(unit.connection, at=unit.at)
    risen = await claim(database)

    assert [(row["kind"], row["error"]) for row in dead] == [("k", "boom")]
    assert (len(resting), replayed, len(risen)) == (0, 1, 1)


async def test_asking_again_and_completing_at_the_same_time_do_not_wait_for_each_other(
    database: Database, corp_id: CorpId
) -> None:
    keys = [str(number) for number in range(200)]
    chance = random.Random(3)

    async def ask_again() -> None:
        for _ in range(15):
            await ask(database, corp_id, *(NewJob(kind="k", key=key) for key in chance.sample(keys, 120)))

    async def complete() -> None:
        for _ in range(15):
            claimed = [job for _, job in await claim(database)]
            chance.shuffle(claimed)
            async with database.unit(corp_id) as unit:
                await jobs.complete(unit.connection, claimed, at=unit.at)

    await asyncio.gather(ask_again(), ask_again(), complete(), complete(), complete())
