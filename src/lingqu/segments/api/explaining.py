"""Why customers are in a segment, or are not: what the reference predicate says of them, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from pyroaring import BitMap

from lingqu.customers.api.persons import canonical_of
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.customers.ports import ChannelNames
from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CustomerId, GroupchatId, StaffId
from lingqu.kernel.languages import Language
from lingqu.segments.api.counting import types_of
from lingqu.segments.api.saving import get, read_vocabulary
from lingqu.segments.api.speaking import Named, names_of
from lingqu.segments.contracts.definition import (
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    LapseLeaf,
    Leaf,
    ListLeaf,
    OrderLeaf,
    SegmentLeaf,
    SequenceLeaf,
)
from lingqu.segments.contracts.person import Person
from lingqu.segments.contracts.reasons import Explanation, Reason
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.domain import predicate
from lingqu.segments.domain.checking import checked
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import convert, leaves_of
from lingqu.segments.domain.sentences.reasons import tell
from lingqu.segments.errors import ExplainWhatError, SegmentNotFoundError
from lingqu.segments.store import people, sets


async def asked_for(
    session: Session, document: Any | None, segment_id: int | None
) -> tuple[Definition, Segment | None]:
    """Return the definition that is meant: one that somebody writes, or a segment's newest.

    Raises:
        ExplainWhatError: neither is named, or both.
        BadDefinitionError: the first fault, with its place.
        SegmentNotFoundError: there is no such segment, or it is put away.
    """
    if (document is None) is (segment_id is None):
        raise ExplainWhatError
    if segment_id is None:
        return checked(convert(document), await read_vocabulary(session)), None
    segment = await get(session, segment_id)
    if segment.archived_at is not None:
        raise SegmentNotFoundError(segment_id)
    return segment.definition, segment


async def explain(
    session: Session,
    door: HistoryDoor,
    definition: Definition,
    customer_ids: Sequence[CustomerId],
    look: Look,
    *,
    channel_names: ChannelNames,
    language: Language,
    personal: bool,
    of: Segment | None = None,
) -> list[Explanation]:
    """Return of each customer, in the order asked, what every place of a checked definition answered, and why.

    A customer merged away is explained as the person they are one with.

    Args:
        personal: the reader may see values of attributes.
        of: the segment whose newest definition this is, if it is one's.

    Raises:
        CustomerNotFoundError: somebody who is asked for does not exist.
        HistoryDownError: a leaf needs history, and history does not answer now.
    """
    persons = await canonical_of(session, customer_ids)
    missing = next((one for one in customer_ids if one not in persons), None)
    if missing is not None:
        raise CustomerNotFoundError(missing)
    found = await read_people(session, door, definition, set(persons.values()), look)
    reasons = {person: predicate.explain(definition, one, look) for person, one in found.items()}
    names = await names_of(session, [definition], channel_names, language, also=_named(definition, reasons.values()))
    told = {
        person: tell(definition, reason, names, at=look.at, language=language, personal=personal)
        for person, reason in reasons.items()
    }
    members = None if of is None or of.is_building else await _members(session, of)
    return [
        Explanation(
            customer_id=one,
            person_id=persons[one],
            in_universe=found[persons[one]].in_universe,
            fits=found[persons[one]].in_universe and reasons[persons[one]].holds,
            is_member=None if members is None else persons[one] in members,
            reason=told[persons[one]],
        )
        for one in customer_ids
    ]


async def read_people(
    session: Session,
    door: HistoryDoor,
    definition: Definition,
    customer_ids: Collection[CustomerId],
    look: Look,
) -> Mapping[CustomerId, Person]:
    """Return canonical customers with all that a definition asks of them; refuses as `explain` does."""
    leaves = [leaf for _, leaf in leaves_of(definition)]
    wanted = people.Wanted(
        types=await types_of(session),
        events={name for leaf in leaves for name in _events(leaf)},
        orders=any(isinstance(leaf, OrderLeaf) for leaf in leaves),
        segments={leaf.segment_id for leaf in leaves if isinstance(leaf, SegmentLeaf)},
        held={leaf.segment_id for leaf in leaves if isinstance(leaf, SegmentLeaf) and leaf.held_for is not None},
        lists={leaf.list_id for leaf in leaves if isinstance(leaf, ListLeaf)},
    )
    return await people.load(session, door, customer_ids, look, wanted)


async def _members(session: Session, segment: Segment) -> BitMap:
    numbers = await sets.find(session, [f"segment:{segment.segment_id}"])
    stored = await sets.load(session, dict.fromkeys(numbers.values()))
    return BitMap.union(BitMap(), *(one.bits for one in stored.values()))


def _events(leaf: Leaf) -> set[str]:
    if isinstance(leaf, EventLeaf | EventEdgeLeaf):
        return {leaf.event.name}
    if isinstance(leaf, SequenceLeaf):
        return {step.name for step in leaf.steps}
    return {leaf.did.name, leaf.then_not.name} if isinstance(leaf, LapseLeaf) else set()


def _named(definition: Definition, reasons: Collection[Reason]) -> Named:
    """Return whom, which groups and which channels reasons speak of."""
    found, leaves = Named(), dict(leaves_of(definition))
    waiting = list(reasons)
    while waiting:
        reason = waiting.pop()
        waiting += reason.of
        marks = chain(reason.found.get("marks", ()), reason.found.get("others", ()))
        found.staff.update(StaffId(staff) for staff, _ in marks)
        found.staff.update(map(StaffId, reason.found.get("staff", ())))
        found.chats.update(GroupchatId(chat) for chat, _ in reason.found.get("chats", ()))
        if isinstance(leaf := leaves.get(reason.path), EventEdgeLeaf):
            found.add_property(leaf.event.name, leaf.test.key, reason.found.get("value"))
    return found
