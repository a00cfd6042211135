"""Behaviour statistics: single chats of members, day by day, all asked members together.

Source: https://developer.work.weixin.qq.com/document/path/92132 (2026-02-12)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.days import day_number, day_start
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.conduct import ConductDay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.state.contacts import Member

_NAMED = 100
_OLDEST_DAY = 180
_NOTHING = ConductDay()


class _Asked(msgspec.Struct):
    userid: list[str] = []
    partyid: list[int] = []
    start_time: int | None = None
    end_time: int | None = None


def get_user_behavior_data(call: Call) -> Payload:
    """One row a day, summed over the members named and those of the departments."""
    asked = call.body(_Asked)
    if asked.start_time is None or asked.end_time is None or not (asked.userid or asked.partyid):
        raise ApiError(40063)
    if len(asked.userid) > _NAMED or len(asked.partyid) > _NAMED:
        raise ApiError(40058, "a call takes 100 members and 100 departments")
    members = _members(call, asked)
    first, last = day_number(asked.start_time), day_number(asked.end_time)
    today = day_number(call.now)
    if last > today or (last == today and not call.realm.switches.behavior_shows_today):
        raise ApiError(40058, "the day is not over")
    if first < today - _OLDEST_DAY:
        raise ApiError(40058, "days go back 180")
    if not first <= last < first + call.realm.switches.behavior_span_days:
        raise ApiError(40058, "a call spans 30 days")
    return {"behavior_data": [_row(members, day) for day in range(first, last + 1)]}


def _members(call: Call, asked: _Asked) -> list[Member]:
    named = [call.visible_member(one) for one in asked.userid]
    for party in asked.partyid:
        if party not in call.corp.directory.departments:
            raise ApiError(60123)
        if party not in call.sight.departments:
            raise ApiError(60011)
        for below in call.corp.directory.subtree(party):
            named.extend(call.corp.directory.members_of(below.id))
    return list({one.userid: one for one in named}.values())


def _row(members: Sequence[Member], number: int) -> Payload:
    days = [one.days.get(number, _NOTHING) for one in members]
    row: Payload = {
        "stat_time": day_start(number),
        "new_apply_cnt": sum(day.applied for day in days),
        "new_contact_cnt": sum(day.gained for day in days),
        "chat_cnt": sum(len(day.spoken_to) for day in days),
        "message_cnt": sum(day.messages for day in days),
        "negative_feedback_cnt": sum(day.lost for day in days),
    }
    if opened := sum(len(day.opened) for day in days):
        waits = [wait for day in days for wait in day.answers.values()]
        row["reply_percentage"] = round(100 * len(waits) / opened, 2)
        row["avg_reply_time"] = int(sum(waits) / len(waits) // 60) if waits else 0
    return row


ROUTES: dict[str, Route] = {
    "/cgi-bin/externalcontact/get_user_behavior_data": Route(
        handler=get_user_behavior_data, customer_contact=True, empty={"behavior_data": []}
    ),
}
