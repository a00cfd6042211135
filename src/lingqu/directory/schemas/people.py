"""Departments and staff at the HTTP edge."""

from collections.abc import Mapping

import msgspec

from lingqu.directory.contracts.people import Department, Shop, StaffRow
from lingqu.kernel.ids import StaffId
from lingqu.kernel.paging import Page


class DepartmentView(msgspec.Struct, kw_only=True, frozen=True):
    """One department; `department_id` is WeCom's number."""

    department_id: int
    parent_id: int | None
    name: str
    is_shop: bool
    staff_count: int


class DepartmentList(msgspec.Struct, kw_only=True, frozen=True):
    """The visible tree as rows."""

    items: list[DepartmentView]


class ShopMark(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whether a department is a shop."""

    is_shop: bool


class ShopView(msgspec.Struct, kw_only=True, frozen=True):
    """A shop by its department."""

    department_id: int
    name: str


class StaffView(msgspec.Struct, kw_only=True, frozen=True):
    """One member; `customers` counts live relations."""

    staff_id: int
    userid: str
    name: str
    department_ids: list[int]
    shop: ShopView | None
    is_follow_user: bool
    active: bool
    customers: int


class StaffList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of staff."""

    items: list[StaffView]
    next_cursor: str | None
    total: int | None


def department_list(departments: list[Department]) -> DepartmentList:
    """Show the tree."""
    return DepartmentList(items=[msgspec.convert(one, DepartmentView, from_attributes=True) for one in departments])


def staff_list(page: Page[StaffRow], customers: Mapping[StaffId, int]) -> StaffList:
    """Show a page of staff with the number of their customers."""
    return StaffList(
        items=[
            StaffView(
                staff_id=row.staff_id,
                userid=row.userid,
                name=row.name,
                department_ids=[int(one) for one in row.department_ids],
                shop=_shop(row.shop),
                is_follow_user=row.is_follow_user,
                active=row.active,
                customers=customers.get(row.staff_id, 0),
            )
            for row in page.items
        ],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def _shop(shop: Shop | None) -> ShopView | None:
    return ShopView(department_id=shop.department_id, name=shop.name) if shop else None
