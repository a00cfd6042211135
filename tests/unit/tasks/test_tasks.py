from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.tasks.contracts.tasks import TaskState
from lingqu.tasks.domain.states import MOST_REMINDERS, MOVES, REMINDER_WINDOW, may_remind, sources

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", [TaskState.CONFIRMED, TaskState.EXPIRED, TaskState.CANCELLED])
def test_a_task_ends_only_from_open_and_never_moves_again(state: TaskState) -> None:
    assert sources(state) == ["open"]
    assert MOVES[state] == frozenset()


def test_no_task_opens_again() -> None:
    assert sources(TaskState.OPEN) == []


def test_the_window_of_a_reminder_ends_exactly_after_24_hours() -> None:
    reminded = [NOON, NOON, NOON]

    assert not may_remind(reminded, at=NOON + REMINDER_WINDOW - timedelta(microseconds=1))
    assert may_remind(reminded, at=NOON + REMINDER_WINDOW)


@given(st.lists(st.floats(0, 3600 * 60), max_size=40))
def test_no_24_hours_hold_more_than_three_reminders_though_only_three_are_kept(pauses: list[float]) -> None:
    at, kept, sent = NOON, [], []
    for pause in pauses:
        at += timedelta(seconds=pause)
        if may_remind(kept, at=at):
            kept = [at, *kept][:MOST_REMINDERS]
            sent.append(at)

    for one in sent:
        assert sum(one - REMINDER_WINDOW < other <= one for other in sent) <= MOST_REMINDERS
