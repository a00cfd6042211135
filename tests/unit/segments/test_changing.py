"""Two definitions laid over each other: a reader sees what an edit touched, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from audiences.definitions import definitions
from lingqu.segments.contracts.changes import Change, Line
from lingqu.segments.contracts.definition import Definition
from lingqu.segments.domain.changing import compare
from lingqu.segments.domain.reading import convert, leaves_of, write

REGULAR = {"kind": "tag", "tags": [1]}
MEMBER = {"kind": "tag", "tags": [2]}
CITY = {"kind": "attribute", "key": "city", "op": "eq", "value": "上海"}
OTHER_CITY = {"kind": "attribute", "key": "city", "op": "eq", "value": "杭州"}
POINTS = {"kind": "attribute", "key": "points", "op": "gt", "value": 100}
BOUGHT = {"kind": "order", "window": {"kind": "last", "duration": "P60D"}}
BOUGHT_LATELY = {"kind": "order", "window": {"kind": "last", "duration": "P30D"}}

ALL, ANY = "all", "any"


def group(kind: str, *of: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "of": list(of)}


def none_of(*of: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "not", "of": group(ANY, *of)}


def outline(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Depth and what became of each line; of leaves what they were and are."""
    return [shown(line) for line in compare(convert(before), convert(after))]


def shown(line: Line) -> tuple[Any, ...]:
    if line.joining is not None:
        return (line.depth, line.change.value, line.joining.value, line.joining_before and line.joining_before.value)
    return (line.depth, line.change.value, _of(line.leaf_before), _of(line.leaf))


def _of(leaf: Definition | None) -> bytes | None:
    return None if leaf is None else write(leaf)


def leaf(document: dict[str, Any] | None) -> bytes | None:
    return None if document is None else write(convert(document))


def line(change: str, before: dict[str, Any] | None, after: dict[str, Any] | None, depth: int = 1) -> tuple[Any, ...]:
    return (depth, change, leaf(before), leaf(after))


def test_conditions_are_added_removed_and_changed_in_their_places() -> None:
    before, after = group(ALL, REGULAR, CITY, BOUGHT), group(ALL, MEMBER, BOUGHT_LATELY, POINTS, REGULAR)

    assert outline(before, after) == [
        (0, "same", ALL, None),
        line("added", None, MEMBER),
        line("changed", BOUGHT, BOUGHT_LATELY),
        line("changed", CITY, POINTS),
        line("same", REGULAR, REGULAR),
    ]


def test_a_condition_is_paired_with_the_one_that_asks_for_the_same() -> None:
    before, after = group(ALL, POINTS, CITY), group(ALL, OTHER_CITY)

    assert outline(before, after) == [
        (0, "same", ALL, None),
        line("removed", POINTS, None),
        line("changed", CITY, OTHER_CITY),
    ]


def test_order_within_a_group_means_nothing() -> None:
    assert {one[1] for one in outline(group(ANY, REGULAR, CITY), group(ANY, CITY, REGULAR))} == {"same"}


def test_a_group_that_joins_otherwise_is_marked_and_its_conditions_are_not() -> None:
    assert outline(group(ALL, REGULAR, CITY), group(ANY, REGULAR, CITY)) == [
        (0, "changed", ANY, ALL),
        line("same", REGULAR, REGULAR),
        line("same", CITY, CITY),
    ]


def test_what_is_wrapped_in_a_new_group_stays_the_same() -> None:
    before = group(ALL, REGULAR, CITY)

    assert outline(before, group(ANY, before, BOUGHT)) == [
        (0, "same", ANY, None),
        (1, "same", ALL, None),
        line("same", REGULAR, REGULAR, 2),
        line("same", CITY, CITY, 2),
        line("added", None, BOUGHT),
    ]


def test_none_of_is_one_group_and_a_removed_group_takes_its_conditions_along() -> None:
    before = group(ALL, REGULAR, none_of(CITY, BOUGHT))

    assert outline(before, REGULAR) == [
        (0, "same", ALL, None),
        line("same", REGULAR, REGULAR),
        (1, "removed", "none", None),
        line("removed", CITY, None, 2),
        line("removed", BOUGHT, None, 2),
    ]


@settings(max_examples=15)
@given(definitions())
def test_nothing_differs_from_itself(definition: Definition) -> None:
    assert {one.change for one in compare(definition, definition)} == {Change.SAME}


@settings(max_examples=25)
@given(definitions(), definitions())
def test_every_condition_of_both_is_in_the_outline_once(before: Definition, after: Definition) -> None:
    lines = compare(before, after)

    for definition, part in ((before, "leaf_before"), (after, "leaf")):
        told = [_of(getattr(one, part)) for one in lines if one.joining is None]
        assert sorted(one for one in told if one) == sorted(write(one) for _, one in leaves_of(definition))


@pytest.mark.parametrize("change", list(Change))
def test_a_leaf_is_where_its_change_says(change: Change) -> None:
    lines = compare(convert(group(ALL, REGULAR, CITY, POINTS)), convert(group(ALL, REGULAR, OTHER_CITY, BOUGHT)))

    found = next(one for one in lines if one.change is change and one.joining is None)

    assert (found.leaf is None, found.leaf_before is None) == (change is Change.REMOVED, change is Change.ADDED)
