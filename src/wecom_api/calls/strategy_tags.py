"""Tags of strategy groups (规则组标签): a tag library for part of the corp.

An app sees the tags of strategy groups that it made itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec

from wecom_api.calls.call import Call, Done
from wecom_api.calls.limits import at_most_characters, between, given, one_of, refuse
from wecom_api.calls.tags import MAX_NAME_CHARACTERS, MAX_ORDER, CorpTag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_api.calls.tags import NewTag


class StrategyTagGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of tags; `create_time` in unix seconds, larger `order` sorts first, `deleted` is never told."""

    group_id: str = ""
    group_name: str = ""
    strategy_id: int = 0
    create_time: int = 0
    order: int = 0
    tag: tuple[CorpTag, ...] = ()


class StrategyTagLibrary(msgspec.Struct, frozen=True, kw_only=True):
    """All strategy tags that were asked for, by group."""

    tag_group: tuple[StrategyTagGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetStrategyTagList(Call[StrategyTagLibrary]):
    """Read the tags of strategy groups, all or by ids.

    Window: the common limits; few calls at once (45033).
    Shape: no ids = everything this app may see, not paged; group_id wins over tag_id.
    Errors: 40068 id unknown.
    Source: https://developer.work.weixin.qq.com/document/path/94882 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_strategy_tag_list"
    idempotent: ClassVar[bool] = True

    strategy_id: int | None = None
    tag_id: Sequence[str] | None = None
    group_id: Sequence[str] | None = None


class AddedStrategyTags(msgspec.Struct, frozen=True, kw_only=True):
    """The group with the tags that were added."""

    tag_group: StrategyTagGroup = StrategyTagGroup()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStrategyTag(Call[AddedStrategyTags]):
    """Add tags to a strategy group of the first level.

    Window: the common limits. Raises no callback. Not safe to repeat: after a lost answer read the library.
    Shape: group_id, or group_name (a group of that name inside the strategy group takes the tags in); at least one
        tag. Corp and strategy tags together at most 10,000 a corp.
    Errors: 40126 too many tags; 40071 name used; 40072 name too long; 40068 group unknown; 6000 edited meanwhile.
    Source: https://developer.work.weixin.qq.com/document/path/94882 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/add_strategy_tag"

    strategy_id: int
    tag: Sequence[NewTag]
    group_id: str | None = None
    group_name: str | None = None
    order: int | None = None

    def __post_init__(self) -> None:
        given(self, tag=self.tag)
        one_of(self, group_id=self.group_id, group_name=self.group_name)
        at_most_characters(self, "group_name", self.group_name, MAX_NAME_CHARACTERS)
        between(self, "order", self.order, 0, MAX_ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditStrategyTag(Call[Done]):
    """Rename or re-order a strategy tag or its group; it stays in its strategy group.

    Window: the common limits. Raises no callback.
    Shape: id of tag or group; name at most 30 characters, unique among its siblings.
    Errors: 40068 id unknown; 40071 name used; 81011 made by another app.
    Source: https://developer.work.weixin.qq.com/document/path/94882 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/edit_strategy_tag"
    idempotent: ClassVar[bool] = True

    id: str
    name: str | None = None
    order: int | None = None

    def __post_init__(self) -> None:
        given(self, id=self.id)
        at_most_characters(self, "name", self.name, MAX_NAME_CHARACTERS)
        between(self, "order", self.order, 0, MAX_ORDER)
        if self.name is None and self.order is None:
            refuse(self, "name", "nothing to change", "give name or order")


@dataclass(frozen=True, slots=True, kw_only=True)
class DelStrategyTag(Call[Done]):
    """Delete strategy tags or their groups, and take them from all customers.

    Window: the common limits. Raises no callback.
    Shape: tag_id or group_id; deleting a group's last tag deletes the group.
    Errors: 40068 nothing there (also when repeated); 81011 made by another app.
    Source: https://developer.work.weixin.qq.com/document/path/94882 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/del_strategy_tag"
    idempotent: ClassVar[bool] = True

    tag_id: Sequence[str] | None = None
    group_id: Sequence[str] | None = None

    def __post_init__(self) -> None:
        one_of(self, tag_id=self.tag_id, group_id=self.group_id)
