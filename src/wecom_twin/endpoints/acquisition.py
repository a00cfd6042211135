"""Acquisition links (获客助手): made, read, changed and deleted by the app that made them.

Sources: https://developer.work.weixin.qq.com/document/path/97297 (links), 97298 (customers),
97375 (quota, statistic), 100130 (chat info); pages of 2026-02-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.days import day_number
from wecom_twin.endpoints.call import Call, Payload, Route, cut_page, page_limit
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.links import AcquisitionLink, LinkCustomer

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME_CHARS = 30
_LISTED_USERS = 500
_PRIORITY_USERS = 1_000
_LISTED_FRIENDS = 2
_STATISTIC_DAYS = 180
_SPAN_DAYS = 30


class _Range(msgspec.Struct):
    user_list: list[str] = []
    department_list: list[int] = []


class _Priority(msgspec.Struct):
    priority_type: int = 0
    priority_userid_list: list[str] = []


class _Fields(msgspec.Struct, kw_only=True):
    """What create and update have in common; None means not given."""

    link_id: str = ""
    link_name: str | None = None
    range: _Range | None = None
    skip_verify: bool | None = None
    priority_option: _Priority | None = None
    mark_source: bool | None = None


class _LinkId(msgspec.Struct):
    link_id: str = ""


def create_link(call: Call) -> Payload:
    """Make a link, which only this app sees from now on."""
    asked = call.body(_Fields)
    if not asked.link_name or asked.range is None:
        raise ApiError(40063)
    _check(call, asked)
    if sum(not one.deleted for one in call.corp.links.values()) >= call.realm.limits.acquisition_links:
        raise ApiError(41095)
    link = AcquisitionLink(f"ca{call.realm.ids.letters('link_id', 16)}", asked.link_name, call.now, call.app.agentid)
    _write(asked, link)
    call.corp.links[link.link_id] = link
    shown = {
        "link_id": link.link_id,
        "link_name": link.link_name,
        "url": link.url,
        "create_time": int(link.created_at),
    }
    return {"link": shown}


def _check(call: Call, asked: _Fields) -> None:
    if asked.link_name is not None and not 0 < len(asked.link_name) <= _NAME_CHARS:
        raise ApiError(40058, "link_name takes 30 characters")
    if asked.range is not None:
        _check_range(call, asked.range)
    if asked.priority_option is not None:
        _check_priority(call, asked.priority_option)


def _check_range(call: Call, asked: _Range) -> None:
    if not asked.user_list and not asked.department_list:
        raise ApiError(40063, "user_list and department_list are both empty")
    if len(asked.user_list) > _LISTED_USERS:
        raise ApiError(40058, "user_list takes 500 members")
    people = {call.follower(userid).userid for userid in asked.user_list}
    for party in asked.department_list:
        if party not in call.sight.departments:
            raise ApiError(60011)
        for department in call.corp.directory.subtree(party):
            people.update(one.userid for one in call.corp.directory.members_of(department.id))
    if len(people) > call.realm.limits.acquisition_link_members:
        raise ApiError(40058, "a link covers 500 members")


def _check_priority(call: Call, asked: _Priority) -> None:
    if not call.corp.link_extras:
        raise ApiError(41200)
    if asked.priority_type not in (1, _LISTED_FRIENDS):
        raise ApiError(40058, "invalid priority_type")
    if asked.priority_type == _LISTED_FRIENDS and not asked.priority_userid_list:
        raise ApiError(40063, "priority_userid_list is empty")
    if len(asked.priority_userid_list) > _PRIORITY_USERS:
        raise ApiError(40058, "priority_userid_list takes 1000 members")
    for userid in asked.priority_userid_list:
        call.follower(userid)


def _write(asked: _Fields, link: AcquisitionLink) -> None:
    """Take over what was given: range and priority as a whole; omitted fields stay."""
    link.link_name = asked.link_name or link.link_name
    link.skip_verify = link.skip_verify if asked.skip_verify is None else asked.skip_verify
    link.mark_source = link.mark_source if asked.mark_source is None else asked.mark_source
    if asked.range is not None:
        link.user, link.party = asked.range.user_list, asked.range.department_list
    if asked.priority_option is not None:
        link.priority_type = asked.priority_option.priority_type
        link.priority_users = asked.priority_option.priority_userid_list


def _own(call: Call, link_id: str) -> AcquisitionLink:
    if not link_id:
        raise ApiError(40063, "link_id is empty")
    link = call.corp.links.get(link_id)
    if link is None or link.deleted or link.agentid != call.app.agentid:
        raise ApiError(call.realm.switches.unknown_link_errcode, "invalid link_id")
    return link


def get(call: Call) -> Payload:
    """One link with its range; departments are not expanded."""
    link = _own(call, call.body(_LinkId).link_id)
    shown: Payload = {
        "link": {
            "link_name": link.link_name,
            "url": link.url,
            "create_time": int(link.created_at),
            "skip_verify": link.skip_verify,
            "mark_source": link.mark_source,
        },
        "range": {"user_list": link.user, "department_list": link.party},
    }
    if link.priority_type:
        shown["priority_option"] = {
            "priority_type": link.priority_type,
            "priority_userid_list": link.priority_users,
        }
    return shown


def update_link(call: Call) -> Payload:
    """Change a link in place; its address stays."""
    asked = call.body(_Fields)
    link = _own(call, asked.link_id)
    _check(call, asked)
    _write(asked, link)
    return {}


def delete_link(call: Call) -> Payload:
    """Kill a link; nothing announces it."""
    _own(call, call.body(_LinkId).link_id).deleted = True
    return {}


class _Page(msgspec.Struct):
    link_id: str = ""
    limit: int = 0
    cursor: str = ""


def list_link(call: Call) -> Payload:
    """Ids of this app's living links."""
    asked = call.body(_Page)
    ids = [one.link_id for one in call.corp.links.values() if not one.deleted and one.agentid == call.app.agentid]
    page, next_cursor = cut_page(ids, asked.cursor, page_limit(asked.limit, default=100, top=100))
    return {"link_id_list": page, "next_cursor": next_cursor}


def customer(call: Call) -> Payload:
    """Who came through a link: once per member."""
    asked = call.body(_Page)
    link = _own(call, asked.link_id)
    page, next_cursor = cut_page(link.customers, asked.cursor, page_limit(asked.limit, default=1_000, top=1_000))
    return {"customer_list": [_shown_customer(one) for one in page], "next_cursor": next_cursor}


def _shown_customer(visit: LinkCustomer) -> Payload:
    return {
        "external_userid": visit.external_userid,
        "userid": visit.userid,
        "chat_status": visit.chat_status,
        "state": visit.state,
    }


def customer_acquisition_quota(call: Call) -> Payload:
    """Units used since ever and left, by the day they expire."""
    quota = call.corp.link_quota
    return {
        "total": quota.used,
        "balance": quota.balance(call.now),
        "quota_list": [
            {"expire_date": one.expire_date, "balance": one.balance} for one in quota.living(call.now) if one.balance
        ],
    }


class _Statistic(msgspec.Struct):
    link_id: str = ""
    start_time: int | None = None
    end_time: int | None = None


def statistic(call: Call) -> Payload:
    """How many opened a link and how many were added, from the first day to the last, both whole."""
    asked = call.body(_Statistic)
    link = _own(call, asked.link_id)
    if asked.start_time is None or asked.end_time is None:
        raise ApiError(40063)
    first, last, today = (day_number(one) for one in (asked.start_time, asked.end_time, call.now))
    if not 0 <= last - first <= _SPAN_DAYS:
        raise ApiError(40058, "a statistic spans 30 days")
    if first < today - _STATISTIC_DAYS:
        raise ApiError(40058, "a statistic reaches back 180 days")
    days = range(first, last + 1)
    return {
        "click_link_customer_cnt": len({who for at, who in link.clicks if day_number(at) in days}),
        "new_customer_cnt": sum(day_number(one.added_at) in days for one in link.customers),
    }


class _ChatKey(msgspec.Struct):
    chat_key: str = ""


def get_chat_info(call: Call) -> Payload:
    """Who wrote, by the key of message_from_customer; it opens for half an hour."""
    asked = call.body(_ChatKey).chat_key
    if not asked:
        raise ApiError(40063)
    key = call.corp.chat_keys.get(asked)
    if key is None or key.agentid != call.app.agentid:
        raise ApiError(41201)
    if call.now > key.expires_at:
        raise ApiError(call.realm.switches.expired_chat_key_errcode)
    return {
        "userid": key.visit.userid,
        "external_userid": key.visit.external_userid,
        "chat_info": {
            "recv_msg_cnt": key.heard,
            "link_id": key.visit.link.link_id,
            "state": key.visit.state,
        },
    }


_PREFIX = "/cgi-bin/externalcontact/customer_acquisition"
_EMPTY: Mapping[str, Mapping[str, object]] = {
    "list_link": {"link_id_list": []},
    "customer": {"customer_list": []},
}
ROUTES: dict[str, Route] = {
    f"{_PREFIX}_quota": Route(handler=customer_acquisition_quota, method="GET", customer_contact=True),
    **{
        f"{_PREFIX}/{one.__name__}": Route(handler=one, customer_contact=True, empty=_EMPTY.get(one.__name__, {}))
        for one in (list_link, get, create_link, update_link, delete_link, customer, statistic, get_chat_info)
    },
}
