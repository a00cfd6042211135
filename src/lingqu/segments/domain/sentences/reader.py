"""What saying a definition has in common in every language: the tree, and how its leaves are found."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    BucketLeaf,
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    GroupLeaf,
    LapseLeaf,
    ListLeaf,
    Not,
    OrderLeaf,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.comparing import RELATIVE
from lingqu.segments.domain.sentences.names import Names

_LEAVES: dict[type, str] = {
    AttributeLeaf: "attribute",
    TagLeaf: "tag",
    RelationLeaf: "relation",
    EventLeaf: "event",
    EventEdgeLeaf: "edge",
    SequenceLeaf: "sequence",
    LapseLeaf: "lapse",
    OrderLeaf: "order",
    GroupLeaf: "group",
    SegmentLeaf: "segment",
    BucketLeaf: "bucket",
    ListLeaf: "listed",
}
_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))
FEN = 100


class Reader(ABC):
    """Says definitions in one language."""

    outer_all: str
    outer_any: str
    inner_all: str
    inner_any: str
    brackets: tuple[str, str]
    negation: str
    nobody: str
    everybody: str
    comparisons: Mapping[Op, str]
    """Whole sentences of {subject}, {value}, {low} and {high}."""
    orders: Mapping[Op, str]
    """Comparisons of numbers, in words."""
    dates: Mapping[Op, str]
    """Comparisons of dates, and equality of whatever is no number."""

    def __init__(self, names: Names, calendar: Calendar | None = None) -> None:
        self.names = names
        self.calendar = calendar or Calendar()

    def say(self, definition: Definition) -> str:
        """Return the whole as one sentence without a full stop."""
        return self._node(definition, outermost=True)

    def _node(self, one: Definition, *, outermost: bool = False) -> str:
        if isinstance(one, Not):
            said = self._node(one.of)
            return self.negation + (said if _is_bracketed(one.of) else self._bracketed(said))
        if not isinstance(one, All | AnyOf):
            return getattr(self, _LEAVES[type(one)])(one)
        if not one.of:
            return self.everybody if isinstance(one, All) else self.nobody
        if len(one.of) == 1:
            return self._node(one.of[0], outermost=outermost)
        parts = [self._node(each) for each in one.of]
        if isinstance(one, All):
            joined = (self.outer_all if outermost else self.inner_all).join(parts)
        else:
            joined = (self.outer_any if outermost else self.inner_any).join(parts)
        return joined if outermost else self._bracketed(joined)

    def _bracketed(self, text: str) -> str:
        opening, closing = self.brackets
        return f"{opening}{text}{closing}"

    def compared(self, subject: str, op: Op, value: Any) -> str:
        """Say a comparison; a missing value satisfies none, so that "is not" says that there is one."""
        if op in self.comparisons:
            said = {"subject": subject, "value": None, "low": None, "high": None}
            if op is Op.BETWEEN:
                said["low"], said["high"] = map(self.plain, value)
            elif op is Op.IN:
                said["value"] = self.either(map(self.plain, value))
            elif op in RELATIVE and op is not Op.THIS_MONTH:
                said["value"] = self.counted(value, "day").strip()
            elif value is not None:
                said["value"] = self.plain(value)
            return self.comparisons[op].format(**said)
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        return self.ordered(subject, (self.orders if numeric else self.dates)[op], self.plain(value))

    def span(self, duration: timedelta) -> str:
        """Return a duration in the largest unit that says it exactly."""
        for unit, length in _UNITS:
            if duration >= length and not duration % length:
                return self.counted(duration // length, unit)
        return self.counted(duration.total_seconds(), "second")

    def minute(self, instant: datetime) -> str:
        """Return an instant on the corp's clock."""
        local = instant.astimezone(self.calendar.zone)
        return local.isoformat(sep=" ", timespec="seconds" if local.second else "minutes")[: 19 if local.second else 16]

    def named(self, ids: Iterable[Any], names: Mapping[Any, str]) -> list[str]:
        """Return names in quotes; an unknown one by its number."""
        return [self.quoted(names[one]) if one in names else self.quoted(f"#{one}") for one in ids]

    def plain(self, value: Any) -> str:
        """Return a value as it stands in a sentence: texts in quotes, numbers and dates bare."""
        if isinstance(value, bool):
            return self.truth(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | float):
            return number(value)
        return self.quoted(str(value))

    @abstractmethod
    def counted(self, number: float, unit: str) -> str:
        """Return "30 days"."""

    @abstractmethod
    def either(self, items: Iterable[str]) -> str:
        """Return "a or b"."""

    @abstractmethod
    def ordered(self, subject: str, word: str, value: str) -> str:
        """Return "subject is below 5"."""

    @abstractmethod
    def quoted(self, text: str) -> str:
        """Return a name in quotes."""

    @abstractmethod
    def truth(self, value: bool) -> str:  # noqa: FBT001  it is the value itself, not a switch
        """Return yes or no."""


def _is_bracketed(one: Definition) -> bool:
    """Tell whether a place within the sentence brings its own brackets."""
    while isinstance(one, All | AnyOf) and len(one.of) == 1:
        one = one.of[0]
    return isinstance(one, All | AnyOf) and len(one.of) > 1


def number(value: float) -> str:
    """Return a number with thousands apart and no empty decimals."""
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def yuan(fen: float) -> str:
    """Return fen as yuan."""
    return number(int(fen) / FEN) if fen == int(fen) else number(fen / FEN)
