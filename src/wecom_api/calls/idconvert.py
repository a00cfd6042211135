"""Ids of one party turned into those of another: each service provider sees ids of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call
from wecom_api.calls.limits import at_most_items, given

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_MEMBERS = 1000
MAX_TEMPORARY = 100


class ConvertedCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """The corp's own external_userid."""

    external_userid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromServiceExternalUserid(Call[ConvertedCustomer]):
    """Turn a service provider's external_userid into the corp's own.

    Window: the common limits. For self-built apps.
    Shape: the provider's id, and the agentid of the provider's app.
    Errors: 40096 id invalid, or its follower outside the visible range; 84084 no follow relation.
    Source: https://developer.work.weixin.qq.com/document/path/95884 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/from_service_external_userid"
    idempotent: ClassVar[bool] = True

    external_userid: str
    source_agentid: int

    def __post_init__(self) -> None:
        given(self, external_userid=self.external_userid)


class RealCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands behind a temporary id: a customer, or a member of a linked corp (`corpid` and `userid`)."""

    tmp_external_userid: str
    external_userid: str = ""
    corpid: str = ""
    userid: str = ""


class RealCustomers(msgspec.Struct, frozen=True, kw_only=True):
    """Those found, and those that are no temporary ids of this app."""

    results: tuple[RealCustomer, ...] = ()
    invalid_tmp_external_userid_list: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertTmpExternalUserid(Call[RealCustomers]):
    """Turn temporary ids, as meetings, forms and sheets give them, into real ones.

    Window: the common limits. Only the app that got the temporary ids may ask.
    Shape: business_type 1 meeting, 2 form, 3 smart sheet; user_type 1 customer, 2 to 4 members of linked corps;
        1..100 ids.
    Errors: 40058 too many; unknown ids are told in the answer, not as an error.
    Source: https://developer.work.weixin.qq.com/document/path/98729 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/idconvert/convert_tmp_external_userid"
    idempotent: ClassVar[bool] = True

    business_type: Literal[1, 2, 3]
    user_type: Literal[1, 2, 3, 4]
    tmp_external_userid_list: Sequence[str]

    def __post_init__(self) -> None:
        given(self, tmp_external_userid_list=self.tmp_external_userid_list)
        at_most_items(self, "tmp_external_userid_list", self.tmp_external_userid_list, MAX_TEMPORARY)


class MemberIds(msgspec.Struct, frozen=True, kw_only=True):
    """One member under both ids."""

    userid: str
    open_userid: str


class OpenUserids(msgspec.Struct, frozen=True, kw_only=True):
    """Those found, and those that are no members."""

    open_userid_list: tuple[MemberIds, ...] = ()
    invalid_userid_list: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UseridToOpenuserid(Call[OpenUserids]):
    """Turn userids into the ids that a provider's apps see.

    Window: the common limits. Needs the token of a provider's app.
    Shape: 1..1000 userids.
    Errors: 40031, 40032 list invalid or too long; unknown ids are told in the answer, not as an error.
    Source: page not named by the reference (provider chapter, 2023-10-19)
    """

    path: ClassVar[str] = "/cgi-bin/batch/userid_to_openuserid"
    idempotent: ClassVar[bool] = True

    userid_list: Sequence[str]

    def __post_init__(self) -> None:
        given(self, userid_list=self.userid_list)
        at_most_items(self, "userid_list", self.userid_list, MAX_MEMBERS)


class Userids(msgspec.Struct, frozen=True, kw_only=True):
    """Those found, and those that are no ids of that provider."""

    userid_list: tuple[MemberIds, ...] = ()
    invalid_open_userid_list: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenuseridToUserid(Call[Userids]):
    """Turn the ids that a provider's app sees into userids.

    Window: the common limits. For self-built apps.
    Shape: 1..1000 open_userids, and the agentid of the provider's app.
    Errors: 40031, 40032 list invalid or too long; unknown ids are told in the answer, not as an error.
    Source: page not named by the reference (provider chapter, 2023-10-19)
    """

    path: ClassVar[str] = "/cgi-bin/batch/openuserid_to_userid"
    idempotent: ClassVar[bool] = True

    open_userid_list: Sequence[str]
    source_agentid: int

    def __post_init__(self) -> None:
        given(self, open_userid_list=self.open_userid_list)
        at_most_items(self, "open_userid_list", self.open_userid_list, MAX_MEMBERS)
