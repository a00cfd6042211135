"""Calls cut off by a kill, a standstill or a cancellation: made once or not at all, and nobody is left behind."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from doubles.deliveries import answer_lost, refused, try_later
from integration.outreach import test_broadcasts
from integration.outreach.test_broadcasts import KilledError, Scene, brand_of_two
from lingqu.deliveries.api import hand_over as handing
from lingqu.deliveries.contracts import DeliveryState, GroupSendCall, MadeGroupSend
from lingqu.kernel.ids import CorpId
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.tasks.contracts import TaskCounts

scene = test_broadcasts.scene


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
