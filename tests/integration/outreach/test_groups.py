"""Broadcasts into customer groups, on the machine of deliveries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from doubles.broadcasts import TEXT, Scene, halves
from doubles.deliveries import answer_lost
from lingqu.deliveries.api.own_sends import read_own_sends
from lingqu.deliveries.api.reads import list_groupchat_deliveries
from lingqu.deliveries.contracts import ChatType, DeliveryState, Reason
from lingqu.groupchats.api.tags import change_tags, create_tag
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.kernel.ids import ChatId, GroupchatId, StaffId, Userid
from lingqu.outreach.api.audiences import count_reached, require_audience
from lingqu.outreach.api.groups import forecast_groups, preview_groups
from lingqu.outreach.api.programmes import create_programme
from lingqu.outreach.api.rules import freeze, set_rules
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.groups import GroupReach
from lingqu.outreach.contracts.programmes import ProgrammeDraft
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, Rules, SendShape
from lingqu.outreach.errors import BadGroupsError, BadVariantsError, EmptyAudienceError, UnknownGroupError
from lingqu.segments.leaves import Shelf
from lingqu.tasks.contracts.tasks import TaskCounts

MEMBER_DAY = ProgrammeDraft(
    name="会员日",
    category=Category.MARKETING,
    owner="运营",
    hypothesis="",
    target="",
    budget=2,
    priority=50,
    value_fen=0,
    holdout_permille=0,
    overnight=False,
)


async def two_owners(scene: Scene) -> tuple[StaffId, StaffId, list[GroupchatId]]:
    """Chen Rui owns two groups, Li Na one; customer 1 is in two of them."""
    chen, li = await scene.brand.hire("chen_rui"), await scene.brand.hire("li_na")
    wm = await scene.brand.enlist(5)
    groups = [
        await scene.brand.group(chen, wm[0], wm[1]),
        await scene.brand.group(chen, wm[2], others=3),
        await scene.brand.group(li, wm[1], wm[3], wm[4]),
    ]
    return chen, li, groups


def chats(*groups: GroupchatId) -> list[str]:
    return [f"wr{one}" for one in groups]


async def reasons_of(scene: Scene) -> dict[str, str]:
    async with scene.database.read(scene.corp_id) as session:
        rows = await session.fetch(
            """
            SELECT k.chat_id, d.reason FROM delivery d
            JOIN groupchat k ON k.corp_id = d.corp_id AND k.groupchat_id = d.groupchat_id WHERE d.reason IS NOT NULL
            """
        )
    return {row["chat_id"]: row["reason"] for row in rows}


async def test_what_is_said_in_groups_has_one_content(scene: Scene) -> None:
    await two_owners(scene)

    with pytest.raises(BadVariantsError) as refused:
        await scene.send_to_groups(variants=halves("一", "二"))
    assert refused.value.place == "body.variants[1]"


async def test_each_owner_is_asked_once_and_every_group_hears_once(scene: Scene) -> None:
    _, _, groups = await two_owners(scene)
    broadcast_id = await scene.send_to_groups()
    await scene.run(10)
    waiting = await scene.detail(broadcast_id)
    scene.desk.confirm_all()
    await scene.run(30)
    done = await scene.detail(broadcast_id)

    assert (waiting.view.counts, waiting.view.tasks) == ({DeliveryState.HANDED_OVER: 3}, TaskCounts(open=2))
    assert done.view.broadcast.state is BroadcastState.DONE
    assert done.view.counts == {DeliveryState.DELIVERED: 3}
    assert sorted(scene.desk.received) == sorted((ChatId(one), TEXT) for one in chats(*groups))
    assert {task.chat_type for task in scene.desk.tasks.values()} == {ChatType.GROUP}


async def test_facts_and_the_page_of_a_group_tell_what_was_sent_into_it(scene: Scene) -> None:
    _, _, groups = await two_owners(scene)
    await scene.send_to_groups(GroupAudience(groupchat_ids=(groups[2],)))
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(30)
    async with scene.database.read(scene.corp_id) as session:
        page = await list_groupchat_deliveries(session, groups[2])
        facts = await session.fetch(
            "SELECT customer_id, data FROM fact WHERE kind LIKE 'delivery.%%' ORDER BY recorded_at, id"
        )

    assert [(row.groupchat_name, row.state, row.text) for row in page.items] == [
        (f"茶友群{groups[2]}", DeliveryState.DELIVERED, TEXT)
    ]
    assert [(row["customer_id"], row["data"]["groupchat_id"]) for row in facts] == [(None, groups[2])] * 3


async def test_a_lost_answer_of_a_made_task_is_adopted_and_no_group_hears_twice(scene: Scene) -> None:
    await two_owners(scene)
    scene.desk.faults.after = [lambda: answer_lost("add_msg_template")]
    broadcast_id = await scene.send_to_groups()
    await scene.run(120)
    scene.desk.confirm_all()
    await scene.run(60)

    assert len(scene.desk.tasks) == 2
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 3}
    assert len(scene.desk.received) == len(set(scene.desk.received)) == 3


async def test_the_same_words_to_customers_and_into_groups_are_not_taken_for_one_another(scene: Scene) -> None:
    chen, _, _ = await two_owners(scene)
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(chen, await scene.brand.enlist(1), vip)
    to_customers = await scene.send(vip)
    await scene.run(10)
    scene.desk.faults.before = [lambda: answer_lost("add_msg_template")] * 2
    into_groups = await scene.send_to_groups()
    await scene.run(200)

    assert await scene.counts(to_customers) == {DeliveryState.HANDED_OVER: 1}
    assert await scene.counts(into_groups) == {DeliveryState.HANDED_OVER: 3}
    assert len(scene.desk.tasks) == 3


async def test_a_group_that_is_not_reached_fails_once_results_had_time(scene: Scene) -> None:
    _, _, groups = await two_owners(scene)
    broadcast_id = await scene.send_to_groups()
    await scene.run(10)
    scene.desk.capped.add(ChatId(f"wr{groups[0]}"))
    scene.desk.confirm_all()
    await scene.run(900)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 2, DeliveryState.FAILED: 1}
    assert await reasons_of(scene) == {f"wr{groups[0]}": Reason.NOT_REACHED}


async def test_groups_that_change_between_plan_and_hand_over_are_left_out(scene: Scene) -> None:
    _, li, groups = await two_owners(scene)
    broadcast_id = await scene.send_to_groups()
    await scene.steps.run_due(only="outreach.plan")
    async with scene.database.unit(scene.corp_id) as unit:
        await unit.execute("UPDATE groupchat SET owner_id = %s WHERE groupchat_id = %s", (li, groups[0]))
        await unit.execute("UPDATE groupchat SET dismissed_at = %s WHERE groupchat_id = %s", (unit.at, groups[1]))
    await scene.run(60)

    assert await scene.counts(broadcast_id) == {DeliveryState.HANDED_OVER: 1, DeliveryState.SKIPPED: 2}
    assert await reasons_of(scene) == {f"wr{groups[0]}": Reason.NO_OWNER, f"wr{groups[1]}": Reason.DISSOLVED}


async def test_cancelling_takes_back_what_owners_have_not_sent(scene: Scene) -> None:
    await two_owners(scene)
    broadcast_id = await scene.send_to_groups()
    await scene.run(10)
    scene.desk.confirm(next(iter(scene.desk.tasks)))
    await scene.cancel(broadcast_id)
    await scene.run(60)
    scene.desk.confirm_all()
    await scene.run(60)

    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 2, DeliveryState.CANCELLED: 1}
    assert len(scene.desk.received) == 2


async def test_the_switch_takes_back_what_is_on_its_way_into_groups(scene: Scene) -> None:
    await two_owners(scene)
    broadcast_id = await scene.send_to_groups()
    await scene.run(10)
    async with scene.database.unit(scene.corp_id) as unit:
        stopped = await freeze(unit, by="op")
    await scene.run(60)

    assert [one.taken_back for one in stopped.broadcasts] == [3]
    assert await scene.counts(broadcast_id) == {DeliveryState.CANCELLED: 3}


async def test_a_group_has_a_cap_of_its_own_which_open_tasks_and_owners_themselves_take_from(scene: Scene) -> None:
    _, _, groups = await two_owners(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        cap = FrequencyCap(category=None, period=Period.WEEK, most=1)
        await set_rules(unit, Rules(group_caps=(cap,)))
    scene.desk.send_own(Userid("li_na"), "早", [ChatId(f"wr{groups[2]}")], chat_type=ChatType.GROUP)
    await scene.run(10)
    await read_own_sends(scene.database, scene.corp_id, sender=scene.desk)
    first = await scene.send_to_groups(GroupAudience(groupchat_ids=(groups[0], groups[2])))
    await scene.run(10)
    second = await scene.send_to_groups()
    await scene.run(10)

    assert await scene.counts(first) == {DeliveryState.HANDED_OVER: 1, DeliveryState.SKIPPED: 1}
    assert await scene.counts(second) == {DeliveryState.HANDED_OVER: 1, DeliveryState.SKIPPED: 2}
    assert set((await reasons_of(scene)).values()) == {Reason.CAPPED}


async def test_what_goes_into_a_group_counts_for_no_person_and_the_other_way_round(scene: Scene) -> None:
    chen, _, groups = await two_owners(scene)
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(chen, [0], vip)  # type: ignore[list-item] - the first customer, who is in a group too
    async with scene.database.unit(scene.corp_id) as unit:
        await set_rules(unit, Rules(shape=SendShape.DAILY_1))
    into_groups = await scene.send_to_groups(GroupAudience(groupchat_ids=(groups[0],)))
    to_customers = await scene.send(vip)
    await scene.run(20)

    assert await scene.counts(into_groups) == {DeliveryState.HANDED_OVER: 1}
    assert await scene.counts(to_customers) == {DeliveryState.HANDED_OVER: 1}


async def test_a_programme_pays_for_each_group(scene: Scene) -> None:
    await two_owners(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        programme_id = await create_programme(unit, MEMBER_DAY, created_by="op")
    broadcast_id = await scene.send_to_groups(programme_id=programme_id)
    await scene.run(10)

    assert await scene.counts(broadcast_id) == {DeliveryState.HANDED_OVER: 2, DeliveryState.SKIPPED: 1}
    assert set((await reasons_of(scene)).values()) == {Reason.OVER_BUDGET}


async def test_a_second_person_is_needed_by_how_many_people_the_groups_hold(scene: Scene) -> None:
    await two_owners(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        await set_rules(unit, Rules(approval_above=8))
    async with scene.database.read(scene.corp_id) as session:
        reach = await count_reached(session, Shelf(), GroupAudience())
    broadcast_id = await scene.send_to_groups(reach=reach)

    assert reach == 9
    assert (await scene.detail(broadcast_id)).view.broadcast.state is BroadcastState.AWAITING_APPROVAL


async def test_a_preview_counts_groups_owners_people_and_who_hears_it_twice(scene: Scene) -> None:
    _, _, groups = await two_owners(scene)
    gone = await scene.brand.hire("wu_gang", follow_user=False)
    await scene.brand.group(gone)
    async with scene.database.read(scene.corp_id) as session:
        preview = await preview_groups(session, GroupAudience())

    assert preview.reach == GroupReach(groups=3, owners=2, people=9, repeated=1)
    assert preview.skipped == {Reason.NO_OWNER: 1}
    assert [one.groupchat_id for one in preview.sample] == [groups[1], groups[2], groups[0]]


async def test_groups_are_meant_by_tags_owners_and_people(scene: Scene) -> None:
    chen, li, groups = await two_owners(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        tag = await create_tag(unit, "重点群")
        await change_tags(unit, [groups[0], groups[2]], grant=[tag], withdraw=[], source="op")

    async def meant(audience: GroupAudience) -> set[GroupchatId]:
        async with scene.database.read(scene.corp_id) as session:
            return {one.groupchat_id for one in (await preview_groups(session, audience)).sample}

    assert await meant(GroupAudience(tag_ids=(tag,))) == {groups[0], groups[2]}
    assert await meant(GroupAudience(tag_ids=(tag,), owner_ids=(li,))) == {groups[2]}
    assert await meant(GroupAudience(owner_ids=(chen,), least_people=3)) == {groups[1]}
    assert await meant(GroupAudience(least_people=3, most_people=3)) == {groups[2]}
    assert await meant(GroupAudience(groupchat_ids=(groups[0],))) == {groups[0]}


async def test_a_forecast_names_groups_beyond_a_cap_and_when_they_could(scene: Scene) -> None:
    _, _, groups = await two_owners(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        await set_rules(unit, Rules(shape=SendShape.DAILY_1))
    await scene.send_to_groups(GroupAudience(groupchat_ids=(groups[0],)))
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(30)
    async with scene.database.read(scene.corp_id) as session:
        found = await forecast_groups(session, GroupAudience(), programme_id=None, at=None)
    tomorrow = scene.clock.now().astimezone(found.opens_at.tzinfo) + timedelta(days=1)

    assert (found.reach.groups, found.skipped) == (2, {Reason.OVER_CAP: 1})
    assert [(one.group.groupchat_id, one.reason, one.day) for one in found.waiting] == [
        (groups[0], Reason.OVER_CAP, tomorrow.date())
    ]
    assert (found.later, found.too_late) == ({tomorrow.date(): 1}, 0)


@pytest.mark.parametrize(
    ("audience", "error", "place"),
    [
        (GroupAudience(groupchat_ids=(GroupchatId(99),)), UnknownGroupError, "body.groups.groupchat_ids"),
        (GroupAudience(owner_ids=(StaffId(99),)), UnknownGroupError, "body.groups.owner_ids"),
        (GroupAudience(groupchat_ids=(GroupchatId(1),), least_people=1), BadGroupsError, "body.groups.groupchat_ids"),
        (GroupAudience(least_people=3, most_people=2), BadGroupsError, "body.groups.most_people"),
        (GroupAudience(least_people=100), EmptyAudienceError, "body.groups"),
    ],
)
async def test_what_cannot_be_an_audience_is_refused_with_its_place(
    scene: Scene, audience: GroupAudience, error: type[Exception], place: str
) -> None:
    await two_owners(scene)

    with pytest.raises(error) as refusal:
        async with scene.database.read(scene.corp_id) as session:
            await require_audience(session, Shelf(), audience)
    assert refusal.value.place == place  # type: ignore[attr-defined]
