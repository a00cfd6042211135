"""Which part of a file is asked for, in the words of HTTP (RFC 9110, 14): players ask for videos piece by piece."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=([0-9]{1,18})?-([0-9]{1,18})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `start` to `end`, without the latter."""

    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        """Nothing of the file lies in it: it cannot be given."""
        return self.end <= self.start


def part_asked(asked: str | None, size: int, *, unless_changed: str | None = None, tag: str) -> Part | None:
    """Return the part of a file that is asked for; None is all of it.

    What is no single range of bytes is not understood, and answered with the whole file, as the RFC has it.

    Args:
        asked: `Range`, as `bytes=0-499`, `bytes=500-` or `bytes=-500` (the last 500).
        size: of the file, in bytes.
        unless_changed: `If-Range`, the tag of the file that the asker has the other parts of.
        tag: of the file as it is, with its quotes.
    """
    found = _ONE_RANGE.fullmatch(asked.strip()) if asked is not None else None
    if found is None or unless_changed not in (None, tag):
        return None
    first, last = (None if one is None else int(one) for one in found.groups())
    if first is None:
        return None if last is None else Part(max(size - last, 0) if last else size, size)
    if last is not None and last < first:
        return None
    return Part(first, size if last is None else min(last + 1, size))
