"""Marking customers with tags, those of the corp and those of strategy groups.

Source: https://developer.work.weixin.qq.com/document/path/92118 (2026-02)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.strategies import covers

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.tags import Tag


class _Mark(msgspec.Struct):
    userid: str = ""
    external_userid: str = ""
    add_tag: list[str] = []
    remove_tag: list[str] = []


def mark_tag(call: Call) -> Payload:
    """Mark or unmark one pair of member and customer; other members' marks stay as they are."""
    asked = call.body(_Mark)
    if not asked.add_tag and not asked.remove_tag:
        raise ApiError(40063)
    relation = call.relation(asked.userid, asked.external_userid)
    added, removed = _known(call, asked.add_tag), _known(call, asked.remove_tag)
    for tag in (*added, *removed):
        _check_reach(call, tag, relation.member)
    held = {tag.id: tag for tag in relation.living_tags()}
    if not call.realm.switches.mark_tag_idempotent and (
        any(tag.id in held for tag in added) or any(tag.id not in held for tag in removed)
    ):
        raise ApiError(40068)
    for tag in removed:
        held.pop(tag.id, None)
    held |= {tag.id: tag for tag in added}
    if len(held) > call.realm.limits.marks_per_relation:
        raise ApiError(40144)
    relation.tags = tuple(held.values())
    return {}


def _known(call: Call, ids: list[str]) -> list[Tag]:
    tags = [call.corp.tags.find_tag(one) for one in ids]
    found = [tag for tag in tags if tag is not None]
    if len(found) != len(tags):
        raise ApiError(40068)
    return found


def _check_reach(call: Call, tag: Tag, member: Member) -> None:
    """A strategy group's tags serve the app that made it, for members in its range; all others are open."""
    strategy = tag.group.strategy
    if strategy is None:
        return
    if strategy.agentid != call.app.agentid or not covers(call, strategy, {member.userid: None}, {}):
        raise ApiError(call.realm.switches.strategy_tag_errcode, "the tag belongs to another strategy group")


ROUTES: dict[str, Route] = {
    "/cgi-bin/externalcontact/mark_tag": Route(handler=mark_tag, customer_contact=True),
}
