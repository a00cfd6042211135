"""Members found by list, mobile or e-mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Page, PagedCall
from wecom_api.calls.limits import between, given, refuse

BUSINESS_EMAIL = 1
PERSONAL_EMAIL = 2
MAX_ROWS = 10_000


class MemberPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One member in one department; somebody in two departments has two rows, perhaps on two pages."""

    userid: str
    department: int = 0


class MemberPlaces(Page, frozen=True, kw_only=True):
    """A page of members by department."""

    dept_user: tuple[MemberPlace, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMemberIds(PagedCall[MemberPlaces]):
    """List all members with their departments, by id only.

    Window: the common limits. Needs the contacts-sync secret.
    Shape: 1..10000 rows a page.
    Errors: 48002 not the contacts-sync secret; 40058 limit out of range.
    Source: https://developer.work.weixin.qq.com/document/path/96067 (2024-07-23)
    """

    path: ClassVar[str] = "/cgi-bin/user/list_id"
    idempotent: ClassVar[bool] = True

    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, MAX_ROWS)


class FoundMember(msgspec.Struct, frozen=True, kw_only=True):
    """The member that was looked for."""

    userid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUserid(Call[FoundMember]):
    """Find a member by mobile.

    Window: once misses exceed a fifth of the corp's head-count, WeCom shuts this API for a day.
    Shape: a mobile of 5 to 32 bytes.
    Errors: 46004 nobody has it; 60103 mobile invalid.
    Source: contact chapter, stored capture (undated; page not named by the reference)
    """

    path: ClassVar[str] = "/cgi-bin/user/getuserid"
    idempotent: ClassVar[bool] = True

    mobile: str = field(repr=False)

    def __post_init__(self) -> None:
        size = len(self.mobile.encode(errors="surrogatepass"))
        if not 5 <= size <= 32:  # noqa: PLR2004 - WeCom's own numbers, named in the refusal
            refuse(self, "mobile", f"5 to 32 bytes, got {size}", "give the whole number")


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUseridByEmail(Call[FoundMember]):
    """Find a member by e-mail.

    Window: the common limits.
    Shape: email_type 1 for business addresses (WeCom's default), 2 for personal ones.
    Errors: 46004 nobody has it; 60105 e-mail invalid.
    Source: contact chapter, stored capture (undated; page not named by the reference)
    """

    path: ClassVar[str] = "/cgi-bin/user/get_userid_by_email"
    idempotent: ClassVar[bool] = True

    email: str = field(repr=False)
    email_type: Literal[1, 2] | None = None

    def __post_init__(self) -> None:
        given(self, email=self.email)
