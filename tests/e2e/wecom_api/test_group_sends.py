"""Group sends into customer groups, between the client and the twin."""

from wecom_api.calls.groupsend import (
    AddMsgTemplate,
    GetGroupmsgList,
    GetGroupmsgSendResult,
    GetGroupmsgTask,
    MemberTask,
    SendResult,
)
from wecom_api.client import Client
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
