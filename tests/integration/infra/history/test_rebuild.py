"""Building a copy anew: it serves all the while, facts that come meanwhile are in both, and the old one is deleted."""

from __future__ import annotations

import asyncio

import pytest

from integration.infra.history.test_copy import NUMBERS, copy_all, numbers_in, record
from lingqu.infra.database import Database
from lingqu.infra.history import generations
from lingqu.infra.history.copy import Copier
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.lag import see_history
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres


async def begin(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await generations.begin(unit, "next")


async def test_a_rebuild_serves_the_whole_time_and_leaves_one_copy(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    copier = Copier(history, batch=10)
    await record(database, corp_id, range(50))
    await copy_all(copier, database, corp_id)
    await begin(database, corp_id)

    seen: list[list[int]] = []
    for number in range(50, 60):
        await record(database, corp_id, [number])
        await copier.step(database, corp_id)
        seen.append(await numbers_in(database, history, corp_id))
    await copy_all(copier, database, corp_id)

    assert seen == [list(range(number + 1)) for number in range(50, 60)]
    assert await numbers_in(database, history, corp_id) == list(range(60))
    assert (await history.query("SELECT DISTINCT generation FROM fact")).column(0).to_pylist() == [2]
    async with database.read(corp_id) as session:
        assert [(one.generation, one.role) for one in await generations.list_generations(session)] == [(2, "living")]
        assert await session.fetch("SELECT reader FROM fact_cursor") == [{"reader": "history:2"}]


async def test_a_copy_that_lost_rows_is_whole_after_a_rebuild(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    copier = Copier(history)
    await record(database, corp_id, range(20))
    await copy_all(copier, database, corp_id)
    await history.execute("DELETE FROM fact WHERE data.n.:Int64 = 7")
    before = await numbers_in(database, history, corp_id)
    await begin(database, corp_id)

    await copy_all(copier, database, corp_id)

    assert before == [number for number in range(20) if number != 7]
    assert await numbers_in(database, history, corp_id) == list(range(20))


async def test_two_rebuilds_asked_for_at_once_are_one(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    await record(database, corp_id, range(5))
    copier = Copier(history)
    await copy_all(copier, database, corp_id)

    await asyncio.gather(begin(database, corp_id), begin(database, corp_id))

    async with database.read(corp_id) as session:
        assert [one.role for one in await generations.list_generations(session)] == ["living", "next"]


async def test_a_rebuild_of_one_corp_leaves_the_others_alone(
    database: Database, corp_id: CorpId, other_corp_id: CorpId, history: EmbeddedHistory
) -> None:
    copier = Copier(history)
    for corp in (corp_id, other_corp_id):
        await record(database, corp, [corp])
        await copy_all(copier, database, corp)
    await begin(database, corp_id)

    await copy_all(copier, database, corp_id)

    assert await numbers_in(database, history, other_corp_id) == [other_corp_id]
    rows = (await history.query("SELECT corp_id, generation FROM fact ORDER BY corp_id")).to_pylist()
    assert rows == [{"corp_id": corp_id, "generation": 2}, {"corp_id": other_corp_id, "generation": 1}]


async def test_what_the_rebuild_lacks_is_seen(database: Database, corp_id: CorpId, history: EmbeddedHistory) -> None:
    copier = Copier(history, batch=10)
    await record(database, corp_id, range(30))
    await copy_all(copier, database, corp_id)
    await begin(database, corp_id)
    await copier.step(database, corp_id)

    during = await see_history(database, history, corp_id, is_off=False)
    await copy_all(copier, database, corp_id)
    after = await see_history(database, history, corp_id, is_off=False)

    assert (during.is_ready, during.rows_behind, during.rebuild_rows_behind) == (True, 0, 20)
    assert after.rebuild_rows_behind is None


async def test_a_question_whose_copy_is_swapped_meanwhile_is_asked_of_the_new_one(
    database: Database, corp_id: CorpId, history: EmbeddedHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    copier = Copier(history)
    await record(database, corp_id, range(5))
    await copy_all(copier, database, corp_id)
    await begin(database, corp_id)
    asked: list[int] = []
    query = history.query

    async def swapped(sql: str, params: dict[str, int], **more: object) -> object:
        asked.append(params["generation"])
        if len(asked) == 1:
            monkeypatch.setattr(history, "query", query)
            await copy_all(copier, database, corp_id)
            monkeypatch.setattr(history, "query", swapped)
        return await query(sql, params, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(history, "query", swapped)

    found = await HistoryDoor(database, history).ask(corp_id, NUMBERS)

    assert asked == [1, 2]
    assert found.table.column("n").to_pylist() == list(range(5))
