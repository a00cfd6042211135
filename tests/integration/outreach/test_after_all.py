"""Who gave way to a broadcast that is cancelled gets after all what they gave it up for, while it may still be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from doubles.broadcasts import Scene
from doubles.governing import DRAFT, ONE_A_WEEK, at_noon, begin, deliver, govern, skips
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import BroadcastId, TagId
from lingqu.outreach.api import after_all, programmes
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.programmes import ProgrammeId, ProgrammeState
from lingqu.outreach.contracts.rules import Category, Rules

QUARTER = 900.0
"""Seconds after which what is an hour old has been looked at again."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORTH_MORE = replace(DRAFT, name="双十二", value_fen=9_000)


class KilledError(Exception):
    """Stands for kill -9."""


@dataclass(frozen=True)
class Rivals:
    """A message of today for six customers of a member, and a better one to come for three of them.

    `everybody` has been asked for the three that are left; the member has not pressed.
    """

    everybody: TagId
    some: TagId
    worth_more: ProgrammeId
    later: BroadcastId
    now: BroadcastId


async def give_way(scene: Scene, clock: SteppedClock, rules: Rules, *, ahead: timedelta = DAY) -> Rivals:
    at_noon(clock)
    await govern(scene, rules)
    everybody, some = await scene.brand.tag("VIP"), await scene.brand.tag("常客")
    staff, customers = await scene.brand.hire("chen_rui"), await scene.brand.enlist(6)
    await scene.brand.follow(staff, customers[:3], everybody, some)
    await scene.brand.follow(staff, customers[3:], everybody)
    worth_more = await begin(scene, WORTH_MORE)
    later = await scene.send(some, text="双十二", programme_id=worth_more, at=clock.now() + ahead)
    now = await scene.send(everybody, text="今天", programme_id=await begin(scene, replace(DRAFT, budget=20)))
    await scene.run(10)
    assert await scene.counts(now) == {DeliveryState.HANDED_OVER: 3, DeliveryState.SKIPPED: 3}
    return Rivals(everybody, some, worth_more, later, now)


async def test_they_are_sent_it_when_what_they_waited_for_is_cancelled(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)))
    await scene.cancel(rivals.later)
    await deliver(scene)

    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 6}
    assert sorted(scene.desk.received) == [(f"wm{one}", "今天") for one in range(6)]
    assert (await scene.detail(rivals.now)).view.broadcast.state is BroadcastState.DONE
    assert (await scene.fact_counts())["delivery.planned"] == 6


async def test_they_are_sent_it_when_its_hour_came_and_its_programme_was_over(
    scene: Scene, clock: SteppedClock
) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)), ahead=HOUR)
    async with scene.database.unit(scene.corp_id) as unit:
        await programmes.move_programme(unit, rivals.worth_more, ProgrammeState.PAUSED)
    await scene.run(3_600)
    await deliver(scene)

    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 6}


async def test_of_one_that_had_left_they_wait_until_nobody_can_receive_it_any_more(
    scene: Scene, clock: SteppedClock
) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)), ahead=HOUR)
    await scene.run(3_700)
    assert await scene.counts(rivals.later) == {DeliveryState.HANDED_OVER: 3}

    await scene.cancel(rivals.later)
    await scene.run(QUARTER)
    scene.desk.confirm_all()
    await scene.run(QUARTER)

    assert await scene.counts(rivals.later) == {DeliveryState.CANCELLED: 3}
    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 6}


async def test_who_received_it_before_it_was_cancelled_stays_skipped(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)), ahead=HOUR)
    await scene.run(3_700)
    [task] = [one for one in scene.desk.tasks.values() if one.message.content.text == "双十二"]
    scene.desk.confirm(task.msgid)
    await scene.cancel(rivals.later)
    await scene.run(QUARTER)
    scene.desk.confirm_all()
    await scene.run(QUARTER)

    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 3, DeliveryState.SKIPPED: 3}
    assert await skips(scene, rivals.now) == {Reason.OUTRANKED: 3}


async def test_who_gives_way_to_something_else_as_well_goes_on_waiting(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)))
    other = await scene.send(rivals.some, text="会员月", programme_id=rivals.worth_more, at=clock.now() + 2 * DAY)
    await scene.cancel(rivals.later)
    await scene.run(60)
    assert await skips(scene, rivals.now) == {Reason.OUTRANKED: 3}

    await scene.cancel(other)
    await deliver(scene)

    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 6}


async def test_what_is_over_stays_over(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)))
    await deliver(scene)
    await scene.cancel(rivals.later)
    await deliver(scene)

    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 3, DeliveryState.SKIPPED: 3}
    assert len(scene.desk.tasks) == 1


async def test_nobody_is_asked_in_the_last_minutes_of_a_window(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)), ahead=4 * DAY)
    closes_at = (await scene.detail(rivals.now)).view.broadcast.closes_at
    assert closes_at is not None
    await scene.run((closes_at - clock.now()).total_seconds() - 240)
    await scene.cancel(rivals.later)
    await scene.run(60)

    assert await skips(scene, rivals.now) == {Reason.OUTRANKED: 3}
    assert len(scene.desk.tasks) == 1


async def test_a_second_task_takes_a_place_in_the_members_day(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,), tasks_per_day=1))
    await scene.cancel(rivals.later)
    await deliver(scene)

    assert await skips(scene, rivals.now) == {Reason.OUTRANKED: 3}, "the day had room for one task"


async def test_a_day_with_room_for_it_is_full_afterwards(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(tasks_per_day=2, caps=(ONE_A_WEEK,)))
    await scene.cancel(rivals.later)
    await scene.run(20)
    service = await begin(scene, replace(DRAFT, name="售后", category=Category.SERVICE))
    third = await scene.send(rivals.everybody, text="第三条", programme_id=service)
    await deliver(scene)

    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 6}
    assert await skips(scene, third) == {Reason.OVERWORKED: 6}


async def test_whoever_is_killed_between_planning_and_asking_strands_nobody(
    scene: Scene, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)))

    async def killed(*_: object) -> None:
        raise KilledError

    await scene.cancel(rivals.later)
    with monkeypatch.context() as patch:
        patch.setattr(after_all, "_hand_over", killed)
        with pytest.raises(KilledError):
            await scene.run(5)
    assert (await scene.counts(rivals.now))[DeliveryState.PLANNED] == 3
    await scene.run(60)
    await deliver(scene)

    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 6}
    assert len(scene.desk.received) == len(set(scene.desk.received)) == 6


async def test_what_is_cancelled_too_is_not_sent_after_all(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)))
    await scene.cancel(rivals.later)
    await scene.cancel(rivals.now)
    await scene.run(120)

    assert all(task.stopped for task in scene.desk.tasks.values())
    assert await scene.counts(rivals.now) == {DeliveryState.CANCELLED: 3, DeliveryState.SKIPPED: 3}


async def test_who_became_one_person_with_somebody_who_has_it_does_not_get_it_twice(
    scene: Scene, clock: SteppedClock
) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)))
    async with scene.database.unit(scene.corp_id) as unit:
        await unit.execute("UPDATE customer SET merged_into = 5 WHERE corp_id = lingqu_corp() AND customer_id = 0")
    await scene.cancel(rivals.later)
    await deliver(scene)

    assert await scene.counts(rivals.now) == {DeliveryState.DELIVERED: 5, DeliveryState.SKIPPED: 1}
    assert ("wm0", "今天") not in scene.desk.received


async def test_the_budget_pays_for_them(scene: Scene, clock: SteppedClock) -> None:
    rivals = await give_way(scene, clock, Rules(caps=(ONE_A_WEEK,)))
    await scene.cancel(rivals.later)
    await deliver(scene)
    programme_id = (await scene.detail(rivals.now)).view.broadcast.programme_id
    assert programme_id is not None
    async with scene.database.read(scene.corp_id) as session:
        view = await programmes.get_programme(session, programme_id)

    assert view.programme.planned == 6
