"""A forecast says what planning then decides, and on which day those beyond a cap could be written to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from doubles.broadcasts import Scene, brand_of_two
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import TagId
from lingqu.outreach.api.forecasting import forecast
from lingqu.outreach.api.programmes import create_programme
from lingqu.outreach.api.rules import set_rules
from lingqu.outreach.contracts.broadcasts import Forecast, TagAudience, TagMatch
from lingqu.outreach.contracts.programmes import ProgrammeDraft, ProgrammeId
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, Rules
from lingqu.outreach.domain.hours import BEIJING
from lingqu.outreach.errors import ProgrammeNotFoundError
from lingqu.segments.leaves import Shelf

NOON = datetime(2026, 6, 10, 12, tzinfo=BEIJING)  # a Wednesday
DRAFT = ProgrammeDraft(
    name="会员月",
    category=Category.MARKETING,
    owner="王敏",
    hypothesis="",
    target="",
    budget=None,
    priority=50,
    value_fen=0,
    holdout_permille=0,
    overnight=False,
)


async def foretold(
    scene: Scene, tag: TagId, *, programme_id: ProgrammeId | None = None, at: datetime | None = None
) -> Forecast:
    audience = TagAudience(tag_ids=(tag,), match=TagMatch.ANY)
    async with scene.database.read(scene.corp_id) as session:
        return await forecast(session, Shelf(), audience, programme_id=programme_id, at=at)


async def set_all(scene: Scene, rules: Rules, draft: ProgrammeDraft | None = None) -> ProgrammeId | None:
    async with scene.database.unit(scene.corp_id) as unit:
        await set_rules(unit, rules)
        return None if draft is None else await create_programme(unit, draft, created_by=None)


async def test_who_is_beyond_a_weekly_cap_could_be_written_to_on_monday(scene: Scene, clock: SteppedClock) -> None:
    clock.advance(NOON - clock.now())
    await set_all(scene, Rules(caps=(FrequencyCap(category=None, period=Period.WEEK, most=1),)))
    vip, fresh = await brand_of_two(scene), await scene.brand.tag("新客")
    staff = await scene.brand.hire("zhou_jie")
    await scene.brand.follow(staff, await scene.brand.enlist(2), vip)
    await scene.brand.follow(staff, await scene.brand.enlist(1), fresh)
    told = await foretold(scene, vip)
    await scene.send(vip)
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(30)
    now, on_monday = await foretold(scene, vip), await foretold(scene, vip, at=NOON + timedelta(days=5))

    assert (told.customers, told.skipped, told.later) == (8, {}, {})
    assert (now.customers, now.skipped) == (0, {Reason.CAPPED: 8})
    assert (now.later, now.too_late) == ({date(2026, 6, 15): 8}, 0)
    assert on_monday.customers == 8


async def test_an_open_task_is_foretold_to_count_where_it_reaches(scene: Scene, clock: SteppedClock) -> None:
    clock.advance(datetime(2026, 6, 13, 12, tzinfo=BEIJING) - clock.now())  # Saturday: open until Tuesday
    await set_all(scene, Rules(caps=(FrequencyCap(category=None, period=Period.WEEK, most=1),)))
    vip = await brand_of_two(scene)
    await scene.send(vip)
    await scene.run(10)

    assert (await foretold(scene, vip)).later == {date(2026, 6, 22): 6}, "the week after the one it may reach"


async def test_what_is_foretold_is_what_planning_decides(scene: Scene, clock: SteppedClock) -> None:
    clock.advance(NOON - clock.now())
    season = await set_all(scene, Rules(), replace(DRAFT, holdout_permille=400, budget=30))
    vip = await scene.brand.tag("VIP")
    staff = await scene.brand.hire("chen_rui")
    await scene.brand.follow(staff, await scene.brand.enlist(80), vip)
    told = await foretold(scene, vip, programme_id=season)
    broadcast_id = await scene.send(vip, programme_id=season)
    await scene.run(10)
    detail = await scene.detail(broadcast_id)

    assert told.customers == detail.view.counts[DeliveryState.HANDED_OVER] == 30
    assert {reason.value: number for reason, number in told.skipped.items()} == detail.view.skips
    assert set(told.skipped) == {Reason.HELD_OUT, Reason.OVER_BUDGET}


async def test_a_programme_that_is_not_there_is_refused(scene: Scene) -> None:
    with pytest.raises(ProgrammeNotFoundError):
        await foretold(scene, await brand_of_two(scene), programme_id=ProgrammeId(404))
