"""Group sends (企业群发): tasks for members, with results that are polled.

Source: https://developer.work.weixin.qq.com/document/path/92135 (create, 2025-11-17), 97610
(remind), 97611 (stop), 93338 (lists and results); pages of 2026-02-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.acts.caps import is_capped
from wecom_twin.endpoints.call import Call, Payload, Route, cut_page, page_limit
from wecom_twin.endpoints.content import Text, check_content, digest_of
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.groupsend_chats import owners_task
from wecom_twin.state.sends import (
    CREATED_BY_CORP,
    CREATED_BY_MEMBER,
    RESULT_SENT,
    TASK_SENT,
    GroupSend,
    MemberTask,
    Outcome,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wecom_twin.state.contacts import Customer, Member, Relation
    from wecom_twin.state.tags import Tag

_TAGS_PER_ITEM = 100
_DAY = 86_400
_LONGEST_SPAN = 31 * _DAY
_ALL_CREATORS = 2


class _TagGroupFilter(msgspec.Struct):
    tag_list: list[str] = []


class _TagFilter(msgspec.Struct):
    group_list: list[_TagGroupFilter] = []


class _Add(msgspec.Struct):
    chat_type: str = "single"
    external_userid: list[str] = []
    chat_id_list: list[str] = []
    tag_filter: _TagFilter | None = None
    sender: str = ""
    allow_select: bool = False
    text: Text | None = None
    attachments: list[dict[str, object]] = []


def add_msg_template(call: Call) -> Payload:
    """Make a task for members; nobody is reached until they confirm. Every call makes a new one."""
    asked = call.body(_Add)
    _check_target(call, asked)
    check_content(call, asked.text, asked.attachments)
    sender = call.follower(asked.sender) if asked.sender else None
    tasks, failed = _tasks(call, asked, sender)
    send = GroupSend(
        msgid=f"msg{call.realm.ids.text('msgid', 29)}",
        chat_type=asked.chat_type,
        create_type=CREATED_BY_CORP,
        created_at=call.now,
        dispatched_at=call.now + call.realm.switches.dispatch_seconds,
        text=asked.text.content if asked.text else None,
        attachments=tuple(_as_returned(one) for one in asked.attachments),
        digest=digest_of(asked.text, asked.attachments),
        agentid=call.app.agentid,
        allow_select=asked.allow_select,
        call_id=call.id,
        tasks=tasks,
    )
    call.corp.sends[send.msgid] = send
    for watcher in call.realm.watchers:
        watcher.tasked(call.corp, send)
    return {"fail_list": failed, "msgid": send.msgid}


def _tasks(call: Call, asked: _Add, sender: Member | None) -> tuple[dict[str, MemberTask], list[str]]:
    """Who is asked to send to whom, by userid, and who cannot be sent to."""
    if asked.chat_type == "group" and sender is not None:
        task, failed = owners_task(call, sender, asked.chat_id_list)
        return {sender.userid: task}, failed
    chosen, failed = _choose(call, asked, sender)
    if not chosen:
        raise ApiError(41048)
    tasks: dict[str, MemberTask] = {}
    for relation in chosen:
        external_userid, userid = relation.customer.external_userid, relation.member.userid
        task = tasks.setdefault(userid, MemberTask(userid, {}))
        task.outcomes[external_userid] = Outcome(external_userid)
    return tasks, failed


def _check_target(call: Call, asked: _Add) -> None:
    match asked.chat_type:
        case "single":
            if not asked.external_userid and not asked.sender and not _items(asked):
                raise ApiError(40063, "external_userid, sender and tag_filter are all empty")
        case "group":
            if not asked.sender:
                raise ApiError(40063, "sender is empty")
        case _:
            raise ApiError(40058, "invalid chat_type")
    if len(asked.external_userid) > call.realm.limits.recipients_per_group_send:
        raise ApiError(40058, "external_userid takes 10000 customers")


def _items(asked: _Add) -> list[_TagGroupFilter]:
    return [one for one in asked.tag_filter.group_list if one.tag_list] if asked.tag_filter else []


def _choose(call: Call, asked: _Add, sender: Member | None) -> tuple[list[Relation], list[str]]:
    """Who is sent to through whom, and who cannot be."""
    if not asked.external_userid:
        return list(_by_tags(call, asked, sender)), []
    chosen: list[Relation] = []
    failed: list[str] = []
    for external_userid in dict.fromkeys(asked.external_userid):
        customer = call.corp.customers.get(external_userid)
        relation = None if customer is None else _carrier(call, customer, sender)
        capped = call.realm.switches.fail_list_names_capped and is_capped(call.realm, call.corp, external_userid)
        if relation is None or capped:
            failed.append(external_userid)
        else:
            chosen.append(relation)
    return chosen, failed


def _carrier(call: Call, customer: Customer, sender: Member | None) -> Relation | None:
    """Through whom a customer is sent to: the named sender, else whoever chatted last."""
    within = [one for one in customer.relations if one.readable and _may_send(call, one.member)]
    latest = _latest(within)
    if sender is None:
        return latest
    named = next((one for one in within if one.member is sender), None)
    keeps = call.realm.switches.named_sender_keeps_customer or named is latest
    return named if keeps else None


def _latest(relations: Sequence[Relation]) -> Relation | None:
    return max(relations, key=lambda one: (one.last_chat_at, one.serial), default=None)


def _may_send(call: Call, member: Member) -> bool:
    return member.follow_user and call.sight.sees(member)


def _by_tags(call: Call, asked: _Add, sender: Member | None) -> Iterator[Relation]:
    """Customers of the sender, or of everybody, whose pair meets every item by one of its tags."""
    items = [_known_tags(call, one) for one in _items(asked)]
    if sender is not None:
        for relation in sender.relations.values():
            if _meets(relation, items) and _carrier(call, relation.customer, sender) is relation:
                yield relation
        return
    for customer in call.corp.customers.values():
        fitting = [one for one in customer.relations if _may_send(call, one.member) and _meets(one, items)]
        carrier = _latest(fitting)
        if carrier is not None:
            yield carrier


def _known_tags(call: Call, item: _TagGroupFilter) -> set[Tag]:
    if len(item.tag_list) > _TAGS_PER_ITEM:
        raise ApiError(40058, "a tag_list takes 100 tags")
    tags = [call.corp.tags.find_tag(one) for one in item.tag_list]
    found = {tag for tag in tags if tag is not None}
    if len(found) != len(set(item.tag_list)):
        raise ApiError(40068)
    return found


def _meets(relation: Relation, items: list[set[Tag]]) -> bool:
    if not relation.readable:
        return False
    held = set(relation.living_tags())
    return all(not held.isdisjoint(item) for item in items)


def _as_returned(attachment: dict[str, object]) -> dict[str, object]:
    """How lists show an attachment: an image by media_id or pic_url, a mini-program without its picture."""
    kind = str(attachment["msgtype"])
    body = attachment[kind]
    fields: dict[str, object] = dict(body) if isinstance(body, dict) else {}
    if kind == "image" and fields.get("media_id"):
        fields.pop("pic_url", None)
    if kind == "miniprogram":
        fields.pop("pic_media_id", None)
    return {"msgtype": kind, kind: fields}


class _Msgid(msgspec.Struct):
    msgid: str = ""


def _send(call: Call, msgid: str) -> GroupSend:
    if not msgid:
        raise ApiError(41046)
    send = call.corp.sends.get(msgid)
    if send is None:
        raise ApiError(41047)
    return send


def remind_groupmsg_send(call: Call) -> Payload:
    """Remind members who have not confirmed: three times a day for one task."""
    send = _send(call, call.body(_Msgid).msgid)
    if send.cancelled_at is not None:
        raise ApiError(41093)
    send.reminded_at = [at for at in send.reminded_at if at > call.now - _DAY]
    if len(send.reminded_at) >= call.realm.limits.reminders_per_day:
        raise ApiError(41094)
    send.reminded_at.append(call.now)
    return {}


def cancel_groupmsg_send(call: Call) -> Payload:
    """Stop what is not confirmed; what was delivered stays with the customer."""
    send = _send(call, call.body(_Msgid).msgid)
    if send.cancelled_at is not None:
        if call.realm.switches.cancel_twice_errcode:
            raise ApiError(call.realm.switches.cancel_twice_errcode)
        return {}
    send.cancelled_at = call.now
    return {}


class _List(msgspec.Struct):
    chat_type: str = ""
    start_time: int | None = None
    end_time: int | None = None
    creator: str = ""
    filter_type: int = _ALL_CREATORS
    limit: int = 50
    cursor: str = ""


def get_groupmsg_list_v2(call: Call) -> Payload:
    """Group sends by time of making, within a month."""
    asked = call.body(_List)
    if asked.chat_type not in ("single", "group"):
        raise ApiError(40058 if asked.chat_type else 40063)
    start, end = asked.start_time, asked.end_time
    if start is None or end is None:
        raise ApiError(40063)
    if not 0 <= end - start <= _LONGEST_SPAN:
        raise ApiError(40058, "a list spans one month")
    found = [one for one in call.corp.sends.values() if start <= int(one.created_at) <= end]
    found = [one for one in found if _is_listed(call, one, asked)]
    dispatching = call.realm.switches.list_while_dispatching
    if dispatching == "41063" and any(call.now < one.dispatched_at for one in found):
        raise ApiError(41063)
    if dispatching == "hidden":
        found = [one for one in found if call.now >= one.dispatched_at]
    found.sort(key=lambda one: -one.created_at)
    page, next_cursor = cut_page(found, asked.cursor, page_limit(asked.limit, default=50, top=100, above=50))
    return {"group_msg_list": [_shown_send(one) for one in page], "next_cursor": next_cursor}


def _is_listed(call: Call, send: GroupSend, asked: _List) -> bool:
    if send.chat_type != asked.chat_type or (asked.creator and send.creator != asked.creator):
        return False
    if asked.filter_type in (CREATED_BY_CORP, CREATED_BY_MEMBER) and send.create_type != asked.filter_type:
        return False
    if send.creator is None:
        return True
    member = call.corp.directory.find_member(send.creator)
    return member is not None and call.sight.sees(member)


def _shown_send(send: GroupSend) -> Payload:
    shown: Payload = {
        "msgid": send.msgid,
        "create_time": int(send.created_at),
        "create_type": send.create_type,
        "attachments": list(send.attachments),
    }
    if send.creator is not None:
        shown["creator"] = send.creator
    if send.text is not None:
        shown["text"] = {"content": send.text}
    return shown


class _Rows(msgspec.Struct):
    msgid: str = ""
    userid: str = ""
    limit: int = 500
    cursor: str = ""


def _dispatched(call: Call, msgid: str) -> GroupSend:
    send = _send(call, msgid)
    if call.now < send.dispatched_at:
        raise ApiError(41063)
    return send


def get_groupmsg_task(call: Call) -> Payload:
    """Who has confirmed: status 0 not yet, 2 sent."""
    asked = call.body(_Rows)
    send = _dispatched(call, asked.msgid)
    page, next_cursor = cut_page(
        list(send.tasks.values()), asked.cursor, page_limit(asked.limit, default=500, top=1_000, above=500)
    )
    return {"task_list": [_shown_task(one) for one in page], "next_cursor": next_cursor}


def _shown_task(task: MemberTask) -> Payload:
    shown: Payload = {"userid": task.userid, "status": task.status}
    if task.status == TASK_SENT:
        shown["send_time"] = task.send_time
    return shown


def get_groupmsg_send_result(call: Call) -> Payload:
    """What became of each recipient of one member: 0 pending, 1 sent, 2 no friend, 3 over the cap.

    Of groups only those that were reached are shown.
    """
    asked = call.body(_Rows)
    send = _dispatched(call, asked.msgid)
    if not asked.userid:
        raise ApiError(40063)
    task = send.tasks.get(asked.userid)
    if task is None:
        raise ApiError(40003)
    outcomes = [one for one in task.outcomes.values() if not one.chat_id or one.status == RESULT_SENT]
    page, next_cursor = cut_page(outcomes, asked.cursor, page_limit(asked.limit, default=500, top=1_000, above=500))
    return {"send_list": [_shown_outcome(task, one) for one in page], "next_cursor": next_cursor}


def _shown_outcome(task: MemberTask, outcome: Outcome) -> Payload:
    who = {"chat_id": outcome.chat_id} if outcome.chat_id else {"external_userid": outcome.external_userid}
    shown: Payload = {**who, "userid": task.userid, "status": outcome.status}
    if outcome.status == RESULT_SENT:
        shown["send_time"] = outcome.send_time
    return shown


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "add_msg_template": Route(handler=add_msg_template, customer_contact=True, empty={"fail_list": []}),
    _PREFIX + "remind_groupmsg_send": Route(handler=remind_groupmsg_send, customer_contact=True),
    _PREFIX + "cancel_groupmsg_send": Route(handler=cancel_groupmsg_send, customer_contact=True),
    _PREFIX + "get_groupmsg_list_v2": Route(
        handler=get_groupmsg_list_v2, customer_contact=True, empty={"group_msg_list": []}
    ),
    _PREFIX + "get_groupmsg_task": Route(handler=get_groupmsg_task, customer_contact=True, empty={"task_list": []}),
    _PREFIX + "get_groupmsg_send_result": Route(
        handler=get_groupmsg_send_result, customer_contact=True, empty={"send_list": []}
    ),
}
