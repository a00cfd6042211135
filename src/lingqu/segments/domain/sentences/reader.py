"""What saying a definition has in common in every language: the tree, and how its leaves are found."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from lingqu.kernel.languages import Language
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
    PropertyTest,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.comparing import RELATIVE
from lingqu.segments.domain.sentences.names import Names
from lingqu.segments.domain.sentences.property_words import Stands, words_of

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

    language: Language
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
    truths: Mapping[Op, str]
    """Comparisons with yes or no."""

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

    def compared(self, subject: str, op: Op, value: Any, show: Callable[[Any], str] | None = None) -> str:
        """Say a comparison; a missing value satisfies none, so that "is not" says that there is one.

        Args:
            show: says what is compared with, where that is not said plainly.
        """
        show = show or self.plain
        if op in self.comparisons:
            said = {"subject": subject, "value": None, "low": None, "high": None}
            if op is Op.BETWEEN:
                said["low"], said["high"] = map(show, value)
            elif op is Op.IN:
                said["value"] = self.either(map(show, value))
            elif op in RELATIVE and op is not Op.THIS_MONTH:
                said["value"] = self.counted(value, "day").strip()
            elif value is not None:
                said["value"] = show(value)
            return self.comparisons[op].format(**said)
        words = self.truths if isinstance(value, bool) else self.orders if _is_number(value) else self.dates
        return self.ordered(subject, words[op], show(value))

    def tested(self, event: str, test: PropertyTest) -> str:
        """Say a comparison of a property of an event; more and less are of bare numbers, whatever these stand for."""
        value = test.value
        if test.op is Op.IN:
            value = [self._name(event, test.key, one) for one in value]
        elif test.op in {Op.EQ, Op.NE}:
            value = self._name(event, test.key, value)
        return self.compared(self.subject(event, test.key), test.op, value, self._shows(event, test.key))

    def subject(self, event: str, key: str) -> str:
        """Return a property as what is compared."""
        return self.unworded(key) if words_of(event, key) is None else self.property_name(event, key)

    def property_name(self, event: str, key: str) -> str:
        """Return what a property is called: by our word, or as the corp's servers call it."""
        words = words_of(event, key)
        return key if words is None else getattr(words, self.language)

    def found(self, event: str, key: str, value: Any) -> str:
        """Return a value that an event has: money in yuan, and by its name what has one."""
        return self._shows(event, key)(self._name(event, key, value))

    def _name(self, event: str, key: str, value: Any) -> Any:
        """Return what a value of a property stands for, by name or else by number; any other value as it is."""
        words = words_of(event, key)
        if words is None or isinstance(value, bool) or not isinstance(value, int | str):
            return value
        names = self._names_of(words.stands)
        if names is None:
            return value
        return names.get(value, f"#{value}" if isinstance(value, int) else value)

    def _shows(self, event: str, key: str) -> Callable[[Any], str]:
        words = words_of(event, key)
        return self._money if words is not None and words.stands is Stands.MONEY else self.plain

    def _money(self, value: Any) -> str:
        return f"¥{yuan(value)}" if _is_number(value) else self.plain(value)

    def _names_of(self, stands: Stands) -> Mapping[Any, str] | None:
        if stands is Stands.ADD_WAY:
            return self.names.add_ways
        if self.names.invented:
            return None
        return {
            Stands.ATTRIBUTE: self.names.attributes,
            Stands.TAG: self.names.tags,
            Stands.DEPARTMENT: self.names.departments,
            Stands.CHANNEL: self.names.channels,
            Stands.CHAT: self.names.chats,
            Stands.STAGE: self.names.stages,
        }.get(stands)

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
    def unworded(self, key: str) -> str:
        """Return what a property is called that we have no word for."""

    @abstractmethod
    def truth(self, value: bool) -> str:  # noqa: FBT001  it is the value itself, not a switch
        """Return yes or no."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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
