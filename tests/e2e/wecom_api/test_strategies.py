"""Strategy groups of customers between the client and the twin."""

import pytest

from wecom_api.calls.customer_strategies import (
    CreateCustomerStrategy,
    DelCustomerStrategy,
    EditCustomerStrategy,
    GetCustomerStrategy,
    GetCustomerStrategyRange,
    ListCustomerStrategy,
)
from wecom_api.calls.strategies import DepartmentNode, MemberNode, RangeNode
from wecom_api.client import Client
from wecom_api.errors import Refused
from wecom_twin.server import TwinServer


async def make(client: Client, name: str, *, parent_id: int | None = None) -> int:
    made = await client(
        CreateCustomerStrategy(
            strategy_name=name,
            admin_list=["chen_rui"],
            range=[DepartmentNode(partyid=1), MemberNode(userid="li_na")],
            parent_id=parent_id,
            privilege={"share_customer": False},
        )
    )
    return made.strategy_id


async def test_a_group_is_made_read_changed_and_deleted(twin: TwinServer, client: Client) -> None:
    parent = await make(client, "华东")
    child = await make(client, "杭州", parent_id=parent)
    one = (await client(GetCustomerStrategy(strategy_id=child))).strategy
    nodes = [
        node async for page in client.pages(GetCustomerStrategyRange(strategy_id=child, limit=1)) for node in page.range
    ]
    listed = [row.strategy_id async for page in client.pages(ListCustomerStrategy(limit=1)) for row in page.strategy]

    assert (one.parent_id, one.strategy_name, one.admin_list) == (parent, "杭州", ("chen_rui",))
    assert (one.create_time, one.privilege["share_customer"]) == (int(twin.world.now()), False)
    assert nodes == [RangeNode(type=1, userid="li_na"), RangeNode(type=2, partyid=1)]
    assert listed == [parent, child]

    await client(EditCustomerStrategy(strategy_id=child, strategy_name="浙江", range_del=[MemberNode(userid="li_na")]))
    changed = (await client(GetCustomerStrategyRange(strategy_id=child))).range
    assert (changed, (await client(GetCustomerStrategy(strategy_id=child))).strategy.strategy_name) == (
        (RangeNode(type=2, partyid=1),),
        "浙江",
    )

    await client(DelCustomerStrategy(strategy_id=parent))
    assert (await client(ListCustomerStrategy())).strategy == ()
    with pytest.raises(Refused) as raised:
        await client(GetCustomerStrategy(strategy_id=child))
    assert raised.value.errcode == 40058
