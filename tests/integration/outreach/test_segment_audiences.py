"""A segment as an audience: everybody of it once, by the contact who is there, whatever happens meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from doubles.brand import Brand
from doubles.broadcasts import alone
from doubles.keeping import keep_up
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId, StaffId
from lingqu.outreach.api import audiences, broadcasts, sending
from lingqu.outreach.api.planning import plan_broadcast, plan_next
from lingqu.outreach.api.rules import set_rules
from lingqu.outreach.contracts.broadcasts import (
    AudiencePreview,
    BroadcastDraft,
    BroadcastState,
    SegmentAudience,
    SegmentName,
)
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.errors import (
    EmptyAudienceError,
    SegmentArchivedError,
    SegmentBuildingError,
    UnknownSegmentError,
)
from lingqu.segments.api import saving
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import Shelf

pytestmark = pytest.mark.postgres

EVERYBODY = {"kind": "bucket", "salt": "A"}
NOBODY = {"kind": "all", "of": [EVERYBODY, {"kind": "not", "of": EVERYBODY}]}


@dataclass
class Scene:
    """A brand whose customers all belong, and one segment of all of them."""

    database: Database
    corp_id: CorpId
    brand: Brand
    chen_rui: StaffId
    li_na: StaffId
    segment: Segment

    async def enlist(self, number: int) -> list[CustomerId]:
        made = await self.brand.enlist(number)
        await self.set("belongs_at = first_seen_at", made)
        return made

    async def set(self, what: str, customer_ids: list[CustomerId]) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                f"UPDATE customer SET {what} WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)", (customer_ids,)
            )

    async def find_members(self) -> None:
        await keep_up(self.database, self.corp_id)

    async def draft(self) -> BroadcastId:
        async with self.database.unit(self.corp_id) as unit:
            return await broadcasts.create_broadcast(unit, self.wanted(), created_by="运营")

    def wanted(self) -> BroadcastDraft:
        return BroadcastDraft(name="会员日", audience=self.audience, variants=alone("周末会员日"))

    @property
    def audience(self) -> SegmentAudience:
        return SegmentAudience(segment_id=self.segment.segment_id)

    async def send(self) -> BroadcastId:
        broadcast_id = await self.draft()
        async with self.database.unit(self.corp_id) as unit:
            await sending.send_broadcast(unit, broadcast_id, by="op")
        return broadcast_id

    async def plan_next(self, broadcast_id: BroadcastId) -> bool:
        async with self.database.unit(self.corp_id) as unit:
            return await plan_next(unit, broadcast_id)

    async def plan(self, broadcast_id: BroadcastId) -> None:
        await plan_broadcast(self.database, self.corp_id, broadcast_id)

    async def revise(self, definition: object) -> None:
        async with self.database.unit(self.corp_id) as unit:
            self.segment = await saving.revise(
                unit, self.segment.segment_id, version=self.segment.version, definition=convert(definition)
            )

    async def preview(self) -> AudiencePreview:
        async with self.database.read(self.corp_id) as session:
            return await audiences.preview_audience(session, Shelf(), self.audience)

    async def verdicts(self, broadcast_id: BroadcastId) -> dict[int, tuple[int | None, str | None]]:
        """Say of every delivery of a broadcast who sends it, or why nobody does."""
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch(
                "SELECT customer_id, staff_id, reason FROM delivery WHERE broadcast_id = %s", (broadcast_id,)
            )
        assert len(rows) == len({row["customer_id"] for row in rows})
        return {row["customer_id"]: (row["staff_id"], row["reason"]) for row in rows}


@pytest.fixture
async def scene(database: Database, corp_id: CorpId) -> Scene:
    brand = Brand(database, corp_id)
    chen_rui, li_na = await brand.hire("chen_rui"), await brand.hire("li_na")
    async with database.unit(corp_id) as unit:
        segment = await saving.create(unit, name="老客", definition=convert(EVERYBODY))
    return Scene(database, corp_id, brand, chen_rui, li_na, segment)


async def test_every_member_is_planned_or_has_a_reason(scene: Scene) -> None:
    followed, half, unreadable, left, never = await scene.enlist(5)
    gone = await scene.brand.hire("gone", follow_user=False)
    await scene.brand.follow(scene.chen_rui, [followed])
    await scene.brand.follow(scene.li_na, [followed])
    await scene.brand.follow(gone, [followed])
    await scene.brand.follow(scene.li_na, [half], half=True)
    await scene.brand.follow(scene.chen_rui, [unreadable])
    await scene.brand.follow(scene.chen_rui, [left], deleted=True)
    await scene.set("unreadable_errcode = 84061", [unreadable])
    await scene.find_members()

    preview = await scene.preview()
    broadcast_id = await scene.send()
    await scene.plan(broadcast_id)

    assert await scene.verdicts(broadcast_id) == {
        followed: (scene.li_na, None),
        half: (None, Reason.NO_FOLLOW_USER),
        unreadable: (None, Reason.UNREADABLE),
        left: (None, Reason.NO_LIVE_RELATION),
        never: (None, Reason.NO_LIVE_RELATION),
    }
    assert (preview.customers, preview.staff, [one.customer_id for one in preview.sample]) == (1, 1, [followed])
    assert preview.skipped == {Reason.NO_LIVE_RELATION: 2, Reason.NO_FOLLOW_USER: 1, Reason.UNREADABLE: 1}


async def test_a_person_of_several_customers_is_written_to_once_where_they_were_added_last(scene: Scene) -> None:
    canonical, first, last, newest_but_unreadable = await scene.enlist(4)
    await scene.set(f"merged_into = {canonical}", [first, last, newest_but_unreadable])
    await scene.brand.follow(scene.chen_rui, [first])
    await scene.brand.follow(scene.li_na, [last])
    await scene.brand.follow(scene.chen_rui, [newest_but_unreadable])
    await scene.set("unreadable_errcode = 84061", [newest_but_unreadable])
    await scene.find_members()

    preview = await scene.preview()
    broadcast_id = await scene.send()
    await scene.plan(broadcast_id)

    assert await scene.verdicts(broadcast_id) == {last: (scene.li_na, None)}
    assert [(one.customer_id, one.name) for one in preview.sample] == [(last, f"客户{last}")]
    assert (preview.customers, preview.skipped) == (1, {})


async def test_after_a_stop_planning_goes_on_with_the_members_of_the_instant_of_sending(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lingqu.outreach.api.planning.CHUNK", 2)
    members = await scene.enlist(5)
    await scene.brand.follow(scene.chen_rui, members)
    await scene.find_members()
    broadcast_id = await scene.send()
    await scene.plan_next(broadcast_id)
    await scene.revise(NOBODY)
    await scene.find_members()

    half_way = await scene.verdicts(broadcast_id)
    await scene.plan(broadcast_id)

    assert sorted(half_way) == members[:2]
    assert await scene.verdicts(broadcast_id) == dict.fromkeys(members, (scene.chen_rui, None))
    assert await kept_members(scene, broadcast_id) is None


@pytest.mark.parametrize("into", [0, 3])
async def test_who_is_merged_or_parted_between_two_chunks_is_written_to_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, into: int
) -> None:
    monkeypatch.setattr("lingqu.outreach.api.planning.CHUNK", 2)
    members = await scene.enlist(4)
    await scene.brand.follow(scene.chen_rui, members)
    await scene.find_members()
    broadcast_id = await scene.send()
    await scene.plan_next(broadcast_id)
    await scene.set(f"merged_into = {into}", [members[3 - into]])
    await scene.plan(broadcast_id)

    # 0 and 3 are one by now, and 0 was written to before
    assert sorted(await scene.verdicts(broadcast_id)) == [0, 1, 2]


async def test_what_cannot_be_an_audience_is_refused_by_name(scene: Scene) -> None:
    await scene.brand.follow(scene.chen_rui, await scene.enlist(1))
    with pytest.raises(SegmentBuildingError):
        await scene.preview()
    await scene.find_members()
    broadcast_id = await scene.draft()
    await scene.revise(NOBODY)
    with pytest.raises(SegmentBuildingError):
        await send(scene, broadcast_id)
    await scene.find_members()
    async with scene.database.read(scene.corp_id) as session:
        with pytest.raises(EmptyAudienceError):
            await audiences.require_audience(session, Shelf(), scene.audience)
    async with scene.database.unit(scene.corp_id) as unit:
        await saving.archive(unit, scene.segment.segment_id)
    with pytest.raises(SegmentArchivedError):
        await send(scene, broadcast_id)
    scene.segment = replace(scene.segment, segment_id=99)
    with pytest.raises(UnknownSegmentError):
        await scene.draft()

    async with scene.database.read(scene.corp_id) as session:
        view = (await broadcasts.get_detail(session, broadcast_id)).view
    assert (view.broadcast.state, view.counts) == (BroadcastState.DRAFT, dict[DeliveryState, int]())
    assert view.segment == SegmentName(segment_id=1, name="老客", archived=True)


async def test_at_its_hour_a_segment_that_is_being_built_is_waited_for(scene: Scene, clock: SteppedClock) -> None:
    await scene.brand.follow(scene.chen_rui, await scene.enlist(1))
    await scene.find_members()
    broadcast_id = await scene.draft()
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.send_broadcast(unit, broadcast_id, by="op", at=clock.now() + timedelta(hours=1))
    clock.advance(timedelta(hours=1))
    await scene.revise({"kind": "not", "of": NOBODY})

    assert await start(scene, broadcast_id) == clock.now() + sending.LOOK_AGAIN
    clock.advance(sending.LOOK_AGAIN)
    await scene.find_members()
    assert await start(scene, broadcast_id) is None
    await scene.plan(broadcast_id)

    assert len(await scene.verdicts(broadcast_id)) == 1


async def test_what_is_no_audience_any_more_is_not_approved(scene: Scene) -> None:
    await scene.brand.follow(scene.chen_rui, await scene.enlist(2))
    await scene.find_members()
    broadcast_id = await scene.draft()
    async with scene.database.unit(scene.corp_id) as unit:
        await set_rules(unit, Rules(approval_above=1))
        await sending.send_broadcast(unit, broadcast_id, by="op", reach=2)
        await saving.archive(unit, scene.segment.segment_id)

    with pytest.raises(SegmentArchivedError):
        async with scene.database.unit(scene.corp_id) as unit:
            await sending.approve_broadcast(unit, broadcast_id, by="lead")


async def test_another_corps_segment_is_no_audience(scene: Scene) -> None:
    await scene.find_members()
    async with scene.database.unit(CorpId(scene.corp_id + 1)) as unit:
        with pytest.raises(UnknownSegmentError):
            await broadcasts.create_broadcast(unit, scene.wanted(), created_by=None)


async def send(scene: Scene, broadcast_id: BroadcastId) -> None:
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.send_broadcast(unit, broadcast_id, by="op")


async def start(scene: Scene, broadcast_id: BroadcastId) -> datetime | None:
    async with scene.database.unit(scene.corp_id) as unit:
        return await sending.start_broadcast(unit, broadcast_id)


async def kept_members(scene: Scene, broadcast_id: BroadcastId) -> bytes | None:
    async with scene.database.read(scene.corp_id) as session:
        return await session.fetch_value("SELECT members FROM broadcast WHERE broadcast_id = %s", (broadcast_id,))
