"""The questions answered by arrays, written from the words of the definitions alone: what every engine is held to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingqu.customers.contracts.tags import MatchTags
from lingqu.entrypoints.bench.segments.corp import DAY_US, NOW_US, Corp, Ints
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    Definition,
    EventLeaf,
    Not,
    OrderLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Last, Op, Window

Mask = NDArray[np.bool_]

_COMPARE = {
    Op.EQ: np.equal,
    Op.NE: np.not_equal,
    Op.LT: np.less,
    Op.LE: np.less_equal,
    Op.GT: np.greater,
    Op.GE: np.greater_equal,
}


@dataclass(slots=True)
class Plain:
    """Evaluates definitions over a corp."""

    corp: Corp

    def holds(self, one: Definition) -> Mask:
        """Tell of every customer whether the definition holds."""
        if isinstance(one, All):
            return np.logical_and.reduce([self.holds(part) for part in one.of])
        if isinstance(one, AnyOf):
            return np.logical_or.reduce([self.holds(part) for part in one.of])
        if isinstance(one, Not):
            return ~self.holds(one.of)
        return self._leaf(one)

    def ids(self, one: Definition) -> Ints:
        """Return who fits, ascending."""
        return (np.flatnonzero(self.holds(one)) + 1).astype(np.uint32)

    def overlaps(self, several: Sequence[Definition]) -> list[int]:
        """Return how many customers each combination has: place `n` is that of the segments in the bits of `n`."""
        code = np.zeros(self.corp.size, np.uint8)
        for number, one in enumerate(several):
            code |= self.holds(one).astype(np.uint8) << number
        return np.bincount(code, minlength=1 << len(several)).tolist()

    def _leaf(self, leaf: Definition) -> Mask:
        if isinstance(leaf, TagLeaf):
            return self._tags(leaf)
        if isinstance(leaf, AttributeLeaf):
            return self._attribute(leaf)
        if isinstance(leaf, EventLeaf):
            events = self.corp.events
            counted = (events.name == int(leaf.event.name.removeprefix("event"))) & _covered(leaf.window, events.at)
            return _COMPARE[leaf.count.op](self._times(events.customer[counted]), leaf.count.n)
        if isinstance(leaf, OrderLeaf):
            orders = self.corp.orders
            return _COMPARE[leaf.op](self._times(orders.customer[_covered(leaf.window, orders.at)]), leaf.value)
        raise TypeError(leaf)

    def _times(self, customers: Ints) -> Ints:
        return np.bincount(customers, minlength=self.corp.size + 1)[1:]

    def _tags(self, leaf: TagLeaf) -> Mask:
        number = np.zeros(self.corp.size, np.uint16)
        for tag in leaf.tags:
            number[self.corp.tags[tag - 1] - 1] += 1
        if leaf.match is MatchTags.ALL:
            return number == len(leaf.tags)
        return (number > 0) if leaf.match is MatchTags.ANY else (number == 0)

    def _attribute(self, leaf: AttributeLeaf) -> Mask:
        values = self.corp.attributes[leaf.key]
        if leaf.op is Op.IN:
            return np.isin(values, [int(city.removeprefix("c")) for city in leaf.value])
        return _COMPARE[leaf.op](values, leaf.value)


def _covered(window: Window | None, at: Ints) -> Mask:
    """Tell what lies in a window of the last days: its oldest instant is outside."""
    if not isinstance(window, Last):
        raise TypeError(window)
    span = int(window.duration.total_seconds()) // 86_400 * DAY_US
    return (at > NOW_US - span) & (at <= NOW_US)


def digest(ids: Ints) -> str:
    """Return a name for a set of customers, given ascending."""
    return hashlib.sha256(np.ascontiguousarray(ids, np.uint32).tobytes()).hexdigest()[:16]
