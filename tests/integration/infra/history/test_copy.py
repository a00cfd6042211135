"""Facts arrive in history once each: in order, over many months, after lost answers, emptied engines and restores."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.history import copy, generations
from lingqu.infra.history.copy import Copier, HistoryLosesError
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.engine import LONG, USUAL, History, Limits, Parameters
from lingqu.infra.history.errors import HistoryDownError, HistoryRefusedError
from lingqu.infra.history.lag import see_history
from lingqu.infra.history.reading import HistoryDoor, HistoryNotReadyError, HistoryUnavailableError
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId, StaffId

pytestmark = pytest.mark.postgres

NUMBERS = (
    "SELECT data.n.:Int64 AS n FROM fact"
    " WHERE corp_id = {corp_id:UInt32} AND generation = {generation:UInt32} ORDER BY n"
)


@dataclass(slots=True)
class Shaky:
    """An engine whose next inserts end as told: `before` does nothing, `after` does it, and both answer nothing."""

    history: History
    ends: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    async def query(self, sql: str, params: Parameters | None = None, *, limits: Limits = USUAL) -> pa.Table:
        return await self.history.query(sql, params, limits=limits)

    async def execute(self, statement: str, params: Parameters | None = None, *, limits: Limits = LONG) -> None:
        await self.history.execute(statement, params, limits=limits)

    async def insert(self, table: str, rows: pa.Table, *, token: str) -> None:
        self.tokens.append(token)
        end = self.ends.pop(0) if self.ends else "well"
        if end not in {"before", "forgotten"}:
            await self.history.insert(table, rows.slice(0, len(rows) // 2) if end == "half" else rows, token=token)
        if end not in {"well", "forgotten"}:
            raise HistoryDownError("the answer was lost")

    async def ping(self) -> str:
        return await self.history.ping()

    async def aclose(self) -> None:
        await self.history.aclose()


@pytest.fixture
def shaky(history: EmbeddedHistory, monkeypatch: pytest.MonkeyPatch) -> Shaky:
    monkeypatch.setattr(copy, "SETTLE_SECONDS", 0.01)
    return Shaky(history)


async def record(database: Database, corp_id: CorpId, numbers: Sequence[int], **more: Any) -> None:
    async with database.unit(corp_id) as unit:
        unit.publish(
            *(Fact(**{"kind": "test", "occurred_at": unit.at, "data": {"n": number}, **more}) for number in numbers)
        )


async def copy_all(copier: Copier, database: Database, corp_id: CorpId) -> None:
    for _ in range(100):
        try:
            if not await copier.step(database, corp_id):
                return
        except HistoryDownError:
            continue
    raise AssertionError("it never comes to an end")


async def numbers_in(database: Database, history: History, corp_id: CorpId) -> list[int]:
    return (await HistoryDoor(database, history).ask(corp_id, NUMBERS)).table.column("n").to_pylist()


async def test_a_fact_arrives_whole(database: Database, corp_id: CorpId, history: EmbeddedHistory) -> None:
    async with database.unit(corp_id) as unit:
        fact = Fact(
            kind="shop.ordered",
            occurred_at=unit.at - timedelta(days=40, microseconds=1),
            customer_id=CustomerId(0),
            staff_id=StaffId(7),
            data={"amount": 1999, "order_no": "N1", "on": "2026-03-02", "lines": [{"sku": "a"}], "客": "户"},
        )
        unit.publish(fact)

    await copy_all(Copier(history), database, corp_id)

    found = await HistoryDoor(database, history).ask(corp_id, "SELECT * EXCEPT (xid, id, era) FROM fact")
    assert found.table.to_pylist() == [
        {
            "corp_id": corp_id,
            "generation": 1,
            "recorded_at": database.clock.now(),
            "occurred_at": fact.occurred_at,
            "kind": "shop.ordered",
            "customer_id": 0,
            "staff_id": 7,
            "data": '{"amount":1999,"lines":[{"sku":"a"}],"on":"2026-03-02","order_no":"N1","客":"户"}',
        }
    ]


async def test_every_fact_arrives_once_in_small_batches(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    copier = Copier(history, batch=7)
    await record(database, corp_id, range(20))
    await copy_all(copier, database, corp_id)
    await record(database, corp_id, range(20, 50))

    await copy_all(copier, database, corp_id)

    assert await numbers_in(database, history, corp_id) == list(range(50))


async def test_a_batch_over_many_months_arrives(database: Database, corp_id: CorpId, history: EmbeddedHistory) -> None:
    async with database.unit(corp_id) as unit:
        unit.publish(
            *(
                Fact(kind="test", occurred_at=unit.at - timedelta(days=31 * number), data={"n": number})
                for number in range(150)
            )
        )

    await copy_all(Copier(history), database, corp_id)

    assert await numbers_in(database, history, corp_id) == list(range(150))


@pytest.mark.parametrize("end", ["before", "after", "half"])
async def test_a_batch_whose_answer_is_lost_arrives_once(
    database: Database, corp_id: CorpId, shaky: Shaky, end: str
) -> None:
    await record(database, corp_id, range(10))
    shaky.ends = [end, end]

    await copy_all(Copier(shaky), database, corp_id)
    await record(database, corp_id, range(10, 12))
    await copy_all(Copier(shaky), database, corp_id)

    assert await numbers_in(database, shaky, corp_id) == list(range(12))


async def test_a_batch_is_sent_again_under_its_own_token(database: Database, corp_id: CorpId, shaky: Shaky) -> None:
    await record(database, corp_id, range(10))
    shaky.ends = ["before"]
    copier = Copier(shaky)
    await copier.step(database, corp_id)  # begins the copy
    with pytest.raises(HistoryDownError):
        await copier.step(database, corp_id)
    await record(database, corp_id, range(10, 20))  # must not join the batch that is on its way

    await copy_all(Copier(shaky), database, corp_id)

    first, second, *_ = shaky.tokens
    assert first == second
    assert await numbers_in(database, shaky, corp_id) == list(range(20))


async def test_rows_whose_token_is_remembered_and_that_are_gone_are_sent_under_a_new_one(
    database: Database, corp_id: CorpId, shaky: Shaky
) -> None:
    await record(database, corp_id, range(10))
    shaky.ends = ["before", "forgotten"]  # the engine drops the second as known, and holds nothing of the first

    await copy_all(Copier(shaky), database, corp_id)

    assert await numbers_in(database, shaky, corp_id) == list(range(10))
    assert len(set(shaky.tokens)) == 2


async def test_an_engine_that_keeps_nothing_is_found_out(database: Database, corp_id: CorpId, shaky: Shaky) -> None:
    await record(database, corp_id, range(10))
    shaky.ends = ["before", *["forgotten"] * 10]

    with pytest.raises(HistoryLosesError):
        await copy_all(Copier(shaky), database, corp_id)


async def test_two_copiers_at_once_copy_each_fact_once(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    await record(database, corp_id, range(200))

    await asyncio.gather(*(copy_all(Copier(history, batch=9), database, corp_id) for _ in range(3)))
    await copy_all(Copier(history), database, corp_id)

    assert await numbers_in(database, history, corp_id) == list(range(200))


async def test_data_that_the_engine_cannot_read_holds_nothing_up(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    await record(database, corp_id, range(5))
    async with database.unit(corp_id) as unit:
        await unit.execute(
            "INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, data)"
            " SELECT lingqu_corp(), max(era), %s, %s, 'test', '{\"n\": 1e400}' FROM fact_era",
            (unit.at, unit.at),
        )
    await record(database, corp_id, range(5, 9))

    await copy_all(Copier(history), database, corp_id)

    assert await numbers_in(database, history, corp_id) == [*range(9), None]


async def test_another_refusal_is_not_taken_for_unreadable_data(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    await record(database, corp_id, range(5))
    copier = Copier(history)
    await copy_all(copier, database, corp_id)
    await record(database, corp_id, [5])
    await history.execute("DROP TABLE fact SYNC")

    with pytest.raises(HistoryRefusedError):
        await copier.step(database, corp_id)


async def test_corps_do_not_mix(
    database: Database, corp_id: CorpId, other_corp_id: CorpId, history: EmbeddedHistory
) -> None:
    await record(database, corp_id, [1, 2])
    await record(database, other_corp_id, [3])
    copier = Copier(history)

    for corp in (corp_id, other_corp_id):
        await copy_all(copier, database, corp)

    assert await numbers_in(database, history, corp_id) == [1, 2]
    assert await numbers_in(database, history, other_corp_id) == [3]


async def test_before_everything_was_copied_history_says_that_it_is_not_ready(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    door = HistoryDoor(database, history)
    await record(database, corp_id, range(10))
    copier = Copier(history, batch=5)
    for _ in range(2):
        with pytest.raises(HistoryNotReadyError):
            await door.ask(corp_id, NUMBERS)
        await copier.step(database, corp_id)

    await copy_all(copier, database, corp_id)

    assert (await door.ask(corp_id, NUMBERS)).table.num_rows == 10


async def test_without_an_engine_history_says_so(database: Database, corp_id: CorpId) -> None:
    with pytest.raises(HistoryUnavailableError):
        await HistoryDoor(database, None).ask(corp_id, NUMBERS)


async def test_an_emptied_engine_is_filled_anew(database: Database, corp_id: CorpId, history: EmbeddedHistory) -> None:
    await record(database, corp_id, range(10))
    await copy_all(Copier(history), database, corp_id)
    for table in ("merged", "fact", "generation", "schema_version"):
        await history.execute(f"DROP TABLE {table} SYNC")

    await copy_all(Copier(history), database, corp_id)

    assert await numbers_in(database, history, corp_id) == list(range(10))


async def test_rows_of_a_former_installation_are_not_taken_for_ours(
    database: Database, corp_id: CorpId, history: EmbeddedHistory, clock: SteppedClock
) -> None:
    await record(database, corp_id, [1])
    await copy_all(Copier(history), database, corp_id)
    async with database.unit(corp_id) as unit:  # PostgreSQL begins anew, history does not
        for table in ("history_generation", "history_batch", "fact_cursor"):
            await unit.execute(f"DELETE FROM {table}")
    clock.advance(timedelta(seconds=1))

    await copy_all(Copier(history), database, corp_id)

    assert await numbers_in(database, history, corp_id) == [1]


async def test_a_new_era_of_facts_is_copied_beside_and_then_read(
    database: Database, corp_id: CorpId, history: EmbeddedHistory, postgres: EmbeddedPostgres, database_name: str
) -> None:
    await record(database, corp_id, [1])
    copier = Copier(history)
    await copy_all(copier, database, corp_id)
    with psycopg.connect(postgres.url("owner", database=database_name)) as owner:
        owner.execute(b"INSERT INTO fact_era SELECT max(era) + 1, 'another', 1, max(started_at) FROM fact_era")
    await record(database, corp_id, [2])

    await copy_all(copier, database, corp_id)

    assert await numbers_in(database, history, corp_id) == [1, 2]
    async with database.read(corp_id) as session:
        kept = await generations.list_generations(session)
    assert [(one.generation, one.role) for one in kept] == [(2, "living")]


async def test_merged_customers_are_known_until_they_are_unmerged(
    database: Database, corp_id: CorpId, history: EmbeddedHistory
) -> None:
    merged = {"kind": "customer.merged", "customer_id": CustomerId(5)}
    await record(database, corp_id, [1], **merged, data={"into": 2})
    await record(database, corp_id, [1], **{**merged, "customer_id": CustomerId(6)}, data={"into": 0})
    await copy_all(Copier(history), database, corp_id)
    door = HistoryDoor(database, history)
    sql = (
        "SELECT customer_id, into_customer_id FROM merged"
        " WHERE corp_id = {corp_id:UInt32} AND generation = {generation:UInt32} ORDER BY 1"
    )
    before = (await door.ask(corp_id, sql)).table.to_pylist()
    await record(database, corp_id, [1], **{**merged, "kind": "customer.unmerged"}, data={"into": 2})

    await copy_all(Copier(history), database, corp_id)

    assert before == [{"customer_id": 5, "into_customer_id": 2}, {"customer_id": 6, "into_customer_id": 0}]
    assert (await door.ask(corp_id, sql)).table.to_pylist() == [{"customer_id": 6, "into_customer_id": 0}]


async def test_while_the_engine_is_down_facts_are_counted_and_questions_say_so(
    database: Database, corp_id: CorpId, tmp_path: Path
) -> None:
    nobody = EmbeddedHistory(tmp_path)
    await record(database, corp_id, [1, 2])

    with pytest.raises(HistoryDownError):
        await Copier(nobody).step(database, corp_id)

    seen = await see_history(database, nobody, corp_id, is_off=False)
    assert (seen.engine, seen.rows_behind, seen.is_ready) == ("down", 2, False)


async def test_the_lag_is_seen_in_rows_and_seconds(
    database: Database, corp_id: CorpId, history: EmbeddedHistory, clock: SteppedClock
) -> None:
    copier = Copier(history)
    await record(database, corp_id, [1])
    await copy_all(copier, database, corp_id)
    await record(database, corp_id, [2, 3])
    clock.advance(timedelta(seconds=4))
    await record(database, corp_id, [4])

    behind = await see_history(database, history, corp_id, is_off=False)
    await copy_all(copier, database, corp_id)
    after = await see_history(database, history, corp_id, is_off=False)

    assert (behind.engine, behind.is_ready, behind.rows_behind, behind.seconds_behind) == ("up", True, 3, 4.0)
    assert (after.rows_behind, after.seconds_behind) == (0, 0.0)
