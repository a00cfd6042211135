"""Who withdraws consent is out of what is on its way to them; everybody else of it loses nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

import pytest

from doubles.broadcasts import TEXT, Scene, brand_of_two, halves
from doubles.deliveries import answer_lost, refused, try_later
from doubles.voices import Voices
from lingqu.customers.contracts.consent import ConsentChannel, Purpose, Stance
from lingqu.deliveries.contracts import DeliveryState, GroupSendCall, MadeGroupSend, Reason, TakenOut
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import BroadcastId, CorpId
from lingqu.outreach.api import programmes
from lingqu.outreach.api.planning import plan_broadcast
from lingqu.outreach.api.rules import freeze, set_rules
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.programmes import ProgrammeDraft, ProgrammeId
from lingqu.outreach.contracts.rules import Category, QuietHours, Rules
from lingqu.outreach.domain.hours import BEIJING
from lingqu.tasks.contracts.tasks import CancelReason, TaskCounts

MINUTES = 60.0


@pytest.fixture
def voices(scene: Scene, clock: SteppedClock) -> Voices:
    clock.advance(datetime(2026, 6, 10, 12, tzinfo=BEIJING) - clock.now())
    return Voices(scene)


async def ends(scene: Scene, broadcast_id: BroadcastId) -> Counter[tuple[str, str | None]]:
    """Where each delivery stands, with its reason."""
    async with scene.database.read(scene.corp_id) as session:
        rows = await session.fetch(
            "SELECT state, reason FROM delivery WHERE corp_id = lingqu_corp() AND broadcast_id = %s", (broadcast_id,)
        )
    return Counter((row["state"], row["reason"]) for row in rows)


async def service(scene: Scene) -> ProgrammeId:
    draft = ProgrammeDraft(
        name="售后关怀",
        category=Category.SERVICE,
        owner="王敏",
        hypothesis="",
        target="",
        budget=None,
        priority=50,
        value_fen=0,
        holdout_permille=0,
        overnight=False,
    )
    async with scene.database.unit(scene.corp_id) as unit:
        return await programmes.create_programme(unit, draft, created_by="王敏")


async def close_at(scene: Scene, hour: time) -> None:
    async with scene.database.unit(scene.corp_id) as unit:
        await set_rules(unit, Rules(quiet=QuietHours(begins=hour, ends=time())))


def received(scene: Scene) -> Counter[str]:
    return Counter(one for one, _ in scene.desk.received)


async def test_who_withdraws_before_anything_was_begun_is_skipped_at_once(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await plan_broadcast(scene.database, scene.corp_id, broadcast_id)
    await voices.say(0)
    await voices.heard()
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)

    assert await ends(scene, broadcast_id) == {("skipped", "consent_withdrawn"): 1, ("delivered", None): 5}
    assert "wm0" not in received(scene)


async def test_who_withdrew_is_left_out_of_a_call_though_nobody_heard_of_it_yet(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await plan_broadcast(scene.database, scene.corp_id, broadcast_id)
    await voices.say(0)
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(MINUTES)

    assert await ends(scene, broadcast_id) == {("skipped", "consent_withdrawn"): 1, ("delivered", None): 5}


async def test_who_withdraws_while_their_call_waits_is_left_out_of_it(scene: Scene, voices: Voices) -> None:
    scene.desk.faults.before = [lambda: try_later("add_msg_template", after=timedelta(seconds=40))] * 2
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(5)
    await voices.say(0)
    await voices.heard()
    waiting = await ends(scene, broadcast_id)
    await scene.run(2 * MINUTES)
    scene.desk.confirm_all()
    await scene.run(MINUTES)

    assert waiting == {("claimed", None): 5, ("skipped", "consent_withdrawn"): 1}
    assert await ends(scene, broadcast_id) == {("skipped", "consent_withdrawn"): 1, ("delivered", None): 5}
    assert "wm0" not in received(scene)


async def test_an_open_task_is_taken_back_and_made_anew_without_who_withdrew(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    await voices.say(0)
    await voices.heard()
    await scene.run(4 * MINUTES)
    asked = [sorted(task.statuses) for task in scene.desk.tasks.values() if not task.stopped]
    waiting = (await scene.detail(broadcast_id)).view
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)
    detail = await scene.detail(broadcast_id)

    assert sorted(asked) == [["wm1", "wm2"], ["wm3", "wm4", "wm5"]]
    assert waiting.broadcast.state is BroadcastState.WAITING
    assert waiting.tasks == TaskCounts(open=2, cancelled=1)
    assert received(scene) == dict.fromkeys(["wm1", "wm2", "wm3", "wm4", "wm5"], 1)
    assert await ends(scene, broadcast_id) == {("cancelled", "consent_withdrawn"): 1, ("delivered", None): 5}
    assert detail.taken_out == [TakenOut(reason=Reason.CONSENT_WITHDRAWN, customers=1, had_left=0)]
    assert detail.view.tasks == TaskCounts(confirmed=2, cancelled=1)
    async with scene.database.read(scene.corp_id) as session:
        reasons = await session.fetch("SELECT cancel_reason FROM task WHERE state = 'cancelled'")
    assert [row["cancel_reason"] for row in reasons] == [CancelReason.REPLACED]


async def test_who_is_asked_for_again_is_sent_the_content_of_before(scene: Scene, voices: Voices) -> None:
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(await scene.brand.hire("chen_rui"), await scene.brand.enlist(40), vip)
    broadcast_id = await scene.send(vip, variants=halves("一", "二"))
    await scene.run(10)
    asked = {task.message.content.text: set(task.statuses) for task in scene.desk.tasks.values()}
    await voices.say(0)
    await voices.heard()
    await scene.run(4 * MINUTES)
    calls = Counter(task.message.content.text for task in scene.desk.tasks.values())
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)

    [theirs] = [text for text, customers in asked.items() if "wm0" in customers]
    heard = {text: {one for one, said in scene.desk.received if said == text} for text in asked}
    assert calls == {text: 2 if text == theirs else 1 for text in asked}, "the other content keeps its call"
    assert heard == asked | {theirs: asked[theirs] - {"wm0"}}
    assert await ends(scene, broadcast_id) == {("cancelled", "consent_withdrawn"): 1, ("delivered", None): 39}


async def test_withdrawals_of_one_minute_make_a_call_anew_once(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    for customer_id in (0, 1):
        await voices.say(customer_id)
        await voices.heard()
        await scene.run(20)
    await scene.run(5 * MINUTES)
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)

    assert len(scene.desk.tasks) == 3
    assert await ends(scene, broadcast_id) == {("cancelled", "consent_withdrawn"): 2, ("delivered", None): 4}


async def test_a_task_may_be_made_anew_again_and_again_until_nobody_is_left(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    for customer_id in (0, 1, 2):
        await voices.say(customer_id)
        await voices.heard()
        await scene.run(5 * MINUTES)
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)

    assert received(scene) == dict.fromkeys(["wm3", "wm4", "wm5"], 1)
    assert await ends(scene, broadcast_id) == {("cancelled", "consent_withdrawn"): 3, ("delivered", None): 3}
    async with scene.database.read(scene.corp_id) as session:
        rows = await session.fetch("SELECT cancel_reason FROM task WHERE state = 'cancelled' ORDER BY task_id")
    assert [row["cancel_reason"] for row in rows] == ["replaced", "replaced", "nobody_left"]


async def test_a_press_in_the_last_second_is_not_lost_and_told(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    await voices.say(0)
    await voices.heard()
    await scene.run(40)
    scene.desk.confirm_all()
    await scene.run(20 * MINUTES)
    detail = await scene.detail(broadcast_id)

    assert len(scene.desk.tasks) == 2
    assert detail.view.counts == {DeliveryState.DELIVERED: 6}
    assert detail.taken_out == [TakenOut(reason=Reason.CONSENT_WITHDRAWN, customers=1, had_left=1)]
    assert detail.view.tasks == TaskCounts(confirmed=2)


async def test_a_press_that_shows_half_a_minute_after_the_stop_is_not_sent_twice(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    await voices.say(0)
    await voices.heard()
    await scene.run(62)
    stopped = next(task for task in scene.desk.tasks.values() if task.stopped)
    stopped.stopped = False
    scene.desk.confirm(stopped.msgid)
    stopped.stopped = True
    await scene.run(3 * MINUTES)
    scene.desk.confirm_all()
    await scene.run(20 * MINUTES)

    assert max(received(scene).values()) == 1
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 6}


async def test_what_a_withdrawal_does_not_cover_stays(scene: Scene, voices: Voices) -> None:
    vip = await brand_of_two(scene)
    care = await scene.send(vip, text="您的订单已发货", programme_id=await service(scene))
    promotion = await scene.send(vip)
    await scene.run(10)
    await voices.say(0)
    await voices.say(1, channel=ConsentChannel.MOMENT)
    await voices.say(2, purpose=Purpose.SERVICE)
    await voices.heard()
    await scene.run(5 * MINUTES)
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)

    assert await ends(scene, promotion) == {("cancelled", "consent_withdrawn"): 1, ("delivered", None): 5}
    assert await ends(scene, care) == {("cancelled", "consent_withdrawn"): 1, ("delivered", None): 5}
    assert ("wm0", "您的订单已发货") in scene.desk.received
    assert ("wm2", TEXT) in scene.desk.received


async def test_whoever_is_left_in_peace_is_taken_out_of_everything(scene: Scene, voices: Voices) -> None:
    care = await scene.send(await brand_of_two(scene), programme_id=await service(scene))
    await scene.run(10)
    await voices.suppress(0)
    await voices.heard()
    await scene.run(5 * MINUTES)

    assert (await ends(scene, care))["cancelled", "suppressed"] == 1


async def test_a_refusal_counts_for_all_contacts_of_the_person(scene: Scene, voices: Voices) -> None:
    vip = await brand_of_two(scene)
    await scene.brand.enlist(1)
    broadcast_id = await scene.send(vip)
    await scene.run(10)
    await voices.say(6)
    await voices.heard()
    before = await ends(scene, broadcast_id)
    await voices.merge(6, 3)
    await voices.heard()
    await scene.run(5 * MINUTES)

    assert before == {("handed_over", None): 6}
    assert (await ends(scene, broadcast_id))["cancelled", "consent_withdrawn"] == 1
    assert [sorted(task.statuses) for task in scene.desk.tasks.values() if not task.stopped] == [
        ["wm0", "wm1", "wm2"],
        ["wm4", "wm5"],
    ]


async def test_after_an_unmerge_a_withdrawal_stands_that_the_other_had_taken_back(scene: Scene, voices: Voices) -> None:
    vip = await brand_of_two(scene)
    await scene.brand.enlist(1)
    await voices.say(0)
    await voices.merge(6, 0)
    await scene.run(1)
    await voices.say(6, Stance.GRANTED)
    broadcast_id = await scene.send(vip)
    await scene.run(10)
    before = await ends(scene, broadcast_id)
    await voices.part(6)
    await voices.say(6)  # of somebody else by now
    await voices.heard()
    await scene.run(5 * MINUTES)

    assert before == {("handed_over", None): 6}
    assert (await ends(scene, broadcast_id))["cancelled", "consent_withdrawn"] == 1


@pytest.mark.parametrize("made", [True, False])
async def test_a_call_in_flight_is_decided_once_it_is_known(scene: Scene, voices: Voices, *, made: bool) -> None:
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(await scene.brand.hire("chen_rui"), await scene.brand.enlist(3), vip)
    faults = scene.desk.faults.after if made else scene.desk.faults.before
    faults.append(lambda: answer_lost("add_msg_template"))
    broadcast_id = await scene.send(vip)
    await scene.run(5)
    await voices.say(0)
    await voices.heard()
    in_flight = await ends(scene, broadcast_id)
    await scene.run(10 * MINUTES)
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)

    assert in_flight == {("claimed", None): 3}
    how = "cancelled" if made else "skipped"
    assert await ends(scene, broadcast_id) == {(how, "consent_withdrawn"): 1, ("delivered", None): 2}
    assert received(scene) == {"wm1": 1, "wm2": 1}


async def test_near_its_close_a_task_is_taken_back_and_nobody_is_asked_again(scene: Scene, voices: Voices) -> None:
    await close_at(scene, time(12, 6))
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    await voices.say(0)
    await voices.heard()
    await scene.run(30 * MINUTES)

    assert len(scene.desk.tasks) == 2
    assert await ends(scene, broadcast_id) == {
        ("cancelled", "consent_withdrawn"): 1,
        ("expired", "not_confirmed"): 5,
    }
    assert (await scene.detail(broadcast_id)).view.broadcast.state is BroadcastState.DONE


@pytest.mark.parametrize("after", [5.0, 62.0, 90.0, 122.0, 130.0])
async def test_a_broadcast_that_is_cancelled_meanwhile_is_cancelled(scene: Scene, voices: Voices, after: float) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    await voices.say(0)
    await voices.heard()
    await scene.run(after)
    await scene.cancel(broadcast_id)
    await scene.run(20 * MINUTES)
    scene.desk.confirm_all()

    assert received(scene) == {}
    assert await ends(scene, broadcast_id) == {("cancelled", "consent_withdrawn"): 1, ("cancelled", "withdrawn"): 5}


async def test_the_switch_ends_what_is_being_made_anew(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    await voices.say(0)
    await voices.heard()
    await scene.run(90)
    async with scene.database.unit(scene.corp_id) as unit:
        await freeze(unit, by="李娜")
    await scene.run(20 * MINUTES)

    assert set(await scene.counts(broadcast_id)) == {DeliveryState.CANCELLED}


class KilledError(Exception):
    """Stands for kill -9."""


@pytest.mark.parametrize("nth", range(1, 32, 3))
async def test_a_worker_killed_at_any_point_loses_nothing_and_doubles_nothing(
    scene: Scene, voices: Voices, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    await voices.say(0)
    left = nth
    unit = Database.unit

    def mortal(self: Database, *arguments: object, **named: object) -> object:
        nonlocal left
        left -= 1
        if left == 0:
            raise KilledError
        return unit(self, *arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Database, "unit", mortal)
        for _ in range(2):
            try:
                await voices.heard()
                await scene.run(4 * MINUTES)
            except KilledError:
                scene.clock.advance(timedelta(seconds=31))  # the lease of the dead one
    await scene.run(5 * MINUTES)
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)

    assert received(scene) == dict.fromkeys(["wm1", "wm2", "wm3", "wm4", "wm5"], 1)
    assert await ends(scene, broadcast_id) == {("cancelled", "consent_withdrawn"): 1, ("delivered", None): 5}
    assert (await scene.detail(broadcast_id)).view.broadcast.state is BroadcastState.DONE


async def test_who_is_taken_out_while_others_are_planned_again_stays_out(scene: Scene, voices: Voices) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)
    await voices.say(0)
    await voices.heard()
    await scene.run(70)  # taken back, and not yet made anew
    await voices.say(1)
    await voices.heard()
    await scene.run(5 * MINUTES)
    scene.desk.confirm_all()
    await scene.run(10 * MINUTES)

    assert received(scene) == dict.fromkeys(["wm2", "wm3", "wm4", "wm5"], 1)
    assert (await ends(scene, broadcast_id))["cancelled", "consent_withdrawn"] == 2
    assert len(scene.desk.tasks) == 3


async def test_a_call_like_one_that_another_worker_begins_waits_and_is_no_failure(scene: Scene, voices: Voices) -> None:
    del voices
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(await scene.brand.hire("chen_rui"), await scene.brand.enlist(3), vip)
    both = [await scene.send(vip), await scene.send(vip)]
    for broadcast_id in both:
        await plan_broadcast(scene.database, scene.corp_id, broadcast_id)
    make, under_way = scene.desk.make, []

    async def make_beside(corp_id: CorpId, call: GroupSendCall, *, deadline: datetime) -> MadeGroupSend:
        under_way.append(call)
        if len(under_way) == 1:
            await scene.steps.run_due()  # another worker comes to the other broadcast
        return await make(corp_id, call, deadline=deadline)

    scene.desk.make = make_beside  # type: ignore[method-assign]
    await scene.run(MINUTES)
    scene.desk.confirm_all()
    await scene.run(MINUTES)

    assert received(scene) == {"wm0": 2, "wm1": 2, "wm2": 2}


async def test_a_task_that_wecom_refuses_to_stop_ends_when_its_window_does(scene: Scene, voices: Voices) -> None:
    del voices
    await close_at(scene, time(12, 30))
    broadcast_id = await scene.send(await brand_of_two(scene))
    await scene.run(10)

    async def refuse(corp_id: CorpId, msgid: str) -> None:
        del corp_id, msgid
        raise refused("cancel_groupmsg_send", 40058)

    scene.desk.stop = refuse  # type: ignore[method-assign]
    await scene.cancel(broadcast_id)
    await scene.run(20 * MINUTES)
    kept = await scene.counts(broadcast_id)
    await scene.run(20 * MINUTES)

    assert kept == {DeliveryState.HANDED_OVER: 6}, "its member may still press"
    assert await ends(scene, broadcast_id) == {("cancelled", "withdrawn"): 6}
    assert (await scene.detail(broadcast_id)).view.tasks == TaskCounts(cancelled=2)
    assert await scene.steps.next_due() is None
