"""Control of the address book: departments and tags on members."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from wecom_twin.control.router import Ask, Router


class _NewDepartment(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    parentid: int = 1
    order: int = 0


def add_department(ask: Ask) -> object:
    """An admin makes a department."""
    asked = ask.body(_NewDepartment)
    made = ask.studio.world.console_adds_department(
        asked.name, parentid=asked.parentid, order=asked.order, corpid=ask.corpid
    )
    return asdict(made)


class _DepartmentChange(msgspec.Struct, forbid_unknown_fields=True):
    name: str | None = None
    parentid: int | None = None


def change_department(ask: Ask) -> object:
    """An admin renames a department or hangs it elsewhere."""
    asked = ask.body(_DepartmentChange)
    world, number = ask.studio.world, int(ask.path["department_id"])
    world.console_changes_department(number, name=asked.name, parentid=asked.parentid, corpid=ask.corpid)
    return asdict(world.department(world.corp(ask.corpid), number))


def delete_department(ask: Ask) -> object:
    """An admin deletes an empty department."""
    ask.studio.world.console_deletes_department(int(ask.path["department_id"]), corpid=ask.corpid)
    return {}


class _NewMemberTag(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    userids: list[str] = []
    parties: list[int] = []


def add_member_tag(ask: Ask) -> object:
    """Make a tag on members, telling nobody."""
    asked = ask.body(_NewMemberTag)
    world = ask.studio.world
    tag = world.add_member_tag(world.corp(ask.corpid), asked.name, userids=asked.userids, parties=asked.parties)
    return asdict(tag)


class _MemberTagChange(msgspec.Struct, forbid_unknown_fields=True):
    add_users: list[str] = []
    remove_users: list[str] = []
    add_parties: list[int] = []
    remove_parties: list[int] = []


def change_member_tag(ask: Ask) -> object:
    """An admin changes who stands under a tag on members."""
    asked = ask.body(_MemberTagChange)
    world, number = ask.studio.world, int(ask.path["tag_id"])
    world.console_tags_members(
        number,
        add_users=asked.add_users,
        remove_users=asked.remove_users,
        add_parties=asked.add_parties,
        remove_parties=asked.remove_parties,
        corpid=ask.corpid,
    )
    return asdict(world.member_tag(world.corp(ask.corpid), number))


class _NewUserid(msgspec.Struct, forbid_unknown_fields=True):
    userid: str


def rename_member(ask: Ask) -> object:
    """An admin gives a member another userid."""
    userid = ask.body(_NewUserid).userid
    ask.studio.world.member_renamed(ask.path["userid"], userid, corpid=ask.corpid)
    return {"userid": userid}


def register(router: Router) -> None:
    """Add this module's paths."""
    corp = "/twin/corps/{corpid}"
    router.add("POST", f"{corp}/departments", add_department)
    router.add("PATCH", f"{corp}/departments/{{department_id}}", change_department)
    router.add("DELETE", f"{corp}/departments/{{department_id}}", delete_department)
    router.add("POST", f"{corp}/member_tags", add_member_tag)
    router.add("PATCH", f"{corp}/member_tags/{{tag_id}}", change_member_tag)
    router.add("POST", f"{corp}/members/{{userid}}/rename", rename_member)
