"""Numbers of customer groups, by owner and by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call
from wecom_api.calls.groupchats import check_owners, with_owners
from wecom_api.calls.limits import between

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SPAN_S = 30 * 24 * 3600
MAX_ROWS = 1000


class GroupchatNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in the groups of the asked days; totals are as of the last of them.

    Attributes:
        chat_has_msg: groups in which somebody spoke.
        member_has_msg: members who spoke.
        migrate_trainee_chat_cnt: education corps only.
    """

    new_chat_cnt: int = 0
    chat_total: int = 0
    chat_has_msg: int = 0
    new_member_cnt: int = 0
    member_total: int = 0
    member_has_msg: int = 0
    msg_total: int = 0
    migrate_trainee_chat_cnt: int = 0


class OwnerNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """The groups of one owner."""

    owner: str
    data: GroupchatNumbers = GroupchatNumbers()


class NumbersByOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Some rows of the ranking.

    Attributes:
        total: rows in all.
        next_offset: where to go on; as large as `total` when there is no more.
    """

    total: int = 0
    next_offset: int = 0
    items: tuple[OwnerNumbers, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetGroupchatStatistic(Call[NumbersByOwner]):
    """Rank owners by the numbers of their groups. Read by offset, not by cursor.

    Window: the common limits; days from yesterday back to 180 days ago, at most 30 at once.
    Shape: unix seconds, snapped to days of UTC+8, both ends included, by default one day; 1..100 owners;
        order_by 1 new groups, 2 groups, 3 new members, 4 members; order_asc 0 largest first; 1..1000 rows.
    Errors: 40058 days out of range; 81017 more than 1000 people in the range; 60011 owner not visible.
    Source: https://developer.work.weixin.qq.com/document/path/92133 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/statistic"
    idempotent: ClassVar[bool] = True

    day_begin_time: int
    owner_filter: Sequence[str]
    day_end_time: int | None = None
    order_by: Literal[1, 2, 3, 4] | None = None
    order_asc: Literal[0, 1] | None = None
    offset: int = 0
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        check_owners(self, self.owner_filter)
        between(self, "day_end_time", self.day_end_time, self.day_begin_time, self.day_begin_time + MAX_SPAN_S)
        between(self, "limit", self.limit, 1, MAX_ROWS)

    def parameters(self) -> dict[str, Any]:
        """As the fields, with the owners in WeCom's `userid_list`."""
        return with_owners(Call.parameters(self), self.owner_filter)


class DayNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """One day of all asked owners together; `stat_time` is its beginning in unix seconds."""

    stat_time: int
    data: GroupchatNumbers = GroupchatNumbers()


class NumbersByDay(msgspec.Struct, frozen=True, kw_only=True):
    """A row per day, not paged."""

    items: tuple[DayNumbers, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetGroupchatStatisticByDay(Call[NumbersByDay]):
    """The numbers of owners' groups, summed over the owners, day by day.

    Window: the common limits; days from yesterday back to 180 days ago, at most 30 at once.
    Shape: unix seconds, snapped to days of UTC+8, both ends included, by default one day; 1..100 owners.
    Errors: 40058 days out of range; 81017 more than 1000 people in the range; 60011 owner not visible.
    Source: https://developer.work.weixin.qq.com/document/path/92133 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/statistic_group_by_day"
    idempotent: ClassVar[bool] = True

    day_begin_time: int
    owner_filter: Sequence[str]
    day_end_time: int | None = None

    def __post_init__(self) -> None:
        check_owners(self, self.owner_filter)
        between(self, "day_end_time", self.day_end_time, self.day_begin_time, self.day_begin_time + MAX_SPAN_S)

    def parameters(self) -> dict[str, Any]:
        """As the fields, with the owners in WeCom's `userid_list`."""
        return with_owners(Call.parameters(self), self.owner_filter)
