"""Groups that get new owners, between the client and the twin."""

from wecom_api.calls.groupchat_transfers import OnjobTransferGroupchat, TransferGroupchat
from wecom_api.calls.groupchats import GetGroupchat, ListGroupchat
from wecom_api.client import Client
from wecom_twin.server import TwinServer


async def owner_of(client: Client, chat_id: str) -> str:
    return (await client(GetGroupchat(chat_id=chat_id))).group_chat.owner


async def test_an_owner_who_stays_hands_groups_over_and_each_refusal_is_told(twin: TwinServer, client: Client) -> None:
    corp = twin.world.corp()
    handed = twin.world.add_group(corp, "chen_rui", "茶友群").chat_id
    kept = twin.world.add_group(corp, "li_na", "李娜的群").chat_id
    answer = await client(OnjobTransferGroupchat(chat_id_list=[handed, kept, "wrNothing"], new_owner="li_na"))
    twin.advance(by=5)

    failed = {one.chat_id: one.errcode for one in answer.failed_chat_list}
    assert failed.keys() == {kept, "wrNothing"}
    assert failed[kept] == 90504
    assert await owner_of(client, handed) == "li_na"


async def test_groups_of_an_owner_who_resigned_find_a_new_one(twin: TwinServer, client: Client) -> None:
    corp = twin.world.corp()
    orphan = twin.world.add_group(corp, "wang_wei", "孤儿群").chat_id
    staying = twin.world.add_group(corp, "chen_rui", "茶友群").chat_id
    twin.world.member_leaves("wang_wei")
    waiting = await client(ListGroupchat(owner_filter=["wang_wei"], status_filter=1))
    answer = await client(TransferGroupchat(chat_id_list=[orphan, staying], new_owner="li_na"))
    twin.advance(by=5)

    assert [row.chat_id for row in waiting.group_chat_list] == [orphan]
    assert [(one.chat_id, one.errcode) for one in answer.failed_chat_list] == [(staying, 90500)]
    assert await owner_of(client, orphan) == "li_na"
