"""Handing customers over, between the client and the twin."""

from datetime import timedelta

import pytest

from wecom_api.calls.customers import ListCustomers
from wecom_api.calls.transfers import (
    GetResignedTransferResult,
    GetTransferResult,
    GetUnassignedList,
    TransferCustomer,
    TransferResignedCustomer,
)
from wecom_api.client import Client
from wecom_api.errors import Refused
from wecom_twin.server import TwinServer

DAY = timedelta(days=1)
PAIR = {"handover_userid": "chen_rui", "takeover_userid": "wang_wei"}


async def test_a_transfer_waits_a_day_and_comes_true_unless_the_customer_refuses(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    begun_at = int(twin.world.now())
    begun = await client(TransferCustomer(**PAIR, external_userid=[*friends, "wmNobody"]))
    waiting = await client(GetTransferResult(**PAIR))
    twin.world.customer_refuses_transfer("wang_wei", friends[2])
    twin.advance(by=DAY.total_seconds())
    ended = await client(GetTransferResult(**PAIR))

    assert [(one.external_userid, one.errcode) for one in begun.customer] == [
        *((friend, 0) for friend in friends),
        ("wmNobody", 40096),
    ]
    assert {(one.status, one.takeover_time) for one in waiting.customer} == {(2, begun_at + 86400)}
    assert {one.external_userid: one.status for one in ended.customer} == dict(zip(friends, (1, 1, 3), strict=True))
    taken = (await client(ListCustomers(userid="wang_wei"))).external_userid
    assert sorted(taken) == sorted(friends[:2])


async def test_a_repeated_request_is_refused_for_what_the_first_one_began(client: Client, friends: list[str]) -> None:
    call = TransferCustomer(**PAIR, external_userid=friends[:1])
    await client(call)

    [again] = (await client(call)).customer

    assert again.errcode == 40129


async def test_customers_of_somebody_who_left_wait_for_another_member(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    call = TransferResignedCustomer(**PAIR, external_userid=friends)
    with pytest.raises(Refused) as raised:
        await client(call)
    assert raised.value.errcode == 40097
    left_at = int(twin.world.now())
    twin.world.member_leaves("chen_rui")

    unassigned = (await client(GetUnassignedList())).info
    begun = await client(call)
    twin.advance(by=DAY.total_seconds())
    ended = await client(GetResignedTransferResult(**PAIR))

    assert {(one.handover_userid, one.dimission_time) for one in unassigned} == {("chen_rui", left_at)}
    assert sorted(one.external_userid for one in unassigned) == sorted(friends)
    assert {one.errcode for one in begun.customer} == {0}
    assert {one.status for one in ended.customer} == {1}
    assert (await client(GetUnassignedList())).info == ()
