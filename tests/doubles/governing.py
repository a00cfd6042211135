"""Rules and programmes for tests of the governor."""

from __future__ import annotations

from datetime import datetime, time

from doubles.broadcasts import Scene
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import BroadcastId
from lingqu.outreach.api import programmes, rules
from lingqu.outreach.contracts.programmes import ProgrammeDraft, ProgrammeId
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, QuietHours, Rules
from lingqu.outreach.domain.hours import BEIJING

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
