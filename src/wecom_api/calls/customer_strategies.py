"""Strategy groups of customers (客户联系规则组): which members may do what with customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec

from wecom_api.calls.call import Call, Done, PagedCall
from wecom_api.calls.limits import between, given
from wecom_api.calls.strategies import MAX_ROWS, StrategyId, StrategyIds, StrategyRange, check_admins, check_nodes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wecom_api.calls.strategies import StrategyNode


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCustomerStrategy(PagedCall[StrategyIds]):
    """List the strategy groups this app made.

    Window: the common limits.
    Shape: 1..1000 rows a page.
    Errors: 40058 limit out of range.
    Source: https://developer.work.weixin.qq.com/document/path/94883 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_strategy/list"
    idempotent: ClassVar[bool] = True

    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, MAX_ROWS)


class CustomerStrategy(msgspec.Struct, frozen=True, kw_only=True):
    """A strategy group.

    Attributes:
        parent_id: 0 for the first level.
        create_time: unix seconds.
        privilege: what its members may do, by WeCom's names (`share_customer`, `send_customer_msg`, …).
    """

    strategy_id: int
    parent_id: int = 0
    strategy_name: str = ""
    create_time: int = 0
    admin_list: tuple[str, ...] = ()
    privilege: dict[str, bool] = {}


class CustomerStrategyDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetCustomerStrategy`."""

    strategy: CustomerStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCustomerStrategy(Call[CustomerStrategyDetail]):
    """Read one strategy group, without its range.

    Window: the common limits.
    Shape: one strategy_id.
    Errors: 40058 id unknown, or of another app's group (unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/94883 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_strategy/get"
    idempotent: ClassVar[bool] = True

    strategy_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCustomerStrategyRange(PagedCall[StrategyRange]):
    """Read whom a strategy group holds for.

    Window: the common limits.
    Shape: 1..1000 nodes a page; a group has at most 3,000.
    Errors: 40058 id unknown, or of another app's group (unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/94883 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_strategy/get_range"
    idempotent: ClassVar[bool] = True

    strategy_id: int
    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, MAX_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCustomerStrategy(Call[StrategyId]):
    """Make a strategy group.

    Window: the common limits; never in parallel with another create or edit. Not safe to repeat: after a lost
        answer list the groups.
    Shape: 1..20 admins, none of them the super admin; 1..100 nodes a call, at most 3,000 a group and 5 levels; a
        child's range lies inside its parent's, and it inherits the parent's privilege.
    Errors: 6000 edited meanwhile; 60011 outside the visible range; 40058 too many.
    Source: https://developer.work.weixin.qq.com/document/path/94883 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_strategy/create"

    strategy_name: str
    admin_list: Sequence[str]
    range: Sequence[StrategyNode]
    parent_id: int | None = None
    privilege: Mapping[str, bool] | None = None

    def __post_init__(self) -> None:
        given(self, strategy_name=self.strategy_name, admin_list=self.admin_list, range=self.range)
        check_admins(self, self.admin_list)
        check_nodes(self, range=self.range)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCustomerStrategy(Call[Done]):
    """Change a strategy group; absent fields stay, admins and privilege are replaced.

    Window: the common limits; never in parallel with another create or edit.
    Shape: as `CreateCustomerStrategy`; nodes are added and taken out, at most 100 each a call.
    Errors: 6000 edited meanwhile; 60011 outside the visible range; 40058 too many.
    Source: https://developer.work.weixin.qq.com/document/path/94883 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_strategy/edit"
    idempotent: ClassVar[bool] = True

    strategy_id: int
    strategy_name: str | None = None
    admin_list: Sequence[str] | None = None
    privilege: Mapping[str, bool] | None = None
    range_add: Sequence[StrategyNode] | None = None
    range_del: Sequence[StrategyNode] | None = None

    def __post_init__(self) -> None:
        check_admins(self, self.admin_list)
        check_nodes(self, range_add=self.range_add, range_del=self.range_del)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelCustomerStrategy(Call[Done]):
    """Delete a strategy group.

    Window: the common limits.
    Shape: one strategy_id.
    Errors: 40058 id unknown, also when repeated (unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/94883 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_strategy/del"
    idempotent: ClassVar[bool] = True

    strategy_id: int
