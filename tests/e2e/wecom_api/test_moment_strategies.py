"""Strategy groups of moments between the client and the twin."""

import pytest

from wecom_api.calls.moment_strategies import (
    CreateMomentStrategy,
    DelMomentStrategy,
    EditMomentStrategy,
    GetMomentStrategy,
    GetMomentStrategyRange,
    GrantedMomentPrivilege,
    ListMomentStrategy,
    MomentPrivilege,
)
from wecom_api.calls.strategies import DepartmentNode, MemberNode, RangeNode
from wecom_api.client import Client
from wecom_api.errors import CallError


async def test_a_strategy_group_is_made_changed_and_deleted(client: Client) -> None:
    made = await client(
        CreateMomentStrategy(
            strategy_name="华东",
            admin_list=["chen_rui"],
            privilege=MomentPrivilege(send_moment=False),
            range=[DepartmentNode(partyid=2), MemberNode(userid="li_na")],
        )
    )
    first = (await client(GetMomentStrategy(strategy_id=made.strategy_id))).strategy
    before = await client(GetMomentStrategyRange(strategy_id=made.strategy_id))
    await client(
        EditMomentStrategy(
            strategy_id=made.strategy_id,
            strategy_name="华南",
            admin_list=["li_na"],
            range_add=[MemberNode(userid="wang_wei")],
            range_del=[DepartmentNode(partyid=2)],
        )
    )
    second = (await client(GetMomentStrategy(strategy_id=made.strategy_id))).strategy
    listed = [row async for page in client.pages(ListMomentStrategy(limit=1)) for row in page.strategy]
    pages = [page.range async for page in client.pages(GetMomentStrategyRange(strategy_id=made.strategy_id, limit=1))]

    assert (first.strategy_id, first.parent_id, first.strategy_name) == (made.strategy_id, 0, "华东")
    assert (first.admin_list, first.privilege) == (("chen_rui",), GrantedMomentPrivilege(send_moment=False))
    assert set(before.range) == {RangeNode(type=2, partyid=2), RangeNode(type=1, userid="li_na")}
    assert (second.strategy_name, second.admin_list, second.privilege) == ("华南", ("li_na",), first.privilege)
    assert [row.strategy_id for row in listed] == [made.strategy_id]
    assert {node for page in pages for node in page} == {
        RangeNode(type=1, userid="li_na"),
        RangeNode(type=1, userid="wang_wei"),
    }
    await client(DelMomentStrategy(strategy_id=made.strategy_id))
    with pytest.raises(CallError):
        await client(GetMomentStrategy(strategy_id=made.strategy_id))
