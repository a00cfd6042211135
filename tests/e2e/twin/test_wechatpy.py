"""wechatpy's client for WeCom, unchanged but for its address, against the twin; its cipher, too.

It is of 2021: it knows the calls that WeCom had then. What is left out with its module: calendar, schedule, OA,
material, batch, chat, service, shakearound and misc are none of the twin's; appchat, menu and the writes of the
directory have a module of their own beside the calls that are met here.
"""

import io
from collections.abc import Iterator

import pytest
from wechatpy.enterprise import WeChatClient
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatClientException

from e2e.twin.pictures import png
from e2e.twin.receiver import KEY, TOKEN, Receiver
from wecom_twin.callbacks.outbox import read_reply
from wecom_twin.crypto import CallbackCipher
from wecom_twin.server import TwinServer
from wecom_twin.signatures import sign

NOON = 1_767_326_400
DAY = 86_400


class ToTheTwin(WeChatClient):
    """The client with another address: WeCom's is written into it in two places."""

    def __init__(self, twin: TwinServer) -> None:
        super().__init__(twin.world.corp().corpid, twin.world.app().secret)
        self._gettoken_url = f"{twin.base_url}/cgi-bin/gettoken"

    def fetch_access_token(self) -> object:
        return self._fetch_access_token(
            url=self._gettoken_url, params={"corpid": self.corp_id, "corpsecret": self.secret}
        )

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def wechat(twin: TwinServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeChatClient]:
    client = ToTheTwin(twin)
    monkeypatch.setattr(client, "API_BASE_URL", f"{twin.base_url}/cgi-bin/")
    yield client
    client.close()


@pytest.fixture
def known(twin: TwinServer) -> str:
    """The external_userid of a customer of chen_rui's."""
    corp = twin.world.corp()
    external_userid = twin.world.add_customer(corp, "小鹿🦌").external_userid
    twin.world.relate(corp, "chen_rui", external_userid)
    return external_userid


def test_it_reads_members_and_the_app(twin: TwinServer, wechat: WeChatClient) -> None:
    assert [one["name"] for one in wechat.department.get()] == ["灵渠示例", "上海徐汇店"]
    assert [one["userid"] for one in wechat.department.get_users(2)] == ["chen_rui", "li_na", "wang_wei"]
    assert [one["name"] for one in wechat.user.list(2)] == ["陈睿", "李娜", "王伟"]
    assert wechat.user.get("chen_rui")["name"] == "陈睿"
    assert wechat.agent.get(twin.world.app().agentid)["allow_partys"] == {"partyid": [1]}
    assert wechat.tag.list() == []
    with pytest.raises(WeChatClientException) as refused:
        wechat.user.get("ghost")
    assert refused.value.errcode == 60111


def test_it_makes_a_way_and_reads_and_tags_who_scans_it(twin: TwinServer, wechat: WeChatClient) -> None:
    contacts = wechat.external_contact
    made = contacts.add_contact_way(2, 2, state="ch_7", user=["chen_rui"])
    contacts.update_contact_way(made["config_id"], "海报", user=["chen_rui"])
    (came,) = twin.world.scan(made["config_id"])
    group = contacts.add_corp_tag(None, "购买阶段", 1, [{"name": "意向"}])["tag_group"]
    tag_id = group["tag"][0]["id"]
    contacts.edit_corp_tag(tag_id, "有意向", 1)
    contacts.mark_tag("chen_rui", came.external_userid, add_tag=[tag_id])
    (follow,) = contacts.get(came.external_userid)["follow_user"]

    assert contacts.get_follow_user_list()["follow_user"] == ["chen_rui", "li_na", "wang_wei"]
    assert contacts.list("chen_rui")["external_userid"] == [came.external_userid]
    assert contacts.get_contact_way(made["config_id"])["contact_way"]["remark"] == "海报"
    assert (follow["state"], [one["tag_name"] for one in follow["tags"]]) == ("ch_7", ["有意向"])
    contacts.del_corp_tag(tag_id=[tag_id])
    assert contacts.get_corp_tag_list()["tag_group"] == []
    assert contacts.del_contact_way(made["config_id"])["errcode"] == 0


def test_it_sends_to_many_and_counts(twin: TwinServer, wechat: WeChatClient, known: str) -> None:
    group = twin.world.add_group(twin.world.corp(), "chen_rui", "茶友群", external_userids=[known])
    asked = {"external_userid": [known], "sender": "chen_rui", "text": {"content": "周末会员日"}}
    made = wechat.external_contact.add_msg_template(asked)
    twin.advance(by=2)
    twin.world.confirm(made["msgid"], "chen_rui")

    assert [one.text for one in twin.ledger.received(known)] == ["周末会员日"]
    groups = wechat.external_contact_group_chat
    assert groups.get(group.chat_id)["group_chat"]["name"] == "茶友群"


def test_it_messages_members_with_a_picture(twin: TwinServer, wechat: WeChatClient) -> None:
    agentid = twin.world.app().agentid
    uploaded = wechat.media.upload("image", ("海报.png", io.BytesIO(png())))
    wechat.message.send_text(agentid, ["chen_rui"], "有新客户待跟进")
    wechat.message.send_image(agentid, ["li_na"], uploaded["media_id"])

    assert [one.userid for one in twin.ledger.iter_receipts(kinds=["app_message"])] == ["chen_rui", "li_na"]


def test_it_signs_a_page_as_the_twin_verifies_it(wechat: WeChatClient) -> None:
    ticket = wechat.jsapi.get_ticket()["ticket"]
    url = "https://scrm.example.com/side?a=1"
    theirs = wechat.jsapi.get_jsapi_signature("n0nce", ticket, NOON, url)

    assert sign(ticket, noncestr="n0nce", timestamp=str(NOON), url=url) == theirs
    assert wechat.jsapi.get_agent_ticket()["ticket"] != ticket


def test_calls_that_wecom_took_away_are_refused(wechat: WeChatClient, known: str) -> None:
    for gone in (
        lambda: wechat.external_contact.transfer(known, "chen_rui", "li_na"),
        lambda: wechat.external_contact.get_group_msg_result("msg1"),
    ):
        with pytest.raises(WeChatClientException):
            gone()


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
