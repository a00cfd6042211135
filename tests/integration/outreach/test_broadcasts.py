from __future__ import annotations

from datetime import timedelta

import pytest

from doubles.broadcasts import TEXT, Scene, brand_of_two
from doubles.deliveries import answer_lost, refused, try_later
from lingqu.deliveries.contracts import DELIVERED, FAILED, ChatType, DeliveryState, Reason
from lingqu.outreach.api import broadcasts as api
from lingqu.outreach.api.planning import plan_next
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.domain.hours import OPEN_FOR
from lingqu.segments.contracts.events import EVENTS
from lingqu.tasks.contracts.tasks import TaskCounts


async def test_a_broadcast_is_planned_handed_over_confirmed_and_done(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    handed_over = await scene.detail(broadcast_id)
    scene.desk.confirm_all()
    await scene.run(20)
    done = await scene.detail(broadcast_id)

    assert (handed_over.view.broadcast.state, handed_over.view.counts, handed_over.view.tasks) == (
        BroadcastState.WAITING,
        {DeliveryState.HANDED_OVER: 6},
        TaskCounts(open=2),
    )
    assert (done.view.broadcast.state, done.view.counts, done.view.tasks) == (
        BroadcastState.DONE,
        {DeliveryState.DELIVERED: 6},
        TaskCounts(confirmed=2),
    )
    assert sorted(scene.desk.received) == [(f"wm{number}", TEXT) for number in range(6)]
    assert await scene.fact_counts() == {
        "delivery.planned": 6,
        "delivery.handed_over": 6,
        "delivery.delivered": 6,
        "task.opened": 2,
        "task.confirmed": 2,
    }


async def test_results_tell_who_is_no_friend_any_more_and_who_is_over_the_cap(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    scene.desk.not_friends.add("wm0")
    scene.desk.capped.add("wm4")
    scene.desk.confirm_all()
    await scene.run(20)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 4, DeliveryState.FAILED: 2}
    assert sorted(one for one, _ in scene.desk.received) == ["wm1", "wm2", "wm3", "wm5"]


async def test_segments_may_ask_of_each_customer_what_arrived_and_what_did_not(scene: Scene) -> None:
    await scene.send(await brand_of_two(scene))
    await scene.run(10)
    scene.desk.capped.add("wm4")
    scene.desk.confirm_all()
    await scene.run(20)
    async with scene.database.read(scene.corp_id) as session:
        rows = await session.fetch(
            "SELECT kind, customer_id, data FROM fact WHERE kind = ANY(%s) ORDER BY kind", ([DELIVERED, FAILED],)
        )

    assert [row["kind"] for row in rows] == [DELIVERED] * 5 + [FAILED]
    assert len({row["customer_id"] for row in rows}) == 6
    assert all(set(EVENTS[row["kind"]]) <= row["data"].keys() for row in rows)


async def test_whom_wecom_cannot_send_to_fails_at_hand_over(scene: Scene) -> None:
    scene.desk.unsendable.add("wm1")
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)

    assert await scene.counts(broadcast_id) == {DeliveryState.HANDED_OVER: 5, DeliveryState.FAILED: 1}


async def test_a_lost_answer_of_a_made_task_is_adopted_and_nobody_hears_twice(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    scene.desk.faults.after = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send(tag)
    await scene.run(30)
    lost = await scene.counts(broadcast_id)
    await scene.run(90)
    scene.desk.confirm_all()
    await scene.run(60)

    assert lost == {DeliveryState.CLAIMED: 3, DeliveryState.HANDED_OVER: 3}
    assert len(scene.desk.tasks) == 2
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}
    assert len(scene.desk.received) == len(set(scene.desk.received)) == 6


async def test_a_lost_answer_of_a_task_that_was_not_made_is_made_again(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    scene.desk.faults.before = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send(tag)
    await scene.run(150)
    scene.desk.confirm_all()
    await scene.run(60)

    assert len(scene.desk.tasks) == 2
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}
    assert len(scene.desk.received) == len(set(scene.desk.received)) == 6


async def test_more_than_one_new_task_that_fits_leaves_the_call_unknown_and_is_not_repeated(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    scene.desk.faults.after = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send(tag)
    await scene.run(30)
    made = next(task for task in scene.desk.tasks.values() if task.sender == "chen_rui")
    scene.desk.add(made.sender, made.message, list(made.statuses))  # somebody else's, alike in all we can see
    await scene.run(120)

    assert await scene.counts(broadcast_id) == {DeliveryState.UNKNOWN: 3, DeliveryState.HANDED_OVER: 3}
    assert scene.desk.calls == 2
    async with scene.database.read(scene.corp_id) as session:
        evidence = await session.fetch_value("SELECT evidence FROM group_send WHERE state = 'unknown'")
    assert evidence == {"msgids": [made.msgid, "msg000003"]}


async def test_a_task_that_was_there_before_the_call_is_not_adopted(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    await scene.draft(tag)
    broadcast_id = await scene.send(tag)
    await scene.run(10)
    again = await scene.send(tag)
    scene.desk.faults.before = [lambda: answer_lost("add_msg_template")]
    await scene.run(200)

    assert await scene.counts(broadcast_id) == {DeliveryState.HANDED_OVER: 6}
    assert await scene.counts(again) == {DeliveryState.HANDED_OVER: 6}
    assert len(scene.desk.tasks) == 4


async def test_a_call_waits_while_one_alike_is_in_flight_and_is_made_after_it(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    scene.desk.faults.after = [lambda: answer_lost("add_msg_template")] * 2
    first = await scene.send(tag)
    await scene.run(10)
    second = await scene.send(tag)
    await scene.run(20)
    meanwhile = await scene.counts(second)
    await scene.run(200)

    assert meanwhile == {DeliveryState.PLANNED: 6}
    assert await scene.counts(first) == {DeliveryState.HANDED_OVER: 6}
    assert await scene.counts(second) == {DeliveryState.HANDED_OVER: 6}
    assert len(scene.desk.tasks) == 4


async def test_a_member_with_more_recipients_than_a_call_carries_gets_a_second_task(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = dict.fromkeys(ChatType, 2)
    monkeypatch.setattr("lingqu.deliveries.domain.group_send.MOST_RECIPIENTS", most)
    monkeypatch.setattr("lingqu.deliveries.store.recipients.MOST_RECIPIENTS", most)
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    sizes = sorted((task.sender, len(task.statuses)) for task in scene.desk.tasks.values())
    scene.desk.confirm_all()
    await scene.run(20)

    assert sizes == [("chen_rui", 1), ("chen_rui", 2), ("li_na", 1), ("li_na", 2)]
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}
    assert len(scene.desk.received) == len(set(scene.desk.received)) == 6


class KilledError(Exception):
    """Stands for kill -9."""


async def test_a_worker_killed_after_the_calls_leaves_nothing_double_and_nothing_lost(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    broadcast_id = await scene.send(tag)
    make = scene.desk.make

    async def made_and_killed(*args: object, **kwargs: object) -> object:
        await make(*args, **kwargs)  # type: ignore[arg-type]
        raise KilledError

    scene.desk.make = made_and_killed  # type: ignore[method-assign, assignment]
    with pytest.raises(BaseExceptionGroup):
        await scene.run(1)
    scene.desk.make = make  # type: ignore[method-assign]
    await scene.run(200)
    scene.desk.confirm_all()
    await scene.run(60)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}
    assert len(scene.desk.tasks) == 2
    assert len(scene.desk.received) == len(set(scene.desk.received)) == 6


async def test_a_busy_wecom_is_asked_again_later(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    scene.desk.faults.before = [lambda: try_later("add_msg_template", after=timedelta(seconds=60))] * 2
    broadcast_id = await scene.send(tag)
    await scene.run(30)
    waiting = await scene.detail(broadcast_id)
    await scene.run(60)

    assert waiting.view.broadcast.state is BroadcastState.HANDING_OVER
    assert await scene.counts(broadcast_id) == {DeliveryState.HANDED_OVER: 6}


async def test_a_sender_whom_wecom_refuses_fails_with_the_reason(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    scene.desk.faults.before = [lambda: refused("add_msg_template", 84074)]
    broadcast_id = await scene.send(tag)
    await scene.run(10)

    assert await scene.counts(broadcast_id) == {DeliveryState.FAILED: 3, DeliveryState.HANDED_OVER: 3}
    async with scene.database.read(scene.corp_id) as session:
        reasons = await session.fetch_value("SELECT array_agg(DISTINCT reason) FROM delivery WHERE state = 'failed'")
    assert reasons == ["sender_refused"]


async def test_cancelling_takes_back_what_is_not_confirmed_and_keeps_what_is(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    scene.desk.confirm(next(iter(scene.desk.tasks)))
    await scene.cancel(broadcast_id)
    await scene.run(30)
    scene.desk.confirm_all()
    await scene.run(30)
    detail = await scene.detail(broadcast_id)

    assert detail.view.broadcast.state is BroadcastState.CANCELLED
    assert detail.view.counts == {DeliveryState.DELIVERED: 3, DeliveryState.CANCELLED: 3}
    assert detail.view.tasks == TaskCounts(confirmed=1, cancelled=1)
    assert len(scene.desk.received) == 3


async def test_cancelling_before_the_hand_over_calls_nobody(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.steps.run_due(only="outreach.plan")
    await scene.cancel(broadcast_id)
    await scene.run(60)

    assert await scene.counts(broadcast_id) == {DeliveryState.CANCELLED: 6}
    assert scene.desk.calls == 0


async def test_what_nobody_confirms_expires_after_three_days(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    scene.desk.confirm(next(iter(scene.desk.tasks)))
    await scene.run(10)
    scene.clock.advance(OPEN_FOR - timedelta(seconds=30))
    await scene.run(120)
    detail = await scene.detail(broadcast_id)

    assert detail.view.broadcast.state is BroadcastState.DONE
    assert detail.view.counts == {DeliveryState.DELIVERED: 3, DeliveryState.EXPIRED: 3}
    assert detail.view.tasks == TaskCounts(confirmed=1, expired=1)
    assert [task.stopped for task in scene.desk.tasks.values()] == [False, True]


async def test_a_press_in_the_last_second_counts(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    scene.clock.advance(OPEN_FOR - timedelta(seconds=11))
    scene.desk.confirm_all()
    await scene.run(60)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}


async def test_members_are_reminded_three_times_a_day_and_no_more(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    scene.desk.confirm(next(iter(scene.desk.tasks)))
    await scene.run(30)
    reminded = []
    for _ in range(3):
        async with scene.database.unit(scene.corp_id) as unit:
            reminded.append(await api.remind_broadcast(unit, broadcast_id))
        await scene.run(60)

    assert reminded == [1, 1, 1]
    assert [len(task.reminded) for task in scene.desk.tasks.values()] == [0, 3]
    with pytest.raises(api.NothingToRemindError):
        async with scene.database.unit(scene.corp_id) as unit:
            await api.remind_broadcast(unit, broadcast_id)


async def test_a_customer_who_left_between_plan_and_hand_over_is_skipped(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.steps.run_due(only="outreach.plan")
    chen_rui = next(iter(scene.brand.userids))
    await scene.brand.end_relation(chen_rui, 0)
    await scene.run(60)
    detail = await scene.detail(broadcast_id)

    assert detail.view.counts == {DeliveryState.HANDED_OVER: 5, DeliveryState.SKIPPED: 1}
    assert detail.view.skips == {Reason.NO_LIVE_RELATION: 1}


async def test_five_thousand_customers_are_planned_in_chunks_and_a_kill_between_them_repeats_nothing(
    scene: Scene,
) -> None:
    vip = await scene.brand.tag("VIP")
    members = [await scene.brand.hire(f"member{number}") for number in range(5)]
    for staff_id in members:
        await scene.brand.follow(staff_id, await scene.brand.enlist(1000), vip)
    broadcast_id = await scene.send(vip)
    async with scene.database.unit(scene.corp_id) as unit:
        await plan_next(unit, broadcast_id)
    await scene.run(60)
    scene.desk.confirm_all()
    await scene.run(60)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 5_000}
    assert len(scene.desk.tasks) == 5
    assert len(set(scene.desk.received)) == len(scene.desk.received) == 5_000


async def test_a_person_of_two_customers_with_the_tag_hears_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lingqu.outreach.api.planning.CHUNK", 2)
    vip = await brand_of_two(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        await unit.execute(
            "UPDATE customer SET merged_into = 0 WHERE corp_id = lingqu_corp() AND customer_id IN (1, 5)"
        )
    broadcast_id = await scene.send(vip)
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(20)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 4}
    assert sorted(one for one, _ in scene.desk.received) == ["wm2", "wm3", "wm4", "wm5"], "where they were added last"
