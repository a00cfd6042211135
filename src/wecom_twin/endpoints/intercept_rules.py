"""Sensitive-word rules: kept for their readers; nobody's talk is held against them here.

Source: https://developer.work.weixin.qq.com/document/path/95097 (2026-02-12)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, whole_number
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.intercept import InterceptRule

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME_CHARS = 20
_WORDS = 300
_WORD_CHARS = 32
_SEMANTICS = (1, 2, 3)
_KINDS = (1, 2)
_NODES_PER_CALL = 1_000


class _Range(msgspec.Struct):
    user_list: list[str] = []
    department_list: list[int] = []


class _Extra(msgspec.Struct):
    semantics_list: list[int] | None = None


class _Add(msgspec.Struct, kw_only=True):
    rule_name: str = ""
    word_list: list[str] = []
    semantics_list: list[int] = []
    intercept_type: int = 0
    applicable_range: _Range | None = None


class _Update(msgspec.Struct, kw_only=True):
    rule_id: str | int = ""
    rule_name: str = ""
    word_list: list[str] = []
    extra_rule: _Extra | None = None
    intercept_type: int | None = None
    add_applicable_range: _Range | None = None
    remove_applicable_range: _Range | None = None


class _RuleId(msgspec.Struct):
    rule_id: str | int = ""


def add(call: Call) -> Payload:
    """Make a rule; a corp has a hundred."""
    asked = call.body(_Add)
    within = asked.applicable_range or _Range()
    if not (asked.rule_name and asked.word_list and asked.intercept_type):
        raise ApiError(40063)
    if not (within.user_list or within.department_list):
        raise ApiError(40063, "applicable_range is empty")
    _check_name(call, asked.rule_name)
    _check(asked.word_list, asked.semantics_list, asked.intercept_type)
    userids, parties = _nodes(call, within)
    if len(_living(call)) >= call.realm.limits.intercept_rules:
        raise ApiError(41069)
    rule = InterceptRule(
        id=call.realm.ids.number("intercept_rule"),
        agentid=call.app.agentid,
        create_time=int(call.now),
        name=asked.rule_name,
        words=asked.word_list,
        semantics=asked.semantics_list,
        kind=asked.intercept_type,
        userids=userids,
        parties=parties,
    )
    call.corp.intercept_rules[rule.id] = rule
    return {"rule_id": _shown_id(call, rule)}


def _living(call: Call) -> list[InterceptRule]:
    return [one for one in call.corp.intercept_rules.values() if not one.deleted]


def _shown_id(call: Call, rule: InterceptRule) -> str | int:
    return rule.id if call.realm.switches.rule_id_is_number else str(rule.id)


def _check_name(call: Call, name: str, *, of: InterceptRule | None = None) -> None:
    if len(name) > _NAME_CHARS:
        raise ApiError(40058, "rule_name exceeds 20 characters")
    if any(one.name == name and one is not of for one in _living(call)):
        raise ApiError(41077)


def _check(words: Sequence[str], semantics: Sequence[int], kind: int | None) -> None:
    if len(words) > _WORDS:
        raise ApiError(41068)
    if not all(0 < len(word) <= _WORD_CHARS for word in words):
        raise ApiError(41083)
    if not all(one in _SEMANTICS for one in semantics):
        raise ApiError(41084)
    if kind is not None and kind not in _KINDS:
        raise ApiError(40058, "intercept_type is 1 or 2")


def _nodes(call: Call, within: _Range | None) -> tuple[dict[str, None], dict[int, None]]:
    """The members and departments named, all of them in sight."""
    within = within or _Range()
    if len(within.user_list) > _NODES_PER_CALL or len(within.department_list) > _NODES_PER_CALL:
        raise ApiError(40058, "a call takes 1000 members and 1000 departments")
    userids = dict.fromkeys(call.visible_member(one).userid for one in within.user_list)
    for party in within.department_list:
        if party not in call.corp.directory.departments:
            raise ApiError(60123)
        if party not in call.sight.departments:
            raise ApiError(60011)
    return userids, dict.fromkeys(within.department_list)


def _find(call: Call, rule_id: str | int, *, own: bool) -> InterceptRule:
    if rule_id == "":
        raise ApiError(40063)
    rule = call.corp.intercept_rules.get(whole_number(str(rule_id)) or 0)
    if rule is None:
        raise ApiError(41070)
    if own and rule.agentid != call.app.agentid:
        raise ApiError(call.realm.switches.foreign_rule_errcode)
    if rule.deleted:
        raise ApiError(41071)
    return rule


def list_(call: Call) -> Payload:
    """All rules of the corp, in short."""
    return {
        "rule_list": [
            {"rule_id": _shown_id(call, one), "rule_name": one.name, "create_time": one.create_time}
            for one in _living(call)
        ]
    }


def get(call: Call) -> Payload:
    """One rule, with as much of its range as the app sees."""
    rule = _find(call, call.body(_RuleId).rule_id, own=False)
    semantics: Payload = {"semantics_list": rule.semantics}
    return {
        "rule": {
            "rule_id": _shown_id(call, rule),
            "rule_name": rule.name,
            "word_list": rule.words,
            "intercept_type": rule.kind,
            "applicable_range": {
                "user_list": [one for one in rule.userids if one in call.sight.userids],
                "department_list": [one for one in rule.parties if one in call.sight.departments],
            },
            "create_time": rule.create_time,
            **({"extra_rule": semantics} if call.realm.switches.rule_semantics_in_extra else semantics),
        }
    }


def update(call: Call) -> Payload:
    """Change a rule; words are replaced, the range grows and shrinks."""
    asked = call.body(_Update)
    rule = _find(call, asked.rule_id, own=True)
    semantics = asked.extra_rule.semantics_list if asked.extra_rule else None
    _check_name(call, asked.rule_name, of=rule)
    _check(asked.word_list, semantics or (), asked.intercept_type)
    userids, parties = _nodes(call, asked.add_applicable_range)
    gone_userids, gone_parties = _nodes(call, asked.remove_applicable_range)
    userids = {one: None for one in (*rule.userids, *userids) if one not in gone_userids}
    if len(userids) > call.realm.limits.intercept_rule_members:
        raise ApiError(41076)
    rule.userids = userids
    rule.parties = {one: None for one in (*rule.parties, *parties) if one not in gone_parties}
    rule.name, rule.words = asked.rule_name or rule.name, asked.word_list or rule.words
    rule.semantics = rule.semantics if semantics is None else semantics
    rule.kind = asked.intercept_type or rule.kind
    return {}


def del_(call: Call) -> Payload:
    """Delete a rule."""
    _find(call, call.body(_RuleId).rule_id, own=True).deleted = True
    return {}


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "add_intercept_rule": Route(handler=add, customer_contact=True),
    _PREFIX + "get_intercept_rule_list": Route(
        handler=list_, method="GET", customer_contact=True, empty={"rule_list": []}
    ),
    _PREFIX + "get_intercept_rule": Route(handler=get, customer_contact=True),
    _PREFIX + "update_intercept_rule": Route(handler=update, customer_contact=True),
    _PREFIX + "del_intercept_rule": Route(handler=del_, customer_contact=True),
}
