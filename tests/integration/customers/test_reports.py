"""What channel reports are made of: addings and how they fared, by day of the corp, channel and member."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lingqu.customers.api.reports import count_added_by_channel, count_spells
from lingqu.customers.contracts.views import SpellCounts
from lingqu.infra.database import Database
from lingqu.kernel.ids import ChannelId, CorpId

from .conftest import Callbacks, Rows

MONDAY = date(2026, 3, 2)
TEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai."""

NOTHING = {
    "new": 0,
    "returning": 0,
    "half": 0,
    "ended_by_customer_24h": 0,
    "ended_by_customer_7d": 0,
    "ended_by_staff_24h": 0,
    "ended_by_staff_7d": 0,
}


async def _counts(
    database: Database, corp_id: CorpId, from_on: date = MONDAY, to_on: date = MONDAY, channel_id: int | None = None
) -> list[SpellCounts]:
    async with database.read(corp_id) as session:
        return await count_spells(
            session, from_on=from_on, to_on=to_on, channel_id=None if channel_id is None else ChannelId(channel_id)
        )


async def test_new_returning_and_half_are_apart(
    database: Database, corp_id: CorpId, callbacks: Callbacks, rows: Rows
) -> None:
    await callbacks.take(
        callbacks.added("chen_rui", "wm_new", TEN, State="ch_1"),
        callbacks.added("li_na", "wm_back", TEN - timedelta(days=40)),
        callbacks.added("chen_rui", "wm_back", TEN, State="ch_1"),
        callbacks.half_added("chen_rui", "wm_half", TEN, State="ch_1"),
    )

    [counts] = await _counts(database, corp_id)

    assert counts == SpellCounts(
        day=MONDAY,
        channel_id=ChannelId(7),
        staff_id=await rows.staff("chen_rui"),
        **{**NOTHING, "new": 1, "returning": 1, "half": 1},
    )


async def test_ends_count_against_the_day_of_the_adding(
    database: Database, corp_id: CorpId, callbacks: Callbacks
) -> None:
    day, week = timedelta(days=1), timedelta(days=7)
    for number, (after, by_staff) in enumerate(
        [(day, False), (day + timedelta(seconds=1), False), (week, True), (week + timedelta(seconds=1), True)]
    ):
        ended = callbacks.staff_deleted if by_staff else callbacks.customer_deleted
        await callbacks.take(
            callbacks.added("chen_rui", f"wm_{number}", TEN), ended("chen_rui", f"wm_{number}", TEN + after)
        )

    [counts] = await _counts(database, corp_id)

    assert (counts.ended_by_customer_24h, counts.ended_by_customer_7d) == (1, 2)
    assert (counts.ended_by_staff_24h, counts.ended_by_staff_7d) == (0, 1)


async def test_a_transfer_is_nobodys_deletion(database: Database, corp_id: CorpId, callbacks: Callbacks) -> None:
    await callbacks.take(
        callbacks.added("chen_rui", "wm_1", TEN),
        callbacks.staff_deleted("chen_rui", "wm_1", TEN + timedelta(hours=1), Source="DELETE_BY_TRANSFER"),
    )

    [counts] = await _counts(database, corp_id)

    assert (counts.ended_by_staff_24h, counts.ended_by_customer_24h) == (0, 0)


async def test_days_are_the_corps(database: Database, corp_id: CorpId, callbacks: Callbacks) -> None:
    midnight = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    await callbacks.take(
        callbacks.added("chen_rui", "wm_sunday", midnight - timedelta(seconds=1)),
        callbacks.added("chen_rui", "wm_monday", midnight),
    )

    days = await _counts(database, corp_id, from_on=date(2026, 3, 1))

    assert [(one.day, one.new) for one in days] == [(date(2026, 3, 1), 1), (MONDAY, 1)]


async def test_one_channel_is_counted_alone(database: Database, corp_id: CorpId, callbacks: Callbacks) -> None:
    await callbacks.take(
        callbacks.added("chen_rui", "wm_1", TEN, State="ch_1"),
        callbacks.added("chen_rui", "wm_2", TEN, State="ch_2"),
        callbacks.added("chen_rui", "wm_3", TEN),
    )

    assert [one.channel_id for one in await _counts(database, corp_id)] == [None, 7, 8]
    assert [one.channel_id for one in await _counts(database, corp_id, channel_id=8)] == [8]


async def test_channels_count_addings_ever_and_today(database: Database, corp_id: CorpId, callbacks: Callbacks) -> None:
    await callbacks.take(
        callbacks.added("chen_rui", "wm_1", TEN - timedelta(days=3), State="ch_1"),
        callbacks.added("chen_rui", "wm_2", TEN, State="ch_1"),
        callbacks.half_added("chen_rui", "wm_3", TEN, State="ch_1"),
    )

    async with database.read(corp_id) as session:
        counts = await count_added_by_channel(
            session, [ChannelId(7), ChannelId(8)], today_from=TEN - timedelta(hours=10)
        )

    assert counts == {ChannelId(7): (2, 1)}
