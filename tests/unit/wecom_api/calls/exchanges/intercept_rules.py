from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.intercept_rules import (
    AddInterceptRule,
    ApplicableRange,
    DelInterceptRule,
    ExtraRule,
    GetInterceptRule,
    GetInterceptRuleList,
    InterceptRule,
    InterceptRuleDetail,
    InterceptRules,
    ListedInterceptRule,
    NewInterceptRule,
    RuleRange,
    RuleSemantics,
    UpdateInterceptRule,
)

EXCHANGES = [
    Exchange(
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
        result=NewInterceptRule(sent_rule_id=17),
    ),
    Exchange(
        call=GetInterceptRuleList(),
        sent={},
        answer={"rule_list": [{"rule_id": "r1", "rule_name": "n", "create_time": 1}]},
        result=InterceptRules(rule_list=(ListedInterceptRule(sent_rule_id="r1", rule_name="n", create_time=1),)),
    ),
    Exchange(
        call=GetInterceptRule(rule_id="r1"),
        sent={"rule_id": "r1"},
        answer={"rule": {"rule_id": "r1", "semantics_list": [1, 2], "applicable_range": {"user_list": ["a"]}}},
        result=InterceptRuleDetail(
            rule=InterceptRule(sent_rule_id="r1", applicable_range=RuleRange(user_list=("a",)), semantics_list=(1, 2))
        ),
    ),
    Exchange(
        call=GetInterceptRule(rule_id="r1"),
        sent={"rule_id": "r1"},
        answer={"rule": {"rule_id": "r1", "extra_rule": {"semantics_list": [3]}}},
        result=InterceptRuleDetail(
            rule=InterceptRule(sent_rule_id="r1", extra_rule=RuleSemantics(semantics_list=(3,)))
        ),
    ),
    Exchange(
        call=UpdateInterceptRule(
            rule_id="r1", extra_rule=ExtraRule(semantics_list=[]), add_applicable_range=ApplicableRange(user_list=["a"])
        ),
        sent={"rule_id": "r1", "extra_rule": {"semantics_list": []}, "add_applicable_range": {"user_list": ["a"]}},
    ),
    Exchange(call=DelInterceptRule(rule_id="r1"), sent={"rule_id": "r1"}),
]
