"""Finds what in a corp still names a userid that means nobody any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

WORDED = frozenset(
    {
        ("Member", "name"),
        ("Member", "alias"),
        ("App", "name"),
        ("App", "sight"),
        ("Card", "body"),
        ("GroupSend", "attachments"),
        ("GroupSend", "text"),
        ("Moment", "content"),
        ("Moment", "text"),
        ("MomentJob", "result"),
        ("Traversal", "rows"),
        ("Relation", "remark"),
        ("Relation", "description"),
    }
)
"""What stays as it was worded or answered, or is worked out anew at the next look.

The rows give members names that equal their userids.
"""


def leftovers(start: object, userid: str) -> list[str]:
    """The places, as paths of fields and keys, where a text equals the userid, whatever its case."""
    found: list[str] = []
    seen: set[int] = set()
    waiting: deque[tuple[str, Any]] = deque([("corp", start)])
    while waiting:
        path, value = waiting.popleft()
        if isinstance(value, str):
            if value.lower() == userid.lower():
                found.append(path)
        elif id(value) not in seen:
            seen.add(id(value))
            waiting.extend(_inside(path, value))
    return found


def _inside(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if is_dataclass(value):
        kind = type(value).__name__
        yield from (
            (f"{path}.{one.name}", getattr(value, one.name)) for one in fields(value) if (kind, one.name) not in WORDED
        )
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield f"{path} key", key
            yield f"{path}[]", one
    elif isinstance(value, (list, tuple, set, frozenset, deque)):
        yield from ((f"{path}[]", one) for one in value)
