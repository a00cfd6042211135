"""A customer scans the code of a join way (加入群聊), and the platform finds them a group.

Source: https://developer.work.weixin.qq.com/document/path/92229 (2026-02-12)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wecom_twin.acts import grouping

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.groups import CustomerGroup, JoinOutcome
    from wecom_twin.state.ways import JoinWay


@dataclass(frozen=True, slots=True)
class JoinScan:
    """What came of a scan: `dead_code` for a deleted join way, else as when a group's own code is scanned."""

    outcome: JoinOutcome | Literal["dead_code"]
    chat_id: str = ""
    """The group they are in now, or were already."""


def scan(realm: Realm, corp: Corp, way: JoinWay, newcomer: str) -> JoinScan:
    """Let somebody into the first group with room, or into a new one where the way makes one.

    Who is in one of the groups already stays there.
    """
    if way.deleted:
        return JoinScan("dead_code")
    groups = [group for group in (corp.groups.get(one) for one in way.all_chats()) if group is not None and group.alive]
    there = next((group for group in groups if newcomer in group.face.participants), None)
    if there is not None:
        return JoinScan("already_in", there.chat_id)
    if not groups:
        return JoinScan("dismissed")
    open_group = next((group for group in groups if not _is_full(realm, group)), None)
    if open_group is None:
        open_group = _make(realm, corp, way, groups[-1]) if way.auto_create_room else None
    if open_group is None:
        return JoinScan("full")
    return JoinScan(grouping.join(realm, corp, open_group, newcomer, state=way.state), open_group.chat_id)


def _is_full(realm: Realm, group: CustomerGroup) -> bool:
    return group.size >= realm.limits.join_way_members or grouping.is_full(realm, group)


def _make(realm: Realm, corp: Corp, way: JoinWay, last: CustomerGroup) -> CustomerGroup | None:
    """A new group of the last one's owner, with the way's next number; none when the owner has left."""
    owner = corp.directory.find_member(last.owner)
    if owner is None:
        return None
    name = f"{way.room_base_name}{way.room_base_id + len(way.made)}" if way.room_base_name else ""
    group = grouping.create(realm, corp, owner, name=name)
    way.made.append(group.chat_id)
    return group
