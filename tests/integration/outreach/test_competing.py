"""Broadcasts that compete: by what is due later, by a programme's cadence, and for members' days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from doubles.broadcasts import Scene, brand_of_two, halves
from doubles.governing import DRAFT, ONE_A_WEEK, at_noon, begin, deliver, govern, skips
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.outreach.api import programmes
from lingqu.outreach.api.forecasting import forecast
from lingqu.outreach.api.planning import plan_next
from lingqu.outreach.contracts.broadcasts import BroadcastState, TagAudience, TagMatch
from lingqu.outreach.contracts.programmes import Cadence, ProgrammeState
from lingqu.outreach.contracts.rules import Period, Rules
from lingqu.outreach.store import broadcasts as store
from lingqu.segments.leaves import Shelf

DAY = timedelta(days=1)


async def test_what_is_worth_more_later_in_the_week_is_waited_for(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    small, big = await begin(scene), await begin(scene, replace(DRAFT, name="双十二", value_fen=9_000))
    vip = await brand_of_two(scene)
    later = await scene.send(vip, text="双十二", programme_id=big, at=clock.now() + 2 * DAY)
    now = await scene.send(vip, text="今天", programme_id=small)
    await deliver(scene)
    assert await skips(scene, now) == {Reason.OUTRANKED: 6}

    clock.advance(2 * DAY)
    await deliver(scene)
    assert await scene.counts(later) == {DeliveryState.DELIVERED: 6}


async def test_what_is_worth_less_waits_for_nothing(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    small, big = await begin(scene, replace(DRAFT, name="小活动", value_fen=1)), await begin(scene)
    vip = await brand_of_two(scene)
    later = await scene.send(vip, text="小活动", programme_id=small, at=clock.now() + DAY)
    now = await scene.send(vip, text="今天", programme_id=big)
    await deliver(scene)
    clock.advance(DAY)
    await deliver(scene)

    assert await scene.counts(now) == {DeliveryState.DELIVERED: 6}
    assert await skips(scene, later) == {Reason.CAPPED: 6}


async def test_nobody_waits_for_a_programme_that_is_paused(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    big = await begin(scene, replace(DRAFT, value_fen=9_000))
    vip = await brand_of_two(scene)
    await scene.send(vip, text="双十二", programme_id=big, at=clock.now() + 2 * DAY)
    async with scene.database.unit(scene.corp_id) as unit:
        await programmes.move_programme(unit, big, ProgrammeState.PAUSED)
    now = await scene.send(vip, text="今天")
    await deliver(scene)

    assert await scene.counts(now) == {DeliveryState.DELIVERED: 6}


async def test_two_that_leave_together_are_weighed_against_each_other(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    big = await begin(scene, replace(DRAFT, value_fen=9_000))
    vip = await brand_of_two(scene)
    small = await scene.send(vip, text="没有计划")
    worth_more = await scene.send(vip, text="大促", programme_id=big)
    await deliver(scene)

    assert await skips(scene, small) == {Reason.OUTRANKED: 6}
    assert await scene.counts(worth_more) == {DeliveryState.DELIVERED: 6}


async def test_a_forecast_says_who_waits_for_something_better(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    big = await begin(scene, replace(DRAFT, value_fen=9_000))
    vip = await brand_of_two(scene)
    await scene.send(vip, text="双十二", programme_id=big, at=clock.now() + 2 * DAY)

    audience = TagAudience(tag_ids=(vip,), match=TagMatch.ANY)
    async with scene.database.read(scene.corp_id) as session:
        told = await forecast(session, Shelf(), audience, programme_id=None, at=None)
        week_after = await forecast(session, Shelf(), audience, programme_id=None, at=clock.now() + 14 * DAY)

    assert (told.customers, told.skipped) == (0, {Reason.OUTRANKED: 6})
    assert (week_after.customers, week_after.skipped) == (6, {})


async def test_a_programme_writes_no_more_often_than_it_says(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    weekly = await begin(scene, replace(DRAFT, cadence=Cadence(most=1, period=Period.WEEK)))
    vip = await brand_of_two(scene)
    first = await scene.send(vip, text="一", programme_id=weekly)
    await deliver(scene)
    again = await scene.send(vip, text="二", programme_id=weekly)
    other = await scene.send(vip, text="三")
    await deliver(scene)
    clock.advance(7 * DAY)
    next_week = await scene.send(vip, text="四", programme_id=weekly)
    await deliver(scene)

    assert await scene.counts(first) == {DeliveryState.DELIVERED: 6}
    assert await skips(scene, again) == {Reason.TOO_SOON: 6}
    assert await scene.counts(other) == {DeliveryState.DELIVERED: 6}
    assert await scene.counts(next_week) == {DeliveryState.DELIVERED: 6}


async def test_a_member_is_asked_for_no_more_tasks_a_day_than_the_rules_say(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(tasks_per_day=2))
    vip = await brand_of_two(scene)
    several = [await scene.send(vip, text=text) for text in ("一", "二", "三")]
    await deliver(scene)
    clock.advance(DAY)
    tomorrow = await scene.send(vip, text="四")
    await deliver(scene)

    found = [await skips(scene, one) for one in several]
    assert sorted(found, key=len) == [{}, {}, {Reason.OVERWORKED: 6}]
    assert await scene.counts(tomorrow) == {DeliveryState.DELIVERED: 6}


async def test_a_member_is_asked_for_all_contents_of_a_broadcast_or_for_none(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(tasks_per_day=3))
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(await scene.brand.hire("chen_rui"), await scene.brand.enlist(40), vip)
    first = await scene.send(vip, variants=halves("一", "二"))
    second = await scene.send(vip, variants=halves("三", "四"))
    await deliver(scene)
    third = await scene.send(vip, text="五")
    await deliver(scene)

    assert (await scene.detail(first)).view.tasks.confirmed == 2
    assert await skips(scene, second) == {Reason.OVERWORKED: 40}
    assert await scene.counts(third) == {DeliveryState.DELIVERED: 40}


async def test_a_broadcast_that_was_cancelled_gives_members_days_back(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(tasks_per_day=1))
    vip = await brand_of_two(scene)
    first = await scene.send(vip, text="一")
    async with scene.database.unit(scene.corp_id) as unit:
        assert await plan_next(unit, first)
    await scene.cancel(first)
    second = await scene.send(vip, text="二")
    await deliver(scene)

    assert await scene.counts(second) == {DeliveryState.DELIVERED: 6}


async def test_what_was_weighed_is_kept_over_a_kill_and_forgotten_at_the_end(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    big = await begin(scene, replace(DRAFT, value_fen=9_000))
    vip = await brand_of_two(scene)
    later = await scene.send(vip, text="双十二", programme_id=big, at=clock.now() + 2 * DAY)
    now = await scene.send(vip, text="今天")
    await scene.steps.run_until(clock.now())
    await scene.cancel(later)
    async with scene.database.read(scene.corp_id) as session:
        assert await store.find_given_way(session, now) is None
        assert (await store.find(session, now)).state is not BroadcastState.PLANNING
    assert await skips(scene, now) == {Reason.OUTRANKED: 6}, "what was said once stays said"
