"""Whom a message to members means: userids, departments with all below them, tags on members.

Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wecom_twin.endpoints.call import Call, whole_number
from wecom_twin.endpoints.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.state.contacts import Member

_USERS = 1_000
_PARTIES = 100
_TAGS = 100


class Recipients(NamedTuple):
    """Members to reach, and the names that mean nobody (userids lower-cased, as observed)."""

    members: list[Member]
    invalid_users: list[str]
    invalid_parties: list[str]
    invalid_tags: list[str]


def everybody(call: Call) -> Recipients:
    """All active members that the app sees."""
    return Recipients(list(_visible(call).values()), [], [], [])


def recipients(call: Call, *, users: Sequence[str], parties: Sequence[str], tags: Sequence[str]) -> Recipients:
    """Those who are named and seen.

    Raises:
        ApiError: 82001 nobody named; 40032, 82002, 82003 too many users, departments, tags.
    """
    _check_counts(users, parties, tags)
    visible = _visible(call)
    found: dict[str, Member] = {}
    invalid_users: list[str] = []
    for userid in users:
        member = call.corp.directory.find_member(userid)
        if member is not None and member.userid in visible:
            found[member.userid] = member
        else:
            invalid_users.append(userid.lower())
    invalid_parties = [one for one in parties if whole_number(one) not in call.sight.departments]
    for party in parties:
        if party not in invalid_parties:
            found |= _below(call, int(party), visible)
    invalid_tags = [one for one in tags if whole_number(one) not in call.corp.directory.tags]
    for tag_id in tags:
        if tag_id not in invalid_tags:
            found |= _tagged(call, int(tag_id), visible)
    return Recipients(list(found.values()), invalid_users, invalid_parties, invalid_tags)


def _check_counts(users: Sequence[str], parties: Sequence[str], tags: Sequence[str]) -> None:
    if not (users or parties or tags):
        raise ApiError(82001)
    if len(users) > _USERS:
        raise ApiError(40032)
    if len(parties) > _PARTIES:
        raise ApiError(82002)
    if len(tags) > _TAGS:
        raise ApiError(82003)


def _visible(call: Call) -> dict[str, Member]:
    return {one.userid: one for one in call.corp.directory.members.values() if call.sight.sees(one) and one.active}


def _below(call: Call, department: int, visible: dict[str, Member]) -> dict[str, Member]:
    below = {one.id for one in call.corp.directory.subtree(department)}
    return {userid: one for userid, one in visible.items() if not below.isdisjoint(one.departments)}


def _tagged(call: Call, tag_id: int, visible: dict[str, Member]) -> dict[str, Member]:
    tag = call.corp.directory.tags[tag_id]
    found = {userid: visible[userid] for userid in tag.userids if userid in visible}
    for party in tag.parties:
        found |= _below(call, party, visible)
    return found
