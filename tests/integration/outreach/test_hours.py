"""When a broadcast leaves and until when members may send it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from doubles.broadcasts import Scene, brand_of_two
from doubles.governing import DRAFT, NIGHT, at_noon, begin, govern
from lingqu.infra.clocks import SteppedClock
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.domain.hours import BEIJING
from lingqu.outreach.errors import BadScheduleError


async def test_a_broadcast_waits_for_its_hour_and_for_the_morning(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(quiet=NIGHT))
    vip = await brand_of_two(scene)
    broadcast_id = await scene.send(vip, at=clock.now() + timedelta(hours=11))
    scheduled = (await scene.detail(broadcast_id)).view.broadcast
    await scene.run(timedelta(hours=19, minutes=59).total_seconds())
    before = scene.desk.tasks.copy()
    await scene.run(120)
    opened = (await scene.detail(broadcast_id)).view.broadcast

    assert scheduled.state is BroadcastState.SCHEDULED
    assert scheduled.scheduled_at == datetime(2026, 6, 11, 8, tzinfo=BEIJING)
    assert (len(before), len(scene.desk.tasks)) == (0, 2)
    assert opened.closes_at == datetime(2026, 6, 11, 22, tzinfo=BEIJING), "taken back before the night"


async def test_an_overnight_programme_stays_open(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(quiet=NIGHT))
    care = await begin(scene, replace(DRAFT, overnight=True))
    broadcast_id = await scene.send(await brand_of_two(scene), programme_id=care)
    await scene.run(10)

    closes_at = (await scene.detail(broadcast_id)).view.broadcast.closes_at
    assert closes_at is not None
    assert closes_at - clock.now() > timedelta(days=2)


@pytest.mark.parametrize("hours", [-1, 24 * 91])
async def test_an_hour_that_has_passed_or_lies_too_far_ahead_is_refused(
    scene: Scene, clock: SteppedClock, hours: int
) -> None:
    vip = await brand_of_two(scene)

    with pytest.raises(BadScheduleError) as refused:
        await scene.send(vip, at=clock.now() + timedelta(hours=hours))
    assert refused.value.place == "body.at"
