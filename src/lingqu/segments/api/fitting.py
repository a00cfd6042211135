"""Who of some customers fits conditions, now: for those who choose a way by them, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence

from pyroaring import BitMap

from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.segments.api.asking import ask
from lingqu.segments.api.counting import types_of
from lingqu.segments.contracts.definition import AttributeLeaf, BucketLeaf, Definition, ListLeaf, SegmentLeaf
from lingqu.segments.domain.algebra import members
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.leaves import Shelf, draw, is_kept, is_past, key_of_set


def asks_history(condition: Definition) -> bool:
    """Tell whether history is needed to answer a condition."""
    return any(is_past(one) for one in leaves(expression(condition)).values())


async def fitting(
    session: Session, door: HistoryDoor, shelf: Shelf, conditions: Sequence[Definition], among: BitMap
) -> list[BitMap]:
    """Return, of each checked condition, who of some customers fits it; asked of them alone, as they are now.

    Args:
        among: numbers that stand for persons; whoever does not belong to the universe is taken as if they did.

    Raises:
        HistoryDownError: a leaf needs history, and history does not answer now.
    """
    plans = [expression(one) for one in conditions]
    asked = {key: leaf for plan in plans for key, leaf in leaves(plan).items()}
    types = await types_of(session) if any(isinstance(one, AttributeLeaf) for one in asked.values()) else {}
    own = {key: leaf for key, leaf in asked.items() if is_kept(leaf)}
    told = await ask(session, door, own, dict.fromkeys(own, among), types=types)
    found = {key: answer.holding for key, answer in told.answers.items()}
    places = {key: key_of_set(key, leaf) for key, leaf in asked.items() if isinstance(leaf, SegmentLeaf | ListLeaf)}
    kept = await shelf.read(session, set(places.values()))
    # Without a set of its own nobody is in a segment or on a list yet.
    found |= {key: kept.get(place, BitMap()) for key, place in places.items() if key not in own}
    found |= {key: draw(leaf, among) for key, leaf in asked.items() if isinstance(leaf, BucketLeaf)}
    return [members(plan, found, among) for plan in plans]
