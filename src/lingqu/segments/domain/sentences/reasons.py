"""Say why somebody fits a definition, or does not: at every place what was asked, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lingqu.customers.contracts.tags import MatchTags
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
    OrderMeasure,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.person import Mark
from lingqu.segments.contracts.reasons import Reason, ToldReason
from lingqu.segments.domain.sentences.names import Names
from lingqu.segments.domain.sentences.reader import Reader, yuan
from lingqu.segments.domain.sentences.reason_words import WORDS
from lingqu.segments.domain.sentences.saying import reader_of

_SPANS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
_MOST_NAMED = 5
"""Of what is listed, the newest so many are named."""


def tell(
    definition: Definition, reason: Reason, names: Names, *, at: datetime, language: Language, personal: bool
) -> ToldReason:
    """Say a reason for this definition.

    Args:
        at: the instant of evaluation; "12 days ago" counts from it.
        personal: the reader may see values of attributes.
    """
    teller = _Teller(reader_of(language, names), WORDS[language], at, personal)
    return teller.told(definition, reason, decides=True)


@dataclass(frozen=True, slots=True)
class _Teller:
    reader: Reader
    words: Mapping[str, str]
    at: datetime
    personal: bool

    def told(self, node: Definition, reason: Reason, *, decides: bool) -> ToldReason:
        """Return a place with all below it."""
        of = (node.of,) if isinstance(node, Not) else node.of if isinstance(node, All | AnyOf) else ()
        below = [
            self.told(one, part, decides=decides and (isinstance(node, Not) or part.holds is reason.holds))
            for one, part in zip(of, reason.of, strict=True)
        ]
        return ToldReason(
            path=reason.path,
            kind=reason.kind,
            holds=reason.holds,
            decides=decides,
            sentence=self.words[f"ask_{reason.kind}"] if of else self.reader.say(node),
            value=self._joined(node, reason) if of else self._value(node, reason),
            of=tuple(below),
        )

    def _joined(self, node: Definition, reason: Reason) -> str | None:
        if isinstance(node, Not):
            return None
        return self._say("met", met=sum(part.holds for part in reason.of), of=len(reason.of))

    def _value(self, node: Definition, reason: Reason) -> str | None:
        return _FINDINGS[type(node)](self, node, reason) if type(node) in _FINDINGS else None

    def _say(self, word: str, **given: Any) -> str:
        return self.words[word].format(**given)

    # ───────────────────────── leaves ─────────────────────────

    def attribute(self, _leaf: AttributeLeaf, reason: Reason) -> str | None:
        """Say the value."""
        if "value" not in reason.found:
            return self._say("no_value")
        if not self.personal:
            return None
        value = reason.found["value"]
        shown = [self.reader.plain(one) for one in (value if isinstance(value, list) else [value])]
        return self.reader.ordered("", self.words["is"], self._list(shown)).strip() if shown else self._say("no_value")

    def tag(self, leaf: TagLeaf, reason: Reason) -> str:
        """Say which of the tags there are, which are missing, and which do not count."""
        marks, others = reason.found["marks"], reason.found["others"]
        said = [self._say("has", items=self._marks(marks))] if marks else []
        if leaf.match is MatchTags.ALL and (lacking := self._lacking(leaf, marks)):
            said.append(self._say("lacks", items=self._list(lacking)))
        if others:
            said.append(self._say("uncounted", items=self._marks(others)))
        return self.words["and"].join(said) if said else self._say("no_tag")

    def _lacking(self, leaf: TagLeaf, marks: Sequence[tuple[int, Mark]]) -> list[str]:
        names = self.reader.names
        tags, groups = {mark.tag_id for _, mark in marks}, {mark.group_id for _, mark in marks}
        return [
            *self.reader.named([one for one in leaf.tags if one not in tags], names.tags),
            *self.reader.named([one for one in leaf.groups if one not in groups], names.tag_groups),
        ]

    def _marks(self, marks: Sequence[tuple[int, Mark]]) -> str:
        names = self.reader.names
        newest = sorted(marks, key=lambda one: one[1].granted_at, reverse=True)
        said = [
            self._say(
                "mark",
                tag=self.reader.named([mark.tag_id], names.tags)[0],
                staff=names.staff.get(staff, f"#{staff}"),
                at=self.reader.minute(mark.granted_at),
            )
            for staff, mark in newest
        ]
        return self._list(said)

    def relation(self, _leaf: RelationLeaf, reason: Reason) -> str:
        """Say with whom."""
        if not reason.found["staff"]:
            return self._say("no_member")
        who = [self.reader.names.staff.get(one, f"#{one}") for one in reason.found["staff"]]
        return self._say("members", count=reason.found["count"], items=self._list(who))

    def event(self, leaf: EventLeaf, reason: Reason) -> str:
        """Say how often, and when last."""
        if "last" in reason.found:
            word = "times" if leaf.distinct is None else "values"
            return self._say(word, count=reason.found["count"], last=self._when(reason.found["last"]))
        return (
            self._say("outside", last=self._when(reason.found["outside"]))
            if "outside" in reason.found
            else self._say("never")
        )

    def edge(self, leaf: EventEdgeLeaf, reason: Reason) -> str:
        """Say which one was looked at, and what it had."""
        if "at" not in reason.found:
            return self._say("never")
        event, key, value = leaf.event.name, leaf.test.key, reason.found["value"]
        name = self.reader.quoted(self.reader.property_name(event, key))
        if value is None:
            return self._say("edge_without", when=self._when(reason.found["at"]), key=name)
        values = value if isinstance(value, list) else [value]
        shown = self._list([self.reader.found(event, key, one) for one in values])
        said = self.reader.ordered(name, self.words["is"], shown)
        return self._say("edge", when=self._when(reason.found["at"]), said=said)

    def sequence(self, _leaf: SequenceLeaf, reason: Reason) -> str:
        """Say from when to when."""
        if not reason.holds:
            return self._say("not_in_order")
        return self._say("in_order", first=self._at(reason.found["first"]), last=self._at(reason.found["last"]))

    def lapse(self, _leaf: LapseLeaf, reason: Reason) -> str:
        """Say what was waited for, and until when."""
        if not reason.found:
            return self._say("never")
        given = {name: self._at(instant) for name, instant in reason.found.items()}
        return self._say("lapsed" if reason.holds else "answered" if "answered" in reason.found else "waiting", **given)

    def order(self, leaf: OrderLeaf, reason: Reason) -> str:
        """Say how much, of how many orders, and when the last was."""
        if not reason.found["orders"]:
            return (
                self._say("orders_outside", last=self._when(reason.found["outside"]))
                if "outside" in reason.found
                else self._say("no_order")
            )
        given = {"orders": reason.found["orders"], "last": self._when(reason.found["last"])}
        if leaf.measure in {OrderMeasure.SUM, OrderMeasure.AVERAGE}:
            given["yuan"] = yuan(round(reason.found["value"]))
        return self._say(f"order_{leaf.measure}", **given)

    def group(self, _leaf: GroupLeaf, reason: Reason) -> str:
        """Say in which groups since when."""
        chats = [
            self._say(
                "chat", chat=self.reader.named([chat], self.reader.names.chats)[0], at=self.reader.minute(joined_at)
            )
            for chat, joined_at in reason.found["chats"]
        ]
        return self._list(chats) if chats else self._say("no_group")

    def segment(self, leaf: SegmentLeaf, reason: Reason) -> str:
        """Say whether they are in it and, where that is asked, since when."""
        if "since" not in reason.found:
            return self._say("not_in")
        return (
            self._say("is_in")
            if leaf.held_for is None
            else self._say("in_since", since=self._when(reason.found["since"]))
        )

    def bucket(self, _leaf: BucketLeaf, reason: Reason) -> str:
        """Say the number that was drawn."""
        return self._say("drawn", number=reason.found["permille"])

    def listed(self, _leaf: ListLeaf, reason: Reason) -> str:
        """Say whether they are on it."""
        return self._say("on_list" if reason.holds else "off_list")

    # ───────────────────────── parts ─────────────────────────

    def _list(self, items: Sequence[str]) -> str:
        said = self.words["comma"].join(items[:_MOST_NAMED])
        return said if len(items) <= _MOST_NAMED else self._say("more", items=said, count=len(items))

    def _at(self, instant: datetime) -> str:
        return self.reader.minute(instant)

    def _when(self, instant: datetime) -> str:
        """Return an instant and how long ago that is, in the largest unit that is full."""
        away = self.at - instant
        for unit, length in zip(("day", "hour", "minute"), _SPANS, strict=True):
            if away >= length:
                ago = self._say("ago", span=self.reader.counted(away // length, unit).strip())
                return self._say("when", at=self._at(instant), ago=ago)
        return self._say("when", at=self._at(instant), ago=self.words["just_now"])


_FINDINGS: dict[type, Callable[[_Teller, Any, Reason], str | None]] = {
    AttributeLeaf: _Teller.attribute,
    TagLeaf: _Teller.tag,
    RelationLeaf: _Teller.relation,
    EventLeaf: _Teller.event,
    EventEdgeLeaf: _Teller.edge,
    SequenceLeaf: _Teller.sequence,
    LapseLeaf: _Teller.lapse,
    OrderLeaf: _Teller.order,
    GroupLeaf: _Teller.group,
    SegmentLeaf: _Teller.segment,
    BucketLeaf: _Teller.bucket,
    ListLeaf: _Teller.listed,
}
