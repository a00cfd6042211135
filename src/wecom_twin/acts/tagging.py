"""Admins change the tag library in the console; every app of the family hears of it.

Source: https://developer.work.weixin.qq.com/document/path/92130 (2026-07)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.callbacks.messages import tag_changed, tags_shuffled
from wecom_twin.state.tags import Tag, TagGroup

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.strategies import Strategy


def new_group(
    realm: Realm,
    corp: Corp,
    name: str,
    *,
    order: int = 0,
    agentid: int | None = None,
    strategy: Strategy | None = None,
) -> TagGroup:
    """Make a group, of corp tags or of a strategy group's, and tell nobody."""
    id_ = _new_id(realm, strategy)
    return corp.tags.add_group(TagGroup(id_, name, int(realm.clock.now()), order, agentid, strategy=strategy))


def _new_id(realm: Realm, strategy: Strategy | None) -> str:
    return f"{'et' if strategy is None else 'st'}{realm.ids.text('tag', 30)}"


def new_tag(realm: Realm, corp: Corp, group: TagGroup, name: str, *, order: int = 0, agentid: int | None = None) -> Tag:
    """Make a tag and tell nobody."""
    tag = Tag(_new_id(realm, group.strategy), name, group, int(realm.clock.now()), order, agentid)
    return corp.tags.add_tag(tag)


def console_adds(realm: Realm, corp: Corp, *, group_name: str, name: str) -> Tag:
    """An admin adds a tag, in a new group where there is none of that name."""
    group = corp.tags.find_group(group_name)
    if group is None:
        group = new_group(realm, corp, group_name)
        tag = new_tag(realm, corp, group, name)
        realm.tell(corp, tag_changed("create", group.id, "tag_group"))
        return tag
    tag = new_tag(realm, corp, group, name)
    realm.tell(corp, tag_changed("create", tag.id, "tag"))
    return tag


def console_renames(realm: Realm, corp: Corp, one: Tag | TagGroup, name: str) -> None:
    """An admin renames a tag or a group."""
    one.name = name
    realm.tell(corp, tag_changed("update", one.id, "tag" if isinstance(one, Tag) else "tag_group"))


def console_deletes(realm: Realm, corp: Corp, one: Tag | TagGroup) -> None:
    """An admin deletes a tag or a group; a group's tags go with it and are not announced."""
    if isinstance(one, Tag):
        corp.tags.delete_tag(one)
        realm.tell(corp, tag_changed("delete", one.id, "tag"))
    else:
        corp.tags.delete_group(one)
        realm.tell(corp, tag_changed("delete", one.id, "tag_group"))


def console_shuffles(realm: Realm, corp: Corp, group: TagGroup | None) -> None:
    """An admin reverses the order of a group's tags, or of all groups."""
    for one in [group] if group else corp.tags.living_groups():
        tags = one.living()
        orders = [tag.order for tag in tags]
        for tag, order in zip(tags, reversed(orders), strict=True):
            tag.order = order
    realm.tell(corp, tags_shuffled(group.id if group else ""))
