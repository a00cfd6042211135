"""Calls cut off by a kill, a standstill or a cancellation: made once or not at all, and nobody is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from doubles.broadcasts import Scene, brand_of_two
from doubles.deliveries import answer_lost, refused, try_later
from lingqu.deliveries.api import hand_over as handing
from lingqu.deliveries.api import polling
from lingqu.deliveries.contracts import (
    ChatType,
    DeliveryState,
    GroupSendCall,
    ListedGroupSend,
    MadeGroupSend,
    MemberSend,
)
from lingqu.kernel.ids import CorpId
from lingqu.outreach.api import broadcasts as api
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.tasks.contracts.tasks import TaskCounts


class KilledError(Exception):
    """Stands for kill -9."""


async def test_a_call_cut_off_before_it_was_made_is_not_made_after_a_cancellation(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    scene.desk.faults.before = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send(tag)
    await scene.run(10)
    await scene.cancel(broadcast_id)
    await scene.run(300)
    detail = await scene.detail(broadcast_id)

    assert scene.desk.calls == 2
    assert detail.view.counts == {DeliveryState.CANCELLED: 6}
    assert detail.view.tasks == TaskCounts(cancelled=1)


async def test_an_answer_from_before_a_standstill_does_not_touch_the_call_that_was_made_since(scene: Scene) -> None:
    tag = await brand_of_two(scene)
    make = scene.desk.make

    async def stand_still(corp_id: CorpId, call: GroupSendCall, *, deadline: datetime) -> MadeGroupSend:
        if call.sender != "chen_rui":
            return await make(corp_id, call, deadline=deadline)
        scene.desk.make = make  # type: ignore[method-assign]
        scene.clock.advance(timedelta(seconds=100))
        # Another worker finds that it was not made, and makes it; that answer is lost.
        scene.desk.faults.after = [lambda: answer_lost("add_msg_template")]
        await scene.steps.run_due()
        await scene.steps.run_due()
        raise try_later("add_msg_template")

    scene.desk.make = stand_still  # type: ignore[method-assign, assignment]
    broadcast_id = await scene.send(tag)
    await scene.run(300)
    scene.desk.confirm_all()
    await scene.run(60)

    assert len(scene.desk.received) == len(set(scene.desk.received)) == 6
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}


async def test_a_call_given_back_is_made_though_another_worker_has_ended_the_job(scene: Scene) -> None:
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(await scene.brand.hire("chen_rui"), await scene.brand.enlist(3), vip)
    make = scene.desk.make

    async def stand_still(corp_id: CorpId, call: GroupSendCall, *, deadline: datetime) -> MadeGroupSend:
        del corp_id, call, deadline
        scene.desk.make = make  # type: ignore[method-assign]
        scene.clock.advance(timedelta(seconds=31))  # its lease is over
        await scene.steps.run_due()  # another worker finds nothing to begin
        raise try_later("add_msg_template")

    scene.desk.make = stand_still  # type: ignore[method-assign, assignment]
    broadcast_id = await scene.send(vip)
    await scene.run(300)
    scene.desk.confirm_all()
    await scene.run(60)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 3}


async def test_whoever_is_killed_between_a_settlement_and_its_recipients_strands_nobody(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(await scene.brand.hire("chen_rui"), await scene.brand.enlist(3), vip)
    scene.desk.faults.after = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send(vip)
    await scene.run(30)
    [made] = scene.desk.tasks.values()
    scene.desk.add(made.sender, made.message, list(made.statuses))  # alike in all we can see: which is ours is unknown

    async def killed(*_: object) -> None:
        raise KilledError

    monkeypatch.setattr(handing, "follow_calls", killed)
    with pytest.raises(KilledError):
        await scene.run(70)
    monkeypatch.undo()
    await scene.run(200)

    assert await scene.counts(broadcast_id) == {DeliveryState.UNKNOWN: 3}


async def test_what_a_look_found_before_a_standstill_does_not_undo_what_another_worker_found_since(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(await scene.brand.hire("chen_rui"), await scene.brand.enlist(3), vip)
    broadcast_id = await scene.send(vip)
    await scene.run(10)
    list_members, move = scene.desk.list_members, polling.move_in_chunks

    async def show_late(corp_id: CorpId, msgid: str) -> list[MemberSend]:
        scene.desk.list_members = list_members  # type: ignore[method-assign]
        return [replace(one, sent_at=None) for one in await list_members(corp_id, msgid)]

    async def stand_still(*args: Any, origin: DeliveryState) -> None:
        monkeypatch.setattr(polling, "move_in_chunks", move)
        scene.clock.advance(timedelta(seconds=31))  # its lease is over
        await scene.steps.run_due()  # another worker finds that the member had pressed
        await move(*args, origin=origin)

    scene.desk.list_members = show_late  # type: ignore[method-assign]
    monkeypatch.setattr(polling, "move_in_chunks", stand_still)
    scene.desk.confirm_all()
    await scene.cancel(broadcast_id)
    await scene.run(300)
    detail = await scene.detail(broadcast_id)

    assert detail.view.counts == {DeliveryState.DELIVERED: 3}


async def test_what_was_sent_before_a_cancellation_is_told_though_wecom_refuses_to_stop_it(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)

    async def refuse(corp_id: CorpId, msgid: str) -> None:
        del corp_id, msgid
        raise refused("cancel_groupmsg_send", 40058)

    scene.desk.stop = refuse  # type: ignore[method-assign]
    scene.desk.confirm_all()
    await scene.cancel(broadcast_id)
    await scene.run(60)
    detail = await scene.detail(broadcast_id)

    assert detail.view.broadcast.state is BroadcastState.CANCELLED
    assert detail.view.counts == {DeliveryState.DELIVERED: 6}
    assert detail.view.tasks == TaskCounts(confirmed=2)


async def test_an_hour_without_answers_about_lost_calls_is_waited_out(scene: Scene) -> None:
    scene.desk.faults.after = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(30)
    list_made = scene.desk.list_made

    async def no_answer(
        corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[ListedGroupSend]:
        del corp_id, chat_type, since, until
        raise answer_lost("get_groupmsg_list_v2")

    scene.desk.list_made = no_answer  # type: ignore[method-assign]
    await scene.run(3_600)
    scene.desk.list_made = list_made  # type: ignore[method-assign]
    await scene.run(60)
    scene.desk.confirm_all()
    await scene.run(700)

    assert len(scene.desk.tasks) == 2
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}


async def test_a_stop_whose_answer_was_lost_is_asked_for_again(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    stop, asked = scene.desk.stop, []

    async def stop_silently(corp_id: CorpId, msgid: str) -> None:
        await stop(corp_id, msgid)
        asked.append(msgid)
        if asked.count(msgid) == 1:
            raise answer_lost("cancel_groupmsg_send")

    scene.desk.stop = stop_silently  # type: ignore[method-assign]
    await scene.cancel(broadcast_id)
    await scene.run(60)

    assert sorted(asked) == sorted([*scene.desk.tasks, *scene.desk.tasks])
    assert await scene.counts(broadcast_id) == {DeliveryState.CANCELLED: 6}


async def test_a_reminder_whose_answer_was_lost_is_not_made_twice(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    remind = scene.desk.remind

    async def remind_silently(corp_id: CorpId, msgid: str) -> None:
        await remind(corp_id, msgid)
        raise answer_lost("remind_groupmsg_send")

    scene.desk.remind = remind_silently  # type: ignore[method-assign]
    async with scene.database.unit(scene.corp_id) as unit:
        await api.remind_broadcast(unit, broadcast_id)
    await scene.run(600)

    assert [len(task.reminded) for task in scene.desk.tasks.values()] == [1, 1]
