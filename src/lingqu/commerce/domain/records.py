"""What a row says: the fields of an order or a member, or the problems with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from lingqu.commerce.contracts.imports import ATTRIBUTE_PREFIX, ColumnMap, ImportKind, Problem, Trouble
from lingqu.commerce.contracts.orders import Identity, IdentityKind, OrderLine
from lingqu.commerce.domain import values
from lingqu.commerce.domain.cell_words import BETWEEN_TAGS, BLANKS
from lingqu.commerce.domain.fields import BIRTHDAY_KEY, LEVEL_KEY, LINE_FIELDS
from lingqu.commerce.domain.files.cells import Fault, Row
from lingqu.commerce.domain.template_words import STATUSES
from lingqu.commerce.domain.templates import spelled
from lingqu.customers.contracts.views import AttributeType

T = TypeVar("T")

MOST_NAME_CHARS = 200
MOST_IDENTITY_CHARS = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHead:
    """What is told of a whole order; None is what a row does not tell. `status` may be `refunded`."""

    placed_at: datetime | None
    paid_at: datetime | None
    amount_fen: int | None
    refunded_fen: int | None
    refunded_at: datetime | None
    status: str | None
    shop: str | None
    staff: str | None
    buyers: tuple[Identity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """A row of an order; `line` None where rows are whole orders."""

    order_no: str
    head: OrderHead
    line: OrderLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A row of a member. `attributes` by key, as they are stored."""

    identities: tuple[Identity, ...]
    attributes: Mapping[str, Any]
    tag_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What names in a file are looked up in. Names that several have are not in it."""

    attributes: Mapping[str, AttributeType] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    shops: Mapping[str, int] = field(default_factory=dict)
    staff: Mapping[str, int] = field(default_factory=dict)


class RowReader:
    """Reads rows under one mapping."""

    def __init__(self, kind: ImportKind, column_map: ColumnMap, lexicon: Lexicon, *, width: int, at: datetime) -> None:
        self._kind = kind
        self._places = {one.field: one.column for one in column_map.assignments}
        self._source = column_map.source
        self._lexicon = lexicon
        own = {spelled(word): status for word, status in column_map.statuses.items()}
        self._statuses = {**STATUSES, **own}
        self._width = width
        self._at = at
        self.has_lines = bool(LINE_FIELDS & self._places.keys())

    def read(self, row: Row) -> OrderRow | MemberRow | tuple[Problem, ...]:
        """Return what the row says, or everything that is wrong with it."""
        cells = _Cells(row, self._places)
        if any(row.cells[self._width :]):
            cells.problems.append(Problem(trouble=Trouble.TOO_MANY_CELLS))
        told = self._order(cells) if self._kind is ImportKind.ORDERS else self._member(cells)
        return tuple(cells.problems) or told

    def order_no(self, row: Row) -> str:
        """Return the order that a row belongs to, also where the row cannot be taken; nothing where none is told."""
        return _Cells(row, self._places).text("order_no", most=MOST_IDENTITY_CHARS) or ""

    def _order(self, cells: "_Cells") -> OrderRow:
        order_no = cells.text("order_no", most=MOST_IDENTITY_CHARS) or ""
        if not order_no and not cells.fails("order_no"):
            cells.refuse("order_no", Trouble.MISSING)
        head = OrderHead(
            placed_at=cells.take("placed_at", lambda text: values.instant(text, at=self._at)),
            paid_at=cells.take("paid_at", lambda text: values.instant(text, at=self._at)),
            amount_fen=cells.take("amount", _not_negative),
            refunded_fen=cells.take("refunded", _refund),
            refunded_at=cells.take("refunded_at", lambda text: values.instant(text, at=self._at)),
            status=cells.take("status", self._status),
            shop=cells.text("shop"),
            staff=cells.text("staff"),
            buyers=self._identities(cells),
        )
        return OrderRow(order_no=order_no, head=head, line=self._line(cells) if self.has_lines else None)

    def _line(self, cells: "_Cells") -> OrderLine:
        return OrderLine(
            sku=cells.text("sku"),
            name=cells.text("item"),
            category=cells.text("category"),
            quantity=cells.take("quantity", values.quantity) or Decimal(1),
            amount_fen=cells.take("line_amount", values.fen),
        )

    def _member(self, cells: "_Cells") -> MemberRow:
        identities = self._identities(cells)
        if not identities and not cells.problems:
            cells.problems.append(Problem(trouble=Trouble.NO_IDENTITY))
        attributes: dict[str, Any] = {
            BIRTHDAY_KEY: cells.take("birthday", values.day_of),
            LEVEL_KEY: cells.text("level"),
            **{
                key: cells.take(f"{ATTRIBUTE_PREFIX}{key}", _ATTRIBUTES[kind])
                for key, kind in self._lexicon.attributes.items()
                if f"{ATTRIBUTE_PREFIX}{key}" in self._places
            },
        }
        return MemberRow(
            identities=identities,
            attributes={key: value for key, value in attributes.items() if value is not None},
            tag_ids=cells.take("tags", self._tags) or (),
        )

    def _identities(self, cells: "_Cells") -> tuple[Identity, ...]:
        told = {
            IdentityKind.CUSTOMER_NO: cells.take("customer_no", values.customer_no),
            IdentityKind.EXTERNAL_USERID: cells.text("external_userid", most=MOST_IDENTITY_CHARS),
            IdentityKind.UNIONID: cells.text("unionid", most=MOST_IDENTITY_CHARS),
            IdentityKind.MEMBER_NO: cells.text("member_no", most=MOST_IDENTITY_CHARS),
            IdentityKind.PHONE: cells.take("phone", values.phone),
            IdentityKind.BUYER: cells.text("buyer", most=MOST_IDENTITY_CHARS),
        }
        return tuple(
            Identity(kind, f"{self._source}:{value}" if kind is IdentityKind.BUYER else value)
            for kind, value in told.items()
            if value
        )

    def _status(self, text: str) -> str | Trouble:
        return self._statuses.get(spelled(text), Trouble.UNKNOWN_STATUS)

    def _tags(self, text: str) -> tuple[int, ...] | Trouble:
        names = [name.strip() for name in BETWEEN_TAGS.split(text) if name.strip()]
        if any(name not in self._lexicon.tags for name in names):
            return Trouble.UNKNOWN_TAG
        return tuple(dict.fromkeys(self._lexicon.tags[name] for name in names))


class _Cells:
    """The mapped cells of one row; problems gather as fields are taken."""

    def __init__(self, row: Row, places: Mapping[str, int]) -> None:
        self._cells = row.cells
        self._places = places
        self.problems: list[Problem] = []

    def text(self, name: str, *, most: int = MOST_NAME_CHARS) -> str | None:
        return self.take(name, lambda text: text if len(text) <= most else Trouble.TOO_LONG)

    def take(self, name: str, read: Callable[[str], T | Trouble | None]) -> T | None:
        place = self._places.get(name)
        if place is None or place >= len(self._cells):
            return None
        cell = self._cells[place]
        if isinstance(cell, Fault):
            self.refuse(name, cell.trouble)
            return None
        if not cell or cell.lower() in BLANKS:
            return None
        value = read(cell)
        if isinstance(value, Trouble):
            self.refuse(name, value)
            return None
        return value

    def refuse(self, name: str, trouble: Trouble) -> None:
        self.problems.append(Problem(trouble=trouble, column=self._places.get(name), field=name))

    def fails(self, name: str) -> bool:
        return any(one.field == name for one in self.problems)


def _not_negative(text: str) -> int | Trouble:
    value = values.fen(text)
    return Trouble.BAD_AMOUNT if isinstance(value, int) and value < 0 else value


def _refund(text: str) -> int | Trouble:
    """Some exports write what went back with a minus."""
    value = values.fen(text)
    return abs(value) if isinstance(value, int) else value


def _set_of(text: str) -> list[str]:
    return sorted({part.strip() for part in BETWEEN_TAGS.split(text) if part.strip()})


def _string(text: str) -> str:
    return text


_ATTRIBUTES: Mapping[AttributeType, Callable[[str], Any]] = {
    AttributeType.STRING: _string,
    AttributeType.NUMBER: values.number,
    AttributeType.BOOLEAN: values.boolean,
    AttributeType.DATE: values.day_of,
    AttributeType.SET: _set_of,
}
