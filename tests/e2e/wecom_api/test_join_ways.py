"""Join ways and group greetings between the client and the twin."""

import pytest

from wecom_api.calls.attachments import Link, SentLink, SentText
from wecom_api.calls.group_welcome import (
    AddGroupWelcomeTemplate,
    DelGroupWelcomeTemplate,
    EditGroupWelcomeTemplate,
    GetGroupWelcomeTemplate,
)
from wecom_api.calls.groupchats import GetGroupchat
from wecom_api.calls.join_ways import AddJoinWay, DelJoinWay, GetJoinWay, JoinWay, UpdateJoinWay
from wecom_api.client import Client
from wecom_api.errors import CallError
from wecom_twin.server import TwinServer


async def test_a_join_way_is_made_overwritten_and_deleted(twin: TwinServer, client: Client) -> None:
    chats = [twin.world.add_group(twin.world.corp(), "chen_rui", name).chat_id for name in ("一群", "二群")]
    made = await client(
        AddJoinWay(
            scene=2,
            chat_id_list=chats[:1],
            remark="直播引流群",
            auto_create_room=0,
            room_base_name="茶友群",
            room_base_id=3,
            state="live_0501",
        )
    )
    first = (await client(GetJoinWay(config_id=made.config_id))).join_way
    await client(UpdateJoinWay(config_id=made.config_id, scene=2, chat_id_list=chats, state="live_0502"))
    second = (await client(GetJoinWay(config_id=made.config_id))).join_way

    assert first == JoinWay(
        config_id=made.config_id,
        scene=2,
        remark="直播引流群",
        auto_create_room=0,
        room_base_name="茶友群",
        room_base_id=3,
        chat_id_list=(chats[0],),
        qr_code=first.qr_code,
        state="live_0501",
        mark_source=first.mark_source,
    )
    assert first.qr_code == second.qr_code != ""
    assert (second.chat_id_list, second.state) == (tuple(chats), "live_0502")
    assert (second.remark, second.auto_create_room, second.room_base_name) == ("", 1, "")
    await client(DelJoinWay(config_id=made.config_id))
    with pytest.raises(CallError):
        await client(GetJoinWay(config_id=made.config_id))


async def test_a_scan_of_a_join_way_leads_into_its_group_with_its_state(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    chat = twin.world.add_group(twin.world.corp(), "chen_rui", "一群").chat_id
    made = await client(AddJoinWay(scene=2, chat_id_list=[chat], state="live_0501"))
    scan = twin.world.scan_join_way(made.config_id, friends[0])
    twin.advance(by=5)
    group = (await client(GetGroupchat(chat_id=chat))).group_chat
    await client(DelJoinWay(config_id=made.config_id))
    late = twin.world.scan_join_way(made.config_id, friends[1])

    assert (scan.outcome, scan.chat_id) == ("joined", chat)
    assert [(one.join_scene, one.state) for one in group.member_list if one.userid == friends[0]] == [(3, "live_0501")]
    assert late.outcome == "dead_code"


async def test_a_join_way_needs_groups_that_exist(client: Client) -> None:
    with pytest.raises(CallError):
        await client(AddJoinWay(scene=2, chat_id_list=["wrNobody"]))


async def test_a_group_greeting_is_added_replaced_and_taken_out(client: Client) -> None:
    rules = Link(title="群规", url="https://shop.example/rules", desc="入群必读")
    made = await client(AddGroupWelcomeTemplate(text="欢迎 %NICKNAME% 入群", attachment=rules, notify=False))
    first = await client(GetGroupWelcomeTemplate(template_id=made.template_id))
    await client(EditGroupWelcomeTemplate(template_id=made.template_id, text="欢迎光临", attachment=rules))
    second = await client(GetGroupWelcomeTemplate(template_id=made.template_id))

    assert first.text == SentText(content="欢迎 %NICKNAME% 入群")
    assert first.link == SentLink(title="群规", url="https://shop.example/rules", desc="入群必读")
    assert (first.image, first.miniprogram, first.file, first.video) == (None, None, None, None)
    assert second.text == SentText(content="欢迎光临")
    await client(DelGroupWelcomeTemplate(template_id=made.template_id))
    with pytest.raises(CallError):
        await client(GetGroupWelcomeTemplate(template_id=made.template_id))
