"""Departments and members, as far as a self-built app or the contacts-sync secret may read them.

Sources: https://developer.work.weixin.qq.com/document/path/96255 (user/get, 2025-03-06), 96260
(user/list, 2024-07-24), 96067 (list_id, 2024-07-23), 90208 (department/list)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, cursor_offset, page_limit, whole_number
from wecom_twin.endpoints.errors import ApiError

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import SecretKind
    from wecom_twin.state.directory import Department

_BOTH: frozenset[SecretKind] = frozenset({"app", "contacts_sync"})
_SYNC: frozenset[SecretKind] = frozenset({"contacts_sync"})


def _refuse_restricted_sync(call: Call) -> None:
    """The contacts-sync secret from an address added since 2022-08-15 reads ids only."""
    if call.app.kind == "contacts_sync" and call.realm.switches.contacts_sync_restricted:
        raise ApiError(48009)


def _tree(call: Call) -> list[Department]:
    """The asked subtree inside the visible range; without an id, all that is visible."""
    text = call.query.get("id", "")
    if not text:
        departments = list(call.corp.directory.departments.values())
        return [one for one in departments if one.id in call.sight.departments]
    top = _department(call, text)
    return [one for one in call.corp.directory.subtree(top.id) if one.id in call.sight.departments]


def _department(call: Call, text: str) -> Department:
    number = whole_number(text)
    department = call.corp.directory.departments.get(number) if number is not None else None
    if department is None:
        raise ApiError(60123)
    if department.id not in call.sight.departments:
        raise ApiError(60011)
    return department


def _shown_department(one: Department) -> Payload:
    return {
        "id": one.id,
        "name": one.name,
        "name_en": "",
        "department_leader": one.leaders,
        "parentid": one.parentid,
        "order": one.order,
    }


def department_list(call: Call) -> Payload:
    """A department and everything below it."""
    _refuse_restricted_sync(call)
    return {"department": [_shown_department(one) for one in _tree(call)]}


def department_simplelist(call: Call) -> Payload:
    """The same as ids only."""
    return {"department_id": [{"id": one.id, "parentid": one.parentid, "order": one.order} for one in _tree(call)]}


def department_get(call: Call) -> Payload:
    """One department."""
    _refuse_restricted_sync(call)
    return {"department": _shown_department(_department(call, call.query.get("id", "")))}


def _shown_member(call: Call, one: Member) -> Payload:
    """What an app made since 2022-06-20 receives: no avatar, gender, mobile, email or address."""
    departments = [dept for dept in one.departments if dept in call.sight.departments] or one.departments
    return {
        "userid": one.userid,
        "name": one.name,
        "department": departments,
        "order": [0] * len(departments),
        "position": one.position,
        "is_leader_in_dept": [int(dept in one.leader_in) for dept in departments],
        "direct_leader": [],
        "status": one.status,
        "isleader": int(bool(one.leader_in)),
        "enable": int(one.status != 2),  # noqa: PLR2004 - 2 is WeCom's "disabled"
        "main_department": departments[0],
        "alias": one.alias,
        "telephone": "",
        "extattr": {"attrs": []},
    }


def user_get(call: Call) -> Payload:
    """One member; who has left is unknown."""
    _refuse_restricted_sync(call)
    return _shown_member(call, call.visible_member(call.query.get("userid", ""), unknown=60111))


def _direct_members(call: Call) -> list[Member]:
    department = _department(call, call.query.get("department_id", ""))
    return [one for one in call.corp.directory.members_of(department.id) if call.sight.sees(one)]


def user_simplelist(call: Call) -> Payload:
    """Direct members of a department, briefly; `fetch_child` is gone from the pages and ignored."""
    _refuse_restricted_sync(call)
    return {
        "userlist": [
            {"userid": one.userid, "name": one.name, "department": one.departments} for one in _direct_members(call)
        ]
    }


def user_list(call: Call) -> Payload:
    """Direct members of a department in full."""
    _refuse_restricted_sync(call)
    return {"userlist": [_shown_member(call, one) for one in _direct_members(call)]}


class _ListId(msgspec.Struct):
    cursor: str = ""
    limit: int = 10_000


def user_list_id(call: Call) -> Payload:
    """One row per member and department; a page may end inside one member's rows."""
    asked = call.body(_ListId)
    first = cursor_offset(asked.cursor)
    if asked.limit < 1:
        raise ApiError(40058)
    rows = [
        {"userid": one.userid, "department": department}
        for one in call.corp.directory.members.values()
        for department in one.departments
    ]
    limit = page_limit(asked.limit, default=10_000, top=10_000)
    more = first + limit < len(rows)
    return {"dept_user": rows[first : first + limit], "next_cursor": str(first + limit) if more else ""}


ROUTES: dict[str, Route] = {
    "/cgi-bin/department/list": Route(handler=department_list, method="GET", kinds=_BOTH, empty={"department": []}),
    "/cgi-bin/department/simplelist": Route(
        handler=department_simplelist, method="GET", kinds=_BOTH, empty={"department_id": []}
    ),
    "/cgi-bin/department/get": Route(handler=department_get, method="GET", kinds=_BOTH),
    "/cgi-bin/user/get": Route(handler=user_get, method="GET", kinds=_BOTH),
    "/cgi-bin/user/simplelist": Route(handler=user_simplelist, method="GET", kinds=_BOTH, empty={"userlist": []}),
    "/cgi-bin/user/list": Route(handler=user_list, method="GET", kinds=_BOTH, empty={"userlist": []}),
    "/cgi-bin/user/list_id": Route(handler=user_list_id, kinds=_SYNC, empty={"dept_user": []}),
}
