"""How many fit a definition, and who: while somebody types, and of what is saved."""

from __future__ import annotations

from collections.abc import Mapping

from pyroaring import BitMap

from lingqu.customers.api.attributes import list_attributes
from lingqu.customers.contracts.views import AttributeType
from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.definition import AttributeLeaf, Definition
from lingqu.segments.domain.algebra import members, size
from lingqu.segments.domain.canonical import Expression, expression, leaves
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.leaves import Inquiry, Shelf, bitmaps

SAMPLE = 10


async def list_members(
    session: Session,
    door: HistoryDoor,
    shelf: Shelf,
    definition: Definition,
    look: Look,
    *,
    given: Mapping[str, BitMap] | None = None,
) -> BitMap:
    """Return all who fit a checked definition.

    Args:
        given: answers of leaves by their keys that are known already, and are not asked.

    Raises:
        HistoryDownError: a leaf needs history, and history does not answer now.
    """
    plan, found, universe = await _answered(session, door, shelf, definition, look, known=given or {})
    return members(plan, found, universe)


async def _answered(
    session: Session,
    door: HistoryDoor,
    shelf: Shelf,
    definition: Definition,
    look: Look,
    *,
    known: Mapping[str, BitMap],
) -> tuple[Expression, Mapping[str, BitMap], BitMap]:
    """Return what a definition joins, the answers of its leaves, and the universe."""
    plan = expression(definition)
    asked = {key: leaf for key, leaf in leaves(plan).items() if key not in known}
    types = await types_of(session) if any(isinstance(one, AttributeLeaf) for one in asked.values()) else {}
    inquiry = Inquiry(session=session, door=door, shelf=shelf, look=look, types=types)
    found, universe = await bitmaps(inquiry, asked, plan)
    return plan, {**known, **found}, universe


async def count(session: Session, door: HistoryDoor, shelf: Shelf, definition: Definition, look: Look) -> int:
    """Return how many fit; refuses as `list_members` does."""
    return size(*await _answered(session, door, shelf, definition, look, known={}))


def sample(found: BitMap, *, most: int = SAMPLE) -> list[CustomerId]:
    """Return some of them, spread evenly over all: the same ones as long as the set is the same."""
    step = max(len(found) // most, 1)
    return [CustomerId(found[number * step]) for number in range(min(most, len(found)))]


async def types_of(session: Session) -> Mapping[str, AttributeType]:
    """Return the types of the attributes that are defined."""
    return {one.key: one.type for one in await list_attributes(session)}
