"""Contact ways and the welcome of those who scan them, between the client and the twin."""

import pytest

from e2e.twin.receiver import Receiver
from e2e.wecom_api.events import understood
from facts.stage import PNG
from wecom_api.callbacks import views
from wecom_api.calls.attachments import Image, Link
from wecom_api.calls.contact_ways import (
    AddContactWay,
    DelContactWay,
    GetContactWay,
    ListContactWay,
    UpdateContactWay,
)
from wecom_api.calls.media import UploadMedia
from wecom_api.calls.welcome import SendWelcomeMsg
from wecom_api.client import Client
from wecom_api.errors import CallError
from wecom_twin.server import TwinServer


async def make(client: Client, state: str = "ch_1") -> str:
    return (await client(AddContactWay(type=2, scene=2, user=["chen_rui"], state=state))).config_id


async def test_a_way_is_changed_and_deleted(twin: TwinServer, client: Client) -> None:
    config_id = await make(client)
    await client(UpdateContactWay(config_id=config_id, user=["li_na", "wang_wei"], remark="门店海报", state="ch_2"))
    way = (await client(GetContactWay(config_id=config_id))).contact_way

    assert (way.user, way.party, way.remark, way.state) == (("li_na", "wang_wei"), (), "门店海报", "ch_2")
    assert (way.type, way.scene, way.skip_verify) == (2, 2, True)
    await client(DelContactWay(config_id=config_id))
    with pytest.raises(CallError):
        await client(GetContactWay(config_id=config_id))
    assert [one.outcome for one in twin.world.scan(config_id)] == ["dead_code"]


async def test_ways_are_listed_page_by_page_within_their_time(twin: TwinServer, client: Client) -> None:
    before = [await make(client) for _ in range(3)]
    twin.advance(by=3_600)
    now = int(twin.world.now())
    after = await make(client)

    pages = [page.contact_way async for page in client.pages(ListContactWay(end_time=now - 1, limit=2))]
    late = [one async for page in client.pages(ListContactWay(start_time=now)) for one in page.contact_way]

    assert [len(page) for page in pages] == [2, 1]
    assert sorted(one.config_id for page in pages for one in page) == sorted(before)
    assert [one.config_id for one in late] == [after]


async def test_who_scans_is_greeted_once(twin: TwinServer, client: Client, receiver: Receiver) -> None:
    config_id = await make(client)
    twin.world.scan(config_id)
    twin.settle()
    [added] = [view for view in understood(receiver) if isinstance(view, views.AddExternalContact)]
    picture = (await client(UploadMedia(type="image", filename="茶.png", content=PNG))).media_id
    link = Link(title="会员中心", url="https://shop.example/m")
    call = SendWelcomeMsg(
        welcome_code=added.welcome_code, text="您好，我是陈睿", attachments=[Image(media_id=picture), link]
    )
    await client(call)

    [greeting] = twin.ledger.iter_receipts(kinds=["welcome"])
    assert (greeting.external_userid, greeting.userid, greeting.text) == (
        added.external_userid,
        "chen_rui",
        "您好，我是陈睿",
    )
    with pytest.raises(CallError):
        await client(call)
    assert len(list(twin.ledger.iter_receipts(kinds=["welcome"]))) == 1
