"""Settling by hand: of a call that WeCom cannot tell of, a person says once whether it was sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from doubles.broadcasts import Scene, brand_of_two
from doubles.deliveries import answer_lost
from doubles.governing import DRAFT, begin
from lingqu.deliveries.contracts import DeliveryState, GroupSendId, Reason, UnknownCall
from lingqu.deliveries.errors import BadVerdictError, CallNotFoundError, CallSettledError
from lingqu.kernel.errors import ConflictError
from lingqu.kernel.ids import BroadcastId
from lingqu.outreach.api import programmes, settling
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.errors import BroadcastNotFoundError


async def lose(scene: Scene, programme_id: ProgrammeId | None = None) -> BroadcastId:
    """Send to six customers of two members; of one of the two calls nobody can tell what became of it."""
    tag = await brand_of_two(scene)
    scene.desk.faults.after = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send(tag, programme_id=programme_id)
    await scene.run(30)
    made = next(iter(scene.desk.tasks.values()))
    scene.desk.add(made.sender, made.message, list(made.statuses))  # alike in all we can see
    await scene.run(120)
    assert await scene.counts(broadcast_id) == {DeliveryState.UNKNOWN: 3, DeliveryState.HANDED_OVER: 3}
    return broadcast_id


async def listed(scene: Scene, broadcast_id: BroadcastId) -> list[UnknownCall]:
    async with scene.database.read(scene.corp_id) as session:
        return list(await settling.list_unknown_calls(session, broadcast_id))


async def say(
    scene: Scene, broadcast_id: BroadcastId, *, sent: bool, words: str = "陈蕊说已发", by: str = "王敏"
) -> None:
    [call] = await listed(scene, broadcast_id)
    async with scene.database.unit(scene.corp_id) as unit:
        await settling.settle_call(unit, broadcast_id, call.group_send_id, sent=sent, words=words, by=by)


async def reasons(scene: Scene, state: DeliveryState) -> set[str | None]:
    async with scene.database.read(scene.corp_id) as session:
        rows = await session.fetch("SELECT DISTINCT reason FROM delivery WHERE state = %s", (state,))
    return {row["reason"] for row in rows}


async def spent(scene: Scene, programme_id: ProgrammeId) -> int:
    async with scene.database.read(scene.corp_id) as session:
        return (await programmes.get_programme(session, programme_id)).programme.planned


async def test_an_unknown_call_is_listed_with_its_evidence(scene: Scene) -> None:
    [call] = await listed(scene, await lose(scene))

    assert (call.staff_name, call.recipients, call.verdict) == ("员工chen_rui", 3, None)
    assert call.msgids == ("msg000001", "msg000003")


async def test_what_was_sent_is_delivered_and_stays_paid(scene: Scene) -> None:
    season = await begin(scene, replace(DRAFT, budget=20))
    broadcast_id = await lose(scene, season)
    scene.desk.confirm("msg000002")
    await scene.run(60)
    assert (await scene.detail(broadcast_id)).view.broadcast.state is BroadcastState.DONE

    await say(scene, broadcast_id, sent=True)
    await scene.run(5)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}
    assert await reasons(scene, DeliveryState.DELIVERED) == {None, Reason.BY_HAND}
    assert await spent(scene, season) == 6
    assert scene.desk.calls == 2
    [call] = await listed(scene, broadcast_id)
    assert call.verdict is not None
    assert (call.verdict.sent, call.verdict.words, call.verdict.by) == (True, "陈蕊说已发", "王敏")


async def test_what_was_not_sent_has_failed_is_not_sent_again_and_costs_nothing(scene: Scene) -> None:
    season = await begin(scene, replace(DRAFT, budget=20))
    broadcast_id = await lose(scene, season)
    scene.desk.confirm("msg000002")
    await scene.run(60)

    await say(scene, broadcast_id, sent=False)
    await scene.run(600)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 3, DeliveryState.FAILED: 3}
    assert await reasons(scene, DeliveryState.FAILED) == {Reason.BY_HAND}
    assert await spent(scene, season) == 3
    assert scene.desk.calls == 2


async def test_what_is_settled_before_the_broadcast_is_over_is_given_back_with_the_rest_and_once(scene: Scene) -> None:
    season = await begin(scene, replace(DRAFT, budget=20))
    broadcast_id = await lose(scene, season)
    await say(scene, broadcast_id, sent=False)
    await scene.run(5)
    assert await spent(scene, season) == 6

    scene.desk.confirm("msg000002")
    await scene.run(60)
    [call] = await listed(scene, broadcast_id)
    for _ in range(2):
        await settling.follow_verdict(scene.database, scene.corp_id, broadcast_id, call.group_send_id)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 3, DeliveryState.FAILED: 3}
    assert await spent(scene, season) == 3


async def test_of_two_persons_one_settles_it(scene: Scene) -> None:
    broadcast_id = await lose(scene)
    said = await asyncio.gather(
        say(scene, broadcast_id, sent=True), say(scene, broadcast_id, sent=False), return_exceptions=True
    )
    await scene.run(5)

    [refusal] = [one for one in said if one is not None]
    assert isinstance(refusal, ConflictError)
    [call] = await listed(scene, broadcast_id)
    assert call.verdict is not None
    state = DeliveryState.DELIVERED if call.verdict.sent else DeliveryState.FAILED
    assert await scene.counts(broadcast_id) == {state: 3, DeliveryState.HANDED_OVER: 3}


async def test_who_says_it_is_kept_with_why(scene: Scene) -> None:
    broadcast_id = await lose(scene)
    await say(scene, broadcast_id, sent=True, words="  看过成员的聊天  ")
    [call] = await listed(scene, broadcast_id)
    async with scene.database.read(scene.corp_id) as session:
        told = await session.fetch("SELECT subject, data FROM audit_record WHERE action = 'group_send.settle'")

    assert told == [{"subject": f"group_send:{call.group_send_id}", "data": {"sent": True, "words": "看过成员的聊天"}}]


@pytest.mark.parametrize("words", ["", "   ", "x" * 501])
async def test_without_a_reason_nothing_is_settled(scene: Scene, words: str) -> None:
    broadcast_id = await lose(scene)
    with pytest.raises(BadVerdictError):
        await say(scene, broadcast_id, sent=True, words=words)

    [call] = await listed(scene, broadcast_id)
    assert call.verdict is None


async def test_what_is_known_cannot_be_said_otherwise(scene: Scene) -> None:
    broadcast_id = await lose(scene)
    [call] = await listed(scene, broadcast_id)
    other = await scene.draft(await scene.brand.tag("别的"))
    async with scene.database.read(scene.corp_id) as session:
        known = await session.fetch_value("SELECT group_send_id FROM group_send WHERE state = 'handed_over'")
    for where, which, error in (
        (broadcast_id, known, CallSettledError),
        (broadcast_id, GroupSendId(0), CallNotFoundError),
        (other, call.group_send_id, CallNotFoundError),
        (BroadcastId(99_999), call.group_send_id, BroadcastNotFoundError),
    ):
        async with scene.database.unit(scene.corp_id) as unit:
            with pytest.raises(error):
                await settling.settle_call(unit, where, which, sent=False, words="没有", by="王敏")
    await scene.run(5)

    assert await scene.counts(broadcast_id) == {DeliveryState.UNKNOWN: 3, DeliveryState.HANDED_OVER: 3}
