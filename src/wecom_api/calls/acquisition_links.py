"""Acquisition links (获客助手): URLs by which strangers become customers without a QR code.

An app sees and changes only the links it made. A link tells where a visitor came from by its channel:
`https://work.weixin.qq.com/ca/…?customer_channel=<state>` (64 bytes, the rest is cut) comes back as state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Done, Page, PagedCall
from wecom_api.calls.limits import at_most_characters, at_most_items, between, given, one_of, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_NAME_CHARACTERS = 30
MAX_MEMBERS = 500
MAX_PREFERRED = 1000
FRIENDS_OF_THE_LIST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRange:
    """Who a link leads to: members and departments, at most 500 people in all."""

    user_list: Sequence[str] | None = None
    department_list: Sequence[int] | None = None

    def __post_init__(self) -> None:
        one_of(self, user_list=self.user_list, department_list=self.department_list)
        at_most_items(self, "user_list", self.user_list, MAX_MEMBERS)
        at_most_items(self, "department_list", self.department_list, MAX_MEMBERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityOption:
    """Whom a visitor meets first: 1 any member already a friend, 2 a friend among the listed ones.

    Some business categories only.
    """

    priority_type: Literal[1, 2]
    priority_userid_list: Sequence[str] | None = None

    def __post_init__(self) -> None:
        at_most_items(self, "priority_userid_list", self.priority_userid_list, MAX_PREFERRED)
        if self.priority_type == FRIENDS_OF_THE_LIST and not self.priority_userid_list:
            refuse(self, "priority_userid_list", "is required for priority_type 2", "give userids, or use type 1")


class LinkIds(Page, frozen=True, kw_only=True):
    """A page of link_ids, nothing more."""

    link_id_list: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAcquisitionLink(PagedCall[LinkIds]):
    """List the links of this app that still work.

    Window: the common limits.
    Shape: 1..100 rows a page.
    Errors: 48002 not by the token of a self-built app on the list of callable apps.
    Source: https://developer.work.weixin.qq.com/document/path/97297 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition/list_link"
    idempotent: ClassVar[bool] = True

    cursor: str | None = None
    limit: int = 100

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, 100)


class AcquisitionLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link.

    Attributes:
        link_id: told when it is made; it is also the last part of `url`.
        create_time: unix seconds.
    """

    link_id: str = ""
    link_name: str = ""
    url: str = ""
    create_time: int = 0
    skip_verify: bool | None = None
    mark_source: bool | None = None


class LinkMembers(msgspec.Struct, frozen=True, kw_only=True):
    """Who a link leads to, as given: departments are not expanded."""

    user_list: tuple[str, ...] = ()
    department_list: tuple[int, ...] = ()


class LinkPriority(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a visitor meets first; `priority_type` is 0 when nothing was set."""

    priority_type: int = 0
    priority_userid_list: tuple[str, ...] = ()


class AcquisitionLinkDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetAcquisitionLink`.

    Attributes:
        skip_verify: some corps are told it here instead of inside `link`.
    """

    link: AcquisitionLink
    range: LinkMembers = LinkMembers()
    priority_option: LinkPriority = LinkPriority()
    skip_verify: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAcquisitionLink(Call[AcquisitionLinkDetail]):
    """Read one link of this app.

    Window: the common limits.
    Shape: one link_id.
    Errors: 40058 link unknown or made by another app (the code is unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/97297 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition/get"
    idempotent: ClassVar[bool] = True

    link_id: str

    def __post_init__(self) -> None:
        given(self, link_id=self.link_id)


class NewAcquisitionLink(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `CreateAcquisitionLink`."""

    link: AcquisitionLink


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAcquisitionLink(Call[NewAcquisitionLink]):
    """Make a link.

    Window: the common limits; links per corp are limited, the number is unpublished. Not safe to repeat:
        after a lost answer list the links and match the name.
    Shape: a name of at most 30 characters, and who it leads to; skip_verify is true when absent; mark_source
        is for marketing-acquisition apps only.
    Errors: 41095 too many links; 60011 outside the visible range; 40003 userid; 84074 not a follow user.
    Source: https://developer.work.weixin.qq.com/document/path/97297 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition/create_link"

    link_name: str
    range: LinkRange
    skip_verify: bool | None = None
    priority_option: PriorityOption | None = None
    mark_source: bool | None = None

    def __post_init__(self) -> None:
        given(self, link_name=self.link_name)
        at_most_characters(self, "link_name", self.link_name, MAX_NAME_CHARACTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAcquisitionLink(Call[Done]):
    """Change a link of this app; its URL stays. Absent fields stay, range and priority are replaced whole.

    Window: the common limits.
    Shape: as `CreateAcquisitionLink`.
    Errors: as `CreateAcquisitionLink`, and as `GetAcquisitionLink` for the link.
    Source: https://developer.work.weixin.qq.com/document/path/97297 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition/update_link"
    idempotent: ClassVar[bool] = True

    link_id: str
    link_name: str | None = None
    range: LinkRange | None = None
    skip_verify: bool | None = None
    priority_option: PriorityOption | None = None
    mark_source: bool | None = None

    def __post_init__(self) -> None:
        given(self, link_id=self.link_id)
        at_most_characters(self, "link_name", self.link_name, MAX_NAME_CHARACTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteAcquisitionLink(Call[Done]):
    """Delete a link of this app: it stops working. No callback tells.

    Window: the common limits.
    Shape: one link_id.
    Errors: as `GetAcquisitionLink`, also when repeated.
    Source: https://developer.work.weixin.qq.com/document/path/97297 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition/delete_link"
    idempotent: ClassVar[bool] = True

    link_id: str

    def __post_init__(self) -> None:
        given(self, link_id=self.link_id)
