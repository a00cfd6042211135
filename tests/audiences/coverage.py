"""What of the words of definitions was compared: by leaf and operator, as written or complemented, yes or no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from audiences.crowds import Crowd
from audiences.world import ATTRIBUTES
from lingqu.customers.contracts.tags import MatchTags
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    Definition,
    Edge,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    GroupLeaf,
    LapseLeaf,
    Leaf,
    Not,
    OrderLeaf,
    OrderMeasure,
    PropertyTest,
    RelationLeaf,
    RelationState,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Between, Days, Last
from lingqu.segments.domain import predicate
from lingqu.segments.domain.comparing import OPS, ORDER, PROPERTY_OPS
from lingqu.segments.domain.questions.answer import Look

Cell = tuple[str, bool, bool]
"""What was asked, whether a complement of it, and what it answered of somebody."""

WINDOWS = {Last: "last", Between: "between", Days: "days", type(None): "none"}


def words() -> frozenset[str]:
    """Return all that there is to ask."""
    return frozenset(
        [
            *(f"attribute {kind} {op}" for kind in set(ATTRIBUTES.values()) for op in OPS[kind]),
            *(f"tag {match} {of}" for match in MatchTags for of in ("of any relation", "of one relation")),
            *(f"tag {what}" for what in ("group", "scope", "granted", "sources")),
            *(f"relation {state}" for state in RelationState),
            *(f"relation {what}" for what in ("scope", "add_ways", "channels", "added", "ended")),
            *(f"{what} {op}" for what in ("relation count", "event count", "event distinct") for op in ORDER),
            *(f"event edge {edge}" for edge in Edge),
            *(f"property {op}" for op in PROPERTY_OPS),
            *(f"order {measure} {op}" for measure in OrderMeasure for op in ORDER),
            *(f"order {what}" for what in ("categories", "sources", "shops")),
            *(f"group {what}" for what in ("chats", "chat_tags", "owners", "joined", "any")),
            *(f"{what} window {one}" for what in ("event", "order") for one in WINDOWS.values()),
            *("sequence", "lapse", "segment", "segment held", "bucket", "list"),
        ]
    )


def words_of(leaf: Leaf) -> Iterator[str]:
    """Return what a leaf asks."""
    kind = str(leaf.__struct_config__.tag)
    if isinstance(leaf, AttributeLeaf):
        yield f"attribute {ATTRIBUTES[leaf.key]} {leaf.op}"
    elif isinstance(leaf, TagLeaf):
        yield f"tag {leaf.match} {'of one relation' if leaf.one_relation else 'of any relation'}"
        yield from _given(leaf, kind, "scope", "granted", "sources")
        yield from ["tag group"] if leaf.groups else []
    elif isinstance(leaf, RelationLeaf):
        yield f"relation {leaf.state}"
        yield f"relation count {leaf.count.op}"
        yield from _given(leaf, kind, "scope", "add_ways", "channels", "added", "ended")
    elif isinstance(leaf, GroupLeaf):
        yield "group any"
        yield from _given(leaf, kind, "chats", "chat_tags", "owners", "joined")
    elif isinstance(leaf, OrderLeaf):
        yield f"order {leaf.measure} {leaf.op}"
        yield f"order window {WINDOWS[type(leaf.window)]}"
        yield from _given(leaf, kind, "categories", "sources", "shops")
    elif isinstance(leaf, EventLeaf):
        yield f"event {'count' if leaf.distinct is None else 'distinct'} {leaf.count.op}"
        yield f"event window {WINDOWS[type(leaf.window)]}"
    elif isinstance(leaf, EventEdgeLeaf):
        yield f"event edge {leaf.edge}"
    else:
        yield "segment held" if isinstance(leaf, SegmentLeaf) and leaf.held_for else kind
    yield from (f"property {one.op}" for one in _tests(leaf))


def _given(leaf: Leaf, kind: str, *names: str) -> Iterator[str]:
    return (f"{kind} {name}" for name in names if getattr(leaf, name))


def _tests(leaf: Leaf) -> Iterator[PropertyTest]:
    matches: Iterable[EventMatch] = ()
    if isinstance(leaf, EventLeaf | EventEdgeLeaf):
        matches = [leaf.event]
    elif isinstance(leaf, SequenceLeaf):
        matches = leaf.steps
    elif isinstance(leaf, LapseLeaf):
        matches = (leaf.did, leaf.then_not)
    for match in matches:
        yield from match.where
    if isinstance(leaf, EventEdgeLeaf):
        yield leaf.test


def leaves_of(definition: Definition, *, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Return the leaves as they are written, and whether each stands under an odd number of complements."""
    if isinstance(definition, Not):
        yield from leaves_of(definition.of, negated=not negated)
    elif isinstance(definition, All | AnyOf):
        for one in definition.of:
            yield from leaves_of(one, negated=negated)
    else:
        yield definition, negated


def cells_of(definition: Definition, crowd: Crowd, look: Look) -> set[Cell]:
    """Return what comparing a definition on a crowd compares."""
    found: set[Cell] = set()
    for leaf, negated in leaves_of(definition):
        answers = {predicate.ask(leaf, one, look).holds for one in crowd.people if one.in_universe}
        found |= {(word, negated, answer) for word in words_of(leaf) for answer in answers}
    return found


ALL_CELLS = frozenset(
    (word, negated, answer) for word in words() for negated in (False, True) for answer in (False, True)
)


@dataclass
class Coverage:
    """Counts what was compared."""

    definitions: int = 0
    customers: int = 0
    seen: Counter[Cell] = field(default_factory=Counter[Cell])

    def add(self, definition: Definition, crowd: Crowd, look: Look) -> None:
        """Count a definition that was compared on a crowd."""
        self.definitions += 1
        self.customers += len(crowd.people)
        self.seen.update(cells_of(definition, crowd, look))

    def missing(self) -> frozenset[Cell]:
        """Return what was not compared yet."""
        return ALL_CELLS - self.seen.keys()
