"""Departments and members, as far as the app's visible range reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call
from wecom_api.calls.limits import given

ROOT_DEPARTMENT_ID = 1


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """A department.

    Attributes:
        parentid: real even where the app cannot see that parent; mirrors must bear missing parents.
        order: larger sorts first.
    """

    id: int
    name: str = ""
    name_en: str = ""
    department_leader: tuple[str, ...] = ()
    parentid: int = 0
    order: int = 0


class Departments(msgspec.Struct, frozen=True, kw_only=True):
    """Departments, parents and children alike, in no promised order."""

    department: tuple[Department, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDepartments(Call[Departments]):
    """Read a department and everything below it.

    Window: the common limits.
    Shape: `id` of the top, absent for all that is visible; depth at most 15.
    Errors: 60003, 60123 department unknown; 60011 outside the visible range; 48009 contacts-sync from a new IP.
    Source: contact chapter, stored capture (undated; page not named by the reference)
    """

    path: ClassVar[str] = "/cgi-bin/department/list"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    id: int | None = None


class DepartmentPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a department stands; fields as in `Department`."""

    id: int
    parentid: int = 0
    order: int = 0


class DepartmentPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """Departments by id only, in no promised order."""

    department_id: tuple[DepartmentPlace, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDepartmentIds(Call[DepartmentPlaces]):
    """Read a department and everything below it, without names (`simplelist`).

    Window: the common limits.
    Shape: `id` of the top, absent for all that is visible.
    Errors: 60003, 60123 department unknown; 60011 outside the visible range.
    Source: contact chapter, stored capture (undated; page not named by the reference)
    """

    path: ClassVar[str] = "/cgi-bin/department/simplelist"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    id: int | None = None


class DepartmentDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetDepartment`."""

    department: Department


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDepartment(Call[DepartmentDetail]):
    """Read one department.

    Window: the common limits.
    Shape: one id.
    Errors: 60003, 60123 department unknown; 60011 outside the visible range; 48009 contacts-sync from a new IP.
    Source: contact chapter, stored capture (undated; page not named by the reference)
    """

    path: ClassVar[str] = "/cgi-bin/department/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    id: int


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the corp.

    Apps made after 2022-06-20 20:00 never receive avatar, gender, mobile, email, biz_mail, qr_code or address
    here: those are empty, and come from the member's own consent only.

    Attributes:
        department: ids, limited to what the app may see; `order` and `is_leader_in_dept` run parallel.
        status: 1 active, 2 disabled, 4 not activated, 5 left; 0 when WeCom does not say.
        gender: 0 unknown, 1 male, 2 female.
        extattr: as WeCom sends it; the names are the corp's own.
    """

    userid: str
    name: str = ""
    department: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    position: str = ""
    mobile: str = ""
    gender: int = 0
    email: str = ""
    biz_mail: str = ""
    is_leader_in_dept: tuple[int, ...] = ()
    direct_leader: tuple[str, ...] = ()
    avatar: str = ""
    thumb_avatar: str = ""
    telephone: str = ""
    alias: str = ""
    address: str = ""
    open_userid: str = ""
    main_department: int = 0
    status: int = 0
    enable: int = 1
    qr_code: str = ""
    external_position: str = ""
    extattr: dict[str, Any] = {}
    external_profile: dict[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMember(Call[Member]):
    """Read one member.

    Window: the common limits.
    Shape: a userid, compared ignoring case.
    Errors: 60111 unknown, left or outside the visible range; 48009 contacts-sync from a new IP.
    Source: https://developer.work.weixin.qq.com/document/path/96255 (2025-03-06)
    """

    path: ClassVar[str] = "/cgi-bin/user/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    userid: str

    def __post_init__(self) -> None:
        given(self, userid=self.userid)


class Members(msgspec.Struct, frozen=True, kw_only=True):
    """Members of one department."""

    userlist: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMembers(Call[Members]):
    """Read the direct members of one department, with all details; sub-departments are asked one by one.

    Window: the common limits.
    Shape: one department_id; the answer is not paged.
    Errors: 45029 answer too large; 60011 outside the visible range; 60123 department unknown.
    Source: https://developer.work.weixin.qq.com/document/path/96260 (2024-07-24)
    """

    path: ClassVar[str] = "/cgi-bin/user/list"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    department_id: int


class MemberName(msgspec.Struct, frozen=True, kw_only=True):
    """A member's id, name and departments."""

    userid: str
    name: str = ""
    department: tuple[int, ...] = ()
    open_userid: str = ""


class MemberNames(msgspec.Struct, frozen=True, kw_only=True):
    """Direct members of one department, in short."""

    userlist: tuple[MemberName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMemberNames(Call[MemberNames]):
    """Read the direct members of one department in short (`simplelist`).

    Window: the common limits.
    Shape: one department_id; sub-departments are asked one by one (`fetch_child` is gone).
    Errors: 60011 outside the visible range; 60123 department unknown; 48009 contacts-sync from a new IP.
    Source: contact chapter, stored capture (undated; page not named by the reference)
    """

    path: ClassVar[str] = "/cgi-bin/user/simplelist"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    department_id: int
