"""A counter-example that can be read: the definition as a sentence, the customer as a table, and who said what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import msgspec

from audiences.crowds import Crowd
from audiences.facts import facts_of
from audiences.stage import Verdict
from audiences.world import LISTS, SEGMENTS, STAFF, TAGS
from lingqu.kernel.languages import Language
from lingqu.segments.contracts.person import Person, PersonRelation
from lingqu.segments.contracts.reasons import ToldReason
from lingqu.segments.domain import predicate
from lingqu.segments.domain.calendar import BEIJING
from lingqu.segments.domain.sentences.names import Names
from lingqu.segments.domain.sentences.reasons import tell
from lingqu.segments.domain.sentences.saying import sentence

NAMES = Names(
    tags={one: f"t{one}" for one in TAGS},
    tag_groups={one: f"g{one}" for one in TAGS.values()},
    staff={one: f"u{one}" for one in STAFF},
    segments={one: f"s{one}" for one in SEGMENTS},
    lists={one: f"l{one}" for one in LISTS},
)
Row = tuple[str, str, str]


def told(verdict: Verdict, crowd: Crowd) -> str:
    """Tell of the first customer on whom they differ."""
    who, at = min(verdict.disputed), verdict.look.at
    person = next((one for one in crowd.people if one.customer_id == who), None)
    lines = [
        f"\nof customer {who}, looked at from {_minute(at)}, not all say the same:",
        f"  {sentence(verdict.definition, NAMES, language=Language.EN)}",
        f"  {msgspec.json.encode(verdict.definition).decode()}",
        "  " + ", ".join(f"{name}: {'yes' if who in found else 'no'}" for name, found in verdict.said.items()),
    ]
    if person is None:
        return "\n".join([*lines, "  this is no customer of the crowd, or one merged away"])
    reason = predicate.explain(verdict.definition, person, verdict.look)
    why = tell(verdict.definition, reason, NAMES, at=at, language=Language.EN, personal=True)
    return "\n".join([*lines, *_table(list(_life(crowd, person))), "  because", *_why(why, 2)])


def _table(rows: list[Row]) -> Iterator[str]:
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    yield from (f"  | {when:{widths[0]}} | {what:{widths[1]}} | {data}".rstrip() for when, what, data in rows)


def _life(crowd: Crowd, person: Person) -> Iterator[Row]:
    """Return what there is, then what happened, in the order of happening."""
    yield "", "in the universe" if person.in_universe else "outside the universe", ""
    if len(numbers := crowd.numbers(person)) > 1:
        yield "", "merged into it", f"{', '.join(map(str, numbers[1:]))}, each into the one before"
    yield from (("", f"attribute {key}", str(value)) for key, value in person.attributes.items())
    yield from (("", f"list {NAMES.lists[one]}", "") for one in sorted(person.lists))
    yield from (
        (_minute(since), f"in segment {NAMES.segments[one]} since then", "") for one, since in person.segments.items()
    )
    for one in person.relations:
        yield from _relation(one)
    for group in person.groups:
        yield _minute(group.joined_at), f"groupchat {group.chat}", f"of u{group.owner}, tags {sorted(group.tags)}"
    for who, at, kind, data in sorted(facts_of(crowd, person), key=lambda row: row[1]):
        under = "" if who == person.customer_id else f" of {who}"
        yield _minute(at), f"{kind}{under}", json.dumps(data, ensure_ascii=False)


def _relation(one: PersonRelation) -> Iterator[Row]:
    ended = f", ended {_minute(one.ended_at)} by {one.ended_by}" if one.ended_at else ""
    yield _minute(one.added_at), f"relation with u{one.staff_id}", f"way {one.add_way}, channel {one.channel_id}{ended}"
    for mark in one.marks:
        yield _minute(mark.granted_at), f"  tag t{mark.tag_id} of g{mark.group_id}", f"by {mark.source}"


def _why(reason: ToldReason, depth: int) -> Iterator[str]:
    sign = "yes" if reason.holds else "no "
    yield (
        f"{'  ' * depth}{sign} {reason.sentence}: {reason.value}"
        if reason.value
        else (f"{'  ' * depth}{sign} {reason.sentence}")
    )
    for one in reason.of:
        yield from _why(one, depth + 1)


def _minute(at: datetime) -> str:
    """Return an instant on the corp's clock; one beside a whole minute shows by how much."""
    local = at.astimezone(BEIJING).replace(tzinfo=None)
    return local.isoformat(sep=" ", timespec="microseconds" if local.second or local.microsecond else "minutes")
