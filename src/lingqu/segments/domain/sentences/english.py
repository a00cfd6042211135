"""Definitions in English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lingqu.customers.contracts.tags import MatchTags
from lingqu.kernel.languages import Language
from lingqu.segments.contracts.definition import (
    AttributeLeaf,
    BucketLeaf,
    Edge,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    GroupLeaf,
    LapseLeaf,
    ListLeaf,
    OrderLeaf,
    OrderMeasure,
    RelationLeaf,
    RelationScope,
    RelationState,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import ONCE, Between, Count, Last, Op, Window
from lingqu.segments.domain.sentences.reader import Reader, number, yuan

_NUMBERS: Final = {
    Op.EQ: "exactly",
    Op.NE: "not exactly",
    Op.LT: "fewer than",
    Op.LE: "at most",
    Op.GT: "more than",
    Op.GE: "at least",
}
_ORDER: Final = {
    Op.EQ: "is",
    Op.NE: "is not",
    Op.LT: "is below",
    Op.LE: "is at most",
    Op.GT: "is above",
    Op.GE: "is at least",
}
_DATES: Final = {
    Op.EQ: "is",
    Op.NE: "is not",
    Op.LT: "is before",
    Op.LE: "is not after",
    Op.GT: "is after",
    Op.GE: "is not before",
}
_COMPARISONS: Final = {
    Op.EXISTS: "{subject} is known",
    Op.NE: "{subject} is known and is not {value}",
    Op.BETWEEN: "{subject} is from {low} to {high}",
    Op.IN: "{subject} is {value}",
    Op.CONTAINS: "{subject} contains {value}",
    Op.STARTS: "{subject} starts with {value}",
    Op.THIS_MONTH: "{subject} is in this month",
    Op.WITHIN_LAST: "{subject} is in the last {value} (today included)",
    Op.WITHIN_NEXT: "{subject} is in the next {value} (today included)",
    Op.ANNIVERSARY_WITHIN_NEXT: "the anniversary of {subject} is in the next {value} (today included)",
}
_STATES: Final = {
    RelationState.LIVE: "friends with",
    RelationState.ENDED: "no longer friends with",
    RelationState.DELETED_BY_CUSTOMER: "deleted",
    RelationState.DELETED_BY_STAFF: "deleted by",
    RelationState.ANY: "friends, now or once, with",
}
_MEASURES: Final = {
    OrderMeasure.COUNT: "number of orders",
    OrderMeasure.SUM: "total spent",
    OrderMeasure.AVERAGE: "average order",
    OrderMeasure.DAYS_SINCE_LAST: "days since the last order",
}


class English(Reader):
    """Says definitions in English."""

    language = Language.EN
    outer_all = ", and "
    outer_any = ", or "
    inner_all = " and "
    inner_any = " or "
    brackets = ("(", ")")
    negation = "not "
    comparisons = _COMPARISONS
    orders = _ORDER
    dates = _DATES
    truths = _DATES
    everybody = "everybody"
    nobody = "nobody"

    def counted(self, number: float, unit: str) -> str:  # noqa: D102  as the base says
        return f"{number:g} {unit}" if number == 1 else f"{number:g} {unit}s"

    def quoted(self, text: str) -> str:  # noqa: D102
        return f"“{text}”"

    def either(self, items: Iterable[str]) -> str:  # noqa: D102
        return _join("or", items)

    def ordered(self, subject: str, word: str, value: str) -> str:  # noqa: D102
        return f"{subject} {word} {value}"

    def truth(self, value: bool) -> str:  # noqa: D102, FBT001
        return "yes" if value else "no"

    def unworded(self, key: str) -> str:  # noqa: D102
        return self.quoted(key)

    # ───────────────────────── leaves ─────────────────────────

    def attribute(self, leaf: AttributeLeaf) -> str:
        """Say a comparison of an attribute."""
        return self.compared(self.names.attributes.get(leaf.key, leaf.key), leaf.op, leaf.value)

    def tag(self, leaf: TagLeaf) -> str:
        """Say which tags."""
        items = self.named(leaf.tags, self.names.tags)
        items += [f"any tag of group {one}" for one in self.named(leaf.groups, self.names.tag_groups)]
        match leaf.match:
            case MatchTags.ALL:
                said = f"tagged {_join('and', items)}"
            case MatchTags.NONE:
                said = f"not tagged {_join('or', items)}"
            case MatchTags.ANY:
                said = f"tagged {_join('or', items)}"
        said += "" if leaf.granted is None else f", granted {self._window(leaf.granted)},"
        said += f" by source {_join('or', map(self.quoted, leaf.sources))}" if leaf.sources else ""
        if leaf.one_relation:
            said += f" on one relation with {self._members(leaf.scope)}"
        elif leaf.scope is not None:
            said += f" on relations with {self._members(leaf.scope)}"
        return said.removesuffix(",")

    def relation(self, leaf: RelationLeaf) -> str:
        """Say with whom, how many and how."""
        ways = [f"added by {_join('or', self.named(leaf.add_ways, self.names.add_ways))}"] if leaf.add_ways else []
        if leaf.channels:
            ways.append(f"added through channel {_join('or', self.named(leaf.channels, self.names.channels))}")
        ways += [f"added {self._window(leaf.added)}"] if leaf.added is not None else []
        ways += [f"ended {self._window(leaf.ended)}"] if leaf.ended is not None else []
        plain = leaf.state is RelationState.LIVE and leaf.count == ONCE and leaf.scope is not None and not ways
        if plain:
            return f"served by {self._members(leaf.scope)}"
        many = "" if leaf.count == ONCE else f"{_NUMBERS[leaf.count.op]} {number(leaf.count.n)} of "
        which = f" ({'; '.join(ways)})" if ways else ""
        return f"{_STATES[leaf.state]} {many}{self._members(leaf.scope)}{which}"

    def event(self, leaf: EventLeaf) -> str:
        """Say how often."""
        match, window = self._match(leaf.event), self._after(leaf.window)
        if leaf.distinct is not None:
            many = f"{_NUMBERS[leaf.count.op]} {number(leaf.count.n)}"
            what = self.subject(leaf.event.name, leaf.distinct)
            return f"{match} with {many} different {what}{window}"
        if leaf.count == ONCE:
            return f"had {match}{window}"
        if leaf.count == Count(op=Op.EQ, n=0):
            return f"had no {match}{window}"
        return f"had {match} {_NUMBERS[leaf.count.op]} {self.counted(leaf.count.n, 'time')}{window}"

    def edge(self, leaf: EventEdgeLeaf) -> str:
        """Say what the first or the last was like."""
        which = "first" if leaf.edge is Edge.FIRST else "last"
        test = self.tested(leaf.event.name, leaf.test)
        return f"for the {which} {self._match(leaf.event)}{self._after(leaf.window)} {test}"

    def sequence(self, leaf: SequenceLeaf) -> str:
        """Say the steps in order."""
        steps = " then ".join(map(self._match, leaf.steps))
        return f"had {steps} within {self.span(leaf.within)}{self._after(leaf.window)}"

    def lapse(self, leaf: LapseLeaf) -> str:
        """Say what did not follow."""
        did, missing = self._match(leaf.did), self._match(leaf.then_not)
        return f"had {did}{self._after(leaf.window)} with no {missing} in the {self.span(leaf.within)} after it"

    def order(self, leaf: OrderLeaf) -> str:
        """Say what was bought."""
        kinds = _join("or", map(self.quoted, leaf.categories))
        where = f" at {_join('or', self.named(leaf.shops, self.names.departments))}" if leaf.shops else ""
        where += f" from {_join('or', map(self.quoted, leaf.sources))}" if leaf.sources else ""
        where += self._after(leaf.window)
        if leaf.measure is OrderMeasure.COUNT and (leaf.op, leaf.value) in {(Op.GE, 1), (Op.EQ, 0)}:
            return (
                f"bought {kinds or 'something'}{where}" if leaf.value else f"did not buy {kinds or 'anything'}{where}"
            )
        money = leaf.measure in {OrderMeasure.SUM, OrderMeasure.AVERAGE}
        value = f"¥{yuan(leaf.value)}" if money else number(leaf.value)
        kind = f" with {kinds}" if kinds else ""
        return f"{_MEASURES[leaf.measure]}{kind}{where} {_ORDER[leaf.op]} {value}"

    def group(self, leaf: GroupLeaf) -> str:
        """Say in which groupchats."""
        of = [f"tagged {_join('or', self.named(leaf.chat_tags, self.names.chat_tags))}"] if leaf.chat_tags else []
        of += [f"owned by {_join('or', self.named(leaf.owners, self.names.staff))}"] if leaf.owners else []
        of += [f"joined {self._window(leaf.joined)}"] if leaf.joined is not None else []
        which = _join("or", self.named(leaf.chats, self.names.chats))
        return f"in groupchat {which}".rstrip() + (f" ({'; '.join(of)})" if of else "")

    def segment(self, leaf: SegmentLeaf) -> str:
        """Say which other segment."""
        name = "".join(self.named([leaf.segment_id], self.names.segments))
        return f"in segment {name}" + ("" if leaf.held_for is None else f" for at least {self.span(leaf.held_for)}")

    def bucket(self, leaf: BucketLeaf) -> str:
        """Say which share."""
        share = number((leaf.last - leaf.first + 1) / 10)
        return f"in numbers {leaf.first}–{leaf.last} of draw {self.quoted(leaf.salt)} ({share} %)"

    def listed(self, leaf: ListLeaf) -> str:
        """Say which list."""
        return f"on list {''.join(self.named([leaf.list_id], self.names.lists))}"

    # ───────────────────────── parts ─────────────────────────

    def _members(self, scope: RelationScope | None) -> str:
        if scope is None or not (scope.staff or scope.departments):
            return "staff"
        who = self.named(scope.staff, self.names.staff)
        return _join(
            "or", [*who, *(f"staff of {one}" for one in self.named(scope.departments, self.names.departments))]
        )

    def _match(self, match: EventMatch) -> str:
        event = self.quoted(self.names.events.get(match.name, match.name))
        tests = " and ".join(self.tested(match.name, one) for one in match.where)
        return f"{event} where {tests}" if tests else event

    def _after(self, window: Window | None) -> str:
        return "" if window is None else f" {self._window(window)}"

    def _window(self, window: Window) -> str:
        if isinstance(window, Last):
            return f"in the last {self.span(window.duration)}"
        if not isinstance(window, Between):
            return f"from {window.first} to {window.last}"
        since = f"since {self.minute(window.since)}" if window.since is not None else ""
        before = f"before {self.minute(window.before)}" if window.before is not None else ""
        return f"{since} {before}".strip() or "at any time"


def _join(word: str, items: Iterable[str]) -> str:
    return f" {word} ".join(items)
