"""Corp tags (企业客户标签) and marking customers with them.

Source: https://developer.work.weixin.qq.com/document/path/92117 (library), 92118 (marking); pages
of 2026-02 to 2026-07.
"""

from __future__ import annotations

import msgspec

from wecom_twin.acts import tagging
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.tags import Tag, TagGroup

_NAME_CHARS = 30
_ORDERS = 1 << 32


class _List(msgspec.Struct):
    tag_id: list[str] = []
    group_id: list[str] = []


class _NewTag(msgspec.Struct):
    name: str = ""
    order: int = 0


class _Add(msgspec.Struct):
    group_id: str = ""
    group_name: str = ""
    order: int = 0
    tag: list[_NewTag] = []


class _Edit(msgspec.Struct):
    id: str = ""
    name: str | None = None
    order: int | None = None


class _Mark(msgspec.Struct):
    userid: str = ""
    external_userid: str = ""
    add_tag: list[str] = []
    remove_tag: list[str] = []


def get_corp_tag_list(call: Call) -> Payload:
    """The whole library, or what is asked for by id, deleted things included then."""
    asked = call.body(_List)
    library = call.corp.tags
    if asked.group_id:
        groups = [library.groups[one] for one in asked.group_id if one in library.groups]
        return {"tag_group": [_shown_group(one, one.tags, deleted_tags=True) for one in groups]}
    if asked.tag_id:
        by_group: dict[str, list[Tag]] = {}
        for one in asked.tag_id:
            if one in library.tags:
                by_group.setdefault(library.tags[one].group.id, []).append(library.tags[one])
        return {
            "tag_group": [
                _shown_group(library.groups[group_id], tags, deleted_tags=True, deleted_group=True)
                for group_id, tags in by_group.items()
            ]
        }
    return {"tag_group": [_shown_group(one, one.living()) for one in _in_order(library.living_groups())]}


def _in_order(groups: list[TagGroup]) -> list[TagGroup]:
    return sorted(groups, key=lambda one: -one.order)


def _shown_group(
    group: TagGroup, tags: list[Tag], *, deleted_tags: bool = False, deleted_group: bool = False
) -> Payload:
    shown: Payload = {
        "group_id": group.id,
        "group_name": group.name,
        "create_time": group.create_time,
        "order": group.order,
        "tag": [_shown_tag(one, deleted=deleted_tags) for one in sorted(tags, key=lambda one: -one.order)],
    }
    if deleted_group:
        shown["deleted"] = group.deleted
    return shown


def _shown_tag(tag: Tag, *, deleted: bool) -> Payload:
    shown: Payload = {
        "id": tag.id,
        "name": tag.name,
        "create_time": tag.create_time,
        "order": tag.order,
    }
    if deleted:
        shown["deleted"] = tag.deleted
    return shown


def add_corp_tag(call: Call) -> Payload:
    """Add tags to a group, which is made by its name where it does not exist."""
    asked = call.body(_Add)
    names = {one.name: one for one in reversed(asked.tag)}
    if not names or not (asked.group_id or asked.group_name):
        raise ApiError(40063)
    for name in (*names, *([] if asked.group_id else [asked.group_name])):
        _check_name(name)
    for order in (asked.order, *(one.order for one in asked.tag)):
        _check_order(order)
    library = call.corp.tags
    group = library.groups.get(asked.group_id) if asked.group_id else library.find_group(asked.group_name)
    if asked.group_id and (group is None or group.deleted):
        raise ApiError(40068)
    if group is not None and any(group.find(name) for name in names):
        raise ApiError(call.realm.switches.duplicate_tag_errcode)
    if library.count() + len(names) > call.realm.limits.corp_tags:
        raise ApiError(40126)
    if group is None:
        group = tagging.new_group(call.realm, call.corp, asked.group_name, order=asked.order, agentid=call.app.agentid)
    made = [
        tagging.new_tag(call.realm, call.corp, group, name, order=names[name].order, agentid=call.app.agentid)
        for name in dict.fromkeys(one.name for one in asked.tag)
    ]
    return {"tag_group": _shown_group(group, made)}


def _check_name(name: str) -> None:
    if not 0 < len(name) <= _NAME_CHARS:
        raise ApiError(40072)


def _check_order(order: int) -> None:
    if not 0 <= order < _ORDERS:
        raise ApiError(40058, "order lies in [0, 2^32)")


def edit_corp_tag(call: Call) -> Payload:
    """Rename or re-order a tag or a group of one's own."""
    asked = call.body(_Edit)
    if not asked.id:
        raise ApiError(40063)
    one = _own(call, asked.id)
    if asked.name is not None:
        _check_name(asked.name)
        if _name_is_taken(call, one, asked.name):
            raise ApiError(40071)
    if asked.order is not None:
        _check_order(asked.order)
        one.order = asked.order
    one.name = one.name if asked.name is None else asked.name
    return {}


def _name_is_taken(call: Call, one: Tag | TagGroup, name: str) -> bool:
    found = one.group.find(name) if isinstance(one, Tag) else call.corp.tags.find_group(name)
    return found is not None and found is not one


def _own(call: Call, id_: str) -> Tag | TagGroup:
    """A living tag or group that this app made."""
    one = call.corp.tags.groups.get(id_) or call.corp.tags.tags.get(id_)
    if one is None or one.deleted:
        raise ApiError(40068)
    if one.agentid != call.app.agentid:
        raise ApiError(call.realm.switches.foreign_tag_errcode)
    return one


def del_corp_tag(call: Call) -> Payload:
    """Delete tags and groups of one's own; they vanish from every customer."""
    asked = call.body(_List)
    if not asked.tag_id and not asked.group_id:
        raise ApiError(40063)
    library = call.corp.tags
    tags = [tag for tag in map(library.find_tag, asked.tag_id) if tag is not None]
    groups = [one for one in library.living_groups() if one.id in asked.group_id]
    if not tags and not groups:
        raise ApiError(40068)
    for one in (*tags, *groups):
        _own(call, one.id)
    for tag in tags:
        library.delete_tag(tag)
    for group in groups:
        library.delete_group(group)
    return {}


def mark_tag(call: Call) -> Payload:
    """Mark or unmark one pair of member and customer; other members' marks stay as they are."""
    asked = call.body(_Mark)
    if not asked.add_tag and not asked.remove_tag:
        raise ApiError(40063)
    relation = call.relation(asked.userid, asked.external_userid)
    added, removed = _known(call, asked.add_tag), _known(call, asked.remove_tag)
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


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "get_corp_tag_list": Route(handler=get_corp_tag_list, customer_contact=True, empty={"tag_group": []}),
    _PREFIX + "add_corp_tag": Route(handler=add_corp_tag, customer_contact=True),
    _PREFIX + "edit_corp_tag": Route(handler=edit_corp_tag, customer_contact=True),
    _PREFIX + "del_corp_tag": Route(handler=del_corp_tag, customer_contact=True),
    _PREFIX + "mark_tag": Route(handler=mark_tag, customer_contact=True),
}
