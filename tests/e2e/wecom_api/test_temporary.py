"""Temporary sessions between the client and the twin."""

import pytest

from wecom_api.calls.contact_ways import AddContactWay, CloseTempChat, GetContactWay
from wecom_api.calls.customers import GetCustomer
from wecom_api.client import Client
from wecom_api.errors import CallError
from wecom_twin.server import TwinServer


async def test_a_temporary_session_ends_with_its_closing_words(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    twin.world.corp().temporary_sessions = True
    closing = {"text": {"content": "祝您早日康复"}}
    made = await client(
        AddContactWay(
            type=1, scene=2, user=["chen_rui"], is_temp=True, chat_expires_in=3600, conclusions=closing, state="ch_1"
        )
    )
    way = (await client(GetContactWay(config_id=made.config_id))).contact_way
    (scan,) = twin.world.scan(made.config_id)
    pair = {"userid": "chen_rui", "external_userid": scan.external_userid}
    before = await client(GetCustomer(external_userid=scan.external_userid))
    await client(CloseTempChat(**pair))

    assert (way.is_temp, way.chat_expires_in, way.conclusions) == (True, 3600, closing)
    assert before.follow_user[0].state == "ch_1"
    assert [one.text for one in twin.ledger.iter_receipts(kinds=["conclusion"])] == ["祝您早日康复"]
    with pytest.raises(CallError):
        await client(CloseTempChat(**pair))
    with pytest.raises(CallError):
        await client(CloseTempChat(userid="chen_rui", external_userid=friends[0]))
