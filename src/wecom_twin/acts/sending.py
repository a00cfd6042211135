"""Members confirm group sends, or send on their own; only then does anything reach a customer.

Source: https://developer.work.weixin.qq.com/document/path/92135 (2025-11-17)
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from wecom_twin.acts.caps import is_capped
from wecom_twin.acts.group_sending import send_to_chats
from wecom_twin.ledger import Receipt
from wecom_twin.state.contacts import Bond
from wecom_twin.state.sends import (
    CREATED_BY_CORP,
    CREATED_BY_MEMBER,
    RESULT_CAPPED,
    RESULT_NOT_FRIEND,
    RESULT_PENDING,
    RESULT_SENT,
    TASK_OPEN,
    TASK_SENT,
    GroupSend,
    MemberTask,
    Outcome,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Customer, Member
    from wecom_twin.state.corp import Corp

Confirmation = Literal["sent", "dispatching", "already_sent", "cancelled", "expired", "cannot_send"]
"""What came of a member's press."""


def confirm(
    realm: Realm,
    corp: Corp,
    send: GroupSend,
    task: MemberTask,
    *,
    leaving_out: Collection[str] = (),
    chats: Collection[str] | None = None,
) -> Confirmation:
    """A member presses send: each recipient is reached, no friend any more, or over the cap.

    Args:
        leaving_out: external_userids that the member takes off the list, where the send allows it.
        chats: chat_ids that an owner picks, where the send leaves that to them; all theirs if none.
    """
    member = corp.directory.find_member(task.userid)
    refusal = _refusal(realm, send, task, member)
    if refusal is not None or member is None:
        return refusal or "cannot_send"
    task.status, task.send_time = TASK_SENT, int(realm.clock.now())
    if send.chat_type == "group":
        send_to_chats(realm, corp, send, task, owner=member, chats=chats)
    else:
        _send_to_customers(realm, corp, send, task, member=member, leaving_out=leaving_out)
    return "sent"


def _send_to_customers(
    realm: Realm, corp: Corp, send: GroupSend, task: MemberTask, *, member: Member, leaving_out: Collection[str]
) -> None:
    now = int(realm.clock.now())
    for outcome in task.outcomes.values():
        if outcome.status != RESULT_PENDING or (send.allow_select and outcome.external_userid in leaving_out):
            continue
        relation = member.relations.get(outcome.external_userid)
        if relation is None or relation.bond is not Bond.FULL:
            outcome.status = RESULT_NOT_FRIEND
        elif is_capped(realm, corp, outcome.external_userid):
            outcome.status = RESULT_CAPPED
        else:
            outcome.status, outcome.send_time = RESULT_SENT, now
            _reach(realm, corp, send, member, relation.customer)
            relation.last_chat_at = realm.clock.now()
            for watcher in realm.watchers:
                watcher.reached(corp, relation)


def _refusal(realm: Realm, send: GroupSend, task: MemberTask, member: Member | None) -> Confirmation | None:
    now, lifetime = realm.clock.now(), realm.switches.task_expires_seconds
    if task.status != TASK_OPEN:
        return "already_sent"
    if send.cancelled_at is not None:
        return "cancelled"
    if now < send.dispatched_at:
        return "dispatching"
    if lifetime is not None and now > send.created_at + lifetime:
        return "expired"
    return None if member is not None and member.active else "cannot_send"


def _reach(realm: Realm, corp: Corp, send: GroupSend, member: Member, customer: Customer) -> None:
    now = realm.clock.now()
    corp.received_sends.setdefault(customer.external_userid, []).append(now)
    realm.ledger.receive(
        Receipt(
            at=now,
            corpid=corp.corpid,
            kind="group_send",
            userid=member.userid,
            external_userid=customer.external_userid,
            key=send.msgid,
            occasion=send.digest,
            digest=send.digest,
            text=send.text or "",
            call_id=send.call_id,
            by_platform=send.create_type == CREATED_BY_CORP,
        )
    )


def member_sends(realm: Realm, corp: Corp, member: Member, external_userids: Sequence[str], text: str) -> GroupSend:
    """A member sends to several customers of their own accord; it counts in the same caps."""
    outcomes = {one: Outcome(one) for one in external_userids}
    return _send_own(realm, corp, member, outcomes, text, chat_type="single")


def owner_sends(realm: Realm, corp: Corp, owner: Member, chat_ids: Sequence[str], text: str) -> GroupSend:
    """The same of an owner into several of their groups."""
    outcomes = {one: Outcome("", chat_id=one) for one in chat_ids}
    return _send_own(realm, corp, owner, outcomes, text, chat_type="group")


def _send_own(
    realm: Realm, corp: Corp, member: Member, outcomes: dict[str, Outcome], text: str, *, chat_type: str
) -> GroupSend:
    now = realm.clock.now()
    task = MemberTask(member.userid, outcomes)
    send = GroupSend(
        msgid=realm.ids.text("msgid", 32),
        chat_type=chat_type,
        create_type=CREATED_BY_MEMBER,
        created_at=now,
        dispatched_at=now,
        text=text,
        attachments=(),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        creator=member.userid,
        tasks={member.userid: task},
    )
    corp.sends[send.msgid] = send
    confirm(realm, corp, send, task)
    return send
