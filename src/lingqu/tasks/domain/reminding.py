"""When a member hears of a task: the first card at once, another where no signal came, a last call before the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from lingqu.tasks.domain.states import MOST_REMINDERS, REMINDER_WINDOW

ZONE = ZoneInfo("Asia/Shanghai")

RESEND_AFTER = timedelta(hours=4)
"""A card of which no signal came may have been dropped, or overlooked."""

LAST_CALL = timedelta(hours=2)
"""So long before its end a task that was seen and not done is called to mind."""

CARD_PAUSE = timedelta(minutes=1)
"""One card a minute and member: what comes meanwhile waits for the next. WeCom silently drops the 31st of a minute."""

GATHER = timedelta(seconds=5)
"""Tasks opened one after another go on one card."""

WAKING = (time(9), time(21))
"""Nobody is reminded at night; the first card of a task that somebody opens at night is sent at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides when an open task is carded next."""

    opened_at: datetime
    closes_at: datetime
    carded_at: datetime | None
    seen_at: datetime | None
    reminder_asked_at: datetime | None
    reminded_ats: Sequence[datetime]


def next_card_at(task: Standing) -> datetime | None:
    """Return when a card is to tell of the task; None when no further card is due before it closes."""
    if task.carded_at is None:
        return task.opened_at if task.opened_at < task.closes_at else None
    due = _reminder_at(task, task.carded_at)
    if due is None:
        return None
    if len(task.reminded_ats) >= MOST_REMINDERS:
        due = max(due, sorted(task.reminded_ats)[-MOST_REMINDERS] + REMINDER_WINDOW)
    due = _awake(due)
    return due if due < task.closes_at else None


def _reminder_at(task: Standing, carded_at: datetime) -> datetime | None:
    asked = task.reminder_asked_at
    if asked is not None and asked >= carded_at:
        return asked
    if task.seen_at is None:
        return carded_at + RESEND_AFTER
    last_call = task.closes_at - LAST_CALL
    return last_call if carded_at < last_call else None


def _awake(at: datetime) -> datetime:
    """Return the instant itself, or the first of the next morning."""
    local = at.astimezone(ZONE)
    first, last = WAKING
    if first <= local.time() < last:
        return at
    day = local.date() if local.time() < first else local.date() + timedelta(days=1)
    return datetime.combine(day, first, ZONE).astimezone(at.tzinfo)
