"""What people do with customer groups: make them, join, leave, rename, pass on, dissolve, talk.

Every act raises change_external_chat to the apps that see the owner; calls of the API do not.

Source: https://developer.work.weixin.qq.com/document/path/92130 (2026-07)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.callbacks.group_messages import chat_changed, members_changed
from wecom_twin.days import day_number
from wecom_twin.ledger import Receipt
from wecom_twin.state.groups import (
    BY_SCAN,
    CORP_MEMBER,
    EXTERNAL_CONTACT,
    INVITED,
    CustomerGroup,
    Day,
    Face,
    Participant,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wecom_twin.callbacks.messages import Message
    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.groups import JoinOutcome

LEFT = 0
REMOVED = 1


def found(
    realm: Realm,
    corp: Corp,
    owner: Member,
    *,
    name: str = "",
    userids: Iterable[str] = (),
    external_userids: Iterable[str] = (),
    created_at: float | None = None,
) -> CustomerGroup:
    """Put a group into the world and tell nobody; the owner stands first in it."""
    at = realm.clock.now() if created_at is None else created_at
    everybody = [Participant(owner.userid, CORP_MEMBER, int(at), INVITED)]
    for kind, ids in ((CORP_MEMBER, userids), (EXTERNAL_CONTACT, external_userids)):
        everybody += [Participant(one, kind, int(at), INVITED, invitor=owner.userid) for one in ids]
    participants = {one.id: one for one in everybody}
    group = CustomerGroup(
        chat_id=f"wr{realm.ids.text('chat_id', 30)}",
        opengid=f"tG{realm.ids.text('opengid', 26)}",
        created_at=at,
        face=Face(name, owner.userid, _next_version(realm), participants=participants),
    )
    group.sizes.append((at, group.size))
    _day(group, at).joined += group.size
    corp.groups[group.chat_id] = group
    return group


def create(
    realm: Realm, corp: Corp, owner: Member, *, name: str = "", external_userids: Sequence[str] = ()
) -> CustomerGroup:
    """A member makes a group with customers in their client."""
    group = found(realm, corp, owner, name=name, external_userids=external_userids)
    _tell(realm, corp, group, chat_changed("create", group.chat_id))
    return group


def is_full(realm: Realm, group: CustomerGroup) -> bool:
    """Whether nobody more fits in."""
    return group.size >= realm.limits.group_members


def join(
    realm: Realm, corp: Corp, group: CustomerGroup, newcomer: str, *, scene: int = BY_SCAN, state: str = ""
) -> JoinOutcome:
    """Somebody outside joins by a code or a link of their own accord."""
    if not group.alive:
        return "dismissed"
    if newcomer in group.face.participants:
        return "already_in"
    if is_full(realm, group):
        return "full"
    now = int(realm.clock.now())
    _enter(realm, corp, group, [Participant(newcomer, EXTERNAL_CONTACT, now, scene, state=state)])
    return "joined"


def invite(
    realm: Realm, corp: Corp, group: CustomerGroup, ids: Sequence[str], *, by: str, scene: int = INVITED
) -> list[str]:
    """Somebody in the group brings others along, in one event; says who got in."""
    if not group.alive or by not in group.face.participants:
        return []
    room = max(0, realm.limits.group_members - group.size)
    fresh = [one for one in dict.fromkeys(ids) if one not in group.face.participants][:room]
    invitor = by if group.face.participants[by].type == CORP_MEMBER else ""
    now = int(realm.clock.now())
    _enter(realm, corp, group, [Participant(one, _type_of(corp, one), now, scene, invitor=invitor) for one in fresh])
    return fresh


def _type_of(corp: Corp, one: str) -> int:
    return EXTERNAL_CONTACT if one in corp.customers else CORP_MEMBER


def _enter(realm: Realm, corp: Corp, group: CustomerGroup, newcomers: Sequence[Participant]) -> None:
    if not newcomers:
        return
    last = group.face.member_version
    _day(group, realm.clock.now()).joined += len(newcomers)
    participants = {**group.face.participants, **{one.id: one for one in newcomers}}
    _change(realm, group, participants=participants, member_version=_next_version(realm))
    # The event knows only two ways in: a scan, and everything else.
    scene = BY_SCAN if newcomers[0].join_scene == BY_SCAN else 0
    ids = tuple(one.id for one in newcomers)
    versions = (last, group.face.member_version)
    message = members_changed("add_member", group.chat_id, ids, join_scene=scene, versions=versions)
    _tell(realm, corp, group, message)


def depart(realm: Realm, corp: Corp, group: CustomerGroup, ids: Sequence[str], *, scene: int) -> list[str]:
    """Some leave (`LEFT`) or are removed (`REMOVED`), in one event; the owner cannot. Says who is gone."""
    gone = tuple(one for one in dict.fromkeys(ids) if one in group.face.participants and one != group.owner)
    if not group.alive or not gone:
        return []
    last = group.face.member_version
    _change(
        realm,
        group,
        participants={key: one for key, one in group.face.participants.items() if key not in gone},
        admins=tuple(one for one in group.face.admins if one not in gone),
        member_version=_next_version(realm),
    )
    versions = (last, group.face.member_version)
    message = members_changed("del_member", group.chat_id, gone, quit_scene=scene, versions=versions)
    _tell(realm, corp, group, message)
    return list(gone)


def rename(realm: Realm, corp: Corp, group: CustomerGroup, name: str) -> None:
    """Somebody gives the group another name."""
    _change(realm, group, name=name)
    _tell(realm, corp, group, chat_changed("update", group.chat_id, "change_name"))


def post_notice(realm: Realm, corp: Corp, group: CustomerGroup, notice: str) -> None:
    """The owner puts up a notice."""
    _change(realm, group, notice=notice)
    _tell(realm, corp, group, chat_changed("update", group.chat_id, "change_notice"))


def appoint(realm: Realm, group: CustomerGroup, userids: Sequence[str]) -> None:
    """The owner names the admins of the group; nothing announces that."""
    _change(realm, group, admins=tuple(one for one in userids if one in group.face.participants))


def pass_on(realm: Realm, corp: Corp, group: CustomerGroup, heir: Member) -> None:
    """The owner makes somebody who is in the group its owner."""
    _change(realm, group, owner=heir.userid, admins=tuple(one for one in group.face.admins if one != heir.userid))
    _tell(realm, corp, group, chat_changed("update", group.chat_id, "change_owner"))


def inherit(realm: Realm, group: CustomerGroup, heir: Member, *, without: str = "") -> None:
    """The group gets an owner through the API, at once and in silence; `without` leaves it."""
    participants = {key: one for key, one in group.face.participants.items() if key != without}
    now = realm.clock.now()
    changes: dict[str, object] = {"owner": heir.userid}
    if heir.userid not in participants:
        participants[heir.userid] = Participant(heir.userid, CORP_MEMBER, int(now), INVITED)
    if participants.keys() != group.face.participants.keys():
        changes |= {"participants": participants, "member_version": _next_version(realm)}
    changes["admins"] = tuple(one for one in group.face.admins if one not in (heir.userid, without))
    group.change(now=now, shown_after=0.0, **changes)


def dismiss(realm: Realm, corp: Corp, group: CustomerGroup) -> None:
    """The owner dissolves the group."""
    if group.alive:
        group.dismissed_at = realm.clock.now()
        _tell(realm, corp, group, chat_changed("dismiss", group.chat_id))


def speak(realm: Realm, corp: Corp, group: CustomerGroup, speaker: str, text: str) -> Receipt | None:
    """Somebody in the group writes; nothing in this family announces it."""
    if not group.alive or speaker not in group.face.participants:
        return None
    count_message(realm, group, speaker)
    outside = group.face.participants[speaker].type == EXTERNAL_CONTACT
    receipt = Receipt(
        at=realm.clock.now(),
        corpid=corp.corpid,
        kind="chat",
        userid="" if outside else speaker,
        external_userid=speaker if outside else "",
        key="",
        occasion="",
        digest="",
        text=text,
        call_id=0,
        by_platform=False,
        chat_id=group.chat_id,
    )
    realm.ledger.receive(receipt)
    return receipt


def count_message(realm: Realm, group: CustomerGroup, speaker: str) -> None:
    """Count a message for the statistics of the day."""
    now = realm.clock.now()
    _day(group, now).messages += 1
    days = group.speakers.setdefault(speaker, [])
    if not days or days[-1] != day_number(now):
        days.append(day_number(now))


def announce_owner(realm: Realm, corp: Corp, group: CustomerGroup) -> None:
    """Tell of a new owner, where a switch lets the API do so."""
    _tell(realm, corp, group, chat_changed("update", group.chat_id, "change_owner"))


def _day(group: CustomerGroup, at: float) -> Day:
    return group.days.setdefault(day_number(at), Day())


def _next_version(realm: Realm) -> str:
    return realm.ids.hexadecimal("member_version", 32)


def _change(realm: Realm, group: CustomerGroup, **changes: object) -> None:
    group.change(now=realm.clock.now(), shown_after=realm.switches.groupchat_lag_seconds, **changes)


def _tell(realm: Realm, corp: Corp, group: CustomerGroup, message: Message) -> None:
    owner = corp.directory.find_member(group.owner)
    if owner is not None:
        realm.tell(corp, message, about=owner)
