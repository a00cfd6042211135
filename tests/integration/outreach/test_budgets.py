"""Budgets pay for what is received: what was spent on those whom nothing reached is given back once, at the end."""

from __future__ import annotations

from dataclasses import replace

from doubles.broadcasts import Scene, brand_of_two
from doubles.deliveries import answer_lost
from doubles.governing import DRAFT, at_noon, begin, deliver, skips
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import BroadcastId
from lingqu.outreach.api import programmes
from lingqu.outreach.api.following import follow_broadcast
from lingqu.outreach.api.planning import plan_broadcast
from lingqu.outreach.contracts.programmes import ProgrammeId


async def spent(scene: Scene, programme_id: ProgrammeId) -> int:
    async with scene.database.read(scene.corp_id) as session:
        return (await programmes.get_programme(session, programme_id)).programme.planned


async def confirm_one_and_cancel(scene: Scene, broadcast_id: BroadcastId) -> None:
    """One of two members sends; then the rest is taken back."""
    await scene.run(10)
    scene.desk.confirm(next(iter(scene.desk.tasks)))
    await scene.cancel(broadcast_id)
    await scene.run(120)


async def test_what_a_cancelled_broadcast_did_not_send_is_there_for_the_next(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    small = await begin(scene, replace(DRAFT, budget=8))
    vip = await brand_of_two(scene)
    first = await scene.send(vip, programme_id=small)
    await scene.run(10)
    at_first = await spent(scene, small)
    await confirm_one_and_cancel(scene, first)
    after = await spent(scene, small)
    second = await scene.send(vip, text="第二波", programme_id=small)
    await deliver(scene)

    assert (at_first, after) == (6, 3)
    assert await scene.counts(first) == {DeliveryState.DELIVERED: 3, DeliveryState.CANCELLED: 3}
    assert await skips(scene, second) == {Reason.OVER_BUDGET: 1}
    assert await spent(scene, small) == 8


async def test_it_is_given_back_once_however_often_the_end_is_looked_at(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene, replace(DRAFT, budget=20))
    cancelled = await scene.send(await brand_of_two(scene), programme_id=season)
    await confirm_one_and_cancel(scene, cancelled)
    for _ in range(2):
        async with scene.database.unit(scene.corp_id) as unit:
            await follow_broadcast(unit, cancelled)

    assert await spent(scene, season) == 3


async def test_who_was_skipped_at_the_planning_was_not_paid_for_and_who_was_skipped_later_was(
    scene: Scene, clock: SteppedClock
) -> None:
    at_noon(clock)
    season = await begin(scene, replace(DRAFT, budget=20, holdout_permille=500))
    vip = await scene.brand.tag("VIP")
    staff, everybody = await scene.brand.hire("chen_rui"), await scene.brand.enlist(10)
    await scene.brand.follow(staff, everybody, vip)
    broadcast_id = await scene.send(vip, programme_id=season)
    await plan_broadcast(scene.database, scene.corp_id, broadcast_id)
    treated = await spent(scene, season)
    for one in everybody[:5]:
        await scene.brand.end_relation(staff, one)
    await deliver(scene)
    told = await skips(scene, broadcast_id)

    assert told[Reason.HELD_OUT] == 10 - treated
    assert told[Reason.NO_LIVE_RELATION] > 0
    assert await spent(scene, season) == treated - told[Reason.NO_LIVE_RELATION]


async def test_a_group_that_its_owner_sent_nothing_into_costs_nothing(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene, replace(DRAFT, budget=2))
    for userid in ("chen_rui", "li_na"):
        await scene.brand.group(await scene.brand.hire(userid), *await scene.brand.enlist(2))
    await confirm_one_and_cancel(scene, await scene.send_to_groups(programme_id=season))

    assert await spent(scene, season) == 1


async def test_what_nobody_can_tell_stays_spent(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene, replace(DRAFT, budget=20))
    vip = await brand_of_two(scene)
    scene.desk.faults.after = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send(vip, programme_id=season)
    await scene.run(30)
    made = next(iter(scene.desk.tasks.values()))
    scene.desk.add(made.sender, made.message, list(made.statuses))  # alike in all we can see
    await scene.run(120)
    await scene.cancel(broadcast_id)
    await scene.run(120)

    assert await scene.counts(broadcast_id) == {DeliveryState.UNKNOWN: 3, DeliveryState.CANCELLED: 3}
    assert await spent(scene, season) == 3
