from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from doubles.acquisition import CodeBook, ContactWayDesk
from integration.acquisition.conftest import Shop, carried
from lingqu.acquisition import jobs
from lingqu.acquisition.api import remarks
from lingqu.acquisition.api.adding import on_joined
from lingqu.acquisition.api.channels import resolve_channels
from lingqu.acquisition.contracts import JOB_REMARK
from lingqu.customers.api.callbacks import relation_handler
from lingqu.infra import jobs as job_log
from lingqu.infra.work import Batch
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import InboundId

if TYPE_CHECKING:
    from lingqu.acquisition.contracts import Channel
    from lingqu.infra.clocks import SteppedClock
    from lingqu.infra.database import Database


def event(change_type: str, *, at: datetime, state: str | None) -> InboundEvent:
    return InboundEvent(
        inbox_id=InboundId(1),
        occurred_at=at,
        received_at=at,
        event="change_external_contact",
        change_type=change_type,
        fields={"UserID": "chen_rui", "ExternalUserID": "wm1", **({"State": state} if state else {})},
    )


class Desk:
    """Callbacks in, tags and remarks out."""

    def __init__(self, database: Database, shop: Shop, clock: SteppedClock) -> None:
        self.database = database
        self.shop = shop
        self.clock = clock
        self.handle = relation_handler(resolve_channels, on_joined)
        [self.remark] = [kind for kind in jobs.kinds(ContactWayDesk(clock), CodeBook()) if kind.name == JOB_REMARK]

    async def hear(self, change_type: str, channel: Channel | None) -> None:
        told = event(change_type, at=self.clock.now(), state=channel.state if channel else None)
        async with self.database.unit(self.shop.corp_id) as unit:
            await self.handle(unit, [told])

    async def name(self, name: str) -> None:
        async with self.database.unit(self.shop.corp_id) as unit:
            await unit.execute("UPDATE customer SET name = %s WHERE corp_id = lingqu_corp()", (name,))

    async def work(self) -> None:
        async with self.database.unit(self.shop.corp_id) as unit:
            rows = await unit.fetch(
                """
                SELECT j.job_id FROM job j JOIN job_queue q ON q.corp_id = j.corp_id AND q.id = j.job_id
                WHERE j.corp_id = lingqu_corp() AND j.kind = %s AND q.due <= %s
                """,
                (JOB_REMARK, unit.at),
            )
            due = await job_log.load(unit.connection, [row["job_id"] for row in rows])
        if due:
            await self.remark.handler(Batch(self.database, self.shop.corp_id, due))

    async def tags(self) -> list[tuple[Any, ...]]:
        async with self.database.read(self.shop.corp_id) as session:
            rows = await session.fetch(
                "SELECT tag_id, status, source FROM relation_tag WHERE corp_id = lingqu_corp() ORDER BY tag_id"
            )
        return [tuple(row.values()) for row in rows]

    async def remark_of(self) -> str | None:
        async with self.database.read(self.shop.corp_id) as session:
            return await session.fetch_value("SELECT remark FROM follow_relation WHERE corp_id = lingqu_corp()")

    async def waiting(self) -> int:
        async with self.database.read(self.shop.corp_id) as session:
            return await session.fetch_value(
                "SELECT count(*) FROM job WHERE corp_id = lingqu_corp() AND kind = %s", (JOB_REMARK,)
            )


@pytest.fixture
def desk(database: Database, shop: Shop, clock: SteppedClock) -> Desk:
    return Desk(database, shop, clock)


async def test_who_is_added_through_a_channel_has_its_tags_at_once(desk: Desk) -> None:
    channel = await carried(desk.database, desk.shop)

    await desk.hear("add_external_contact", channel)

    assert await desk.tags() == [(desk.shop.tag_id, "pending", f"channel:{channel.channel_id}")]


async def test_the_same_callback_again_changes_nothing(desk: Desk) -> None:
    channel = await carried(desk.database, desk.shop)
    await desk.hear("add_external_contact", channel)
    async with desk.database.unit(desk.shop.corp_id) as unit:
        await unit.execute("DELETE FROM relation_tag WHERE corp_id = lingqu_corp()")

    await desk.hear("add_external_contact", channel)

    assert await desk.tags() == []


async def test_a_half_add_waits_for_the_whole_one(desk: Desk) -> None:
    channel = await carried(desk.database, desk.shop)

    await desk.hear("add_half_external_contact", channel)
    half = (await desk.tags(), await desk.waiting())
    desk.clock.advance(timedelta(seconds=5))
    await desk.hear("add_external_contact", channel)

    assert half == ([], 0)
    assert (len(await desk.tags()), await desk.waiting()) == (1, 1)


async def test_without_a_channel_nothing_is_granted(desk: Desk) -> None:
    await desk.hear("add_external_contact", None)

    assert (await desk.tags(), await desk.waiting()) == ([], 0)


async def test_the_remark_is_set_once_the_name_is_known(desk: Desk) -> None:
    channel = await carried(desk.database, desk.shop)
    await desk.hear("add_external_contact", channel)

    await desk.work()
    before = await desk.remark_of()
    await desk.name("刘颖🌸")
    desk.clock.advance(remarks.LOOK_AGAIN_AFTER)
    await desk.work()

    assert (before, await desk.remark_of(), await desk.waiting()) == (None, "刘颖🌸-门店A", 0)


async def test_a_name_is_not_waited_for_for_ever(desk: Desk) -> None:
    channel = await carried(desk.database, desk.shop)
    await desk.hear("add_external_contact", channel)

    desk.clock.advance(remarks.WAIT_FOR_NAMES)
    await desk.work()

    assert (await desk.remark_of(), await desk.waiting()) == (None, 0)


async def test_a_remark_that_needs_no_name_is_set_at_once(desk: Desk) -> None:
    channel = await carried(desk.database, desk.shop, replace(desk.shop.draft, remark_template="门店A新客"))
    await desk.hear("add_external_contact", channel)

    await desk.work()

    assert await desk.remark_of() == "门店A新客"


async def test_a_remark_is_not_set_on_somebody_who_left_meanwhile(desk: Desk) -> None:
    channel = await carried(desk.database, desk.shop)
    await desk.hear("add_external_contact", channel)
    await desk.name("刘颖")
    desk.clock.advance(timedelta(seconds=3))
    await desk.hear("del_follow_user", channel)

    await desk.work()

    assert (await desk.remark_of(), await desk.waiting()) == (None, 0)


async def test_a_channel_without_tags_or_remark_does_nothing(desk: Desk) -> None:
    plain = replace(desk.shop.draft, tag_ids=(), remark_template=None)
    channel = await carried(desk.database, desk.shop, plain)

    await desk.hear("add_external_contact", channel)

    assert (await desk.tags(), await desk.waiting()) == ([], 0)
