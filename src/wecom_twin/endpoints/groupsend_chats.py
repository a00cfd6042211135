"""Group sends into customer groups: one task for the owner, who may have to pick the groups.

Source: https://developer.work.weixin.qq.com/document/path/92135 (2025-11-17)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts.caps import is_capped
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.sends import MemberTask, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.endpoints.call import Call
    from wecom_twin.state.contacts import Member


def owners_task(call: Call, owner: Member, chat_ids: Sequence[str]) -> tuple[MemberTask, list[str]]:
    """The owner's task, and the chat_ids that cannot be sent to; without chat_ids the owner picks later.

    Raises:
        ApiError: 40058 more than 2000 groups; 41048, or what the switch says, when none is the
            owner's living group.
    """
    if len(chat_ids) > call.realm.limits.chats_per_group_send:
        raise ApiError(40058, "chat_id_list takes 2000 groups")
    task, failed = MemberTask(owner.userid, {}), list[str]()
    for chat_id in dict.fromkeys(chat_ids):
        if _may_be_sent_to(call, owner, chat_id):
            task.outcomes[chat_id] = Outcome("", chat_id=chat_id)
        else:
            failed.append(chat_id)
    owned = any(one.alive and one.owner == owner.userid for one in call.corp.groups.values())
    if chat_ids and not task.outcomes:
        raise ApiError(call.realm.switches.bad_chats_errcode)
    if not owned:
        raise ApiError(41048)
    return task, failed


def _may_be_sent_to(call: Call, owner: Member, chat_id: str) -> bool:
    group = call.corp.groups.get(chat_id)
    if group is None or not group.alive or group.owner != owner.userid:
        return False
    return not (call.realm.switches.fail_list_names_capped and is_capped(call.realm, call.corp, chat_id))
