"""When to ask WeCom again about a customer it does not show."""

from datetime import datetime, timedelta

LAG = timedelta(minutes=2)
"""How long after an adding a refusal may still be WeCom's own delay."""

_PAUSES = (
    (timedelta(seconds=3), timedelta(seconds=1)),
    (timedelta(seconds=15), timedelta(seconds=4)),
    (LAG, timedelta(seconds=20)),
)


def again_after(*, at: datetime, added_at: datetime | None) -> timedelta | None:
    """Return how long to wait before the next try, None when the refusal stands.

    Args:
        added_at: the newest adding we know of; a customer whose adding is long past is not shown for good.
    """
    if added_at is None:
        return None
    age = at - added_at
    return next((pause for bound, pause in _PAUSES if age < bound), None)
