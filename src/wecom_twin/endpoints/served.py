"""Everybody outside whom members serve, customers or not, in pages of one traversal.

All groups of the twin count as marked customer groups, so rows name their chat_id.

Source: https://developer.work.weixin.qq.com/document/path/99434 (2026-02-12)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.chance import pseudonym
from wecom_twin.endpoints.call import Call, Payload, Route, page_limit, whole_number
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.groups import sees_owner
from wecom_twin.state.groups import EXTERNAL_CONTACT
from wecom_twin.state.served import Traversal

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE = 1_000
_PERSON = "external_userid"


class _Page(msgspec.Struct):
    cursor: str = ""
    limit: int = _PAGE


def contact_list(call: Call) -> Payload:
    """A page; an empty cursor begins anew, and everybody gets another tmp_openid."""
    if call.app.provider:
        raise ApiError(48002)
    asked = call.body(_Page)
    number, first = _place(call, asked.cursor) if asked.cursor else (_begin(call), 0)
    rows = call.corp.traversals[number].rows
    after = first + page_limit(asked.limit, default=_PAGE, top=_PAGE)
    return {
        "info_list": [dict(one) for one in rows[first:after]],
        "next_cursor": f"{number}.{after}" if after < len(rows) else "",
    }


def _begin(call: Call) -> int:
    number = call.realm.ids.number("traversal")
    traversals = call.corp.traversals
    for old in [one for one, kept in traversals.items() if kept.expires_at <= call.now]:
        del traversals[old]
    rows = tuple(_rows(call, str(number)))
    traversals[number] = Traversal(call.app.agentid, call.now + call.realm.limits.traversal_seconds, rows)
    return number


def _place(call: Call, cursor: str) -> tuple[int, int]:
    number, _, first = cursor.partition(".")
    traversal = call.corp.traversals.get(whole_number(number) or 0)
    offset = whole_number(first)
    if traversal is None or offset is None or traversal.agentid != call.app.agentid:
        raise ApiError(50100)
    if call.now >= traversal.expires_at:
        raise ApiError(50100)
    return int(number), offset


def _rows(call: Call, traversal: str) -> Iterator[Payload]:
    for member in call.corp.directory.members.values():
        if not call.sight.sees(member):
            continue
        for external_userid, relation in member.relations.items():
            if relation.readable:
                added = {"follow_userid": member.userid, "add_time": relation.createtime}
                yield {**_person(call, traversal, external_userid), **added}
    for group in call.corp.groups.values():
        if not group.alive or not sees_owner(call, group):
            continue
        for one in group.face.participants.values():
            if one.type == EXTERNAL_CONTACT:
                joined = {"follow_userid": group.owner, "chat_id": group.chat_id, "add_time": one.join_time}
                yield {**_person(call, traversal, one.id), **joined}


def _person(call: Call, traversal: str, external_userid: str) -> Payload:
    customer = call.corp.customers[external_userid]
    known = any(one.readable for one in customer.relations)
    return {
        "is_customer": known,
        "tmp_openid": "tmp" + pseudonym(call.realm.seed, traversal, external_userid),
        **({_PERSON: external_userid} if known else {"name": "**" + customer.name[-1:]}),
    }


ROUTES: dict[str, Route] = {
    "/cgi-bin/externalcontact/contact_list": Route(
        handler=contact_list, customer_contact=True, empty={"info_list": []}
    ),
}
