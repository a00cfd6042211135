"""What comparisons mean, and which values they take."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

from lingqu.customers.contracts.views import AttributeType
from lingqu.segments.contracts.windows import Count, Op
from lingqu.segments.domain.calendar import next_anniversary

ORDER: dict[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}
"""The comparisons of two values of one ordered type."""

_PLAIN = {**ORDER, Op.CONTAINS: operator.contains, Op.STARTS: str.startswith}

_TEXT = frozenset({Op.EQ, Op.NE, Op.IN, Op.CONTAINS, Op.STARTS, Op.EXISTS})
_NUMBER = frozenset({*ORDER, Op.BETWEEN, Op.IN, Op.EXISTS})
RELATIVE = frozenset({Op.WITHIN_LAST, Op.WITHIN_NEXT, Op.THIS_MONTH, Op.ANNIVERSARY_WITHIN_NEXT})
"""Comparisons of a date with the corp's today."""

OPS: dict[AttributeType, frozenset[Op]] = {
    AttributeType.STRING: _TEXT,
    AttributeType.NUMBER: _NUMBER,
    AttributeType.BOOLEAN: frozenset({Op.EQ, Op.NE, Op.EXISTS}),
    AttributeType.DATE: frozenset({*ORDER, Op.BETWEEN, Op.IN, Op.EXISTS, *RELATIVE}),
    AttributeType.SET: frozenset({Op.CONTAINS, Op.IN, Op.EXISTS}),
}
"""Which comparisons a type has. For a set, `in` asks whether it shares an element with the list."""

PROPERTY_OPS = _TEXT | _NUMBER
"""Comparisons of a property of an event, which has whatever type its value has."""


def fits(count: Count, number: int) -> bool:
    """Tell whether a number satisfies the comparison."""
    return ORDER[count.op](number, count.n)


def satisfies(op: Op, value: Any, asked: Any) -> bool:
    """Compare a value that exists; one of another type than the question's satisfies nothing."""
    if op is Op.EXISTS:
        return True
    if isinstance(value, list | tuple | set | frozenset):
        return _shares(op, value, asked)
    if op is Op.IN:
        return any(_same_type(value, one) and value == one for one in asked)
    if op is Op.BETWEEN:
        return satisfies(Op.GE, value, asked[0]) and satisfies(Op.LE, value, asked[1])
    return _same_type(value, asked) and _PLAIN[op](value, asked)


def falls(op: Op, day: date, asked: Any, today: date) -> bool:
    """Compare a date with the corp's today."""
    if op is Op.THIS_MONTH:
        return (day.year, day.month) == (today.year, today.month)
    if op is Op.WITHIN_LAST:
        return today - timedelta(days=asked) < day <= today
    coming = day if op is Op.WITHIN_NEXT else next_anniversary(day, today)
    return today <= coming < today + timedelta(days=asked)


def _shares(op: Op, elements: Collection[Any], asked: Any) -> bool:
    if op is Op.CONTAINS:
        return asked in elements
    return op is Op.IN and any(one in elements for one in asked)


def _same_type(one: Any, other: Any) -> bool:
    """Texts with texts, truths with truths, dates with dates, numbers with numbers."""
    return _sort(one) is not None and _sort(one) == _sort(other)


def _sort(value: Any) -> str | None:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "date" if isinstance(value, date) else None
