"""Customer groups between the client and the twin."""

import pytest

from e2e.twin.receiver import Receiver
from e2e.wecom_api.events import understood
from wecom_api.callbacks import views
from wecom_api.calls.groupchat_statistics import GetGroupchatStatistic, GetGroupchatStatisticByDay
from wecom_api.calls.groupchats import GetGroupchat, GroupAdmin, GroupchatRow, Invitor, ListGroupchat, OpengidToChatid
from wecom_api.client import Client
from wecom_api.errors import CallError, Refused
from wecom_twin.server import TwinServer

DAY = 86_400


async def test_groups_are_listed_by_owner_page_by_page(twin: TwinServer, client: Client) -> None:
    corp = twin.world.corp()
    mine = [twin.world.add_group(corp, "chen_rui", f"茶友群{number}").chat_id for number in range(3)]
    other = twin.world.add_group(corp, "li_na").chat_id

    everything = [page.group_chat_list async for page in client.pages(ListGroupchat(limit=3))]
    named = await client(ListGroupchat(owner_filter=["chen_rui"], status_filter=0))
    assert [len(page) for page in everything] == [3, 1]
    assert {row.chat_id for page in everything for row in page} == {*mine, other}
    assert named.group_chat_list == tuple(GroupchatRow(chat_id=one) for one in mine)
    assert not (await client(ListGroupchat(status_filter=1))).group_chat_list


async def test_a_group_is_read_with_those_in_it_and_how_they_came(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    made_at = int(twin.world.now())
    group = twin.world.add_group(twin.world.corp(), "chen_rui", "茶友群🍵", userids=["li_na"])
    twin.world.join_group(group.chat_id, friends[0], state="live_0501")
    twin.world.invite_to_group(group.chat_id, [friends[1]], by="li_na")
    twin.world.post_group_notice(group.chat_id, "每周三上新")
    twin.world.appoint_group_admins(group.chat_id, ["li_na"])
    twin.advance(by=5)
    read = (await client(GetGroupchat(chat_id=group.chat_id, need_name=True))).group_chat
    nameless = (await client(GetGroupchat(chat_id=group.chat_id))).group_chat

    assert (read.chat_id, read.name, read.owner, read.notice) == (group.chat_id, "茶友群🍵", "chen_rui", "每周三上新")
    assert (read.create_time, read.admin_list) == (made_at, (GroupAdmin(userid="li_na"),))
    people = {one.userid: one for one in read.member_list}
    assert {userid: one.type for userid, one in people.items()} == {
        "chen_rui": 1, "li_na": 1, friends[0]: 2, friends[1]: 2,
    }  # fmt: skip
    scanned, invited = people[friends[0]], people[friends[1]]
    assert (scanned.join_scene, scanned.state, scanned.invitor) == (3, "live_0501", Invitor())
    assert (invited.join_scene, invited.state, invited.invitor) == (1, "", Invitor(userid="li_na"))
    assert (scanned.name, scanned.join_time) == ("顾客0🍵", made_at)
    assert {one.name for one in nameless.member_list} == {""}
    assert len(read.member_version) == 32


async def test_what_happens_in_a_group_is_understood_by_its_versions(
    twin: TwinServer, client: Client, receiver: Receiver, friends: list[str]
) -> None:
    group = twin.world.create_group("chen_rui", "茶友群", external_userids=friends[:1])
    twin.advance(by=5)
    before = (await client(GetGroupchat(chat_id=group.chat_id))).group_chat.member_version
    twin.world.join_group(group.chat_id, friends[1])
    twin.world.remove_from_group(group.chat_id, [friends[0]])
    twin.advance(by=5)
    after = (await client(GetGroupchat(chat_id=group.chat_id))).group_chat
    twin.world.rename_group(group.chat_id, "老茶友")
    twin.world.dismiss_group(group.chat_id)
    twin.settle()

    created, joined, removed, renamed, dismissed = understood(receiver)
    assert isinstance(joined, views.ChangeExternalChatMembers)
    assert isinstance(removed, views.ChangeExternalChatMembers)
    assert created == views.CreateExternalChat(chat_id=group.chat_id)
    assert (joined.update_detail, joined.members, joined.count, joined.join_scene) == (
        "add_member",
        (friends[1],),
        1,
        3,
    )
    assert (removed.update_detail, removed.members, removed.count, removed.quit_scene) == (
        "del_member",
        (friends[0],),
        1,
        1,
    )
    assert (joined.last_mem_ver, joined.cur_mem_ver) == (before, removed.last_mem_ver)
    assert removed.cur_mem_ver == after.member_version
    assert renamed == views.ChangeExternalChat(update_detail="change_name", chat_id=group.chat_id)
    assert dismissed == views.DismissExternalChat(chat_id=group.chat_id)
    with pytest.raises(CallError):
        await client(GetGroupchat(chat_id=group.chat_id))


async def test_a_mini_programs_handle_leads_to_its_group(twin: TwinServer, client: Client) -> None:
    group = twin.world.add_group(twin.world.corp(), "chen_rui")

    assert (await client(OpengidToChatid(opengid=group.opengid))).chat_id == group.chat_id
    with pytest.raises(Refused, match="90511"):
        await client(OpengidToChatid(opengid="gNothing"))


async def test_yesterday_is_counted_by_owner_and_by_day(twin: TwinServer, client: Client, friends: list[str]) -> None:
    busy = twin.world.create_group("chen_rui", "茶友群", external_userids=friends[:2])
    twin.world.create_group("li_na", "安静群", external_userids=friends[:1])
    twin.world.speak_in_group(busy.chat_id, friends[0], "在吗")
    twin.advance(by=DAY)
    yesterday = int(twin.world.now()) - DAY
    owners = ["chen_rui", "li_na"]
    ranked = await client(GetGroupchatStatistic(day_begin_time=yesterday, owner_filter=owners, order_by=3, limit=1))
    rest = await client(
        GetGroupchatStatistic(day_begin_time=yesterday, owner_filter=owners, order_by=3, offset=ranked.next_offset)
    )
    days = await client(GetGroupchatStatisticByDay(day_begin_time=yesterday, owner_filter=owners))

    assert (ranked.total, ranked.next_offset, rest.next_offset) == (2, 1, 2)
    assert [one.owner for one in (*ranked.items, *rest.items)] == owners
    data = ranked.items[0].data
    assert (data.new_chat_cnt, data.chat_total, data.chat_has_msg, data.msg_total) == (1, 1, 1, 1)
    (day,) = days.items
    assert (day.data.new_chat_cnt, day.data.chat_total, day.data.member_has_msg) == (2, 2, 1)
    assert day.stat_time <= yesterday < day.stat_time + DAY


async def test_strangers_groups_and_todays_numbers_are_refused(twin: TwinServer, client: Client) -> None:
    with pytest.raises(CallError):
        await client(GetGroupchat(chat_id="wrNothing"))
    with pytest.raises(CallError, match="40003"):
        await client(ListGroupchat(owner_filter=["ghost"]))
    with pytest.raises(Refused, match="40058"):
        await client(GetGroupchatStatistic(day_begin_time=int(twin.world.now()), owner_filter=["chen_rui"]))
