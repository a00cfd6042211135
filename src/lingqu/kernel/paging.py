"""Keyset paging: an opaque cursor, a page, no OFFSET."""

import base64
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from lingqu.kernel.errors import InvalidError

T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class BadCursorError(InvalidError):
    """The cursor was not made by us."""

    code = "paging.bad_cursor"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; `next_cursor` is None at the end, `total` None when not counted."""

    items: list[T]
    next_cursor: str | None = None
    total: int | None = None


def encode_cursor(*keys: Any) -> str:
    """Pack the sort keys of a page's last row."""
    return base64.urlsafe_b64encode(json.dumps(keys, default=str).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, *types: type) -> tuple[Any, ...] | None:
    """Unpack a cursor into keys of the given types; None stands for the first page.

    Raises:
        BadCursorError: not a cursor of this list.
    """
    if not cursor:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise BadCursorError("this cursor cannot be read", place="query.cursor") from error
    if not isinstance(keys, list) or len(keys) != len(types):
        raise BadCursorError("this cursor belongs to another list", place="query.cursor")
    if not all(isinstance(key, kind) for key, kind in zip(keys, types, strict=True)):
        raise BadCursorError("this cursor belongs to another list", place="query.cursor")
    return tuple(keys)
