"""Customers are handed over (在职继承, 离职继承): begun here, done a day later.

Sources: https://developer.work.weixin.qq.com/document/path/92125 (on the job), 94088 (its status),
92124 (unassigned), 94081 (resigned), 94082 (its status); pages of 2026-02 to 2026-07.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.acts.handing_over import begin, is_full
from wecom_twin.days import day_number, day_start
from wecom_twin.endpoints.call import Call, Payload, Route, cut_page, page_limit
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.contacts import Bond
from wecom_twin.state.transfers import DONE, WAITING, Transfer

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.departures import Departure

_CUSTOMERS = 100
_MESSAGE_CHARS = 200
_DAYS = 90
_YEAR = 365 * 86_400.0
_PAGE = 1_000


class _Transfer(msgspec.Struct):
    handover_userid: str = ""
    takeover_userid: str = ""
    external_userid: list[str] = []
    transfer_success_msg: str = ""


class _Result(msgspec.Struct):
    handover_userid: str = ""
    takeover_userid: str = ""
    cursor: str = ""


class _Unassigned(msgspec.Struct):
    cursor: str = ""
    page_id: int | None = None
    page_size: int = _PAGE


def transfer_customer(call: Call) -> Payload:
    """Begin to hand over customers of a member on the job; each row says whether it has begun."""
    asked = call.body(_Transfer)
    handover = call.visible_member(asked.handover_userid)
    if len(asked.transfer_success_msg) > _MESSAGE_CHARS:
        raise ApiError(40058, "transfer_success_msg takes 200 characters")
    return _begin(call, asked, handover, resigned=False)


def resigned_transfer_customer(call: Call) -> Payload:
    """Begin to assign customers of a member who has left within the last year."""
    asked = call.body(_Transfer)
    asked.transfer_success_msg = ""
    departure = _departure(call, asked.handover_userid)
    if call.now - departure.left_at > _YEAR:
        raise ApiError(call.realm.switches.long_resigned_errcode)
    return _begin(call, asked, departure.member, resigned=True)


def _departure(call: Call, userid: str) -> Departure:
    """What is left of a member who has gone from the app's sight."""
    if not userid:
        raise ApiError(40063)
    departure = call.corp.departed.get(userid.lower())
    if departure is None:
        raise ApiError(40003 if call.corp.directory.find_member(userid) is None else 40097)
    if call.app.agentid not in departure.seen_by:
        raise ApiError(60011)
    return departure


def takeover_member(call: Call, userid: str) -> Member:
    """A visible, activated member who may have customers.

    Raises:
        ApiError: as for :meth:`Call.follower`; 41054 not activated.
    """
    member = call.follower(userid)
    if not member.active:
        raise ApiError(41054)
    return member


def _begin(call: Call, asked: _Transfer, handover: Member, *, resigned: bool) -> Payload:
    if not 0 < len(asked.external_userid) <= _CUSTOMERS:
        raise ApiError(40058, "external_userid takes 1 to 100 customers")
    takeover = takeover_member(call, asked.takeover_userid)
    rows: list[Payload] = []
    for external_userid in dict.fromkeys(asked.external_userid):
        errcode = _obstacle(call, handover, takeover, external_userid, resigned=resigned)
        rows.append({"external_userid": external_userid, "errcode": errcode})
        if errcode == 0:
            transfer = Transfer(
                handover=handover.userid,
                takeover=takeover.userid,
                external_userid=external_userid,
                resigned=resigned,
                started_at=call.now,
                due_at=call.now + call.realm.limits.transfer_seconds,
                message=asked.transfer_success_msg,
                call_id=call.id,
            )
            begin(call.realm, call.corp, transfer)
    return {"customer": rows}


def _obstacle(call: Call, handover: Member, takeover: Member, external_userid: str, *, resigned: bool) -> int:
    """The errcode of one row: why its transfer cannot begin, or 0."""
    if handover is takeover:
        return 40130
    customer = call.corp.customers.get(external_userid)
    if customer is None:
        return 40096
    relation = customer.relation_with(handover)
    if relation is None or not relation.readable:
        return call.realm.switches.transfer_stranger_errcode
    return _obstacle_of_members(call, handover, takeover, resigned=resigned) or _obstacle_of_pair(
        call, handover, takeover, external_userid, resigned=resigned
    )


def _obstacle_of_members(call: Call, handover: Member, takeover: Member, *, resigned: bool) -> int:
    if not takeover.verified:
        return 40098
    if takeover.banned or (handover.banned and not resigned):
        return 40143
    departure = call.corp.departed.get(handover.userid.lower()) if resigned else None
    until = departure.left_at if departure else call.now
    if is_idle(takeover, call.now) or is_idle(handover, until):
        return 40205
    return 0


def is_idle(member: Member, at: float) -> bool:
    """Whether a member had not logged in for a year then."""
    return member.logged_in_at is not None and at - member.logged_in_at > _YEAR


def _obstacle_of_pair(call: Call, handover: Member, takeover: Member, external_userid: str, *, resigned: bool) -> int:
    book = call.corp.transfers
    if book.waiting(handover.userid, external_userid):
        return 40129
    counted = not resigned or call.realm.switches.resigned_transfers_count
    since = day_start(day_number(call.now) - _DAYS + 1)
    resigned_too = call.realm.switches.resigned_transfers_count
    passed_on = book.count(external_userid, since=since, resigned_too=resigned_too)
    if counted and passed_on >= call.realm.limits.transfers_per_customer:
        return 40128
    present = takeover.relations.get(external_userid)
    if (present is None or present.bond is not Bond.FULL) and is_full(call.realm, takeover):
        return 40099
    return 0


def transfer_result(call: Call) -> Payload:
    """How far the transfers between two members on the job are."""
    asked = call.body(_Result)
    departure = call.corp.departed.get(asked.handover_userid.lower())
    gone = departure is not None and call.app.agentid in departure.seen_by
    handover = departure.member if departure and gone else call.visible_member(asked.handover_userid)
    return _result(call, asked, handover, resigned=False)


def resigned_transfer_result(call: Call) -> Payload:
    """How far the assignments from a member who has left are."""
    asked = call.body(_Result)
    return _result(call, asked, _departure(call, asked.handover_userid).member, resigned=True)


def _result(call: Call, asked: _Result, handover: Member, *, resigned: bool) -> Payload:
    takeover = call.visible_member(asked.takeover_userid)
    known = call.corp.transfers.by_pair.get((handover.userid, takeover.userid, resigned), {})
    page, next_cursor = cut_page(list(known.values()), asked.cursor, call.realm.limits.transfers_per_page)
    rows = [
        {"external_userid": one.external_userid, "status": one.status, "takeover_time": _takeover_time(one)}
        for one in page
    ]
    return {"customer": rows, "next_cursor": next_cursor}


def _takeover_time(transfer: Transfer) -> int:
    """When it was done, or will be; 0 when it will never be."""
    if transfer.status == WAITING:
        return int(transfer.due_at)
    return int(transfer.ended_at) if transfer.status == DONE else 0


def get_unassigned_list(call: Call) -> Payload:
    """Customers of members who have left whom nobody has taken over or is about to."""
    asked = call.body(_Unassigned)
    if asked.page_id is not None and asked.cursor:
        raise ApiError(40058, "page_id and cursor exclude each other")
    size = page_limit(asked.page_size, default=_PAGE, top=_PAGE)
    rows = list(_unassigned(call))
    if asked.page_id is not None:
        page = rows[asked.page_id * size : (asked.page_id + 1) * size]
        return {"info": page, "is_last": (asked.page_id + 1) * size >= len(rows)}
    page, next_cursor = cut_page(rows, asked.cursor, size)
    return {"info": page, "is_last": not next_cursor, "next_cursor": next_cursor}


def _unassigned(call: Call) -> list[Payload]:
    lag = call.realm.switches.unassigned_lag_seconds
    return [
        {
            "handover_userid": departure.member.userid,
            "external_userid": external_userid,
            "dimission_time": int(departure.left_at),
        }
        for departure in call.corp.departed.values()
        if call.app.agentid in departure.seen_by and departure.left_at + lag <= call.now
        for external_userid, relation in departure.member.relations.items()
        if relation.readable and not call.corp.transfers.waiting(departure.member.userid, external_userid)
    ]


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "transfer_customer": Route(handler=transfer_customer, customer_contact=True, empty={"customer": []}),
    _PREFIX + "transfer_result": Route(handler=transfer_result, customer_contact=True, empty={"customer": []}),
    _PREFIX + "resigned/transfer_customer": Route(
        handler=resigned_transfer_customer, customer_contact=True, empty={"customer": []}
    ),
    _PREFIX + "resigned/transfer_result": Route(
        handler=resigned_transfer_result, customer_contact=True, empty={"customer": []}
    ),
    _PREFIX + "get_unassigned_list": Route(handler=get_unassigned_list, customer_contact=True, empty={"info": []}),
}
