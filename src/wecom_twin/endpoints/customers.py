"""Customers and the members who follow them.

Sources: https://developer.work.weixin.qq.com/document/path/92571 (follow users), 92113 (list),
92114 (get), 92994 (batch), 92115 (remark); pages of 2026-02 to 2026-07.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, cursor_offset, page_limit
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.pictures import AVATARS
from wecom_twin.state.contacts import WECHAT_USER, WECOM_USER
from wecom_twin.state.media import FOR_GROUP_WELCOMES

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Customer, Relation
    from wecom_twin.state.tags import Tag

_FOLLOWERS_PER_PAGE = 500
_BATCH_MEMBERS = 100
_REMARK_CHARS = 20
_COMPANY_CHARS = 20
_DESCRIPTION_CHARS = 150
_CORP_TAG = 1
_PERSONAL_TAG = 2
_STRATEGY_TAG = 3


def get_follow_user_list(call: Call) -> Payload:
    """Members in both ranges: that of customer contact and that of the app."""
    members = call.corp.directory.members.values()
    return {"follow_user": [one.userid for one in members if one.follow_user and call.sight.sees(one)]}


def list_(call: Call) -> Payload:
    """All customers of one member; nobody is an error, as observed."""
    member = call.follower(call.query.get("userid", ""))
    found = [ext for ext, relation in member.relations.items() if relation.readable]
    if not found:
        raise ApiError(84061)
    return {"external_userid": found}


def get(call: Call) -> Payload:
    """One customer with the visible members who follow them."""
    customer = call.customer(call.query.get("external_userid", ""))
    readable = [one for one in customer.relations if one.readable]
    if not readable:
        raise ApiError(84061)
    shown = [one for one in readable if one.member.follow_user and call.sight.sees(one.member)]
    if not shown:
        raise ApiError(40096)
    start = cursor_offset(call.query.get("cursor", ""))
    page = shown[start : start + _FOLLOWERS_PER_PAGE]
    reply: Payload = {
        "external_contact": external_contact(call, customer),
        "follow_user": [_follow_user(one) for one in page],
    }
    if start + _FOLLOWERS_PER_PAGE < len(shown):
        reply["next_cursor"] = str(start + _FOLLOWERS_PER_PAGE)
    return reply


def external_contact(call: Call, customer: Customer) -> Payload:
    """The `external_contact` object, as `get` and `batch/get_by_user` show it."""
    shown: Payload = {
        "external_userid": customer.external_userid,
        "name": customer.name,
        "avatar": f"{call.realm.picture_url}{AVATARS}{customer.external_userid}/0",
        "type": customer.type,
        "gender": customer.gender,
    }
    if customer.type == WECHAT_USER and call.corp.unionid_bound and customer.unionid:
        shown["unionid"] = customer.unionid
    if customer.type == WECOM_USER:
        shown["corp_name"] = customer.corp_name
        shown["corp_full_name"] = customer.corp_name
        if customer.position:
            shown["position"] = customer.position
    return shown


def _relation_fields(relation: Relation) -> Payload:
    shown: Payload = {
        "userid": relation.member.userid,
        "remark": relation.remark,
        "description": relation.description,
        "createtime": relation.createtime,
        "remark_mobiles": list(relation.remark_mobiles),
        "add_way": relation.add_way,
        "oper_userid": relation.oper_userid,
    }
    if relation.customer.type == WECHAT_USER and relation.remark_corp_name:
        shown["remark_corp_name"] = relation.remark_corp_name
    if relation.state is not None:
        shown["state"] = relation.state
    return shown


def _follow_user(relation: Relation) -> Payload:
    return {
        **_relation_fields(relation),
        "tags": [
            *(_shown_tag(tag) for tag in relation.living_tags()),
            *({"group_name": "", "tag_name": name, "type": _PERSONAL_TAG} for name in relation.personal_tags),
        ],
    }


def _shown_tag(tag: Tag) -> Payload:
    kind = _CORP_TAG if tag.group.strategy is None else _STRATEGY_TAG
    return {"group_name": tag.group.name, "tag_name": tag.name, "tag_id": tag.id, "type": kind}


class _Batch(msgspec.Struct):
    userid_list: list[str] = []
    cursor: str = ""
    limit: int = 50


def batch_get_by_user(call: Call) -> Payload:
    """Customers of up to 100 members, one row per pair, in order of adding."""
    asked = call.body(_Batch)
    if not 0 < len(asked.userid_list) <= _BATCH_MEMBERS:
        raise ApiError(40058, "userid_list takes 1 to 100 members")
    members = list(dict.fromkeys(call.follower(userid) for userid in asked.userid_list))
    limit = page_limit(asked.limit, default=50, top=100)
    index, serial = _batch_cursor(asked.cursor)
    rows: list[Relation] = []
    for position in range(index, len(members)):
        after = serial if position == index else 0
        live = (one for one in members[position].relations.values() if one.readable and one.serial > after)
        for relation in live:
            if len(rows) == limit:
                last = rows[-1]
                there = members.index(last.member)
                return _batch_page(call, rows, f"{there}.{last.serial}")
            rows.append(relation)
    if not rows and not asked.cursor and call.realm.switches.empty_batch_errcode:
        raise ApiError(call.realm.switches.empty_batch_errcode)
    return _batch_page(call, rows, "")


def _batch_cursor(cursor: str) -> tuple[int, int]:
    index, _, serial = (cursor or "0.0").partition(".")
    if not (index and serial):
        raise ApiError(40058, "invalid cursor")
    return cursor_offset(index), cursor_offset(serial)


def _batch_page(call: Call, rows: list[Relation], next_cursor: str) -> Payload:
    return {
        "external_contact_list": [
            {
                "external_contact": external_contact(call, one.customer),
                "follow_info": {**_relation_fields(one), "tag_id": [tag.id for tag in one.living_tags()]},
            }
            for one in rows
        ],
        "next_cursor": next_cursor,
    }


class _Remark(msgspec.Struct):
    userid: str = ""
    external_userid: str = ""
    remark: str | None = None
    description: str | None = None
    remark_company: str | None = None
    remark_mobiles: list[str] | None = None
    remark_pic_mediaid: str | None = None


def remark(call: Call) -> Payload:
    """Change what a member noted about a customer; omitted fields keep their value."""
    asked = call.body(_Remark)
    relation = call.relation(asked.userid, asked.external_userid)
    given = (
        asked.remark,
        asked.description,
        asked.remark_company,
        asked.remark_mobiles,
        asked.remark_pic_mediaid,
    )
    if all(one is None for one in given):
        raise ApiError(call.realm.switches.empty_remark_errcode)
    _check_chars("remark", asked.remark, _REMARK_CHARS)
    _check_chars("description", asked.description, _DESCRIPTION_CHARS)
    _check_chars("remark_company", asked.remark_company, _COMPANY_CHARS)
    if asked.remark_pic_mediaid:
        media = call.corp.media.get(asked.remark_pic_mediaid)
        if media is None or media.expires_at <= call.now or media.purpose == FOR_GROUP_WELCOMES:
            raise ApiError(40007)
    if asked.remark is not None:
        relation.remark = asked.remark
    if asked.description is not None:
        relation.description = asked.description
    if asked.remark_company is not None and relation.customer.type == WECHAT_USER:
        relation.remark_corp_name = asked.remark_company
    if asked.remark_mobiles is not None:
        relation.remark_mobiles = tuple(one for one in asked.remark_mobiles if one)
    return {}


def _check_chars(name: str, text: str | None, limit: int) -> None:
    if text is not None and len(text) > limit:
        raise ApiError(40058, f"invalid Request Parameter: {name} exceeds {limit} characters")


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "get_follow_user_list": Route(
        handler=get_follow_user_list, method="GET", customer_contact=True, empty={"follow_user": []}
    ),
    _PREFIX + "list": Route(handler=list_, method="GET", customer_contact=True, empty={"external_userid": []}),
    _PREFIX + "get": Route(handler=get, method="GET", customer_contact=True, empty={"follow_user": []}),
    _PREFIX + "batch/get_by_user": Route(
        handler=batch_get_by_user, customer_contact=True, empty={"external_contact_list": []}
    ),
    _PREFIX + "remark": Route(handler=remark, customer_contact=True),
}
