"""What the properties of our own events are called, and what their values stand for; a corp's own keep their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Any, Final, NamedTuple

from lingqu.segments.contracts.definition import (
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    LapseLeaf,
    Leaf,
    PropertyTest,
    SequenceLeaf,
)
from lingqu.segments.contracts.events import EVENTS


class Stands(Enum):
    """What a value is."""

    AS_IT_IS = auto()
    MONEY = auto()
    """Fen."""
    ADD_WAY = auto()
    ATTRIBUTE = auto()
    TAG = auto()
    DEPARTMENT = auto()
    CHANNEL = auto()
    CHAT = auto()
    STAGE = auto()


class PropertyWords(NamedTuple):
    """A property as a noun."""

    zh: str
    en: str
    stands: Stands = Stands.AS_IT_IS


_WORDS: Final[Mapping[str, PropertyWords]] = {
    "channel_id": PropertyWords("渠道", "channel", Stands.CHANNEL),
    "add_way": PropertyWords("添加方式", "way of adding", Stands.ADD_WAY),
    "returning": PropertyWords("以前添加过", "added before"),
    "deleted_by": PropertyWords("由谁删除", "deleted by"),
    "tag_id": PropertyWords("标签", "tag", Stands.TAG),
    "key": PropertyWords("资料项", "attribute", Stands.ATTRIBUTE),
    "from": PropertyWords("原来的阶段", "stage before", Stands.STAGE),
    "to": PropertyWords("新的阶段", "stage after", Stands.STAGE),
    "groupchat_id": PropertyWords("客户群", "groupchat", Stands.CHAT),
    "join_scene": PropertyWords("入群方式编号", "way of joining by number"),
    "quit_scene": PropertyWords("退群方式编号", "way of leaving by number"),
    "dismissed": PropertyWords("群被解散", "groupchat dismissed"),
    "order_id": PropertyWords("订单编号", "order number"),
    "amount_fen": PropertyWords("订单金额", "amount", Stands.MONEY),
    "refunded_fen": PropertyWords("已退金额", "refunded so far", Stands.MONEY),
    "source": PropertyWords("来源", "source"),
    "shop": PropertyWords("门店", "shop", Stands.DEPARTMENT),
    "categories": PropertyWords("商品类目", "category list"),
    "items": PropertyWords("商品件数", "pieces"),
    "channel": PropertyWords("发送方式", "way of sending"),
    "broadcast_id": PropertyWords("群发编号", "broadcast number"),
    "reason": PropertyWords("原因", "reason"),
    "page": PropertyWords("页面", "page"),
    "tags": PropertyWords("页面标签", "tag list of the page"),
}
_OTHERWISE: Final[Mapping[tuple[str, str], PropertyWords]] = {
    ("order.refunded", "amount_fen"): PropertyWords("退款金额", "amount refunded", Stands.MONEY),
    ("groupchat.member_joined", "returning"): PropertyWords("以前在群里", "in the groupchat before"),
}
"""Where one event's key means something else."""


def words_of(event: str, key: str) -> PropertyWords | None:
    """Return what a property of an event is called; None of what only the corp knows."""
    if key not in EVENTS.get(event, ()):
        return None
    return _OTHERWISE.get((event, key)) or _WORDS.get(key)


def tests_of(leaf: Leaf) -> Iterator[tuple[str, PropertyTest]]:
    """Yield what a leaf asks of properties, each with the name of its event."""
    for event in _events_of(leaf):
        for test in event.where:
            yield event.name, test
    if isinstance(leaf, EventEdgeLeaf):
        yield leaf.event.name, leaf.test


def ids_in(event: str, key: str, value: Any, stands: Stands) -> list[int]:
    """Return the ids in a value of a property whose values stand for that; what can be no id is left out."""
    words = words_of(event, key)
    if words is None or words.stands is not stands:
        return []
    several = value if isinstance(value, list | tuple) else [value]
    return [one for one in several if isinstance(one, int) and not isinstance(one, bool) and 0 < one <= _HIGHEST_ID]


_HIGHEST_ID: Final = 2**31 - 1


def _events_of(leaf: Leaf) -> tuple[EventMatch, ...]:
    if isinstance(leaf, EventLeaf | EventEdgeLeaf):
        return (leaf.event,)
    if isinstance(leaf, LapseLeaf):
        return (leaf.did, leaf.then_not)
    return leaf.steps if isinstance(leaf, SequenceLeaf) else ()
