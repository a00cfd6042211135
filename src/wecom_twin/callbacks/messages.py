"""The decrypted XML of the events that the twin raises.

Element names and their order are those of the pages' samples; strings are CDATA, integers bare.

Sources: https://developer.work.weixin.qq.com/document/path/92130 (customers, 2026-07),
https://developer.work.weixin.qq.com/document/path/90376 (subscribe, 2025-11-26),
https://developer.work.weixin.qq.com/document/path/96302 (change_contact, 2023-11-01)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias


class Bare(str):
    """A text of letters and digits that the page's sample shows without CDATA."""

    __slots__ = ()


Element: TypeAlias = "tuple[str, str | int | tuple[Element, ...]]"
"""A name and its text, number, or elements within."""

FailReason = Literal["customer_refused", "customer_limit_exceed"]
HalfOrFull = Literal["add_half_external_contact", "add_external_contact"]
LinkChange = Literal["link_unavailable", "delete_link", "open_profile", "friend_request"]


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
        return f"{head}{_written(self.elements)}</xml>"


def _written(elements: tuple[Element, ...]) -> str:
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in elements)


def _content(value: str | int | tuple[Element, ...]) -> str:
    if isinstance(value, tuple):
        return _written(value)
    return str(value) if isinstance(value, (int, Bare)) else cdata(value)


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


def transfer_failed(userid: str, external_userid: str, reason: FailReason) -> Message:
    """A customer did not become the takeover member's, who is `userid`."""
    change_type = "transfer_fail"
    elements = (
        ("ChangeType", change_type),
        ("FailReason", reason),
        ("UserID", userid),
        ("ExternalUserID", external_userid),
    )
    return Message("change_external_contact", change_type, elements, userid, external_userid)


def tag_changed(
    change_type: Literal["create", "update", "delete"], id_: str, tag_type: Literal["tag", "tag_group"]
) -> Message:
    """A corp tag or a group was changed in the console."""
    elements = (("Id", id_), ("TagType", tag_type), ("ChangeType", change_type))
    return Message("change_external_tag", change_type, elements)


def tags_shuffled(group_id: str) -> Message:
    """Tags were put in another order; an empty id means all groups."""
    return Message("change_external_tag", "shuffle", (("Id", group_id), ("ChangeType", "shuffle")))


def balance_changed(change_type: Literal["balance_low", "balance_exhausted", "balance_increased"]) -> Message:
    """The quota of acquisition links fell or rose past a mark."""
    return Message("customer_acquisition", change_type, (("ChangeType", change_type),))


def quota_expires_soon(*, expire_time: int, units: int) -> Message:
    """Units of the quota of acquisition links expire within days."""
    elements = (("ChangeType", "quota_expire_soon"), ("ExpireTime", expire_time), ("ExpireQuotaNum", units))
    return Message("customer_acquisition", "quota_expire_soon", elements)


def link_event(change_type: LinkChange, link_id: str, *, state: str = "") -> Message:
    """Something happened on an acquisition link that names nobody."""
    elements: tuple[Element, ...] = (("ChangeType", change_type), ("LinkId", link_id))
    if state:
        elements = (*elements, ("State", state))
    return Message("customer_acquisition", change_type, elements)


def chat_started(userid: str, external_userid: str, link_id: str) -> Message:
    """A customer of a link wrote to the member for the first time."""
    elements = (
        ("ChangeType", "customer_start_chat"),
        ("UserID", userid),
        ("ExternalUserID", external_userid),
        ("LinkId", link_id),
    )
    return Message("customer_acquisition", "customer_start_chat", elements, userid, external_userid)


def customer_wrote(link_id: str, chat_key: str) -> Message:
    """A customer of a link wrote for the third, fifth or tenth time; the key says who, for a while."""
    elements = (("ChangeType", "message_from_customer"), ("LinkId", link_id), ("ChatKey", chat_key))
    return Message("customer_acquisition", "message_from_customer", elements)


def upload_finished(jobid: str) -> Message:
    """A file that an app had WeCom fetch is there, or could not be had."""
    return Message("upload_media_job_finish", "", (("JobId", jobid),))


def visibility(event: Literal["subscribe", "unsubscribe"], userid: str, agentid: int) -> Message:
    """A member entered or left an app's visible range."""
    elements = (("EventKey", ""), ("AgentID", agentid))
    return Message(event, "", elements, userid, sender=userid)


def _listed(values: Iterable[object]) -> str:
    return ",".join(str(one) for one in values)


def member_changed(
    change_type: Literal["create_user", "update_user", "delete_user"],
    userid: str,
    *,
    new_userid: str = "",
    departments: tuple[int, ...] = (),
    details: tuple[Element, ...] = (),
) -> Message:
    """A member was changed; `details` are for a contacts-sync address that may read more than ids."""
    optional = (("NewUserID", new_userid), ("Department", _listed(departments)))
    given = tuple((name, text) for name, text in optional if text)
    elements: tuple[Element, ...] = (("ChangeType", change_type), ("UserID", userid), *given, *details)
    return Message("change_contact", change_type, elements, userid)


def party_changed(
    change_type: Literal["create_party", "update_party", "delete_party"],
    department_id: int,
    *,
    name: str | None = None,
    parentid: int | None = None,
    order: int | None = None,
) -> Message:
    """A department was made, changed (only what changed is named) or deleted."""
    optional = (("Name", name), ("ParentId", parentid), ("Order", order))
    given = tuple((tag, value) for tag, value in optional if value is not None)
    return Message("change_contact", change_type, (("ChangeType", change_type), ("Id", department_id), *given))


def member_tag_changed(
    tag_id: int,
    *,
    added_users: Iterable[str] = (),
    removed_users: Iterable[str] = (),
    added_parties: Iterable[int] = (),
    removed_parties: Iterable[int] = (),
) -> Message:
    """Members or departments were put under a tag or taken from it."""
    lists: tuple[tuple[str, str], ...] = (
        ("AddUserItems", _listed(added_users)),
        ("DelUserItems", _listed(removed_users)),
        ("AddPartyItems", _listed(added_parties)),
        ("DelPartyItems", _listed(removed_parties)),
    )
    given = tuple((name, text) for name, text in lists if text)
    return Message("change_contact", "update_tag", (("ChangeType", "update_tag"), ("TagId", tag_id), *given))


def envelope(*, corpid: str, agentid: str | None, encrypt: str) -> bytes:
    """The body of the POST; `agentid` none leaves the element out."""
    agent = "" if agentid is None else f"<AgentID>{cdata(agentid)}</AgentID>"
    return (f"<xml><ToUserName>{cdata(corpid)}</ToUserName>{agent}<Encrypt>{cdata(encrypt)}</Encrypt></xml>").encode()
