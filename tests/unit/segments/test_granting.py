"""Whom grants give to and take from, and grants that would answer themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lingqu.kernel.ids import StageId, TagId
from lingqu.segments.contracts.grants import Cuts, Grant, GrantState, GrantTarget
from lingqu.segments.domain.chains import MOST_LINKS
from lingqu.segments.domain.cycles import Given, find_cycle
from lingqu.segments.domain.granting import Transition, decide, kept_by_others
from lingqu.segments.domain.reading import convert

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
GRANT = Grant(
    grant_id=4,
    segment_id=1,
    target=GrantTarget(tag_id=TagId(10)),
    state=GrantState.ON,
    made_at=NOON,
    switched_at=NOON,
    progress=None,
    cuts=Cuts(count=0, at=None, chain=()),
)
WITHDRAWING = replace(GRANT, target=GrantTarget(tag_id=TagId(10), withdraw_on_left=True))
ENTERED = Transition(segment_id=1, version=2, customer_id=7, entered=True, recorded_at=NOON)
LEFT = replace(ENTERED, entered=False)


def outcome(grant: Grant, *transitions: Transition) -> tuple[list[int], list[int], list[int]]:
    found = decide(grant, transitions)
    return tuple([due.customer_id for due in dues] for dues in (found.give, found.take, found.cut))  # pyright: ignore[reportReturnType]


def test_who_enters_is_given() -> None:
    [due] = decide(GRANT, [ENTERED]).give

    assert (due.customer_id, due.version, due.chain) == (7, 2, (4,))


def test_who_leaves_loses_only_where_the_grant_withdraws() -> None:
    assert outcome(GRANT, LEFT) == ([], [], [])
    assert outcome(WITHDRAWING, LEFT) == ([], [7], [])


def test_who_entered_and_left_in_one_batch_keeps_it_unless_the_grant_withdraws() -> None:
    assert outcome(GRANT, ENTERED, LEFT) == ([7], [], [])
    assert outcome(WITHDRAWING, ENTERED, LEFT) == ([], [7], [])
    assert outcome(WITHDRAWING, LEFT, ENTERED) == ([7], [], [])


def test_other_segments_and_what_was_before_the_switch_are_not_followed() -> None:
    assert outcome(GRANT, replace(ENTERED, segment_id=2)) == ([], [], [])
    assert outcome(GRANT, replace(ENTERED, recorded_at=NOON - timedelta(seconds=1))) == ([], [], [])


@pytest.mark.parametrize("chain", [(4,), (1, 4, 2), tuple(range(100, 100 + MOST_LINKS))])
def test_a_grant_stays_silent_at_the_end_of_its_own_chain_and_of_one_too_long(chain: tuple[int, ...]) -> None:
    assert outcome(WITHDRAWING, replace(ENTERED, chain=chain)) == ([], [], [7])
    assert outcome(WITHDRAWING, replace(LEFT, chain=chain)) == ([], [], [7])


def test_the_chain_grows_by_the_grant() -> None:
    [due] = decide(GRANT, [replace(ENTERED, chain=(1, 2))]).give

    assert due.chain == (1, 2, 4)


def test_what_another_grant_gives_too_is_kept() -> None:
    assert kept_by_others([1, 2, 3], [(5, {2, 9}), (6, {2, 3})]) == {5: [2], 6: [3]}


# ───────────────────────── cycles ─────────────────────────

TAGGED = {"kind": "tag", "tags": [10]}
X, Y = GrantTarget(tag_id=TagId(10)), GrantTarget(tag_id=TagId(11))
STAGE = GrantTarget(stage_id=StageId(3))


def way(
    segment: int, target: GrantTarget, documents: Mapping[int, object], *others: tuple[int, GrantTarget]
) -> list[str]:
    path = find_cycle(
        Given(segment, target),
        others=[Given(*one) for one in others],
        definitions={number: convert(one) for number, one in documents.items()},
        groups={10: 100, 11: 100, 12: 200},
    )
    return [f"{one.kind} {one.id}" for one in path]


NOT_TAGGED = {"kind": "not", "of": TAGGED}
CLOSED = ["segment 1", "tag 10", "segment 1"]


@pytest.mark.parametrize(
    "document",
    [
        NOT_TAGGED,
        {"kind": "all", "of": [{"kind": "bucket", "salt": "s"}, {"kind": "tag", "groups": [100]}]},
        {"kind": "event", "event": {"name": "tag.granted"}},
        {"kind": "event", "event": {"name": "tag.granted", "where": [{"key": "tag_id", "op": "eq", "value": 10}]}},
        {
            "kind": "event",
            "event": {"name": "tag.withdrawn", "where": [{"key": "tag_id", "op": "in", "value": [9, 10]}]},
        },
    ],
)
def test_a_segment_that_reads_what_it_gives_answers_itself(document: object) -> None:
    assert way(1, X, {1: document}) == CLOSED


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "tag", "tags": [11]},
        {"kind": "tag", "groups": [200]},
        {"kind": "event", "event": {"name": "tag.granted", "where": [{"key": "tag_id", "op": "eq", "value": 9}]}},
        {"kind": "event", "event": {"name": "order.paid"}},
    ],
)
def test_a_segment_that_reads_something_else_does_not(document: object) -> None:
    assert way(1, X, {1: document}) == []


def test_the_way_goes_through_other_grants_and_segments_that_read_segments() -> None:
    documents = {
        1: {"kind": "not", "of": {"kind": "tag", "tags": [11]}},
        2: TAGGED,
        3: {"kind": "segment", "segment_id": 2},
    }

    found = way(1, X, documents, (3, Y))

    assert found == ["segment 1", "tag 10", "segment 2", "segment 3", "tag 11", "segment 1"]
    assert way(1, X, documents) == []


def test_a_stage_closes_a_way_through_the_event_of_changing_it() -> None:
    to: Sequence[object] = [{"key": "to", "op": "eq", "value": 3}]

    assert way(1, STAGE, {1: {"kind": "event", "event": {"name": "stage.changed", "where": to}}}) == [
        "segment 1",
        "stage 3",
        "segment 1",
    ]
    assert (
        way(
            1, GrantTarget(stage_id=StageId(2)), {1: {"kind": "event", "event": {"name": "stage.changed", "where": to}}}
        )
        == []
    )
