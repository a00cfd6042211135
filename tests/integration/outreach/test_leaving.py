"""What keeps a broadcast from leaving: the switch, and the second person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from doubles.broadcasts import Scene, brand_of_two
from doubles.governing import at_noon, govern
from lingqu.deliveries.contracts import DeliveryState
from lingqu.infra.clocks import SteppedClock
from lingqu.outreach.api import rules, sending
from lingqu.outreach.contracts.broadcasts import BroadcastState, EndReason
from lingqu.outreach.contracts.rules import Freeze, Rules, Stopped
from lingqu.outreach.errors import BroadcastStateError, FrozenError, OwnApprovalError


async def test_the_switch_stops_what_is_on_its_way_and_tells_what_had_left(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    vip = await brand_of_two(scene)
    running = await scene.send(vip)
    await scene.run(10)
    scene.desk.confirm(next(iter(scene.desk.tasks)))
    await scene.run(30)
    async with scene.database.unit(scene.corp_id) as unit:
        stopped = await rules.freeze(unit, by="李娜")
        again = await rules.freeze(unit, by="李娜")
    await scene.run(120)
    scene.desk.confirm_all()
    await scene.run(120)

    assert stopped == Freeze(broadcasts=(Stopped(broadcast_id=running, name="会员日", delivered=3, taken_back=3),))
    assert again == Freeze()
    assert await scene.counts(running) == {DeliveryState.DELIVERED: 3, DeliveryState.CANCELLED: 3}
    assert (await scene.detail(running)).view.broadcast.end_reason is EndReason.FROZEN
    assert len(scene.desk.received) == 3


async def test_while_frozen_nothing_is_sent_and_afterwards_what_waited_goes_on(
    scene: Scene, clock: SteppedClock
) -> None:
    at_noon(clock)
    vip = await brand_of_two(scene)
    waiting = await scene.send(vip, at=clock.now() + timedelta(minutes=10))
    async with scene.database.unit(scene.corp_id) as unit:
        await rules.freeze(unit, by="李娜")
    with pytest.raises(FrozenError):
        await scene.send(vip, text="现在")
    await scene.run(1_800)
    frozen = (await scene.detail(waiting)).view.broadcast.state
    async with scene.database.unit(scene.corp_id) as unit:
        await rules.thaw(unit)
    await scene.run(600)

    assert frozen is BroadcastState.SCHEDULED
    assert await scene.counts(waiting) == {DeliveryState.HANDED_OVER: 6}


async def test_a_large_broadcast_needs_a_second_person(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(approval_above=5))
    vip = await brand_of_two(scene)
    small, large = await scene.send(vip, reach=5), await scene.send(vip, text="大", reach=6)
    await scene.run(10)
    async with scene.database.unit(scene.corp_id) as unit:
        with pytest.raises(OwnApprovalError):
            await sending.approve_broadcast(unit, large, by="op")
    waiting = (await scene.detail(large)).view.broadcast.state
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.approve_broadcast(unit, large, by="lead")
    await scene.run(10)

    assert await scene.counts(small) == {DeliveryState.HANDED_OVER: 6}
    assert waiting is BroadcastState.AWAITING_APPROVAL
    approved = (await scene.detail(large)).view.broadcast
    assert (approved.sent_by, approved.approved_by, approved.state) == ("op", "lead", BroadcastState.WAITING)


async def test_what_is_not_approved_comes_back_as_a_draft(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(approval_above=0))
    broadcast_id = await scene.send(await brand_of_two(scene), reach=6)
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.return_broadcast(unit, broadcast_id)

    assert (await scene.detail(broadcast_id)).view.broadcast.state is BroadcastState.DRAFT
    async with scene.database.unit(scene.corp_id) as unit:
        with pytest.raises(BroadcastStateError):
            await sending.approve_broadcast(unit, broadcast_id, by="lead")


async def test_what_was_given_back_keeps_no_hour_of_before(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(approval_above=0))
    broadcast_id = await scene.send(await brand_of_two(scene), at=clock.now() + timedelta(days=3), reach=6)
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.return_broadcast(unit, broadcast_id)
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.send_broadcast(unit, broadcast_id, by="op", reach=6)
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.approve_broadcast(unit, broadcast_id, by="lead")
    await scene.run(10)

    assert (await scene.detail(broadcast_id)).view.broadcast.state is BroadcastState.WAITING
