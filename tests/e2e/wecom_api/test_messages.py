"""Messages to members, cards, menus, app chats and robots, between the client and the twin."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from e2e.twin.receiver import KEY, TOKEN, Receiver
from wecom_api.callbacks.crypto import CallbackCrypto
from wecom_api.callbacks.reply import seal_reply
from wecom_api.calls.appchats import ChatText, CreateAppchat, GetAppchat, SendAppchat, UpdateAppchat
from wecom_api.calls.media import UploadMedia
from wecom_api.calls.menus import CreateMenu, DeleteMenu, GetMenu, MenuButton
from wecom_api.calls.message_contents import Article, File, KeptArticle, Markdown, Mpnews, News, Text, TextCard
from wecom_api.calls.message_updates import GetMessageStatistics, RecallMessage, UpdateTemplateCard
from wecom_api.calls.messages import Message, SendMessage
from wecom_api.calls.robots import (
    RobotImage,
    RobotMarkdown,
    RobotMarkdownV2,
    RobotMessage,
    RobotText,
    SendWebhook,
    UploadWebhookMedia,
)
from wecom_api.calls.template_card import TemplateCard
from wecom_api.client import Client
from wecom_api.errors import Misconfigured, Refused, Stale
from wecom_twin.server import TwinServer

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
BUTTONS: dict[str, Any] = {
    "card_type": "button_interaction",
    "main_title": {"title": "客户流失预警"},
    "button_list": [{"text": "已处理", "key": "done"}],
    "task_id": "churn-1",
}
NOTICE = {"card_type": "text_notice", "main_title": {"title": "x"}, "card_action": {"type": 1, "url": "https://a.cn"}}


def receivers(twin: TwinServer, kind: Any) -> list[str]:
    return [one.userid for one in twin.ledger.iter_receipts(kinds=[kind])]


@pytest.mark.parametrize(
    "message",
    [
        Text(content="有新客户待跟进🌸"),
        Markdown(content="**今日** 3 位"),
        TextCard(title="新客户", description="来源:抖音", url="https://scrm.example/c/1", btntxt="查看"),
        News(articles=[Article(title="周报", url="https://scrm.example/w")]),
        TemplateCard(card=BUTTONS),
        TemplateCard(card=NOTICE),
    ],
    ids=lambda message: type(message).__name__,
)
async def test_each_kind_of_message_reaches_the_member(twin: TwinServer, client: Client, message: Message) -> None:
    sent = await client(SendMessage(agentid=twin.world.app().agentid, touser=["chen_rui"], message=message))

    assert sent.msgid
    assert sent.invalid_userids == ()
    assert receivers(twin, "app_message") == ["chen_rui"]


async def test_messages_with_files_reach_the_member(twin: TwinServer, client: Client) -> None:
    agentid = twin.world.app().agentid
    file = (await client(UploadMedia(type="file", filename="报价.pdf", content=PNG))).media_id
    thumb = (await client(UploadMedia(type="image", filename="a.png", content=PNG))).media_id
    kept = Mpnews(articles=[KeptArticle(title="周报", thumb_media_id=thumb, content="<p>3</p>")])

    for message in (File(media_id=file), kept):
        await client(SendMessage(agentid=agentid, touser=["li_na"], message=message))

    assert receivers(twin, "app_message") == ["li_na", "li_na"]


async def test_a_message_is_taken_back_within_a_day(twin: TwinServer, client: Client) -> None:
    call = SendMessage(agentid=twin.world.app().agentid, touser=["chen_rui"], message=Text(content="早"))
    first, second = (await client(call)).msgid, (await client(call)).msgid

    await client(RecallMessage(msgid=first))
    counted = (await client(GetMessageStatistics())).statistics
    twin.advance(by=timedelta(hours=24, seconds=1).total_seconds())

    assert [(row.agentid, row.count) for row in counted] == [(twin.world.app().agentid, 2)]
    with pytest.raises(Refused) as raised:
        await client(RecallMessage(msgid=second))
    assert raised.value.errcode == 42052


async def test_a_card_is_updated_once_by_its_response_code(twin: TwinServer, client: Client) -> None:
    agentid = twin.world.app().agentid
    sent = await client(SendMessage(agentid=agentid, touser=["chen_rui"], message=TemplateCard(card=BUTTONS)))
    update = UpdateTemplateCard(
        agentid=agentid, response_code=sent.response_code, userids=["chen_rui"], replace_name="已处理"
    )

    assert (await client(update)).invaliduser == ()
    with pytest.raises(Refused) as raised:
        await client(update)
    assert raised.value.errcode == 60140


async def test_a_pressed_card_is_replaced_by_another(twin: TwinServer, client: Client) -> None:
    agentid = twin.world.app().agentid
    await client(SendMessage(agentid=agentid, touser=["chen_rui"], message=TemplateCard(card=BUTTONS)))
    code = twin.world.presses_card("chen_rui", "churn-1", "done")

    updated = await client(
        UpdateTemplateCard(
            agentid=agentid, response_code=code, userids=["chen_rui"], template_card=TemplateCard(card=NOTICE)
        )
    )

    assert updated.invaliduser == ()


async def test_a_pressed_card_is_settled_by_a_passive_reply(
    twin: TwinServer, client: Client, receiver: Receiver
) -> None:
    app = twin.world.app()
    await client(SendMessage(agentid=app.agentid, touser=["chen_rui"], message=TemplateCard(card=BUTTONS)))
    crypto = CallbackCrypto(token=TOKEN, encoding_aes_key=KEY, receive_id=receiver.corpid)
    update = "<xml><MsgType>update_button</MsgType><Button><ReplaceName>已处理</ReplaceName></Button></xml>"
    receiver.moods = [seal_reply(crypto, update.encode(), timestamp=1_735_689_602, nonce="reply-1").decode()]

    twin.world.presses_card("chen_rui", "churn-1", "done")
    await asyncio.to_thread(twin.settle)

    assert app.talk.cards["churn-1"].settled == {"chen_rui": "已处理"}


async def test_a_menu_is_made_read_and_taken_away(twin: TwinServer, client: Client) -> None:
    agentid = twin.world.app().agentid
    today = MenuButton(name="今日", type="click", key="today")

    await client(CreateMenu(agentid=agentid, button=[MenuButton(name="客户", sub_button=[today])]))
    [button] = (await client(GetMenu(agentid=agentid))).button
    await client(DeleteMenu(agentid=agentid))

    assert (button["name"], button["sub_button"][0]["key"]) == ("客户", "today")


async def test_an_app_makes_a_chat_changes_it_and_speaks_in_it(twin: TwinServer, client: Client) -> None:
    made = await client(CreateAppchat(userlist=["chen_rui", "li_na"], name="门店群", owner="li_na", chatid="shop1"))
    await client(UpdateAppchat(chatid="shop1", name="徐汇店群", add_user_list=["wang_wei"]))
    await client(SendAppchat(chatid="shop1", message=ChatText(content="早", mentioned_list=["@all"])))
    read = (await client(GetAppchat(chatid="shop1"))).chat_info

    assert made.chatid == "shop1"
    assert (read.name, read.owner, sorted(read.userlist)) == ("徐汇店群", "li_na", ["chen_rui", "li_na", "wang_wei"])
    assert sorted(receivers(twin, "appchat")) == ["chen_rui", "li_na", "wang_wei"]
    with pytest.raises(Stale):
        await client(GetAppchat(chatid="nochat"))


@pytest.mark.parametrize(
    "message",
    [
        RobotText(content="早", mentioned_list=["chen_rui"]),
        RobotMarkdown(content="**早**"),
        RobotMarkdownV2(content="# 早"),
        RobotImage.of(PNG),
        News(articles=[Article(title="周报", url="https://scrm.example/w")]),
        TemplateCard(card=NOTICE),
    ],
    ids=lambda message: type(message).__name__,
)
async def test_a_robot_says_each_kind_of_message(twin: TwinServer, client: Client, message: RobotMessage) -> None:
    robot = twin.world.add_robot(twin.world.corp(), "日报", userids=["chen_rui", "li_na"])

    await client(SendWebhook(key=robot.key, message=message))

    assert sorted(receivers(twin, "robot")) == ["chen_rui", "li_na"]


async def test_a_robot_sends_the_file_it_uploaded(twin: TwinServer, client: Client) -> None:
    robot = twin.world.add_robot(twin.world.corp(), "日报", userids=["chen_rui"])

    media = await client(UploadWebhookMedia(key=robot.key, type="file", filename="日报.pdf", content=PNG))
    await client(SendWebhook(key=robot.key, message=File(media_id=media.media_id)))

    assert receivers(twin, "robot") == ["chen_rui"]


async def test_a_wrong_key_is_for_an_operator(client: Client) -> None:
    with pytest.raises(Misconfigured) as raised:
        await client(SendWebhook(key="no-such-key", message=RobotText(content="t")))

    assert raised.value.errcode == 93000
