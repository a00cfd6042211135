"""Statistics of customer groups, by owner and by day; today has none yet.

Source: https://developer.work.weixin.qq.com/document/path/92133 (2026-02-12)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from wecom_twin.days import day_number, day_start
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.groups import OwnerFilter, groups_of, named_owners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.state.groups import CustomerGroup

_OLDEST_DAY = 180
_LONGEST_SPAN = 30
_LARGEST_PAGE = 1_000
_ORDERS = {1: "new_chat_cnt", 2: "chat_total", 3: "new_member_cnt", 4: "member_total"}


class _Days(msgspec.Struct):
    day_begin_time: int | None = None
    day_end_time: int | None = None
    owner_filter: OwnerFilter | None = None


class _ByOwner(_Days):
    order_by: int = 1
    order_asc: int = 0
    offset: int = 0
    limit: int = 500


def statistic(call: Call) -> Payload:
    """Figures of each owner over the asked days, in the order asked for."""
    asked = call.body(_ByOwner)
    days = _days(call, asked)
    if asked.order_by not in _ORDERS or asked.order_asc not in (0, 1):
        raise ApiError(40058, "invalid order")
    if asked.offset < 0 or not 0 < asked.limit <= _LARGEST_PAGE:
        raise ApiError(40058, "limit lies in 1 to 1000")
    by_owner: dict[str, list[CustomerGroup]] = {}
    for group in _groups(call, asked):
        by_owner.setdefault(group.owner, []).append(group)
    rows = [(owner, _figures(call, groups, days)) for owner, groups in by_owner.items()]
    key = _ORDERS[asked.order_by]
    rows.sort(key=lambda row: cast("int", row[1][key]), reverse=not asked.order_asc)
    page = rows[asked.offset : asked.offset + asked.limit]
    return {
        "total": len(rows),
        "next_offset": min(asked.offset + asked.limit, len(rows)),
        "items": [{"owner": owner, "data": figures} for owner, figures in page],
    }


def statistic_group_by_day(call: Call) -> Payload:
    """Figures of each day, of all asked owners together."""
    asked = call.body(_Days)
    days = _days(call, asked)
    groups = _groups(call, asked)
    return {
        "items": [{"stat_time": day_start(day), "data": _figures(call, groups, range(day, day + 1))} for day in days]
    }


def _groups(call: Call, asked: _Days) -> list[CustomerGroup]:
    if call.realm.switches.statistic_needs_owners and not (asked.owner_filter and asked.owner_filter.userid_list):
        raise ApiError(40063)
    return groups_of(call, named_owners(call, asked.owner_filter))


def _days(call: Call, asked: _Days) -> range:
    """The days asked for: at most 30, from yesterday back half a year."""
    if asked.day_begin_time is None:
        raise ApiError(40063)
    first = day_number(asked.day_begin_time)
    last = first if asked.day_end_time is None else day_number(asked.day_end_time)
    today = day_number(call.now)
    if first < today - _OLDEST_DAY or last >= today:
        raise ApiError(40058, "days lie between yesterday and 180 days ago")
    if not first <= last < first + _LONGEST_SPAN:
        raise ApiError(40058, "a statistic spans 30 days")
    return range(first, last + 1)


def _figures(call: Call, groups: Sequence[CustomerGroup], days: range) -> Payload:
    """The `data` object: what is new in these days, and what there is at the end of the last one."""
    end = day_start(days.stop)
    known = [one for one in groups if one.created_at < end and (one.dismissed_at is None or one.dismissed_at >= end)]
    spoke = range(days.stop) if call.realm.switches.group_speakers_accumulate else days
    speakers = [sum(any(at in spoke for at in said) for said in one.speakers.values()) for one in known]
    return {
        "new_chat_cnt": sum(day_number(one.created_at) in days for one in known),
        "chat_total": len(known),
        "chat_has_msg": sum(count > 0 for count in speakers),
        "new_member_cnt": sum(sum(day.joined for at, day in one.days.items() if at in days) for one in known),
        "member_total": sum(one.size_at(end) for one in known),
        "member_has_msg": sum(speakers),
        "msg_total": sum(sum(day.messages for at, day in one.days.items() if at < days.stop) for one in known),
        "migrate_trainee_chat_cnt": 0,
    }


_PREFIX = "/cgi-bin/externalcontact/groupchat/"
ROUTES: dict[str, Route] = {
    _PREFIX + "statistic": Route(handler=statistic, customer_contact=True, empty={"items": []}),
    _PREFIX + "statistic_group_by_day": Route(
        handler=statistic_group_by_day, customer_contact=True, empty={"items": []}
    ),
}
