"""Who gets a broadcast and who does not: caps over all programmes, hours, shares held out, budgets, the switch."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from doubles.broadcasts import TEXT, Scene, brand_of_two
from lingqu.customers.api import consent
from lingqu.customers.contracts.consent import ConsentChannel, ConsentSource, Purpose, Stance, Statement
from lingqu.deliveries.api.own_sends import read_own_sends
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import BroadcastId, CustomerId, ExternalUserid, Userid
from lingqu.kernel.outside import TryLaterError
from lingqu.outreach.api import programmes, rules, sending
from lingqu.outreach.contracts.broadcasts import BroadcastState, EndReason
from lingqu.outreach.contracts.programmes import HELD_OUT, TREATED, ProgrammeDraft, ProgrammeId, ProgrammeState
from lingqu.outreach.contracts.rules import (
    Category,
    Freeze,
    FrequencyCap,
    Period,
    QuietHours,
    Rules,
    SendShape,
    Stopped,
)
from lingqu.outreach.domain.hours import BEIJING
from lingqu.outreach.errors import (
    BadProgrammeError,
    BadRulesError,
    BadScheduleError,
    BroadcastStateError,
    FrozenError,
    OwnApprovalError,
    ProgrammeStateError,
)

DRAFT = ProgrammeDraft(
    name="羽绒季",
    category=Category.MARKETING,
    owner="王敏",
    hypothesis="降温前提醒一次,老客回店多两成",
    target="十一月复购率",
    budget=None,
    priority=50,
    value_fen=800,
    holdout_permille=0,
    overnight=False,
)
NIGHT = QuietHours(begins=time(22), ends=time(8))
ONE_A_WEEK = FrequencyCap(category=Category.MARKETING, period=Period.WEEK, most=1)


async def govern(scene: Scene, some: Rules) -> None:
    async with scene.database.unit(scene.corp_id) as unit:
        await rules.set_rules(unit, some)


async def begin(scene: Scene, draft: ProgrammeDraft = DRAFT) -> ProgrammeId:
    async with scene.database.unit(scene.corp_id) as unit:
        return await programmes.create_programme(unit, draft, created_by="王敏")


async def skips(scene: Scene, broadcast_id: BroadcastId) -> dict[str, int]:
    return dict((await scene.detail(broadcast_id)).view.skips)


def at_noon(clock: SteppedClock) -> None:
    """Wednesday noon in Beijing: far from every edge."""
    clock.advance(datetime(2026, 6, 10, 12, tzinfo=BEIJING) - clock.now())


async def deliver(scene: Scene) -> None:
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(30)


async def test_what_was_received_this_week_counts_against_a_weekly_cap(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    vip = await brand_of_two(scene)
    first = await scene.send(vip)
    await deliver(scene)
    second = await scene.send(vip, text="再来一次")
    await scene.run(10)

    assert await scene.counts(first) == {DeliveryState.DELIVERED: 6}
    assert await skips(scene, second) == {Reason.CAPPED: 6}
    assert (await scene.detail(second)).view.broadcast.state is BroadcastState.DONE


async def test_what_members_may_still_send_counts_in_every_week_it_may_reach(scene: Scene, clock: SteppedClock) -> None:
    clock.advance(datetime(2026, 6, 13, 12, tzinfo=BEIJING) - clock.now())  # Saturday: open until Tuesday
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    vip = await brand_of_two(scene)
    await scene.send(vip)
    await scene.run(10)
    clock.advance(timedelta(days=2))
    monday = await scene.send(vip, text="周一")
    await scene.run(10)

    assert await skips(scene, monday) == {Reason.CAPPED: 6}, "the task of Saturday is open until Tuesday"


async def test_what_nobody_sent_in_time_gives_its_place_back(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    vip = await brand_of_two(scene)
    await scene.send(vip)
    await scene.run(10)
    await scene.run(timedelta(days=3, minutes=10).total_seconds())
    again = await scene.send(vip, text="再来一次")
    await deliver(scene)

    assert await scene.counts(again) == {DeliveryState.DELIVERED: 6}


async def test_service_is_not_counted_against_a_cap_of_marketing(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    care = await begin(scene, replace(DRAFT, name="售后关怀", category=Category.SERVICE))
    vip = await brand_of_two(scene)
    await scene.send(vip, programme_id=care)
    await deliver(scene)
    promotion = await scene.send(vip, text="上新")
    await deliver(scene)

    assert await scene.counts(promotion) == {DeliveryState.DELIVERED: 6}


async def test_wecoms_own_cap_is_held_before_it_refuses(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(shape=SendShape.DAILY_1))
    vip = await brand_of_two(scene)
    await scene.send(vip)
    await deliver(scene)
    same_day = await scene.send(vip, text="同一天")
    await scene.run(10)
    clock.advance(timedelta(days=1))
    next_day = await scene.send(vip, text="第二天")
    await deliver(scene)

    assert await skips(scene, same_day) == {Reason.OVER_CAP: 6}
    assert (await scene.counts(next_day))[DeliveryState.DELIVERED] == 6


async def test_two_broadcasts_planned_together_never_count_past_each_other(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    vip = await brand_of_two(scene)
    both = [await scene.send(vip, text=text) for text in ("一", "二")]
    await deliver(scene)

    assert [len(await skips(scene, one)) for one in both] in ([0, 1], [1, 0])
    assert len(scene.desk.received) == 6


async def test_a_share_is_held_out_once_and_stays_held_out(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene, replace(DRAFT, holdout_permille=500))
    vip = await scene.brand.tag("VIP")
    staff = await scene.brand.hire("chen_rui")
    await scene.brand.follow(staff, await scene.brand.enlist(200), vip)
    first = await scene.send(vip, programme_id=season)
    await deliver(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        await programmes.revise_programme(unit, season, replace(DRAFT, holdout_permille=0))
    second = await scene.send(vip, text="第二波", programme_id=season)
    await deliver(scene)
    async with scene.database.read(scene.corp_id) as session:
        arms = (await programmes.get_programme(session, season)).arms

    held = (await skips(scene, first))[Reason.HELD_OUT]
    assert 60 < held < 140
    assert arms == {HELD_OUT: held, TREATED: 200 - held}
    assert (await scene.fact_counts())["programme.exposed"] == 200
    assert len({one for one, _ in scene.desk.received}) == 200 - held
    assert await skips(scene, second) == {Reason.HELD_OUT: held}, "who was decided about stays decided"


async def test_the_share_of_all_programmes_is_the_same_persons_everywhere(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(holdout_permille=300))
    vip = await scene.brand.tag("VIP")
    staff = await scene.brand.hire("chen_rui")
    await scene.brand.follow(staff, await scene.brand.enlist(100), vip)
    await scene.send(vip, programme_id=await begin(scene))
    await scene.send(vip, text="别的", programme_id=await begin(scene, replace(DRAFT, name="会员月")))
    await scene.send(vip, text="不属于任何计划")
    await deliver(scene)

    heard = [{one for one, said in scene.desk.received if said == text} for text in (TEXT, "别的", "不属于任何计划")]
    assert heard[0] == heard[1] == heard[2]
    assert 50 < len(heard[0]) < 90


async def test_a_budget_ends(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    small = await begin(scene, replace(DRAFT, budget=8))
    vip = await brand_of_two(scene)
    first = await scene.send(vip, programme_id=small)
    await deliver(scene)
    second = await scene.send(vip, text="第二波", programme_id=small)
    await deliver(scene)
    async with scene.database.read(scene.corp_id) as session:
        view = await programmes.get_programme(session, small)

    assert await scene.counts(first) == {DeliveryState.DELIVERED: 6}
    assert await skips(scene, second) == {Reason.OVER_BUDGET: 4}
    assert (view.programme.planned, view.broadcasts) == (8, 2)
    assert view.counts == {DeliveryState.DELIVERED: 8, DeliveryState.SKIPPED: 4}


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


async def test_a_paused_programme_sends_nothing(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene)
    vip = await brand_of_two(scene)
    waiting = await scene.send(vip, programme_id=season, at=clock.now() + timedelta(hours=1))
    async with scene.database.unit(scene.corp_id) as unit:
        await programmes.move_programme(unit, season, ProgrammeState.PAUSED)
    with pytest.raises(ProgrammeStateError):
        await scene.send(vip, programme_id=season)
    await scene.run(7_200)

    broadcast = (await scene.detail(waiting)).view.broadcast
    assert (broadcast.state, broadcast.end_reason) == (BroadcastState.CANCELLED, EndReason.PROGRAMME_OVER)


@pytest.mark.parametrize("hours", [-1, 24 * 91])
async def test_an_hour_that_has_passed_or_lies_too_far_ahead_is_refused(
    scene: Scene, clock: SteppedClock, hours: int
) -> None:
    vip = await brand_of_two(scene)

    with pytest.raises(BadScheduleError) as refused:
        await scene.send(vip, at=clock.now() + timedelta(hours=hours))
    assert refused.value.place == "body.at"


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        (Rules(caps=(replace(ONE_A_WEEK, most=0),)), "body.caps[0].most"),
        (Rules(caps=(ONE_A_WEEK, ONE_A_WEEK)), "body.caps[1]"),
        (Rules(quiet=QuietHours(begins=time(8), ends=time(8))), "body.quiet.ends"),
        (Rules(holdout_permille=1_001), "body.holdout_permille"),
        (Rules(approval_above=-1), "body.approval_above"),
    ],
)
async def test_bad_rules_are_refused_with_their_place(scene: Scene, bad: Rules, place: str) -> None:
    with pytest.raises(BadRulesError) as refused:
        await govern(scene, bad)
    assert refused.value.place == place


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        (replace(DRAFT, name=""), "body.name"),
        (replace(DRAFT, owner="x" * 61), "body.owner"),
        (replace(DRAFT, hypothesis="x" * 1_001), "body.hypothesis"),
        (replace(DRAFT, budget=0), "body.budget"),
        (replace(DRAFT, priority=101), "body.priority"),
        (replace(DRAFT, holdout_permille=-1), "body.holdout_permille"),
        (replace(DRAFT, value_fen=2**31), "body.value_fen"),
    ],
)
async def test_a_bad_programme_is_refused_with_its_place(scene: Scene, bad: ProgrammeDraft, place: str) -> None:
    with pytest.raises(BadProgrammeError) as refused:
        await begin(scene, bad)
    assert refused.value.place == place


async def test_an_ended_programme_stays_ended(scene: Scene) -> None:
    season = await begin(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        await programmes.move_programme(unit, season, ProgrammeState.ENDED)
    for state in (ProgrammeState.RUNNING, ProgrammeState.PAUSED):
        async with scene.database.unit(scene.corp_id) as unit:
            with pytest.raises(ProgrammeStateError):
                await programmes.move_programme(unit, season, state)
    async with scene.database.unit(scene.corp_id) as unit:
        with pytest.raises(ProgrammeStateError):
            await programmes.revise_programme(unit, season, DRAFT)


async def test_what_members_send_by_themselves_counts_in_the_same_caps(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(shape=SendShape.DAILY_1))
    vip = await brand_of_two(scene)
    scene.desk.send_own(Userid("chen_rui"), "新款到店", [ExternalUserid("wm0"), ExternalUserid("wm1")])
    scene.desk.not_friends.add(ExternalUserid("wm2"))
    scene.desk.send_own(Userid("chen_rui"), "看看", [ExternalUserid("wm2"), ExternalUserid("wm404")])
    clock.advance(timedelta(seconds=10))
    for _ in range(2):
        await read_own_sends(scene.database, scene.corp_id, sender=scene.desk)
    same_day = await scene.send(vip)
    await scene.run(10)

    assert await skips(scene, same_day) == {Reason.OVER_CAP: 2}
    assert (await scene.counts(same_day))[DeliveryState.HANDED_OVER] == 4


async def test_reading_what_members_sent_goes_on_after_wecom_was_busy(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(shape=SendShape.DAILY_1))
    vip = await brand_of_two(scene)
    scene.desk.send_own(Userid("li_na"), "晚安", [ExternalUserid("wm5")])
    with pytest.raises(TryLaterError):  # it is being dispatched
        await read_own_sends(scene.database, scene.corp_id, sender=scene.desk)
    clock.advance(timedelta(hours=30))
    await read_own_sends(scene.database, scene.corp_id, sender=scene.desk)
    next_day = await scene.send(vip)
    await scene.run(10)

    assert await skips(scene, next_day) == {}, "it was received the day before"
    async with scene.database.read(scene.corp_id) as session:
        assert await session.fetch_value("SELECT count(*) FROM own_send_recipient") == 1
        assert await session.fetch_value("SELECT count(*) FROM own_send WHERE read_at IS NULL") == 0


def said(customer_id: int, stance: Stance, purpose: Purpose, at: datetime) -> Statement:
    return Statement(
        key=f"{customer_id}:{stance}:{purpose}",
        customer_id=CustomerId(customer_id),
        purpose=purpose,
        channel=ConsentChannel.ANY,
        stance=stance,
        source=ConsentSource.CONVERSATION,
        said_by="account:1",
        occurred_at=at,
    )


async def test_who_withdrew_consent_gets_service_and_no_marketing(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    vip = await brand_of_two(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        await consent.record(
            unit,
            [
                said(0, Stance.WITHDRAWN, Purpose.MARKETING, unit.at),
                said(1, Stance.WITHDRAWN, Purpose.SERVICE, unit.at),
                said(2, Stance.GRANTED, Purpose.MARKETING, unit.at),
            ],
            seals=Keyring([bytes(range(32))]),
        )
    care = await begin(scene, replace(DRAFT, name="售后关怀", category=Category.SERVICE))
    promotion = await scene.send(vip, text="上新")
    service = await scene.send(vip, text="您的订单已发货", programme_id=care)
    await deliver(scene)

    assert await skips(scene, promotion) == await skips(scene, service) == {Reason.CONSENT_WITHDRAWN: 1}
    heard = {text: {one for one, said in scene.desk.received if said == text} for text in ("上新", "您的订单已发货")}
    everybody = {f"wm{number}" for number in range(6)}
    assert heard == {"上新": everybody - {"wm0"}, "您的订单已发货": everybody - {"wm1"}}
