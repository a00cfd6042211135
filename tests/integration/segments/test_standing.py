"""How far members are behind what is recorded."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from audiences.loading import load_world
from doubles.keeping import keep_up
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId
from lingqu.segments.api import saving, standing
from lingqu.segments.contracts.standing import PAST_READER, STATE_READER, Standing
from lingqu.segments.domain.reading import convert

TAGGED = {"kind": "tag", "tags": [1]}
BOUGHT = {"kind": "order", "measure": "count", "op": "ge", "value": 1}


async def _save(database: Database, corp_id: CorpId, name: str, document: object) -> int:
    async with database.unit(corp_id) as unit:
        return (await saving.create(unit, name=name, definition=convert(document))).segment_id


async def _look(database: Database, corp_id: CorpId) -> tuple[Standing, dict[str, datetime]]:
    async with database.read(corp_id) as session:
        each = {one.name: await standing.as_of(session, [one]) for one in await saving.list_segments(session)}
        return await standing.see_standing(session), each


@pytest.fixture(autouse=True)
async def _world(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await load_world(unit)


async def test_without_segments_nobody_is_behind(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    seen, _ = await _look(database, corp_id)

    assert seen == Standing(segments=0, building=0, readers=())
    async with database.read(corp_id) as session:
        assert await standing.as_of(session, []) == clock.now()


async def test_members_are_as_of_the_oldest_fact_that_waits(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await _save(database, corp_id, "tagged", TAGGED)
    await keep_up(database, corp_id)
    clock.advance(timedelta(minutes=1))
    assert (await _look(database, corp_id))[1] == {"tagged": clock.now()}
    recorded_at = clock.now()
    async with database.unit(corp_id) as unit:
        unit.publish(*(Fact(kind="test", occurred_at=unit.at) for _ in range(3)))
    clock.advance(timedelta(minutes=1))

    seen, each = await _look(database, corp_id)

    assert each == {"tagged": recorded_at}
    [reader] = seen.readers
    assert (reader.reader, reader.facts_behind, reader.as_of) == (STATE_READER, 3, recorded_at)
    await keep_up(database, corp_id)
    assert (await _look(database, corp_id))[1] == {"tagged": clock.now()}


async def test_history_that_is_away_holds_up_its_own_segments_alone(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    bought = await _save(database, corp_id, "bought", BOUGHT)
    await _save(database, corp_id, "bought, through another", {"kind": "segment", "segment_id": bought})
    await _save(database, corp_id, "tagged", TAGGED)
    first = clock.now()
    async with database.unit(corp_id) as unit:
        unit.publish(Fact(kind="test", occurred_at=unit.at))
    clock.advance(timedelta(hours=1))
    await keep_up(database, corp_id)

    seen, each = await _look(database, corp_id)

    assert each == {"bought": first, "bought, through another": first, "tagged": clock.now()}
    assert (seen.segments, seen.building) == (3, 2)
    assert [one.reader for one in seen.readers] == [STATE_READER, PAST_READER]
