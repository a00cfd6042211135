"""Who gets a broadcast and who does not: caps over all programmes, consent, rules that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from doubles.broadcasts import Scene, brand_of_two
from doubles.governing import DRAFT, ONE_A_WEEK, at_noon, begin, deliver, govern, skips
from lingqu.customers.api import consent
from lingqu.customers.contracts.consent import ConsentChannel, ConsentSource, Purpose, Stance, Statement
from lingqu.deliveries.api.own_sends import read_own_sends
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CustomerId, ExternalUserid, Userid
from lingqu.kernel.outside import TryLaterError
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.rules import Category, QuietHours, Rules, SendShape
from lingqu.outreach.domain.hours import BEIJING
from lingqu.outreach.errors import BadRulesError


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


async def test_what_another_contact_of_a_person_received_counts_for_the_person(
    scene: Scene, clock: SteppedClock
) -> None:
    at_noon(clock)
    await govern(scene, Rules(caps=(ONE_A_WEEK,)))
    first, second = await scene.brand.tag("first"), await scene.brand.tag("second")
    seller = await scene.brand.hire("chen_rui")
    [phone] = await scene.brand.enlist(1)
    [tablet, stranger] = await scene.brand.enlist(2)
    await scene.brand.follow(seller, [phone], first)
    await scene.brand.follow(seller, [tablet, stranger], second)
    await scene.send(first)
    await deliver(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        await unit.execute(
            "UPDATE customer SET merged_into = %s WHERE corp_id = lingqu_corp() AND customer_id = %s", (phone, tablet)
        )
    again = await scene.send(second, text="上新")
    await deliver(scene)

    assert await skips(scene, again) == {Reason.CAPPED: 1}
    assert await scene.counts(again) == {DeliveryState.DELIVERED: 1, DeliveryState.SKIPPED: 1}


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
