"""Control of people and console, one act at a time: `POST /twin/corps/{corpid}/acts/{act}`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.control.group_acts import GROUP_ACTS
from wecom_twin.control.link_acts import LINK_ACTS
from wecom_twin.control.moment_acts import MOMENT_ACTS
from wecom_twin.control.router import Ask, BadAskError, Router

if TYPE_CHECKING:
    from collections.abc import Callable


class _Scan(msgspec.Struct, forbid_unknown_fields=True):
    config_id: str | None = None
    state: str | None = None
    n: int = 1
    external_userid: str | None = None


def scan(ask: Ask) -> object:
    """Strangers, or one known person, scan a contact way."""
    asked = ask.body(_Scan)
    records = ask.studio.world.scan(
        asked.config_id,
        state=asked.state,
        n=asked.n,
        external_userid=asked.external_userid,
        corpid=ask.corpid,
    )
    return {"scans": [asdict(one) for one in records]}


class _Pair(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    external_userid: str


def accept(ask: Ask) -> object:
    """A member accepts a waiting friend request."""
    pair = ask.body(_Pair)
    ask.studio.world.accept(pair.userid, pair.external_userid, corpid=ask.corpid)
    return {}


def add_contact(ask: Ask) -> object:
    """A member adds somebody by phone number."""
    pair = ask.body(_Pair)
    ask.studio.world.add_contact(pair.userid, pair.external_userid, corpid=ask.corpid)
    return {}


def customer_refuses_transfer(ask: Ask) -> object:
    """A customer will not be handed over to a member."""
    pair = ask.body(_Pair)
    ask.studio.world.customer_refuses_transfer(pair.userid, pair.external_userid, corpid=ask.corpid)
    return {}


def customer_deletes(ask: Ask) -> object:
    """A customer deletes a member."""
    pair = ask.body(_Pair)
    ask.studio.world.customer_deletes(pair.userid, pair.external_userid, corpid=ask.corpid)
    return {}


def staff_deletes(ask: Ask) -> object:
    """A member deletes a customer."""
    pair = ask.body(_Pair)
    ask.studio.world.staff_deletes(pair.userid, pair.external_userid, corpid=ask.corpid)
    return {}


class _Reply(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    external_userid: str
    text: str


def reply(ask: Ask) -> object:
    """A customer writes to a member; nothing announces it."""
    asked = ask.body(_Reply)
    ask.studio.world.reply(asked.userid, asked.external_userid, asked.text, corpid=ask.corpid)
    return {}


class _StaffEdit(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    external_userid: str
    remark: str | None = None
    add_tag: list[str] = []
    remove_tag: list[str] = []


def staff_edits(ask: Ask) -> object:
    """A member edits remark or tags in their client."""
    asked = ask.body(_StaffEdit)
    ask.studio.world.staff_edits(
        asked.userid,
        asked.external_userid,
        remark=asked.remark,
        add_tag=asked.add_tag,
        remove_tag=asked.remove_tag,
        corpid=ask.corpid,
    )
    return {}


class _Confirm(msgspec.Struct, forbid_unknown_fields=True):
    msgid: str
    userid: str | None = None
    leaving_out: list[str] = []
    chats: list[str] | None = None


def confirm(ask: Ask) -> object:
    """A member, or every member who has not yet, presses send on a group-send task."""
    asked = ask.body(_Confirm)
    world = ask.studio.world
    with world.lock:
        send = world.group_send(asked.msgid, corpid=ask.corpid)
        userids = list(send.tasks) if asked.userid is None else [asked.userid]
        return {
            "confirmations": {
                one: world.confirm(send.msgid, one, leaving_out=asked.leaving_out, chats=asked.chats, corpid=ask.corpid)
                for one in userids
            }
        }


class _MemberSend(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    external_userid: list[str]
    text: str


def member_sends(ask: Ask) -> object:
    """A member sends to several customers of their own accord."""
    asked = ask.body(_MemberSend)
    send = ask.studio.world.member_sends(asked.userid, asked.external_userid, asked.text, corpid=ask.corpid)
    return {"msgid": send.msgid}


class _NewTag(msgspec.Struct, forbid_unknown_fields=True):
    group_name: str
    name: str


def console_adds_tag(ask: Ask) -> object:
    """An admin adds a corp tag."""
    asked = ask.body(_NewTag)
    tag = ask.studio.world.console_adds_tag(asked.group_name, asked.name, corpid=ask.corpid)
    return {"tag_id": tag.id, "group_id": tag.group.id}


class _TagEdit(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str


def console_edits_tag(ask: Ask) -> object:
    """An admin renames a tag or a group."""
    asked = ask.body(_TagEdit)
    ask.studio.world.console_edits_tag(asked.id, asked.name, corpid=ask.corpid)
    return {}


class _TagId(msgspec.Struct, forbid_unknown_fields=True):
    id: str = ""


def console_deletes_tag(ask: Ask) -> object:
    """An admin deletes a tag or a group."""
    ask.studio.world.console_deletes_tag(ask.body(_TagId).id, corpid=ask.corpid)
    return {}


def console_shuffles_tags(ask: Ask) -> object:
    """An admin re-orders the tags of a group, or of all."""
    ask.studio.world.console_shuffles_tags(ask.body(_TagId).id, corpid=ask.corpid)
    return {}


class _NewCustomer(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    gender: int = 0


def add_customer(ask: Ask) -> object:
    """Put an outside person into the world, related to nobody."""
    asked = ask.body(_NewCustomer)
    world = ask.studio.world
    customer = world.add_customer(world.corp(ask.corpid), asked.name, gender=asked.gender)
    return {"external_userid": customer.external_userid}


ACTS: dict[str, Callable[[Ask], object]] = {
    one.__name__: one
    for one in (
        scan,
        accept,
        add_contact,
        customer_refuses_transfer,
        customer_deletes,
        staff_deletes,
        reply,
        staff_edits,
        confirm,
        member_sends,
        console_adds_tag,
        console_edits_tag,
        console_deletes_tag,
        console_shuffles_tags,
        add_customer,
        *LINK_ACTS,
        *MOMENT_ACTS,
    )
} | GROUP_ACTS


def act(ask: Ask) -> object:
    """Do the act that the path names."""
    doing = ACTS.get(ask.path["act"])
    if doing is None:
        raise BadAskError(f"no act {ask.path['act']}; there are {', '.join(sorted(ACTS))}")
    return doing(ask)


def register(router: Router) -> None:
    """Add this module's path."""
    router.add("POST", "/twin/corps/{corpid}/acts/{act}", act)
