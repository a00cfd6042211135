"""Lists: files of identities that somebody uploaded, as sets of customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

JOB_FILL = "segments.fill_list"
"""Take the people of a file into a list and let segments follow; key: `<list_id>`."""

JOB_MATCH = "segments.match_list"
"""Look again whom a list names; key: `<list_id>`, a long list goes on under `<list_id> from <row>`."""

JOB_MATCH_ALL = "segments.match_lists"
"""Every night, for identities that were learnt by day."""

JOB_CLEAR = "segments.clear_list"
"""Delete what a list does not need any more; key: `<list_id>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersion:
    """One file that a list was made of.

    Attributes:
        rows_read: rows of the file that hold anything.
        refused: rows that could not be taken, `duplicates` of them for being in the file before.
        entries: people kept; `matched` of them are customers, `ambiguous` ones name several customers, and so nobody.
        matched_at: when it was last looked whom they name.
    """

    version: int
    import_id: int
    file_name: str
    rows_read: int
    refused: int
    duplicates: int
    entries: int
    matched: int
    ambiguous: int
    actor: str
    made_at: datetime
    filled_at: datetime | None
    matched_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerList:
    """A list in the version that counts.

    Attributes:
        version: whose people are on the list; 0 while its first file is being taken in.
        newest: of the version that counts, or of the first while there is none.
        filling_import_id: the file that is being taken in to replace it.
        size: customers on the list; several rows may name one.
    """

    list_id: int
    name: str
    version: int
    newest: ListVersion
    filling_import_id: int | None
    size: int
    created_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUse:
    """A list with all its files, and the segments that name it."""

    found: CustomerList
    versions: Sequence[ListVersion]
    segments: Sequence[tuple[int, str]]
