"""What to do with a greeting: when it is opened, and after each answer of `send_welcome_msg`.

The code works once, so a repetition is safe; what it answers decides (semantics §4):
41051 somebody greeted or the two chat already, 41050 dead code, 41096 another app is sending just now.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lingqu.deliveries.contracts import WELCOME_WINDOW, DeliveryState, GreetingPlan, Reason
from lingqu.kernel.outside import AnswerLostError, MisconfiguredError, OutsideError, RefusedError, TryLaterError

DEAD_CODE = 41050
ALREADY_GREETED = 41051
ARCHIVE_NOT_AGREED = 41053
BUSY_GREETING = 41096
BAD_MEDIA = frozenset({40007, 40145, 41064, 41065})

SHORTEST_PAUSE = timedelta(milliseconds=300)
"""Between two tries of one greeting, when WeCom names none."""
LOST_ANSWER_PAUSE = timedelta(milliseconds=100)
"""After a lost answer: at once, short of hammering a line that breaks at once."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing more to try."""

    state: DeliveryState
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """Try once more after a pause; the code still lives then."""

    after: timedelta


def open_greeting(plan: GreetingPlan, *, at: datetime) -> Settled:
    """Decide the first state of a greeting: claimed, or why it is not sent."""
    if isinstance(plan.choice, Reason):
        return Settled(DeliveryState.SKIPPED, plan.choice)
    if at >= plan.event_at + WELCOME_WINDOW:
        return Settled(DeliveryState.EXPIRED, Reason.TOO_LATE)
    return Settled(DeliveryState.CLAIMED)


def give_up(*, maybe_sent: bool) -> Settled:
    """Name the end of a greeting whose time is over."""
    if maybe_sent:
        return Settled(DeliveryState.UNKNOWN, Reason.LOST_ANSWER)
    return Settled(DeliveryState.EXPIRED, Reason.TOO_LATE)


def judge_greeting(
    error: OutsideError | None, *, maybe_sent: bool, at: datetime, deadline: datetime
) -> Settled | Again:
    """Decide what follows an answer.

    Args:
        error: None when WeCom accepted the greeting.
        maybe_sent: an earlier try of ours may have taken effect (its answer was lost, or its worker died).
        at: when the answer came.
        deadline: when the code dies.
    """
    match error:
        case None:
            return Settled(DeliveryState.DELIVERED)
        case RefusedError(errcode=code) if code == ALREADY_GREETED:
            return Settled(DeliveryState.FAILED, Reason.ALREADY_GREETED)
        case AnswerLostError():
            return _again(LOST_ANSWER_PAUSE, maybe_sent=True, at=at, deadline=deadline)
        case TryLaterError(after=after):
            return _again(max(after, SHORTEST_PAUSE), maybe_sent=maybe_sent, at=at, deadline=deadline)
        case OutsideError(errcode=code) if code == BUSY_GREETING:
            return _again(SHORTEST_PAUSE, maybe_sent=maybe_sent, at=at, deadline=deadline)
        case _:
            # A refusal says nothing about the try before it.
            lost = Settled(DeliveryState.UNKNOWN, Reason.LOST_ANSWER)
            return lost if maybe_sent else _refused(error, late=at >= deadline)


def _again(after: timedelta, *, maybe_sent: bool, at: datetime, deadline: datetime) -> Settled | Again:
    return Again(after) if at + after < deadline else give_up(maybe_sent=maybe_sent)


_REFUSALS = {
    DEAD_CODE: Settled(DeliveryState.EXPIRED, Reason.CODE_SPENT),
    ARCHIVE_NOT_AGREED: Settled(DeliveryState.FAILED, Reason.ARCHIVE_NOT_AGREED),
    **dict.fromkeys(BAD_MEDIA, Settled(DeliveryState.FAILED, Reason.MEDIA_REFUSED)),
}


def _refused(error: OutsideError, *, late: bool) -> Settled:
    if isinstance(error, MisconfiguredError):
        return Settled(DeliveryState.FAILED, Reason.MISCONFIGURED)
    if error.errcode == DEAD_CODE and late:
        return give_up(maybe_sent=False)
    return _REFUSALS.get(error.errcode or 0, Settled(DeliveryState.FAILED, Reason.REFUSED))
