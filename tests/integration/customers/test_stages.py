"""Where customers stand: moved in batches, told as facts, one person in one place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from lingqu.customers.api import identities, lists, stages
from lingqu.customers.contracts.facts import STAGE_CHANGED
from lingqu.customers.contracts.identities import UNIONID, Observation, Shown, Source
from lingqu.customers.contracts.stages import NamedStage, StageMove
from lingqu.customers.errors import CustomerNotFoundError, StageInUseError, StageNotFoundError
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId, CustomerId, StageId

from .conftest import Callbacks, Rows, Statements

KNOW, TRUST, INTEREST, BUY = (StageId(number) for number in range(1, 5))
LIU, WANG, LI = (CustomerId(number) for number in range(3))


class Path:
    """Three contacts on the corp's stages."""

    def __init__(self, database: Database, corp_id: CorpId, clock: SteppedClock, keyring: Keyring, rows: Rows) -> None:
        self.database = database
        self.corp_id = corp_id
        self.clock = clock
        self.keyring = keyring
        self.rows = rows

    async def move(self, *moves: tuple[CustomerId, StageId], source: str = "grant:7") -> int:
        self.clock.advance(timedelta(minutes=1))
        asked = [StageMove(customer_id=who, stage_id=where, chain=[7]) for who, where in moves]
        async with self.database.unit(self.corp_id) as unit:
            return len(await stages.move_stages(unit, asked, source=source))

    async def move_by_hand(self, customer_id: CustomerId, stage_id: StageId) -> None:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await stages.move_stage(unit, customer_id, stage_id)

    async def write(self, *named: tuple[StageId | None, str]) -> list[tuple[int, str, int]]:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            written = await stages.write_stages(unit, [NamedStage(stage_id=one, name=name) for one, name in named])
        return [(one.stage_id, one.name, one.customers) for one in written]

    async def counts(self) -> list[tuple[str, int]]:
        async with self.database.read(self.corp_id) as session:
            return [(one.name, one.customers) for one in await stages.count_stages(session)]

    async def stage(self, customer_id: CustomerId) -> str | None:
        async with self.database.read(self.corp_id) as session:
            detail = await lists.get_customer(session, customer_id, seals=self.keyring)
        return detail.stage.name if detail.stage else None

    async def merge(self, *customers: CustomerId) -> None:
        shown = Shown(kind=UNIONID, value="u", source=Source.ORDER, seen_at=self.clock.now())
        async with self.database.unit(self.corp_id) as unit:
            observations = [Observation(customer_id=one, shown=shown) for one in customers]
            await identities.record(unit, observations, seals=self.keyring)
        found = await self.rows("SELECT identity_id FROM identity WHERE value = 'u'")
        async with self.database.unit(self.corp_id) as unit:
            await identities.join(unit, [row["identity_id"] for row in found], most=5)

    async def told(self) -> list[tuple[int | None, int | None, int, str]]:
        found = await self.rows.facts(STAGE_CHANGED)
        return [(who, data["from"], data["to"], data["source"]) for _, who, _, data in found]


@pytest.fixture
async def path(
    *, database: Database, corp_id: CorpId, clock: SteppedClock, keyring: Keyring, rows: Rows, callbacks: Callbacks
) -> Path:
    await callbacks.take(*(callbacks.added("chen_rui", f"wm_{number}") for number in range(3)))
    return Path(database, corp_id, clock, keyring, rows)


async def test_a_corp_without_an_order_of_its_own_has_the_usual_one(path: Path) -> None:
    assert await path.counts() == [("认知", 0), ("信任", 0), ("兴趣", 0), ("购买", 0)]


async def test_moves_are_told_once_each(path: Path) -> None:
    assert await path.move((LIU, KNOW), (WANG, TRUST)) == 2
    assert await path.move((LIU, KNOW), (WANG, BUY)) == 1

    assert await path.told() == [
        (LIU, None, KNOW, "grant:7"),
        (WANG, None, TRUST, "grant:7"),
        (WANG, TRUST, BUY, "grant:7"),
    ]
    assert await path.counts() == [("认知", 1), ("信任", 0), ("兴趣", 0), ("购买", 1)]


async def test_of_customers_who_are_one_the_latest_move_counts(path: Path) -> None:
    await path.move((WANG, BUY))
    await path.move((LIU, TRUST))
    await path.merge(LIU, WANG)

    assert (await path.stage(WANG), await path.counts()) == (
        "信任",
        [("认知", 0), ("信任", 1), ("兴趣", 0), ("购买", 0)],
    )

    await path.move((WANG, INTEREST))

    assert await path.stage(LIU) == "兴趣"
    assert (await path.told())[-1] == (LIU, TRUST, INTEREST, "grant:7")


async def test_a_person_moves_a_customer_either_way_and_it_is_on_record(path: Path) -> None:
    await path.move_by_hand(LIU, BUY)
    await path.move_by_hand(LIU, TRUST)
    await path.move_by_hand(LIU, TRUST)

    assert [(before, after, source) for _, before, after, source in await path.told()] == [
        (None, BUY, "account:1"),
        (BUY, TRUST, "account:1"),
    ]
    audited = await path.rows("SELECT actor, subject FROM audit_record WHERE action = 'customers.stage_moved'")
    assert audited == [{"actor": "account:1", "subject": "customer:0"}] * 2
    with pytest.raises(StageNotFoundError):
        await path.move_by_hand(LIU, StageId(9))
    with pytest.raises(CustomerNotFoundError):
        await path.move_by_hand(CustomerId(99), BUY)


async def test_an_order_of_ones_own_renames_adds_and_takes_away_what_nobody_stands_at(path: Path) -> None:
    await path.move((LIU, BUY))

    written = await path.write((KNOW, "认识"), (None, "加购"), (BUY, "购买"))

    assert written == [(1, "认识", 0), (5, "加购", 0), (4, "购买", 1)]
    assert await path.write((KNOW, "认识"), (None, "试用"), (BUY, "购买")) == [
        (1, "认识", 0),
        (6, "试用", 0),
        (4, "购买", 1),
    ]
    with pytest.raises(StageInUseError) as refusal:
        await path.write((KNOW, "认识"))
    assert refusal.value.data["customers"] == 1


async def test_the_timeline_names_stages_that_are_gone(path: Path) -> None:
    await path.move((LIU, TRUST))
    await path.move((LIU, BUY))
    await path.write((KNOW, "认知"), (BUY, "复购"))

    async with path.database.read(path.corp_id) as session:
        page = await lists.list_timeline(session, LIU)

    told: Sequence[tuple[object, object]] = [
        (one.detail["from_name"], one.detail["to_name"]) for one in page.items if one.kind == STAGE_CHANGED
    ]
    assert told == [("信任", "复购"), (None, "信任")]


async def test_many_moves_take_as_many_statements_as_one(path: Path, statements: Statements) -> None:
    await path.move((LIU, KNOW))
    one, statements.count = statements.count, 0

    await path.move((LIU, TRUST), (WANG, TRUST), (LI, BUY))

    assert statements.count == one
