"""Moments from the draft to the timeline at the twin: for everybody, for tags, for a segment that is marked first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from doubles.twin_corp import TwinClock
from e2e.deliveries.conftest import Stage
from e2e.deliveries.stand import EVERYBODY, Stand, stand_of
from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CustomerId, StaffId, TagId
from lingqu.outreach.api.rules import freeze
from lingqu.outreach.contracts.broadcasts import TagAudience, TagMatch
from lingqu.outreach.contracts.moments import MomentState, Problem, Senders
from lingqu.outreach.contracts.rules import Freeze, StoppedMoment
from lingqu.outreach.errors import MomentStateError, NobodyPublishesError

pytestmark = pytest.mark.postgres


@pytest.fixture
async def stand(stage: Stage, clients: Clients, clock: TwinClock) -> Stand:
    return await stand_of(stage, clients, clock)


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


async def test_a_segment_is_ready_when_wecom_has_every_mark_and_its_tag_is_gone_when_the_moment_is_over(
    stand: Stand,
) -> None:
    starts_at = stand.square.steps.clock.now() + timedelta(hours=2)
    moment_id = await stand.send(await stand.segment(*range(12)), starts_at=starts_at)
    told: list[tuple[int, int]] = []
    while await stand.state(moment_id) is MomentState.MARKING:
        marking = (await stand.detail(moment_id)).marking
        assert marking is not None
        told.append((marking.marks, marking.marks - marking.waiting))
        assert stand.square.made() == 0
        await stand.square.run(seconds=15)
    ready = (await stand.detail(moment_id)).view.moment
    at_ready = (ready.state, stand.marked(), stand.square.made())
    await stand.square.run(hours=2)
    stand.square.publish()
    asked = (await stand.state(moment_id), stand.square.made())
    await stand.square.run(minutes=40)

    assert (told[0], sorted(told)) == ((0, 0), told)
    assert at_ready == (MomentState.READY, 12, 0)
    assert ready.ready_at is not None
    assert ready.ready_at < starts_at
    assert asked == (MomentState.WAITING, 1)
    assert (await stand.state(moment_id), len(stand.square.seen()), stand.marked()) == (MomentState.DONE, 12, 0)
    tags = stand.brand.twin.world.corp().tags.tags.values()
    assert not [tag.name for tag in tags if tag.name.startswith("朋友圈") and not tag.deleted]


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

    assert (reach.customers, reach.marks, reach.skipped) == (1, 1, {"over_cap": 1})
    assert (of_all.customers, of_all.hidden, of_all.staff) == (15, 5, 3)
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
        stopped = await freeze(unit, by="林晓")
    await stand.square.run(hours=2)
    stand.square.publish()

    assert (await stand.state(asked), await stand.state(ready)) == (MomentState.CANCELLED, MomentState.READY)
    assert (stand.square.made(), stand.square.seen()) == (1, [])
    assert stopped == Freeze(moments=(StoppedMoment(moment_id=asked, name="新品", shown=0, published=0, members=3),))
    assert (await stand.detail(asked)).view.moment.problem == Problem.FROZEN


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
