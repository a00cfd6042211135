"""Who is let in: a pure function of the rule of re-entry and what was before."""

from datetime import datetime, timedelta

from lingqu.journeys.contracts.definition import AfterDays, AfterEnd, Never, PerKey, ReEntry
from lingqu.journeys.contracts.enrollments import EnrollmentState, NotEntered

UNDER_WAY = frozenset({EnrollmentState.RUNNING, EnrollmentState.PARKED})


def refusal(
    rule: ReEntry, *, last: tuple[EnrollmentState, datetime] | None, key_known: bool, at: datetime
) -> NotEntered | None:
    """Return why a customer is not let in, None where they are.

    Args:
        last: state of the last passage, and when it began.
        key_known: a passage has, or had, the same key.
    """
    if isinstance(rule, PerKey):
        return NotEntered.KEY_KNOWN if key_known else None
    if last is None:
        return None
    state, entered_at = last
    match rule:
        case Never():
            return NotEntered.ONCE
        case AfterEnd():
            return NotEntered.UNDER_WAY if state in UNDER_WAY else None
        case AfterDays(days=days):
            if state in UNDER_WAY:
                return NotEntered.UNDER_WAY
            return NotEntered.TOO_SOON if at < entered_at + timedelta(days=days) else None
