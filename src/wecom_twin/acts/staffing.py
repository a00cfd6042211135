"""Members join, move and leave; apps hear who enters and leaves their visible range.

Sources: https://developer.work.weixin.qq.com/document/path/90376 (subscribe, 2025-11-26), 96302
(change_contact, 2023-11-01): a self-built app hears subscribe and unsubscribe only, the
contacts-sync address hears change_contact.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from wecom_twin.callbacks.messages import member_changed, member_tag_changed, party_changed, visibility
from wecom_twin.state.departures import Departure
from wecom_twin.state.groups import OWNER_RESIGNED
from wecom_twin.state.userids import rename

if TYPE_CHECKING:
    from collections.abc import Generator

    from wecom_twin.callbacks.messages import Element, Message
    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import App, Corp
    from wecom_twin.state.directory import Department, MemberTag

MemberChange = Literal["create_user", "update_user", "delete_user"]


@contextmanager
def ranges_announced(realm: Realm, corp: Corp) -> Generator[None]:
    """Around a change of directory or range: tells each app who has come into view or gone out of it."""
    apps = [app for app in corp.apps.values() if app.kind == "app" and not app.disabled]
    before = {app.agentid: _in_view(corp, app) for app in apps}
    yield
    for app in apps:
        app.sight = None
        after = _in_view(corp, app)
        for userid in sorted(after - before[app.agentid]):
            realm.outbox.raise_to(corp, app, visibility("subscribe", userid, app.agentid))
        for userid in sorted(before[app.agentid] - after):
            realm.outbox.raise_to(corp, app, visibility("unsubscribe", userid, app.agentid))


def _in_view(corp: Corp, app: App) -> set[str]:
    sight = corp.sight_of(app)
    return {one.userid for one in corp.directory.members.values() if one.active and sight.sees(one)}


def leave(realm: Realm, corp: Corp, member: Member) -> None:
    """A member is gone; their customers wait to be assigned, their groups to be passed on."""
    apps = [app for app in corp.apps.values() if app.kind == "app"]
    seen_by = frozenset(app.agentid for app in apps if corp.sight_of(app).sees(member))
    corp.departed[member.userid.lower()] = Departure(member, realm.clock.now(), seen_by)
    corp.directory.remove_member(member)
    member.status = 5
    for group in corp.groups.values():
        if group.owner == member.userid:
            group.status = OWNER_RESIGNED


def tell_contacts_sync(
    realm: Realm, corp: Corp, kind: MemberChange, member: Member, *, former_userid: str = ""
) -> None:
    """Raise change_contact to the contacts-sync address, if one is configured.

    An address saved since 2022-08-15 gets ids alone; an older one also what the member is.
    """
    gone, full = kind == "delete_user", not realm.switches.contacts_sync_restricted
    announce(
        realm,
        corp,
        member_changed(
            kind,
            former_userid or member.userid,
            new_userid=member.userid if former_userid else "",
            departments=() if gone else tuple(member.departments),
            details=_details(member) if full and not gone else (),
        ),
    )


def _details(member: Member) -> tuple[Element, ...]:
    told = (
        ("Name", member.name),
        ("MainDepartment", member.departments[0]),
        ("IsLeaderInDept", ",".join(str(int(one in member.leader_in)) for one in member.departments)),
        ("Position", member.position),
        ("Mobile", member.mobile),
        ("Gender", member.gender),
        ("Email", member.email),
        ("BizMail", member.biz_mail),
        ("Status", member.status),
        ("Alias", member.alias),
        ("Address", member.address),
    )
    return tuple((name, value) for name, value in told if value != "")


def announce(realm: Realm, corp: Corp, message: Message) -> None:
    """Raise a change of the directory to the contacts-sync address alone."""
    for app in corp.apps.values():
        if app.kind == "contacts_sync" and not app.disabled:
            realm.outbox.raise_to(corp, app, message)


def change_department(
    realm: Realm,
    corp: Corp,
    department: Department,
    *,
    name: str | None = None,
    parentid: int | None = None,
) -> None:
    """Rename a department, or hang it elsewhere.

    Raises:
        ValueError: the new parent lies below the department itself.
    """
    if parentid is not None and any(one.id == parentid for one in corp.directory.subtree(department.id)):
        raise ValueError(f"department {parentid} lies below {department.id}")
    with ranges_announced(realm, corp):
        if name is not None:
            department.name = name
        if parentid is not None:
            department.parentid = parentid
        corp.directory.version += 1
    announce(realm, corp, party_changed("update_party", department.id, name=name, parentid=parentid))


def delete_department(realm: Realm, corp: Corp, department: Department) -> None:
    """Delete a department that has neither members nor children.

    Raises:
        ValueError: it is not empty, or is the root.
    """
    directory = corp.directory
    if department.parentid == 0 or len(directory.subtree(department.id)) > 1 or directory.members_of(department.id):
        raise ValueError(f"department {department.id} is the root or not empty")
    directory.remove_department(department)
    announce(realm, corp, party_changed("delete_party", department.id))


def change_member_tag(
    realm: Realm,
    corp: Corp,
    tag: MemberTag,
    *,
    add: tuple[list[str], list[int]],
    remove: tuple[list[str], list[int]],
) -> None:
    """Put members and departments under a tag, and take others from it."""
    added_users = [one for one in add[0] if one not in tag.userids]
    added_parties = [one for one in add[1] if one not in tag.parties]
    removed_users = [one for one in remove[0] if one in tag.userids]
    removed_parties = [one for one in remove[1] if one in tag.parties]
    tag.userids = [one for one in (*tag.userids, *added_users) if one not in removed_users]
    tag.parties = [one for one in (*tag.parties, *added_parties) if one not in removed_parties]
    announce(
        realm,
        corp,
        member_tag_changed(
            tag.id,
            added_users=added_users,
            removed_users=removed_users,
            added_parties=added_parties,
            removed_parties=removed_parties,
        ),
    )


def rename_userid(realm: Realm, corp: Corp, member: Member, userid: str) -> None:
    """Give a member another userid; the old one means nobody from now on, and nothing refers to it.

    Raises:
        ValueError: somebody has it.
    """
    if corp.directory.find_member(userid) not in (None, member):
        raise ValueError(f"{userid} is taken")
    former = member.userid
    with ranges_announced(realm, corp):
        corp.directory.remove_member(member)
        member.userid = userid
        corp.directory.add_member(member)
        rename(corp, former, userid)
    tell_contacts_sync(realm, corp, "update_user", member, former_userid=former)
