"""Try a definition out while somebody writes it; nothing is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pyroaring import BitMap

from lingqu.customers.api.people import names_of
from lingqu.customers.ports import ChannelNames
from lingqu.infra.database import Session
from lingqu.infra.history.errors import HistoryDownError
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.languages import Language
from lingqu.segments.api import counting
from lingqu.segments.api.saving import read_vocabulary
from lingqu.segments.api.speaking import say
from lingqu.segments.contracts.definition import (
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    LapseLeaf,
    OrderLeaf,
    SegmentLeaf,
    SequenceLeaf,
)
from lingqu.segments.contracts.speaking import Preview
from lingqu.segments.domain.checking import checked
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import convert, leaves_of
from lingqu.segments.leaves import Shelf

_OF_HISTORY = (EventLeaf, EventEdgeLeaf, SequenceLeaf, LapseLeaf, OrderLeaf)


async def preview(
    session: Session,
    door: HistoryDoor,
    shelf: Shelf,
    document: Any,
    *,
    itself: int | None = None,
    at: datetime,
    channel_names: ChannelNames,
    language: Language,
) -> Preview:
    """Say a definition in words, count who fits now and who would come and go, and name some.

    Args:
        itself: the segment that it is to become, None for a new one.

    Raises:
        BadDefinitionError: the first fault, with its place.
    """
    definition = checked(convert(document), await read_vocabulary(session), itself=itself)
    said = await say(session, definition, channel_names, language=language)
    try:
        found = await counting.list_members(session, door, shelf, definition, Look(at))
    except HistoryDownError:
        return Preview(
            count=None, entered=None, left=None, sample=[], sentence=said, waiting=_asked_of_history(definition)
        )
    key = f"segment:{itself}"
    members = BitMap() if itself is None else (await shelf.read(session, [key])).get(key, BitMap())
    both = found.intersection_cardinality(members)
    some = counting.sample(found)
    names = await names_of(session, some)
    return Preview(
        count=len(found),
        entered=len(found) - both,
        left=len(members) - both,
        sample=[(one, names.get(one)) for one in some],
        sentence=said,
    )


def _asked_of_history(definition: Definition) -> list[str]:
    return [
        place
        for place, leaf in leaves_of(definition)
        if isinstance(leaf, _OF_HISTORY) or (isinstance(leaf, SegmentLeaf) and leaf.held_for is not None)
    ]
