"""The reference: does one customer fit a definition, and why. Slow, plain, and what the fast engines are held to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
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
    Leaf,
    ListLeaf,
    Not,
    OrderLeaf,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.person import Person
from lingqu.segments.contracts.reasons import Reason
from lingqu.segments.domain.questions.answer import Answer, Look
from lingqu.segments.domain.questions.attributes import ask_attribute, ask_bucket, ask_list, ask_segment
from lingqu.segments.domain.questions.events import ask_edge, ask_event, ask_lapse, ask_order, ask_sequence
from lingqu.segments.domain.questions.relations import ask_group, ask_relation, ask_tag

_QUESTIONS: dict[type, Callable[[Any, Person, Look], Answer]] = {
    AttributeLeaf: ask_attribute,
    TagLeaf: ask_tag,
    RelationLeaf: ask_relation,
    EventLeaf: ask_event,
    EventEdgeLeaf: ask_edge,
    SequenceLeaf: ask_sequence,
    LapseLeaf: ask_lapse,
    OrderLeaf: ask_order,
    GroupLeaf: ask_group,
    SegmentLeaf: ask_segment,
    BucketLeaf: ask_bucket,
    ListLeaf: ask_list,
}


def ask(leaf: Leaf, person: Person, look: Look) -> Answer:
    """Put a leaf's question to one customer."""
    return _QUESTIONS[type(leaf)](leaf, person, look)


def fits(definition: Definition, person: Person, look: Look) -> bool:
    """Tell whether a customer is in the segment: of the universe, and the definition holds, as `explain` finds."""
    return person.in_universe and _holds(definition, person, look)


def _holds(definition: Definition, person: Person, look: Look) -> bool:
    """Ask no more than decides: everybody is asked so, where reasons are wanted of a few."""
    if isinstance(definition, Not):
        return not _holds(definition.of, person, look)
    if isinstance(definition, All | AnyOf):
        join = all if isinstance(definition, All) else any
        return join(_holds(one, person, look) for one in definition.of)
    return ask(definition, person, look).holds


def explain(definition: Definition, person: Person, look: Look, *, path: str = "$") -> Reason:
    """Answer every place of the tree, none left out: the reader wants to see what else would have to change."""
    kind = str(definition.__struct_config__.tag)
    if isinstance(definition, Not):
        below = explain(definition.of, person, look, path=f"{path}.of")
        return Reason(path=path, kind=kind, holds=not below.holds, of=(below,))
    if isinstance(definition, All | AnyOf):
        parts = tuple(explain(one, person, look, path=f"{path}.of[{n}]") for n, one in enumerate(definition.of))
        join = all if isinstance(definition, All) else any
        return Reason(path=path, kind=kind, holds=join(part.holds for part in parts), of=parts)
    answer = ask(definition, person, look)
    return Reason(path=path, kind=kind, holds=answer.holds, found=answer.found)


def next_flip(leaf: Leaf, person: Person, look: Look) -> datetime | None:
    """Return the first instant after `look.at` at which the answer differs, if nothing new is heard until then."""
    now = ask(leaf, person, look)
    for turn in sorted({turn for turn in now.turns if turn > look.at}):
        if ask(leaf, person, Look(turn, look.calendar)).holds != now.holds:
            return turn
    return None
