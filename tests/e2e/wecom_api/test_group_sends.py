"""Group sends between the client and the twin."""

import pytest

from wecom_api.calls.groupsend import (
    AddMsgTemplate,
    CancelGroupmsgSend,
    GetGroupmsgList,
    GetGroupmsgSendResult,
    GetGroupmsgTask,
    MemberTask,
    RemindGroupmsgSend,
    SendResult,
)
from wecom_api.client import Client
from wecom_api.errors import Refused
from wecom_twin.server import TwinServer


async def test_an_owner_confirms_a_send_and_each_group_tells_its_result(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    corp = twin.world.corp()
    chats = [twin.world.add_group(corp, "chen_rui", external_userids=friends).chat_id for _ in range(2)]
    made = await client(AddMsgTemplate(chat_type="group", sender="chen_rui", chat_id_list=chats, text="周末会员日"))
    twin.advance(by=60)
    waiting = await client(GetGroupmsgTask(msgid=made.msgid))
    twin.world.confirm(made.msgid, "chen_rui")
    now = int(twin.world.now())
    done = await client(GetGroupmsgTask(msgid=made.msgid))
    each = GetGroupmsgSendResult(msgid=made.msgid, userid="chen_rui", limit=1)
    results = [row async for page in client.pages(each) for row in page.send_list]
    listed = await client(GetGroupmsgList(chat_type="group", start_time=now - 3600, end_time=now))

    assert made.fail_list == ()
    assert waiting.task_list == (MemberTask(userid="chen_rui"),)
    assert done.task_list == (MemberTask(userid="chen_rui", status=2, send_time=now),)
    assert results == [SendResult(chat_id=one, userid="chen_rui", status=1, send_time=now) for one in chats]
    assert [(one.msgid, one.text.content) for one in listed.group_msg_list] == [(made.msgid, "周末会员日")]


async def test_a_cancelled_send_keeps_what_arrived_and_goes_no_further(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    made = await client(AddMsgTemplate(external_userid=friends, text="周末会员日"))
    twin.advance(by=60)
    tasks = [task async for page in client.pages(GetGroupmsgTask(msgid=made.msgid)) for task in page.task_list]
    pressed, waiting = (task.userid for task in tasks)
    twin.world.confirm(made.msgid, pressed)
    await client(CancelGroupmsgSend(msgid=made.msgid))
    arrived = {one.external_userid for one in twin.ledger.iter_receipts(kinds=["group_send"])}
    twin.world.confirm(made.msgid, waiting)

    assert {pressed, waiting} == {"chen_rui", "li_na"}
    assert {one.external_userid for one in twin.ledger.iter_receipts(kinds=["group_send"])} == arrived
    assert arrived
    assert arrived < set(friends)
    with pytest.raises(Refused) as raised:
        await client(RemindGroupmsgSend(msgid=made.msgid))
    assert raised.value.errcode == 41093


async def test_members_are_reminded_three_times_a_day(twin: TwinServer, client: Client, friends: list[str]) -> None:
    made = await client(AddMsgTemplate(sender="chen_rui", external_userid=friends, text="周末会员日"))
    remind = RemindGroupmsgSend(msgid=made.msgid)
    for _ in range(3):
        await client(remind)

    with pytest.raises(Refused) as raised:
        await client(remind)
    assert raised.value.errcode == 41094
    twin.advance(by=24 * 3_600)
    await client(remind)
