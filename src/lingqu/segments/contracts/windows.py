"""Spans of time and comparisons, as definitions say them."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

LONGEST = timedelta(days=3660)
"""Ten years: nothing of a customer is asked for further back by duration."""

Instant = Annotated[datetime, Meta(tz=True)]
"""With an offset: an hour without a place is no instant."""

Number = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Op(StrEnum):
    """How a value is compared; `domain.comparing` says what each means for which type."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    BETWEEN = "between"
    """Both ends included."""
    IN = "in"
    CONTAINS = "contains"
    """A text has the piece; a set has the element."""
    STARTS = "starts"
    EXISTS = "exists"
    """There is a value; says nothing about which."""
    WITHIN_LAST = "within_last"
    """A date among the last n of the corp's days, today being the last of them."""
    WITHIN_NEXT = "within_next"
    """A date among the next n of the corp's days, today being the first of them."""
    THIS_MONTH = "this_month"
    ANNIVERSARY_WITHIN_NEXT = "anniversary_within_next"
    """Day and month, of any year, among the next n days; 29 February is kept on the 28th where there is none."""


class Count(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A comparison with a whole number, nought included. `op` is eq, ne, lt, le, gt or ge."""

    op: Op = Op.GE
    n: Number = 1


ONCE = Count()
"""Once at least. Writing leaves a default out by identity: whoever compares what was written must use this one."""


class Last(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="last"):
    """The exact duration before the instant of evaluation: (at - duration, at]."""

    duration: timedelta


class Between(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="between"):
    """Instants: [since, before). One of the two may be open."""

    since: Instant | None = None
    before: Instant | None = None


class Days(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="days"):
    """The corp's days, both included."""

    first: date
    last: date


Window: TypeAlias = Last | Between | Days
