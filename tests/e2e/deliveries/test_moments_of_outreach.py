"""Moments from the draft to the timeline at the twin: for everybody, for tags, for a segment that is marked first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from pyroaring import BitMap

from doubles.jobs import Steps
from doubles.twin_corp import KEYRING, TwinClock
from e2e.deliveries.conftest import Stage as Brand
from e2e.deliveries.square import Square
from lingqu.customers import jobs as customer_jobs
from lingqu.customers.api.sync import Reading
from lingqu.deliveries.contracts.moments import MomentContent
from lingqu.deliveries.jobs import moment_kinds as delivery_kinds
from lingqu.gateway.clients import Clients
from lingqu.gateway.customers import WecomCustomers
from lingqu.gateway.media import WecomMedia
from lingqu.gateway.moments import WecomMoments
from lingqu.kernel.ids import CustomerId, MomentId, StaffId, TagId
from lingqu.outreach.api import moments as api
from lingqu.outreach.api.moments_reach import preview
from lingqu.outreach.api.rules import freeze
from lingqu.outreach.contracts.broadcasts import SegmentAudience, TagAudience, TagMatch
from lingqu.outreach.contracts.moments import (
    Everybody,
    MomentAudience,
    MomentDetail,
    MomentDraft,
    MomentReach,
    MomentState,
    Senders,
)
from lingqu.outreach.errors import MomentStateError, NobodyPublishesError
from lingqu.outreach.jobs import moment_kinds
from lingqu.segments.leaves import Shelf
from lingqu.segments.store import sets

pytestmark = pytest.mark.postgres

ALL = Senders(staff_ids=(), department_ids=())
EVERYBODY = Everybody()


@dataclass
class Stand:
    """A brand of three members with five customers each, and all jobs that moments need."""

    brand: Brand
    square: Square

    async def send(
        self,
        audience: MomentAudience = EVERYBODY,
        *,
        text: str = "夏季新品到店",
        senders: Senders = ALL,
        starts_at: datetime | None = None,
    ) -> MomentId:
        draft = MomentDraft(
            name="新品", content=MomentContent(text, ()), audience=audience, senders=senders, starts_at=starts_at
        )
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            moment_id = await api.create_moment(unit, draft, created_by="运营")
            await api.send_moment(unit, moment_id)
        return moment_id

    async def cancel(self, moment_id: MomentId) -> None:
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            await api.cancel_moment(unit, moment_id)

    async def detail(self, moment_id: MomentId) -> MomentDetail:
        async with self.brand.database.read(self.brand.corp_id) as session:
            return await api.get_detail(session, moment_id)

    async def state(self, moment_id: MomentId) -> MomentState:
        return (await self.detail(moment_id)).view.moment.state

    async def preview(self, audience: MomentAudience = EVERYBODY, senders: Senders = ALL) -> MomentReach:
        async with self.brand.database.read(self.brand.corp_id) as session:
            return await preview(session, Shelf(), audience, senders)

    async def segment(self, *members: int) -> SegmentAudience:
        """A segment that was built: these are its members."""
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            segment_id = await unit.fetch_value(
                """
                INSERT INTO segment (corp_id, name, version, created_at, built_version, size, sized_at)
                VALUES (lingqu_corp(), '近30天买过', 1, %s, 1, 0, %s) RETURNING segment_id
                """,
                (unit.at, unit.at),
            )
            await unit.execute(
                """
                INSERT INTO segment_version (corp_id, segment_id, version, definition, actor, made_at, fires)
                VALUES (lingqu_corp(), %s, 1, '{"kind": "all", "of": []}', 'test', %s, false)
                """,
                (segment_id, unit.at),
            )
            key = f"segment:{segment_id}"
            numbers = await sets.ensure(unit, [key])
            await sets.append(unit, {numbers[key]: sets.Delta(BitMap(members), BitMap())})
        return SegmentAudience(segment_id=segment_id)

    def marked(self) -> int:
        """Relations at WeCom with a tag of ours."""
        corp = self.brand.twin.world.corp()
        return sum(
            any(tag.name.startswith("朋友圈") for tag in relation.living_tags())
            for member in corp.directory.members.values()
            for relation in member.relations.values()
        )


@pytest.fixture
async def stand(stage: Brand, clients: Clients, clock: TwinClock) -> Stand:
    async with stage.database.unit(stage.corp_id) as unit:
        await unit.execute(
            """
            INSERT INTO relation_spell (corp_id, customer_id, staff_id, began_at, confirmed_at, is_returning)
            SELECT corp_id, customer_id, staff_id, added_at, added_at, false FROM follow_relation
            """
        )
    customers = WecomCustomers(clients)
    reading = Reading(reader=customers, seals=KEYRING, resolve_channels=None, on_joined=None, calls_a_night=100)  # pyright: ignore[reportArgumentType]
    kinds = [
        *delivery_kinds(WecomMoments(clients), WecomMedia(clients, clock), stage.blobs),
        *moment_kinds(customers),
        *customer_jobs.kinds(reading, customers, customers, grants_per_minute=24),
    ]
    return Stand(stage, Square(stage, Steps(stage.database, stage.steps.clock, kinds)))


async def test_a_moment_for_everybody_is_done_when_all_have_published(stand: Stand) -> None:
    moment_id = await stand.send()
    await stand.square.run(minutes=1)
    waiting = await stand.state(moment_id)
    stand.square.publish()
    await stand.square.run(minutes=40)

    detail = await stand.detail(moment_id)
    assert (waiting, detail.view.moment.state) == (MomentState.WAITING, MomentState.DONE)
    assert dict(detail.view.counts) == {"delivered": 15}
    assert len(stand.square.seen()) == 15


async def test_a_segment_is_marked_first_and_only_its_members_see_the_moment(stand: Stand) -> None:
    moment_id = await stand.send(await stand.segment(0, 1, 7))
    await stand.square.run(seconds=1)
    begun = await stand.detail(moment_id)
    await stand.square.run(minutes=3)
    handed = await stand.state(moment_id)
    marked = stand.marked()
    stand.square.publish()
    await stand.square.run(minutes=40)

    assert begun.view.moment.state is MomentState.MARKING
    assert begun.marking is not None
    assert (begun.marking.members, begun.marking.marks) == (0, 3)
    assert (handed, marked) == (MomentState.WAITING, 3)
    assert await stand.state(moment_id) is MomentState.DONE
    assert len(stand.square.seen()) == 3
    assert (stand.marked(), (await stand.detail(moment_id)).view.moment.marking_tag_id) == (0, None)


async def test_who_was_shown_four_this_month_is_left_out_of_a_segment_and_told(stand: Stand) -> None:
    for number in range(4):
        await stand.send(text=f"第 {number} 条", senders=Senders(staff_ids=(StaffId(1),), department_ids=()))
    await stand.square.run(minutes=2)
    stand.square.publish()
    await stand.square.run(minutes=40)
    audience = await stand.segment(0, 9)
    reach, of_all = await stand.preview(audience), await stand.preview()
    moment_id = await stand.send(audience)
    await stand.square.run(minutes=5)
    stand.square.publish()
    await stand.square.run(minutes=40)

    assert (reach.customers, reach.over_cap, reach.marks) == (1, 1, 1)
    assert (of_all.customers, of_all.over_cap, of_all.staff) == (15, 5, 3)
    assert (await stand.detail(moment_id)).skips == {"over_cap": 1}
    assert len(stand.square.seen()) == 4 * 5 + 1


async def test_a_moment_waits_for_its_time(stand: Stand) -> None:
    starts_at = stand.square.steps.clock.now() + timedelta(hours=2)
    moment_id = await stand.send(starts_at=starts_at)
    await stand.square.run(hours=1)
    before = (await stand.state(moment_id), stand.square.made())
    await stand.square.run(hours=1, minutes=1)

    assert before == (MomentState.READY, 0)
    assert (await stand.state(moment_id), stand.square.made()) == (MomentState.WAITING, 1)


async def test_a_moment_cancelled_while_it_is_marked_leaves_no_marks_and_asks_nobody(stand: Stand) -> None:
    moment_id = await stand.send(await stand.segment(0, 1, 2, 3, 4, 5))
    await stand.square.run(seconds=1)
    await stand.cancel(moment_id)
    await stand.square.run(minutes=30)

    assert await stand.state(moment_id) is MomentState.CANCELLED
    assert (stand.marked(), stand.square.made()) == (0, 0)
    with pytest.raises(MomentStateError):
        await stand.cancel(moment_id)


async def test_the_switch_takes_back_what_is_asked_and_holds_what_is_ready(stand: Stand) -> None:
    asked = await stand.send()
    ready = await stand.send(text="第二条", starts_at=stand.square.steps.clock.now() + timedelta(hours=1))
    await stand.square.run(minutes=1)
    async with stand.brand.database.unit(stand.brand.corp_id) as unit:
        await freeze(unit, by="林晓")
    await stand.square.run(hours=2)
    stand.square.publish()

    assert (await stand.state(asked), await stand.state(ready)) == (MomentState.CANCELLED, MomentState.READY)
    assert (stand.square.made(), stand.square.seen()) == (1, [])


async def test_tags_and_senders_narrow_whom_a_moment_is_for(stand: Stand) -> None:
    await _mark_at_wecom(stand, StaffId(1), CustomerId(0))
    audience = TagAudience(tag_ids=(TagId(2),), match=TagMatch.ANY)
    reach = await stand.preview(audience)
    await stand.send(audience)
    await stand.square.run(minutes=1)
    stand.square.publish()
    await stand.square.run(minutes=1)

    assert (reach.customers, reach.staff) == (1, 1)
    assert len(stand.square.seen()) == 1
    with pytest.raises(NobodyPublishesError):
        await stand.preview(EVERYBODY, Senders(staff_ids=(await _left(stand),), department_ids=()))


async def _mark_at_wecom(stand: Stand, staff_id: StaffId, customer_id: CustomerId) -> None:
    world = stand.brand.twin.world
    tag = world.add_tag(world.corp(), "会员等级", "金卡")
    async with stand.brand.database.unit(stand.brand.corp_id) as unit:
        external_userid, userid = (
            await unit.fetch_value("SELECT external_userid FROM customer WHERE customer_id = %s", (customer_id,)),
            await unit.fetch_value("SELECT userid FROM staff WHERE staff_id = %s", (staff_id,)),
        )
        await unit.execute(
            "INSERT INTO corp_tag (corp_id, group_id, wecom_tag_id, name) VALUES (lingqu_corp(), 1, %s, '金卡')",
            (tag.id,),
        )
        await unit.execute(
            """
            INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
            VALUES (lingqu_corp(), %s, %s, 2, 'granted', 'wecom', %s)
            """,
            (customer_id, staff_id, unit.at),
        )
    relation = world.corp().directory.members[userid].relations[external_userid]
    relation.tags = (*relation.tags, tag)


async def _left(stand: Stand) -> StaffId:
    async with stand.brand.database.unit(stand.brand.corp_id) as unit:
        return StaffId(
            await unit.fetch_value(
                """
                INSERT INTO staff (corp_id, userid, name, is_follow_user, left_at)
                VALUES (lingqu_corp(), 'gone', '离职', true, %s) RETURNING staff_id
                """,
                (unit.at,),
            )
        )
