"""Lists of stages that can be, and moves that change anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from lingqu.customers.contracts.stages import NamedStage, StageMove, Standing
from lingqu.customers.domain.stages import USUAL, checked_list, decide
from lingqu.customers.errors import BadStageError
from lingqu.kernel.ids import CustomerId, StageId

KNOW, TRUST, INTEREST, BUY = (one.stage_id for one in USUAL)
LIU, LIU_AGAIN, WANG = CustomerId(0), CustomerId(1), CustomerId(2)
PERSONS = {LIU: LIU, LIU_AGAIN: LIU, WANG: WANG}
ORDER = [KNOW, TRUST, INTEREST, BUY]
AT_INTEREST = Standing(stage_id=INTEREST, since=datetime(2026, 3, 1, tzinfo=UTC), source="account:1")


def moved(*moves: tuple[CustomerId, StageId], forward_only: bool = False) -> list[tuple[int, int | None, int]]:
    asked = [StageMove(customer_id=who, stage_id=where) for who, where in moves]
    standing = {LIU: AT_INTEREST}
    found = decide(asked, persons=PERSONS, standing=standing, order=ORDER, forward_only=forward_only)
    return [(one.customer_id, one.before, one.after) for one in found]


def test_who_stands_nowhere_comes_to_a_stage() -> None:
    assert moved((WANG, KNOW)) == [(WANG, None, KNOW)]


def test_a_move_to_where_one_stands_is_none() -> None:
    assert moved((LIU, INTEREST)) == []


def test_a_move_of_one_merged_away_is_the_persons() -> None:
    assert moved((LIU_AGAIN, BUY)) == [(LIU, INTEREST, BUY)]


def test_of_several_moves_of_one_person_the_last_counts() -> None:
    assert moved((LIU, BUY), (LIU_AGAIN, TRUST)) == [(LIU, INTEREST, TRUST)]


def test_forward_only_moves_nobody_back() -> None:
    assert moved((LIU, TRUST), (WANG, TRUST), forward_only=True) == [(WANG, None, TRUST)]


def test_unknown_customers_and_stages_are_passed_over() -> None:
    assert moved((CustomerId(9), KNOW), (WANG, StageId(9))) == []


def test_who_stands_at_a_stage_that_is_gone_moves_on() -> None:
    standing = {LIU: Standing(stage_id=StageId(9), since=AT_INTEREST.since, source="account:1")}
    asked = [StageMove(customer_id=LIU, stage_id=KNOW)]

    [found] = decide(asked, persons=PERSONS, standing=standing, order=ORDER, forward_only=True)

    assert (found.before, found.after) == (9, KNOW)


def test_a_list_keeps_its_order_and_names_without_spaces_around() -> None:
    named = [NamedStage(stage_id=BUY, name=" 复购 "), NamedStage(stage_id=None, name="沉睡")]

    checked = checked_list(named, USUAL)

    assert [(one.stage_id, one.name) for one in checked] == [(BUY, "复购"), (None, "沉睡")]


@pytest.mark.parametrize(
    ("named", "place"),
    [
        ([], "body.stages"),
        ([NamedStage(stage_id=None, name=str(number)) for number in range(21)], "body.stages"),
        ([NamedStage(stage_id=None, name=" ")], "body.stages[0].name"),
        ([NamedStage(stage_id=None, name="长" * 21)], "body.stages[0].name"),
        ([NamedStage(stage_id=KNOW, name="认知"), NamedStage(stage_id=None, name="认知 ")], "body.stages[1].name"),
        ([NamedStage(stage_id=StageId(9), name="认知")], "body.stages[0].stage_id"),
        ([NamedStage(stage_id=KNOW, name="一"), NamedStage(stage_id=KNOW, name="二")], "body.stages[1].stage_id"),
    ],
)
def test_a_list_that_cannot_be_is_refused_with_its_place(named: Sequence[NamedStage], place: str) -> None:
    with pytest.raises(BadStageError) as refusal:
        checked_list(named, USUAL)

    assert refusal.value.place == place
