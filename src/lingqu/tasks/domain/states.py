"""The moves of a task, and when a member may be reminded.

open → confirmed | expired | cancelled
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from lingqu.tasks.contracts.tasks import TaskState

MOVES: Mapping[TaskState, frozenset[TaskState]] = MappingProxyType(
    {
        TaskState.OPEN: frozenset({TaskState.CONFIRMED, TaskState.EXPIRED, TaskState.CANCELLED}),
        TaskState.CONFIRMED: frozenset(),
        TaskState.EXPIRED: frozenset(),
        TaskState.CANCELLED: frozenset(),
    }
)
"""From each state, where it may go; a state without moves is final."""

MOST_REMINDERS = 3
REMINDER_WINDOW = timedelta(hours=24)


def sources(target: TaskState) -> list[str]:
    """Return the states from which a task may move to `target`."""
    return [state.value for state, targets in MOVES.items() if target in targets]


def may_remind(reminded_ats: Sequence[datetime], *, at: datetime) -> bool:
    """Tell whether fewer than three reminders lie within the last 24 hours."""
    return sum(at - reminded_at < REMINDER_WINDOW for reminded_at in reminded_ats) < MOST_REMINDERS
