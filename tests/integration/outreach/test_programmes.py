"""Programmes: shares held out, budgets, and that what is paused or over sends nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from doubles.broadcasts import TEXT, Scene, brand_of_two
from doubles.governing import DRAFT, at_noon, begin, deliver, govern, skips
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.outreach.api import programmes
from lingqu.outreach.contracts.broadcasts import BroadcastState, EndReason
from lingqu.outreach.contracts.programmes import HELD_OUT, TREATED, ProgrammeDraft, ProgrammeState
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.errors import BadProgrammeError, ProgrammeStateError


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
