"""Corp tags (企业客户标签) and tags of strategy groups (规则组标签), in one library with one limit.

Sources: https://developer.work.weixin.qq.com/document/path/92117 (corp tags, 2026-02 to 2026-07),
94882 (tags of strategy groups, 2026-02-12)
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.acts import tagging
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.strategies import CUSTOMERS, own
from wecom_twin.state.tags import Tag, TagGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wecom_twin.state.strategies import Strategy

_NAME_CHARS = 30
_ORDERS = 1 << 32


class _List(msgspec.Struct):
    strategy_id: int = 0
    tag_id: list[str] = []
    group_id: list[str] = []


class _NewTag(msgspec.Struct):
    name: str = ""
    order: int = 0


class _Add(msgspec.Struct):
    strategy_id: int = 0
    group_id: str = ""
    group_name: str = ""
    order: int = 0
    tag: list[_NewTag] = []


class _Edit(msgspec.Struct):
    id: str = ""
    name: str | None = None
    order: int | None = None


def get_corp_tag_list(call: Call) -> Payload:
    """The whole library, or what is asked for by id, deleted things included then."""
    asked = call.body(_List)
    library = call.corp.tags
    if asked.group_id:
        groups = [library.groups[one] for one in asked.group_id if _is_of_the_corp(library.groups.get(one))]
        return {"tag_group": [_shown_group(one, one.tags, deleted_tags=True) for one in groups]}
    if asked.tag_id:
        by_group: dict[str, list[Tag]] = {}
        for one in asked.tag_id:
            if one in library.tags and _is_of_the_corp(library.tags[one].group):
                by_group.setdefault(library.tags[one].group.id, []).append(library.tags[one])
        return {
            "tag_group": [
                _shown_group(library.groups[group_id], tags, deleted_tags=True, deleted_group=True)
                for group_id, tags in by_group.items()
            ]
        }
    return {"tag_group": [_shown_group(one, one.living()) for one in _in_order(library.living_groups())]}


def get_strategy_tag_list(call: Call) -> Payload:
    """The tags of one or all of the app's strategy groups, or what of them is asked for by id; living ones alone."""
    asked = call.body(_List)
    if asked.strategy_id:
        strategies = [own(call, CUSTOMERS, asked.strategy_id)]
    else:
        strategies = [one for one in call.corp.strategies.values() if one.agentid == call.app.agentid]
    shown: list[Payload] = []
    for group in _in_order(group for one in strategies for group in call.corp.tags.living_groups(one)):
        wanted = group.id in asked.group_id if asked.group_id else True
        all_tags = bool(asked.group_id) or not asked.tag_id
        tags = [tag for tag in group.living() if wanted and (all_tags or tag.id in asked.tag_id)]
        if tags:
            shown.append(_shown_group(group, tags))
    return {"tag_group": shown}


def _is_of_the_corp(group: TagGroup | None) -> bool:
    return group is not None and group.strategy is None


def _in_order(groups: Iterable[TagGroup]) -> list[TagGroup]:
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
    if group.strategy is not None:
        shown["strategy_id"] = group.strategy.id
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
    return _add(call, call.body(_Add), None)


def add_strategy_tag(call: Call) -> Payload:
    """The same in a strategy group of the first level, with its own names of groups."""
    asked = call.body(_Add)
    strategy = own(call, CUSTOMERS, asked.strategy_id)
    if strategy.parent is not None:
        raise ApiError(40058, "only first-level strategy groups have tags")
    return _add(call, asked, strategy)


def _add(call: Call, asked: _Add, strategy: Strategy | None) -> Payload:
    names = {one.name: one for one in reversed(asked.tag)}
    if not names or not (asked.group_id or asked.group_name):
        raise ApiError(40063)
    for name in (*names, *([] if asked.group_id else [asked.group_name])):
        _check_name(name)
    for order in (asked.order, *(one.order for one in asked.tag)):
        _check_order(order)
    library = call.corp.tags
    group = library.groups.get(asked.group_id) if asked.group_id else library.find_group(asked.group_name, strategy)
    if asked.group_id and (group is None or group.deleted or group.strategy is not strategy):
        raise ApiError(40068)
    if group is not None and any(group.find(name) for name in names):
        raise ApiError(call.realm.switches.duplicate_tag_errcode)
    if library.count() + len(names) > call.realm.limits.corp_tags:
        raise ApiError(40126)
    if group is None:
        group = tagging.new_group(
            call.realm, call.corp, asked.group_name, order=asked.order, agentid=call.app.agentid, strategy=strategy
        )
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


def edit(call: Call, *, of_strategies: bool) -> Payload:
    """Rename or re-order a tag or a group of one's own."""
    asked = call.body(_Edit)
    if not asked.id:
        raise ApiError(40063)
    one = _own(call, asked.id, of_strategies=of_strategies)
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
    found = one.group.find(name) if isinstance(one, Tag) else call.corp.tags.find_group(name, one.strategy)
    return found is not None and found is not one


def _own(call: Call, id_: str, *, of_strategies: bool) -> Tag | TagGroup:
    """A living tag or group of that kind that this app made."""
    one = call.corp.tags.groups.get(id_) or call.corp.tags.tags.get(id_)
    if one is None or one.deleted or _is_of_the_corp(one.group if isinstance(one, Tag) else one) is of_strategies:
        raise ApiError(40068)
    if one.agentid != call.app.agentid:
        raise ApiError(call.realm.switches.foreign_tag_errcode)
    return one


def delete(call: Call, *, of_strategies: bool) -> Payload:
    """Delete tags and groups of one's own; they vanish from every customer."""
    asked = call.body(_List)
    if not asked.tag_id and not asked.group_id:
        raise ApiError(40063)
    library = call.corp.tags
    tags = [tag for tag in map(library.find_tag, asked.tag_id) if tag is not None]
    groups = [group for group in map(library.groups.get, asked.group_id) if group is not None and not group.deleted]
    if not tags and not groups:
        raise ApiError(40068)
    for one in (*tags, *groups):
        _own(call, one.id, of_strategies=of_strategies)
    for tag in tags:
        library.delete_tag(tag)
    for group in groups:
        library.delete_group(group)
    return {}


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "get_corp_tag_list": Route(handler=get_corp_tag_list, customer_contact=True, empty={"tag_group": []}),
    _PREFIX + "get_strategy_tag_list": Route(
        handler=get_strategy_tag_list, customer_contact=True, empty={"tag_group": []}
    ),
    _PREFIX + "add_corp_tag": Route(handler=add_corp_tag, customer_contact=True),
    _PREFIX + "add_strategy_tag": Route(handler=add_strategy_tag, customer_contact=True),
    _PREFIX + "edit_corp_tag": Route(handler=partial(edit, of_strategies=False), customer_contact=True),
    _PREFIX + "edit_strategy_tag": Route(handler=partial(edit, of_strategies=True), customer_contact=True),
    _PREFIX + "del_corp_tag": Route(handler=partial(delete, of_strategies=False), customer_contact=True),
    _PREFIX + "del_strategy_tag": Route(handler=partial(delete, of_strategies=True), customer_contact=True),
}
