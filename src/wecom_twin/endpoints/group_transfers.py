"""Customer groups get another owner: of one on the job, or of one who has left.

Sources: https://developer.work.weixin.qq.com/document/path/95703 (on the job), 92127 (resigned);
pages of 2026-02 to 2026-07.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.acts.grouping import announce_owner, inherit
from wecom_twin.days import day_number, day_start
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError, text_of
from wecom_twin.endpoints.groups import sees_owner
from wecom_twin.endpoints.transfers import is_idle, takeover_member
from wecom_twin.state.contacts import WECHAT_USER
from wecom_twin.state.groups import INHERITED, INHERITING, OWNER_NORMAL, OWNER_RESIGNED

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.groups import CustomerGroup

_CHATS = 100
_DAYS = 90


class _Transfer(msgspec.Struct):
    chat_id_list: list[str] = []
    new_owner: str = ""


def onjob_transfer(call: Call) -> Payload:
    """Give groups of members on the job to another; only failures are listed."""
    return _transfer(call, resigned=False)


def transfer(call: Call) -> Payload:
    """Give groups of members who have left to another; only failures are listed."""
    return _transfer(call, resigned=True)


def _transfer(call: Call, *, resigned: bool) -> Payload:
    asked = call.body(_Transfer)
    if not 0 < len(asked.chat_id_list) <= _CHATS:
        raise ApiError(40058, "chat_id_list takes 1 to 100 groups")
    heir = takeover_member(call, asked.new_owner)
    if not heir.verified:
        raise ApiError(40098)
    failed: list[Payload] = []
    for chat_id in dict.fromkeys(asked.chat_id_list):
        group = call.corp.groups.get(chat_id)
        errcode = 90501 if group is None or not group.alive else _obstacle(call, group, heir, resigned=resigned)
        if errcode:
            failed.append({"chat_id": chat_id, "errcode": errcode, "errmsg": text_of(errcode)})
        elif group is not None:
            _hand_over(call, group, heir, resigned=resigned)
    return {"failed_chat_list": failed}


def _obstacle(call: Call, group: CustomerGroup, heir: Member, *, resigned: bool) -> int:
    """Why a group cannot be given to that member, or 0."""
    if not sees_owner(call, group):
        return 60011
    state = _obstacle_of_state(call, group, resigned=resigned)
    if state:
        return state
    if group.owner == heir.userid:
        return 90504
    owner = call.corp.directory.find_member(group.owner)
    if is_idle(heir, call.now) or (owner is not None and is_idle(owner, call.now)):
        return 90510
    if heir.userid not in group.face.participants and _wechat_users(call, group) >= call.realm.limits.consent_free:
        return 90503
    return _obstacle_of_quota(call, group, heir, resigned=resigned)


def _obstacle_of_state(call: Call, group: CustomerGroup, *, resigned: bool) -> int:
    if group.status == INHERITING:
        return 90507
    if not resigned:
        return 90502 if group.status == OWNER_RESIGNED else 0
    if group.status == INHERITED:
        return call.realm.switches.inherited_chat_errcode
    return 90500 if group.status == OWNER_NORMAL else 0


def _wechat_users(call: Call, group: CustomerGroup) -> int:
    customers = (call.corp.customers.get(one) for one in group.face.participants)
    return sum(one is not None and one.type == WECHAT_USER for one in customers)


def _obstacle_of_quota(call: Call, group: CustomerGroup, heir: Member, *, resigned: bool) -> int:
    limits, switches = call.realm.limits, call.realm.switches
    if call.corp.group_transfers.get(_quota_key(call, group, heir), 0) >= limits.group_transfers_per_day:
        return switches.group_transfer_quota_errcode
    since = day_start(day_number(call.now) - _DAYS + 1)
    if not resigned and sum(at >= since for at in group.handed_over_at) >= limits.transfers_per_group:
        return switches.group_transfer_often_errcode
    return 0


def _quota_key(call: Call, group: CustomerGroup, heir: Member) -> tuple[str, str, int]:
    return group.owner, heir.userid, day_number(call.now)


def _hand_over(call: Call, group: CustomerGroup, heir: Member, *, resigned: bool) -> None:
    """Count it, and let it happen at once or after the time that the switch says."""
    key = _quota_key(call, group, heir)
    call.corp.group_transfers[key] = call.corp.group_transfers.get(key, 0) + 1
    if not resigned:
        group.handed_over_at.append(call.now)
    seconds = call.realm.switches.group_transfer_seconds
    if seconds <= 0:
        _finish(call, group, heir, resigned=resigned)
        return
    group.status = INHERITING
    call.realm.clock.after(seconds, lambda: _finish(call, group, heir, resigned=resigned))


def _finish(call: Call, group: CustomerGroup, heir: Member, *, resigned: bool) -> None:
    inherit(call.realm, group, heir, without=group.owner if resigned else "")
    group.status = INHERITED if resigned else OWNER_NORMAL
    if call.realm.switches.group_transfer_is_told:
        announce_owner(call.realm, call.corp, group)


_PREFIX = "/cgi-bin/externalcontact/groupchat/"
_EMPTY = {"failed_chat_list": list[Payload]()}
ROUTES: dict[str, Route] = {
    _PREFIX + "onjob_transfer": Route(handler=onjob_transfer, customer_contact=True, empty=_EMPTY),
    _PREFIX + "transfer": Route(handler=transfer, customer_contact=True, empty=_EMPTY),
}
