"""Shares as people write them: of a hundred, to one decimal."""

import re
from typing import Final

_SHARE: Final = re.compile(r"(?P<whole>\d{1,3})(?:\.(?P<tenth>\d))?\s?%")
_TENTHS: Final = 10


def write_share(permille: int) -> str:
    """Return `50%`, `33.3%`."""
    whole, tenth = divmod(permille, _TENTHS)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"


def read_share(text: str) -> int | None:
    """Return how many in a thousand; None for what is no share."""
    found = _SHARE.fullmatch(text)
    return None if found is None else int(found["whole"]) * _TENTHS + int(found["tenth"] or 0)
