"""Imports: files on their way in, the templates that map them, and what is said of their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

ImportId = NewType("ImportId", int)
TemplateId = NewType("TemplateId", int)

JOB_OPEN = "commerce.open_import"
JOB_CHECK = "commerce.check_import"
JOB_PUBLISH = "commerce.publish_import"
JOB_CLEAR = "commerce.clear_import"
"""One of these per import; key: `<import_id>`."""

JOB_MATCH = "commerce.match_orders"
"""Look for the buyers of orders that nobody is known to have placed."""

ATTRIBUTE_PREFIX = "attribute:"
"""A column may become any attribute of customers: `attribute:city`."""


class ImportKind(StrEnum):
    """What the rows of a file are."""

    ORDERS = "orders"
    MEMBERS = "members"
    PEOPLE = "people"
    """Customers by whatever names them, one a row; who took the file over keeps them as a list."""


class ImportState(StrEnum):
    """Where an import stands.

    opening → draft → checking → checked → publishing → published; failed when the file cannot be read; cancelled by a
    person before publishing began. A new mapping takes a checked one back to draft.
    """

    OPENING = "opening"
    DRAFT = "draft"
    CHECKING = "checking"
    CHECKED = "checked"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    CANCELLED = "cancelled"


class FileFormat(StrEnum):
    """What a file turned out to be."""

    CSV = "csv"
    XLSX = "xlsx"


class Trouble(StrEnum):
    """Why a row, or one cell of it, cannot be taken."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    FORMULA_ERROR = "formula_error"
    UNDECODABLE = "undecodable"
    LOST_DIGITS = "lost_digits"
    TOO_MANY_CELLS = "too_many_cells"
    BAD_AMOUNT = "bad_amount"
    BAD_QUANTITY = "bad_quantity"
    BAD_NUMBER = "bad_number"
    BAD_BOOLEAN = "bad_boolean"
    BAD_TIME = "bad_time"
    BAD_DATE = "bad_date"
    IN_FUTURE = "in_future"
    BAD_PHONE = "bad_phone"
    BAD_CUSTOMER_NO = "bad_customer_no"
    UNKNOWN_STATUS = "unknown_status"
    UNKNOWN_TAG = "unknown_tag"
    REFUND_ABOVE_AMOUNT = "refund_above_amount"
    DUPLICATE = "duplicate"
    ORDER_DIFFERS = "order_differs"
    ORDER_REFUSED = "order_refused"
    TOO_MANY_LINES = "too_many_lines"
    NO_IDENTITY = "no_identity"
    UNKNOWN_MEMBER = "unknown_member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a row; `column` is its place in the header from 0, None where the whole row is meant."""

    trouble: Trouble
    column: int | None = None
    field: str | None = None
    other_row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is to be read. `header_row` is the row of the column names, as a spreadsheet numbers rows."""

    format: FileFormat
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int
    columns: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A column, by its place from 0, and the field it holds."""

    column: int
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What a person decided about a file: where it comes from, and what its columns are.

    `statuses` adds words of this source for the states of orders.
    """

    source: str
    assignments: Sequence[Assignment]
    statuses: Mapping[str, str] = field(default_factory=dict)
    template: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Column names under which each field is looked for, the likeliest first. `code` is `own:<id>` for a corp's own."""

    code: str
    kind: ImportKind
    source: str
    name: str
    fields: Mapping[str, Sequence[str]]
    statuses: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCounts:
    """How far an import is, in rows. `expected` is a guess from the file, None where it tells nothing.

    Units are what the rows make: orders (of one or several rows) or members. People of a list are counted by the list.
    """

    expected: int | None
    read: int
    refused: int
    published: int
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """Whom the valid rows are about. `matched` counts rows by the kind of identity that decided.

    `ambiguous` ones name several customers, `unknown` none we know: such orders wait for their buyer, such members are
    new people; `duplicates` were refused for being in the file
    before; `shops` and `staff` count rows whose shop or member is not in the directory and is left open.
    """

    matched: Mapping[str, int]
    ambiguous: int
    unknown: int
    duplicates: int
    shops: int
    staff: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An import as kept. `version` counts mappings: rows checked under an older one are as good as gone."""

    import_id: ImportId
    kind: ImportKind
    state: ImportState
    name: str
    size_bytes: int
    blob_key: str | None
    version: int
    layout: Layout | None
    column_map: ColumnMap | None
    counts: ImportCounts
    report: MatchReport
    error_code: str | None
    error: Mapping[str, Any]
    created_at: datetime
    created_by: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row as it stands in the file, and what would be said of it."""

    number: int
    cells: Sequence[str]
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that was not taken, with its cells as they stand in the file."""

    number: int
    cells: Sequence[str]
    problems: Sequence[Problem]
