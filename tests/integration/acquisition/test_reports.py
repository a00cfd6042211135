from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from integration.acquisition.conftest import Shop, carried
from lingqu.acquisition.api import reports
from lingqu.kernel.days import BadPeriodError
from lingqu.kernel.ids import DepartmentId

if TYPE_CHECKING:
    from lingqu.acquisition.contracts import Channel
    from lingqu.infra.database import Database
    from lingqu.kernel.ids import StaffId

MONDAY = date(2026, 3, 2)
SHOP = DepartmentId(7)


async def add(
    database: Database,
    shop: Shop,
    channel: Channel,
    staff_id: StaffId,
    *,
    count: int = 1,
    returning: bool = False,
    left_after: timedelta | None = None,
    by: str | None = None,
) -> None:
    """Spells as customers writes them, `count` of them at this instant."""
    async with database.unit(shop.corp_id) as unit:
        first = await unit.fetch_value("SELECT count(*) FROM relation_spell WHERE corp_id = lingqu_corp()")
        await unit.execute(
            """
            INSERT INTO relation_spell (corp_id, customer_id, staff_id, began_at, confirmed_at, is_returning,
                                        channel_id, state, ended_at, ended_by)
            SELECT lingqu_corp(), %(first)s + n, %(staff_id)s, %(at)s, %(at)s, %(returning)s, %(channel_id)s, %(state)s,
                   %(ended_at)s, %(by)s
            FROM generate_series(1, %(count)s) n
            """,
            {
                "first": first,
                "staff_id": staff_id,
                "at": unit.at,
                "returning": returning,
                "channel_id": channel.channel_id,
                "state": channel.state,
                "ended_at": unit.at + left_after if left_after else None,
                "by": by,
                "count": count,
            },
        )


async def mark_shop(database: Database, shop: Shop) -> None:
    async with database.unit(shop.corp_id) as unit:
        await unit.execute(
            "INSERT INTO department (corp_id, department_id, name, is_shop) VALUES (lingqu_corp(), 7, '西湖店', true)"
        )
        await unit.execute(
            "INSERT INTO staff_department (corp_id, staff_id, department_id) VALUES (lingqu_corp(), %s, 7)",
            (shop.chen,),
        )


async def test_a_report_counts_adds_losses_and_cost(database: Database, shop: Shop) -> None:
    channel = await carried(database, shop)
    await mark_shop(database, shop)
    await add(database, shop, channel, shop.chen, count=3)
    await add(database, shop, channel, shop.chen, left_after=timedelta(hours=23), by="customer")
    await add(database, shop, channel, shop.li, left_after=timedelta(days=6), by="staff")
    await add(database, shop, channel, shop.li, returning=True)

    async with database.read(shop.corp_id) as session:
        named = await reports.channel_report(session, from_on=MONDAY, to_on=MONDAY, channel_id=channel.channel_id)

    totals = named.report.totals
    assert (totals.adds_new, totals.adds_returning) == (5, 1)
    assert (totals.deleted_by_customer_24h, totals.deleted_by_customer_7d) == (1, 1)
    assert (totals.deleted_by_staff_24h, totals.deleted_by_staff_7d) == (0, 1)
    assert (totals.cost_fen, totals.cost_per_add_fen) == (120_000, 20_000)
    assert {day: row.adds_new for day, row in named.report.by_day.items()} == {MONDAY: 5}
    assert {named.shops.get(one or DepartmentId(0)): row.adds_new for one, row in named.report.by_shop.items()} == {
        "西湖店": 4,
        None: 1,
    }
    assert {named.staff[one]: row.adds_new for one, row in named.report.by_staff.items()} == {"陈睿": 4, "李娜": 1}


async def test_a_report_on_all_channels_holds_each(database: Database, shop: Shop) -> None:
    poster, parcel = await carried(database, shop), await carried(database, shop)
    await add(database, shop, poster, shop.chen, count=2)

    async with database.read(shop.corp_id) as session:
        named = await reports.channel_report(session, from_on=MONDAY, to_on=MONDAY)

    assert {one: row.adds_new for one, row in named.report.by_channel.items()} == {
        poster.channel_id: 2,
        parcel.channel_id: 0,
    }


@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [
        (date(2026, 3, 3), MONDAY),
        (date(2025, 3, 1), MONDAY),
        (None, date.min),
        (date.min, date.min),
        (date.max, None),
        (date.max, date.max),
    ],
)
async def test_a_period_is_a_day_to_a_year_of_this_century(
    database: Database, shop: Shop, from_on: date | None, to_on: date | None
) -> None:
    async with database.read(shop.corp_id) as session:
        with pytest.raises(BadPeriodError):
            await reports.channel_report(session, from_on=from_on, to_on=to_on)


async def test_without_days_the_last_thirty_are_meant(database: Database, shop: Shop) -> None:
    channel = await carried(database, shop)
    await add(database, shop, channel, shop.chen)

    async with database.read(shop.corp_id) as session:
        named = await reports.channel_report(session, from_on=None, to_on=None)

    assert named.report.totals.adds_new == 1


async def test_head_figures_are_of_all_time_and_of_today(database: Database, shop: Shop) -> None:
    channel = await carried(database, shop)
    await add(database, shop, channel, shop.chen, count=2)

    async with database.read(shop.corp_id) as session:
        figures = await reports.figures_of(session, [channel])

    one = figures[channel.channel_id]
    assert (one.added, one.added_today, one.members) == (2, 2, 2)
