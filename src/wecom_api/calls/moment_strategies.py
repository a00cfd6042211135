"""Strategy groups of moments (客户朋友圈规则组): which members may see, publish and decorate moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec

from wecom_api.calls.call import Call, Done, PagedCall
from wecom_api.calls.limits import between, given
from wecom_api.calls.strategies import MAX_ROWS, StrategyId, StrategyIds, StrategyRange, check_admins, check_nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_api.calls.strategies import StrategyNode


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentPrivilege:
    """What members of a strategy group may do; what is absent is allowed."""

    view_moment_list: bool | None = None
    send_moment: bool | None = None
    manage_moment_cover_and_sign: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMomentStrategy(PagedCall[StrategyIds]):
    """List the strategy groups of moments that this app made.

    Window: the common limits.
    Shape: 1..1000 rows a page.
    Errors: 48002 not on the list of callable apps.
    Source: https://developer.work.weixin.qq.com/document/path/94890 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/moment_strategy/list"
    idempotent: ClassVar[bool] = True

    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, MAX_ROWS)


class GrantedMomentPrivilege(msgspec.Struct, frozen=True, kw_only=True):
    """What members of a strategy group may do."""

    view_moment_list: bool = True
    send_moment: bool = True
    manage_moment_cover_and_sign: bool = True


class MomentStrategy(msgspec.Struct, frozen=True, kw_only=True):
    """A strategy group.

    Attributes:
        parent_id: 0 at the top; a child has its parent's privilege.
        create_time: unix seconds.
    """

    strategy_id: int
    parent_id: int = 0
    strategy_name: str = ""
    create_time: int = 0
    admin_list: tuple[str, ...] = ()
    privilege: GrantedMomentPrivilege = GrantedMomentPrivilege()


class MomentStrategyDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetMomentStrategy`."""

    strategy: MomentStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMomentStrategy(Call[MomentStrategyDetail]):
    """Read one strategy group of this app, without who is in it.

    Window: the common limits.
    Shape: one strategy_id.
    Errors: 40058 unknown or of another app (the code is unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/94890 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/moment_strategy/get"
    idempotent: ClassVar[bool] = True

    strategy_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMomentStrategyRange(PagedCall[StrategyRange]):
    """Who is in a strategy group.

    Window: the common limits.
    Shape: one strategy_id, 1..1000 rows a page.
    Errors: as `GetMomentStrategy`.
    Source: https://developer.work.weixin.qq.com/document/path/94890 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/moment_strategy/get_range"
    idempotent: ClassVar[bool] = True

    strategy_id: int
    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, MAX_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateMomentStrategy(Call[StrategyId]):
    """Make a strategy group.

    Window: one call at a time, none beside it. Not safe to repeat: after a lost answer list the groups and
        match the name.
    Shape: 1..20 admins (no super admin), 1..100 members and departments, 3000 in all; at most 5 levels deep.
        Below a parent, only who is in the parent, and the parent's privilege whatever is sent.
    Errors: 40058 a limit is broken; 60011 outside the visible range.
    Source: https://developer.work.weixin.qq.com/document/path/94890 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/moment_strategy/create"

    strategy_name: str
    admin_list: Sequence[str]
    range: Sequence[StrategyNode]
    parent_id: int | None = None
    privilege: MomentPrivilege | None = None

    def __post_init__(self) -> None:
        given(self, strategy_name=self.strategy_name, admin_list=self.admin_list, range=self.range)
        check_admins(self, self.admin_list)
        check_nodes(self, range=self.range)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditMomentStrategy(Call[Done]):
    """Change a strategy group of this app. Absent fields stay; admins and privilege are replaced whole.

    Window: one call at a time, none beside it.
    Shape: as `CreateMomentStrategy`; members and departments by what comes and what goes, 100 each.
    Errors: as `CreateMomentStrategy` and `GetMomentStrategy`.
    Source: https://developer.work.weixin.qq.com/document/path/94890 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/moment_strategy/edit"
    idempotent: ClassVar[bool] = True

    strategy_id: int
    strategy_name: str | None = None
    admin_list: Sequence[str] | None = None
    privilege: MomentPrivilege | None = None
    range_add: Sequence[StrategyNode] | None = None
    range_del: Sequence[StrategyNode] | None = None

    def __post_init__(self) -> None:
        check_admins(self, self.admin_list)
        check_nodes(self, range_add=self.range_add, range_del=self.range_del)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelMomentStrategy(Call[Done]):
    """Delete a strategy group of this app.

    Window: the common limits.
    Shape: one strategy_id.
    Errors: as `GetMomentStrategy`, also when repeated.
    Source: https://developer.work.weixin.qq.com/document/path/94890 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/moment_strategy/del"
    idempotent: ClassVar[bool] = True

    strategy_id: int
