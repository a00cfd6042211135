"""What strategy groups (规则组) of customers and of moments have in common: who is in one, and its limits.

An app sees and changes only the groups it made, and must make and change them one call at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from wecom_api.calls.call import Page
from wecom_api.calls.limits import at_most_items, given

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_ADMINS = 20
MAX_NODES_PER_CALL = 100
MAX_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberNode:
    """A member in a strategy group."""

    userid: str
    type: Literal[1] = 1

    def __post_init__(self) -> None:
        given(self, userid=self.userid)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentNode:
    """A department in a strategy group, with all below it."""

    partyid: int
    type: Literal[2] = 2


StrategyNode: TypeAlias = MemberNode | DepartmentNode


class StrategyId(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a list, and the answer to making a strategy group."""

    strategy_id: int


class StrategyIds(Page, frozen=True, kw_only=True):
    """A page of strategy groups."""

    strategy: tuple[StrategyId, ...] = ()


class RangeNode(msgspec.Struct, frozen=True, kw_only=True):
    """Who is in a strategy group: type 1 the member `userid`, type 2 the department `partyid`."""

    type: int
    userid: str = ""
    partyid: int = 0


class StrategyRange(Page, frozen=True, kw_only=True):
    """A page of members and departments."""

    range: tuple[RangeNode, ...] = ()


def check_admins(of: object, admins: Sequence[str] | None) -> None:
    """At most 20 admins.

    Raises:
        InvalidCallError: there are more.
    """
    at_most_items(of, "admin_list", admins, MAX_ADMINS)


def check_nodes(of: object, **nodes: Sequence[StrategyNode] | None) -> None:
    """At most 100 members and departments in each of `nodes`.

    Raises:
        InvalidCallError: there are more in one.
    """
    for field, listed in nodes.items():
        at_most_items(of, field, listed, MAX_NODES_PER_CALL)
