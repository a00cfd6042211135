"""How often a corp asked for members by phone numbers that nobody has."""

from dataclasses import dataclass


@dataclass(slots=True)
class LookupMisses:
    """The misses of one day, and until when the call is closed because of them."""

    day: int = 0
    """Days since the epoch, in Beijing."""
    count: int = 0
    closed_until: float = 0.0
