from __future__ import annotations

from typing import Final

from unit.wecom_api.calls.trips import Trip
from wecom_api.calls.albums import (
    AddProductAlbum,
    DeleteProductAlbum,
    GetProductAlbum,
    GetProductAlbumList,
    UpdateProductAlbum,
)
from wecom_api.calls.behavior import GetUserBehaviorData, ListServedContacts
from wecom_api.calls.customer_strategies import (
    CreateCustomerStrategy,
    DelCustomerStrategy,
    EditCustomerStrategy,
    GetCustomerStrategy,
    GetCustomerStrategyRange,
    ListCustomerStrategy,
)
from wecom_api.calls.idconvert import (
    ConvertTmpExternalUserid,
    FromServiceExternalUserid,
    OpenuseridToUserid,
    UseridToOpenuserid,
)
from wecom_api.calls.intercept_rules import (
    AddInterceptRule,
    ApplicableRange,
    DelInterceptRule,
    ExtraRule,
    GetInterceptRule,
    GetInterceptRuleList,
    UpdateInterceptRule,
)
from wecom_api.calls.strategies import DepartmentNode, MemberNode
from wecom_api.calls.strategy_tags import AddStrategyTag, DelStrategyTag, EditStrategyTag, GetStrategyTagList
from wecom_api.calls.tags import NewTag
from wecom_api.calls.transfers import (
    GetResignedTransferResult,
    GetTransferResult,
    GetUnassignedList,
    TransferCustomer,
    TransferResignedCustomer,
)

PICTURES = [{"type": "image", "image": {"media_id": "m1"}}]
MEMBERS = {"handover_userid": "chen_rui", "takeover_userid": "li_na"}

TRIPS: Final = (
    Trip(
        call=GetStrategyTagList(strategy_id=3, group_id=["st1"]),
        sent={"strategy_id": 3, "group_id": ["st1"]},
        answer={"tag_group": [{"group_id": "st1", "strategy_id": 3, "tag": [{"id": "st2", "name": "意向"}]}]},
        told=("tag_group.0.tag.0.name", "意向"),
    ),
    Trip(
        call=AddStrategyTag(strategy_id=3, group_name="购买阶段", tag=[NewTag(name="意向", order=2)]),
        sent={"strategy_id": 3, "group_name": "购买阶段", "tag": [{"name": "意向", "order": 2}]},
        answer={"tag_group": {"group_id": "st1", "strategy_id": 3, "tag": [{"id": "st2"}]}},
        told=("tag_group.tag.0.id", "st2"),
    ),
    Trip(call=EditStrategyTag(id="st2", name="成交"), sent={"id": "st2", "name": "成交"}),
    Trip(call=DelStrategyTag(tag_id=["st2"]), sent={"tag_id": ["st2"]}),
    Trip(
        call=ListCustomerStrategy(cursor="c"),
        sent={"cursor": "c", "limit": 1000},
        answer={"strategy": [{"strategy_id": 3}]},
        told=("strategy.0.strategy_id", 3),
    ),
    Trip(
        call=GetCustomerStrategy(strategy_id=3),
        sent={"strategy_id": 3},
        answer={"strategy": {"strategy_id": 3, "strategy_name": "华东", "privilege": {"share_customer": False}}},
        told=("strategy.privilege", {"share_customer": False}),
    ),
    Trip(
        call=GetCustomerStrategyRange(strategy_id=3),
        sent={"strategy_id": 3, "limit": 1000},
        answer={"range": [{"type": 1, "userid": "li_na"}, {"type": 2, "partyid": 7}]},
        told=("range.1.partyid", 7),
    ),
    Trip(
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
        told=("strategy_id", 3),
    ),
    Trip(
        call=EditCustomerStrategy(strategy_id=3, range_del=[MemberNode(userid="li_na")]),
        sent={"strategy_id": 3, "range_del": [{"type": 1, "userid": "li_na"}]},
    ),
    Trip(call=DelCustomerStrategy(strategy_id=3), sent={"strategy_id": 3}),
    Trip(
        call=TransferCustomer(**MEMBERS, external_userid=["wm1"], transfer_success_msg="后续由李娜为您服务"),
        sent=MEMBERS | {"external_userid": ["wm1"], "transfer_success_msg": "后续由李娜为您服务"},
        answer={"customer": [{"external_userid": "wm1", "errcode": 40128}]},
        told=("customer.0.errcode", 40128),
    ),
    Trip(
        call=GetTransferResult(**MEMBERS, cursor=""),
        sent=MEMBERS | {"cursor": ""},
        answer={"customer": [{"external_userid": "wm1", "status": 2, "takeover_time": 1767398400}]},
        told=("customer.0.takeover_time", 1767398400),
    ),
    Trip(
        call=GetUnassignedList(),
        sent={"page_size": 1000},
        answer={
            "info": [{"handover_userid": "wu_gone", "external_userid": "wm9", "dimission_time": 1767000000}],
            "is_last": True,
            "next_cursor": "",
        },
        told=("info.0.dimission_time", 1767000000),
    ),
    Trip(
        call=TransferResignedCustomer(**MEMBERS, external_userid=["wm1"]),
        sent=MEMBERS | {"external_userid": ["wm1"]},
        answer={"customer": [{"external_userid": "wm1", "errcode": 0}]},
        told=("customer.0.errcode", 0),
    ),
    Trip(
        call=GetResignedTransferResult(**MEMBERS),
        sent=MEMBERS,
        answer={"customer": [{"external_userid": "wm1", "status": 1}]},
        told=("customer.0.status", 1),
    ),
    Trip(
        call=FromServiceExternalUserid(external_userid="wmP", source_agentid=1000002),
        sent={"external_userid": "wmP", "source_agentid": 1000002},
        answer={"external_userid": "wm1"},
        told=("external_userid", "wm1"),
    ),
    Trip(
        call=ConvertTmpExternalUserid(business_type=2, user_type=1, tmp_external_userid_list=["t1", "t2"]),
        sent={"business_type": 2, "user_type": 1, "tmp_external_userid_list": ["t1", "t2"]},
        answer={
            "results": [{"tmp_external_userid": "t1", "external_userid": "wm1"}],
            "invalid_tmp_external_userid_list": ["t2"],
        },
        told=("invalid_tmp_external_userid_list.0", "t2"),
    ),
    Trip(
        call=UseridToOpenuserid(userid_list=["a", "b"]),
        sent={"userid_list": ["a", "b"]},
        answer={"open_userid_list": [{"userid": "a", "open_userid": "woA"}], "invalid_userid_list": ["b"]},
        told=("open_userid_list.0.open_userid", "woA"),
    ),
    Trip(
        call=OpenuseridToUserid(open_userid_list=["woA"], source_agentid=1000002),
        sent={"open_userid_list": ["woA"], "source_agentid": 1000002},
        answer={"userid_list": [{"open_userid": "woA", "userid": "a"}], "invalid_open_userid_list": []},
        told=("userid_list.0.userid", "a"),
    ),
    Trip(
        call=GetUserBehaviorData(userid=["chen_rui"], start_time=1767196800, end_time=1767283200),
        sent={"userid": ["chen_rui"], "start_time": 1767196800, "end_time": 1767283200},
        answer={"behavior_data": [{"stat_time": 1767196800, "chat_cnt": 31, "reply_percentage": 92.5}]},
        told=("behavior_data.0.reply_percentage", 92.5),
    ),
    Trip(
        call=ListServedContacts(cursor="c"),
        sent={"cursor": "c"},
        answer={"info_list": [{"is_customer": False, "tmp_openid": "t", "name": "**明", "chat_name": "外联群"}]},
        told=("info_list.0.chat_name", "外联群"),
    ),
    Trip(
        call=AddProductAlbum(description="明前龙井 50g", price=19900, product_sn="LJ50", pictures=["m1"]),
        sent={"description": "明前龙井 50g", "price": 19900, "product_sn": "LJ50", "attachments": PICTURES},
        answer={"product_id": "p1"},
        told=("product_id", "p1"),
    ),
    Trip(
        call=GetProductAlbum(product_id="p1"),
        sent={"product_id": "p1"},
        answer={"product": {"product_id": "p1", "price": 19900, "attachments": PICTURES}},
        told=("product.attachments.0.image.media_id", "m1"),
    ),
    Trip(
        call=GetProductAlbumList(cursor="c"),
        sent={"cursor": "c", "limit": 100},
        answer={"product_list": [{"product_id": "p1"}], "next_cursor": "d"},
        told=("next_cursor", "d"),
    ),
    Trip(call=UpdateProductAlbum(product_id="p1", price=1), sent={"product_id": "p1", "price": 1}),
    Trip(call=UpdateProductAlbum(product_id="p1", pictures=["m1"]), sent={"product_id": "p1", "attachments": PICTURES}),
    Trip(call=DeleteProductAlbum(product_id="p1"), sent={"product_id": "p1"}),
    Trip(
        call=AddInterceptRule(
            rule_name="禁发手机号",
            word_list=["返现"],
            semantics_list=[1],
            intercept_type=1,
            applicable_range=ApplicableRange(department_list=[7]),
        ),
        sent={
            "rule_name": "禁发手机号",
            "word_list": ["返现"],
            "semantics_list": [1],
            "intercept_type": 1,
            "applicable_range": {"department_list": [7]},
        },
        answer={"rule_id": 17},
        told=("rule_id", "17"),
    ),
    Trip(
        call=GetInterceptRuleList(),
        sent={},
        answer={"rule_list": [{"rule_id": "r1", "rule_name": "n", "create_time": 1}]},
        told=("rule_list.0.rule_id", "r1"),
    ),
    Trip(
        call=GetInterceptRule(rule_id="r1"),
        sent={"rule_id": "r1"},
        answer={"rule": {"rule_id": "r1", "semantics_list": [1, 2], "applicable_range": {"user_list": ["a"]}}},
        told=("rule.semantics", (1, 2)),
    ),
    Trip(
        call=GetInterceptRule(rule_id="r1"),
        sent={"rule_id": "r1"},
        answer={"rule": {"rule_id": "r1", "extra_rule": {"semantics_list": [3]}}},
        told=("rule.semantics", (3,)),
    ),
    Trip(
        call=UpdateInterceptRule(
            rule_id="r1", extra_rule=ExtraRule(semantics_list=[]), add_applicable_range=ApplicableRange(user_list=["a"])
        ),
        sent={"rule_id": "r1", "extra_rule": {"semantics_list": []}, "add_applicable_range": {"user_list": ["a"]}},
    ),
    Trip(call=DelInterceptRule(rule_id="r1"), sent={"rule_id": "r1"}),
)
