from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.customer_strategies import (
    CreateCustomerStrategy,
    CustomerStrategy,
    CustomerStrategyDetail,
    DelCustomerStrategy,
    EditCustomerStrategy,
    GetCustomerStrategy,
    GetCustomerStrategyRange,
    ListCustomerStrategy,
)
from wecom_api.calls.strategies import DepartmentNode, MemberNode, RangeNode, StrategyId, StrategyIds, StrategyRange
from wecom_api.calls.strategy_tags import (
    AddedStrategyTags,
    AddStrategyTag,
    DelStrategyTag,
    EditStrategyTag,
    GetStrategyTagList,
    StrategyTagGroup,
    StrategyTagLibrary,
)
from wecom_api.calls.tags import CorpTag, NewTag

EXCHANGES = [
    Exchange(
        call=GetStrategyTagList(strategy_id=3, group_id=["st1"]),
        sent={"strategy_id": 3, "group_id": ["st1"]},
        answer={"tag_group": [{"group_id": "st1", "strategy_id": 3, "tag": [{"id": "st2", "name": "意向"}]}]},
        result=StrategyTagLibrary(
            tag_group=(StrategyTagGroup(group_id="st1", strategy_id=3, tag=(CorpTag(id="st2", name="意向"),)),)
        ),
    ),
    Exchange(
        call=AddStrategyTag(strategy_id=3, group_name="购买阶段", tag=[NewTag(name="意向", order=2)]),
        sent={"strategy_id": 3, "group_name": "购买阶段", "tag": [{"name": "意向", "order": 2}]},
        answer={"tag_group": {"group_id": "st1", "strategy_id": 3, "tag": [{"id": "st2"}]}},
        result=AddedStrategyTags(tag_group=StrategyTagGroup(group_id="st1", strategy_id=3, tag=(CorpTag(id="st2"),))),
    ),
    Exchange(call=EditStrategyTag(id="st2", name="成交"), sent={"id": "st2", "name": "成交"}),
    Exchange(call=DelStrategyTag(tag_id=["st2"]), sent={"tag_id": ["st2"]}),
    Exchange(
        call=ListCustomerStrategy(cursor="c"),
        sent={"cursor": "c", "limit": 1000},
        answer={"strategy": [{"strategy_id": 3}]},
        result=StrategyIds(strategy=(StrategyId(strategy_id=3),)),
    ),
    Exchange(
        call=GetCustomerStrategy(strategy_id=3),
        sent={"strategy_id": 3},
        answer={"strategy": {"strategy_id": 3, "strategy_name": "华东", "privilege": {"share_customer": False}}},
        result=CustomerStrategyDetail(
            strategy=CustomerStrategy(strategy_id=3, strategy_name="华东", privilege={"share_customer": False})
        ),
    ),
    Exchange(
        call=GetCustomerStrategyRange(strategy_id=3),
        sent={"strategy_id": 3, "limit": 1000},
        answer={"range": [{"type": 1, "userid": "li_na"}, {"type": 2, "partyid": 7}]},
        result=StrategyRange(range=(RangeNode(type=1, userid="li_na"), RangeNode(type=2, partyid=7))),
    ),
    Exchange(
        call=CreateCustomerStrategy(
            strategy_name="华东",
            admin_list=["chen_rui"],
            range=[DepartmentNode(partyid=7), MemberNode(userid="li_na")],
            privilege={"share_customer": False},
        ),
        sent={
            "strategy_name": "华东",
            "admin_list": ["chen_rui"],
            "range": [{"type": 2, "partyid": 7}, {"type": 1, "userid": "li_na"}],
            "privilege": {"share_customer": False},
        },
        answer={"strategy_id": 3},
        result=StrategyId(strategy_id=3),
    ),
    Exchange(
        call=EditCustomerStrategy(strategy_id=3, range_del=[MemberNode(userid="li_na")]),
        sent={"strategy_id": 3, "range_del": [{"type": 1, "userid": "li_na"}]},
    ),
    Exchange(call=DelCustomerStrategy(strategy_id=3), sent={"strategy_id": 3}),
]
