"""The shapes of imports and orders at the HTTP edge."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from lingqu.commerce.contracts.imports import (
    Assignment,
    ColumnMap,
    FileFormat,
    Import,
    ImportKind,
    ImportState,
    PreviewRow,
    Problem,
    Template,
    Trouble,
)
from lingqu.commerce.contracts.orders import Order, OrderStatus, Purchases
from lingqu.kernel.ids import DepartmentId
from lingqu.kernel.paging import Page


class AssignmentView(msgspec.Struct, kw_only=True, frozen=True):
    """A column, by its place from 0, and the field it holds."""

    column: int
    field: str


class ColumnMapIn(msgspec.Struct, kw_only=True, frozen=True):
    """What a person decides about a file. `statuses` adds words for the states of orders."""

    source: str
    assignments: list[AssignmentView]
    statuses: dict[str, str] = {}
    template: str | None = None


class ColumnMapView(msgspec.Struct, kw_only=True, frozen=True):
    """What stands about a file's columns."""

    source: str
    assignments: list[AssignmentView]
    statuses: dict[str, str]
    template: str | None


class LayoutView(msgspec.Struct, kw_only=True, frozen=True):
    """How the file is read."""

    format: FileFormat
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int
    columns: list[str]


class CountsView(msgspec.Struct, kw_only=True, frozen=True):
    """How far it is, in rows; `expected` is a guess. Created, changed and unchanged count orders or members."""

    expected: int | None
    read: int
    refused: int
    published: int
    created: int
    changed: int
    unchanged: int


class MatchReportView(msgspec.Struct, kw_only=True, frozen=True):
    """Whom the orders or members are about; `matched` by the kind of identity that decided."""

    matched: dict[str, int]
    ambiguous: int
    unknown: int
    duplicates: int
    unknown_shops: int
    unknown_staff: int


class ImportErrorView(msgspec.Struct, kw_only=True, frozen=True):
    """Why the file could not be read; the code is in the catalogue of refusals."""

    code: str
    data: dict[str, object]


class ImportView(msgspec.Struct, kw_only=True, frozen=True):
    """An import."""

    import_id: int
    kind: ImportKind
    state: ImportState
    name: str
    size_bytes: int
    layout: LayoutView | None
    mapping: ColumnMapView | None
    counts: CountsView
    report: MatchReportView
    error: ImportErrorView | None
    created_at: datetime
    finished_at: datetime | None


class ImportList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of imports."""

    items: list[ImportView]
    next_cursor: str | None


class RowProblemView(msgspec.Struct, kw_only=True, frozen=True):
    """One thing wrong with a row; without a column the whole row is meant."""

    trouble: Trouble
    column: int | None
    field: str | None
    other_row: int | None


class PreviewRowView(msgspec.Struct, kw_only=True, frozen=True):
    """A row as it stands in the file, and what would be said of it."""

    number: int
    cells: list[str]
    problems: list[RowProblemView]


class ImportPreview(msgspec.Struct, kw_only=True, frozen=True):
    """The first rows."""

    rows: list[PreviewRowView]


class TemplateView(msgspec.Struct, kw_only=True, frozen=True):
    """Column names under which fields are looked for; `own` ones may be replaced and deleted."""

    code: str
    own: bool
    kind: ImportKind
    source: str
    name: str
    fields: dict[str, list[str]]
    statuses: dict[str, str]


class TemplateList(msgspec.Struct, kw_only=True, frozen=True):
    """Every template, a corp's own first."""

    items: list[TemplateView]


class TemplateIn(msgspec.Struct, kw_only=True, frozen=True):
    """A template to save; one of this name and kind is replaced."""

    kind: ImportKind
    source: str
    name: str
    fields: dict[str, list[str]]
    statuses: dict[str, str] = {}


def column_map(told: ColumnMapIn) -> ColumnMap:
    """Return the mapping that was told."""
    return ColumnMap(
        source=told.source,
        assignments=tuple(Assignment(column=one.column, field=one.field) for one in told.assignments),
        statuses=told.statuses,
        template=told.template,
    )


def import_list(page: Page[Import]) -> ImportList:
    """Show a page."""
    return ImportList(items=[import_view(one) for one in page.items], next_cursor=page.next_cursor)


class OrderView(msgspec.Struct, kw_only=True, frozen=True):
    """An order; `shop` is a name, null where the source tells none or it is unknown."""

    order_id: int
    source: str
    order_no: str
    status: OrderStatus
    placed_at: datetime
    paid_at: datetime | None
    amount_fen: int
    refunded_fen: int
    items: int
    categories: list[str]
    shop: str | None


class PurchasesView(msgspec.Struct, kw_only=True, frozen=True):
    """What a customer has bought. The figures count paid orders not wholly refunded, as segments do."""

    orders: int
    net_fen: int
    average_fen: int | None
    refunded_fen: int
    first_paid_at: datetime | None
    last_paid_at: datetime | None
    latest: list[OrderView]


def purchases_view(purchases: Purchases, shops: Mapping[DepartmentId, str]) -> PurchasesView:
    """Show what a customer has bought; `shops` are names by department."""
    return PurchasesView(
        orders=purchases.orders,
        net_fen=purchases.net_fen,
        average_fen=purchases.net_fen // purchases.orders if purchases.orders else None,
        refunded_fen=purchases.refunded_fen,
        first_paid_at=purchases.first_paid_at,
        last_paid_at=purchases.last_paid_at,
        latest=[_order(one, shops) for one in purchases.latest],
    )


def _order(one: Order, shops: Mapping[DepartmentId, str]) -> OrderView:
    return OrderView(
        order_id=one.order_id,
        source=one.source,
        order_no=one.order_no,
        status=one.status,
        placed_at=one.placed_at,
        paid_at=one.paid_at,
        amount_fen=one.amount_fen,
        refunded_fen=one.refunded_fen,
        items=one.items,
        categories=list(one.categories),
        shop=None if one.department_id is None else shops.get(one.department_id),
    )


def import_view(one: Import) -> ImportView:
    """Show an import."""
    report = one.report
    return ImportView(
        import_id=one.import_id,
        kind=one.kind,
        state=one.state,
        name=one.name,
        size_bytes=one.size_bytes,
        layout=None
        if one.layout is None
        else LayoutView(
            format=one.layout.format,
            encoding=one.layout.encoding,
            delimiter=one.layout.delimiter,
            sheet=one.layout.sheet,
            header_row=one.layout.header_row,
            columns=list(one.layout.columns),
        ),
        mapping=None if one.column_map is None else _mapping(one.column_map),
        counts=CountsView(**{name: getattr(one.counts, name) for name in CountsView.__struct_fields__}),
        report=MatchReportView(
            matched=dict(report.matched),
            ambiguous=report.ambiguous,
            unknown=report.unknown,
            duplicates=report.duplicates,
            unknown_shops=report.shops,
            unknown_staff=report.staff,
        ),
        error=None if one.error_code is None else ImportErrorView(code=one.error_code, data=dict(one.error)),
        created_at=one.created_at,
        finished_at=one.finished_at,
    )


def preview(rows: list[PreviewRow]) -> ImportPreview:
    """Show the first rows."""
    return ImportPreview(
        rows=[
            PreviewRowView(number=row.number, cells=list(row.cells), problems=[_problem(one) for one in row.problems])
            for row in rows
        ]
    )


def template_list(templates: list[Template]) -> TemplateList:
    """Show templates."""
    return TemplateList(
        items=[
            TemplateView(
                code=one.code,
                own=one.code.startswith("own:"),
                kind=one.kind,
                source=one.source,
                name=one.name,
                fields={field: list(names) for field, names in one.fields.items()},
                statuses=dict(one.statuses),
            )
            for one in templates
        ]
    )


def _mapping(told: ColumnMap) -> ColumnMapView:
    return ColumnMapView(
        source=told.source,
        assignments=[AssignmentView(column=one.column, field=one.field) for one in told.assignments],
        statuses=dict(told.statuses),
        template=told.template,
    )


def _problem(one: Problem) -> RowProblemView:
    return RowProblemView(trouble=one.trouble, column=one.column, field=one.field, other_row=one.other_row)
