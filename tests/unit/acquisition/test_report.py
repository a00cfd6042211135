from dataclasses import replace
from datetime import date

import pytest

from lingqu.acquisition.domain.report import cost_per_add, report
from lingqu.customers.contracts.views import SpellCounts
from lingqu.deliveries.contracts import WelcomeCount
from lingqu.kernel.ids import ChannelId, DepartmentId, StaffId

MONDAY = date(2026, 3, 2)
POSTER, PARCEL = ChannelId(1), ChannelId(2)
CHEN, LI = StaffId(1), StaffId(2)
SHOPS = {CHEN: DepartmentId(7)}
COSTS = {POSTER: 10_000, PARCEL: 500}

SPELLS = SpellCounts(
    day=MONDAY,
    channel_id=POSTER,
    staff_id=CHEN,
    new=8,
    returning=2,
    half=1,
    ended_by_customer_24h=1,
    ended_by_customer_7d=3,
    ended_by_staff_24h=0,
    ended_by_staff_7d=1,
)
WELCOMES = WelcomeCount(day=MONDAY, channel_id=POSTER, staff_id=CHEN, due=11, in_time=10)
ALL_SPELLS = [SPELLS, replace(SPELLS, day=date(2026, 3, 3), channel_id=PARCEL, staff_id=LI, new=1, returning=0)]


def test_totals_hold_everything_once() -> None:
    totals = report(ALL_SPELLS, [WELCOMES], shops=SHOPS, costs=COSTS).totals

    assert (totals.adds_new, totals.adds_returning, totals.adds_half) == (9, 2, 2)
    assert (totals.deleted_by_customer_24h, totals.deleted_by_customer_7d) == (2, 6)
    assert (totals.deleted_by_staff_24h, totals.deleted_by_staff_7d) == (0, 2)
    assert (totals.greetings_due, totals.greetings_in_time) == (11, 10)
    assert (totals.cost_fen, totals.cost_per_add_fen) == (10_500, 955)


def test_every_cut_adds_up_to_the_totals() -> None:
    whole = report(ALL_SPELLS, [WELCOMES], shops=SHOPS, costs=COSTS)

    for cut in (whole.by_day, whole.by_shop, whole.by_staff, whole.by_channel):
        assert sum(row.adds_new for row in cut.values()) == 9
        assert sum(row.greetings_due for row in cut.values()) == 11


def test_members_without_a_shop_are_a_cut_of_their_own() -> None:
    assert set(report(ALL_SPELLS, [], shops=SHOPS, costs=COSTS).by_shop) == {DepartmentId(7), None}


def test_only_channels_have_a_cost_of_their_own() -> None:
    whole = report(ALL_SPELLS, [], shops=SHOPS, costs=COSTS)

    assert {channel: row.cost_per_add_fen for channel, row in whole.by_channel.items()} == {POSTER: 1_000, PARCEL: 500}
    assert [row.cost_fen for row in whole.by_day.values()] == [None, None]


def test_adds_that_nothing_was_paid_for_do_not_cheapen_the_others() -> None:
    free, unknown = replace(SPELLS, channel_id=ChannelId(3), new=500), replace(SPELLS, channel_id=None, new=5_000)

    totals = report([*ALL_SPELLS, free, unknown], [], shops=SHOPS, costs={**COSTS, ChannelId(3): 0}).totals

    assert (totals.adds_new, totals.cost_per_add_fen) == (5_509, 955)


def test_a_channel_that_added_nobody_is_listed_without_a_cost_per_add() -> None:
    whole = report([SPELLS], [], shops=SHOPS, costs=COSTS)

    assert (whole.by_channel[PARCEL].cost_fen, whole.by_channel[PARCEL].cost_per_add_fen) == (500, None)


@pytest.mark.parametrize(("cost", "adds", "each"), [(100, 3, 33), (200, 3, 67), (5, 2, 3), (0, 4, 0), (7, 0, None)])
def test_a_cost_per_add_is_rounded_to_the_nearest_fen(cost: int, adds: int, each: int | None) -> None:
    assert cost_per_add(cost, adds) == each
