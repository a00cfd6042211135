"""What every `wecom_api.quota.Quota` must do.

Subclass `QuotaSuite` in a test module, name the class `Test…`, and give it a `quota` fixture that yields an
empty quota with the plan `PLAN`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from wecom_api.quota import Quota, QuotaPlan, Window

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ZERO = timedelta()
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
API = "/cgi-bin/externalcontact/send_welcome_msg"
OTHER_API = "/cgi-bin/externalcontact/mark_tag"

PLAN = QuotaPlan(
    share_permille=500,
    common_windows=(Window(120, timedelta(minutes=1), burst_permille=500), Window(2400, timedelta(hours=1))),
    own_windows={},
)
"""Ours: 60 a minute, of which 30 at once and then one every two seconds; 1,200 an hour, of which 192 at once."""

BURST = 30
SLOWED_BURST = 21
SLOWED_INTERVAL = timedelta(microseconds=2_857_143)
"""After a refusal seven tenths of the pace are left."""


class QuotaSuite:
    """Behaviour of the port, free of any adapter's inside."""

    @pytest.fixture
    def quota(self) -> Quota:
        raise NotImplementedError("give an empty quota with PLAN")

    async def test_first_calls_go_at_once_and_the_rest_every_interval(self, quota: Quota) -> None:
        waits = [await quota.take(corpid="ww1", api=API, now=NOON) for _ in range(BURST + 3)]

        assert waits == [ZERO] * BURST + [2 * SECOND, 4 * SECOND, 6 * SECOND]

    async def test_idle_time_refills_the_burst_and_no_more(self, quota: Quota) -> None:
        for _ in range(BURST):
            await quota.take(corpid="ww1", api=API, now=NOON)
        later = NOON + timedelta(hours=1)

        waits = [await quota.take(corpid="ww1", api=API, now=later) for _ in range(BURST + 1)]

        assert waits == [ZERO] * BURST + [2 * SECOND]

    async def test_batch_costs_as_much_as_its_calls(self, quota: Quota) -> None:
        whole = await quota.take(corpid="ww1", api=API, now=NOON, cost=BURST)
        next_two = await quota.take(corpid="ww1", api=API, now=NOON, cost=2)

        assert (whole, next_two) == (ZERO, 4 * SECOND)

    async def test_corps_and_apis_have_buckets_of_their_own(self, quota: Quota) -> None:
        await quota.take(corpid="ww1", api=API, now=NOON, cost=BURST)

        assert await quota.take(corpid="ww2", api=API, now=NOON) == ZERO
        assert await quota.take(corpid="ww1", api=OTHER_API, now=NOON) == ZERO
        assert await quota.take(corpid="ww1", api=API, now=NOON) == 2 * SECOND

    async def test_wait_beyond_within_reserves_nothing(self, quota: Quota) -> None:
        await quota.take(corpid="ww1", api=API, now=NOON, cost=BURST)

        refused = await quota.take(corpid="ww1", api=API, now=NOON, cost=5, within=9 * SECOND)
        granted = await quota.take(corpid="ww1", api=API, now=NOON, cost=1, within=2 * SECOND)

        assert (refused, granted) == (10 * SECOND, 2 * SECOND)

    async def test_closed_api_opens_exactly_at_its_time_and_then_flows_more_slowly(self, quota: Quota) -> None:
        await quota.close(corpid="ww1", api=API, until=NOON + 60 * SECOND)

        waits = [await quota.take(corpid="ww1", api=API, now=NOON) for _ in range(SLOWED_BURST + 1)]

        assert waits == [60 * SECOND] * SLOWED_BURST + [60 * SECOND + SLOWED_INTERVAL]
        assert await quota.take(corpid="ww1", api=OTHER_API, now=NOON) == ZERO
        assert await quota.take(corpid="ww2", api=API, now=NOON) == ZERO

    async def test_shorter_closing_does_not_shorten_a_longer_one(self, quota: Quota) -> None:
        await quota.close(corpid="ww1", api=API, until=NOON + 60 * SECOND)
        await quota.close(corpid="ww1", api=API, until=NOON + 5 * SECOND)

        assert await quota.take(corpid="ww1", api=API, now=NOON) == 60 * SECOND

    async def test_refusals_of_calls_under_way_together_slow_it_down_once(self, quota: Quota) -> None:
        for late in range(8):
            await quota.close(corpid="ww1", api=API, until=NOON + (60 + late) * SECOND)

        waits = [await quota.take(corpid="ww1", api=API, now=NOON) for _ in range(SLOWED_BURST + 1)]

        assert waits == [67 * SECOND] * SLOWED_BURST + [67 * SECOND + SLOWED_INTERVAL]

    async def test_a_slowed_api_regains_its_pace_with_the_time(self, quota: Quota) -> None:
        await quota.close(corpid="ww1", api=API, until=NOON)

        waits = [await quota.take(corpid="ww1", api=API, now=NOON + 60 * MINUTE) for _ in range(BURST + 1)]

        assert waits == [ZERO] * BURST + [2 * SECOND]

    async def test_a_batch_of_the_full_burst_only_waits_longer_where_it_is_slower(self, quota: Quota) -> None:
        await quota.close(corpid="ww1", api=API, until=NOON)

        wait = await quota.take(corpid="ww1", api=API, now=NOON, cost=BURST)

        assert wait == (BURST - SLOWED_BURST) * SLOWED_INTERVAL

    async def test_closing_of_the_past_is_forgotten(self, quota: Quota) -> None:
        await quota.close(corpid="ww1", api=API, until=NOON)

        assert await quota.take(corpid="ww1", api=API, now=NOON) == ZERO

    async def test_hour_binds_where_the_minute_would_let_pass(self, quota: Quota) -> None:
        now, taken = NOON, 0
        while now < NOON + timedelta(hours=1):
            while await quota.take(corpid="ww1", api=API, now=now, within=ZERO) == ZERO:
                taken += 1
            now += 10 * SECOND

        assert taken <= 1200

    async def test_concurrent_takers_never_share_a_reservation(self, quota: Quota) -> None:
        waits = await asyncio.gather(*(quota.take(corpid="ww1", api=API, now=NOON) for _ in range(BURST + 10)))

        assert sorted(waits) == [ZERO] * BURST + [2 * number * SECOND for number in range(1, 11)]

    @pytest.mark.parametrize("cost", [0, -1, BURST + 1])
    async def test_cost_that_can_never_pass_is_an_error(self, quota: Quota, cost: int) -> None:
        with pytest.raises(ValueError, match="split the batch"):
            await quota.take(corpid="ww1", api=API, now=NOON, cost=cost)
