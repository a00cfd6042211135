"""Strategy groups of customers (客户联系规则组) and of moments (客户朋友圈规则组).

An app makes and sees them for itself. What deleting a group does to those below it is not stated;
here they go with it, and so do its tags unless a switch keeps them.

Sources: https://developer.work.weixin.qq.com/document/path/94883 (customers), 94890 (moments);
both of 2026-02-12.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, cut_page, page_limit
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.strategies import Strategy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.state.strategies import StrategyKind

_PAGE = 1_000
_ADMINS = 20
_NODES_PER_CALL = 100
_LEVELS = 5
_MEMBER = 1
_PARTY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One kind of strategy groups: the privileges that its groups always have, and those that one chooses."""

    kind: StrategyKind
    fixed: tuple[str, ...]
    chosen: tuple[str, ...]

    def granted(self, asked: dict[str, bool]) -> dict[str, bool]:
        """All privileges; what is not asked for is granted."""
        return dict.fromkeys(self.fixed, True) | {name: asked.get(name, True) for name in self.chosen}


CUSTOMERS = Family(
    kind="customer",
    fixed=("view_customer_list", "view_customer_data", "view_room_list", "contact_me", "join_room"),
    chosen=(
        "share_customer",
        "oper_resign_customer",
        "oper_resign_group",
        "send_customer_msg",
        "edit_welcome_msg",
        "view_behavior_data",
        "view_room_data",
        "send_group_msg",
        "room_deduplication",
        "rapid_reply",
        "onjob_customer_transfer",
        "edit_anti_spam_rule",
        "export_customer_list",
        "export_customer_data",
        "export_customer_group_list",
        "manage_customer_tag",
    ),
)
MOMENTS = Family(
    kind="moment",
    fixed=(),
    chosen=("view_moment_list", "send_moment", "manage_moment_cover_and_sign"),
)


class _Node(msgspec.Struct):
    type: int = 0
    userid: str = ""
    partyid: int = 0


class _Page(msgspec.Struct):
    strategy_id: int = 0
    cursor: str = ""
    limit: int = _PAGE


class _Create(msgspec.Struct):
    parent_id: int = 0
    strategy_name: str = ""
    admin_list: list[str] = []
    privilege: dict[str, bool] = {}
    range: list[_Node] = []


class _Edit(msgspec.Struct):
    strategy_id: int = 0
    strategy_name: str | None = None
    admin_list: list[str] | None = None
    privilege: dict[str, bool] | None = None
    range_add: list[_Node] = []
    range_del: list[_Node] = []


def own(call: Call, family: Family, strategy_id: int) -> Strategy:
    """A group of that kind that this app made; the code for any other is not stated."""
    if not strategy_id:
        raise ApiError(40063)
    strategy = call.corp.strategies.get(strategy_id)
    if strategy is None or strategy.kind != family.kind or strategy.agentid != call.app.agentid:
        raise ApiError(call.realm.switches.unknown_strategy_errcode)
    return strategy


def list_(family: Family, call: Call) -> Payload:
    """The ids of the app's groups."""
    asked = call.body(_Page)
    listed = [
        {"strategy_id": one.id}
        for one in call.corp.strategies.values()
        if one.kind == family.kind and one.agentid == call.app.agentid
    ]
    page, next_cursor = cut_page(listed, asked.cursor, page_limit(asked.limit, default=_PAGE, top=_PAGE))
    return {"strategy": page, **({"next_cursor": next_cursor} if next_cursor else {})}


def get(family: Family, call: Call) -> Payload:
    """One group without its range."""
    one = own(call, family, call.body(_Page).strategy_id)
    return {
        "strategy": {
            "strategy_id": one.id,
            "parent_id": one.parent.id if one.parent else 0,
            "strategy_name": one.name,
            "create_time": one.create_time,
            "admin_list": one.admins,
            "privilege": one.privilege,
        }
    }


def get_range(family: Family, call: Call) -> Payload:
    """The members and departments of one group."""
    asked = call.body(_Page)
    one = own(call, family, asked.strategy_id)
    nodes: list[Payload] = [{"type": _MEMBER, "userid": userid} for userid in one.userids]
    nodes.extend({"type": _PARTY, "partyid": party} for party in one.parties)
    page, next_cursor = cut_page(nodes, asked.cursor, page_limit(asked.limit, default=_PAGE, top=_PAGE))
    return {"range": page, "next_cursor": next_cursor}


def create(family: Family, call: Call) -> Payload:
    """Make a group, below another one if that is named; it then has the other's privilege."""
    asked = call.body(_Create)
    if not asked.strategy_name or not asked.admin_list or not asked.range:
        raise ApiError(40063)
    parent = own(call, family, asked.parent_id) if asked.parent_id else None
    if parent is not None and parent.level >= _LEVELS:
        raise ApiError(40058, "strategy groups have 5 levels")
    strategy = Strategy(
        id=call.realm.ids.number("strategy"),
        name=asked.strategy_name,
        kind=family.kind,
        agentid=call.app.agentid,
        create_time=int(call.now),
        parent=parent,
        admins=_admins(call, asked.admin_list),
        privilege=dict(parent.privilege) if parent else family.granted(asked.privilege),
    )
    _add_to_range(call, strategy, asked.range)
    call.corp.strategies[strategy.id] = strategy
    return {"strategy_id": strategy.id}


def edit(family: Family, call: Call) -> Payload:
    """Change a group; admins and privilege are replaced, the range grows and shrinks."""
    asked = call.body(_Edit)
    strategy = own(call, family, asked.strategy_id)
    if len(asked.range_del) > _NODES_PER_CALL:
        raise ApiError(40058, "a call takes 100 nodes")
    admins = strategy.admins if asked.admin_list is None else _admins(call, asked.admin_list)
    _add_to_range(call, strategy, asked.range_add)
    for node in asked.range_del:
        strategy.userids.pop(node.userid, None)
        strategy.parties.pop(node.partyid, None)
    strategy.admins, strategy.name = admins, asked.strategy_name or strategy.name
    if asked.privilege is not None and strategy.parent is None:
        strategy.privilege = family.granted(asked.privilege)
    return {}


def del_(family: Family, call: Call) -> Payload:
    """Delete a group; those below it go along or move up to where it hung."""
    top = own(call, family, call.body(_Page).strategy_id)
    gone = {top}
    for one in call.corp.strategies.values():
        if one.parent in gone and call.realm.switches.strategy_children_go_along:
            gone.add(one)
        elif one.parent is top:
            one.parent = top.parent
    for one in gone:
        del call.corp.strategies[one.id]
        if call.realm.switches.strategy_tags_go_along:
            for group in call.corp.tags.living_groups(one):
                call.corp.tags.delete_group(group)
    return {}


def _admins(call: Call, userids: Sequence[str]) -> list[str]:
    if not 0 < len(userids) <= _ADMINS:
        raise ApiError(40058, "admin_list takes 1 to 20 members")
    return [call.visible_member(one).userid for one in userids]


def _add_to_range(call: Call, strategy: Strategy, nodes: Sequence[_Node]) -> None:
    """Add nodes that lie in sight and in the parent's range; nothing is added when one does not."""
    if len(nodes) > _NODES_PER_CALL:
        raise ApiError(40058, "a call takes 100 nodes")
    userids, parties = dict(strategy.userids), dict(strategy.parties)
    for node in nodes:
        if node.type == _MEMBER:
            userids[call.visible_member(node.userid).userid] = None
        elif node.type == _PARTY and node.partyid in call.sight.departments:
            parties[node.partyid] = None
        else:
            raise ApiError(60123 if node.type == _PARTY else 40058)
    if len(userids) + len(parties) > call.realm.limits.strategy_nodes:
        raise ApiError(40058, "a strategy group takes 3000 nodes")
    if strategy.parent is not None and not covers(call, strategy.parent, userids, parties):
        raise ApiError(40058, "the range exceeds the parent's")
    strategy.userids, strategy.parties = userids, parties


def covers(call: Call, strategy: Strategy, userids: dict[str, None], parties: dict[int, None]) -> bool:
    """Whether all of these lie in the range of a group."""
    directory = call.corp.directory
    covered = {one.id for top in strategy.parties for one in directory.subtree(top)}
    members = (directory.find_member(one) for one in userids)
    return parties.keys() <= covered and all(
        one is None or one.userid in strategy.userids or not covered.isdisjoint(one.departments) for one in members
    )


def _routes(family: Family) -> dict[str, Route]:
    prefix = f"/cgi-bin/externalcontact/{family.kind}_strategy/"
    return {
        prefix + "list": Route(handler=partial(list_, family), customer_contact=True, empty={"strategy": []}),
        prefix + "get": Route(handler=partial(get, family), customer_contact=True),
        prefix + "get_range": Route(handler=partial(get_range, family), customer_contact=True, empty={"range": []}),
        prefix + "create": Route(handler=partial(create, family), customer_contact=True),
        prefix + "edit": Route(handler=partial(edit, family), customer_contact=True),
        prefix + "del": Route(handler=partial(del_, family), customer_contact=True),
    }


ROUTES: dict[str, Route] = _routes(CUSTOMERS) | _routes(MOMENTS)
