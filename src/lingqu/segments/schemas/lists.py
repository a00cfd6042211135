"""The shapes of lists at the HTTP edge."""

from datetime import datetime
from typing import Any

import msgspec

from lingqu.segments.contracts.lists import CustomerList, ListUse, ListVersion


class NewList(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A list to make of the people of a checked file."""

    name: str
    import_id: int


class ListName(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Another name."""

    name: str


class ListFile(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A checked file whose people are to be the list."""

    import_id: int


class ListFileView(msgspec.Struct, kw_only=True, frozen=True):
    """A file that a list was made of, in rows.

    `invalid` rows could not be read, `duplicates` stood in the file before; of the `entries` kept `matched` ones are
    customers, `ambiguous` ones name several, and `unknown` ones nobody we know.
    """

    version: int
    import_id: int
    file_name: str
    rows: int
    invalid: int
    duplicates: int
    entries: int
    matched: int
    ambiguous: int
    unknown: int
    made_at: datetime
    filled_at: datetime | None
    matched_at: datetime | None


class ListView(msgspec.Struct, kw_only=True, frozen=True):
    """A list. `size` counts customers, several rows may name one; `filling_import_id` is a file on its way in."""

    list_id: int
    name: str
    version: int
    file: ListFileView
    filling_import_id: int | None
    size: int
    created_at: datetime


class ListNamedBy(msgspec.Struct, kw_only=True, frozen=True):
    """A segment that names a list."""

    segment_id: int
    name: str


class ListDetail(ListView, kw_only=True, frozen=True):
    """A list with all its files, the newest first, and who names it."""

    files: list[ListFileView]
    segments: list[ListNamedBy]


class Lists(msgspec.Struct, kw_only=True, frozen=True):
    """All lists that are not put away, the newest first."""

    items: list[ListView]


def list_view(found: CustomerList) -> ListView:
    """Show a list."""
    return ListView(**_told(found))


def list_detail(use: ListUse) -> ListDetail:
    """Show all of a list."""
    return ListDetail(
        files=[_file(one) for one in use.versions],
        segments=[ListNamedBy(segment_id=segment_id, name=name) for segment_id, name in use.segments],
        **_told(use.found),
    )


def _told(found: CustomerList) -> dict[str, Any]:
    return {
        "list_id": found.list_id,
        "name": found.name,
        "version": found.version,
        "file": _file(found.newest),
        "filling_import_id": found.filling_import_id,
        "size": found.size,
        "created_at": found.created_at,
    }


def _file(one: ListVersion) -> ListFileView:
    return ListFileView(
        version=one.version,
        import_id=one.import_id,
        file_name=one.file_name,
        rows=one.rows_read,
        invalid=one.refused - one.duplicates,
        duplicates=one.duplicates,
        entries=one.entries,
        matched=one.matched,
        ambiguous=one.ambiguous,
        unknown=one.entries - one.matched - one.ambiguous,
        made_at=one.made_at,
        filled_at=one.filled_at,
        matched_at=one.matched_at,
    )
