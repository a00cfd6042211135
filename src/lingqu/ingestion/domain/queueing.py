"""Where an event goes: which events must stay in order, how long a failed one waits."""

from datetime import timedelta
from hashlib import blake2b

SLOTS = 16
"""Parts of a corp's inbox that may be worked off at the same time."""

MAX_ATTEMPTS = 6
_FIRST_WAIT = timedelta(seconds=2)

_ORDERED_BY = ("ExternalUserID", "ChatId", "UserID", "Id", "LinkId")


def order_key(fields: dict[str, object] | object, event: str) -> int:
    """Return a signed 64-bit number that events about one customer (chat, member, tag) share.

    Events with equal keys are handled in the order they were stored; others in any order.
    """
    get = fields.get if isinstance(fields, dict) else (lambda _name: None)
    for name in _ORDERED_BY:
        subject = get(name)
        if isinstance(subject, str) and subject:
            return int.from_bytes(blake2b(subject.encode(), digest_size=8).digest(), "big", signed=True)
    return int.from_bytes(blake2b(event.encode(), digest_size=8).digest(), "big", signed=True)


def slot_of(key: int) -> int:
    """Return the part of the inbox that holds a key, 0 to 15."""
    return key & (SLOTS - 1)


def wait_after(attempts: int) -> timedelta | None:
    """Return how long an event waits after its n-th failure; None when it is given up."""
    return None if attempts >= MAX_ATTEMPTS else _FIRST_WAIT * 4 ** (attempts - 1)
