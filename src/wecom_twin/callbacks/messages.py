"""The decrypted XML of the events that the twin raises.

Element names and their order are those of the pages' samples; strings are CDATA, integers bare.

Sources: https://developer.work.weixin.qq.com/document/path/92130 (customers, 2026-07),
https://developer.work.weixin.qq.com/document/path/90376 (subscribe, 2025-11-26),
https://developer.work.weixin.qq.com/document/path/96302 (change_contact, 2023-11-01)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Element = tuple[str, str | int]

HalfOrFull = Literal["add_half_external_contact", "add_external_contact"]


def cdata(text: str) -> str:
    """Wrap text so that any character survives; `]]>` is split over two sections."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


@dataclass(frozen=True, slots=True)
class Message:
    """One event, before it is addressed to an app."""

    event: str
    change_type: str
    elements: tuple[Element, ...]
    """What follows the common head, in order."""
    userid: str = ""
    external_userid: str = ""
    sender: str = "sys"
    """FromUserName."""

    def xml(self, *, corpid: str, at: float) -> str:
        """The text that is encrypted."""
        head = (
            f"<xml><ToUserName>{cdata(corpid)}</ToUserName><FromUserName>{cdata(self.sender)}</FromUserName>"
            f"<CreateTime>{int(at)}</CreateTime><MsgType>{cdata('event')}</MsgType>"
            f"<Event>{cdata(self.event)}</Event>"
        )
        rest = "".join(
            f"<{name}>{value if isinstance(value, int) else cdata(value)}</{name}>" for name, value in self.elements
        )
        return f"{head}{rest}</xml>"


def _customer_event(change_type: str, userid: str, external_userid: str, *more: Element) -> Message:
    elements = (
        ("ChangeType", change_type),
        ("UserID", userid),
        ("ExternalUserID", external_userid),
        *((name, value) for name, value in more if value != ""),
    )
    return Message("change_external_contact", change_type, elements, userid, external_userid)


def added(
    kind: HalfOrFull, userid: str, external_userid: str, *, state: str | None, welcome_code: str | None
) -> Message:
    """A customer and a member became contacts, or half so."""
    return _customer_event(kind, userid, external_userid, ("State", state or ""), ("WelcomeCode", welcome_code or ""))


def edited(userid: str, external_userid: str) -> Message:
    """A member changed remark, phone or tags; carries no difference."""
    return _customer_event("edit_external_contact", userid, external_userid)


def deleted_by_member(userid: str, external_userid: str, *, source: str = "") -> Message:
    """A member deleted a customer; `source` names a transfer."""
    return _customer_event("del_external_contact", userid, external_userid, ("Source", source))


def deleted_by_customer(userid: str, external_userid: str) -> Message:
    """A customer deleted or blocked a member."""
    return _customer_event("del_follow_user", userid, external_userid)


def tag_changed(
    change_type: Literal["create", "update", "delete"], id_: str, tag_type: Literal["tag", "tag_group"]
) -> Message:
    """A corp tag or a group was changed in the console."""
    elements = (("Id", id_), ("TagType", tag_type), ("ChangeType", change_type))
    return Message("change_external_tag", change_type, elements)


def tags_shuffled(group_id: str) -> Message:
    """Tags were put in another order; an empty id means all groups."""
    return Message("change_external_tag", "shuffle", (("Id", group_id), ("ChangeType", "shuffle")))


def visibility(event: Literal["subscribe", "unsubscribe"], userid: str, agentid: int) -> Message:
    """A member entered or left an app's visible range."""
    elements = (("EventKey", ""), ("AgentID", agentid))
    return Message(event, "", elements, userid, sender=userid)


def member_changed(
    change_type: Literal["create_user", "update_user", "delete_user"],
    userid: str,
    *,
    departments: tuple[int, ...] = (),
) -> Message:
    """A member was changed; only a contacts-sync address hears it, with ids and nothing else."""
    listed = ",".join(str(one) for one in departments)
    elements: tuple[Element, ...] = (("ChangeType", change_type), ("UserID", userid))
    if listed:
        elements = (*elements, ("Department", listed))
    return Message("change_contact", change_type, elements, userid)


def envelope(*, corpid: str, agentid: str | None, encrypt: str) -> bytes:
    """The body of the POST; `agentid` none leaves the element out."""
    agent = "" if agentid is None else f"<AgentID>{cdata(agentid)}</AgentID>"
    return (f"<xml><ToUserName>{cdata(corpid)}</ToUserName>{agent}<Encrypt>{cdata(encrypt)}</Encrypt></xml>").encode()
