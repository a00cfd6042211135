"""What is read of moments: the list, who has published, to whom, who sees it, who answered.

Source: https://developer.work.weixin.qq.com/document/path/93333 (2026-02-12)
"""

from __future__ import annotations

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, cut_page, page_limit
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.moments import find_moment
from wecom_twin.state.moments import BY_CORP, BY_MEMBER, PUBLISHED, Moment, MomentTask, Reaction

_ALL_CREATORS = 2
_LONGEST_SPAN = 30 * 86_400


class _List(msgspec.Struct):
    start_time: int | None = None
    end_time: int | None = None
    creator: str = ""
    filter_type: int = _ALL_CREATORS
    cursor: str = ""
    limit: int = 20


def get_moment_list(call: Call) -> Payload:
    """Moments made between two instants, neither included, at most 30 days apart."""
    asked = call.body(_List)
    start, end = asked.start_time, asked.end_time
    if start is None or end is None:
        raise ApiError(40063)
    if not 0 <= end - start <= _LONGEST_SPAN:
        raise ApiError(40058, "a list spans 30 days")
    found = [
        one for one in call.corp.moments.values() if start < int(one.created_at) < end and _is_listed(call, one, asked)
    ]
    limit = page_limit(asked.limit, default=20, top=20)
    page, next_cursor = cut_page(found, asked.cursor, limit)
    return {"moment_list": [_shown(one) for one in page], "next_cursor": next_cursor}


def _is_listed(call: Call, moment: Moment, asked: _List) -> bool:
    if moment.deleted or call.now < moment.dispatched_at or (asked.creator and moment.creator != asked.creator):
        return False
    if asked.filter_type in (BY_CORP, BY_MEMBER) and moment.create_type != asked.filter_type:
        return False
    member = call.corp.directory.find_member(moment.creator or "")
    return moment.creator is None or (member is not None and call.sight.sees(member))


def _shown(moment: Moment) -> Payload:
    shown: Payload = {
        "moment_id": moment.moment_id,
        "create_time": int(moment.created_at),
        "create_type": moment.create_type,
        "visible_type": moment.visible_type,
        **moment.content,
    }
    if moment.creator is not None:
        shown["creator"] = moment.creator
    return shown


class _Rows(msgspec.Struct):
    moment_id: str = ""
    userid: str = ""
    cursor: str = ""
    limit: int = 0


def get_moment_task(call: Call) -> Payload:
    """Who has published a moment of the corp."""
    asked = call.body(_Rows)
    moment = _dispatched(call, asked.moment_id)
    if moment.create_type == BY_MEMBER:
        raise ApiError(41067)
    limit = page_limit(asked.limit, default=500, top=1_000, above=500)
    page, next_cursor = cut_page(list(moment.tasks.values()), asked.cursor, limit)
    return {
        "task_list": [{"userid": one.userid, "publish_status": one.status} for one in page],
        "next_cursor": next_cursor,
    }


def _dispatched(call: Call, moment_id: str) -> Moment:
    moment = find_moment(call, moment_id)
    if call.now < moment.dispatched_at:
        raise ApiError(41079)
    return moment


def _copy(call: Call, asked: _Rows, *, published: bool) -> MomentTask:
    """One member's copy.

    Raises:
        ApiError: as the moment and the member; 41061 the member has no part in it; 41062 not published
            yet, where that is asked for.
    """
    moment = _dispatched(call, asked.moment_id)
    member = call.visible_member(asked.userid)
    task = moment.tasks.get(member.userid)
    if task is None:
        raise ApiError(41061)
    if published and task.status != PUBLISHED:
        raise ApiError(41062)
    return task


def get_moment_customer_list(call: Call) -> Payload:
    """The customers chosen for one member's copy."""
    asked = call.body(_Rows)
    task = _copy(call, asked, published=not call.realm.switches.moment_audience_before_publishing)
    page, next_cursor = cut_page(
        task.audience, asked.cursor, page_limit(asked.limit, default=500, top=1_000, above=500)
    )
    return {
        "customer_list": [{"userid": task.userid, "external_userid": one} for one in page],
        "next_cursor": next_cursor,
    }


def get_moment_send_result(call: Call) -> Payload:
    """The customers whose timeline shows one member's copy."""
    asked = call.body(_Rows)
    task = _copy(call, asked, published=True)
    limit = page_limit(asked.limit, default=3_000, top=5_000, above=3_000)
    page, next_cursor = cut_page(task.reached, asked.cursor, limit)
    return {"customer_list": [{"external_userid": one} for one in page], "next_cursor": next_cursor}


def get_moment_comments(call: Call) -> Payload:
    """Who commented on one member's copy and who liked it; what was said is not told."""
    task = _copy(call, call.body(_Rows), published=True)
    return {
        "comment_list": [_shown_reaction(one) for one in task.comments],
        "like_list": [_shown_reaction(one) for one in task.likes],
    }


def _shown_reaction(one: Reaction) -> Payload:
    who = {"userid": one.userid} if one.userid else {"external_userid": one.external_userid}
    return {**who, "create_time": one.at}


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "get_moment_list": Route(handler=get_moment_list, customer_contact=True, empty={"moment_list": []}),
    _PREFIX + "get_moment_task": Route(handler=get_moment_task, customer_contact=True, empty={"task_list": []}),
    _PREFIX + "get_moment_customer_list": Route(
        handler=get_moment_customer_list, customer_contact=True, empty={"customer_list": []}
    ),
    _PREFIX + "get_moment_send_result": Route(
        handler=get_moment_send_result, customer_contact=True, empty={"customer_list": []}
    ),
    _PREFIX + "get_moment_comments": Route(
        handler=get_moment_comments, customer_contact=True, empty={"comment_list": [], "like_list": []}
    ),
}
