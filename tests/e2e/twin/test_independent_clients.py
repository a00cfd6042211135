"""Clients and crypto that others wrote, unchanged, against the twin."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from wechatpy.enterprise.crypto import WeChatCrypto
from wecom_crm_mcp.client import WecomClient
from wecom_crm_mcp.config import WecomConfig
from wecom_crm_mcp.exceptions import WecomAPIError, WecomAuthError
from wecom_crm_mcp.modules.contact_way import ContactWayModule
from wecom_crm_mcp.modules.customer import CustomerModule
from wecom_crm_mcp.modules.media import MediaModule
from wecom_crm_mcp.modules.msg_template import MsgTemplateModule
from wecom_crm_mcp.modules.tag import TagModule
from wecomkit import AsyncWeComClient, WeComConfig
from wecomkit.exceptions import WeComAPIError

from e2e.twin.receiver import KEY, TOKEN, Receiver, element
from wecom_twin.callbacks.outbox import read_reply
from wecom_twin.crypto import CallbackCipher
from wecom_twin.server import TwinServer


def png() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    return picture.getvalue()


@pytest.fixture
async def crm(twin: TwinServer, tmp_path: Path) -> AsyncIterator[WecomClient]:
    app = twin.world.app()
    config = WecomConfig(twin.world.corp().corpid, app.secret, app.agentid, twin.base_url, str(tmp_path))
    async with WecomClient(config) as client:
        yield client


@pytest.fixture
async def kit(twin: TwinServer) -> AsyncIterator[AsyncWeComClient]:
    config = WeComConfig(twin.world.corp().corpid, twin.world.app().secret, base_url=twin.base_url)
    async with AsyncWeComClient(config) as client:
        yield client


async def test_wecom_crm_mcp_makes_a_way_and_greets_who_scans_it(
    twin: TwinServer, crm: WecomClient, receiver: Receiver
) -> None:
    ways, messages = ContactWayModule(crm), MsgTemplateModule(crm)
    made = await ways.add_contact_way(2, 2, user=["chen_rui", "li_na"], state="ch_7", remark="海报")
    twin.world.scan(made["config_id"])
    twin.settle()
    code = element(receiver.deliveries[0].xml, "WelcomeCode") or ""

    await messages.send_welcome_msg(code, text={"content": "欢迎"})
    shown = (await ways.get_contact_way(made["config_id"]))["contact_way"]
    assert (shown["state"], shown["user"], shown["qr_code"]) == ("ch_7", ["chen_rui", "li_na"], made["qr_code"])
    assert (await ways.list_contact_way())["contact_way"] == [{"config_id": made["config_id"]}]
    assert [one.text for one in twin.ledger.receipts] == ["欢迎"]
    await ways.update_contact_way(made["config_id"], user=["wang_wei"])
    await ways.del_contact_way(made["config_id"])
    with pytest.raises(WecomAPIError, match="41044"):
        await ways.get_contact_way(made["config_id"])


async def test_wecom_crm_mcp_reads_remarks_and_tags_a_customer(twin: TwinServer, crm: WecomClient) -> None:
    corp = twin.world.corp()
    external_userid = twin.world.add_customer(corp, "小鹿🦌").external_userid
    twin.world.relate(corp, "chen_rui", external_userid)
    customers, tags = CustomerModule(crm), TagModule(crm)
    made = (await tags.add_corp_tag(group_name="购买阶段", tag=[{"name": "意向"}, {"name": "成交", "order": 2}]))[
        "tag_group"
    ]
    bought, tag_id = (one["id"] for one in made["tag"]), made["tag"][1]["id"]
    await tags.mark_tag("chen_rui", external_userid, add_tag=list(bought))
    await tags.mark_tag("chen_rui", external_userid, remove_tag=[made["tag"][0]["id"]])
    await tags.edit_corp_tag(tag_id, name="有意向")
    await customers.remark("chen_rui", external_userid, remark="老顾客", remark_mobiles=["13900001111"])

    assert (await customers.list_followers())["follow_user"] == ["chen_rui", "li_na", "wang_wei"]
    assert (await customers.list("chen_rui"))["external_userid"] == [external_userid]
    detail = await customers.get(external_userid)
    (follow,) = detail["follow_user"]
    assert detail["external_contact"]["name"] == "小鹿🦌"
    assert (follow["remark"], follow["remark_mobiles"]) == ("老顾客", ["13900001111"])
    assert [(one["tag_name"], one["group_name"]) for one in follow["tags"]] == [("有意向", "购买阶段")]
    (row,) = (await customers.batch_get(["chen_rui", "li_na"]))["external_contact_list"]
    assert row["follow_info"]["tag_id"] == [tag_id]
    await tags.del_corp_tag(group_id=[made["group_id"]])
    assert (await tags.list_corp_tags())["tag_group"] == []
    assert (await tags.list_corp_tags(group_id=[made["group_id"]]))["tag_group"][0]["tag"][0]["deleted"] is True


async def test_wecom_crm_mcp_sends_to_many_and_polls_the_result(
    twin: TwinServer, crm: WecomClient, tmp_path: Path
) -> None:
    corp = twin.world.corp()
    external_userid = twin.world.add_customer(corp, "顾客").external_userid
    twin.world.relate(corp, "chen_rui", external_userid)
    picture = tmp_path / "海报.png"
    picture.write_bytes(png())
    media_id = (await MediaModule(crm).upload(picture))["media_id"]
    messages = MsgTemplateModule(crm)
    made = await messages.add_msg_template(
        "single",
        external_userid=[external_userid],
        sender="chen_rui",
        text={"content": "周末会员日"},
        attachments=[{"msgtype": "image", "image": {"media_id": media_id}}],
    )
    twin.advance(by=2)
    twin.world.confirm(made["msgid"], "chen_rui")

    now = int(twin.world.now())
    (listed,) = (await messages.get_groupmsg_list_v2("single", now - 60, now))["group_msg_list"]
    assert listed["attachments"] == [{"msgtype": "image", "image": {"media_id": media_id}}]
    assert (await messages.get_groupmsg_task(made["msgid"]))["task_list"] == [
        {"userid": "chen_rui", "status": 2, "send_time": now}
    ]
    assert (await messages.get_groupmsg_send_result(made["msgid"], "chen_rui"))["send_list"] == [
        {"external_userid": external_userid, "userid": "chen_rui", "status": 1, "send_time": now}
    ]


async def test_wecom_crm_mcp_renews_a_token_that_died_early(twin: TwinServer, crm: WecomClient) -> None:
    customers = CustomerModule(crm)
    await customers.list_followers()
    twin.world.kill_token()

    assert (await customers.list_followers())["errcode"] == 0


async def test_wecom_crm_mcp_is_told_of_a_wrong_secret(twin: TwinServer, tmp_path: Path) -> None:
    config = WecomConfig(twin.world.corp().corpid, "wrong", None, twin.base_url, str(tmp_path))

    async with WecomClient(config) as client:
        with pytest.raises(WecomAuthError, match="errcode=40001"):
            await client.get_access_token()


async def test_wecomkit_reads_the_directory_and_the_app(twin: TwinServer, kit: AsyncWeComClient) -> None:
    assert [one["name"] for one in (await kit.departments.list())["department"]] == ["灵渠示例", "上海徐汇店"]
    assert (await kit.departments.simple_list(2))["department_id"] == [{"id": 2, "parentid": 1, "order": 0}]
    assert (await kit.departments.get(2))["department"]["name"] == "上海徐汇店"
    assert [one["userid"] for one in (await kit.users.list_by_department(2))["userlist"]] == [
        "chen_rui",
        "li_na",
        "wang_wei",
    ]
    member = await kit.users.get("CHEN_RUI")
    assert (member["userid"], member["name"], member["status"], "mobile" in member) == ("chen_rui", "陈睿", 1, False)
    app = await kit.agent.get(twin.world.app().agentid)
    assert app["allow_partys"] == {"partyid": [1]}
    with pytest.raises(WeComAPIError, match="60111"):
        await kit.users.get("ghost")


async def test_wecomkit_messages_members_and_learns_who_is_nobody(twin: TwinServer, kit: AsyncWeComClient) -> None:
    agentid = twin.world.app().agentid
    sent = await kit.messages.send_text(agentid, "有新客户待跟进", to_user="chen_rui|GHOST")
    await kit.messages.send_textcard(agentid, "待办", "请确认群发", "https://scrm.example/t/1", to_party="2")

    assert (sent["invaliduser"], len(sent["msgid"])) == ("ghost", 64)
    assert [one.userid for one in twin.ledger.iter_receipts(kinds=["app_message"])] == [
        "chen_rui",
        "chen_rui",
        "li_na",
        "wang_wei",
    ]
    with pytest.raises(WeComAPIError, match="81013"):
        await kit.messages.send_text(agentid, "没有人", to_user="ghost")


async def test_wecomkit_uploads_and_downloads(twin: TwinServer, kit: AsyncWeComClient, tmp_path: Path) -> None:
    content = png()
    picture = tmp_path / "报价.png"
    picture.write_bytes(content)
    uploaded = await kit.media.upload(str(picture), "image")
    copy = await kit.media.download(uploaded["media_id"], tmp_path / "copy.png")
    permanent = await kit.media.upload_image(str(picture))

    assert (uploaded["type"], uploaded["created_at"]) == ("image", "1767326400")
    assert copy.read_bytes() == content
    assert permanent["url"].startswith("https://")
    twin.advance(by=3 * 86_400)
    await kit.get_access_token(force_refresh=True)
    with pytest.raises(WeComAPIError, match="40007"):
        await kit.media.get(uploaded["media_id"])


def test_wechatpys_encrypted_reply_is_opened_and_a_broken_one_named(twin: TwinServer, receiver: Receiver) -> None:
    corpid = twin.world.corp().corpid
    crypto = WeChatCrypto(TOKEN, KEY, corpid)
    reply = crypto.encrypt_message("<xml><Content><![CDATA[收到🙂]]></Content></xml>", "n0nce", "1767326400")
    receiver.moods = [reply, reply.replace("<Nonce><![CDATA[n0nce", "<Nonce><![CDATA[other"), "success"]
    for _ in range(3):
        twin.world.console_adds_tag("组", f"标签{len(twin.ledger.callback_records)}")
        twin.settle()

    replies = [one.attempts[0].reply for one in twin.ledger.callback_records]
    assert replies == ["<xml><Content><![CDATA[收到🙂]]></Content></xml>", "undecryptable", ""]
    cipher = CallbackCipher(token=TOKEN, encoding_aes_key=KEY, receive_id="ww0000000000000000")
    assert read_reply(cipher, reply.encode()) == "undecryptable"
