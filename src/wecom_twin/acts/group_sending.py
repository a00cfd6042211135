"""Owners confirm group sends into their groups; each group that is reached gets one message.

Source: https://developer.work.weixin.qq.com/document/path/92135 (2025-11-17)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts.caps import is_capped
from wecom_twin.acts.grouping import count_message
from wecom_twin.ledger import Receipt
from wecom_twin.state.sends import (
    CREATED_BY_CORP,
    RESULT_CAPPED,
    RESULT_NOT_FRIEND,
    RESULT_PENDING,
    RESULT_SENT,
    Outcome,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.groups import CustomerGroup
    from wecom_twin.state.sends import GroupSend, MemberTask


def send_to_chats(
    realm: Realm, corp: Corp, send: GroupSend, task: MemberTask, *, owner: Member, chats: Collection[str] | None
) -> None:
    """Reach the groups of a task: those it names, else those the owner picks, else all of theirs."""
    if not task.outcomes:
        owned = [one.chat_id for one in corp.groups.values() if one.alive and one.owner == owner.userid]
        picked = owned if chats is None else [one for one in owned if one in chats]
        task.outcomes = {one: Outcome("", chat_id=one) for one in picked}
    for outcome in task.outcomes.values():
        if outcome.status != RESULT_PENDING:
            continue
        group = corp.groups[outcome.chat_id]
        if not group.alive or group.owner != owner.userid:
            outcome.status = RESULT_NOT_FRIEND
        elif is_capped(realm, corp, group.chat_id):
            outcome.status = RESULT_CAPPED
        else:
            outcome.status, outcome.send_time = RESULT_SENT, int(realm.clock.now())
            _reach(realm, corp, send, owner, group)


def _reach(realm: Realm, corp: Corp, send: GroupSend, owner: Member, group: CustomerGroup) -> None:
    now = realm.clock.now()
    corp.received_sends.setdefault(group.chat_id, []).append(now)
    count_message(realm, group, owner.userid)
    realm.ledger.receive(
        Receipt(
            at=now,
            corpid=corp.corpid,
            kind="group_send",
            userid=owner.userid,
            external_userid="",
            key=send.msgid,
            occasion=send.digest,
            digest=send.digest,
            text=send.text or "",
            call_id=send.call_id,
            by_platform=send.create_type == CREATED_BY_CORP,
            chat_id=group.chat_id,
        )
    )
