"""Acquisition links between the client and the twin."""

import pytest

from e2e.twin.receiver import Receiver
from e2e.wecom_api.events import understood
from wecom_api.callbacks import views
from wecom_api.calls.acquisition_links import (
    AcquisitionLink,
    CreateAcquisitionLink,
    DeleteAcquisitionLink,
    GetAcquisitionLink,
    LinkMembers,
    LinkRange,
    ListAcquisitionLink,
    UpdateAcquisitionLink,
)
from wecom_api.calls.acquisition_numbers import (
    GetAcquisitionChatInfo,
    GetAcquisitionQuota,
    GetAcquisitionStatistic,
    LinkCustomer,
    LinkNumbers,
    ListAcquisitionCustomer,
)
from wecom_api.client import Client
from wecom_api.errors import CallError
from wecom_twin.server import TwinServer


async def make(client: Client, name: str = "抖音投放1") -> AcquisitionLink:
    made = await client(CreateAcquisitionLink(link_name=name, range=LinkRange(user_list=["chen_rui"])))
    return made.link


async def test_a_link_is_made_changed_and_deleted(client: Client) -> None:
    made = await make(client)
    change = LinkRange(user_list=["li_na"], department_list=[2])
    await client(UpdateAcquisitionLink(link_id=made.link_id, link_name="小红书", range=change, skip_verify=False))
    read = await client(GetAcquisitionLink(link_id=made.link_id))

    assert made.url.endswith(made.link_id)
    assert (read.link.link_name, read.link.url, read.link.skip_verify) == ("小红书", made.url, False)
    assert read.link.create_time == made.create_time > 0
    assert read.range == LinkMembers(user_list=("li_na",), department_list=(2,))
    await client(DeleteAcquisitionLink(link_id=made.link_id))
    with pytest.raises(CallError):
        await client(GetAcquisitionLink(link_id=made.link_id))


async def test_links_are_listed_page_by_page(client: Client) -> None:
    made = [(await make(client, f"投放{number}")).link_id for number in range(5)]

    pages = [page.link_id_list async for page in client.pages(ListAcquisitionLink(limit=2))]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(link_id for page in pages for link_id in page) == sorted(made)


async def test_who_came_through_a_link_is_told_counted_and_charged(
    twin: TwinServer, client: Client, receiver: Receiver
) -> None:
    twin.world.buy_link_quota(100)
    link = await make(client)
    now = int(twin.world.now())
    twin.world.open_link(f"{link.url}?customer_channel=dy_ad_7", n=2)
    twin.settle()
    quota = await client(GetAcquisitionQuota())
    pages = [page.customer_list async for page in client.pages(ListAcquisitionCustomer(link_id=link.link_id, limit=1))]
    rows = [row for page in pages for row in page]
    numbers = await client(GetAcquisitionStatistic(link_id=link.link_id, start_time=now, end_time=now))

    assert (quota.total, quota.balance, [one.balance for one in quota.quota_list]) == (2, 98, [98])
    assert numbers == LinkNumbers(click_link_customer_cnt=2, new_customer_cnt=2)
    added = [view for view in understood(receiver) if isinstance(view, views.AddExternalContact)]
    assert {(view.userid, view.state) for view in added} == {("chen_rui", "dy_ad_7")}
    assert rows == [
        LinkCustomer(external_userid=view.external_userid, userid="chen_rui", chat_status=0, state="dy_ad_7")
        for view in added
    ]


async def test_a_conversation_is_read_by_the_key_of_its_third_message(
    twin: TwinServer, client: Client, receiver: Receiver
) -> None:
    twin.world.buy_link_quota(100)
    link = await make(client)
    twin.world.open_link(f"{link.url}?customer_channel=dy_ad_7")
    (customer,) = (await client(ListAcquisitionCustomer(link_id=link.link_id))).customer_list
    for text in ("在吗", "多少钱", "怎么买"):
        twin.world.reply("chen_rui", customer.external_userid, text)
    twin.settle()

    news = [view for view in understood(receiver) if isinstance(view, views.CustomerAcquisition)]
    assert {view.link_id for view in news if view.change_type != "balance_increased"} == {link.link_id}
    (started,) = [view for view in news if view.change_type == "customer_start_chat"]
    assert (started.userid, started.external_userid) == ("chen_rui", customer.external_userid)
    (third,) = [view for view in news if view.change_type == "message_from_customer"]
    chat = await client(GetAcquisitionChatInfo(chat_key=third.chat_key))
    assert (chat.userid, chat.external_userid) == ("chen_rui", customer.external_userid)
    assert (chat.chat_info.recv_msg_cnt, chat.chat_info.link_id, chat.chat_info.state) == (3, link.link_id, "dy_ad_7")
    twin.advance(by=31 * 60)
    with pytest.raises(CallError):
        await client(GetAcquisitionChatInfo(chat_key=third.chat_key))
