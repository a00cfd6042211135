"""Acts of people in customer groups; `control/acts.py` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from wecom_twin.control.router import Ask


class _NewGroup(msgspec.Struct, forbid_unknown_fields=True):
    owner: str
    name: str = ""
    external_userid: list[str] = []


def create_group(ask: Ask) -> object:
    """A member makes a group with customers."""
    asked = ask.body(_NewGroup)
    group = ask.studio.world.create_group(
        asked.owner, asked.name, external_userids=asked.external_userid, corpid=ask.corpid
    )
    return {"chat_id": group.chat_id, "opengid": group.opengid}


class _Join(msgspec.Struct, forbid_unknown_fields=True):
    chat_id: str
    external_userid: str
    by_link: bool = False
    state: str = ""


def join_group(ask: Ask) -> object:
    """A customer scans a group's code or follows a link."""
    asked = ask.body(_Join)
    outcome = ask.studio.world.join_group(
        asked.chat_id, asked.external_userid, by_link=asked.by_link, state=asked.state, corpid=ask.corpid
    )
    return {"outcome": outcome}


class _JoinScan(msgspec.Struct, forbid_unknown_fields=True):
    config_id: str
    external_userid: str


def scan_join_way(ask: Ask) -> object:
    """A customer scans the code of a join way."""
    asked = ask.body(_JoinScan)
    scanned = ask.studio.world.scan_join_way(asked.config_id, asked.external_userid, corpid=ask.corpid)
    return {"outcome": scanned.outcome, "chat_id": scanned.chat_id}


class _Invite(msgspec.Struct, forbid_unknown_fields=True):
    chat_id: str
    ids: list[str]
    by: str
    by_link: bool = False


def invite_to_group(ask: Ask) -> object:
    """Somebody in the group invites others."""
    asked = ask.body(_Invite)
    world = ask.studio.world
    joined = world.invite_to_group(asked.chat_id, asked.ids, by=asked.by, by_link=asked.by_link, corpid=ask.corpid)
    return {"joined": joined}


class _Depart(msgspec.Struct, forbid_unknown_fields=True):
    chat_id: str
    id: str


def leave_group(ask: Ask) -> object:
    """Somebody leaves."""
    asked = ask.body(_Depart)
    return {"left": ask.studio.world.leave_group(asked.chat_id, asked.id, corpid=ask.corpid)}


class _Remove(msgspec.Struct, forbid_unknown_fields=True):
    chat_id: str
    ids: list[str]


def remove_from_group(ask: Ask) -> object:
    """The owner or an admin removes some."""
    asked = ask.body(_Remove)
    return {"removed": ask.studio.world.remove_from_group(asked.chat_id, asked.ids, corpid=ask.corpid)}


def appoint_group_admins(ask: Ask) -> object:
    """The owner names the admins."""
    asked = ask.body(_Remove)
    ask.studio.world.appoint_group_admins(asked.chat_id, asked.ids, corpid=ask.corpid)
    return {}


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    chat_id: str
    text: str


def rename_group(ask: Ask) -> object:
    """The group gets another name."""
    asked = ask.body(_Words)
    ask.studio.world.rename_group(asked.chat_id, asked.text, corpid=ask.corpid)
    return {}


def post_group_notice(ask: Ask) -> object:
    """The owner puts up a notice."""
    asked = ask.body(_Words)
    ask.studio.world.post_group_notice(asked.chat_id, asked.text, corpid=ask.corpid)
    return {}


def pass_on_group(ask: Ask) -> object:
    """The owner makes another member of the group its owner."""
    asked = ask.body(_Depart)
    ask.studio.world.pass_on_group(asked.chat_id, asked.id, corpid=ask.corpid)
    return {}


class _Chat(msgspec.Struct, forbid_unknown_fields=True):
    chat_id: str


def dismiss_group(ask: Ask) -> object:
    """The owner dissolves the group."""
    ask.studio.world.dismiss_group(ask.body(_Chat).chat_id, corpid=ask.corpid)
    return {}


class _Speech(msgspec.Struct, forbid_unknown_fields=True):
    chat_id: str
    id: str
    text: str


def speak_in_group(ask: Ask) -> object:
    """Somebody writes in the group."""
    asked = ask.body(_Speech)
    receipt = ask.studio.world.speak_in_group(asked.chat_id, asked.id, asked.text, corpid=ask.corpid)
    return {"said": receipt is not None}


class _OwnerSend(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    chat_ids: list[str]
    text: str


def owner_sends(ask: Ask) -> object:
    """An owner sends into several groups of their own accord."""
    asked = ask.body(_OwnerSend)
    send = ask.studio.world.owner_sends(asked.userid, asked.chat_ids, asked.text, corpid=ask.corpid)
    return {"msgid": send.msgid}


GROUP_ACTS: dict[str, Callable[[Ask], object]] = {
    one.__name__: one
    for one in (
        create_group,
        join_group,
        scan_join_way,
        invite_to_group,
        leave_group,
        remove_from_group,
        appoint_group_admins,
        rename_group,
        post_group_notice,
        pass_on_group,
        dismiss_group,
        speak_in_group,
        owner_sends,
    )
}
