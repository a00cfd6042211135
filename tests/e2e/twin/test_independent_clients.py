"""Clients and crypto that others wrote, unchanged, against the twin."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from wechatpy.enterprise.crypto import WeChatCrypto
from wecomkit import AsyncWeComClient, WeComConfig
from wecomkit.exceptions import WeComAPIError

from e2e.twin.pictures import png
from e2e.twin.receiver import KEY, TOKEN, Receiver
from wecom_twin.callbacks.outbox import read_reply
from wecom_twin.crypto import CallbackCipher
from wecom_twin.server import TwinServer


@pytest.fixture
async def kit(twin: TwinServer) -> AsyncIterator[AsyncWeComClient]:
    config = WeComConfig(twin.world.corp().corpid, twin.world.app().secret, base_url=twin.base_url)
    async with AsyncWeComClient(config) as client:
        yield client


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
