"""Tags of strategy groups between the client and the twin."""

import pytest

from wecom_api.calls.customer_strategies import CreateCustomerStrategy
from wecom_api.calls.customers import GetCustomer
from wecom_api.calls.strategies import DepartmentNode
from wecom_api.calls.strategy_tags import AddStrategyTag, DelStrategyTag, EditStrategyTag, GetStrategyTagList
from wecom_api.calls.tags import GetCorpTagList, MarkTag, NewTag
from wecom_api.client import Client
from wecom_api.errors import CallError

STRATEGY_TAG = 3


async def test_strategy_tags_are_made_marked_renamed_and_deleted(client: Client, friends: list[str]) -> None:
    strategy = await client(
        CreateCustomerStrategy(strategy_name="华东", admin_list=["chen_rui"], range=[DepartmentNode(partyid=1)])
    )
    tags = [NewTag(name="老客", order=2), NewTag(name="新客", order=1)]
    made = (
        await client(AddStrategyTag(strategy_id=strategy.strategy_id, group_name="阶段", order=5, tag=tags))
    ).tag_group
    old = made.tag[0].id
    await client(MarkTag(userid="chen_rui", external_userid=friends[0], add_tag=[old]))
    await client(EditStrategyTag(id=old, name="熟客"))
    customer = await client(GetCustomer(external_userid=friends[0]))
    library = (await client(GetStrategyTagList(strategy_id=strategy.strategy_id))).tag_group
    corp_library = (await client(GetCorpTagList())).tag_group

    assert (made.group_name, made.strategy_id, made.order) == ("阶段", strategy.strategy_id, 5)
    assert [[tag.name for tag in group.tag] for group in library] == [["熟客", "新客"]]
    assert made.group_id not in {group.group_id for group in corp_library}
    (marked,) = next(one.tags for one in customer.follow_user if one.userid == "chen_rui")
    assert (marked.tag_id, marked.tag_name, marked.group_name, marked.type) == (old, "熟客", "阶段", STRATEGY_TAG)
    await client(DelStrategyTag(group_id=[made.group_id]))
    assert (await client(GetStrategyTagList())).tag_group == ()
    with pytest.raises(CallError):
        await client(MarkTag(userid="chen_rui", external_userid=friends[1], add_tag=[old]))
