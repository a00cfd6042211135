"""Pages of lists whose cursor is opaque to callers: here it says where the next page begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wecom_twin.endpoints.call import cursor_offset

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = TypeVar("Row")


def cut(rows: Sequence[Row], cursor: str, limit: int) -> tuple[list[Row], str]:
    """The page at a cursor, and the next cursor, empty at the end.

    Raises:
        ApiError: 40058 a cursor that no answer gave.
    """
    first = cursor_offset(cursor)
    return list(rows[first : first + limit]), str(first + limit) if first + limit < len(rows) else ""
