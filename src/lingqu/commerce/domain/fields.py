"""The fields that columns can be, by kind of import."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lingqu.commerce.contracts.imports import ATTRIBUTE_PREFIX, ImportKind

ORDER_FIELDS: Final = (
    "order_no",
    "placed_at",
    "paid_at",
    "amount",
    "refunded",
    "refunded_at",
    "status",
    "shop",
    "staff",
    "external_userid",
    "unionid",
    "member_no",
    "phone",
    "buyer",
    "sku",
    "item",
    "category",
    "quantity",
    "line_amount",
)
PEOPLE_FIELDS: Final = ("customer_no", "external_userid", "unionid", "member_no", "phone")
MEMBER_FIELDS: Final = ("external_userid", "unionid", "member_no", "phone", "birthday", "level", "tags")

FIELDS: Final[Mapping[ImportKind, tuple[str, ...]]] = MappingProxyType(
    {ImportKind.ORDERS: ORDER_FIELDS, ImportKind.MEMBERS: MEMBER_FIELDS, ImportKind.PEOPLE: PEOPLE_FIELDS}
)
REQUIRED: Final[Mapping[ImportKind, tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {
        # An order's amount is told, or is the sum of its lines.
        ImportKind.ORDERS: (("order_no",), ("placed_at", "paid_at"), ("amount", "line_amount")),
        ImportKind.MEMBERS: (("external_userid", "unionid", "member_no", "phone"),),
        ImportKind.PEOPLE: (PEOPLE_FIELDS,),
    }
)
"""Of each group, one is needed."""

LINE_FIELDS: Final = frozenset({"sku", "item", "category", "quantity", "line_amount"})
"""With one of these a row is one line, and rows of one order number are one order."""

BIRTHDAY_KEY: Final = "birthday"
LEVEL_KEY: Final = "member_level"
"""Attributes of customers that these fields of members become."""


def is_field(kind: ImportKind, name: str) -> bool:
    """Tell whether a column of this kind of file can be this field."""
    return name in FIELDS[kind] or (kind is ImportKind.MEMBERS and name.startswith(ATTRIBUTE_PREFIX))
