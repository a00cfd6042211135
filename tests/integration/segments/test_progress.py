"""How far the members of a segment have been found, and what that waits for: as it is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from audiences.loading import insert, load_world
from doubles.keeping import keep_up
from lingqu.infra.database import Database
from lingqu.infra.history.copy import Copier
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.engine import Parameters
from lingqu.infra.history.errors import HistoryLimitError
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.history.server import HistoryServer
from lingqu.kernel.ids import CorpId
from lingqu.segments.api import saving
from lingqu.segments.api.building import Building
from lingqu.segments.api.following import Following
from lingqu.segments.api.progress import see_progress
from lingqu.segments.contracts.progress import Progress, Wait, WaitsFor
from lingqu.segments.domain.reading import convert

TAGGED = {"kind": "tag", "tags": [1]}
BOUGHT = {"kind": "order", "window": {"kind": "last", "duration": "P60D"}}
SHARE = {"kind": "bucket", "salt": "s", "last": 99}


class Brand:
    def __init__(self, database: Database, corp_id: CorpId) -> None:
        self.database = database
        self.corp_id = corp_id

    async def save(self, name: str, *of: object) -> int:
        async with self.database.unit(self.corp_id) as unit:
            definition = convert({"kind": "all", "of": list(of)})
            return (await saving.create(unit, name=name, definition=definition)).segment_id

    async def progress(self) -> dict[int, Progress]:
        async with self.database.read(self.corp_id) as session:
            return await see_progress(session, await saving.list_segments(session))

    async def ask_history(self, door: HistoryDoor) -> None:
        await Building(door, of_past=True).step(self.database, self.corp_id)


@pytest.fixture
async def brand(database: Database, corp_id: CorpId) -> Brand:
    async with database.unit(corp_id) as unit:
        await load_world(unit)
        await insert(unit, "customer", "customer_id, first_seen_at, belongs_at", [(1, unit.at, unit.at)])
    return Brand(database, corp_id)


@pytest.fixture
async def history(history_server: HistoryServer) -> AsyncIterator[EmbeddedHistory]:
    opened = EmbeddedHistory(history_server.root)
    yield opened
    await opened.aclose()


async def test_conditions_count_once_everybody_was_asked_and_shares_never(brand: Brand) -> None:
    first = await brand.save("first", TAGGED, BOUGHT, SHARE)
    second = await brand.save("second", {"kind": "segment", "segment_id": first}, TAGGED)
    before = await brand.progress()
    door = HistoryDoor(brand.database, None)
    for _ in range(10):
        await Following(door, of_past=False).step(brand.database, brand.corp_id)

    people = Wait(what=WaitsFor.PEOPLE)
    children = Wait(what=WaitsFor.SEGMENTS, segments=(first,))
    assert before == {
        first: Progress(found=0, needed=2, waits=(people,)),
        second: Progress(found=0, needed=2, waits=(people, children)),
    }
    assert await brand.progress() == {
        first: Progress(found=1, needed=2),
        second: Progress(found=1, needed=2, waits=(children,)),
    }


async def test_why_history_does_not_answer_is_remembered_until_it_does(brand: Brand, history: EmbeddedHistory) -> None:
    segment = await brand.save("bought", BOUGHT)
    reasons: list[str | None] = []
    for door in (HistoryDoor(brand.database, None), HistoryDoor(brand.database, history)):
        await brand.ask_history(door)
        reasons += [one.reason for one in (await brand.progress())[segment].waits if one.what is WaitsFor.HISTORY]
    while await Copier(history).step(brand.database, brand.corp_id):
        pass
    await brand.ask_history(HistoryDoor(brand.database, history))
    after = [one for one in (await brand.progress())[segment].waits if one.what is WaitsFor.HISTORY]

    assert reasons == ["history.unavailable", "history.not_ready"]
    assert after == []


async def test_a_leaf_that_history_refuses_holds_up_no_other(
    brand: Brand, history: EmbeddedHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy = await brand.save("opened a page", {"kind": "event", "event": {"name": "page.opened"}})
    light = await brand.save("bought", BOUGHT)
    while await Copier(history).step(brand.database, brand.corp_id):
        pass
    answer = EmbeddedHistory.query

    async def refusing(self: EmbeddedHistory, sql: str, params: Parameters, **limits: Any) -> Any:
        if "page.opened" in map(str, params.values()):
            raise HistoryLimitError(241, "memory limit exceeded")
        return await answer(self, sql, params, **limits)

    monkeypatch.setattr(EmbeddedHistory, "query", refusing)
    door = HistoryDoor(brand.database, history)
    await brand.ask_history(door)
    progress = await brand.progress()
    with pytest.raises(HistoryLimitError):
        await brand.ask_history(door)
    monkeypatch.undo()
    await brand.ask_history(door)

    assert [one.reason for one in progress[heavy].waits if one.what is WaitsFor.HISTORY] == ["history.limit"]
    assert [one for one in progress[light].waits if one.what is WaitsFor.HISTORY] == []
    after = (await brand.progress())[heavy]
    assert [one for one in after.waits if one.what is WaitsFor.HISTORY] == []


async def test_nothing_is_told_of_segments_whose_members_are_found(brand: Brand) -> None:
    await brand.save("tagged", TAGGED)
    await keep_up(brand.database, brand.corp_id)

    assert await brand.progress() == {}
