"""Lays two definitions over each other, so that a reader sees which conditions an edit touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lingqu.segments.contracts.changes import Change, Joining, Line
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    LapseLeaf,
    Leaf,
    Not,
    OrderLeaf,
    SegmentLeaf,
)
from lingqu.segments.domain.reading import write

Box = tuple[Joining, Sequence[Definition]]


def compare(before: Definition, after: Definition) -> list[Line]:
    """Return the outline of what is, with what was removed in its old place.

    Order within a group means nothing, so a condition that only moved there is the same. A condition that changed is
    paired with one of the same kind in the same group, one that asks for the same thing first.
    """
    old, new = _root(before), _root(after)
    if any(write(one) == write(before) for one in new[1]):
        old = (Joining.ALL, (before,))
    elif any(write(one) == write(after) for one in old[1]):
        new = (Joining.ALL, (after,))
    return list(_group(old, new, 0))


def _root(definition: Definition) -> Box:
    return _box(definition) or (Joining.ALL, (definition,))


def _box(node: Definition) -> Box | None:
    """Return a group as editors show it: "not any of" is one group, and so is "not" of one thing."""
    if isinstance(node, All):
        return Joining.ALL, node.of
    if isinstance(node, AnyOf):
        return Joining.ANY, node.of
    if isinstance(node, Not):
        return Joining.NONE, node.of.of if isinstance(node.of, AnyOf) else (node.of,)
    return None


def _group(old: Box, new: Box, depth: int) -> Iterator[Line]:
    pairs = _pairs(old[1], new[1])
    # Of one thing alone it does not matter how it is joined, save for "none of".
    plain = Joining.NONE not in {old[0], new[0]} and min(len(old[1]), len(new[1])) <= 1
    turned = old[0] is not new[0] and not plain
    yield Line(
        depth=depth,
        change=Change.CHANGED if turned else Change.SAME,
        joining=new[0],
        joining_before=old[0] if turned else None,
    )
    for was, now in pairs:
        yield from _place(was, now, depth + 1)


def _place(was: Definition | None, now: Definition | None, depth: int) -> Iterator[Line]:
    if was is not None and now is not None:
        old, new = _box(was), _box(now)
        if old is not None and new is not None:
            yield from _group(old, new, depth)
        else:
            changed = Change.SAME if write(was) == write(now) else Change.CHANGED
            yield Line(depth=depth, change=changed, leaf=_leaf(now), leaf_before=_leaf(was))
        return
    node, change = (now, Change.ADDED) if now is not None else (was, Change.REMOVED)
    if node is not None:
        yield from _alone(node, change, depth)


def _alone(node: Definition, change: Change, depth: int) -> Iterator[Line]:
    box = _box(node)
    if box is None:
        leaf = Line(depth=depth, change=change)
        added = change is Change.ADDED
        yield replace(leaf, leaf=_leaf(node)) if added else replace(leaf, leaf_before=_leaf(node))
        return
    yield Line(depth=depth, change=change, joining=box[0])
    for one in box[1]:
        yield from _alone(one, change, depth + 1)


def _leaf(node: Definition) -> Leaf | None:
    return None if isinstance(node, All | AnyOf | Not) else node


# ───────────────────────── who was whom ─────────────────────────


def _pairs(old: Sequence[Definition], new: Sequence[Definition]) -> list[tuple[Definition | None, Definition | None]]:
    """Pair what a group held with what it holds, in the order of now; what was removed follows what it followed."""
    partner: dict[int, int] = {}
    """Of places now: the place before."""
    for sameness in (write, _subject, _kind):
        waiting = [number for number in range(len(old)) if number not in partner.values()]
        for place, node in enumerate(new):
            if place in partner:
                continue
            found = next((number for number in waiting if sameness(old[number]) == sameness(node)), None)
            if found is not None:
                partner[place] = found
                waiting.remove(found)
    now_at = {number: place for place, number in partner.items()}
    pairs: list[tuple[Definition | None, Definition | None]] = []
    removed = [number for number in range(len(old)) if number not in now_at]

    def follow(number: int) -> None:
        while number in removed:
            pairs.append((old[number], None))
            removed.remove(number)
            number += 1

    follow(0)
    for place, node in enumerate(new):
        pairs.append((old[partner[place]] if place in partner else None, node))
        if place in partner:
            follow(partner[place] + 1)
    return pairs


def _subject(node: Definition) -> object:
    """Return what a condition asks about; conditions of one subject are the likeliest to be one, edited."""
    match node:
        case AttributeLeaf():
            return "attribute", node.key
        case EventLeaf() | EventEdgeLeaf():
            return node.__struct_config__.tag, node.event.name
        case LapseLeaf():
            return "lapse", node.did.name, node.then_not.name
        case OrderLeaf():
            return "order", node.measure
        case SegmentLeaf():
            return "segment", node.segment_id
        case _:
            box = _box(node)
            return ("box", box[0]) if box else write(node)


def _kind(node: Definition) -> object:
    """Return its kind; a group is a group, however it joins."""
    return "box" if _box(node) is not None else node.__struct_config__.tag
